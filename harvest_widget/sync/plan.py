"""Pure: the next step of the queue in its order, then of what it left behind; no reads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import assert_never

from msgspec.structs import replace

from harvest_widget.api import requests
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Refusal,
    StartTimer,
    StopTimer,
    Timing,
    Waiting,
)
from harvest_widget.store.outbox import sets_a_run
from harvest_widget.store.state import Offline, SignedOut, State
from harvest_widget.sync import pace
from harvest_widget.sync.creates import created, id_of, make
from harvest_widget.sync.edits import delete, edit
from harvest_widget.sync.keys import clean_up, delete_echo
from harvest_widget.sync.steps import Blocked, Done, GiveUp, Next, Step, ask
from harvest_widget.sync.timers import resume, start, stop

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
IN_VAIN = 3
"""Writes that were accepted and changed nothing before an operation is set aside."""


def plan(state: State, now: datetime) -> Step | datetime | None:
    """The next step that changes the server, or when there may be one; None: nothing is waiting."""
    held = held_until(state, now)
    if held is not None:
        return None if held is NEVER else held
    step = _next(state, now)
    if isinstance(step, Step) and step.request is not None and not state.clock_heard:
        # This computer's clock may have been set since the offset was learnt: ask what time it is
        # before anything is sent that depends on it.
        return Step(kind="read_user", request=requests.me())
    return step


def _next(state: State, now: datetime) -> Step | datetime | None:
    echo = delete_echo(state)
    if echo is not None:
        return echo
    wake: list[datetime] = []
    for waiting in eligible(state):
        match advance(state, waiting, now):
            case Step() as step:
                return step
            case Done() as done:
                return Step(kind="settle", n=waiting.n, done=done)
            case GiveUp(kind, sentence):
                return Step(kind="settle", n=waiting.n, refusal=Refusal(kind, sentence))
            case Blocked(until):
                wake.append(until)
    left = clean_up(state, now)
    rest = pace.rest_until(state)
    if isinstance(left, Step) and rest <= now:
        return left
    if left is not None:
        wake.append(rest if isinstance(left, Step) else left)
    return min(wake, default=None)


def held_until(state: State, now: datetime) -> datetime | None:
    """Until when nothing may be sent (signed out: NEVER, for no clock can tell); None: go on."""
    if state.account is None or isinstance(state.connection, SignedOut):
        return NEVER
    if state.silent_until is not None and now < state.silent_until:
        return state.silent_until
    if isinstance(state.connection, Offline) and now < state.connection.retry_at:
        return state.connection.retry_at
    return None


def eligible(state: State) -> Iterator[Waiting]:
    """Operations with nothing before them, of their entry or among timers (sync.md 2 and 8)."""
    refs: set[str] = set()
    a_timer_waits = False
    for waiting in state.outbox:
        ref = waiting.op.ref
        timer = isinstance(waiting.op, Timing) or sets_a_run(waiting.op)
        free = ref not in refs and not (timer and a_timer_waits) and waiting.refusal is None
        refs.add(ref)
        if isinstance(waiting.op, StartTimer | ContinueTimer) and waiting.op.ends is not None:
            # What it ends runs on at the server until it has left: that is its entry, too.
            refs.add(waiting.op.ends.ref)
        # What was refused holds up its own entry, and no other timer.
        a_timer_waits = a_timer_waits or (timer and waiting.refusal is None)
        if free:
            yield waiting


def advance(state: State, waiting: Waiting, now: datetime) -> Next:
    """The next step of one operation, from what is known of its entry."""
    if waiting.suspect is not None:
        return ask("check_user", waiting, requests.me())
    if waiting.tries > IN_VAIN:
        return GiveUp("unchanged")
    if waiting.in_doubt:
        # What was known before the write left is no longer so (sync.md 7).
        waiting = replace(waiting, seen=None)
    match waiting.op:
        case StartTimer():
            return start(state, waiting, now)
        case ContinueTimer():
            return resume(state, waiting, now)
        case StopTimer():
            return stop(state, waiting, now)
        case Create(ref=ref):
            known = id_of(state, ref) is not None
            return created(state, waiting) if known else make(state, waiting, now)
        case Edit():
            return edit(state, waiting, now)
        case Delete():
            return delete(state, waiting, now)
        case _ as other:
            assert_never(other)
