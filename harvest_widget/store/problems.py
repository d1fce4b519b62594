"""State -> State: the user's word on operations that were refused; the others are in changes.py."""

from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.model.operations import Create, StartTimer, Values, new_ref
from harvest_widget.store import selectors
from harvest_widget.store.changes import create_entry, start_timer
from harvest_widget.store.outbox import forget, put, remember
from harvest_widget.store.session import ask_for_all
from harvest_widget.store.state import State


def discard(state: State, *, n: int) -> State:
    """Drop a refused operation; with a refused create or start goes what was built on it."""
    refused = next((waiting for waiting in state.outbox if waiting.n == n), None)
    if refused is None or refused.refusal is None:
        return state
    whole = isinstance(refused.op, Create | StartTimer)
    gone = [
        waiting
        for waiting in state.outbox
        if waiting.n == n or (whole and waiting.op.ref == refused.op.ref)
    ]
    return forget(state, gone, now=refused.made)


def throw_away(state: State, *, n: int, now: datetime) -> State:
    """Discard it as an act that can be taken back."""
    refused = next((waiting for waiting in state.outbox if waiting.n == n), None)
    after = discard(state, n=n)
    if refused is None or after is state:
        return state
    entry = selectors.entry_of(state, refused.op.ref)
    return remember(state, after, words.discarded(entry.project.name if entry else ""), (), now)


def retry(state: State, *, n: int, now: datetime) -> State:
    """Send a refused operation once more, as it is; what was deleted elsewhere is made anew."""
    refused = next((w for w in state.outbox if w.n == n and w.refusal is not None), None)
    if refused is None:
        return state
    if refused.refusal is not None and refused.refusal.kind == "deleted_elsewhere":
        return ask_for_all(make_again(state, ref=refused.op.ref, now=now), now)
    # Whoever was asked whether it has been sent says by this that it was not (sync.md 13).
    answered = int(refused.refusal is not None and refused.refusal.kind == "maybe_sent")
    again = replace(
        refused,
        refusal=None,
        seen=None,
        looks=0,
        tries=answered,
        not_before=None,
        checked=False,
        other_clock=False,
        split=False,
    )
    return ask_for_all(put(state, refused, again), now)


def make_again(state: State, *, ref: str, now: datetime) -> State:
    """Book as a new entry what shows of one that is gone at the server."""
    entry = selectors.sheet(state).get(ref)
    state = forget(state, [w for w in state.outbox if w.op.ref == ref], now=now)
    if entry is None:
        return state
    values, new = selectors.values_of(state, entry, now), new_ref()
    if entry.is_running:
        ago = entry.seconds(now)
        return start_timer(state, work=entry.work, notes=entry.text, now=now, ref=new, ago=ago)
    return create_entry(
        state,
        work=entry.work,
        notes=entry.text,
        spent_date=entry.spent_date,
        seconds=entry.seconds(now),
        started_time=values.started_time,
        ended_time=_end(values, entry.seconds(now)),
        now=now,
        ref=new,
    )


def _end(values: Values, seconds: int) -> time | None:
    """When it ended; what another device has ended without a word has no end yet."""
    start, end = values.started_time, values.ended_time
    if start is None or end is not None:
        return end
    return (datetime.combine(date.min, start) + timedelta(seconds=seconds)).time()
