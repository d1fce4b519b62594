"""Pure: how we stand with the server after an outcome, and how long to wait (sync.md 22)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from harvest_widget.api.errors import Fate
from harvest_widget.store.state import Offline, Online, SignedOut, State
from harvest_widget.sync.steps import Answered, Outcome

LONGEST_PAUSE = 60.0
OWN_DELAY = 15.0
LONGEST_OWN_DELAY = 300.0


def stand(state: State, outcome: Outcome, now: datetime, chance: float) -> State:
    """How we stand with the server after an outcome.

    Online, silent, offline with a pause, or signed out.
    """
    if isinstance(outcome, Answered) or outcome.fate is Fate.REJECTED:
        online = state.connection if isinstance(state.connection, SignedOut) else Online()
        return replace(state, connection=online, failures=0, throttled=0, silent_until=None)
    if outcome.kind == "throttled":
        own = min(OWN_DELAY * 2**state.throttled, LONGEST_OWN_DELAY)
        seconds = outcome.retry_after if outcome.retry_after is not None else own
        until = now + timedelta(seconds=seconds)
        silent = max(until, state.silent_until or until)
        return replace(state, silent_until=silent, throttled=state.throttled + 1)
    if outcome.kind == "token_refused":
        return replace(state, connection=SignedOut("refused"))
    since = state.connection.since if isinstance(state.connection, Offline) else now
    pause = max(0.5, min(LONGEST_PAUSE, 2.0 ** min(state.failures, 6)) * chance)
    retry_at = now + timedelta(seconds=pause)
    down = outcome.kind in ("down", "broken_answer")
    offline = Offline(since=since, retry_at=retry_at, down=down)
    return replace(state, connection=offline, failures=state.failures + 1)
