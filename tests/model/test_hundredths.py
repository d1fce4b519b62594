"""Seconds and the server's hundredths of an hour."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.model.entries import hours_of, seconds_of
from harvest_widget.model.formats import Formats, show_hours


@given(st.integers(0, 10_000))
def test_hundredths_of_an_hour_are_exact(hundredths: int) -> None:
    hours = Decimal(hundredths) / 100
    seconds = seconds_of(hours)
    assert seconds == hundredths * 36
    assert hours_of(seconds) == hours
    assert hours_of(seconds).as_tuple().exponent == -2


@given(st.integers(0, 1440))
def test_every_minute_survives_the_way_through_hundredths(minute: int) -> None:
    sent = hours_of(minute * 60)
    shown = show_hours(seconds_of(sent), Formats())
    assert shown == f"{minute // 60}:{minute % 60:02}"


def test_hours_are_rounded_half_up_for_sending() -> None:
    assert [str(hours_of(seconds)) for seconds in (0, 17, 18, 36, 53, 54, 4800)] == [
        *("0.00", "0.00", "0.01", "0.01", "0.01", "0.02", "1.33"),
    ]


def test_whole_hours_and_more_than_two_places_are_understood() -> None:
    assert seconds_of(Decimal(100)) == 360_000
    assert seconds_of(Decimal("0.4999")) == 1800
