"""Timers that other devices start, stop and move while ours waits to be sent.

(sync.md 14 to 18 and 21).
"""

import pytest

from harvest_widget.model.operations import new_ref
from harvest_widget.store import changes, problems, selectors
from tests.sync.acts import book, on, start, stop
from tests.sync.device import Device, Office


@pytest.fixture(params=[False, True], ids=["duration", "start and end"])
def office(request: pytest.FixtureRequest) -> Office:
    return Office(wants_timestamp_timers=request.param)


@pytest.fixture
def device(office: Office) -> Device:
    return Device(office)


def elsewhere(office: Office, device: Device, words: str = "mobile testing") -> int:
    """Another device starts a timer now."""
    work = device.work(words)
    order = {"project_id": work.project.id, "task_id": work.task.id, "is_running": True}
    made = office.control("POST", "entries", **order)
    assert isinstance(made["id"], int)
    return made["id"]


def of(office: Office, task: str) -> list[dict[str, object]]:
    return [entry for entry in office.entries if entry["task"]["name"] == task]


def test_a_start_that_was_overtaken_is_booked_until_then(office: Office, device: Device) -> None:
    start(device)
    office.wait(1800)
    elsewhere(office, device)
    office.wait(1800)
    device.drain()
    [ours] = of(office, "Programming")
    [theirs] = of(office, "Testing")
    assert ours["hours"] == pytest.approx(0.5, abs=0.02)
    assert not ours["is_running"]
    assert theirs["is_running"]
    assert any("Mobile app" in notice.text for notice in device.state.notices)


def test_a_late_start_stops_what_ran_before_at_the_click(office: Office, device: Device) -> None:
    elsewhere(office, device)
    office.wait(1800)
    start(device)
    office.wait(1800)
    device.drain()
    [theirs] = of(office, "Testing")
    assert theirs["hours"] == pytest.approx(0.5, abs=0.02)
    [ours] = of(office, "Programming")
    assert ours["is_running"]


def test_a_late_stop_of_a_run_that_is_over_changes_nothing(office: Office, device: Device) -> None:
    start(device)
    device.drain()
    office.wait(600)
    stop(device)
    entry_id = office.entries[0]["id"]
    office.control("PATCH", f"entries/{entry_id}", is_running=False)
    before = office.entries
    office.wait(600)
    device.drain()
    assert [e["hours"] for e in office.entries] == [e["hours"] for e in before]


def test_a_stop_does_not_hit_a_run_that_began_elsewhere() -> None:
    office = Office()
    device = Device(office)
    start(device)
    device.drain()
    office.wait(600)
    stop(device)
    entry_id = office.entries[0]["id"]
    office.control("PATCH", f"entries/{entry_id}", is_running=False)
    office.wait(600)
    office.control("PATCH", f"entries/{entry_id}", is_running=True)
    office.wait(600)
    device.drain()
    assert office.entries[0]["is_running"]
    assert len(device.state.notices) == 1


def test_a_continue_that_was_overtaken_adds_what_ran_until_then() -> None:
    office = Office()
    device = Device(office)
    ref = book(device, 3600)
    device.drain()
    device.act(changes.continue_entry, ref=ref, new_ref=new_ref(), now=device.now)
    office.wait(1800)
    elsewhere(office, device)
    office.wait(1800)
    device.drain()
    [ours] = of(office, "Programming")
    assert ours["hours"] == pytest.approx(1.5, abs=0.02)
    assert of(office, "Testing")[0]["is_running"]


def test_continue_of_an_entry_deleted_elsewhere_is_set_aside() -> None:
    office = Office()
    device = Device(office)
    ref = book(device, 3600)
    device.drain()
    office.control("DELETE", f"entries/{office.entries[0]['id']}")
    device.act(changes.continue_entry, ref=ref, new_ref=new_ref(), now=device.now)
    device.drain()
    [problem] = selectors.problems(device.state)
    assert problem.refusal is not None
    assert problem.refusal.kind == "deleted_elsewhere"


def test_a_stop_elsewhere_is_noticed_and_told(office: Office, device: Device) -> None:
    start(device)
    device.drain()
    device.read()
    office.wait(600)
    office.control("PATCH", f"entries/{office.entries[0]['id']}", is_running=False)
    office.wait(60)
    device.read()
    assert selectors.running(device.state) is None
    assert len(device.state.notices) == 1


def test_a_stop_elsewhere_is_told_although_something_else_was_refused(
    office: Office, device: Device
) -> None:
    start(device)
    device.drain()
    device.read()
    office.control("POST", "faults", match={"method": "POST"}, do={"status": 422}, times=9)
    book(device, 1800)
    device.drain()
    office.control("DELETE", "faults")
    assert len(selectors.problems(device.state)) == 1
    office.wait(600)
    office.control("PATCH", f"entries/{office.entries[0]['id']}", is_running=False)
    office.wait(60)
    device.read()
    assert len(device.state.notices) == 1


