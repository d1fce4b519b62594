"""Creates: one intent, one entry.

When a create may be sent, and how one whose outcome is unknown is looked for (sync.md 9 to 13).
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.api import requests
from harvest_widget.model.entries import LATE, TimeEntry, hours_of
from harvest_widget.model.operations import Create, StartTimer, Waiting, new_ref
from harvest_widget.model.time_of_day import read_server_time, write_time
from harvest_widget.model.time_zones import instant, local
from harvest_widget.store import selectors
from harvest_widget.store.state import State
from harvest_widget.sync.steps import (
    CLOCKS_DIFFER,
    Blocked,
    Done,
    GiveUp,
    Next,
    Step,
    ask,
    write,
)

LOOK_AGAIN = timedelta(seconds=30)
LOOKS = 2
ASK_THE_USER_AFTER = timedelta(minutes=5)
LAST_MINUTE = time(23, 59)
OFF = Decimal("0.02")


def make(state: State, waiting: Waiting, now: datetime) -> Next:
    """The next step of a create or start whose entry is not known yet."""
    op = waiting.op
    assert isinstance(op, StartTimer | Create)
    if waiting.in_doubt:
        return _find(state, waiting, now)
    late = isinstance(op, StartTimer) and now - op.at >= LATE
    if late and not waiting.running_read:
        return what_runs(state, waiting)
    key = None if state.references_kept is False or waiting.without_reference else op.ref
    known = _ids_of_day(state, op.spent_date)
    if isinstance(op, StartTimer) and not (late and op.started_time is None):
        request = requests.create_timer(
            pair=op.work.pair,
            spent_date=op.spent_date,
            notes=op.notes,
            started_time=notation(state, waiting, op.started_time) if late else None,
            key=key,
        )
        return write(waiting, request, known_ids=known)
    seconds = (now - op.at).total_seconds() if isinstance(op, StartTimer) else op.seconds
    stamped = isinstance(op, Create) and op.started_time is not None
    request = requests.create(
        pair=op.work.pair,
        spent_date=op.spent_date,
        notes=op.notes,
        hours=None if stamped else max(hours_of(seconds), Decimal("0.01")),
        started_time=notation(state, waiting, op.started_time) if stamped else None,
        ended_time=notation(state, waiting, op.ended_time) if isinstance(op, Create) else None,
        key=key,
    )
    return write(waiting, request, known_ids=known, headed=isinstance(op, StartTimer))


def created(state: State, waiting: Waiting) -> Next:
    """The next step of a Create whose entry is known: mostly none."""
    op, seen = waiting.op, waiting.seen
    assert isinstance(op, Create)
    if seen is None:
        return look(state, waiting)
    if not crosses_midnight(op) or abs(seen.hours - hours_of(op.seconds)) <= OFF:
        return Done()
    first, *rest = split(op)
    if seen.ended_time is None or read_server_time(seen.ended_time) != first.ended_time:
        return write(waiting, _times(state, waiting, seen, first))
    return Done((words.split_at_midnight(op.work.project.name),), tuple(rest))


def look(state: State, waiting: Waiting) -> Step:
    """Read the operation's own entry."""
    entry_id = id_of(state, waiting.op.ref)
    assert entry_id is not None
    return ask("look", waiting, requests.time_entry(entry_id=entry_id))


def id_of(state: State, ref: str) -> int | None:
    """The server's id of an entry; the ref of one that came from there is its id as text."""
    return state.refs.get(ref) or (int(ref) if ref.isdecimal() else None)


def what_runs(state: State, waiting: Waiting) -> Step:
    """Read the running timer, before a late operation takes its place (sync.md 14)."""
    return ask("what_runs", waiting, requests.running(user_id=user_id(state)))


def user_id(state: State) -> int:
    """Whose entries we ask for: always named, or an administrator would be sent everybody's."""
    assert state.account is not None
    return state.account.user.id


def notation(state: State, waiting: Waiting, at: time | None) -> str | None:
    """A clock time as this account writes it; the other way where that was refused once."""
    if at is None:
        return None
    twelve = (state.company.clock == "12h") != waiting.other_clock
    return write_time(at, "12h" if twelve else "24h")


def _ids_of_day(state: State, day: date) -> tuple[int, ...]:
    return tuple(i for i, e in state.snapshot.entries.items() if e.spent_date == day)


