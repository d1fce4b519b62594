"""The program broken rule by rule (sync.md 1 to 8), one small change each; nothing runs here."""

# ruff: noqa: ARG005  (who breaks a rule has no use for what it depends on)

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from harvest_widget.api import errors, requests
from harvest_widget.model import entries
from harvest_widget.model.operations import Delete, Values, Waiting
from harvest_widget.store import disk, outbox, selectors, undo
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import State
from harvest_widget.sync import (
    absorb,
    creates,
    edits,
    plan,
    settle,
    timers,
)
from harvest_widget.sync.steps import Done, Failed, Step
from tests.simulation.mutating import everywhere, instead, mutant
from tests.store import test_disk, test_disk_trouble
from tests.sync import test_creates, test_edits


@mutant()
def rule_01_the_queue_is_not_on_disk() -> Any:
    """What waits is only in memory."""
    return patch.object(Disk, "_write_outbox", lambda *_: None)


@mutant(elsewhere=test_disk_trouble.test_what_a_full_disk_refuses_is_kept_in_memory_and_said)
def rule_01_a_full_disk_is_not_noticed() -> Any:
    """The State never says that it is unsaved."""
    real = Disk.save

    def save(disk: Disk, before: State, after: State) -> State:
        return replace(real(disk, before, after), unsaved=False)

    return patch.object(Disk, "save", save)


@mutant(stamps=(False,))
def rule_01_hours_in_tenths() -> Any:
    """Hours are not kept to the hundredth."""
    return instead(entries.hours_of, lambda real, s: real(s).quantize(Decimal("0.1")))


@mutant(stamps=(False,))
def rule_01_the_day_of_sending() -> Any:
    """A create is booked on the day on which it leaves."""

    def make(real: Any, state: State, waiting: Waiting, now: datetime) -> Any:
        today = selectors.today(state, now)
        op: Any = waiting.op
        on = max(op.spent_date, today) if op.at.date() == op.spent_date else op.spent_date
        return real(state, replace(waiting, op=replace(op, spent_date=on)), now)

    return instead(creates.make, make)


@mutant()
def rule_02_no_order_within_an_entry() -> Any:
    """Whatever waits may leave."""
    return instead(
        plan.eligible,
        lambda real, state: iter([w for w in reversed(state.outbox) if w.refusal is None]),
    )


@mutant()
def rule_02_timers_overtake_each_other() -> Any:
    """Order holds within an entry only."""

    def eligible(real: Any, state: State) -> Any:
        refs: set[str] = set()
        for waiting in state.outbox:
            if waiting.op.ref not in refs and waiting.refusal is None:
                yield waiting
            refs.add(waiting.op.ref)

    return instead(plan.eligible, eligible)


@mutant()
def rule_03_folded_after_it_left() -> Any:
    """An edit changes the create in the queue though that has left."""
    return patch.object(Waiting, "frozen", property(lambda waiting: False))


@mutant()
def rule_03_the_attempt_is_not_written_down() -> Any:
    """A request leaves before it is on disk that it does."""
    return instead(absorb.departing, lambda real, state, step, now: state)


@mutant()
def rule_03_what_a_step_learns_is_not_written_down() -> Any:
    """The steps of an operation of several are not on disk."""
    return instead(
        absorb.departing, lambda real, state, step, now: real(state, replace(step, learns={}), now)
    )


@mutant()
def rule_04_undo_of_a_sent_operation_does_nothing() -> Any:
    """There is no inverse."""
    return instead(undo.inverses, lambda real, state, op, now: ())


@mutant()
def rule_04_a_delete_leaves_at_once() -> Any:
    """A delete does not wait for its undo time."""

    def delete(real: Any, state: State, waiting: Waiting, now: datetime) -> Any:
        op = waiting.op
        assert isinstance(op, Delete)
        return real(state, replace(waiting, op=replace(op, due=now)), now)

    return instead(edits.delete, delete)


@mutant()
def rule_05_the_task_without_its_project() -> Any:
    """A change of work sends the task alone."""

    def update(real: Any, **given: Any) -> Any:
        request = real(**given)
        body = {name: value for name, value in request.body.items() if name != "project_id"}
        return replace(request, body=body)

    return instead(requests.update, update)


