"""What typed times are understood as, and the fields that say so."""

from datetime import date, datetime, time
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from harvest_widget import words
from harvest_widget.model.amounts import Kind
from harvest_widget.model.formats import Formats
from harvest_widget.ui.time_fields import ClockFields, DurationField
from harvest_widget.ui.typed_time import (
    About,
    Booked,
    Run,
    Said,
    Wrong,
    understand_clock,
    understand_duration,
)
from tests.ui.desk import press, show

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 19)
MINUTES, DECIMAL = Formats(), Formats(time_format="decimal", decimal_symbol=",")


def about(
    *,
    formats: Formats = MINUTES,
    day: date | None = TODAY,
    present: int | None = None,
    running: bool = False,
) -> About:
    now = datetime(2026, 11, 19, 15, 4, tzinfo=BERLIN)
    return About(formats=formats, now=now, zone=BERLIN, day=day, present=present, running=running)


@pytest.mark.parametrize(
    ("text", "seconds", "said"),
    [
        ("1h30 + 15m", 6300, Said("=", "1:45", "(1.75 h)")),
        ("9a-10:30a", 5400, Said("=", "1:30", "(1.50 h)", "9:00 – 10:30")),
        ("2:00-1:15", 2700, Said("=", "0:45", "(0.75 h)", words.SUBTRACTION)),
        (",5", 1800, Said("=", "0:30", "(0.50 h)")),
        ("90", 5400, Said("=", "1:30", "(1.50 h)")),
    ],
)
def test_the_reading_says_how_a_duration_is_understood(text: str, seconds: int, said: Said) -> None:
    understood = understand_duration(text, None, about())
    assert (understood.outcome, understood.said) == (Booked(seconds), said)


def test_a_decimal_account_reads_decimals_first() -> None:
    said = understand_duration("1:45", None, about(formats=DECIMAL)).said
    assert said == Said("=", "1,75", "(1:45)")


def test_a_sign_adjusts_what_is_there_and_starts_a_new_timer_earlier() -> None:
    there = understand_duration("-15m", None, about(present=3600))
    assert there.outcome == Booked(2700)
    assert there.said.below == words.instead_of("1:00")
    new = understand_duration("-15m", None, about())
    assert (new.outcome, new.said) == (Run(900), Said("since", "14:49", "", words.ago("0:15")))
    assert isinstance(understand_duration("-15m", None, about(day=None)).outcome, Wrong)


def test_an_empty_time_starts_now_today_only() -> None:
    assert understand_duration("", None, about()).outcome == Run()
    other_day = understand_duration("", None, about(day=date(2026, 11, 18))).outcome
    assert other_day == Wrong(words.TIME_REFUSED["empty_other_day"])
    assert understand_duration("", None, about(present=60)).outcome == Wrong(
        words.TIME_REFUSED["empty"]
    )


@pytest.mark.parametrize("prefer", [None, "minutes", "hours"])
def test_a_bare_13_to_24_waits_for_a_choice(prefer: str | None) -> None:
    understood = understand_duration("20", prefer, about())  # type: ignore[arg-type]
    assert understood.choices == (1200, 72000)
    wanted = {None: Wrong, "minutes": Booked(1200), "hours": Booked(72000)}[prefer]
    if prefer is None:
        assert isinstance(understood.outcome, Wrong)
        assert understood.said == Said("", words.either("0:20", "20:00"), "", words.TAB_SWITCHES)
    else:
        assert understood.outcome == wanted


def test_every_reason_to_refuse_a_time_has_a_sentence() -> None:
    assert set(get_args(Kind)) == set(words.TIME_REFUSED)


@pytest.mark.parametrize(
    ("started", "ended", "outcome"),
    [
        ("", "", Run()),
        ("14:30", "", Run(34 * 60)),
        ("-15m", "", Run(15 * 60)),
        ("9", "1030", Booked(5400, time(9), time(10, 30))),
        ("", "10:00", Wrong(words.START_MISSING, "started")),
        ("16:00", "", Wrong(words.still_to_come("16:00"), "started")),
        ("9:00", "9:00", Wrong(words.TIME_REFUSED["zero"], "ended")),
        ("9:00", "x", Wrong(words.TIME_REFUSED["unreadable"], "ended")),
        ("22:00", "1:00", Wrong(words.ENDS_BEFORE_START, "ended")),
    ],
)
def test_start_and_end_of_a_new_entry(started: str, ended: str, outcome: object) -> None:
    assert understand_clock(started, ended, next_day=False, about=about()).outcome == outcome


