"""The program broken in what it reads, when, and for whom (sync.md 2 and 21 to 24)."""

# ruff: noqa: ARG005  (who breaks a rule has no use for what it depends on)

from datetime import datetime
from typing import Any
from unittest.mock import patch

from msgspec.structs import replace

from harvest_widget.api import requests
from harvest_widget.model.account import Account
from harvest_widget.model.operations import Waiting
from harvest_widget.store import session
from harvest_widget.store.state import State
from harvest_widget.sync import pace, plan, reads, settle, standing
from tests.simulation.mutating import instead, mutant
from tests.store import test_disk
from tests.sync import test_corners, test_edits, test_pace, test_reads


@mutant(elsewhere=test_edits.test_an_edit_of_an_entry_that_was_deleted_elsewhere_is_set_aside)
def rule_21_a_read_sweeps_away_what_waits() -> Any:
    """An entry that is not listed is gone, though something of it is on its way."""
    return instead(reads._wanted, lambda real, state: set())


@mutant()
def rule_21_an_answer_does_not_enter_the_snapshot() -> Any:
    """An operation that is done is shown again only after the next read."""

    def settled(real: Any, state: State, waiting: Waiting, *rest: Any) -> Any:
        return real(state, replace(waiting, seen=None), *rest)

    return instead(settle.settle, settled)


@mutant(elsewhere=test_reads.test_every_list_of_entries_names_the_user)
def rule_21_everybodys_entries_are_read() -> Any:
    """A list is asked for without our user's id."""

    def listed(real: Any, **given: Any) -> Any:
        request = real(**given)
        query = tuple((k, v) for k, v in request.query if k != "user_id")
        return replace(request, query=query)

    return instead(requests.time_entries, listed)


@mutant()
def rule_21_a_poll_drops_pending_changes() -> Any:
    """What the server lists takes the place of what is on its way."""

    def span(real: Any, state: State, *rest: Any) -> Any:
        return replace(real(state, *rest), outbox=())

    return instead(reads._span, span)


@mutant(elsewhere=test_reads.test_a_timer_of_another_day_is_found)
def rule_21_what_runs_elsewhere_is_not_asked_for() -> Any:
    """The running timer is known from the shown days alone."""
    return instead(
        reads._running,
        lambda real, state, running, now: replace(
            state, snapshot=replace(state.snapshot, running_read_at=now)
        ),
    )


@mutant(elsewhere=test_reads.test_a_throttle_silences_everything_until_it_is_over)
def rule_22_a_throttle_is_no_silence() -> Any:
    """After a 429 the next request leaves as after any other failure."""

    def held(real: Any, state: State, now: datetime) -> Any:
        return real(replace(state, silent_until=None), now)

    return instead(plan.held_until, held)


@mutant(often=("429", "503"))
def rule_22_a_click_cuts_the_silence_short() -> Any:
    """Hurrying ends what Harvest has asked for."""
    return instead(
        session.hurry,
        lambda real, state, now: replace(real(state, now=now), silent_until=None),
    )


@mutant(elsewhere=test_reads.test_retries_are_spread_and_never_more_than_a_minute_apart)
def rule_22_retries_do_not_slow_down() -> Any:
    """Every pause is as short as the first."""

    def stood(real: Any, state: State, *rest: Any) -> Any:
        return replace(real(state, *rest), failures=0)

    return instead(standing.stand, stood)


@mutant(elsewhere=test_pace.test_every_pause_is_another_one)
def rule_23_all_read_at_the_same_moment() -> Any:
    """Pauses are not spread."""
    return instead(pace._drawn, lambda real, *_: 0.5)


@mutant(elsewhere=test_pace.test_a_refusal_doubles_the_pauses_once_however_often_it_is_repeated)
def rule_23_a_full_office_reads_as_often() -> Any:
    """A refusal does not make the pauses longer."""
    return instead(pace.crowded, lambda real, state, refused: 0.0)


@mutant(elsewhere=test_corners.test_another_user_behind_the_token_does_not_take_over_the_queue)
def rule_24_another_user_takes_over_the_queue() -> Any:
    """Who `/users/me` names is who we are."""

    def with_user(real: Any, state: State, user: Any) -> Any:
        assert state.account is not None
        return replace(state, account=replace(state.account, user=user))

    return instead(reads._with_user, with_user)


@mutant(elsewhere=test_disk.test_a_user_is_one_person_in_one_account_at_one_address)
def rule_24_one_book_for_all_addresses() -> Any:
    """The queue is bound to the user alone."""
    return patch.object(Account, "book", property(lambda account: str(account.user.id)))
