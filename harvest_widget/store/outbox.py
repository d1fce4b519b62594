"""How operations enter the outbox: numbered, and folded into what has not left (sync.md 3)."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Making,
    Operation,
    Run,
    StartTimer,
    StopTimer,
    Values,
    Waiting,
    booked,
)
from harvest_widget.model.time_zones import instant, local
from harvest_widget.model.timesheet import seconds_between
from harvest_widget.store import selectors
from harvest_widget.store.state import State, Undo

KEPT_UNDOS = 20
UNDO_TIME = timedelta(seconds=10)
"""How long a toast shows, and how long a delete waits before it leaves (sync.md 4)."""

SHORTEST = 36
"""Seconds in 0.01 h: less is not an entry for Harvest (sync.md 15)."""


def add(state: State, op: Operation, *, now: datetime) -> State:
    """Put an operation at the end of the outbox."""
    waiting = Waiting(n=state.next_n, op=op, made=now)
    return replace(state, outbox=(*state.outbox, waiting), next_n=state.next_n + 1)


def remember(
    before: State,
    after: State,
    text: str,
    ops: tuple[Operation, ...],
    now: datetime,
    *,
    seconds: int = 0,
) -> State:
    """Note the act that led from `before` to `after`, so that it can be taken back."""
    old = {waiting.n: waiting for waiting in before.outbox}
    new = {waiting.n: waiting for waiting in after.outbox}
    undo = Undo(
        n=after.next_n,
        text=text,
        seconds=seconds,
        until=now + UNDO_TIME,
        made=tuple(n for n, waiting in new.items() if old.get(n) != waiting),
        before=tuple(waiting for n, waiting in old.items() if new.get(n) != waiting),
        order=tuple(old),
        ops=ops,
    )
    kept = (*after.undo, undo)[-KEPT_UNDOS:]
    return replace(after, undo=kept, next_n=after.next_n + 1)


def clock_time(state: State, at: datetime) -> time | None:
    """The user's clock time at an instant, in whole minutes; None in a duration account."""
    if not selectors.timestamps(state):
        return None
    return local(at, selectors.zone(state)).time().replace(second=0, microsecond=0)


def put(state: State, old: Waiting, *new: Waiting) -> State:
    """Put `new` in the place of `old`."""
    outbox: list[Waiting] = []
    for waiting in state.outbox:
        outbox.extend(new if waiting.n == old.n else (waiting,))
    return replace(state, outbox=tuple(outbox))


def fresh(waiting: Waiting, op: Operation) -> Waiting:
    """The operation in place of one that never left or was refused, with nothing learnt yet."""
    return Waiting(n=waiting.n, op=op, made=waiting.made)


def unsent(state: State, ref: str, *kinds: type[Operation]) -> Waiting | None:
    """The last waiting operation of `kinds` for an entry, if the server cannot know of it."""
    mine = [w for w in state.outbox if w.op.ref == ref and isinstance(w.op, kinds)]
    if not mine or mine[-1].frozen:
        return None
    # A start or create that was refused halfway has its entry at the server all the same.
    made = isinstance(mine[-1].op, Making) and ref in state.refs
    return None if made else mine[-1]


def current_run(state: State, ref: str, entry: TimeEntry) -> Run:
    """The name of the run that is on: its start at the server, or our operation that begins it."""
    for waiting in state.outbox:
        if waiting.op.ref == ref and begins_a_run(waiting.op):
            return Run(ref, None)
    return Run(ref, entry.timer_started_at, base=entry.base_hours)


def begins_a_run(op: Operation) -> bool:
    """Whether a run of its entry is on at the server once it is done."""
    return isinstance(op, StartTimer | ContinueTimer) or sets_a_run(op)


def sets_a_run(op: Operation) -> bool:
    """Whether it is new hours or a new start of what runs: a new run at Harvest (sync.md 19)."""
    if not isinstance(op, Edit) or not op.running:
        return False
    return op.to.seconds is not None or op.to.started_time is not None


def end_run(state: State, at: datetime, now: datetime) -> tuple[State, Run | None]:
    """End what runs at `at`, as far as possible here; also returns the run the server must stop."""
    running = selectors.running(state)
    if running is None:
        return state, None
    ref, entry = running.ref, running.entry
    begun = unsent(state, ref, StartTimer, ContinueTimer)
    if begun is None:
        # A start that is dated back may reach before what it ends: then nothing of that is left.
        ends = max(at, entry.timer_started_at or at)
        return state, replace(current_run(state, ref, entry), at=ends)
    # Nobody has seen this run begin: it becomes time that is simply booked.
    at = max(at, begun.op.at)
    op, seconds = begun.op, entry.seconds(at)
    state, stop = stop_of_ended(_without_later_seconds(state, begun), op, now)
    if isinstance(op, StartTimer):
        ended: Operation = booked(op, max(SHORTEST, seconds), clock_time(state, at))
    else:
        rest = put(state, begun, *stop)
        base = Values(seconds=selectors.sheet(rest)[ref].seconds(at))
        ended = Edit(ref=ref, at=at, to=Values(seconds=seconds), base=base)
        if begun.refusal is None:
            return fold_edit(rest, ended, now=now), None
    booking = replace(fresh(begun, ended), refusal=begun.refusal)
    return put(state, begun, *stop, booking), None


