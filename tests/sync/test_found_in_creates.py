"""What the simulation found wrong about creates in doubt, each as the few clicks that show it."""

from datetime import timedelta

import pytest

from harvest_widget.store import problems, selectors
from harvest_widget.sync.plan import plan
from harvest_widget.sync.steps import Step
from tests.sync.acts import book, edit, hours, kinds, on, start, stop
from tests.sync.device import Device, Office
from tests.sync.test_elsewhere import of

MINUTE = 60
EXACT = 0.011
"""Hours. Harvest keeps hundredths."""


@pytest.fixture(params=[False, True], ids=["duration", "start and end"])
def office(request: pytest.FixtureRequest) -> Office:
    return Office(wants_timestamp_timers=request.param)


@pytest.fixture
def device(office: Office) -> Device:
    return Device(office)


def without_references() -> Device:
    """An account that is known to keep no references."""
    device = Device(Office(references="dropped"))
    book(device, 1800, words="mobile testing")
    device.drain()
    assert device.state.references_kept is False
    return device


def retry(device: Device) -> None:
    [problem] = selectors.problems(device.state)
    device.act(problems.retry, n=problem.n, now=device.now)


@pytest.mark.parametrize("how", ["answer lost", "lost"])
def test_a_create_in_doubt_that_may_not_be_looked_for_is_not_sent_twice(
    office: Office, device: Device, how: str
) -> None:
    ref = book(device)
    rule = {"match": {"method": "GET", "path": "time_entries$"}, "do": {"status": 403}}
    office.control("POST", "faults", **rule, times=None)
    device.cut = on("POST", "time_entries", how)
    device.drain()
    assert kinds(device) == ["forbidden"]
    edit(device, ref, notes="Second thoughts")
    device.drain()
    assert len(office.entries) == (how == "answer lost")
    office.control("DELETE", "faults")
    retry(device)
    device.drain()
    [entry] = office.entries
    assert entry["notes"] == "Second thoughts"
    assert selectors.problems(device.state) == ()


def test_what_may_have_been_booked_is_sent_again_when_the_user_says_so() -> None:
    device = without_references()
    device.cut = on("POST", "time_entries", "lost")
    book(device)
    device.drain()
    assert kinds(device) == ["maybe_sent"]
    retry(device)
    device.drain()
    assert sorted(hours(device)) == [0.5, 1.0]
    assert selectors.problems(device.state) == ()


def test_what_may_have_been_booked_is_looked_for_once_more_before_it_is_sent_again() -> None:
    device = without_references()
    device.office.control("POST", "faults", match={"method": "POST"}, do={"late": 900})
    book(device)
    device.drain()
    assert kinds(device) == ["maybe_sent"]
    device.office.wait(20 * MINUTE)
    retry(device)
    device.drain()
    assert sorted(hours(device)) == [0.5, 1.0]
    assert selectors.problems(device.state) == ()


def test_a_start_that_may_have_been_sent_ends_where_the_next_began() -> None:
    device = without_references()
    device.cut = on("POST", "time_entries", "lost")
    start(device)
    step = plan(device.state, device.now)
    assert isinstance(step, Step)
    device.take(step)
    device.office.wait(10 * MINUTE)
    start(device, "mobile testing", notes="Next")
    device.drain()
    assert kinds(device) == ["maybe_sent"]
    device.office.wait(10 * MINUTE)
    stop(device)
    device.drain()
    device.office.wait(10 * MINUTE)
    retry(device)
    device.drain()
    [first] = of(device.office, "Programming")
    assert first["hours"] == pytest.approx(1 / 6, abs=EXACT)
    assert not any(entry["is_running"] for entry in device.office.entries)


def test_an_echo_on_a_day_that_nobody_looks_at_is_deleted(office: Office, device: Device) -> None:
    office.control("POST", "faults", match={"method": "POST"}, do={"late": 400})
    long_ago = (device.now - timedelta(days=60)).date()
    book(device, day=long_ago)
    device.drain()
    office.wait(10 * MINUTE)
    device.read()
    assert len(office.entries) == 2
    office.wait(20 * MINUTE)
    while isinstance(step := plan(device.state, device.now), Step):
        device.take(step)
    assert len(office.entries) == 1


def test_an_echo_before_the_present_timer_does_not_prolong_it(
    office: Office, device: Device
) -> None:
    office.control("POST", "faults", match={"method": "POST"}, do={"late": 200})
    start(device)
    device.drain()
    office.wait(10 * MINUTE)
    start(device, "mobile testing")
    device.drain()
    office.wait(10 * MINUTE)
    device.read()
    device.drain()
    device.read()
    assert len(of(office, "Programming")) == 1
    [present] = of(office, "Testing")
    assert present["is_running"]
    row = selectors.running(device.state)
    assert row is not None
    assert row.entry.seconds(device.now) == pytest.approx(10 * MINUTE, abs=60)
