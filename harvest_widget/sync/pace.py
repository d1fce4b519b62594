"""Pure: when to read of our own accord, so that an office can share one account (sync.md 23).

How much room there is shows in the refusals alone: each doubles the pauses, each answer takes a
little back, so a widget is refused about once in 140 requests, whatever the limit and however many
share it. What the user does or asks for is never slowed here. Chance is drawn from who we are and
when we last read: it is another one for each computer and each time, and needs no memory.
"""

import math
from datetime import datetime, timedelta
from hashlib import blake2b

from harvest_widget.store import selectors
from harvest_widget.store.state import Offline, State

LOOKING, RUNNING, IDLE = timedelta(seconds=30), timedelta(minutes=3), timedelta(minutes=5)
HOURLY = timedelta(hours=1)
LONGEST = timedelta(minutes=15)
"""Between two polls, and between the first and the last of those who are refused together."""
REFUSED, ANSWERED, MOST_CROWDED = 1.0, 0.007, 5.0
"""`State.crowded` counts doublings: what a refusal adds, and which part of it an answer takes."""


def crowded(state: State, *, refused: bool) -> float:
    """`State.crowded` after a request was refused or answered."""
    if not refused:
        return state.crowded * (1 - ANSWERED)
    # Of several in a row, only the first tells of other people: the rest is the same crush.
    return min(MOST_CROWDED, state.crowded + (0.0 if state.throttled else REFUSED))


def poll_pause(state: State, *, looking: bool) -> timedelta:
    """How long to wait between two reads of the shown days."""
    idle = RUNNING if selectors.running(state) is not None else IDLE
    return min(slowed(state, LOOKING if looking else idle), LONGEST)


def slowed(state: State, pause: timedelta) -> timedelta:
    """The pause, longer by what the account's other users have cost us."""
    return pause * math.exp2(state.crowded)


def due(state: State, read_at: datetime, pause: timedelta, of: str = "") -> datetime:
    """When to read again: after the pause, a fifth more or less."""
    return read_at + pause * (0.8 + 0.4 * _drawn(state, read_at, of))


def rest_until(state: State, *, looking: bool = False) -> datetime:
    """Until when nothing is polled although requests may leave again.

    All who were refused or cut off could come back at one moment. After a refusal they spread over
    two pauses, doubled as long as they are refused; after an outage over twice as long as it has
    lasted, and whoever looks does not wait.
    """
    idle = slowed(state, IDLE)
    if state.silent_until is not None:
        spread = min(LONGEST, idle * math.exp2(min(state.throttled, 10)))
        return state.silent_until + spread * _drawn(state, state.silent_until)
    if isinstance(state.connection, Offline) and not looking:
        retry_at = state.connection.retry_at
        lasted = max(timedelta(0), retry_at - state.connection.since)
        return retry_at + min(LONGEST, 2 * lasted) * _drawn(state, retry_at)
    return selectors.EARLIEST


def _drawn(state: State, instant: datetime, of: str = "") -> float:
    """A number from 0 to 1 that is the same for the same questions."""
    who = state.account.user.id if state.account else 0
    drawn = blake2b(f"{who} {instant.isoformat()} {of}".encode(), digest_size=4).digest()
    return int.from_bytes(drawn) / 2**32