def _without_later_seconds(state: State, begun: Waiting) -> State:
    """Without hours that were set while the run was on: what is booked for the run counts them."""
    for waiting in state.outbox[state.outbox.index(begun) + 1 :]:
        op = waiting.op
        if op.ref == begun.op.ref and isinstance(op, Edit) and op.to.seconds is not None:
            to, base = replace(op.to, seconds=None), replace(op.base, seconds=None)
            kept = fresh(waiting, replace(op, to=to, base=base))
            state = put(state, waiting, *(() if to == Values() else (kept,)))
    return state


def fold_edit(state: State, op: Edit, *, now: datetime) -> State:
    """Edit what has not left, else queue the edit."""
    making = unsent(state, op.ref, StartTimer, Create)
    if making is not None and not _later(state, making):
        return put(state, making, fresh(making, _edited_making(state, making.op, op)))
    earlier = unsent(state, op.ref, Edit)
    if earlier is not None and isinstance(earlier.op, Edit) and not _later(state, earlier):
        merged = Edit(
            ref=op.ref,
            at=op.at,
            to=_over(earlier.op.to, op.to),
            base=_over(op.base, earlier.op.base),
            running=op.running,
        )
        # Seconds that ran on since the earlier edit are measured from that edit.
        if op.to.seconds is None and merged.to.seconds is not None:
            merged = replace(merged, at=earlier.op.at, running=earlier.op.running)
        return put(state, earlier, fresh(earlier, merged))
    return add(state, op, now=now)


def _later(state: State, waiting: Waiting) -> bool:
    """Whether something for the same entry was asked for after `waiting`."""
    after = state.outbox[state.outbox.index(waiting) + 1 :]
    return any(later.op.ref == waiting.op.ref for later in after)


def _over(below: Values, above: Values) -> Values:
    """The fields of `above`, where it has none those of `below`."""
    return Values(
        **{
            name: getattr(below, name) if getattr(above, name) is None else getattr(above, name)
            for name in Values.__struct_fields__
        }
    )


def _edited_making(state: State, op: Operation, edit: Edit) -> StartTimer | Create:
    to = edit.to
    assert isinstance(op, StartTimer | Create)
    op = replace(
        op,
        work=to.work or op.work,
        notes=op.notes if to.notes is None else to.notes,
        spent_date=to.spent_date or op.spent_date,
    )
    if isinstance(op, StartTimer):
        if to.seconds is not None:
            return replace(op, at=edit.at - timedelta(seconds=to.seconds))
        if to.started_time is not None:
            begins = instant(op.spent_date, to.started_time, selectors.zone(state))
            return replace(op, at=begins, started_time=to.started_time)
        return op
    start, end = to.started_time or op.started_time, to.ended_time or op.ended_time
    seconds = op.seconds if to.seconds is None else to.seconds
    if start is not None and end is not None and (start, end) != (op.started_time, op.ended_time):
        seconds = seconds_between(start, end)
    return replace(op, seconds=seconds, started_time=start, ended_time=end)


def fold_delete(state: State, op: Delete, *, now: datetime) -> State:
    """Forget an entry that never left, else queue the delete."""
    mine = tuple(w for w in state.outbox if w.op.ref == op.ref)
    making = unsent(state, op.ref, StartTimer, Create)
    if making is None or any(w.frozen for w in mine):
        return add(state, op, now=now)
    return forget(state, mine, now=now)


def forget(state: State, gone: Iterable[Waiting], *, now: datetime) -> State:
    """Drop operations that never left; what their timers have ended still ends."""
    for waiting in gone:
        state, stop = stop_of_ended(state, waiting.op, now)
        state = put(state, waiting, *stop)
    return state


def stop_of_ended(state: State, op: Operation, now: datetime) -> tuple[State, tuple[Waiting, ...]]:
    """The stop of what a start would have ended that now never leaves, to stand in its place."""
    ends = op.ends if isinstance(op, StartTimer | ContinueTimer) else None
    if ends is None or ends.ref not in selectors.sheet(state):
        return state, ()  # Nothing, or what was deleted since.
    at = ends.at or op.at
    stop = StopTimer(ref=ends.ref, at=at, started=ends.started, ended_time=clock_time(state, at))
    waiting = Waiting(n=state.next_n, op=stop, made=now)
    return replace(state, next_n=state.next_n + 1), (waiting,)
