"""The program broken in its timers (sync.md 14 to 20)."""

# ruff: noqa: ARG005  (who breaks a rule has no use for what it depends on)

from contextlib import ExitStack
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from harvest_widget.api import requests
from harvest_widget.model import operations, timesheet
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import Waiting
from harvest_widget.store import changes, outbox
from harvest_widget.store.state import State
from harvest_widget.sync import creates, edits, late, settle, timers
from harvest_widget.sync.steps import Done, write
from tests.rules import test_timers
from tests.simulation.mutating import instead, mutant
from tests.sync import test_edits, test_elsewhere


@mutant()
def rule_14_a_late_start_does_not_stop_what_it_ends() -> Any:
    """What ran is left to the server, which stops it when the start arrives."""

    def read(real: Any, state: State, waiting: Waiting, *_: Any) -> Any:
        return outbox.put(state, waiting, replace(waiting, running_read=True))

    return instead(late.absorb_what_runs, read)


@mutant(elsewhere=test_elsewhere.test_a_start_that_was_overtaken_is_booked_until_then)
def rule_14_what_began_elsewhere_since_is_stopped() -> Any:
    """A late start takes the place of a run that began after it."""

    def until(real: Any, state: State, waiting: Waiting, *_: Any) -> Any:
        return outbox.put(state, waiting, replace(waiting, running_read=True))

    return instead(late._booked_until, until)


@mutant(elsewhere=test_elsewhere.test_a_start_that_was_overtaken_is_booked_until_then)
def rule_14_what_another_run_has_ended_is_not_booked() -> Any:
    """A start that another timer has overtaken is dropped."""
    return instead(late._booked_until, lambda real, state, waiting, *_: outbox.put(state, waiting))


@mutant()
def rule_14_a_refused_start_stops_nothing() -> Any:
    """With the start goes the stop of what it was to end."""
    return instead(outbox.stop_of_ended, lambda real, state, op, made: (state, ()))


@mutant(stamps=(False,), often=("stall after",))
def rule_14_a_start_that_was_long_on_its_way_corrects_nothing() -> Any:
    """What the start has ended keeps the time until the start arrived."""
    return instead(settle._overrun, lambda real, *_: None)


@mutant()
def rule_14_two_timers_run() -> Any:
    """A start is shown beside what ran."""

    def begin(real: Any, sheet: Any, ref: str, entry: TimeEntry, **given: Any) -> None:
        alone = {ref: entry}
        real(alone, ref, entry, **given)
        sheet |= alone

    return instead(timesheet.begin, begin)


@mutant(stamps=(False,))
def rule_15_a_late_start_runs_since_it_arrived() -> Any:
    """The time before is not booked."""
    return instead(
        timers._run_from,
        lambda real, waiting, seen, base, since, now: (
            Done() if seen.is_running else write(waiting, requests.restart(entry_id=seen.id))
        ),
    )


@mutant(stamps=(True,))
def rule_15_a_late_start_begins_when_it_arrives() -> Any:
    """A late start names no clock time."""

    def create_timer(real: Any, *, started_time: Any, **given: Any) -> Any:
        return real(started_time=None, **given)

    def start(real: Any, *_: Any) -> Done:
        return Done()

    stack = ExitStack()
    stack.enter_context(instead(requests.create_timer, create_timer))
    stack.enter_context(instead(timers._start_with_times, start))
    return stack


@mutant(stamps=(False,))
def rule_15_the_head_start_is_not_corrected() -> Any:
    """The hours that a late start was sent with stay, whatever the restart took."""

    def run(real: Any, waiting: Waiting, seen: TimeEntry, *rest: Any) -> Any:
        if seen.is_running:
            return Done()
        return write(waiting, requests.restart(entry_id=seen.id or 0))

    return instead(timers._run_from, run)


@mutant()
def rule_15_start_and_stop_unsent_become_the_shortest_entry() -> Any:
    """What a run came to that never left is not booked."""

    def booked(real: Any, start: Any, seconds: int, ended_time: Any) -> Any:
        return real(start, 36, start.started_time if ended_time else None)

    return instead(operations.booked, booked)


