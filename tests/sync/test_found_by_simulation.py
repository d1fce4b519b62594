"""What the simulation found wrong in timers and hours, each as the few clicks that show it."""

from pathlib import Path
from typing import Any

import pytest

from harvest_widget.store import selectors
from harvest_widget.sync.plan import plan
from harvest_widget.sync.steps import Step
from tests.sync.acts import Cut, book, delete, edit, hours, on, start, stop
from tests.sync.device import Device, Office
from tests.sync.test_elsewhere import elsewhere, of

MINUTE = 60
EXACT = 0.011
"""Hours. Harvest keeps hundredths."""


@pytest.fixture(params=[False, True], ids=["duration", "start and end"])
def office(request: pytest.FixtureRequest) -> Office:
    return Office(wants_timestamp_timers=request.param)


@pytest.fixture
def device(office: Office) -> Device:
    return Device(office)


def at_duration_account() -> Device:
    return Device(Office())


def running(office: Office) -> list[dict[str, Any]]:
    return [entry for entry in office.entries if entry["is_running"]]


def step_of(device: Device, kind: str) -> Step:
    """Take steps up to the next of that kind, which is not taken."""
    for _ in range(10):
        step = plan(device.state, device.now)
        assert isinstance(step, Step)
        if step.kind == kind:
            return step
        device.take(step)
    raise AssertionError(kind)


def arriving_twice(office: Office, end: str) -> Cut:
    """A PATCH without an answer that is carried out as its repetition is on its way."""
    office.control("POST", "faults", match={"method": "PATCH", "path": end}, do={"late": 3})
    seen: list[Step] = []

    def cut(step: Step) -> str:
        assert step.request is not None
        if step.request.method == "PATCH" and f"/v2{step.request.path}".endswith(end):
            seen.append(step)
            if len(seen) == 2:
                office.wait(5)
        return ""

    return cut


def seconds_shown(device: Device) -> float:
    row = selectors.running(device.state)
    assert row is not None
    return row.entry.seconds(device.now)


def test_a_start_that_is_stopped_while_it_is_asked_what_runs_is_booked_once(
    office: Office, device: Device
) -> None:
    start(device)
    office.wait(10 * MINUTE)
    elsewhere(office, device)
    office.wait(10 * MINUTE)
    asked: list[Step] = []

    def stopping(step: Step) -> str:
        if step.kind == "what_runs" and not asked:
            asked.append(step)
            stop(device)
        return ""

    device.cut = stopping
    device.drain()
    assert asked
    [ours] = of(office, "Programming")
    assert ours["hours"] == pytest.approx(1 / 3, abs=EXACT)
    assert not ours["is_running"]


def test_a_start_dated_back_before_a_deleted_timer_runs_on(office: Office, device: Device) -> None:
    first = start(device)
    device.drain()
    office.wait(10 * MINUTE)
    delete(device, first)
    start(device, "mobile testing", ago=20 * MINUTE)
    device.drain()
    device.read()
    [entry] = office.entries
    assert entry["task"]["name"] == "Testing"
    assert entry["is_running"]
    assert seconds_shown(device) == pytest.approx(20 * MINUTE, abs=60)


def test_after_a_restart_the_time_is_asked_before_anything_is_sent(
    office: Office, tmp_path: Path
) -> None:
    device = Device(office, tmp_path / "book")
    book(device)
    assert device.disk is not None
    device.disk.close()
    before = len(office.control("GET", "requests")["requests"])
    again = Device(office, tmp_path / "book")
    again.drain()
    sent = office.control("GET", "requests")["requests"][before:]
    assert [(one["method"], one["path"]) for one in sent] == [
        ("GET", "/v2/users/me"),
        ("POST", "/v2/time_entries"),
    ]
    assert len(office.entries) == 1
    assert again.disk is not None
    again.disk.close()


@pytest.mark.parametrize("status", [403, 404])
def test_an_account_that_was_away_for_a_moment_has_not_deleted_the_entry(
    office: Office, device: Device, status: int
) -> None:
    ref = book(device)
    device.drain()
    rule = {"match": {"path": r"time_entries/\d+$"}, "do": {"status": status}}
    office.control("POST", "faults", **rule)
    edit(device, ref, notes="Second thoughts")
    device.drain()
    [entry] = office.entries
    assert entry["notes"] == "Second thoughts"
    assert selectors.problems(device.state) == ()


@pytest.mark.parametrize("sent", [False, True], ids=["all known", "the start in doubt"])
def test_hours_that_were_set_and_then_stopped_offline_end_where_they_were_stopped(
    sent: bool,
) -> None:
    device = at_duration_account()
    ref = start(device)
    if sent:
        device.cut = on("POST", "time_entries", "answer lost")
        device.take(step_of(device, "write"))
    else:
        device.drain()
    device.office.wait(10 * MINUTE)
    edit(device, ref, seconds=60 * MINUTE)
    device.office.wait(10 * MINUTE)
    stop(device)
    device.office.wait(30 * MINUTE)
    device.drain()
    assert running(device.office) == []
    assert hours(device) == [pytest.approx(70 / 60, abs=EXACT)]


