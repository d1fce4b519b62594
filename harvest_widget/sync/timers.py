"""Starts, continues, stops: on time in one request, late as the user saw it (sync.md 14 to 18)."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.api import requests
from harvest_widget.model.entries import HUNDREDTH, LATE, TimeEntry, hours_of, seconds_of
from harvest_widget.model.operations import ContinueTimer, Create, StartTimer, StopTimer, Waiting
from harvest_widget.model.time_zones import local
from harvest_widget.store import selectors
from harvest_widget.store.outbox import SHORTEST, clock_time
from harvest_widget.store.selectors import clock_time_of
from harvest_widget.store.state import State
from harvest_widget.sync.creates import (
    DAY,
    LAST_MINUTE,
    id_of,
    look,
    make,
    notation,
    set_times,
    split,
    split_start,
    what_runs,
)
from harvest_widget.sync.steps import (
    CLOCKS_DIFFER,
    ROUNDING,
    SLACK,
    Done,
    GiveUp,
    Next,
    Step,
    same_instant,
    write,
)

MINUTE = timedelta(minutes=1)


def start(state: State, waiting: Waiting, now: datetime) -> Next:
    """The next step of a start."""
    op, seen = waiting.op, waiting.seen
    assert isinstance(op, StartTimer)
    if id_of(state, op.ref) is None:
        return make(state, waiting, now)
    if seen is None:
        return look(state, waiting)
    if op.started_time is not None:
        return _start_with_times(state, waiting, seen, now)
    if not seen.is_running and not waiting.headed and not waiting.paused:
        return Done()  # It ran, and another device has stopped it since.
    return _run_from(waiting, seen, Decimal(0), op.at, now)


def _run_from(
    waiting: Waiting, seen: TimeEntry, base: Decimal, since: datetime, now: datetime
) -> Next:
    """Bring an entry of a duration account to run as since `since`, on top of `base` hours."""
    assert seen.id is not None
    wanted = base + hours_of((now - since).total_seconds())
    if seen.is_running:
        off = seen.seconds(now) - seconds_of(base) - (now - since).total_seconds()
        # A head start is off by its rounding, and by how long the restart took.
        slack = SLACK if waiting.headed or waiting.paused or waiting.base is not None else LATE
        if abs(off) <= slack.total_seconds():
            return Done()
        return write(waiting, requests.stop(entry_id=seen.id), paused=True)
    if abs(seen.hours - wanted) >= HUNDREDTH and now - since >= SLACK / 2:
        hours = max(wanted, HUNDREDTH)
        return write(waiting, requests.update(entry_id=seen.id, hours=hours))
    return write(waiting, requests.restart(entry_id=seen.id))


def _start_with_times(state: State, waiting: Waiting, seen: TimeEntry, now: datetime) -> Next:
    """A start in a start/end account: at the clock time of the click, on the day of the click."""
    op = waiting.op
    assert isinstance(op, StartTimer)
    assert op.started_time is not None
    assert seen.id is not None
    if seen.is_running:
        began = seen.timer_started_at or op.at
        # The server cuts to whole minutes.
        same_minute = clock_time(state, began) == op.started_time
        if abs(began - op.at) < LATE or (same_minute and abs(began - op.at) < MINUTE):
            return Done()
        if op.spent_date == selectors.today(state, now):
            if waiting.tries > 1:
                return GiveUp("unchanged")
            begins = notation(state, waiting, op.started_time)
            return write(waiting, requests.update(entry_id=seen.id, started_time=begins))
        return write(waiting, requests.stop(entry_id=seen.id), paused=True)
    if not waiting.paused:
        return Done()
    first, rest = split_start(state, op)
    if clock_time_of(seen.ended_time) != LAST_MINUTE:
        return set_times(state, waiting, seen, first)
    return Done((words.split_at_midnight(op.work.project.name),), (rest,))


def resume(state: State, waiting: Waiting, now: datetime) -> Next:
    """The next step of a continue (duration accounts)."""
    op, seen = waiting.op, waiting.seen
    assert isinstance(op, ContinueTimer)
    entry_id = id_of(state, op.ref)
    if entry_id is None:
        return GiveUp("deleted_elsewhere")
    late = now - op.at >= LATE
    if late and not waiting.running_read:
        return what_runs(state, waiting)
    if seen is None:
        if late or waiting.attempts:
            return look(state, waiting)
        known = state.snapshot.entries.get(entry_id)
        base = known.base_hours if known is not None else None
        return write(waiting, requests.restart(entry_id=entry_id), base=base)
    base = waiting.base if waiting.base is not None else seen.base_hours
    step = _run_from(waiting, seen, base, op.at, now)
    # The first request changes the hours: what they were before is not to be read again.
    return replace(step, learns={**step.learns, "base": base}) if isinstance(step, Step) else step


def stop(state: State, waiting: Waiting, now: datetime) -> Next:
    """The next step of a stop."""
    op, seen = waiting.op, waiting.seen
    assert isinstance(op, StopTimer)
    entry_id = id_of(state, op.ref)
    if entry_id is None:
        return Done()  # Its start was discarded: there is nothing to stop.
    if seen is None:
        if waiting.attempts or now - op.at >= LATE:
            return look(state, waiting)
        known = state.snapshot.entries.get(entry_id)
        if known is None or not known.is_running:
            return look(state, waiting)
        return _stop(waiting, known)
    if seen.is_running:
        if op.started is not None and not same_instant(seen.timer_started_at, op.started):
            return Done((words.stop_dropped(seen.project.name),))
        return _stop(waiting, seen)
    if not waiting.attempts or not _stopped_by_us(waiting, seen):
        return Done()  # Another device was faster; what it booked stands.
    return _corrected(state, waiting, seen)


def _stop(waiting: Waiting, running: TimeEntry) -> Next:
    assert running.id is not None
    if waiting.attempts and waiting.run_started is not None:
        return write(waiting, requests.stop(entry_id=running.id))
    base, started = running.base_hours, running.timer_started_at
    return write(waiting, requests.stop(entry_id=running.id), base=base, run_started=started)


def _stopped_by_us(waiting: Waiting, seen: TimeEntry) -> bool:
    """Whether the stop may be our own: nothing stopped it before our first attempt (sync.md 7)."""
    return seen.updated_at is None or seen.updated_at >= waiting.attempts[0] - CLOCKS_DIFFER


def _corrected(state: State, waiting: Waiting, seen: TimeEntry) -> Next:
    """A stop that left late, or took long, booked too much: set what the user saw (sync.md 17)."""
    op = waiting.op
    assert isinstance(op, StopTimer)
    assert seen.id is not None
    if op.ended_time is not None:
        return _ended_at(state, waiting, seen, op.ended_time)
    if waiting.base is None or waiting.run_started is None:
        return Done()
    ran = (op.at - waiting.run_started).total_seconds()
    wanted = max(seconds_of(waiting.base) + ran, SHORTEST)
    if abs(seconds_of(seen.hours) - wanted) <= ROUNDING:
        return Done()
    update = requests.update(entry_id=seen.id, hours=hours_of(wanted))
    return GiveUp("unchanged") if waiting.tries > 1 else write(waiting, update)


def _ended_at(state: State, waiting: Waiting, seen: TimeEntry, ended_time: time) -> Next:
    """Set the end in a start/end account; a run over midnight may need an entry for each day."""
    op = waiting.op
    assert seen.id is not None
    if seen.ended_time is None or (seen.updated_at and abs(seen.updated_at - op.at) < LATE):
        return Done()
    days: tuple[Create, ...] = ()
    if waiting.run_started is not None:
        began = local(waiting.run_started, selectors.zone(state))
        whole = Create(
            ref=op.ref,
            at=op.at,
            work=seen.work,
            notes=seen.text,
            spent_date=began.date(),
            seconds=int((op.at - waiting.run_started).total_seconds()),
            started_time=began.time().replace(second=0, microsecond=0),
            ended_time=ended_time,
        )
        days = split(whole)
        if len(days) > 1 and (waiting.split or whole.seconds >= DAY.total_seconds()):
            ended_time = LAST_MINUTE
        else:
            days = ()
    if clock_time_of(seen.ended_time) == ended_time and (days or not _days_too_long(waiting, seen)):
        notice = (words.split_at_midnight(seen.project.name),) if days else ()
        return Done(notice, days[1:])
    update = requests.update(entry_id=seen.id, ended_time=notation(state, waiting, ended_time))
    return GiveUp("unchanged") if waiting.tries > 1 else write(waiting, update)


def _days_too_long(waiting: Waiting, seen: TimeEntry) -> bool:
    """Whether the entry ends at the right time of another day."""
    if waiting.run_started is None:
        return False
    ran = (waiting.op.at - waiting.run_started).total_seconds()
    return abs(seconds_of(seen.hours) - ran) > DAY.total_seconds() / 2
