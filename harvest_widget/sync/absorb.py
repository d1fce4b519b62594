"""Pure: what to write down before a step leaves, and what its outcome means (sync.md 3, 6, 7)."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from harvest_widget.api.errors import Fate
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Refusal,
    StartTimer,
    StopTimer,
    Waiting,
)
from harvest_widget.store.outbox import put
from harvest_widget.store.state import SignedOut, State
from harvest_widget.sync import keys
from harvest_widget.sync.creates import found, id_of
from harvest_widget.sync.edits import overwritten
from harvest_widget.sync.late import absorb_what_runs
from harvest_widget.sync.plan import advance
from harvest_widget.sync.reads import absorb_read
from harvest_widget.sync.settle import is_deleted, set_aside, settle, without
from harvest_widget.sync.standing import stand
from harvest_widget.sync.steps import Answered, Done, Failed, GiveUp, Outcome, Step


def departing(state: State, step: Step, now: datetime) -> State:
    """What has to be on disk before the first byte of the step leaves."""
    waiting = _waiting(state, step)
    if waiting is None or step.kind != "write":
        return state
    if isinstance(waiting.op, StartTimer | Create) and waiting.op.ref not in state.refs:
        without_key = waiting.without_reference or state.references_kept is False
        state = state if without_key else keys.attempted(state, waiting.op, now)
    # In doubt from here on: should the program die now, nobody could know whether it arrived.
    left = replace(
        waiting,
        **step.learns,
        attempts=(*waiting.attempts, now),
        in_doubt=True,
        looks=0,
        not_before=None,
    )
    return put(state, waiting, left)


def absorb(state: State, step: Step, outcome: Outcome, now: datetime, chance: float) -> State:
    """The State after an outcome; `chance` (0 to 1) spreads retries (sync.md 22)."""
    if step.kind == "settle":
        return _end(state, step, now)
    state = stand(state, outcome, now, chance)
    if step.kind.startswith("read_"):
        return absorb_read(state, step, outcome, now)
    if step.kind in ("delete_echo", "clear_key", "find_echo"):
        return _cleaned(state, step, outcome, now)
    waiting = _waiting(state, step)
    if waiting is None:
        return state  # The user took it back while it was asked about.
    if isinstance(outcome, Failed):
        return _failed(state, step, waiting, outcome, now)
    return _answered(state, step, waiting, outcome.value, now)


def _waiting(state: State, step: Step) -> Waiting | None:
    return next((waiting for waiting in state.outbox if waiting.n == step.n), None)


def _end(state: State, step: Step, now: datetime) -> State:
    waiting = _waiting(state, step)
    if waiting is None:
        return state
    if step.refusal is not None:
        return set_aside(state, waiting, step.refusal, now)
    return settle(state, waiting, step.done or Done(), now)


def _answered(state: State, step: Step, waiting: Waiting, value: Any, now: datetime) -> State:
    match step.kind:
        case "write" if isinstance(waiting.op, Delete):
            return settle(state, waiting, Done(), now)
        case "write":
            return _written(state, step, waiting, value, now)
        case "look":
            return _seen(state, waiting, value, now)
        case "find":
            return _searched(state, waiting, value, now)
        case "what_runs":
            running = value[0] if value else None
            return absorb_what_runs(state, waiting, running, now)
        case "check_user":
            # The account stands, now. Whether it stood a moment ago, only a second try can tell.
            again = replace(waiting, suspect=None, seen=None, checked=True)
            return put(replace(state, user_read_at=now), waiting, again)
    raise AssertionError(step.kind)


def _written(state: State, step: Step, waiting: Waiting, entry: TimeEntry, now: datetime) -> State:
    op, path = waiting.op, step.request.path if step.request is not None else ""
    another = path.endswith("/restart") and path.split("/")[-2] != str(entry.id)
    if isinstance(op, StartTimer | Create) and op.ref not in state.refs:
        state = keys.adopt(state, op.ref, entry)
    elif another:
        # In start/end accounts a restart answers with another entry: follow it (sync.md 18).
        state = _following(state, op.ref, entry)
    vain = waiting.seen is not None and _same(waiting.seen, entry)
    op = next(w.op for w in state.outbox if w.n == waiting.n)
    learnt = replace(waiting, op=op, suspect=None, tries=waiting.tries + 1 if vain else 0)
    if another:
        # What ran before stays on the old entry. To restart once more would make one more entry.
        return settle(state, replace(learnt, seen=entry, in_doubt=False), Done(), now)
    return _seen(state, learnt, entry, now)


def _following(state: State, ref: str, entry: TimeEntry) -> State:
    """What was asked for under `ref` goes to `entry` from now on, whatever its id was before."""
    assert entry.id is not None
    if not ref.isdecimal():
        return replace(state, refs={**state.refs, ref: entry.id})
    # An entry of the server's is named by its id: the later operations take the new name.
    name = str(entry.id)
    outbox = tuple(
        replace(w, op=replace(w.op, ref=name)) if w.op.ref == ref else w for w in state.outbox
    )
    return replace(state, outbox=outbox)


def _same(one: TimeEntry, other: TimeEntry) -> bool:
    return replace(one, updated_at=None) == replace(other, updated_at=None)


def _seen(state: State, waiting: Waiting, entry: TimeEntry, now: datetime) -> State:
    """The entry as the server tells it; if it is what was wanted, the operation ends at once."""
    learnt = replace(waiting, seen=entry, in_doubt=False, checked=False)
    op = learnt.op
    if isinstance(op, Edit) and not waiting.attempts and not waiting.notices:
        learnt = replace(learnt, notices=overwritten(state, op, entry))
    state = put(state, waiting, learnt)
    match advance(state, learnt, now):
        case Done() as done:
            return settle(state, learnt, done, now)
        case GiveUp(kind, sentence):
            return set_aside(state, learnt, Refusal(kind, sentence), now)
    return state


def _searched(state: State, waiting: Waiting, entries: list[TimeEntry], now: datetime) -> State:
    match found(state, waiting, entries, now):
        case TimeEntry() as entry:
            state = keys.adopt(state, waiting.op.ref, entry)
            state = _seen(state, waiting, entry, now)
            return keys.find_echoes(state, entries, now)
        case GiveUp(kind, sentence):
            return set_aside(state, waiting, Refusal(kind, sentence), now)
        case Waiting() as looked:
            return put(state, waiting, looked)
    return state


def _cleaned(state: State, step: Step, outcome: Outcome, now: datetime) -> State:
    if isinstance(outcome, Failed) and outcome.fate is not Fate.REJECTED:
        return state
    if step.kind == "find_echo":
        entries = outcome.value if isinstance(outcome, Answered) else ()
        return keys.looked_for(state, step.ref or "", entries, now)
    if step.kind == "clear_key":
        return keys.forget(state, step.ref or "")
    echoes = tuple(echo for echo in state.echoes if echo.id != step.entry_id)
    return without(replace(state, echoes=echoes), step.entry_id)


def _failed(state: State, step: Step, waiting: Waiting, failed: Failed, now: datetime) -> State:
    match failed.fate:
        case Fate.UNSENT:
            return _unsent(state, step, waiting)
        case Fate.UNKNOWN if step.kind == "write":
            return put(state, waiting, replace(waiting, seen=None))
        case Fate.UNKNOWN:
            return state
        case Fate.REJECTED:
            return _rejected(state, step, waiting, failed, now)
    raise AssertionError(failed.fate)


def _unsent(state: State, step: Step, waiting: Waiting) -> State:
    """It surely did not arrive: as if it had never left."""
    if step.kind != "write":
        return state
    if isinstance(waiting.op, StartTimer | Create) and waiting.op.ref not in state.refs:
        state = keys.unsent(state, waiting.op.ref)
    # What was read before it left may be old by the time it leaves again.
    waiting, earlier = _unlearnt(step, waiting), waiting.attempts[:-1]
    return put(state, waiting, replace(waiting, attempts=earlier, in_doubt=False, seen=None))


def _unlearnt(step: Step, waiting: Waiting) -> Waiting:
    """The operation without what would be true had the step been carried out."""
    return replace(waiting, **{name: getattr(step.was, name) for name in step.learns})


def _rejected(state: State, step: Step, waiting: Waiting, failed: Failed, now: datetime) -> State:
    op = waiting.op
    refusal = Refusal(failed.kind, failed.said)
    if step.kind == "check_user":
        # Not even the user may be read: the account is the problem, and the queue waits.
        state = put(state, waiting, replace(waiting, suspect=None, checked=False))
        return replace(state, connection=SignedOut("no_account"))
    if step.kind in ("find", "what_runs"):
        if failed.status in (403, 404) and not waiting.checked:
            return put(state, waiting, replace(waiting, suspect=refusal))
        return set_aside(state, waiting, refusal, now)
    made = op.ref in state.refs or not isinstance(op, StartTimer | Create)
    if step.kind == "write":
        waiting = replace(waiting, in_doubt=False)
    if not made:
        state = keys.unsent(state, op.ref)
    if failed.status in (403, 404):
        if waiting.checked:
            return _out_of_reach(state, waiting, refusal, now)
        return put(state, _waiting(state, step) or waiting, replace(waiting, suspect=refusal))
    return _refused(state, waiting, refusal, failed, now, made=made)


def _refused(
    state: State, waiting: Waiting, refusal: Refusal, failed: Failed, now: datetime, *, made: bool
) -> State:
    """A 422 or the like: another form may be taken, or the entry is not as we knew it."""
    op = waiting.op
    again = replace(waiting, in_doubt=False, seen=None)
    if made and not isinstance(op, Create | Delete) and waiting.tries == 0:
        return put(state, waiting, replace(again, tries=1))
    if failed.status == 422 and isinstance(op, StopTimer) and not waiting.split:
        # Perhaps its end is refused because it is before its start: on the day after.
        return put(state, waiting, replace(again, split=True))
    timed = not isinstance(op, ContinueTimer | Delete) and _has_times(op)
    if failed.status == 422 and timed and not waiting.other_clock:
        return put(state, waiting, replace(again, other_clock=True))
    untried = not made and not waiting.without_reference and state.references_kept is None
    if failed.status == 422 and untried:
        return put(state, waiting, replace(again, without_reference=True, other_clock=False))
    return set_aside(state, waiting, refusal, now)


def _has_times(op: StartTimer | StopTimer | Create | Edit) -> bool:
    match op:
        case Edit(to=to):
            return to.started_time is not None or to.ended_time is not None
        case StartTimer():
            return op.started_time is not None
    return op.ended_time is not None


def _out_of_reach(state: State, waiting: Waiting, refusal: Refusal | None, now: datetime) -> State:
    """A 403 or 404 on the entry itself, the account being in order (sync.md 6)."""
    refusal = refusal or Refusal("not_found")
    if refusal.kind == "not_found" and (
        isinstance(waiting.op, Delete) or is_deleted(state, waiting.op.ref)
    ):
        return settle(state, replace(waiting, seen=None), Done(), now)
    if refusal.kind == "not_found" and id_of(state, waiting.op.ref) is not None:
        refusal = Refusal("deleted_elsewhere")
    return set_aside(state, waiting, refusal, now)
