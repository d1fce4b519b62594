"""Pure: references on our creates; echoes are hidden, old keys cleared (sync.md 9, 11, 12)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec.structs import replace

from harvest_widget.api import requests
from harvest_widget.model.entries import TimeEntry, hours_of
from harvest_widget.model.operations import ContinueTimer, Create, Echo, Key, StartTimer
from harvest_widget.store import selectors
from harvest_widget.store.outbox import SHORTEST, add
from harvest_widget.store.state import State
from harvest_widget.store.undo import next_stretch, take_up
from harvest_widget.sync.creates import says_the_same, user_id
from harvest_widget.sync.steps import CLOCKS_DIFFER, Step

WINDOW = timedelta(minutes=15)
"""How long after the last attempt a request may still come true."""


def attempted(state: State, op: StartTimer | Create, now: datetime) -> State:
    """A create is about to leave with its key."""
    key = state.keys.get(op.ref, Key(attempts=()))
    key = replace(key, attempts=(*key.attempts, now), op=op)
    return replace(state, keys={**state.keys, op.ref: key})


def unsent(state: State, ref: str) -> State:
    """The last attempt surely came to nothing."""
    key = state.keys.get(ref)
    if key is None:
        return state
    key = replace(key, attempts=key.attempts[:-1])
    return replace(state, keys={**state.keys, ref: key})


def adopt(state: State, ref: str, entry: TimeEntry) -> State:
    """`entry` is what our create made: it has our name now, and one attempt is accounted for."""
    assert entry.id is not None
    state = replace(state, refs={**state.refs, ref: entry.id})
    key = state.keys.get(ref)
    if key is None:
        return state
    if entry.key != ref:
        # The server keeps no references: other attempts can't be told from the user's own entries.
        return forget(replace(state, references_kept=False), ref)
    key = replace(key, entry_id=entry.id, accounted=key.accounted + 1)
    return replace(state, keys={**state.keys, ref: key}, references_kept=True)


def find_echoes(state: State, entries: Iterable[TimeEntry], now: datetime) -> State:
    """Hide every entry that is proven a late execution of a create that we had repeated.

    What an echo's start has stopped is taken up again from there.
    """
    running = selectors.running(state)
    for entry in entries:
        ref = entry.key
        if ref is None or not _proven(state, ref, entry):
            continue
        assert entry.id is not None
        key = state.keys[ref]
        state = replace(
            state,
            echoes=(*state.echoes, Echo(entry.id, ref)),
            keys={**state.keys, ref: replace(key, accounted=key.accounted + 1)},
        )
        # When it was carried out; its start may be dated back.
        since = entry.created_at or entry.timer_started_at
        # A start that left late is made with its hours, and is to run only then: it stops nothing.
        ran = entry.is_running or entry.updated_at != entry.created_at
        if isinstance(key.op, StartTimer) and ran and running is not None and since is not None:
            state = _take_up_again(state, running, since, now)
    return state


def _proven(state: State, ref: str, entry: TimeEntry) -> bool:
    """Our key, untouched, in its window, and an attempt not accounted for (sync.md 11)."""
    key = state.keys.get(ref)
    if key is None or key.entry_id is None or key.op is None or entry.created_at is None:
        return False
    if entry.id == key.entry_id or any(echo.id == entry.id for echo in state.echoes):
        return False
    return (
        len(key.attempts) > key.accounted
        and key.attempts[0] - CLOCKS_DIFFER <= entry.created_at <= key.attempts[-1] + WINDOW
        and _as_sent(key.op, entry)
        and not (entry.is_locked or entry.is_closed or entry.is_billed)
    )


def _as_sent(op: StartTimer | Create, entry: TimeEntry) -> bool:
    if isinstance(op, StartTimer):
        # It ran, or was stopped by the next start: its times tell nothing.
        return says_the_same(op, entry)
    timed = op.started_time is not None or entry.hours == hours_of(max(op.seconds, SHORTEST))
    return says_the_same(op, entry) and entry.updated_at == entry.created_at and timed


def _take_up_again(state: State, running: selectors.Row, since: datetime, now: datetime) -> State:
    """The echo of a start has stopped `running` at the server: let it go on, the gap counted."""
    entry, ref = running.entry, running.ref
    if entry.id is None or any(w.op.ref == ref for w in state.outbox):
        return state  # What is still to be sent brings it to run anyway.
    if max(entry.created_at or since, entry.timer_started_at or since) > since:
        return state  # It began after the echo, which has stopped something else.
    if selectors.timestamps(state):
        return take_up(state, next_stretch(state, ref, entry, since), now=now)
    return add(state, ContinueTimer(ref=ref, at=since), now=now)


def delete_echo(state: State) -> Step | None:
    """Take away the first echo: before anything else, since it may be what runs."""
    if not state.echoes:
        return None
    echo = state.echoes[0]
    request = requests.delete(entry_id=echo.id)
    return Step(kind="delete_echo", entry_id=echo.id, ref=echo.ref, request=request)


def clean_up(state: State, now: datetime) -> Step | datetime | None:
    """The next reference to clear, or when there will be one."""
    needed = {waiting.op.ref for waiting in state.outbox}
    due = [
        (key.attempts[-1] + WINDOW, ref, key)
        for ref, key in state.keys.items()
        if key.entry_id is not None and key.attempts and ref not in needed
    ]
    if not due:
        return None
    at, ref, key = min(due, key=lambda entry: (entry[0], entry[1]))
    if now < at:
        return at
    if key.op is not None and len(key.attempts) > key.accounted:
        # One of them may have come true on a day that nobody has looked at since.
        day = key.op.spent_date
        request = requests.time_entries(
            user_id=user_id(state), from_=day, to=day, external_reference_id=ref
        )
        return Step(kind="find_echo", ref=ref, request=request)
    assert key.entry_id is not None
    request = requests.delete_external_reference(entry_id=key.entry_id)
    return Step(kind="clear_key", ref=ref, entry_id=key.entry_id, request=request)


def looked_for(state: State, ref: str, entries: Iterable[TimeEntry], now: datetime) -> State:
    """What the last look for echoes of a key brought: it need not be looked for again."""
    state = find_echoes(state, entries, now)
    key = state.keys.get(ref)
    if key is None:
        return state
    key = replace(key, accounted=len(key.attempts))
    return replace(state, keys={**state.keys, ref: key})


def forget(state: State, ref: str) -> State:
    """The key is cleared, or its clearing was refused: either way it is done with."""
    return replace(state, keys={r: key for r, key in state.keys.items() if r != ref})


def drop_unused(state: State) -> State:
    """Forget our names of entries that nobody shows, and keys of creates that came to nothing.

    What waits, or what an act may bring back, needs both.
    """
    waiting = [*state.outbox, *(waiting for act in state.undo for waiting in act.before)]
    ops = [*(w.op for w in waiting), *(op for act in state.undo for op in act.ops)]
    needed = {op.ref for op in ops}
    keys = {r: k for r, k in state.keys.items() if k.entry_id is not None or r in needed}
    needed |= keys.keys()
    refs = {r: i for r, i in state.refs.items() if i in state.snapshot.entries or r in needed}
    # Where nothing was dropped they stay the same objects: a poll is not worth a write to the disk.
    return replace(
        state,
        keys=keys if len(keys) < len(state.keys) else state.keys,
        refs=refs if len(refs) < len(state.refs) else state.refs,
    )