def test_an_edit_of_what_a_start_has_ended_waits_for_that_start() -> None:
    device = at_duration_account()
    first = start(device)
    device.drain()
    device.office.wait(60 * MINUTE)
    device.cut = on("POST", "time_entries", "lost")
    start(device, "mobile testing")
    device.take(step_of(device, "write"))
    edit(device, first, seconds=30 * MINUTE)
    device.drain()
    [ours] = of(device.office, "Programming")
    assert ours["hours"] == 0.5
    assert [entry["task"]["name"] for entry in running(device.office)] == ["Testing"]
    assert selectors.problems(device.state) == ()


def test_a_throttled_stop_has_not_paused_the_timer_whose_hours_are_set() -> None:
    device = at_duration_account()
    office = device.office
    ref = start(device)
    device.drain()
    office.wait(10 * MINUTE)
    edit(device, ref, seconds=60 * MINUTE)
    rule = {"match": {"path": "stop$"}, "do": {"status": 429, "headers": {"Retry-After": "60"}}}
    office.control("POST", "faults", **rule)
    device.take(step_of(device, "look"))
    device.take(step_of(device, "write"))
    office.wait(30)
    office.control("PATCH", f"entries/{office.entries[0]['id']}", is_running=False)
    office.wait(10 * MINUTE)
    device.drain()
    assert running(office) == []
    assert hours(device) == [pytest.approx(1.01, abs=EXACT)]


def test_a_start_that_was_minutes_on_its_way_ends_the_other_timer_at_the_click(
    office: Office, device: Device
) -> None:
    start(device)
    device.drain()
    office.wait(30 * MINUTE)
    start(device, "mobile testing")

    def slow(step: Step) -> str:
        assert step.request is not None
        if step.request.method == "POST":
            office.wait(6 * MINUTE)
        return ""

    device.cut = slow
    device.drain()
    device.read()
    [first] = of(office, "Programming")
    assert first["hours"] == pytest.approx(0.5, abs=0.02)
    assert [entry["task"]["name"] for entry in running(office)] == ["Testing"]
    assert seconds_shown(device) == pytest.approx(6 * MINUTE, abs=60)


def test_a_stop_that_arrives_twice_still_ends_at_the_click(office: Office, device: Device) -> None:
    start(device)
    device.drain()
    office.wait(10 * MINUTE)
    stop(device)
    office.wait(20 * MINUTE)
    device.cut = arriving_twice(office, "stop")
    device.drain()
    assert hours(device) == [pytest.approx(1 / 6, abs=EXACT)]
    assert running(office) == []
    assert selectors.problems(device.state) == ()


def test_a_late_start_whose_restart_arrives_twice_keeps_its_time() -> None:
    device = at_duration_account()
    start(device)
    device.office.wait(30 * MINUTE)
    device.cut = arriving_twice(device.office, "restart")
    device.drain()
    device.read()
    assert len(running(device.office)) == 1
    assert seconds_shown(device) == pytest.approx(30 * MINUTE, abs=40)
    assert selectors.problems(device.state) == ()


def test_hours_whose_stop_arrives_twice_are_set_and_run_on() -> None:
    device = at_duration_account()
    ref = start(device)
    device.drain()
    device.office.wait(10 * MINUTE)
    edit(device, ref, seconds=60 * MINUTE)
    device.cut = arriving_twice(device.office, "stop")
    device.drain()
    device.read()
    assert len(running(device.office)) == 1
    assert seconds_shown(device) == pytest.approx(60 * MINUTE, abs=40)
    assert selectors.problems(device.state) == ()


def test_a_stop_before_its_timer_began_at_the_server_takes_back_the_rest() -> None:
    device = at_duration_account()
    ref = start(device)
    device.office.wait(10 * MINUTE)
    device.cut = on("POST", "time_entries", "answer lost")
    device.take(step_of(device, "what_runs"))
    device.take(step_of(device, "write"))
    device.office.wait(20)
    stop(device)
    device.office.wait(40 * MINUTE)
    while len(device.state.outbox) > 1:
        step = plan(device.state, device.now)
        assert isinstance(step, Step)
        device.take(step)
    shown = selectors.sheet(device.state)[ref]
    assert shown.seconds(device.now) == pytest.approx(10 * MINUTE + 20, abs=40)
    device.drain()
    assert running(device.office) == []
    assert hours(device) == [pytest.approx(620 / 3600, abs=EXACT)]
