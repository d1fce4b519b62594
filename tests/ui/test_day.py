"""The day in the hands of a user: rows, clicks, keys, Undo."""

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from harvest_widget import words
from harvest_widget.model.account import Company
from harvest_widget.model.formats import show_time
from harvest_widget.model.operations import Delete, Refusal, StartTimer, Waiting
from harvest_widget.store import selectors
from harvest_widget.store.changes import create_entry, show_day, start_timer
from harvest_widget.store.state import (
    Connection,
    Offline,
    Online,
    SignedOut,
    Snapshot,
    State,
)
from harvest_widget.ui.day import DayView
from harvest_widget.ui.entry_row import EntryRow
from harvest_widget.ui.keys import DAY, Action
from tests.ui.days import APP, HIRING, NOW, TODAY, WEB, Bench, entry, runs, signed_in

YESTERDAY = TODAY - timedelta(days=1)


class Shown(Bench):
    """A day view on the screen, and what it asked for beyond itself."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.edited: list[str | None] = []
        self.view = DayView(
            self.store,
            self.clock,
            open_editor=self.edited.append,
            sign_in=lambda: None,
            menu=QMenu,
        )
        self.view.resize(380, 640)
        self.view.show()

    @property
    def rows(self) -> list[EntryRow]:
        """The rows from top to bottom."""
        found = self.view.rows.widget().findChildren(EntryRow)
        return sorted((row for row in found if not row.isHidden()), key=lambda row: row.y())

    def does(self, *actions: Action) -> None:
        for action in actions:
            self.view.perform(action)
            self.turn()

    def click(self, row: int) -> None:
        self.rows[row].button.click()
        self.turn()

    def settle(self) -> None:
        self.turn()
        layout = self.view.rows.widget().layout()
        assert layout is not None
        layout.activate()

    def running(self) -> str | None:
        runs = selectors.running(self.store.state)
        return runs.entry.project.name if runs else None


def texts(bench: Shown) -> list[str]:
    bench.settle()
    return [row.accessibleName() for row in bench.rows]


def test_the_running_entry_comes_first_and_then_the_newest() -> None:
    day = Shown(signed_in(runs(1, WEB, 83), entry(2, APP, "1.25"), entry(3, HIRING, "1")))
    assert [text.split(",")[0] for text in texts(day)] == [
        "Website relaunch",
        "Internal",
        "Mobile app",
    ]


def test_play_on_a_row_starts_it_and_says_what_stopped() -> None:
    day = Shown(signed_in(runs(1, WEB, 83), entry(2, APP, "1.25")))
    day.click(1)
    assert day.running() == "Mobile app"
    assert day.view.toast.isVisible()
    assert day.view.toast.text.text() == "Continued Mobile app · Website relaunch stopped with 1:23"


def test_stop_on_the_running_row_stops_it() -> None:
    day = Shown(signed_in(runs(1, WEB, 83)))
    day.click(0)
    assert day.running() is None
    assert day.rows[0].button.accessibleName() == "Start Website relaunch · Programming"


def test_undo_on_the_toast_takes_the_act_back() -> None:
    day = Shown(signed_in(runs(1, WEB, 83), entry(2, APP, "1.25")))
    day.click(1)
    day.view.toast.button.click()
    day.turn()
    assert day.running() == "Website relaunch"
    assert not day.view.toast.isVisible()


def test_the_toast_goes_after_ten_seconds_and_the_list_gets_its_room_back() -> None:
    day = Shown(signed_in(runs(1, WEB, 83)))
    whole = day.view.rows.viewport().height()
    day.click(0)
    assert day.view.rows.viewport().height() < whole
    day.passes(seconds=4)
    assert day.view.next_change(day.now) == 6
    day.passes(seconds=6)
    day.view.tick()
    assert not day.view.toast.isVisible()
    assert day.view.rows.viewport().height() == whole


def test_play_on_an_old_row_makes_a_new_entry_today_and_turns_to_today() -> None:
    day = Shown(signed_in(entry(1, WEB, "2", "Old notes", day=YESTERDAY), day=YESTERDAY))
    day.click(0)
    found = selectors.running(day.store.state)
    assert found is not None
    assert (found.entry.spent_date, found.entry.text) == (TODAY, "Old notes")
    assert day.view.header.title.text() == "Today, Thu 19 Nov"


def test_a_timer_of_yesterday_stands_first_under_today_and_outside_its_total() -> None:
    day = Shown(signed_in(runs(1, WEB, 20 * 60, day=YESTERDAY), entry(2, APP, "1.25")))
    assert "since yesterday" in texts(day)[0]
    assert day.view.total.text() == "1:15"


def test_on_another_day_a_slim_bar_shows_what_runs_with_stop() -> None:
    day = Shown(signed_in(runs(1, WEB, 83), entry(2, APP, "1", day=YESTERDAY), day=YESTERDAY))
    assert day.view.bar.isVisible()
    assert day.view.bar.time.text() == "1:23"
    day.view.bar.stop.click()
    day.turn()
    assert day.running() is None
    assert not day.view.bar.isVisible()


def test_an_empty_day_says_what_to_do() -> None:
    day = Shown(signed_in())
    assert day.view.rows.empty.text() == words.NOTHING_TODAY
    assert day.view.rows.empty.isVisible()
    day.store.update(start_timer, work=WEB, notes="", now=NOW, ref="new")
    day.turn()
    assert not day.view.rows.empty.isVisible()


def test_a_change_keeps_the_rows_that_stay() -> None:
    day = Shown(signed_in(entry(1, WEB, "1"), entry(2, APP, "1"), entry(3, HIRING, "1")))
    before = {row.ref: row for row in day.rows}
    day.store.update(start_timer, work=WEB, notes="", now=NOW, ref="new")
    day.settle()
    after = {row.ref: row for row in day.rows}
    assert {ref: after[ref] for ref in before} == before
    assert day.rows[0].ref == "new"


def test_a_tick_changes_the_time_and_the_totals_when_the_minute_turns() -> None:
    day = Shown(signed_in(runs(1, WEB, 83), entry(2, APP, "1.25")))
    assert day.view.next_change(day.now) == 60
    day.passes(seconds=59.9)
    day.view.tick()
    assert day.view.total.text() == "2:38"
    day.passes(seconds=0.1)
    day.view.tick()
    assert "running, 1:24" in texts(day)[0]
    assert day.view.total.text() == "2:39"
    assert day.view.strip.total.text() == "2:39 / 40"


def test_nothing_is_due_before_midnight_while_nothing_runs() -> None:
    day = Shown(signed_in(entry(1, WEB, "1")))
    until_midnight_in_berlin = timedelta(hours=8, minutes=56)
    assert day.view.next_change(day.now) == until_midnight_in_berlin.total_seconds()


def test_today_turns_at_midnight_by_itself() -> None:
    day = Shown(signed_in(entry(1, WEB, "1")))
    day.passes(hours=9)
    day.view.tick()
    day.settle()
    assert day.view.header.title.text() == "Today, Fri 20 Nov"
    assert not day.rows


def test_names_from_the_server_are_never_read_as_markup() -> None:
    nasty = "<b>x</b><img src='https://evil.example/'>"
    day = Shown(signed_in(entry(1, WEB, "1", nasty)))
    assert nasty in texts(day)[0]
    assert "<b>" not in day.rows[0].toolTip()
    labels = [label for label in day.view.findChildren(QLabel) if not label.isHidden()]
    assert labels
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_locked_row_has_a_lock_that_tells_why_and_offers_the_same_today() -> None:
    reason = "Item Locked and Approved"
    locked = entry(1, WEB, "1", is_locked=True, locked_reason=reason)
    day = Shown(signed_in(locked))
    button = day.rows[0].button
    assert reason in button.accessibleName()
    button.click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    offered = [action.text() for action in menu.actions() if action.isEnabled()]
    assert words.START_AGAIN_TODAY in offered
    assert words.DELETE not in offered
    menu.close()


@pytest.mark.parametrize(
    ("company", "offered"),
    [(Company(), True), (Company(wants_timestamp_timers=True), False)],
    ids=["durations", "start and end"],
)
def test_continuing_an_old_entry_itself_is_in_its_menu_where_harvest_can_do_it(
    company: Company, *, offered: bool
) -> None:
    old = entry(1, WEB, "1", day=YESTERDAY)
    day = Shown(signed_in(old, day=YESTERDAY, company=company))
    day.does("down", "menu")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = {action.text(): action for action in menu.actions()}
    assert (words.CONTINUE_THIS in found) is offered
    if offered:
        found[words.CONTINUE_THIS].trigger()
        day.turn()
        running = selectors.running(day.store.state)
        assert running is not None
        assert (running.ref, running.entry.spent_date) == ("1", YESTERDAY)
    menu.close()


# -- by keys alone


def test_down_and_space_start_the_first_row() -> None:
    day = Shown(signed_in(entry(1, WEB, "1"), entry(2, APP, "1")))
    day.does("down", "toggle")
    assert day.running() == "Mobile app"


def test_space_without_a_chosen_row_stops_what_runs_and_continues_the_last() -> None:
    day = Shown(signed_in(runs(1, WEB, 83), entry(2, APP, "1")))
    day.does("toggle")
    assert day.running() is None
    day.does("toggle")
    assert day.running() is not None


def test_up_begins_at_the_end_and_stops_at_the_first_row() -> None:
    day = Shown(signed_in(entry(1, WEB, "1"), entry(2, APP, "1")))
    day.does("up")
    assert day.view.rows.chosen == "1"
    day.does("up", "up", "up")
    assert day.view.rows.chosen == "2"


def test_enter_edits_the_chosen_row_and_n_makes_a_new_one() -> None:
    day = Shown(signed_in(entry(1, WEB, "1")))
    day.does("edit", "down", "edit", "new")
    assert day.edited == ["1", None]


def test_delete_takes_the_chosen_row_away_until_undo() -> None:
    day = Shown(signed_in(entry(1, WEB, "1"), entry(2, APP, "1")))
    day.does("down", "delete")
    assert [row.ref for row in day.rows] == ["1"]
    assert isinstance(day.store.state.outbox[-1].op, Delete)
    day.does("undo")
    assert {row.ref for row in day.rows} == {"1", "2"}


def test_a_locked_row_cannot_be_deleted() -> None:
    day = Shown(signed_in(entry(1, WEB, "1", is_locked=True)))
    day.does("down", "delete")
    assert not day.store.state.outbox


def test_arrows_turn_the_days_and_t_comes_back() -> None:
    day = Shown(signed_in())
    day.does("previous_day", "previous_day", "next_day")
    assert day.store.state.day == YESTERDAY
    day.does("today")
    assert day.store.state.day is None
    day.does("previous_day", "next_day")
    assert day.store.state.day is None, "today is not a date: it moves on at midnight"


def test_another_day_forgets_the_chosen_row() -> None:
    day = Shown(signed_in(entry(1, WEB, "1")))
    day.does("down", "previous_day", "next_day", "edit")
    assert not day.edited


def test_f_makes_a_favourite_that_the_row_shows() -> None:
    day = Shown(signed_in(entry(1, WEB, "1")))
    day.does("down", "favourite")
    assert day.store.state.favourites
    assert day.view.rows.shown is not None
    assert day.view.rows.shown.favourites == (WEB.pair,)
    day.does("favourite")
    assert not day.view.rows.shown.favourites


def test_f5_asks_for_everything_anew() -> None:
    day = Shown(signed_in())
    day.does("refresh")
    assert day.store.state.refresh_asked == NOW


def test_a_copied_row_is_on_the_clipboard() -> None:
    day = Shown(signed_in(entry(1, WEB, "1.25", "Checkout")))
    day.does("down", "copy")
    assert "1:15  Website relaunch" in QGuiApplication.clipboard().text()


def test_a_double_click_edits_the_row() -> None:
    day = Shown(signed_in(entry(1, WEB, "1")))
    QTest.mouseDClick(day.rows[0], Qt.MouseButton.LeftButton)
    assert day.edited == ["1"]


def test_every_action_of_the_table_does_something_and_never_fails_without_a_row() -> None:
    for action in sorted(set(DAY.values())):
        Shown(signed_in()).does(action)


# -- for everyone


def test_every_button_has_a_name() -> None:
    day = Shown(signed_in(entry(1, WEB, "1"), runs(2, APP, 5)))
    unnamed = [
        button
        for button in day.view.findChildren(QAbstractButton)
        if button.isVisible() and not (button.accessibleName() or button.text())
    ]
    assert not unnamed


def test_the_focus_walks_as_the_eye_does() -> None:
    day = Shown(signed_in(entry(1, WEB, "1"), entry(2, APP, "1"), entry(3, HIRING, "1")))
    day.settle()
    seen = []
    walk: QWidget | None = day.view
    while walk is not None and (walk := walk.nextInFocusChain()) is not day.view:
        if isinstance(walk, EntryRow):
            seen.append(walk.y())
    assert len(seen) == 3
    assert seen == sorted(seen)


def test_what_was_booked_here_is_a_row_like_any_other() -> None:
    day = Shown(signed_in())
    day.store.update(
        create_entry, work=WEB, notes="", spent_date=TODAY, seconds=900, now=NOW, ref="mine"
    )
    day.settle()
    assert texts(day)[0].endswith("0:15")
    day.passes(seconds=2)
    day.view.tick()
    assert "0:15, not sent yet" in texts(day)[0]


@pytest.mark.parametrize(
    ("connection", "says"),
    [
        (Online(), words.LOADING),
        (Offline(since=NOW, retry_at=NOW), words.NOT_READ_OFFLINE),
        (SignedOut("refused"), words.NOT_READ),
    ],
    ids=["online", "offline", "signed out"],
)
def test_a_day_that_was_never_read_is_not_called_empty(connection: Connection, says: str) -> None:
    day = Shown(signed_in(snapshot=Snapshot(), connection=connection))
    day.settle()
    assert day.view.rows.empty.text() == says
    assert not day.view.rows.empty_hint.isVisible()
    assert day.view.total.text() == "–"


def test_showing_another_day_scrolls_to_its_top() -> None:
    many = [entry(n, WEB, "0.25") for n in range(1, 26)]
    day = Shown(signed_in(*many, *(entry(n + 100, APP, "1", day=YESTERDAY) for n in range(25))))
    day.settle()
    day.does("up")
    bar = day.view.rows.verticalScrollBar()
    day.store.update(show_day, day=YESTERDAY)
    day.settle()
    assert bar.value() == 0


def test_a_chosen_row_shows_that_it_is_when_the_day_comes_back() -> None:
    day = Shown(signed_in(entry(1, WEB, "1"), entry(2, APP, "1")))
    day.view.activateWindow()
    assert QTest.qWaitForWindowActive(day.view)
    day.does("down")
    assert day.rows[0].hasFocus()
    day.view.setFocus()
    day.view.take_focus()
    assert day.rows[0].hasFocus()


def test_deleting_the_last_row_leaves_the_keys_with_the_day() -> None:
    day = Shown(signed_in(entry(1, WEB, "1")))
    day.view.activateWindow()
    assert QTest.qWaitForWindowActive(day.view)
    day.does("down", "delete")
    day.settle()
    assert not day.rows
    assert day.view.hasFocus()


def test_a_refused_timer_can_still_be_stopped_by_its_row() -> None:
    start = StartTimer(ref="a", at=NOW, work=WEB, notes="", spent_date=TODAY, started_time=None)
    refused = Waiting(n=1, op=start, made=NOW, refusal=Refusal("refused"))
    day = Shown(signed_in(outbox=(refused,), next_n=2))
    [row] = day.rows
    assert "Refused" in row.accessibleName()
    row.button.click()
    day.settle()
    assert selectors.running(day.store.state) is None
    assert day.rows[0].fix is not None
    assert day.rows[0].fix.isVisible()


def test_continuing_an_old_row_leaves_the_keys_with_the_day() -> None:
    day = Shown(signed_in(entry(1, WEB, "1", day=YESTERDAY)))
    day.view.activateWindow()
    assert QTest.qWaitForWindowActive(day.view)
    day.store.update(show_day, day=YESTERDAY)
    day.turn()
    day.does("down", "toggle")
    assert day.store.state.day is None
    assert day.view.hasFocus()


def test_a_timer_that_was_sent_late_says_since_the_click() -> None:
    began = NOW - timedelta(minutes=5)
    late = replace(
        entry(1, WEB, "0.25", is_running=True, timer_started_at=began),
        hours_without_timer=Decimal("0.25"),
        created_at=began,
    )
    day = Shown(signed_in(late))
    clicked = (began - timedelta(minutes=15)).astimezone(selectors.zone(day.store.state))
    shown = words.since(show_time(clicked.time(), selectors.formats(day.store.state)))
    assert shown in day.rows[0].accessibleName() or shown in day.rows[0].toolTip()
