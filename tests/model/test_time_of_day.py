"""Clock times, typed by people and sent by the server."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.model.amounts import Refused
from harvest_widget.model.time_of_day import (
    ClockTime,
    read_range,
    read_server_time,
    read_time,
    write_time,
)

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    """Now, on an ordinary day in Berlin."""
    hour, minute = text.split(":")
    return datetime(2026, 11, 19, int(hour), int(minute), 31, tzinfo=BERLIN)


@pytest.mark.parametrize("clock", ["12h", "24h"])
@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("9", time(9)),
        ("930", time(9, 30)),
        ("0930", time(9, 30)),
        ("9:30", time(9, 30)),
        ("09:30", time(9, 30)),
        ("9a", time(9)),
        ("9:30 pm", time(21, 30)),
        ("9:30 P.M.", time(21, 30)),
        ("1P", time(13)),
        ("930p", time(21, 30)),
        ("21:15", time(21, 15)),
        ("2115", time(21, 15)),
        ("0:05", time(0, 5)),
        ("00:05", time(0, 5)),
        ("12:05am", time(0, 5)),
        ("12:00am", time(0)),
        ("12:00pm", time(12)),
        ("12", time(12)),
        ("NOW", time(14, 7)),
        ("-15m", time(13, 52)),
        ("−15 min", time(13, 52)),
        ("-1", time(13, 7)),
        ("-0:30", time(13, 37)),
        ("-1h 30", time(12, 37)),
    ],
)
def test_every_way_of_typing_a_clock_time_is_understood(
    typed: str, means: time, clock: str
) -> None:
    assert read_time(typed, clock=clock, now=at("14:07")) == ClockTime(means)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("25", "unreadable"),
        ("24:00", "unreadable"),
        ("9:60", "unreadable"),
        ("960", "unreadable"),
        ("9:3", "unreadable"),
        ("9:", "unreadable"),
        ("13pm", "unreadable"),
        ("0am", "unreadable"),
        ("9x", "unreadable"),
        ("noon", "unreadable"),
        ("12345", "unreadable"),
        ("+15m", "unreadable"),
        ("-", "unreadable"),
        ("-abc", "unreadable"),
        ("-" + "9" * 5000, "unreadable"),
        ("-1:75", "minutes_over_59"),
        ("-15", "unit_missing"),
        ("-900", "unit_missing"),
        ("-24h", "too_long"),
    ],
)
def test_what_can_not_be_a_clock_time_is_refused_with_its_reason(typed: str, kind: str) -> None:
    read = read_time(typed, clock="24h", now=at("14:07"))
    assert isinstance(read, Refused)
    assert read.kind == kind


@pytest.mark.parametrize(
    ("now", "typed", "means"),
    [
        ("14:00", "8", time(8)),
        ("14:00", "1", time(13)),
        ("14:00", "3", time(15)),  # an hour ahead is nearer than three in the morning
        ("6:40", "6", time(6)),
        ("6:40", "630", time(6, 30)),
        ("0:30", "12", time(0)),
        ("17:00", "7", time(7)),
        ("17:00", "6", time(18)),
        ("8:30", "11", time(11)),
        ("22:00", "12:30", time(12, 30)),
    ],
)
def test_a_12_hour_clock_takes_a_bare_time_for_the_working_day(
    now: str, typed: str, means: time
) -> None:
    assert read_time(typed, clock="12h", now=at(now)) == ClockTime(means)


def test_on_another_date_now_does_not_matter() -> None:
    assert read_time("6", clock="12h", now=at("6:40"), today=False) == ClockTime(time(18))


@pytest.mark.parametrize(
    ("start", "typed", "end"),
    [
        (time(9), "930", time(9, 30)),
        (time(9), "5", time(17)),
        (time(10), "9:30", time(21, 30)),
        (time(11, 45), "12", time(12)),
        (time(9), "9", time(21)),
        (time(13), "2", time(14)),
    ],
)
def test_a_12_hour_clock_takes_a_bare_end_for_the_first_after_the_start(
    start: time, typed: str, end: time
) -> None:
    assert read_time(typed, clock="12h", now=at("8:00"), start=start) == ClockTime(end)


@pytest.mark.parametrize(
    ("clock", "start", "typed", "end"),
    [
        ("24h", time(22), "1", time(1)),
        ("24h", time(10), "9:30", time(9, 30)),
        ("12h", time(22), "1a", time(1)),
        ("12h", time(22), "9", time(9)),
        ("12h", time(23), "now", time(14, 7)),
        ("12h", time(14), "-15m", time(13, 52)),
    ],
)
def test_an_end_before_its_start_asks_for_the_next_day(
    clock: str, start: time, typed: str, end: time
) -> None:
    assert read_time(typed, clock=clock, now=at("14:07"), start=start) == ClockTime(end, 1)


def test_an_end_at_its_start_does_not_ask() -> None:
    assert read_time("9:00", clock="24h", now=at("14:07"), start=time(9)) == ClockTime(time(9))


def test_some_minutes_ago_may_be_yesterday() -> None:
    assert read_time("-15m", clock="24h", now=at("0:05")) == ClockTime(time(23, 50), -1)


def test_minutes_ago_are_real_minutes_when_the_clocks_change() -> None:
    spring = datetime(2026, 3, 29, 3, 10, tzinfo=BERLIN)
    assert read_time("-15m", clock="24h", now=spring) == ClockTime(time(1, 55))
    autumn = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=1)
    assert read_time("-15m", clock="24h", now=autumn) == ClockTime(time(2, 55))
    lord_howe = datetime(2026, 10, 4, 2, 40, tzinfo=ZoneInfo("Australia/Lord_Howe"))
    assert read_time("-15m", clock="24h", now=lord_howe) == ClockTime(time(1, 55))


def test_an_unknown_clock_is_a_24_hour_clock() -> None:
    assert read_time("5", clock="", now=at("14:00")) == ClockTime(time(5))
    assert write_time(time(17), "") == "17:00"


@pytest.mark.parametrize(
    ("of_day", "twelve", "twenty_four"),
    [
        (time(0), "12:00am", "0:00"),
        (time(0, 5), "12:05am", "0:05"),
        (time(9), "9:00am", "9:00"),
        (time(12), "12:00pm", "12:00"),
        (time(13, 5), "1:05pm", "13:05"),
        (time(23, 59, 59), "11:59pm", "23:59"),
    ],
)
def test_times_are_written_as_the_account_does(of_day: time, twelve: str, twenty_four: str) -> None:
    assert write_time(of_day, "12h") == twelve
    assert write_time(of_day, "24h") == twenty_four


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("2:05pm", time(14, 5)),
        ("14:05", time(14, 5)),
        ("8:32", time(8, 32)),
        ("9:00am", time(9)),
        ("12:00am", time(0)),
        ("00:00", time(0)),
    ],
)
def test_both_notations_of_the_server_are_read(text: str, means: time) -> None:
    assert read_server_time(text) == means


def test_nonsense_from_the_server_is_an_error() -> None:
    with pytest.raises(ValueError, match="later"):
        read_server_time("later")


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), clock=st.sampled_from(["12h", "24h"]))
def test_what_is_written_reads_back(hour: int, minute: int, clock: str) -> None:
    written = write_time(time(hour, minute), clock)
    assert read_server_time(written) == time(hour, minute)
    assert read_time(written, clock=clock, now=at("14:07")) == ClockTime(time(hour, minute))


@given(
    text=st.text(alphabet="0123456789:apm. -", max_size=8), clock=st.sampled_from(["12h", "24h"])
)
def test_nothing_typed_raises(text: str, clock: str) -> None:
    now = datetime(2026, 11, 19, 14, 7, tzinfo=UTC)
    assert isinstance(read_time(text, clock=clock, now=now), ClockTime | Refused)


def test_a_range_needs_two_clock_times_in_order() -> None:
    assert read_range("9", "10") == (time(9), time(10))
    assert read_range("10", "9") is None
    assert read_range("9", "15m") is None
    assert read_range("1.5", "2") is None
    assert read_range("10p", "9p") == Refused("ends_before_start")