def test_a_timer_that_was_taken_over_elsewhere_is_told_in_one_notice(
    office: Office, device: Device
) -> None:
    start(device)
    device.drain()
    device.read()
    office.wait(600)
    elsewhere(office, device)
    office.wait(60)
    device.read()
    [notice] = device.state.notices
    assert notice.text == "Website relaunch ended when Mobile app was started elsewhere"


def test_our_own_stop_is_not_told(office: Office, device: Device) -> None:
    start(device)
    device.drain()
    office.wait(600)
    stop(device)
    device.drain()
    office.wait(60)
    device.read()
    assert device.state.notices == ()


def test_a_start_elsewhere_appears_by_itself(office: Office, device: Device) -> None:
    device.read()
    office.wait(60)
    elsewhere(office, device)
    office.wait(60)
    device.read()
    row = selectors.running(device.state)
    assert row is not None
    assert row.entry.task.name == "Testing"
    assert len(device.state.notices) == 1


def test_a_second_start_shows_one_running_entry_after_the_reread(
    office: Office, device: Device
) -> None:
    """Rule 13: Harvest stops the first without a word, and nobody sees two of them run."""
    start(device)
    device.drain()
    office.wait(600)
    start(device, "mobile testing")
    device.drain()
    office.wait(60)
    device.read()
    sheet = selectors.sheet(device.state)
    assert sum(entry.is_running for entry in sheet.values()) == 1
    [first] = [e for e in sheet.values() if e.task.name == "Programming"]
    assert float(first.hours) == of(office, "Programming")[0]["hours"]


def test_a_refused_start_still_stops_what_ran(office: Office, device: Device) -> None:
    start(device)
    device.drain()
    office.wait(1800)
    office.control("POST", "faults", match={"method": "POST", "path": "time_entries$"}, times=None,
                   do={"status": 422, "json": {"message": "Project is archived"}})  # fmt: skip
    start(device, "mobile testing")
    office.wait(600)
    device.drain()
    [first] = office.entries
    assert not first["is_running"]
    assert first["hours"] == pytest.approx(0.5, abs=0.02)
    [problem] = selectors.problems(device.state)
    assert problem.refusal is not None
    assert problem.refusal.sentence == "Project is archived"


def test_a_refused_start_is_fixed_and_keeps_its_time() -> None:
    office = Office()
    device = Device(office)
    office.control("POST", "faults", match={"method": "POST", "path": "time_entries$"}, times=2,
                   do={"status": 422, "json": {"message": "Project is archived"}})  # fmt: skip
    start(device)
    device.drain()
    office.wait(1800)
    [problem] = selectors.problems(device.state)
    device.act(problems.retry, n=problem.n, now=device.now)
    device.drain()
    device.read()
    row = selectors.running(device.state)
    assert row is not None
    assert row.entry.seconds(device.now) == pytest.approx(1800, abs=40)


def test_an_entry_deleted_on_the_web_disappears_at_the_next_read(
    office: Office, device: Device
) -> None:
    ref = start(device)
    device.drain()
    device.read()
    office.control("DELETE", f"entries/{office.entries[0]['id']}")
    office.wait(60)
    device.read()
    assert ref not in selectors.sheet(device.state)


def test_a_stop_that_was_refused_for_being_late_shows_the_true_state(
    office: Office, device: Device
) -> None:
    start(device)
    device.drain()
    office.wait(600)
    office.control("PATCH", f"entries/{office.entries[0]['id']}", is_running=False)
    stop(device)
    device.drain()
    assert not device.state.outbox
    assert selectors.problems(device.state) == ()
    assert selectors.running(device.state) is None


@pytest.mark.parametrize("how", ["lost", "answer lost"])
def test_a_start_over_midnight_that_left_late_keeps_its_time(how: str) -> None:
    from datetime import UTC, datetime

    for switch in ("that_instant", "now"):
        office = Office(datetime(2026, 3, 10, 22, 30, tzinfo=UTC), wants_timestamp_timers=True)
        office.sandbox.change("earlier_start", switch)
        device = Device(office)
        device.cut = on("POST", "time_entries", how)
        clicked = device.now
        start(device)
        office.wait(3600)
        device.drain()
        office.wait(1800)
        spent = (device.now - clicked).total_seconds() / 3600
        total = sum(float(entry["hours"]) for entry in office.entries)
        assert total == pytest.approx(spent, abs=0.06), switch
        assert sum(entry["is_running"] for entry in office.entries) == 1
