"""State -> State for what is not a wish of the user's in their timesheet.

Who is signed in, the clock, the way to the server.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from harvest_widget.model.account import Account, Company
from harvest_widget.store.state import Notice, Offline, Online, SignedOut, State

KEPT_NOTICES = 20
ALL_READS = ("read_user", "read_company", "read_span", "read_running", "read_assignments")
CLOCK_NOISE = 2.0
"""Seconds. `Date` has whole seconds and an answer takes its time.

Smaller changes of the offset mean nothing (sync.md).
"""


def sign_in(
    state: State, *, opened: State, account: Account, company: Company | None, now: datetime
) -> State:
    """Go on in the book of this user (`opened`, as it was left), and read everything anew."""
    # What was told while nobody was signed in (a damaged database) is still to be read.
    if state.account is None and opened is not state:
        for notice in state.notices:
            opened = tell(opened, notice.text, now=notice.at)
    signed_in = replace(
        opened,
        account=account,
        company=company or opened.company,
        company_guessed=company is None and opened.company_guessed,
        connection=Online(),
        failures=0,
        offset=state.offset,
    )
    return ask_for_all(signed_in, now)


def ask_for_all(state: State, now: datetime) -> State:
    """Read everything anew, whatever the clock says of the last time."""
    return replace(state, refresh_asked=now, asked=ALL_READS)


def sign_out(state: State, *, why: SignedOut) -> State:
    """Send nothing more. The queue stays, and goes on when the same user signs in again."""
    return replace(state, connection=why)


def out_of_reach(state: State, *, now: datetime, pause: timedelta, down: bool) -> State:
    """The sign-in could not be tried: no answer, the next try after `pause`."""
    since = state.connection.since if isinstance(state.connection, Offline) else now
    return replace(state, connection=Offline(since=since, retry_at=now + pause, down=down))


def token_found(state: State) -> State:
    """The keychain has answered: what waited for it may go on."""
    return replace(state, connection=Online()) if isinstance(state.connection, SignedOut) else state


def hear_clock(state: State, *, offset: float) -> State:
    """Take over the server's clock: `offset` seconds ahead of this computer's."""
    return replace(state, offset=offset) if abs(offset - state.offset) >= CLOCK_NOISE else state


def hurry(state: State, *, now: datetime) -> State:
    """Try again at once although the server was out of reach.

    Never while it asked for silence (sync.md 22).
    """
    if isinstance(state.connection, Offline) and state.connection.retry_at > now:
        return replace(state, connection=replace(state.connection, retry_at=now))
    return state


def tell(state: State, sentence: str, *, now: datetime, instant: datetime | None = None) -> State:
    """Put a sentence before the user about something that happened without them."""
    notice = Notice(n=state.next_n, at=now, text=sentence, instant=instant)
    kept = (*state.notices, notice)[-KEPT_NOTICES:]
    return replace(state, notices=kept, next_n=state.next_n + 1)
