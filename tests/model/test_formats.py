"""Times and dates as the account writes them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.model.formats import (
    Formats,
    day_title,
    read_date,
    seconds_until_change,
    show_both,
    show_date,
    show_hours,
    show_instant,
    show_time,
    span,
)

TODAY = date(2026, 11, 19)
MINUTES = Formats()
DECIMAL = Formats(time_format="decimal", decimal_symbol=",")
PATTERNS = ["%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%Y.%m.%d", "%Y/%m/%d"]


@pytest.mark.parametrize(
    ("seconds", "minutes", "decimal"),
    [
        (0, "0:00", "0,00"),
        (1188, "0:20", "0,33"),  # 0.33 h
        (72, "0:01", "0,02"),
        (12636, "3:31", "3,51"),  # 3.51 h
        (3599, "1:00", "1,00"),
        (29, "0:00", "0,01"),
        (30, "0:01", "0,01"),
        (5400, "1:30", "1,50"),
        (26 * 3600, "26:00", "26,00"),
        (101 * 3600 + 59 * 60 + 45, "102:00", "102,00"),
        (-1800, "-0:30", "-0,50"),
        (-10, "0:00", "0,00"),
    ],
)
def test_hours_are_rounded_to_the_nearest(seconds: int, minutes: str, decimal: str) -> None:
    assert show_hours(seconds, MINUTES) == minutes
    assert show_hours(seconds, DECIMAL) == decimal
    assert show_both(seconds, MINUTES)[0] == minutes
    assert show_both(seconds, DECIMAL) == (decimal, minutes)


@pytest.mark.parametrize(
    ("seconds", "minutes", "decimal"),
    [
        (59, "0:00", "0,01"),
        (60, "0:01", "0,01"),
        (5039, "1:23", "1,39"),
        (5040, "1:24", "1,40"),
        (3599, "0:59", "0,99"),
        (86399, "23:59", "23,99"),
        (90000, "25:00", "25,00"),
        (-5, "0:00", "0,00"),
    ],
)
def test_a_running_time_is_floored_and_never_negative(
    seconds: int, minutes: str, decimal: str
) -> None:
    assert show_hours(seconds, MINUTES, running=True) == minutes
    assert show_hours(seconds, DECIMAL, running=True) == decimal
    assert show_both(seconds, MINUTES, running=True) == (minutes, decimal.replace(",", "."))


@given(seconds=st.integers(-(10**7), 10**7), running=st.booleans())
def test_minutes_never_reach_sixty(seconds: int, *, running: bool) -> None:
    assert int(show_hours(seconds, MINUTES, running=running).split(":")[1]) < 60


def test_an_unknown_time_format_is_hours_and_minutes() -> None:
    assert show_hours(5400, Formats(time_format="")) == "1:30"


@given(seconds=st.integers(-100, 10**6), formats=st.sampled_from([MINUTES, DECIMAL]))
def test_a_running_text_changes_when_it_is_said_to(seconds: int, formats: Formats) -> None:
    wait = seconds_until_change(seconds, formats)
    assert wait > 0
    now = show_hours(seconds, formats, running=True)
    assert show_hours(int(seconds + wait) - 1, formats, running=True) == now
    assert show_hours(int(seconds + wait), formats, running=True) != now


def test_the_wait_counts_fractions_of_a_second() -> None:
    assert seconds_until_change(59.25, MINUTES) == 0.75
    assert seconds_until_change(60, MINUTES) == 60
    assert seconds_until_change(0, DECIMAL) == 36


def test_clock_times_follow_the_account() -> None:
    instant = datetime(2026, 11, 19, 14, 4, 59, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")
    assert show_instant(instant, berlin, Formats(clock="12h")) == "3:04pm"
    assert show_instant(instant, berlin, Formats(clock="24h")) == "15:04"
    assert show_time(time(0, 5), Formats(clock="12h")) == "12:05am"


def test_a_span_ends_at_a_time_or_now() -> None:
    assert span(time(11, 45), None, MINUTES, now="now") == "11:45 – now"
    assert span(time(9), time(13, 5), Formats(clock="12h"), now="now") == "9:00am – 1:05pm"


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("%m/%d/%Y", "03/09/2026"),
        ("%d/%m/%Y", "09/03/2026"),
        ("%Y-%m-%d", "2026-03-09"),
        ("%d.%m.%Y", "09.03.2026"),
        ("%Y.%m.%d", "2026.03.09"),
        ("%Y/%m/%d", "2026/03/09"),
        ("%d %m %Y", "09 03 2026"),
        ("%b %d, %Y", "2026-03-09"),
        ("%d.%m", "2026-03-09"),
        ("", "2026-03-09"),
    ],
)
def test_dates_are_written_in_the_account_s_pattern(pattern: str, shown: str) -> None:
    assert show_date(date(2026, 3, 9), Formats(date_format=pattern)) == shown


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), pattern=st.sampled_from(PATTERNS))
def test_a_date_that_is_shown_reads_back(day: date, pattern: str) -> None:
    formats = Formats(date_format=pattern)
    assert read_date(show_date(day, formats), formats, today=TODAY) == day
    assert read_date(day.isoformat(), formats, today=TODAY) == day


@pytest.mark.parametrize(
    ("pattern", "typed", "day"),
    [
        ("%d.%m.%Y", "9.3.26", date(2026, 3, 9)),
        ("%d.%m.%Y", "9. 3. 2026", date(2026, 3, 9)),
        ("%d.%m.%Y", " 9/3/2026 ", date(2026, 3, 9)),
        ("%m/%d/%Y", "3-9-2026", date(2026, 3, 9)),
        ("%d.%m.%Y", "9.12.", date(2026, 12, 9)),
        ("%d.%m.%Y", "30.6", date(2026, 6, 30)),
        ("%m/%d/%Y", "1/2", date(2027, 1, 2)),
        ("%Y-%m-%d", "11-18", date(2026, 11, 18)),
        ("%Y-%m-%d", "26-11-18", date(2026, 11, 18)),
        ("strange", "2026-11-18", date(2026, 11, 18)),
        ("strange", "11-18", date(2026, 11, 18)),
    ],
)
def test_a_date_may_be_typed_shorter(pattern: str, typed: str, day: date) -> None:
    assert read_date(typed, Formats(date_format=pattern), today=TODAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "31.2.2026",
        "30.2",
        "9",
        "2026",
        "1.2.3.4",
        "2026-11",
        "0.1.2026",
        "9.3.226",
        "1.1.0",
    ],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert read_date(typed, Formats(date_format="%d.%m.%Y"), today=TODAY) is None


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (TODAY, "Today, Thu 19 Nov"),
        (date(2026, 11, 18), "Yesterday, Wed 18 Nov"),
        (date(2026, 11, 20), "Tomorrow, Fri 20 Nov"),
        (date(2026, 11, 9), "Mon 9 Nov"),
        (date(2025, 12, 31), "Wed 31 Dec 2025"),
    ],
)
def test_a_day_has_a_short_title(day: date, title: str) -> None:
    assert day_title(day, today=TODAY) == title
