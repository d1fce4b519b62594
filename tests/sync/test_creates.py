"""Creates whose outcome nobody knows.

Looked up before they are repeated, and there is one entry in the end (sync.md 9 to 13).
"""

from datetime import UTC, datetime, time

import pytest

from harvest_widget.store import selectors
from harvest_widget.sync.steps import Step
from tests.sync.acts import book, hours, kinds, on, start, stop
from tests.sync.device import Device, Office


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def device(office: Office) -> Device:
    return Device(office)


def trusting(device: Device) -> Device:
    """A device whose account has answered one of our keys before."""
    book(device, notes="before")
    device.drain()
    assert device.state.references_kept
    return device


def test_a_lost_answer_is_looked_up_and_the_entry_adopted(device: Device) -> None:
    """Rule 22: a create whose answer was lost is not repeated blindly, but found by its key."""
    device.cut = on("POST", "time_entries", "answer lost")
    ref = book(device, 5400)
    device.drain()
    assert hours(device) == [1.5]
    assert device.state.refs[ref] == device.office.entries[0]["id"]


def test_a_request_that_never_arrived_is_repeated_after_two_looks(device: Device) -> None:
    trusting(device)
    began = device.now
    device.cut = on("POST", "time_entries", "lost")
    book(device, 5400)
    device.drain()
    assert hours(device) == [1.0, 1.5]
    assert (device.now - began).total_seconds() >= 30


def test_what_the_server_refuses_goes_aside_and_the_next_one_flows(device: Device) -> None:
    device.office.control("POST", "faults", match={"method": "POST", "body": "bad"}, times=None,
                          do={"status": 422, "json": {"message": "Notes are too bad"}})  # fmt: skip
    book(device, notes="bad")
    book(device, notes="good")
    device.drain()
    [problem] = selectors.problems(device.state)
    assert problem.refusal is not None
    assert problem.refusal.sentence == "Notes are too bad"
    assert [entry["notes"] for entry in device.office.entries] == ["good"]


def test_an_account_that_refuses_references_gets_entries_without(device: Device) -> None:
    device.office.sandbox.change("references", "refused")
    book(device)
    device.drain()
    assert hours(device) == [1.0]
    assert device.state.references_kept is False


def test_an_account_that_drops_references_is_noticed(device: Device) -> None:
    device.office.sandbox.change("references", "dropped")
    book(device)
    device.drain()
    assert hours(device) == [1.0]
    assert device.state.references_kept is False


def without_references(device: Device) -> Device:
    device.office.sandbox.change("references", "dropped")
    book(device, notes="before")
    device.drain()
    return device


def test_without_references_a_lost_answer_is_found_by_what_it_says(device: Device) -> None:
    """Rule 22: without keys it is found by its project, task, date and notes."""
    without_references(device)
    device.cut = on("POST", "time_entries", "answer lost")
    book(device, 5400, notes="mine")
    device.drain()
    assert hours(device) == [1.0, 1.5]


def test_without_references_a_request_that_never_arrived_asks_the_user(device: Device) -> None:
    without_references(device)
    device.cut = on("POST", "time_entries", "lost")
    book(device, 5400, notes="mine")
    device.drain()
    assert kinds(device) == ["maybe_sent"]
    assert hours(device) == [1.0]


def test_without_references_two_that_could_be_it_ask_the_user(device: Device) -> None:
    without_references(device)
    device.cut = on("POST", "time_entries", "answer lost")
    book(device, 5400, notes="twin")
    # The same entry, made in the browser in the same minute.
    work = device.work("website programming")
    device.office.control(
        "POST", "entries", project_id=work.project.id, task_id=work.task.id, notes="twin", hours=1
    )
    device.drain()
    assert kinds(device) == ["two_candidates"]
    assert len(hours(device)) == 3


