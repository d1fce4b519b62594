"""What the simulation found wrong in start/end accounts, each as the few clicks that show it."""

from datetime import UTC, datetime, time

import pytest

from harvest_widget.store import selectors
from harvest_widget.sync.plan import plan
from harvest_widget.sync.steps import Step
from tests.sync.acts import book, edit, on, start, stop, undo
from tests.sync.device import Device, Office

MINUTE, HOUR = 60, 3600
BEFORE_MIDNIGHT = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)
"""Half past eleven in Berlin."""


def at_ten() -> Device:
    return Device(Office(wants_timestamp_timers=True))


def at_half_past_eleven(**settings: str) -> Device:
    return Device(Office(BEFORE_MIDNIGHT, wants_timestamp_timers=True, **settings))


def booked(device: Device) -> list[tuple[str, str, str | None]]:
    """The day, the start and the end of each entry at the server."""
    told = [
        (entry["spent_date"], entry["started_time"], entry["ended_time"])
        for entry in device.office.entries
    ]
    return sorted(told)


def take_up_to_a_write(device: Device) -> None:
    """Take steps until something has been written."""
    for _ in range(10):
        step = plan(device.state, device.now)
        assert isinstance(step, Step)
        device.take(step)
        if step.kind == "write":
            return
    raise AssertionError


def test_thirty_hours_that_never_left_are_booked_day_by_day() -> None:
    device = at_ten()
    start(device)
    device.office.wait(30 * HOUR)
    stop(device)
    device.drain()
    assert booked(device) == [
        ("2026-03-10", "10:00am", "11:59pm"),
        ("2026-03-11", "12:00am", "4:00pm"),
    ]
    assert selectors.problems(device.state) == ()


def test_three_days_that_never_left_are_booked_day_by_day() -> None:
    device = at_ten()
    start(device)
    device.office.wait(54 * HOUR)
    stop(device)
    device.drain()
    assert booked(device) == [
        ("2026-03-10", "10:00am", "11:59pm"),
        ("2026-03-11", "12:00am", "11:59pm"),
        ("2026-03-12", "12:00am", "4:00pm"),
    ]


def test_a_late_stop_over_midnight_is_split_where_an_end_before_its_start_is_refused() -> None:
    device = at_half_past_eleven(end_before_start="422")
    start(device)
    device.drain()
    device.office.wait(HOUR)
    stop(device)
    device.office.wait(2 * HOUR)
    device.drain()
    assert booked(device) == [
        ("2026-03-10", "11:30pm", "11:59pm"),
        ("2026-03-11", "12:00am", "12:30am"),
    ]
    assert selectors.problems(device.state) == ()


def test_a_late_stop_of_more_than_a_day_is_split() -> None:
    device = at_ten()
    start(device)
    device.drain()
    device.office.wait(30 * HOUR)
    stop(device)
    device.office.wait(2 * HOUR)
    device.drain()
    assert booked(device) == [
        ("2026-03-10", "10:00am", "11:59pm"),
        ("2026-03-11", "12:00am", "4:00pm"),
    ]
    assert selectors.problems(device.state) == ()


def test_the_stop_of_a_start_that_was_split_at_midnight_ends_what_goes_on() -> None:
    device = at_half_past_eleven(earlier_start="now")
    start(device)
    device.office.wait(HOUR)
    device.cut = on("POST", "time_entries", "answer lost")
    take_up_to_a_write(device)
    device.office.wait(30 * MINUTE)
    stop(device)
    device.office.wait(30 * MINUTE)
    device.drain()
    assert booked(device) == [
        ("2026-03-10", "11:30pm", "11:59pm"),
        ("2026-03-11", "12:00am", "1:00am"),
    ]
    assert selectors.problems(device.state) == ()


def test_undo_of_two_starts_takes_back_the_stretch_that_the_first_undo_opened() -> None:
    device = at_ten()
    start(device)
    device.drain()
    device.office.wait(10 * MINUTE)
    start(device, "mobile testing")
    device.drain()
    device.office.wait(10 * MINUTE)
    undo(device)
    device.drain()
    assert [entry["is_running"] for entry in device.office.entries] == [False, True]
    device.office.wait(10 * MINUTE)
    undo(device)
    device.drain()
    assert booked(device) == []


@pytest.mark.parametrize("refused", [False, True], ids=["sent whole", "refused whole"])
def test_undo_takes_back_both_parts_of_a_booking_over_midnight(refused: bool) -> None:
    device = at_half_past_eleven(end_before_start="422" if refused else "accepted")
    book(device, times=(time(23, 30), time(0, 30)))
    device.drain()
    assert len(booked(device)) == 1 + refused
    device.office.wait(10 * MINUTE)
    undo(device)
    device.drain()
    assert booked(device) == []


def test_a_stop_after_a_new_start_of_day_ends_the_timer() -> None:
    device = at_ten()
    # Harvest cuts a start to the whole minute; the timer begins within one.
    device.office.wait(25)
    ref = start(device)
    device.drain()
    device.office.wait(10 * MINUTE)
    edit(device, ref, started_time=time(9, 30))
    device.office.wait(10 * MINUTE)
    stop(device)
    device.office.wait(10 * MINUTE)
    device.drain()
    assert booked(device) == [("2026-03-10", "9:30am", "10:20am")]
    assert not any(entry["is_running"] for entry in device.office.entries)
