"""The date of an entry, typed or chosen in the month."""

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from harvest_widget.model.formats import Formats
from harvest_widget.ui.date_field import CELL, DatePanel
from tests.ui.desk import TODAY, press, show, type_into


def panel(*, first: int = 0, day: date = TODAY) -> DatePanel:
    made = DatePanel()
    made.set_ways(Formats(date_format="%d.%m.%Y"), today=TODAY, first=first)
    made.set_day(day)
    return show(made)


def test_a_click_in_the_month_takes_the_day() -> None:
    made = panel()
    changes: list[date | None] = []
    made.changed.connect(lambda: changes.append(made.day()))
    # November 2026 begins on a Sunday: the second row of days is the week of the 2nd.
    tuesday = QPoint(made.month.width() * 3 // 14, CELL * 2 + CELL // 2)
    QTest.mouseClick(made.month, Qt.MouseButton.LeftButton, pos=tuesday)
    assert changes == [date(2026, 11, 3)]
    assert made.field.text() == "03.11.2026"


def test_weeks_begin_on_the_accounts_day() -> None:
    made = panel(first=6)
    first = QPoint(4, CELL + CELL // 2)
    QTest.mouseClick(made.month, Qt.MouseButton.LeftButton, pos=first)
    assert made.day() == date(2026, 11, 1)


def test_the_arrows_walk_through_the_days_and_the_pages_through_the_weeks() -> None:
    made = panel()
    made.month.setFocus()
    for key, day in (
        (Qt.Key.Key_Left, date(2026, 11, 18)),
        (Qt.Key.Key_Up, date(2026, 11, 11)),
        (Qt.Key.Key_PageUp, date(2026, 10, 14)),
        (Qt.Key.Key_Down, date(2026, 10, 21)),
    ):
        press(key)
        assert made.day() == day
    assert made.month.accessibleName() == "Wed 21 Oct"
    assert made._title.text() == "Oct 2026"


def test_turning_the_month_chooses_nothing() -> None:
    made = panel(day=date(2026, 12, 5))
    made._on.click()
    assert made._title.text() == "Jan 2027"
    made._back.click()
    made._back.click()
    assert made._title.text() == "Nov 2026"
    assert made.day() == date(2026, 12, 5)


def test_a_typed_date_turns_to_its_month_and_nonsense_stays_as_it_is() -> None:
    made = panel()
    type_into(made.field, "1.2.")
    assert made.day() == date(2027, 2, 1)
    assert made._title.text() == "Feb 2027"
    type_into(made.field, "31.2.")
    assert made.day() is None
    assert made.field.property("wrong") is True
    assert made.field.text() == "31.2."


def test_the_chosen_day_is_painted() -> None:
    made = panel()
    before = made.month.grab().toImage()
    press_day = QPoint(made.month.width() // 14, CELL * 3 + CELL // 2)
    QTest.mouseClick(made.month, Qt.MouseButton.LeftButton, pos=press_day)
    assert made.month.grab().toImage() != before
