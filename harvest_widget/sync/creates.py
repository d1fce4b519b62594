"""One intent, one entry: when a create may be sent, how a lost one is found (sync.md 9 to 13)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.api import requests
from harvest_widget.model.entries import LATE, TimeEntry, hours_of
from harvest_widget.model.operations import Create, StartTimer, Waiting, booked, new_ref
from harvest_widget.model.time_of_day import write_time
from harvest_widget.model.time_zones import instant
from harvest_widget.model.timesheet import seconds_between
from harvest_widget.store import selectors
from harvest_widget.store.outbox import SHORTEST
from harvest_widget.store.state import State
from harvest_widget.sync.steps import CLOCKS_DIFFER, Blocked, Done, GiveUp, Next, Step, ask, write

LOOK_AGAIN = timedelta(seconds=30)
LOOKS = 2
ASK_THE_USER_AFTER = timedelta(minutes=5)
DAY = timedelta(days=1)
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
        hours=None if stamped else hours_of(max(seconds, SHORTEST)),
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
    if selectors.clock_time_of(seen.ended_time) != first.ended_time:
        return set_times(state, waiting, seen, first)
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
    if state.references_kept:
        request = requests.time_entries(user_id=user_id(state), external_reference_id=op.ref)
    else:
        day = op.spent_date
        request = requests.time_entries(user_id=user_id(state), from_=day, to=day)
    return ask("find", waiting, request)


def found(
    state: State, waiting: Waiting, entries: Sequence[TimeEntry], now: datetime
) -> TimeEntry | GiveUp | Waiting:
    """What a search brought: our entry, too many that could be it, or one more look in vain."""
    with_key = [entry for entry in entries if entry.key == waiting.op.ref]
    if with_key:
        return min(with_key, key=lambda entry: entry.id or 0)
    if not state.references_kept:
        alike = [entry for entry in entries if _could_be(state, waiting, entry)]
        if len(alike) == 1:
            return alike[0]
        if alike:
            return GiveUp("two_candidates")
    too_long = now >= waiting.attempts[-1] + ASK_THE_USER_AFTER
    if state.references_kept is False and too_long and not waiting.tries:
        return GiveUp("maybe_sent")
    looked = replace(waiting, looks=waiting.looks + 1, not_before=now + LOOK_AGAIN)
    if waiting.tries or (looked.looks >= LOOKS and state.references_kept is not False):
        # Nothing came of it: it may be sent again. Should it come true later, the key tells.
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
        and says_the_same(op, entry)
    )


def says_the_same(op: StartTimer | Create, entry: TimeEntry) -> bool:
    """Whether an entry has the work, the day and the notes of a create."""
    told = entry.work.pair, entry.spent_date, entry.text
    return told == (op.work.pair, op.spent_date, op.notes)


def crosses_midnight(op: Create) -> bool:
    """Whether a start/end entry ends on a later day."""
    return op.started_time is not None and _last_day(op) > op.spent_date


def _last_day(op: Create) -> date:
    """The day on which a start/end entry ends: its length tells, two clock times can't."""
    if op.started_time is None or op.ended_time is None:
        return op.spent_date
    left = timedelta(seconds=op.seconds) - (
        datetime.combine(date.min, op.ended_time) - datetime.combine(date.min, op.started_time)
    )
    # A change of the clocks makes it an hour longer or shorter than the times tell.
    days = round(left / DAY) if op.seconds > DAY.total_seconds() else 0
    return op.spent_date + timedelta(days=max(days, int(op.ended_time < op.started_time)))


def split(op: Create) -> tuple[Create, ...]:
    """One entry over midnight as several, each within its day and with its own key (sync.md 20)."""
    assert op.started_time is not None
    assert op.ended_time is not None
    parts, last = [], _last_day(op)
    for day in range((last - op.spent_date).days + 1):
        on = op.spent_date + timedelta(days=day)
        begins = time(0) if day else op.started_time
        ends = op.ended_time if on == last else LAST_MINUTE
        if begins < ends or not day:
            part = replace(op, spent_date=on, started_time=begins, ended_time=ends)
            ref = new_ref() if day else op.ref
            parts.append(replace(part, ref=ref, seconds=seconds_between(begins, ends)))
    return tuple(parts)


def split_start(state: State, op: StartTimer) -> tuple[Create, StartTimer]:
    """A run that began before midnight: what it was until then, and what it is since."""
    assert op.started_time is not None
    day = selectors.today(state, op.at)
    first = booked(op, seconds_between(op.started_time, LAST_MINUTE), LAST_MINUTE)
    tomorrow = day + timedelta(days=1)
    midnight = instant(tomorrow, time(0), selectors.zone(state))
    rest = replace(
        op, ref=new_ref(), at=midnight, spent_date=tomorrow, started_time=time(0), ends=None
    )
    return replace(first, spent_date=day), rest


def set_times(state: State, waiting: Waiting, seen: TimeEntry, wanted: Create) -> Step:
    """Give the entry the start and the end of `wanted`."""
    assert seen.id is not None
    update = requests.update(
        entry_id=seen.id,
        started_time=notation(state, waiting, wanted.started_time),
        ended_time=notation(state, waiting, wanted.ended_time),
    )
    return write(waiting, update)
