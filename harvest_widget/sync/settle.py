"""Pure: how an operation ends.

It is done, it is set aside, or others come in its place; nothing is sent here.
"""

from datetime import datetime

from msgspec.structs import replace

from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Operation,
    Refusal,
    Run,
    StartTimer,
    StopTimer,
    Waiting,
)
from harvest_widget.model.timesheet import ended
from harvest_widget.store.outbox import put, stop_of_ended
from harvest_widget.store.session import tell
from harvest_widget.store.state import State
from harvest_widget.sync.creates import crosses_midnight, id_of, split
from harvest_widget.sync.steps import Done


def settle(state: State, waiting: Waiting, done: Done, now: datetime) -> State:
    """The operation is done.

    Its answer enters the snapshot in the same step that takes it from the queue (sync.md 21).
    """
    entry = waiting.seen
    if isinstance(waiting.op, Delete):
        state = without(state, id_of(state, waiting.op.ref))
    elif entry is not None:
        state = with_entry(state, entry)
        if entry.is_running:
            state = _ended_others(state, entry, waiting.op)
            state = _name_run(state, waiting.op.ref, entry.timer_started_at)
    state = put(state, waiting, *(_next(state, op, waiting, i) for i, op in enumerate(done.more)))
    state = replace(state, next_n=state.next_n + len(done.more))
    for text in (*waiting.notices, *done.notices):
        state = tell(state, text, now=now)
    return state


def _next(state: State, op: Operation, waiting: Waiting, place: int) -> Waiting:
    return Waiting(n=state.next_n + place, op=op, made=waiting.made)


def set_aside(state: State, waiting: Waiting, refusal: Refusal, now: datetime) -> State:
    """The operation was refused.

    It waits for the user's word, and nothing else waits for it (sync.md 8).
    """
    op = waiting.op
    if isinstance(op, Create) and crosses_midnight(op) and waiting.seen is None:
        # An end before its start is refused by some accounts: two entries say the same (sync.md
        # 20).
        return settle(state, replace(waiting, seen=None), Done((), split(op)), now)
    aside = replace(waiting, refusal=refusal, suspect=None)
    if not isinstance(op, StartTimer | ContinueTimer) or op.ends is None:
        return put(state, waiting, aside)
    # The start is refused, what it was to end has ended all the same (sync.md 14).
    state, stop = stop_of_ended(state, op, waiting.made)
    return put(state, waiting, *stop, replace(aside, op=replace(op, ends=None)))


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
    """What ran before was stopped by the server without a word.

    Shown as stopped, and read again.
    """
    at = op.at
    entries = dict(state.snapshot.entries)
    stale = [i for i, e in entries.items() if e.is_running and i != running.id]
    for i in stale:
        entries[i] = ended(entries[i], at)
    reread = tuple(dict.fromkeys((*state.snapshot.reread, *stale)))
    return replace(state, snapshot=replace(state.snapshot, entries=entries, reread=reread))


def _name_run(state: State, ref: str, started: datetime | None) -> State:
    """What was asked for before this run had begun at the server.

    Is to end it, learns its name (sync.md 16).
    """

    def named(op: Operation) -> Operation:
        match op:
            case StopTimer(ref=of, started=None) if of == ref:
                return replace(op, started=started)
            case StartTimer(ends=Run(of, None, at)) | ContinueTimer(ends=Run(of, None, at)) if (
                of == ref
            ):
                return replace(op, ends=Run(of, started, at))
        return op

    outbox = tuple(replace(waiting, op=named(waiting.op)) for waiting in state.outbox)
    return replace(state, outbox=outbox)
