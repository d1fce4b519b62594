"""What the views are told: rows, sums, what may be started, and how we stand with the server."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from harvest_widget.model.account import Company, User
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import Echo
from harvest_widget.store import selectors, telling
from harvest_widget.store.state import (
    Notice,
    Offline,
    Online,
    SignedOut,
    Snapshot,
    State,
)
from tests.store.made import (
    ADA,
    APP,
    HOME,
    NOW,
    TODAY,
    WEB,
    Hand,
    assignments,
    entry,
    running,
    state,
)

YESTERDAY, TOMORROW = date(2026, 3, 9), date(2026, 3, 11)


def with_user(**told: object) -> State:
    user = User(id=7, **told)  # type: ignore[arg-type]
    return state(account=replace(ADA, user=user))


# -- rows ------------------------------------------------------------------------------------------


def test_the_running_row_is_first_then_what_is_not_sent_then_the_newest() -> None:
    hand = Hand(state(entry(1), running(2), entry(3)))
    one, two = hand.book(), hand.book()
    assert [row.ref for row in selectors.rows(hand.state, TODAY)] == ["2", two, one, "3", "1"]


def test_a_row_tells_whether_it_was_sent() -> None:
    hand = Hand(state(entry(1)))
    refused, waiting = hand.book(), hand.book()
    hand.refuse(0)
    progress = {row.ref: row.progress for row in selectors.rows(hand.state, TODAY)}
    assert progress == {"1": "sent", waiting: "waiting", refused: "refused"}
    row = selectors.row(hand.state, refused, hand.sheet[refused])
    assert (row.n, row.refusal) == (1, hand.state.outbox[0].refusal)
    unsaved = replace(hand.state, unsaved=True)
    assert selectors.row(unsaved, waiting, hand.sheet[waiting]).progress == "unsaved"


@pytest.mark.parametrize(
    ("told", "lock"),
    [
        ({"is_locked": True, "locked_reason": "Approved."}, "Approved."),
        ({"is_closed": True}, ""),
        ({}, None),
    ],
)
def test_a_locked_row_says_why(told: dict[str, Any], lock: str | None) -> None:
    [row] = selectors.rows(state(entry(1, **told)), TODAY)
    assert row.lock == lock


def test_an_echo_is_not_shown() -> None:
    held = state(entry(1), entry(2), echoes=(Echo(2, "x"),))
    assert list(selectors.sheet(held)) == ["1"]


def test_our_name_of_an_entry_stays_when_harvest_has_given_it_a_number() -> None:
    held = state(entry(1), refs={"mine": 1})
    assert list(selectors.sheet(held)) == ["mine"]


def test_the_sheet_is_worked_out_once_for_a_state() -> None:
    held = state(entry(1))
    assert selectors.sheet(held) is selectors.sheet(replace(held, failures=3))
    assert selectors.sheet(held) is not selectors.sheet(
        replace(held, outbox=Hand(held).state.outbox, refs={})
    )


def test_a_timer_of_another_day_is_found() -> None:
    there = replace(running(1), spent_date=YESTERDAY)
    row = selectors.running(state(entry(2), there))
    assert row is not None
    assert row.ref == "1"
    assert selectors.running(state(entry(2))) is None


# -- the last entry --------------------------------------------------------------------------------


def last(held: State) -> str | None:
    row = selectors.last_worked_on(held)
    return row.ref if row else None


def test_what_was_worked_on_last_is_today_before_earlier_days_and_never_what_is_booked_ahead() -> (
    None
):
    there = (entry(1), entry(2, spent_date=YESTERDAY), entry(3, spent_date=TOMORROW))
    assert last(state(*there)) == "1"
    assert last(state(*there[1:])) == "2"
    assert last(state()) is None


def test_only_what_is_booked_ahead_is_there() -> None:
    assert last(state(entry(3, spent_date=TOMORROW))) == "3"


def test_tomorrow_comes() -> None:
    there = (entry(1), entry(3, spent_date=TOMORROW))
    read_at = NOW + timedelta(days=1)
    snapshot = Snapshot(entries={e.id: e for e in there if e.id}, running_read_at=read_at)
    assert last(state(snapshot=snapshot)) == "3"


def test_what_was_taken_up_again_was_worked_on_last() -> None:
    hand = Hand(state(entry(1), entry(2, APP)))
    assert last(hand.state) == "2"
    hand.resume("1")
    hand.after(60).stop()
    assert last(hand.state) == "1"
    hand.after(60).book(HOME)
    assert last(hand.state) != "1"
    hand.undo()
    assert last(hand.state) == "1"


def test_an_unsent_entry_whose_act_is_forgotten_was_worked_on_last() -> None:
    hand = Hand(state(entry(1)))
    ref = hand.book()
    assert last(replace(hand.state, undo=())) == ref
    assert last(replace(hand.state, undo=(), snapshot=Snapshot())) == ref


# -- sums ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Monday", date(2026, 3, 9)),
        ("Sunday", date(2026, 3, 8)),
        ("Saturday", date(2026, 3, 7)),
        ("Tuesday", date(2026, 3, 10)),
        ("Wednesday", date(2026, 3, 4)),
        ("nonsense", date(2026, 3, 9)),
    ],
)
def test_the_week_begins_on_the_accounts_day(name: str, first: date) -> None:
    held = state(company=Company(week_start_day=name))
    days = [found.day for found in selectors.week(held, TODAY)]
    assert days == [first + timedelta(days=n) for n in range(7)]


def test_a_day_is_the_sum_of_exact_hours_and_what_runs_on_it() -> None:
    held = state(entry(1, hours="0.33"), entry(2, hours="0.33"), running(3))
    found = selectors.day_sum(held, TODAY)
    assert found.booked == 2376
    assert found.running is not None
    assert found.running.id == 3
    assert selectors.day_sum(held, YESTERDAY).booked == 0


def test_a_fresh_timer_does_not_lift_the_total_by_a_minute() -> None:
    hand = Hand(state(entry(1, hours="0.99")))  # 0:59 and 24 s
    shown = selectors.formats(hand.state)
    hand.start()
    for seconds, total in ((59, 3564), (1, 3624), (59, 3624), (1, 3684)):
        hand.after(seconds)
        sums = (selectors.day_sum(hand.state, TODAY),)
        assert selectors.shown_total(sums, shown, hand.now) == total


def test_in_decimal_a_total_turns_with_the_hundredth() -> None:
    hand = Hand(state(company=Company(time_format="decimal")))
    shown = selectors.formats(hand.state)
    hand.start()
    for seconds, total in ((35, 0), (1, 36)):
        hand.after(seconds)
        sums = (selectors.day_sum(hand.state, TODAY),)
        assert selectors.shown_total(sums, shown, hand.now) == total


def test_capacity_is_the_users_else_the_companys() -> None:
    held = with_user(weekly_capacity=126_000)
    assert (selectors.week_capacity(held), selectors.day_capacity(held)) == (126_000, 25_200)
    of_all = replace(with_user(), company=Company(weekly_capacity=144_000))
    assert selectors.day_capacity(of_all) == 28_800
    assert selectors.day_capacity(with_user()) is None
    assert selectors.week_capacity(State()) is None


# -- settings of the account -----------------------------------------------------------------------


def test_unheard_of_formats_are_shown_like_the_defaults() -> None:
    odd = selectors.formats(state(company=Company(clock="swatch", time_format="beats")))
    assert (odd.clock, odd.time_format) == ("24h", "hours_minutes")
    known = selectors.formats(state(company=Company(clock="12h", time_format="decimal")))
    assert (known.clock, known.time_format) == ("12h", "decimal")


def test_the_day_is_that_of_the_users_zone_and_may_be_another_that_is_looked_at() -> None:
    late = NOW.replace(hour=23, minute=30)
    assert selectors.today(with_user(timezone="Berlin"), late) == TOMORROW
    assert selectors.today(with_user(timezone="UTC"), late) == TODAY
    assert selectors.shown_day(with_user(timezone="UTC"), late) == TODAY
    assert selectors.shown_day(state(day=YESTERDAY), late) == YESTERDAY
    assert selectors.zone(State()) is None


def test_an_editor_gets_hours_or_clock_times_as_the_account_has_them() -> None:
    there = entry(1, started_time="9:00am", ended_time=None, notes=None)
    values = selectors.values_of(state(stamps=True), there, NOW)
    assert (values.seconds, values.started_time, values.ended_time) == (None, time(9), None)
    values = selectors.values_of(state(), there, NOW)
    assert (values.seconds, values.started_time, values.notes) == (3600, None, "")


# -- what may be started ---------------------------------------------------------------------------


def test_only_active_work_may_be_booked_on() -> None:
    project, other = assignments(WEB, APP)
    shut = replace(other, is_active=False)
    [task] = project.task_assignments
    ended = replace(project, task_assignments=[replace(task, is_active=False)])
    empty = replace(project, task_assignments=[])
    held = state(assignments=(project, shut, ended, empty))
    assert selectors.bookable(held) == (WEB,)


def test_favourites_come_before_what_was_worked_on_and_there_are_five() -> None:
    there = (entry(1, WEB), entry(2, APP), entry(3, WEB, spent_date=YESTERDAY))
    held = state(*there, favourites=(HOME.pair, (404, 404)))
    assert selectors.quick_starts(held) == (HOME, APP, WEB)
    assert selectors.recents(held) == (APP, WEB)
    assert selectors.ranks(held) == {HOME.pair: 0, (404, 404): 1, APP.pair: 2, WEB.pair: 3}
    many = [replace(WEB, project=replace(WEB.project, id=n, name=f"P{n}")) for n in range(100, 109)]
    held = state(
        *(entry(n, work) for n, work in enumerate(many, 1)), assignments=assignments(*many)
    )
    assert [work.project.id for work in selectors.quick_starts(held)] == [108, 107, 106, 105, 104]


def test_work_that_may_no_longer_be_booked_on_is_no_recent() -> None:
    held = state(entry(1, WEB), assignments=assignments(APP))
    assert selectors.recents(held) == ()


def test_earlier_notes_are_the_newest_first_and_each_once() -> None:
    held = state(
        entry(1, notes="old", spent_date=YESTERDAY),
        entry(2, notes="same"),
        entry(3, notes="same"),
        entry(4, notes=""),
        entry(5, APP, notes="other"),
        entry(6, notes="new"),
    )
    assert selectors.earlier_notes(held, WEB.pair) == ("new", "same", "old")


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"connection": Online()}, "online"),
        ({"connection": Online(), "silent_until": NOW}, "throttled"),
        ({"connection": Offline(NOW, NOW)}, "offline"),
        ({"connection": Offline(NOW, NOW, down=True)}, "down"),
        ({"connection": SignedOut("refused"), "silent_until": NOW}, "signed-out"),
    ],
)
def test_how_we_stand_with_harvest_in_a_word(told: dict[str, Any], kind: str) -> None:
    assert selectors.status(state(**told)).kind == kind


def test_refused_operations_are_counted_apart() -> None:
    hand = Hand(state())
    for _ in range(3):
        hand.book()
    hand.refuse(1)
    status = selectors.status(hand.state)
    assert (status.waiting, status.problems, status.unsaved) == (2, 1, False)


def test_the_badge_for_unsent_appears_after_ten_seconds() -> None:
    hand = Hand(state(entry(1)))
    assert selectors.badge(hand.state, NOW) == ""
    hand.book()
    assert selectors.badge(hand.state, NOW + timedelta(seconds=9)) == ""
    assert selectors.badge(hand.state, NOW + timedelta(seconds=10)) == "unsent"


def test_a_delete_that_waits_for_its_undo_is_not_late() -> None:
    hand = Hand(state(entry(1)))
    hand.delete("1")
    assert selectors.badge(hand.state, NOW + timedelta(seconds=19)) == ""
    assert selectors.badge(hand.state, NOW + timedelta(seconds=20)) == "unsent"


def test_refused_comes_before_offline_on_the_icon() -> None:
    hand = Hand(state(connection=Offline(NOW, NOW)))
    assert selectors.badge(hand.state, NOW) == "offline"
    hand.book()
    hand.refuse()
    assert selectors.badge(hand.state, NOW) == "refused"


def test_the_toast_shows_the_last_act_for_ten_seconds() -> None:
    hand = Hand(state())
    assert telling.toast(hand.state, NOW) is None
    hand.book()
    assert telling.toast(hand.state, NOW + timedelta(seconds=9)) == hand.state.undo[-1]
    assert telling.toast(hand.state, NOW + timedelta(seconds=10)) is None


def test_notices_and_other_users() -> None:
    notice = Notice(1, NOW, "Stopped in the browser.")
    held = state(notices=(notice,), others=(("Robin", 3),))
    assert telling.notices(held) == (notice,)
    assert selectors.elsewhere(held) == (("Robin", 3),)


def test_two_reads_of_different_moments_show_one_timer() -> None:
    older: TimeEntry = replace(running(1, minutes=60), spent_date=YESTERDAY)
    held = state(older, running(2, APP, minutes=10))
    assert [ref for ref, e in selectors.sheet(held).items() if e.is_running] == ["2"]
    assert selectors.sheet(held)["1"].seconds(NOW) == 1800 + 3000 - 12
