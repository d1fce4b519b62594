"""Pure: how an operation ends: done, set aside, or with others in its place; sends nothing."""

from datetime import datetime

from msgspec.structs import replace

from harvest_widget.model.entries import LATE, TimeEntry
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Operation,
    Refusal,
    Run,
    StartTimer,
    StopTimer,
    Waiting,
)
from harvest_widget.model.timesheet import ended
from harvest_widget.store.outbox import begins_a_run, clock_time, put, stop_of_ended
from harvest_widget.store.session import tell
from harvest_widget.store.state import State
from harvest_widget.store.undo import goes_with
from harvest_widget.sync.creates import crosses_midnight, id_of, split
from harvest_widget.sync.steps import Done


def settle(state: State, waiting: Waiting, done: Done, now: datetime) -> State:
    """The operation is done: its answer enters the snapshot as it leaves the queue (sync.md 21)."""
    entry = waiting.seen
    if isinstance(waiting.op, Delete):
        state = without(state, id_of(state, waiting.op.ref))
    elif entry is not None:
        state = with_entry(state, entry)
        if entry.is_running:
            state = _ended_others(state, entry, waiting.op)
            run = Run(waiting.op.ref, entry.timer_started_at, base=entry.base_hours)
            state = _name_run(state, waiting, run)
    following = tuple(_with_edits(state, waiting, op) for op in done.more)
    if is_deleted(state, waiting.op.ref):
        following = ()  # Nothing more is to be made of it.
    for op in following:
        if isinstance(op, StartTimer | Create) and op.ref != waiting.op.ref:
            state = goes_with(state, waiting.op.ref, op.ref)
        if isinstance(op, StartTimer):
            # A run that began before midnight goes on as this one.
            state = _name_run(state, waiting, Run(op.ref, None))
    more = [Waiting(n=n, op=op, made=waiting.made) for n, op in enumerate(following, state.next_n)]
    state = replace(state, next_n=state.next_n + len(more))
    if entry is not None and (stop := _overrun(state, waiting, entry)) is not None:
        more.append(stop)
        state = replace(state, next_n=state.next_n + 1)
    state = put(state, waiting, *more)
    for text in (*waiting.notices, *done.notices):
        state = tell(state, text, now=now)
    return state


def _with_edits(state: State, done: Waiting, op: Operation) -> Operation:
    """A further entry of the same work, with what was asked for the first meanwhile."""
    for waiting in state.outbox:
        if not isinstance(op, StartTimer | Create) or not isinstance(waiting.op, Edit):
            continue
        if waiting.op.ref == done.op.ref and op.ref != done.op.ref:
            to = waiting.op.to
            notes = op.notes if to.notes is None else to.notes
            op = replace(op, work=to.work or op.work, notes=notes)
    return op


def is_deleted(state: State, ref: str) -> bool:
    """Whether the user has deleted the entry, and it has not left the server yet."""
    return any(isinstance(w.op, Delete) and w.op.ref == ref for w in state.outbox)


def set_aside(state: State, waiting: Waiting, refusal: Refusal, now: datetime) -> State:
    """The operation was refused: it waits for the user, and nothing waits for it (sync.md 8)."""
    op = waiting.op
    if isinstance(op, Create) and crosses_midnight(op) and waiting.seen is None:
        # Some accounts refuse an end before its start: two entries say the same (sync.md 20).
        return settle(state, replace(waiting, seen=None), Done((), split(op)), now)
    aside = replace(waiting, refusal=refusal, suspect=None)
    state = _let_go(state, waiting)
    if not isinstance(op, StartTimer | ContinueTimer) or op.ends is None:
        return put(state, waiting, aside)
    # The start is refused, what it was to end has ended all the same (sync.md 14).
    state, stop = stop_of_ended(state, op, waiting.made)
    return put(state, waiting, *stop, replace(aside, op=replace(op, ends=None)))


def _let_go(state: State, refused: Waiting) -> State:
    """What a later start was to end waits with the refused: as a stop of its own, behind it."""
    ref = refused.op.ref
    for waiting in state.outbox:
        op = waiting.op
        if not isinstance(op, StartTimer | ContinueTimer) or op.ends is None or op.ends.ref != ref:
            continue
        if waiting.n > refused.n and begins_a_run(refused.op):
            state, stop = stop_of_ended(state, op, waiting.made)
            state = put(state, waiting, replace(waiting, op=replace(op, ends=None)))
            return put(state, refused, refused, *stop)
    return state


def with_entry(state: State, entry: TimeEntry) -> State:
    """The snapshot with what the server just said of one entry."""
    assert entry.id is not None
    snapshot = state.snapshot
    entries = {**snapshot.entries, entry.id: entry}
    reread = tuple(i for i in snapshot.reread if i != entry.id)
    return replace(state, snapshot=replace(snapshot, entries=entries, reread=reread))


def without(state: State, entry_id: int | None) -> State:
    """The snapshot without an entry that is gone."""
    snapshot = state.snapshot
    entries = {i: entry for i, entry in snapshot.entries.items() if i != entry_id}
    reread = tuple(i for i in snapshot.reread if i != entry_id)
    return replace(state, snapshot=replace(snapshot, entries=entries, reread=reread))


def _ended_others(state: State, running: TimeEntry, op: Operation) -> State:
    """What ran before was stopped at the server without a word: shown as stopped, read again."""
    entries = dict(state.snapshot.entries)
    stale = [i for i, e in entries.items() if e.is_running and i != running.id]
    for i in stale:
        entries[i] = ended(entries[i], op.at)
    reread = tuple(dict.fromkeys((*state.snapshot.reread, *stale)))
    return replace(state, snapshot=replace(state.snapshot, entries=entries, reread=reread))


def _overrun(state: State, waiting: Waiting, entry: TimeEntry) -> Waiting | None:
    """The stop of what a start has ended, where the start was long on its way.

    The server let the other run go on until the start arrived. It is stopped by now; what is left
    to do of the stop is its correction (sync.md 17).
    """
    op = waiting.op
    if not isinstance(op, StartTimer | ContinueTimer) or waiting.running_read:
        return None
    ends, began = op.ends, entry.timer_started_at
    if ends is None or ends.started is None or began is None:
        return None
    at = ends.at or op.at
    if isinstance(op, StartTimer):
        # Its start may have been corrected since; when it was made tells when it arrived.
        began = max(began, entry.created_at or began)
    if began - at < LATE or not waiting.attempts:
        return None
    stop = StopTimer(ref=ends.ref, at=at, started=ends.started, ended_time=clock_time(state, at))
    return Waiting(
        n=state.next_n,
        op=stop,
        made=waiting.made,
        attempts=waiting.attempts,
        base=ends.base,
        run_started=ends.started,
    )


def _name_run(state: State, began: Waiting, run: Run) -> State:
    """What was asked for before this run began, and is to end it, learns its name (sync.md 16)."""
    ref = began.op.ref

    def named(op: Operation) -> Operation:
        match op:
            case StopTimer(ref=of, started=None) if of == ref:
                return replace(op, ref=run.ref, started=run.started)
            case StartTimer(ends=Run(of, None, at)) | ContinueTimer(ends=Run(of, None, at)) if (
                of == ref
            ):
                return replace(op, ends=replace(run, at=at))
        return op

    outbox, on = list(state.outbox), True
    for place, waiting in enumerate(outbox):
        # Whatever is asked for after another beginning means that run.
        another = waiting.n != began.n and waiting.op.ref == ref and begins_a_run(waiting.op)
        on = on and not another
        if on:
            outbox[place] = replace(waiting, op=named(waiting.op))
    return replace(state, outbox=tuple(outbox))