def test_a_late_echo_is_hidden_and_deleted(device: Device) -> None:
    trusting(device)
    device.office.control("POST", "faults", match={"method": "POST", "path": "time_entries$"},
                          times=1, do={"late": 120})  # fmt: skip
    book(device, 5400, notes="once")
    device.drain()
    assert hours(device) == [1.0, 1.5]
    device.office.wait(120)
    device.read()
    device.drain()
    assert hours(device) == [1.0, 1.5]


@pytest.mark.parametrize("stamps", [False, True])
def test_the_echo_of_a_start_is_deleted_and_what_it_stopped_runs_on(stamps: bool) -> None:
    office = Office(wants_timestamp_timers=stamps)
    device = trusting_start(Device(office))
    office.control("POST", "faults", match={"method": "POST", "path": "time_entries$"},
                   times=1, do={"late": 300})  # fmt: skip
    clicked = device.now
    start(device, "mobile testing")
    device.drain()
    office.wait(400)
    device.read()
    device.drain()
    office.wait(3000)
    device.read()
    testing = [e for e in office.entries if e["task"]["name"] == "Testing"]
    spent = (device.now - clicked).total_seconds() / 3600
    assert sum(e["hours"] for e in testing) == pytest.approx(spent, abs=0.04)
    assert [e["is_running"] for e in office.entries].count(True) == 1


def trusting_start(device: Device) -> Device:
    start(device)
    device.drain()
    device.office.wait(600)
    stop(device)
    device.drain()
    device.office.wait(600)
    assert device.state.references_kept
    return device


def test_a_stranger_with_an_unknown_key_is_never_touched(device: Device) -> None:
    trusting(device)
    work = device.work("website programming")
    device.office.control(
        "POST", "entries", project_id=work.project.id, task_id=work.task.id, hours=2,
        external_reference={"id": "another-computer", "group_id": "harvest-widget",
                            "permalink": "https://example.com"},
    )  # fmt: skip
    device.office.wait(60)
    device.read()
    device.drain()
    assert hours(device) == [1.0, 2.0]


def test_old_references_are_cleared_by_who_made_them(device: Device) -> None:
    trusting(device)
    assert device.office.entries[0]["external_reference"] is not None
    device.office.wait(16 * 60)
    clear(device)
    assert device.office.entries[0]["external_reference"] is None
    assert not device.state.keys


def test_a_refused_clearing_ends_in_silence(device: Device) -> None:
    trusting(device)
    device.office.wait(16 * 60)
    device.office.control("POST", "faults", match={"method": "DELETE"}, times=None,
                          do={"status": 422, "json": {"message": "locked"}})  # fmt: skip
    clear(device)
    assert not device.state.keys
    assert not device.state.notices
    assert not device.state.outbox


def clear(device: Device) -> None:
    from harvest_widget.sync.plan import plan

    step = plan(device.state, device.now)
    assert isinstance(step, Step)
    assert step.kind == "clear_key"
    device.take(step)


@pytest.mark.parametrize("midnight", ["accepted", "422"])
def test_an_entry_over_midnight_keeps_its_hours(midnight: str) -> None:
    office = Office(datetime(2026, 3, 10, 21, 0, tzinfo=UTC), wants_timestamp_timers=True)
    office.sandbox.change("end_before_start", midnight)
    device = Device(office)
    book(device, times=(time(23, 30), time(0, 30)))
    device.drain()
    assert sum(hours(device)) == pytest.approx(1.0, abs=0.021)
    assert {entry["spent_date"] for entry in office.entries} <= {"2026-03-10", "2026-03-11"}


def test_a_clock_that_is_read_strictly_gets_the_other_notation(office: Office) -> None:
    office.sandbox.change("wants_timestamp_timers", True)
    office.sandbox.change("clock", "12h")
    office.sandbox.change("time_notation", "strict")
    device = Device(office)
    office.sandbox.change("clock", "24h")
    book(device, times=(time(13, 0), time(14, 30)))
    device.drain()
    assert hours(device) == [1.5]
