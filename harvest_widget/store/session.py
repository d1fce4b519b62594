"""State -> State for what is not a wish of the user's in their timesheet.

Who is signed in, the clock, the way to the server.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.model.account import Account, Company
from harvest_widget.model.operations import Conflict
from harvest_widget.model.time_zones import local
from harvest_widget.store import selectors
from harvest_widget.store.state import Notice, Offline, Online, SignedOut, State

KEPT_NOTICES = 20
ALL_READS = ("read_user", "read_company", "read_span", "read_running", "read_assignments")
STAYS_NEW = timedelta(seconds=30)
"""For so long what was read is not read again only because somebody looks."""
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


def come_into_view(state: State, *, now: datetime) -> State:
    """Whoever looks sees what is new, however rarely it is read while nobody does (sync.md 23)."""
    first = selectors.week_of(state, selectors.shown_day(state, now))
    spans = (span.read_at for span in state.snapshot.spans if span.first == first)
    read_at = next(spans, None)
    new = read_at is not None and now - read_at < STAYS_NEW
    return (
        state
        if new or "read_span" in state.asked
        else replace(state, asked=(*state.asked, "read_span"))
    )


def sign_out(state: State, *, why: SignedOut) -> State:
    """Send nothing more. The queue stays, and goes on when the same user signs in again."""
    return replace(state, connection=why)


def out_of_reach(
    state: State, *, now: datetime, pause: timedelta, why: str, said: str = ""
) -> State:
    """The sign-in could not be tried: no answer, the next try after `pause`."""
    since = state.connection.since if isinstance(state.connection, Offline) else now
    retry_at = now + pause
    offline = Offline(since, retry_at, down=why == "down", why=why, said=said)
    # A silence that Harvest asked for outlives the program (sync.md 2).
    return replace(state, connection=offline, silent_until=retry_at if why == "throttled" else None)


def token_found(state: State) -> State:
    """The keychain has answered: what waited for it may go on."""
    return replace(state, connection=Online()) if isinstance(state.connection, SignedOut) else state


def hear_clock(state: State, *, offset: float) -> State:
    """Take over the server's clock: `offset` seconds ahead of this computer's."""
    if abs(offset - state.offset) >= CLOCK_NOISE:
        return replace(state, offset=offset, clock_heard=True)
    return state if state.clock_heard else replace(state, clock_heard=True)


def hurry(state: State, *, now: datetime) -> State:
    """Try again at once although the server was out of reach.

    Never while it asked for silence (sync.md 22).
    """
    if isinstance(state.connection, Offline) and state.connection.retry_at > now:
        return replace(state, connection=replace(state.connection, retry_at=now))
    return state


def compare_zones(state: State, *, now: datetime) -> State:
    """Tell once where the profile's time zone is unknown here, or not this computer's at present.

    It is news again after the two have agreed.
    """
    if state.account is None:
        return state
    name, theirs = state.account.user.timezone, selectors.zone(state)
    ours = local(now, None)
    if theirs is not None and local(now, theirs).utcoffset() == ours.utcoffset():
        return replace(state, zone_told="") if state.zone_told else state
    if name == state.zone_told:
        return state
    told = words.unknown_zone(name)
    if theirs is not None:
        told = words.other_zone(name, ours.tzname() or "")
    return tell(replace(state, zone_told=name), told, now=now)


def tell(
    state: State, sentence: str | Conflict, *, now: datetime, instant: datetime | None = None
) -> State:
    """Put a sentence before the user about something that happened without them."""
    conflict = sentence if isinstance(sentence, Conflict) else None
    text = sentence.text if isinstance(sentence, Conflict) else sentence
    notice = Notice(n=state.next_n, at=now, text=text, instant=instant, conflict=conflict)
    kept = (*state.notices, notice)[-KEPT_NOTICES:]
    return replace(state, notices=kept, next_n=state.next_n + 1)