def test_start_and_end_on_another_day_need_both() -> None:
    yesterday = about(day=date(2026, 11, 18))
    nothing = understand_clock("", "", next_day=False, about=yesterday).outcome
    assert nothing == Wrong(words.TIME_REFUSED["empty_other_day"], "started")
    open_end = understand_clock("9:00", "", next_day=False, about=yesterday).outcome
    assert open_end == Wrong(words.END_MISSING, "ended")


def test_an_existing_entry_keeps_its_end_and_a_running_one_needs_none() -> None:
    stopped = understand_clock("9:00", "", next_day=False, about=about(present=60)).outcome
    assert stopped == Wrong(words.END_MISSING, "ended")
    runs = understand_clock("14:00", "", next_day=False, about=about(present=60, running=True))
    assert runs.outcome == Booked(64 * 60, time(14))


def test_a_timer_left_over_from_yesterday_counts_from_its_own_day() -> None:
    since = about(day=date(2026, 11, 18), present=60, running=True)
    outcome = understand_clock("15:04", "", next_day=False, about=since).outcome
    assert outcome == Booked(24 * 3600, time(15, 4))


def test_the_hour_that_comes_twice_counts_when_an_entry_spans_it() -> None:
    clocks_go_back = about(day=date(2026, 10, 25), present=60)
    outcome = understand_clock("1:00", "4:00", next_day=False, about=clocks_go_back).outcome
    assert outcome == Booked(4 * 3600, time(1), time(4))


def test_just_after_midnight_15_minutes_ago_was_yesterday() -> None:
    now = datetime(2026, 11, 19, 0, 5, tzinfo=BERLIN)
    early = About(formats=MINUTES, now=now, zone=BERLIN, day=TODAY)
    outcome = understand_clock("-15m", "", next_day=False, about=early).outcome
    assert outcome == Wrong(words.STARTED_YESTERDAY, "started")


def test_a_click_on_the_reading_switches_like_tab() -> None:
    field = show(DurationField())
    field.changed.connect(lambda: field.understand(about()))
    QTest.keyClicks(field.field, "15")
    chosen = []
    for _ in range(3):
        QTest.mouseClick(field.reading, Qt.MouseButton.LeftButton)
        chosen.append(field.prefer)
    assert chosen == ["minutes", "hours", "minutes"]


def test_a_choice_is_forgotten_when_another_number_is_typed() -> None:
    field = show(DurationField())
    field.changed.connect(lambda: field.understand(about()))
    QTest.keyClicks(field.field, "15")
    press(Qt.Key.Key_Tab)
    assert field.prefer == "minutes"
    QTest.keyClick(field.field, Qt.Key.Key_Backspace)
    QTest.keyClicks(field.field, "6")
    assert field.prefer is None


def test_a_screen_reader_hears_the_reading_with_the_field() -> None:
    field = show(DurationField())
    QTest.keyClicks(field.field, "1:30")
    field.understand(about())
    assert field.field.accessibleDescription() == "= 1:30 (1.50 h)"


def test_the_end_of_a_running_entry_is_not_typed_here() -> None:
    fields = show(ClockFields())
    fields.understand(about(present=60, running=True))
    assert not fields.ended.isEnabled()
    assert fields.ended.placeholderText() == words.RUNNING


def test_the_next_day_is_asked_only_where_the_end_lies_before_the_start() -> None:
    fields = show(ClockFields())
    fields.started.setText("22:00")
    fields.ended.setText("23:00")
    fields.understand(about())
    assert not fields.next_day.isVisible()
    fields.ended.setText("1:00")
    fields.understand(about())
    assert fields.next_day.isVisible()
    assert not fields.next_day.isChecked()