def _find(state: State, waiting: Waiting, now: datetime) -> Next:
    """Look for what an attempt may have made."""
    op = waiting.op
    assert isinstance(op, StartTimer | Create)
    if waiting.not_before is not None and now < waiting.not_before:
        return Blocked(waiting.not_before)
    if state.references_kept is False and waiting.looks and now >= _patience(waiting):
        return GiveUp("maybe_sent")
    if state.references_kept:
        request = requests.time_entries(user_id=user_id(state), external_reference_id=op.ref)
    else:
        day = op.spent_date
        request = requests.time_entries(user_id=user_id(state), from_=day, to=day)
    return ask("find", waiting, request)


def _patience(waiting: Waiting) -> datetime:
    return waiting.attempts[-1] + ASK_THE_USER_AFTER


def found(
    state: State, waiting: Waiting, entries: Iterable[TimeEntry], now: datetime
) -> TimeEntry | GiveUp | Waiting:
    """What a search brought.

    Our entry, too many that could be it, or the operation with one more look behind it.
    """
    entries = tuple(entries)
    with_key = [entry for entry in entries if entry.key == waiting.op.ref]
    if with_key:
        return min(with_key, key=lambda entry: entry.id or 0)
    if not state.references_kept:
        alike = [entry for entry in entries if _could_be(state, waiting, entry)]
        if len(alike) == 1:
            return alike[0]
        if alike:
            return GiveUp("two_candidates")
    looked = replace(waiting, looks=waiting.looks + 1, not_before=now + LOOK_AGAIN)
    if looked.looks >= LOOKS and state.references_kept is not False:
        # Nothing came of it: it may be sent again. Should the attempt come true later, the key
        # tells.
        return replace(looked, in_doubt=False, not_before=None, running_read=False)
    return looked


def _could_be(state: State, waiting: Waiting, entry: TimeEntry) -> bool:
    """Whether an entry without our key may be what our attempt made (sync.md 13)."""
    op = waiting.op
    assert isinstance(op, StartTimer | Create)
    return (
        entry.id not in waiting.known_ids
        and entry.id not in state.refs.values()
        and entry.created_at is not None
        and entry.created_at >= waiting.attempts[0] - CLOCKS_DIFFER
        and entry.work.pair == op.work.pair
        and entry.spent_date == op.spent_date
        and entry.text == op.notes
    )


def crosses_midnight(op: Create) -> bool:
    """Whether a start/end entry ends on the day after."""
    return (
        op.started_time is not None
        and op.ended_time is not None
        and op.ended_time < op.started_time
    )


def split(op: Create) -> tuple[Create, ...]:
    """One entry over midnight as two, each within its day.

    The second has a key of its own (sync.md 20).
    """
    assert op.started_time is not None
    assert op.ended_time is not None
    first = replace(op, ended_time=LAST_MINUTE, seconds=_minutes(op.started_time, LAST_MINUTE))
    if op.ended_time == time(0):
        return (first,)
    second = replace(
        op,
        ref=new_ref(),
        spent_date=op.spent_date + timedelta(days=1),
        started_time=time(0),
        seconds=_minutes(time(0), op.ended_time),
    )
    return first, second


def split_start(state: State, op: StartTimer) -> tuple[Create, StartTimer]:
    """A run that began before midnight: what it was until then, and what it is since."""
    assert op.started_time is not None
    zone = selectors.zone(state)
    day = local(op.at, zone).date()
    first = Create(
        ref=op.ref,
        at=op.at,
        work=op.work,
        notes=op.notes,
        spent_date=day,
        seconds=_minutes(op.started_time, LAST_MINUTE),
        started_time=op.started_time,
        ended_time=LAST_MINUTE,
    )
    tomorrow = day + timedelta(days=1)
    midnight = instant(tomorrow, time(0), zone)
    rest = replace(op, ref=new_ref(), at=midnight, spent_date=tomorrow, started_time=time(0))
    return first, replace(rest, ends=None)


def _minutes(start: time, end: time) -> int:
    return (end.hour - start.hour) * 3600 + (end.minute - start.minute) * 60


def _times(state: State, waiting: Waiting, seen: TimeEntry, wanted: Create) -> requests.Request:
    assert seen.id is not None
    return requests.update(
        entry_id=seen.id,
        started_time=notation(state, waiting, wanted.started_time),
        ended_time=notation(state, waiting, wanted.ended_time),
    )
