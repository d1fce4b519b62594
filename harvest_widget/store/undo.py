"""Taking back the last act: exactly while nothing of it left, else by its inverse (sync.md 4)."""

from datetime import datetime

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
from harvest_widget.store import selectors
from harvest_widget.store.outbox import add, clock_time, current_run
from harvest_widget.store.state import State, Undo


def undo(state: State, *, now: datetime) -> State:
    """Take back the last act; nothing where there is none."""
    if not state.undo:
        return state
    act = state.undo[-1]
    # What was done before is no news: it can be taken back, but no toast offers it again.
    rest = tuple(replace(earlier, until=min(earlier.until, now)) for earlier in state.undo[:-1])
    state = replace(state, undo=rest)
    for ref in reversed(act.also):
        state = _without_entry(state, ref, now)
    made = [waiting for waiting in state.outbox if waiting.n in act.made]
    if len(made) == len(act.made) and not any(waiting.frozen for waiting in made):
        state = _without_orphans(_as_before(state, act), act)
        if any(waiting.running_read for waiting in made) or _is_being_stopped(state, act):
            # What it ends was stopped at the server before it left itself.
            for op in _ended_by(state, act):
                state = take_up(state, op, now=now)
        return state
    if not act.ops:
        # Something refused was discarded: it comes back.
        return _as_before(state, replace(act, made=()))
    return _inverted(state, act, now)


def _without_orphans(state: State, act: Undo) -> State:
    """Without what was asked for an entry that is no longer to be made."""
    makes = {w.op.ref for w in state.outbox if isinstance(w.op, StartTimer | Create)}
    never = {
        op.ref
        for op in act.ops
        if isinstance(op, StartTimer | Create) and op.ref not in makes and op.ref not in state.refs
    }
    return replace(state, outbox=tuple(w for w in state.outbox if w.op.ref not in never))


def _is_being_stopped(state: State, act: Undo) -> bool:
    ends = {op.ends.ref for op in act.ops if isinstance(op, StartTimer | ContinueTimer) and op.ends}
    return any(isinstance(w.op, StopTimer) and w.op.ref in ends for w in state.outbox)


def _inverted(state: State, act: Undo, now: datetime) -> State:
    """Take back what has left, or may have: by other operations."""
    for op in reversed(act.ops):
        if isinstance(op, Delete):
            # What was dropped unsent comes back.
            # A delete that has left stands: its undo time was the offer.
            state = _as_before(state, replace(act, made=()))
        elif isinstance(op, StartTimer | Create):
            state = _without_entry(state, op.ref, now)
        for inverse in inverses(state, op, now):
            state = take_up(state, inverse, now=now)
    return state


def _as_before(state: State, act: Undo) -> State:
    """The queue without what the act made and with what it replaced, each in its place."""
    back = {waiting.n: waiting for waiting in act.before}
    outbox = [
        back.pop(waiting.n, waiting)
        for waiting in state.outbox
        if waiting.n in back or waiting.n not in act.made
    ]
    place = {n: at for at, n in enumerate(act.order)}
    for n, waiting in back.items():
        # Sending may have put others between them since: so behind what stood before it then.
        earlier = [i for i, w in enumerate(outbox, 1) if place.get(w.n, len(place)) < place[n]]
        outbox.insert(max(earlier, default=0), waiting)
    return replace(state, outbox=tuple(outbox))


def take_up(state: State, op: Operation, *, now: datetime) -> State:
    """Queue what lets a run go on."""
    if isinstance(op, StartTimer) and op.goes_on is not None:
        state = goes_with(state, op.goes_on, op.ref)
    return add(state, op, now=now)


def goes_with(state: State, ref: str, new: str) -> State:
    """The entry `new` is one more of what `ref` was made for: one undo takes both back."""
    acts = tuple(
        replace(act, also=(*act.also, new)) if ref in act.also or _makes(act, ref) else act
        for act in state.undo
    )
    return replace(state, undo=acts)


def _makes(act: Undo, ref: str) -> bool:
    return any(op.ref == ref and isinstance(op, StartTimer | Create) for op in act.ops)


def _ended_by(state: State, act: Undo) -> tuple[Operation, ...]:
    """What lets the run go on that the act has ended."""
    return tuple(
        again
        for op in act.ops
        if isinstance(op, StartTimer | ContinueTimer)
        for again in _resumed(state, op.ends, op.at)
    )


def _without_entry(state: State, ref: str, now: datetime) -> State:
    """Forget an entry if it has not left after all, else have it deleted."""
    mine = [waiting for waiting in state.outbox if waiting.op.ref == ref]
    if ref in state.refs or any(waiting.frozen for waiting in mine):
        return add(state, Delete(ref=ref, at=now, due=now), now=now)
    return replace(state, outbox=tuple(w for w in state.outbox if w.op.ref != ref))


def inverses(state: State, op: Operation, now: datetime) -> tuple[Operation, ...]:
    """What undoes an operation that may have been executed; an entry that it made is gone."""
    entry = selectors.sheet(state).get(op.ref)
    match op:
        case StartTimer():
            return _resumed(state, op.ends, op.at)
        case ContinueTimer() if entry is not None and entry.is_running:
            run = current_run(state, op.ref, entry)
            stop = StopTimer(
                ref=op.ref, at=op.at, started=run.started, ended_time=clock_time(state, op.at)
            )
            return (stop, *_resumed(state, op.ends, op.at))
        case StopTimer():
            return _resumed(state, Run(op.ref, op.started), op.at)
        case Edit():
            to, back, runs = op.to, op.base, entry is not None and entry.is_running
            if op.running and entry is not None and to.seconds is not None:
                # It has run on since, and may have been stopped: that time stays.
                shown = entry.seconds(now)
                back = replace(back, seconds=(back.seconds or 0) + max(0, shown - to.seconds))
                to = replace(to, seconds=shown)
            return (Edit(ref=op.ref, at=now, to=back, base=to, running=runs),)
    return ()


def _resumed(state: State, run: Run | None, since: datetime) -> tuple[Operation, ...]:
    """Let a run that was ended at `since` go on from there, its gap counted."""
    entry = selectors.sheet(state).get(run.ref) if run else None
    if run is None or entry is None or entry.is_running:
        return ()
    # A back-dated start may have ended it before it had begun.
    since = max(since, run.started or since)
    if not selectors.timestamps(state):
        return (ContinueTimer(ref=run.ref, at=since),)
    return (next_stretch(state, run.ref, entry, since),)


def next_stretch(state: State, ref: str, entry: TimeEntry, since: datetime) -> StartTimer:
    """In a start/end account a restart opens a new entry: from the old end on (sync.md 18)."""
    return StartTimer(
        ref=new_ref(),
        at=since,
        work=entry.work,
        notes=entry.text,
        spent_date=selectors.today(state, since),
        started_time=clock_time(state, since),
        goes_on=ref,
    )
