"""Pure: how we stand with the server after an outcome, and how long to wait (sync.md 22)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from harvest_widget.api.errors import Fate
from harvest_widget.store.state import Offline, Online, SignedOut, State
from harvest_widget.sync import pace
from harvest_widget.sync.steps import Answered, Outcome

LONGEST_PAUSE = 60.0
OWN_DELAY = 15.0
LONGEST_OWN_DELAY = 300.0
SPREAD, LONGEST_SPREAD = 30.0, 600.0
"""Seconds over which those come back who were refused at one moment, four times as many when they
are refused again. It counts as well: a thousand who try each minute keep each other out for ever.
"""


def stand(state: State, outcome: Outcome, now: datetime, chance: float) -> State:
    """How we stand with the server after an outcome.

    Online, silent, offline with a pause, or signed out.
    """
    if isinstance(outcome, Answered) or outcome.fate is Fate.REJECTED:
        online = state.connection if isinstance(state.connection, SignedOut) else Online()
        crowded = pace.crowded(state, refused=False)
        state = replace(state, connection=online, failures=0, crowded=crowded)
        # One answer does not end the crush: who forgot it at once would be back too early.
        return replace(state, throttled=state.throttled // 2, silent_until=None)
    if outcome.kind == "throttled":
        doubled = 2 ** min(state.throttled, 10)
        own = min(OWN_DELAY * doubled, LONGEST_OWN_DELAY)
        seconds = outcome.retry_after if outcome.retry_after is not None else own
        # Never less than Harvest asks for, and not all of an office at the same moment.
        seconds += chance * min(SPREAD * doubled**2, LONGEST_SPREAD)
        until = now + timedelta(seconds=seconds)
        silent = max(until, state.silent_until or until)
        crowded = pace.crowded(state, refused=True)
        throttled = state.throttled + 1
        return replace(state, silent_until=silent, throttled=throttled, crowded=crowded)
    if outcome.kind == "token_refused":
        return replace(state, connection=SignedOut("refused"))
    since = state.connection.since if isinstance(state.connection, Offline) else now
    pause = max(0.5, min(LONGEST_PAUSE, 2.0 ** min(state.failures, 6)) * chance)
    retry_at = now + timedelta(seconds=pause)
    down = outcome.kind in ("down", "broken_answer")
    offline = Offline(since, retry_at, down, why=outcome.kind, said=outcome.said)
    return replace(state, connection=offline, failures=state.failures + 1)
