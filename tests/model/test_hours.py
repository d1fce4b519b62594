"""Typed durations, read as the user means them; how they are shown is in test_formats."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.model.amounts import Amount, Refused, decimal_mark, read_amount
from harvest_widget.model.formats import Formats, show_hours
from harvest_widget.model.hours import (
    Duration,
    Empty,
    StartedAgo,
    read_duration,
)

DAY = 24 * 3600


def minutes(text: str) -> int:
    """Seconds of `H:MM`."""
    hours, rest = text.split(":")
    return int(hours) * 3600 + int(rest) * 60


UNDERSTOOD = {
    "1:30": (
        *("1:30", "1.5", "1,5", "1h30m", "1h 30", "1h30", "1.5h"),
        *(
            "1,5 Hours",
            "1:30h",
            "90m",
            "  1:30\t",
            "9a-10:30a",
            "9a - 10:30",
            "9-10:30a",
            "13:30-15:00",
        ),
    ),
    "0:30": (".5", ":30"),
    "0:15": (",25",),
    "0:05": (":5",),
    "0:01": ("0:1", "0:01", "1 minute"),
    "1:20": ("1:20",),
    "24:00": ("24:00",),
    "1:05": ("1 h 5 min",),
    "2:00": ("2h", "2 hrs", "10-8", "11-1p", "13-15"),
    "1:00": ("1 hour", "1"),
    "0:45": ("45 min", "45 Minutes", "2:00-1:15", "2:00 − 1:15", "1h-15m", "0930-1015"),
    "1:45": ("1h30 + 15m", "1.5+15m"),
    "12:00": ("12", "720"),
    "0:25": ("25",),
    "13:30": ("13.5",),
    "2:30": ("3-1+0:30",),
    "4:00": ("1-5pm",),
    "8:00": ("9am-5",),
    "1:15": ("9:00–10:15",),
}


@pytest.mark.parametrize(
    ("typed", "means"), [(typed, means) for means, texts in UNDERSTOOD.items() for typed in texts]
)
def test_every_way_of_typing_a_duration_is_understood(typed: str, means: str) -> None:
    read = read_duration(typed)
    assert isinstance(read, Duration)
    assert (read.seconds, read.other) == (minutes(means), None)


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("1:30", "hours"),
        ("1", "hours"),
        ("25", "minutes"),
        ("90m", "minutes"),
        ("1+1", "sum"),
        ("2:00-1:15", "subtraction"),
        ("3-1+0:30", "subtraction"),
        ("9-10", "range"),
    ],
)
def test_the_reading_says_how_it_was_understood(typed: str, how: str) -> None:
    read = read_duration(typed)
    assert isinstance(read, Duration)
    assert read.how == how


def test_a_range_tells_its_two_clock_times() -> None:
    assert read_duration("9a-1:15p") == Duration(
        4 * 3600 + 900, "range", times=(time(9), time(13, 15))
    )


REFUSED = {
    "minutes_over_59": ("1:75", ":60", "1h75m", "1h 60", "2:00-0:75"),
    "unreadable": (
        *("abc", "1:", ":", ".", "1.", "1:2:3", "1:123", "1 30", "1h m", "1:30-"),
        *("1++1", "+", "--1", "m", "h", "٣", "²", "1e3", "9" * 5000, "9:00-"),
    ),
    "too_long": ("25:00", "24:01", "24.01", "1500m", "12+12+1"),
    "below_zero": ("1-2:00h", "45-50", "1-1:30h"),
    "zero": ("0", "0:00", "0m", "+0", "1:30-1:30"),
    "unit_missing": ("721", "930"),
    "ends_before_start": ("10p-9a", "9a-9am"),
    "empty_other_day": ("", "  "),
    "not_today": ("-15m", "-1"),
}


@pytest.mark.parametrize(
    ("typed", "kind"), [(typed, kind) for kind, texts in REFUSED.items() for typed in texts]
)
def test_what_can_not_be_a_duration_is_refused_with_its_reason(typed: str, kind: str) -> None:
    read = read_duration(typed)
    assert isinstance(read, Refused)
    assert read.kind == kind


@pytest.mark.parametrize("number", range(13, 25))
def test_a_bare_number_from_13_to_24_shows_both_readings(number: int) -> None:
    as_minutes = Duration(number * 60, "minutes", bare="minutes", other=number * 3600)
    as_hours = Duration(number * 3600, "hours", bare="hours", other=number * 60)
    assert read_duration(str(number)) == as_minutes
    assert read_duration(str(number), prefer="minutes") == as_minutes
    assert read_duration(str(number), prefer="hours") == as_hours


def test_both_readings_go_through_a_sum() -> None:
    assert read_duration("1:30+15", prefer="hours") == Duration(
        minutes("16:30"), "sum", bare="hours", other=minutes("1:45")
    )


def test_the_only_possible_reading_leaves_nothing_to_choose() -> None:
    # 17 - 9 hours; nine hours from seventeen minutes would be less than nothing.
    assert read_duration("17-9") == Duration(8 * 3600, "subtraction", bare="hours")
    # 1:30 and 23 hours would be more than a day.
    assert read_duration("1:30+23", prefer="hours") == Duration(
        minutes("1:53"), "sum", bare="minutes"
    )


def test_two_impossible_readings_are_refused() -> None:
    assert read_duration("20-23:59h-23:59h") == Refused("below_zero")


def test_a_preference_changes_nothing_that_is_clear() -> None:
    assert read_duration("25", prefer="hours") == Duration(1500, "minutes")
    assert read_duration("12", prefer="minutes") == Duration(12 * 3600, "hours")


@pytest.mark.parametrize(
    ("typed", "present", "result"),
    [
        ("+15m", "1:00", "1:15"),
        ("-0:30", "1:00", "0:30"),
        ("-0:30", "0:30", "0:00"),
        ("+1", "1:00", "2:00"),
        ("+ 1h - 15m", "1:00", "1:45"),
        ("-1:30", "26:00", "24:30"),
        ("+0:00", "26:00", "26:00"),
    ],
)
def test_a_leading_sign_adjusts_what_is_there(typed: str, present: str, result: str) -> None:
    assert read_duration(typed, present=minutes(present)) == Duration(minutes(result), "adjusted")


def test_an_adjustment_can_be_ambiguous_too() -> None:
    assert read_duration("+15", present=3600) == Duration(
        4500, "adjusted", bare="minutes", other=16 * 3600
    )


def test_an_adjustment_below_zero_or_beyond_a_day_is_refused() -> None:
    assert read_duration("-1:01", present=3600) == Refused("below_zero")
    assert read_duration("+0:01", present=DAY) == Refused("too_long", limit=DAY)
    assert read_duration("+0:01", present=DAY + 60) == Refused("too_long", limit=DAY + 60)


def test_a_plus_in_a_new_entry_is_its_whole_time() -> None:
    assert read_duration("+15m", new_today=True) == Duration(900, "adjusted")


@pytest.mark.parametrize(
    ("typed", "seconds"), [("-15m", 900), ("-1", 3600), ("-0:05", 300), ("−15m", 900)]
)
def test_a_minus_in_a_new_entry_of_today_starts_it_that_long_ago(typed: str, seconds: int) -> None:
    assert read_duration(typed, new_today=True) == StartedAgo(seconds)


def test_a_start_fifteen_of_something_ago_shows_both_readings() -> None:
    assert read_duration("-15", new_today=True) == StartedAgo(900, "minutes", other=15 * 3600)
    assert read_duration("-15", new_today=True, prefer="hours") == StartedAgo(
        15 * 3600, "hours", other=900
    )


def test_a_start_more_than_a_day_ago_is_refused() -> None:
    assert read_duration("-24h", new_today=True) == StartedAgo(DAY)
    assert read_duration("-25h", new_today=True) == Refused("too_long", limit=DAY)


def test_an_empty_field_starts_a_timer_only_in_a_new_entry_of_today() -> None:
    assert read_duration(" ", new_today=True) == Empty()
    assert read_duration("", new_today=False) == Refused("empty_other_day")
    assert read_duration("", present=60) == Refused("empty")


def test_an_entry_beyond_a_day_keeps_its_time_or_anything_below() -> None:
    present = minutes("30:15")
    assert read_duration("30:15", present=present) == Duration(present, "hours")
    assert read_duration("30:14", present=present) == Duration(present - 60, "hours")
    assert read_duration("30:16", present=present) == Refused("too_long", limit=present)


def test_an_existing_entry_may_be_emptied() -> None:
    assert read_duration("0", present=60) == Duration(0, "hours")


def test_the_account_may_have_a_decimal_symbol_of_its_own() -> None:
    assert read_duration("1'5", decimal_symbol="'") == Duration(5400, "hours")
    assert read_duration("1.5", decimal_symbol="'") == Duration(5400, "hours")


@pytest.mark.parametrize("symbol", ["", ":", "-", "5", "h", "..", " "])
def test_a_decimal_symbol_that_could_not_be_read_back_becomes_a_point(symbol: str) -> None:
    assert decimal_mark(symbol) == "."


@pytest.mark.parametrize("present", [3 * 3600 + 1836, 1188, 4800, 95390, 0])
@pytest.mark.parametrize("time_format", ["hours_minutes", "decimal"])
def test_an_untouched_field_changes_nothing(present: int, time_format: str) -> None:
    formats = Formats(time_format=time_format, decimal_symbol=",")
    text = show_hours(present, formats)
    assert read_duration(text, present=present, decimal_symbol=",") == Duration(present, "hours")


@given(
    seconds=st.integers(18, DAY),
    time_format=st.sampled_from(["hours_minutes", "decimal"]),
    symbol=st.sampled_from([".", ","]),
)
def test_what_is_shown_reads_back(seconds: int, time_format: str, symbol: str) -> None:
    formats = Formats(time_format=time_format, decimal_symbol=symbol)
    shown = show_hours(seconds, formats)
    read = read_duration(shown, decimal_symbol=symbol)
    if set(shown) <= set("0:"):
        assert read == Refused("zero")
        return
    assert isinstance(read, Duration)
    assert abs(read.seconds - seconds) <= (30 if time_format == "hours_minutes" else 18)
    assert show_hours(read.seconds, formats) == shown
    assert read.other is None


@given(seconds=st.integers(0, 40 * 3600), text=st.text(max_size=8))
def test_nothing_typed_raises(seconds: int, text: str) -> None:
    for present in (None, seconds):
        read = read_duration(text, present=present, new_today=True)
        if isinstance(read, Duration):
            assert 0 <= read.seconds <= max(DAY, seconds)


@given(text=st.text(alphabet="0123456789:.,hmap +-", max_size=10))
def test_nothing_that_looks_like_time_becomes_zero_in_a_new_entry(text: str) -> None:
    match read_duration(text):
        case Duration(seconds=seconds, other=other):
            assert 0 < seconds <= DAY
            assert other is None or 0 < other <= DAY
        case other_reading:
            assert isinstance(other_reading, Refused)


def test_one_amount_is_neither_signed_nor_a_sum() -> None:
    assert read_amount("90m") == Amount(5400, "minutes")
    assert read_amount("-1") == Refused("unreadable")
    assert read_amount("1.333") == Amount(4799, "hours")
    assert read_amount("0.5m") == Amount(30, "minutes")