@mutant(elsewhere=test_edits.test_an_edit_reaches_the_server_with_nothing_but_what_changed)
def rule_05_an_edit_sends_the_whole_entry() -> Any:
    """What did not change leaves as well."""

    def update(real: Any, state: State, waiting: Waiting, seen: Any, values: Values) -> Any:
        whole = replace(values, work=values.work or seen.work, notes=values.notes or seen.text)
        return real(state, waiting, seen, whole)

    return instead(edits._update, update)


@mutant(elsewhere=test_edits.test_a_change_made_elsewhere_gives_way_and_is_told)
def rule_05_what_gave_way_is_not_told() -> Any:
    """The other device's value disappears without a notice."""
    return instead(edits.overwritten, lambda real, *_: ())


@mutant()
def rule_06_an_unknown_fate_counts_as_unsent() -> Any:
    """No answer means that nothing arrived."""
    unsent = errors.Fate.UNSENT
    return _judged(errors.Fate.UNKNOWN, lambda outcome: replace(outcome, fate=unsent))


@mutant(elsewhere=test_edits.test_an_account_that_shuts_us_out_keeps_the_queue)
def rule_06_a_404_needs_no_second_opinion() -> Any:
    """A 403 or 404 on an entry is believed at once."""

    def rejected(real: Any, state: State, step: Step, waiting: Waiting, *rest: Any) -> Any:
        return real(state, step, replace(waiting, checked=True), *rest)

    return instead(absorb._rejected, rejected)


@mutant(often=("401",))
def rule_06_a_refused_token_refuses_the_operation() -> Any:
    """A 401 sets the operation aside in place of the queue waiting for a sign-in."""

    def refused(outcome: Failed) -> Failed:
        told = outcome.kind == "token_refused"
        return replace(outcome, kind="invalid", fate=errors.Fate.REJECTED) if told else outcome

    return _judged(errors.Fate.UNSENT, refused)


@mutant()
def rule_07_unknown_is_taken_for_done() -> Any:
    """A write without an answer is settled."""

    def failed(real: Any, state: State, step: Step, waiting: Waiting, *rest: Any) -> Any:
        outcome, now = rest
        if outcome.fate is errors.Fate.UNKNOWN and step.kind == "write":
            return settle.settle(state, waiting, Done(), now)
        return real(state, step, waiting, *rest)

    return instead(absorb._failed, failed)


@mutant(often=("cut after", "stall after", "500 after"))
def rule_07_what_our_stop_has_stopped_is_not_corrected() -> Any:
    """An entry that stands after an unknown stop was stopped by somebody else."""
    return instead(timers._stopped_by_us, lambda real, waiting, seen: False)


@mutant()
def rule_08_what_is_refused_is_dropped() -> Any:
    """A refused operation disappears without a word."""
    return instead(
        settle.set_aside,
        lambda real, state, waiting, refusal, now: outbox.put(state, waiting),
    )


@mutant()
def rule_08_what_depends_on_the_refused_goes_on() -> Any:
    """Nothing waits for what was refused of the same entry."""
    return instead(
        plan.eligible,
        lambda real, state: real(
            replace(state, outbox=tuple(w for w in state.outbox if w.refusal is None))
        ),
    )


@mutant(elsewhere=test_creates.test_what_the_server_refuses_goes_aside_and_the_next_one_flows)
def rule_08_a_timer_waits_for_one_that_was_refused() -> Any:
    """A refused timer operation holds up all others."""

    def eligible(real: Any, state: State) -> Any:
        refused = [w for w in state.outbox if w.refusal is not None]
        for waiting in real(state):
            if not any(w.n < waiting.n for w in refused):
                yield waiting

    return instead(plan.eligible, eligible)


@mutant(elsewhere=test_disk.test_every_field_of_the_state_is_kept_or_named_as_not_kept)
def rule_02_a_restart_forgets_the_silence() -> Any:
    """`silent_until` is not on disk."""
    names = [name for name in disk.OF_A_BOOK if name != "silent_until"]
    return everywhere(disk.OF_A_BOOK, names)


def _judged(fate: errors.Fate, otherwise: Callable[[Failed], Failed]) -> Any:
    """Judge failures of this fate otherwise."""

    def absorbed(real: Any, state: State, *, outcome: Any, **given: Any) -> Any:
        if isinstance(outcome, Failed) and outcome.fate is fate:
            outcome = otherwise(outcome)
        return real(state, outcome=outcome, **given)

    return instead(absorb.absorb, absorbed)