@mutant(elsewhere=test_elsewhere.test_a_stop_does_not_hit_a_run_that_began_elsewhere)
def rule_16_a_stop_stops_whatever_runs() -> Any:
    """It does not matter which run of the entry is on."""

    def stop(real: Any, state: State, waiting: Waiting, now: datetime) -> Any:
        op: Any = waiting.op
        return real(state, replace(waiting, op=replace(op, started=None)), now)

    return instead(timers.stop, stop)


@mutant()
def rule_17_a_late_stop_is_not_corrected() -> Any:
    """It ends when it arrives."""
    return instead(timers._corrected, lambda real, *_: Done())


@mutant(stamps=(False,))
def rule_17_the_time_before_the_run_is_forgotten() -> Any:
    """A correction sets the hours of the last run alone."""

    def corrected(real: Any, state: State, waiting: Waiting, seen: TimeEntry) -> Any:
        base = None if waiting.base is None else Decimal(0)
        return real(state, replace(waiting, base=base), seen)

    return instead(timers._corrected, corrected)


@mutant(
    stamps=(False,),
    elsewhere=test_timers.test_rule_15_continuing_an_entry_of_an_earlier_day_makes_one_of_today,
)
def rule_18_yesterdays_entry_runs_on() -> Any:
    """Continue restarts the entry itself, on whatever day it is booked."""

    def again(real: Any, state: State, *, ref: str, new_ref: str, now: datetime) -> Any:
        return changes.continue_same_entry(state, ref=ref, now=now)

    return instead(changes.continue_entry, again)


@mutant(stamps=(True,))
def rule_18_a_restart_in_a_start_and_end_account() -> Any:
    """Continue restarts the entry, which makes another one without a key."""

    def again(real: Any, state: State, *, ref: str, new_ref: str, now: datetime) -> Any:
        return changes.continue_same_entry(state, ref=ref, now=now)

    return instead(changes.continue_entry, again)


@mutant(stamps=(False,))
def rule_19_what_ran_since_the_edit_is_lost() -> Any:
    """New hours of what runs are set as if the edit were of this moment."""

    def hours(real: Any, state: State, waiting: Waiting, seen: TimeEntry, now: datetime) -> Any:
        op: Any = waiting.op
        return real(state, replace(waiting, op=replace(op, at=now)), seen, now)

    return instead(edits._hours, hours)


@mutant(stamps=(False,))
def rule_19_it_does_not_run_on() -> Any:
    """What was stopped to set its hours stays stopped."""

    def restart(real: Any, state: State, waiting: Waiting, seen: TimeEntry, now: datetime) -> Any:
        return real(state, replace(waiting, overtaken=True), seen, now)

    return instead(edits._hours, restart)


@mutant(elsewhere=test_edits.test_a_timer_that_began_while_ours_was_paused_is_left_alone)
def rule_19_it_runs_on_though_another_timer_has_begun() -> Any:
    """What runs meanwhile does not matter."""

    def hours(real: Any, state: State, waiting: Waiting, seen: TimeEntry, now: datetime) -> Any:
        return real(state, replace(waiting, running_read=True, overtaken=False), seen, now)

    return instead(edits._hours, hours)


@mutant(stamps=(True,))
def rule_20_a_night_stays_one_entry() -> Any:
    """Nothing is split at midnight."""
    return instead(creates.crosses_midnight, lambda real, op: False)


@mutant(stamps=(True,))
def rule_20_the_night_ends_at_midnight() -> Any:
    """The first day is kept, the second is not written."""
    return instead(creates.split, lambda real, op: real(op)[:1])


@mutant(stamps=(True,))
def rule_20_a_start_before_midnight_is_of_today() -> Any:
    """A late start over midnight is not split."""

    def split(real: Any, state: State, op: Any) -> Any:
        first, rest = real(state, op)
        return replace(first, ended_time=first.started_time), rest

    return instead(creates.split_start, split)
