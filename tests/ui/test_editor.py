"""The editor in the hands of a user: real widgets, a real store, no network."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget

from harvest_widget import words
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Refusal,
    StartTimer,
    Values,
    Waiting,
)
from harvest_widget.store import selectors
from harvest_widget.store.changes import show_day
from harvest_widget.store.undo import undo
from harvest_widget.ui.editor import Editor
from tests.ui.desk import (
    NOW,
    RELAUNCH,
    SHOP,
    TODAY,
    US,
    YESTERDAY,
    Desk,
    Windows,
    entry,
    focused,
    press,
    running,
    type_into,
    work,
)

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ENTER, ESC, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
STAMPS = {"wants_timestamp_timers": True}


def choose(editor: Editor, query: str = "website prog") -> None:
    type_into(editor.form.picker.field, query)
    press(ENTER)


def test_enter_takes_the_pair_and_enter_again_starts_the_timer() -> None:
    desk = Desk()
    editor = desk.open()
    QTest.keyClicks(focused(), "website prog")
    press(ENTER)
    assert not desk.asked
    assert editor.form.save.text() == words.START
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, StartTimer)
    assert (op.work, op.at, op.notes) == (work(RELAUNCH), NOW, "")
    assert desk.closed == 1


def test_ctrl_enter_in_the_picker_starts_at_once() -> None:
    desk = Desk()
    desk.open()
    QTest.keyClicks(focused(), "website prog")
    press(ENTER, CTRL)
    (op,) = desk.asked
    assert isinstance(op, StartTimer)


def test_minus_15m_starts_the_timer_15_minutes_ago() -> None:
    desk = Desk()
    editor = desk.open()
    choose(editor)
    type_into(editor.form.duration.field, "-15m")
    assert editor.form.duration.reading.text() == "since 14:49 0:15 so far"
    assert editor.form.save.text() == words.START
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, StartTimer)
    assert op.at == NOW - timedelta(minutes=15)


def test_a_typed_time_books_an_entry() -> None:
    desk = Desk()
    editor = desk.open()
    choose(editor)
    QTest.keyClicks(editor.form.notes.field, "Checkout form")
    type_into(editor.form.duration.field, "1h30 + 15m")
    assert editor.form.duration.reading.text() == "= 1:45 (1.75 h)"
    assert editor.form.save.text() == words.SAVE
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, Create)
    assert (op.seconds, op.notes, op.spent_date) == (6300, "Checkout form", TODAY)


def test_save_and_run_books_the_time_and_lets_the_entry_run_on() -> None:
    desk = Desk(running(1))
    editor = desk.open()
    choose(editor)
    type_into(editor.form.duration.field, "0:30")
    assert editor.form.time_help.text().endswith(words.will_stop_with_run("Web shop"))
    editor.form.save_and_run.click()
    now_running = selectors.running(desk.store.state)
    assert now_running is not None
    assert now_running.entry.work == work(RELAUNCH)
    assert now_running.entry.seconds(NOW) == 1800
    desk.store.update(undo, now=NOW)
    before = selectors.running(desk.store.state)
    assert before is not None
    assert before.ref == "1"
    assert len(selectors.rows(desk.store.state, TODAY)) == 1


def test_nobody_is_told_of_a_stop_when_nothing_would_start() -> None:
    desk = Desk(running(1))
    editor = desk.open()
    stops = words.will_stop("Web shop")
    assert stops in editor.form.time_help.text()
    desk.hear(entry(1, SHOP))
    assert stops not in editor.form.time_help.text()
    desk.hear(running(1))
    editor.form.date.set_day(YESTERDAY)
    editor.form.date.changed.emit()
    assert editor.form.time_help.text() == words.OTHER_DAY_HELP


def test_15_is_not_guessed_tab_chooses_and_a_third_tab_goes_on() -> None:
    desk = Desk()
    editor = desk.open()
    choose(editor)
    field = editor.form.duration.field
    type_into(field, "15")
    press(ENTER)
    assert not desk.asked
    assert editor.form.time_help.text() == words.two_readings("15", "0:15", "15:00")
    assert field.text() == "15"
    press(TAB)
    assert editor.form.duration.reading.text() == "= 0:15 (0.25 h) Tab: 15:00"
    press(TAB)
    assert editor.form.duration.reading.text() == "= 15:00 (15.00 h) Tab: 0:15"
    press(TAB)
    assert focused() is not field
    editor.form.save.click()
    (op,) = desk.asked
    assert isinstance(op, Create)
    assert op.seconds == 15 * 3600


@pytest.mark.parametrize("text", ["1:75", "abc", "1:", "25:00", "0"])
def test_what_is_no_time_is_refused_in_place_and_stays(text: str) -> None:
    desk = Desk()
    editor = desk.open()
    choose(editor)
    type_into(editor.form.duration.field, text)
    press(ENTER)
    assert not desk.asked
    assert not desk.closed
    assert editor.form.duration.field.text() == text
    assert editor.form.duration.field.property("wrong") is True
    assert editor.form.time_help.property("tone") == "warning"
    assert editor.form.time_help.text() in {
        said.format(limit="24:00") for said in words.TIME_REFUSED.values()
    }


def test_an_empty_time_starts_nothing_on_another_day() -> None:
    desk = Desk()
    desk.store.update(show_day, day=YESTERDAY)
    editor = desk.open()
    assert editor.form.save.text() == words.SAVE
    choose(editor)
    press(ENTER)
    assert not desk.asked
    assert editor.form.time_help.text() == words.TIME_REFUSED["empty_other_day"]
    assert focused() is editor.form.duration.field


def test_without_a_project_the_picker_says_what_is_missing() -> None:
    desk = Desk()
    editor = desk.open()
    editor.form.save.click()
    assert not desk.asked
    assert editor.form.work_wrong.text() == words.WORK_MISSING
    assert editor.form.work_wrong.isVisible()
    assert focused() is editor.form.picker.field
    choose(editor)
    assert not editor.form.work_wrong.isVisible()


def test_esc_keeps_what_was_typed_and_discard_drops_it() -> None:
    desk = Desk()
    editor = desk.open()
    choose(editor)
    QTest.keyClicks(editor.form.notes.field, "half a thought")
    type_into(editor.form.duration.field, "1:")
    press(ESC)
    assert desk.closed == 1
    again = desk.open()
    assert again.form.picker.work == work(RELAUNCH)
    assert again.form.notes.text() == "half a thought"
    assert again.form.duration.field.text() == "1:"
    again.form.discard.click()
    assert desk.open().form.notes.text() == ""
    assert not desk.store.state.drafts


def test_an_unfinished_search_is_kept_too() -> None:
    desk = Desk()
    desk.open()
    QTest.keyClicks(focused(), "webs")
    press(ESC)
    assert desk.open().form.picker.field.text() == "webs"


def test_the_draft_of_an_entry_holds_only_what_was_changed() -> None:
    desk = Desk(entry(1))
    QTest.keyClicks(desk.open("1").form.notes.field, "!")
    press(ESC)
    desk.hear(entry(1, hours=Decimal("2.00")))
    again = desk.open("1")
    assert again.form.notes.text() == "Notes of 1!"
    assert again.form.duration.field.text() == "2:00"


def test_what_was_typed_is_kept_when_the_window_goes_without_a_word() -> None:
    desk = Desk()
    editor = desk.open()
    QTest.keyClicks(editor.form.notes.field, "half a thought")
    editor.hide()
    assert desk.store.state.drafts["new"].notes == "half a thought"


def test_a_refresh_touches_no_field_that_the_user_has_changed() -> None:
    desk = Desk(entry(1))
    editor = desk.open("1")
    type_into(editor.form.notes.field, "mine")
    desk.hear(entry(1, SHOP, notes="theirs", hours=Decimal("2.00")))
    assert editor.form.notes.text() == "mine"
    assert editor.form.duration.field.text() == "2:00"
    assert editor.form.picker.work == work(SHOP)
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, Edit)
    assert op.to == Values(notes="mine")


def test_only_what_was_changed_is_saved() -> None:
    desk = Desk(entry(1))
    editor = desk.open("1")
    type_into(editor.form.duration.field, "+15m")
    assert editor.form.duration.reading.text() == "= 2:00 (2.00 h) instead of 1:45"
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, Edit)
    assert op.to == Values(seconds=7200)


def test_nothing_is_saved_where_nothing_was_changed() -> None:
    desk = Desk(entry(1, hours=Decimal("0.33")))
    desk.open("1").form.save.click()
    assert not desk.asked
    assert desk.closed == 1


def test_the_notes_of_a_running_entry_go_without_its_hours() -> None:
    desk = Desk(running(1))
    editor = desk.open("1")
    assert editor.form.duration.field.text() == "1:15"
    desk.now = NOW + timedelta(minutes=3)
    editor.tick()
    assert editor.form.duration.field.text() == "1:18"
    type_into(editor.form.notes.field, "new words")
    desk.now = NOW + timedelta(minutes=5)
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, Edit)
    assert op.to == Values(notes="new words")


def test_enter_saves_and_shift_enter_makes_a_new_line() -> None:
    desk = Desk(entry(1, notes="one"))
    editor = desk.open("1")
    press(ENTER, SHIFT)
    QTest.keyClicks(editor.form.notes.field, "two")
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, Edit)
    assert op.to.notes == "one\ntwo"


def test_earlier_notes_are_offered_and_enter_takes_one() -> None:
    earlier = entry(1, notes="Checkout", spent_date=YESTERDAY)
    desk = Desk(earlier, entry(2, notes="Cart"), entry(3, SHOP, notes="Shop"))
    editor = desk.open()
    choose(editor)
    notes = editor.form.notes
    notes.setFocus()
    assert [line.whole for line in notes.drop.lines] == ["Cart", "Checkout"]
    QTest.keyClicks(notes.field, "ch")
    assert [line.whole for line in notes.drop.lines] == ["Checkout"]
    press(Qt.Key.Key_Down)
    press(ENTER)
    assert notes.text() == "Checkout"
    assert not desk.asked


def test_a_locked_entry_says_why_and_can_only_be_read_or_started_again() -> None:
    desk = Desk(entry(1, is_locked=True, locked_reason="Item Invoiced"))
    editor = desk.open("1")
    form = editor.form
    assert form.banner.text() == words.locked_because("Item Invoiced")
    assert not form.save.isVisible()
    assert not form.delete.isVisible()
    assert all(line.isReadOnly() for line in form.findChildren(QLineEdit) if line.isVisible())
    assert form.notes.field.isReadOnly()
    press(ENTER)
    assert not desk.asked
    form.banner.button.click()
    (op,) = desk.asked
    assert isinstance(op, StartTimer)
    assert op.spent_date == TODAY


def test_notes_are_asked_for_where_the_account_wants_them() -> None:
    desk = Desk(day_entry_notes_required=True)
    editor = desk.open()
    choose(editor)
    press(ENTER)
    assert not desk.asked
    assert editor.form.notes_wrong.text() == words.NOTES_MISSING
    QTest.keyClicks(focused(), "Some")
    press(ENTER)
    assert len(desk.asked) == 1


def test_delete_takes_the_entry_away_at_once() -> None:
    desk = Desk(entry(1))
    desk.open("1").form.delete.click()
    (op,) = desk.asked
    assert isinstance(op, Delete)
    assert desk.closed == 1


def test_a_refused_entry_shows_the_reason_and_can_be_sent_again() -> None:
    desk = Desk()
    editor = desk.open()
    choose(editor)
    type_into(editor.form.duration.field, "1:00")
    press(ENTER)
    (waiting,) = desk.store.state.outbox
    refused = replace(waiting, refusal=Refusal("refused", "Project is archived"), attempts=(NOW,))
    desk.store.update(lambda state: replace(state, outbox=(refused,)))
    again = desk.open(waiting.op.ref)
    assert "Project is archived" in again.form.banner.text()
    assert again.form.save.text() == words.TRY_AGAIN
    again.form.save.click()
    assert not selectors.problems(desk.store.state)


def test_a_change_of_an_entry_that_was_deleted_elsewhere_is_fixed_by_making_it_anew() -> None:
    desk = Desk(entry(1))
    edit = Edit(ref="1", at=NOW, to=Values(notes="Mine"), base=Values(notes="Notes of 1"))
    gone = Waiting(n=1, op=edit, made=NOW, refusal=Refusal("deleted_elsewhere"))
    desk.store.update(lambda state: replace(state, outbox=(gone,), next_n=2))
    editor = desk.open("1")
    assert editor.form.notes.text() == "Mine"
    type_into(editor.form.notes.field, "Mine, again")
    editor.form.save.click()
    (op,) = desk.asked
    assert isinstance(op, Create)
    assert (op.notes, op.seconds) == ("Mine, again", 6300)
    desk.store.update(undo, now=NOW)
    assert desk.store.state.outbox == (gone,)


def test_an_entry_deleted_elsewhere_leaves_the_text_to_copy() -> None:
    desk = Desk(entry(1))
    editor = desk.open("1")
    type_into(editor.form.notes.field, "long text")
    desk.hear()
    assert editor.form.banner.text() == words.GONE_ELSEWHERE
    assert editor.form.notes.text() == "long text"
    assert not editor.form.save.isVisible()


def test_a_switch_of_the_account_shows_in_the_open_editor() -> None:
    desk = Desk(entry(1, started_time="9:30", ended_time="11:15"))
    editor = desk.open("1")
    assert editor.form.duration.field.text() == "1:45"
    desk.switch(time_format="decimal", decimal_symbol=",")
    assert editor.form.duration.field.text() == "1,75"
    assert editor.form.duration.reading.text() == "= 1,75 (1:45)"
    desk.switch(**STAMPS, clock="12h")
    assert not editor.form.duration.isVisible()
    assert editor.form.clock_times.started.text() == "9:30am"
    desk.switch(**STAMPS, clock="24h")
    assert editor.form.clock_times.ended.text() == "11:15"
    editor.form.save.click()
    assert not desk.asked


def test_in_a_start_end_account_a_start_alone_runs_since_then() -> None:
    desk = Desk(**STAMPS)
    editor = desk.open()
    choose(editor)
    type_into(editor.form.clock_times.started, "14:30")
    assert editor.form.clock_times.reading.text() == "since 14:30 0:34 so far"
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, StartTimer)
    assert (op.started_time, op.at) == (time(14, 30), NOW - timedelta(minutes=34))


def test_an_end_before_its_start_asks_for_the_next_day() -> None:
    desk = Desk(**STAMPS, clock="12h")
    editor = desk.open()
    choose(editor)
    times = editor.form.clock_times
    type_into(times.started, "10p")
    type_into(times.ended, "1a")
    press(ENTER)
    assert not desk.asked
    assert editor.form.time_help.text() == words.ENDS_BEFORE_START
    times.next_day.click()
    assert times.reading.text() == "= 3:00 (3.00 h) 10:00pm – 1:00am, next day"
    editor.form.save.click()
    (op,) = desk.asked
    assert isinstance(op, Create)
    assert (op.started_time, op.ended_time, op.seconds) == (time(22), time(1), 3 * 3600)


def test_one_of_the_two_times_is_changed_alone() -> None:
    desk = Desk(entry(1, started_time="9:30am", ended_time="11:15am"), **STAMPS)
    editor = desk.open("1")
    type_into(editor.form.clock_times.ended, "12:00")
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, Edit)
    assert op.to == Values(ended_time=time(12))


def test_the_date_is_typed_as_the_account_writes_it() -> None:
    desk = Desk(entry(1), date_format="%d/%m/%Y")
    editor = desk.open("1")
    editor.form.chip.click()
    assert editor.form.date.field.text() == "19/11/2026"
    type_into(editor.form.date.field, "32/11")
    editor.form.save.click()
    assert not desk.asked
    assert editor.form.date_wrong.text() == words.DATE_UNREADABLE.format(example="19/11/2026")
    type_into(editor.form.date.field, "2/11")
    press(ESC)
    assert not editor.form.date.isVisible()
    assert editor.form.chip.text() == "Mon 2 Nov"
    editor.form.save.click()
    (op,) = desk.asked
    assert isinstance(op, Edit)
    assert op.to == Values(spent_date=date(2026, 11, 2))


def test_continuing_from_the_editor_goes_on_with_the_same_entry() -> None:
    desk = Desk(entry(1))
    desk.open("1").form.save_and_run.click()
    (op,) = desk.asked
    assert isinstance(op, ContinueTimer)


@pytest.mark.parametrize("stamps", [False, True])
def test_tab_reaches_everything_in_the_order_in_which_it_is_read(*, stamps: bool) -> None:
    desk = Desk(entry(1, US), wants_timestamp_timers=stamps)
    editor = desk.open("1")
    first = editor.form.back
    first.setFocus()
    reached: list[QWidget] = []
    while focused() not in reached:
        reached.append(focused())
        press(TAB)
    assert len(reached) >= 7
    assert all(widget.accessibleName() or widget.property("text") for widget in reached)
    places = [widget.mapTo(editor, widget.rect().topLeft()) for widget in reached]
    below = [(place.y() // 24, place.x()) for place in places]
    assert below == sorted(below)


def test_every_field_has_a_name_and_a_label_that_leads_to_it() -> None:
    editor = Desk(**STAMPS).open()
    editor.form.chip.click()
    buddies = {name.buddy() for name in editor.findChildren(QLabel) if name.buddy() is not None}
    fields = [*editor.findChildren(QLineEdit), *editor.findChildren(QPlainTextEdit)]
    assert {field for field in fields if field.isVisible()} <= buddies
    assert all(field.accessibleName() for field in fields)


def test_the_texts_are_due_with_the_minute() -> None:
    desk = Desk(running(1))
    assert desk.open().next_change(NOW + timedelta(seconds=20)) == 40
    assert desk.open("1").next_change(NOW + timedelta(seconds=50)) == 10


def test_f5_asks_for_new_projects_while_one_is_looked_for() -> None:
    desk = Desk()
    desk.open()
    QTest.keyClicks(focused(), "zzz")
    press(Qt.Key.Key_F5)
    assert desk.store.state.refresh_asked == NOW


def test_enter_on_a_button_presses_that_button() -> None:
    desk = Desk(entry(1))
    editor = desk.open("1")
    editor.form.delete.setFocus()
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, Delete)


def test_an_entry_without_clock_times_can_be_edited_in_a_start_end_account() -> None:
    desk = Desk(entry(1), **STAMPS)
    editor = desk.open("1")
    type_into(editor.form.notes.field, "new words")
    press(ENTER)
    (op,) = desk.asked
    assert isinstance(op, Edit)
    assert op.to == Values(notes="new words")


def test_an_entry_that_runs_itself_is_not_said_to_stop() -> None:
    desk = Desk(running(1))
    editor = desk.open("1")
    assert editor.form.time_help.text() == words.EDIT_TIME_HELP
    assert not editor.form.save_and_run.isVisible()


@pytest.mark.parametrize("stamps", [False, True])
def test_making_the_editor_flashes_no_window_of_its_own(*, stamps: bool) -> None:
    # A part that is shown before it has a parent would take the focus and close the popover.
    desk = Desk(entry(1, is_locked=True), running(2), wants_timestamp_timers=stamps)
    windows = Windows()
    for ref in (None, "1", "2"):
        Editor(desk.store, lambda: NOW, ref, on_close=lambda: None).deleteLater()
    assert not windows.seen


def test_who_types_on_after_the_project_writes_the_notes() -> None:
    desk = Desk()
    editor = desk.open()
    QTest.keyClicks(focused(), "website prog")
    press(ENTER)
    QTest.keyClicks(focused(), "c")
    QTest.keyClicks(focused(), "heckout form")
    assert not desk.asked
    assert editor.form.notes.text() == "checkout form"


def test_tab_takes_the_marked_pair_and_goes_on_to_the_notes() -> None:
    desk = Desk()
    editor = desk.open()
    QTest.keyClicks(focused(), "website prog")
    press(TAB)
    assert editor.form.picker.work == work(RELAUNCH)
    assert focused() is editor.form.notes.field


def test_on_a_past_day_the_time_is_asked_for_after_the_project() -> None:
    desk = Desk()
    desk.store.update(show_day, day=YESTERDAY)
    editor = desk.open()
    QTest.keyClicks(focused(), "website prog")
    press(ENTER)
    assert focused() is editor.form.times["time"]
