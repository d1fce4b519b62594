"""The program broken in what makes one intent one entry (sync.md 9 to 13)."""

# ruff: noqa: ARG005  (who breaks a rule has no use for what it depends on)

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from harvest_widget.model.operations import Echo, Waiting
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import State
from harvest_widget.sync import absorb, creates, keys, settle
from harvest_widget.sync.steps import Answered, Failed, Step
from tests.simulation.mutating import instead, mutant
from tests.sync import test_creates


@mutant(keyed=(True,))
def rule_09_keys_are_not_on_disk() -> Any:
    """A restarted program does not know its own keys."""
    real = Disk._write_mapping

    def write(disk: Disk, table: str, *args: Any, **given: Any) -> None:
        if table != "key":
            real(disk, table, *args, **given)

    return patch.object(Disk, "_write_mapping", write)


@mutant(keyed=(True,))
def rule_09_a_key_that_we_do_not_know_is_an_echo() -> Any:
    """An entry with somebody else's key is hidden and deleted."""

    def proven(real: Any, state: State, ref: str, entry: Any) -> bool:
        return ref not in state.keys and entry.id not in state.refs.values()

    def find(real: Any, state: State, found: Any, now: datetime) -> State:
        for entry in found:
            if entry.key and proven(None, state, entry.key, entry):
                echo = Echo(entry.id, entry.key)
                state = replace(state, echoes=(*state.echoes, echo))
        done: State = real(state, found, now)
        return done

    return instead(keys.find_echoes, find)


@mutant(keyed=(False,))
def rule_09_references_are_trusted_unseen() -> Any:
    """A server that keeps no references is asked for them."""
    return instead(
        creates.make,
        lambda real, state, waiting, now: real(replace(state, references_kept=True), waiting, now),
    )


@mutant(
    keyed=(False,),
    elsewhere=test_creates.test_an_account_that_refuses_references_gets_entries_without,
)
def rule_09_a_refused_reference_refuses_the_create() -> Any:
    """A 422 is final, though the same without a reference would be taken."""

    def refused(
        real: Any, state: State, waiting: Waiting, refusal: Any, _: Failed, now: datetime, **__: Any
    ) -> Any:
        return settle.set_aside(state, waiting, refusal, now)

    return instead(absorb._refused, refused)


@mutant()
def rule_10_repeat_without_a_look() -> Any:
    """An unknown create is sent again."""
    return instead(
        creates.make,
        lambda real, state, waiting, now: real(state, replace(waiting, in_doubt=False), now),
    )


@mutant(keyed=(True,))
def rule_10_found_but_not_adopted() -> Any:
    """What a look finds is not taken for ours."""
    return instead(
        creates.found,
        lambda real, state, waiting, listed, now: real(state, waiting, [], now),
    )


@mutant(keyed=(True,), often=("late", "cut before"))
def rule_10_one_look_is_enough() -> Any:
    """An unknown create is repeated after the first look in vain."""
    return patch.multiple(creates, LOOKS=1, LOOK_AGAIN=timedelta(0))


@mutant(keyed=(True,), often=("late", "cut before"))
def rule_11_echoes_stay() -> Any:
    """A late execution of what was repeated is left there."""
    return instead(keys._proven, lambda real, state, ref, entry: False)


@mutant(keyed=(True,), often=("late", "cut before"))
def rule_11_what_an_echo_has_stopped_stays_stopped() -> Any:
    """The run that an echo's start has ended is not taken up again."""
    return instead(keys._take_up_again, lambda real, state, *rest: state)


@mutant(keyed=(True,))
def rule_12_references_are_never_cleared() -> Any:
    """There is no clean-up."""
    return instead(keys.clean_up, lambda real, state, now: None)


@mutant(keyed=(True,), often=("late", "cut before"))
def rule_12_references_are_cleared_before_their_window_ends() -> Any:
    """A key goes as soon as its create is settled."""
    return patch.object(keys, "WINDOW", timedelta(0))


@mutant(keyed=(True,))
def rule_12_a_refused_clean_up_is_tried_for_ever() -> Any:
    """A refusal does not end it."""

    def cleaned(real: Any, state: State, step: Step, outcome: Any, now: datetime) -> Any:
        if step.kind == "clear_key" and not isinstance(outcome, Answered):
            return state
        return real(state, step, outcome, now)

    return instead(absorb._cleaned, cleaned)


@mutant(keyed=(False,))
def rule_13_repeated_though_it_may_still_come() -> Any:
    """Without keys a create is sent again after two looks in vain."""
    return instead(
        creates.found,
        lambda real, state, waiting, listed, now: real(
            state, replace(waiting, tries=1), listed, now
        ),
    )


@mutant(keyed=(False,), often=("cut before", "cut after", "late"))
def rule_13_an_entry_that_was_there_before_may_match() -> Any:
    """Neither when it was created nor whether it was known tells an entry from ours."""
    return instead(
        creates._could_be,
        lambda real, state, waiting, entry: creates.says_the_same(waiting.op, entry),
    )


@mutant(keyed=(False,), often=("cut before", "cut after", "late"))
def rule_13_nothing_matches() -> Any:
    """Without keys the user is always asked."""
    return instead(creates._could_be, lambda real, state, waiting, entry: False)


@mutant(elsewhere=test_creates.test_without_references_two_that_could_be_it_ask_the_user)
def rule_13_the_first_of_two_candidates() -> Any:
    """The user is not asked which it is."""

    def found(real: Any, state: State, waiting: Waiting, listed: Any, now: datetime) -> Any:
        alike = [entry for entry in listed if creates._could_be(state, waiting, entry)]
        return alike[0] if alike else real(state, waiting, listed, now)

    return instead(creates.found, found)
