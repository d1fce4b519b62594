"""Taking back the last act: exactly, while nothing of it has left; else by sending its inverse (sync.md 4)."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Operation,
    Run,
    StartTimer,
    StopTimer,
    new_ref,
)
from harvest_widget.model.time_zones import local
from harvest_widget.store import selectors
from harvest_widget.store.outbox import add, clock_time, current_run
from harvest_widget.store.state import State, Undo


def undo(state: State, *, now: datetime) -> State:
    """Take back the last act that can be; nothing where there is none."""
    if not state.undo:
        return state
    act = state.undo[-1]
    state = replace(state, undo=state.undo[:-1])
    made = [waiting for waiting in state.outbox if waiting.n in act.made]
    if len(made) == len(act.made) and not any(waiting.frozen for waiting in made):
        return _as_before(state, act)
    for op in reversed(act.ops):
        for inverse in inverses(state, op, now):
            state = add(state, inverse, now=now)
    return state


def _as_before(state: State, act: Undo) -> State:
    kept = [waiting for waiting in state.outbox if waiting.n not in act.made]
    # Numbers rise with the order of the clicks, which is the order in which things must be sent.
    return replace(state, outbox=tuple(sorted((*kept, *act.before), key=lambda w: w.n)))


def inverses(state: State, op: Operation, now: datetime) -> tuple[Operation, ...]:
    """What undoes an operation that the server may have executed."""
    entry = selectors.sheet(state).get(op.ref)
    match op:
        case StartTimer():
            return (Delete(ref=op.ref, at=now, due=now), *_resumed(state, op.ends, op.at))
        case ContinueTimer() if entry is not None and entry.is_running:
            run = current_run(state, op.ref, entry)
            stop = StopTimer(
                ref=op.ref, at=op.at, started=run.started, ended_time=clock_time(state, op.at)
            )
            return (stop, *_resumed(state, op.ends, op.at))
        case StopTimer():
            return _resumed(state, Run(op.ref, op.started), op.at)
        case Create():
            return (Delete(ref=op.ref, at=now, due=now),)
        case Edit() if entry is not None:
            back = op.base
            if op.running and entry.is_running and back.seconds is not None:
                ran_on = max(timedelta(0), now - op.at)
                back = replace(back, seconds=back.seconds + int(ran_on.total_seconds()))
            return (Edit(ref=op.ref, at=now, to=back, base=op.to, running=entry.is_running),)
    # A delete that has left can't be undone: its undo time was the offer.
    return ()


def _resumed(state: State, run: Run | None, since: datetime) -> tuple[Operation, ...]:
    """Let a run that was ended at `since` go on from there, its gap counted."""
    entry = selectors.sheet(state).get(run.ref) if run else None
    if run is None or entry is None or entry.is_running:
        return ()
    if not selectors.timestamps(state):
        return (ContinueTimer(ref=run.ref, at=since),)
    return (next_stretch(state, entry, since),)


def next_stretch(state: State, entry: TimeEntry, since: datetime) -> StartTimer:
    """In a start/end account a restart opens a new entry: from the old end on (sync.md 18)."""
    begins = local(since, selectors.zone(state))
    return StartTimer(
        ref=new_ref(),
        at=since,
        work=entry.work,
        notes=entry.text,
        spent_date=begins.date(),
        started_time=begins.time().replace(second=0, microsecond=0),
    )
