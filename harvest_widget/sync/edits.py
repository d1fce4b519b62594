"""Edits and deletes: read, change what differs, tell whose value gave way (sync.md 5, 7, 19)."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from harvest_widget import words
from harvest_widget.api import requests
from harvest_widget.model.entries import HUNDREDTH, TimeEntry, Work, hours_of, seconds_of
from harvest_widget.model.formats import Formats, show_date, show_hours, show_time
from harvest_widget.model.operations import Conflict, Delete, Edit, Values, Waiting
from harvest_widget.store.selectors import clock_time_of, formats
from harvest_widget.store.state import State
from harvest_widget.sync.creates import id_of, look, notation, what_runs
from harvest_widget.sync.steps import SLACK, Blocked, Done, Next, write


def edit(state: State, waiting: Waiting, now: datetime) -> Next:
    """The next step of an edit."""
    op, seen = waiting.op, waiting.seen
    assert isinstance(op, Edit)
    if id_of(state, op.ref) is None:
        return Done()
    if seen is None:
        return look(state, waiting)
    left = _left(op, seen)
    if left != Values():
        return write(waiting, _update(state, waiting, seen, left))
    if op.to.seconds is not None:
        return _hours(state, waiting, seen, now)
    return Done()


def _left(op: Edit, seen: TimeEntry) -> Values:
    """The wanted values that the server does not hold yet, hours apart."""
    to = op.to
    started, ended = clock_time_of(seen.started_time), clock_time_of(seen.ended_time)
    return Values(
        work=to.work if to.work is not None and to.work.pair != seen.work.pair else None,
        notes=to.notes if to.notes != seen.text else None,
        spent_date=to.spent_date if to.spent_date != seen.spent_date else None,
        started_time=to.started_time if to.started_time != started else None,
        ended_time=to.ended_time if to.ended_time != ended else None,
    )


def _update(state: State, waiting: Waiting, seen: TimeEntry, values: Values) -> requests.Request:
    assert seen.id is not None
    return requests.update(
        entry_id=seen.id,
        pair=values.work.pair if values.work is not None else None,
        spent_date=values.spent_date,
        notes=values.notes,
        started_time=notation(state, waiting, values.started_time),
        ended_time=notation(state, waiting, values.ended_time),
    )


def _hours(state: State, waiting: Waiting, seen: TimeEntry, now: datetime) -> Next:
    """Set the time of an entry; a running one is stopped, set and restarted (sync.md 19)."""
    op = waiting.op
    assert isinstance(op, Edit)
    assert op.to.seconds is not None
    assert seen.id is not None
    if not op.running and not seen.is_running and not waiting.paused:
        return _set(waiting, seen, hours_of(op.to.seconds)) or Done()
    # Counted on from the edit; a run that began elsewhere since counts from its own start.
    since = op.at if op.running else (waiting.run_started or seen.timer_started_at or op.at)
    wanted = timedelta(seconds=op.to.seconds) + (now - since)
    if seen.is_running:
        off = seen.seconds(now) - wanted.total_seconds()
        if abs(off) <= SLACK.total_seconds():
            return Done()
        stop = requests.stop(entry_id=seen.id)
        return write(waiting, stop, paused=True, run_started=since, base=seen.hours)
    if not waiting.paused:
        # Stopped elsewhere since the edit: it ran on until then. Our own write moves that instant.
        until = waiting.run_started or max(seen.updated_at or op.at, op.at)
        hours = hours_of(op.to.seconds + (until - op.at).total_seconds())
        return _set(waiting, seen, hours, run_started=until) or Done()
    if not waiting.running_read:
        return what_runs(state, waiting)
    step = _set(waiting, seen, hours_of(wanted.total_seconds()))
    if waiting.overtaken:
        # Another timer has taken its place meanwhile: it stays stopped, with what it had then.
        return step or Done()
    return step or write(waiting, requests.restart(entry_id=seen.id))


def _set(waiting: Waiting, seen: TimeEntry, hours: Decimal, **learns: Any) -> Next | None:
    """Set the hours of a stopped entry (never 0: sync.md 15), unless they are that already."""
    hours = max(hours, HUNDREDTH)
    if abs(seen.hours - hours) < HUNDREDTH:
        return None
    assert seen.id is not None
    return write(waiting, requests.update(entry_id=seen.id, hours=hours), **learns)


def overwritten(state: State, op: Edit, seen: TimeEntry) -> tuple[Conflict, ...]:
    """The fields that hold neither what the user saw nor what they want."""
    theirs = Values(
        work=seen.work,
        notes=seen.text,
        spent_date=seen.spent_date,
        seconds=None if op.running or seen.is_running else seconds_of(seen.hours),
        started_time=clock_time_of(seen.started_time),
        ended_time=clock_time_of(seen.ended_time),
    )
    shown = formats(state)
    return tuple(
        Conflict(
            words.overwritten(seen.project.name, words.FIELDS[name], _shown(value, shown)),
            op.ref,
            Values(**{name: value}),
        )
        for name in Values.__struct_fields__
        if (value := getattr(theirs, name)) is not None
        and getattr(op.to, name) is not None
        and value not in (getattr(op.to, name), getattr(op.base, name))
    )


def _shown(value: Work | str | date | time | int, shown: Formats) -> str:
    match value:
        case Work():
            return value.title
        case int():
            return show_hours(value, shown)
        case time():
            return show_time(value, shown)
        case date():
            return show_date(value, shown)
    return value


def delete(state: State, waiting: Waiting, now: datetime) -> Next:
    """The next step of a delete: nothing before its undo time has passed (sync.md 4)."""
    op = waiting.op
    assert isinstance(op, Delete)
    if now < op.due:
        return Blocked(op.due)
    entry_id = id_of(state, op.ref)
    if entry_id is None:
        return Done()
    if waiting.in_doubt:
        return look(state, waiting)
    return write(waiting, requests.delete(entry_id=entry_id))
