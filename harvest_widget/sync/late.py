"""Pure: what runs is read before a late start takes its place; what that changes (sync.md 14)."""

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.model.entries import TimeEntry, seconds_of
from harvest_widget.model.operations import (
    ContinueTimer,
    Edit,
    Operation,
    Run,
    StartTimer,
    StopTimer,
    Values,
    Waiting,
    booked,
)
from harvest_widget.store import selectors
from harvest_widget.store.outbox import SHORTEST, clock_time, put
from harvest_widget.store.state import State
from harvest_widget.sync.creates import id_of
from harvest_widget.sync.settle import is_deleted, settle
from harvest_widget.sync.steps import CLOCKS_DIFFER, Done, same_instant


def absorb_what_runs(
    state: State, waiting: Waiting, running: TimeEntry | None, now: datetime
) -> State:
    """`running` is what the server says runs, before `waiting` goes on."""
    op = waiting.op
    told = replace(waiting, running_read=True)
    if running is None or running.id == id_of(state, op.ref):
        return put(state, waiting, told)
    if isinstance(op, Edit):
        return put(state, waiting, replace(told, overtaken=True))
    if not isinstance(op, StartTimer | ContinueTimer):
        return state  # While it was asked, the user ended the run that was to begin: it is booked.
    if is_deleted(state, _ref_of(state, running)):
        return put(state, waiting, told)  # The user deleted it: it leaves when its undo time ends.
    began = running.timer_started_at or now
    if began > op.at + CLOCKS_DIFFER and not _is_run(state, op.ends, running):
        return _booked_until(state, waiting, running, began, now)
    # A start that was dated back may reach before what it ends: then nothing of that is left.
    ends = max(op.at, began)
    if op.ends is not None and _is_run(state, op.ends, running):
        # One of ours that left late began later at the server than it did for the user.
        ends = op.ends.at or op.at
    stop = StopTimer(
        ref=_ref_of(state, running),
        at=ends,
        started=running.timer_started_at,
        ended_time=clock_time(state, ends),
    )
    # It was just read: the stop need not look again.
    before = Waiting(n=state.next_n, op=stop, made=waiting.made, seen=running)
    return put(replace(state, next_n=state.next_n + 1), waiting, before, told)


def _is_run(state: State, run: Run | None, running: TimeEntry) -> bool:
    """Whether what runs is the run that was to end; one of ours that left late begins late."""
    if run is None or id_of(state, run.ref) != running.id:
        return False
    return run.started is None or same_instant(running.timer_started_at, run.started)


def _ref_of(state: State, entry: TimeEntry) -> str:
    ours = (ref for ref, entry_id in state.refs.items() if entry_id == entry.id)
    return next(ours, str(entry.id))


def _booked_until(
    state: State, waiting: Waiting, other: TimeEntry, ended_at: datetime, now: datetime
) -> State:
    """A timer begun elsewhere ended ours before it could be sent: book what ours was until then."""
    op = waiting.op
    assert isinstance(op, StartTimer | ContinueTimer)
    spent = max(timedelta(seconds=SHORTEST), ended_at - op.at)
    if isinstance(op, StartTimer) and id_of(state, op.ref) is None:
        project = op.work.project.name
        made: Operation = booked(op, int(spent.total_seconds()), clock_time(state, ended_at))
    else:
        shown = selectors.sheet(state).get(op.ref)
        project = shown.project.name if shown is not None else ""
        before = shown.base_hours if shown is not None else Decimal(0)
        base = before if waiting.base is None else waiting.base
        values = Values(seconds=seconds_of(base) + int(spent.total_seconds()))
        made = Edit(ref=op.ref, at=ended_at, to=values, base=values)
    notice = words.ended_by_other_timer(project, other.project.name)
    return settle(state, replace(waiting, seen=None), Done((notice,), (made,)), now)
