"""Edits and deletes, on time, late, of running entries.

Against other devices (sync.md 4 to 8 and 19).
"""

from datetime import time

import pytest

from harvest_widget.store import changes, problems, selectors, telling
from tests.sync.acts import book, delete, edit, hours, kinds, minutes, on, start, undo
from tests.sync.device import Device, Office


@pytest.fixture
def device() -> Device:
    return Device(Office())


def booked(device: Device, seconds: int = 3600, **given: object) -> str:
    ref = book(device, seconds, **given)  # type: ignore[arg-type]
    device.drain()
    return ref


def shown(device: Device, ref: str) -> float:
    return selectors.sheet(device.state)[ref].seconds(device.now) / 3600


def test_an_edit_reaches_the_server_with_nothing_but_what_changed(device: Device) -> None:
    ref = booked(device)
    bodies: list[dict[str, object]] = []

    def cut(step: object) -> str:
        request = step.request  # type: ignore[attr-defined]
        if request.method == "PATCH":
            bodies.append(request.body)
        return ""

    device.cut = cut
    edit(device, ref, notes="new notes")
    device.drain()
    assert bodies == [{"notes": "new notes"}]
    assert device.office.entries[0]["notes"] == "new notes"


def test_notes_of_a_running_entry_change_while_it_runs_on(device: Device) -> None:
    ref = start(device)
    device.drain()
    device.office.wait(600)
    edit(device, ref, notes="while running")
    device.drain()
    [entry] = device.office.entries
    assert (entry["is_running"], entry["notes"]) == (True, "while running")
    assert entry["hours"] == pytest.approx(600 / 3600, abs=0.01)


@pytest.mark.parametrize("late", [0, 1800])
def test_the_time_of_a_running_entry_is_set_and_it_runs_on(device: Device, late: int) -> None:
    ref = start(device)
    device.drain()
    device.office.wait(600)
    edit(device, ref, seconds=7200)
    device.office.wait(late)
    device.drain()
    device.office.wait(1800)
    [entry] = device.office.entries
    assert entry["is_running"]
    assert entry["hours"] == pytest.approx(2 + (late + 1800) / 3600, abs=0.015)
    device.read()
    assert shown(device, ref) == pytest.approx(entry["hours"], abs=0.015)


@pytest.mark.parametrize("how", ["lost", "answer lost", "refused"])
def test_every_write_of_a_running_edit_fails_once(device: Device, how: str) -> None:
    ref = start(device)
    device.drain()
    device.office.wait(600)
    device.cut = on("PATCH", "time_entries", how, "", how, "", how)
    edit(device, ref, seconds=7200)
    since = device.now
    device.drain()
    [entry] = device.office.entries
    assert entry["is_running"]
    spent = (device.now - since).total_seconds() / 3600
    assert entry["hours"] == pytest.approx(2 + spent, abs=0.015)


def test_the_start_of_a_running_entry_moves_in_a_start_end_account() -> None:
    device = Device(Office(wants_timestamp_timers=True))
    ref = start(device)
    device.drain()
    device.office.wait(3600)
    edit(device, ref, started_time=time(9, 30))
    device.drain()
    device.read()
    [entry] = device.office.entries
    # 9:00 UTC is 10:00 in Berlin; now it is 11:00 there.
    assert entry["is_running"]
    assert shown(device, ref) == pytest.approx(1.5, abs=0.02)


def test_a_change_made_elsewhere_gives_way_and_is_told(device: Device) -> None:
    ref = booked(device, notes="old")
    entry_id = device.office.entries[0]["id"]
    device.office.control("PATCH", f"entries/{entry_id}", notes="theirs")
    edit(device, ref, notes="ours")
    device.drain()
    assert device.office.entries[0]["notes"] == "ours"
    [notice] = telling.notices(device.state)
    assert "theirs" in notice.text
    device.act(changes.use_theirs, n=notice.n, now=device.now)
    device.drain()
    assert device.office.entries[0]["notes"] == "theirs"
    assert not device.state.notices
    device.act(changes.undo, now=device.now)
    device.drain()
    assert device.office.entries[0]["notes"] == "ours"


def test_an_edit_of_an_entry_that_was_deleted_elsewhere_is_set_aside(device: Device) -> None:
    ref = booked(device)
    entry_id = device.office.entries[0]["id"]
    device.office.control("DELETE", f"entries/{entry_id}")
    edit(device, ref, notes="too late")
    device.drain()
    assert kinds(device) == ["deleted_elsewhere"]
    device.office.wait(60)
    device.read()
    assert ref in selectors.sheet(device.state)
    [problem] = selectors.problems(device.state)
    device.act(problems.discard, n=problem.n)
    assert device.state.outbox == ()
    device.office.wait(60)
    device.read()
    assert ref not in selectors.sheet(device.state)


@pytest.mark.parametrize("read_first", [False, True])
def test_retry_of_an_edit_makes_a_deleted_entry_anew_with_all_that_was_typed(
    device: Device, read_first: bool
) -> None:
    ref = booked(device, 7200, notes="precious")
    edit(device, ref, notes="precious, plus offline")
    device.office.control("DELETE", f"entries/{device.office.entries[0]['id']}")
    device.office.wait(60)
    if read_first:
        device.read()
    device.drain()
    device.read()
    [problem] = selectors.problems(device.state)
    device.act(problems.retry, n=problem.n, now=device.now)
    device.drain()
    [entry] = device.office.entries
    assert (entry["notes"], entry["hours"]) == ("precious, plus offline", 2.0)
    device.read()
    assert len(selectors.sheet(device.state)) == 1


def test_a_locked_entry_says_why_it_can_not_be_changed(device: Device) -> None:
    ref = booked(device)
    device.office.control("POST", "approve", **{"from": "2026-03-09", "to": "2026-03-15"})
    edit(device, ref, notes="too late")
    device.drain()
    [problem] = selectors.problems(device.state)
    assert problem.refusal is not None
    assert problem.refusal.sentence
    row = selectors.rows(device.state, selectors.today(device.state, device.now))[0]
    assert row.progress == "refused"


def test_a_server_that_ignores_an_edit_does_not_keep_us_busy(device: Device) -> None:
    device.office.sandbox.change("locked_change", "unchanged")
    ref = booked(device)
    device.office.control("POST", "approve", **{"from": "2026-03-09", "to": "2026-03-15"})
    edit(device, ref, notes="too late")
    device.drain()
    assert kinds(device) == ["unchanged"]


def test_a_delete_leaves_only_when_its_undo_time_is_over(device: Device) -> None:
    ref = booked(device)
    delete(device, ref)
    assert ref not in selectors.sheet(device.state)
    assert len(device.office.entries) == 1
    began = device.now
    device.drain()
    assert device.office.entries == []
    assert (device.now - began).total_seconds() >= 10


def test_a_delete_taken_back_never_happened(device: Device) -> None:
    ref = booked(device)
    delete(device, ref)
    undo(device)
    device.drain()
    assert hours(device) == [1.0]
    assert ref in selectors.sheet(device.state)


@pytest.mark.parametrize("how", ["lost", "answer lost", "refused"])
def test_a_delete_whose_answer_is_lost_is_looked_up(device: Device, how: str) -> None:
    ref = booked(device)
    device.cut = on("DELETE", "time_entries", how)
    delete(device, ref)
    device.drain()
    assert device.office.entries == []
    assert not device.state.outbox


def test_what_was_deleted_elsewhere_already_is_deleted(device: Device) -> None:
    ref = booked(device)
    delete(device, ref)
    device.office.control("DELETE", f"entries/{device.office.entries[0]['id']}")
    device.drain()
    assert not device.state.outbox


@pytest.mark.parametrize("sent", [False, True])
def test_undo_of_an_edit_brings_the_old_values_back(device: Device, sent: bool) -> None:
    ref = booked(device, notes="old")
    edit(device, ref, notes="new", seconds=1800)
    if sent:
        device.drain()
    undo(device)
    device.drain()
    [entry] = device.office.entries
    assert (entry["notes"], entry["hours"]) == ("old", 1.0)


@pytest.mark.parametrize("sent", [False, True])
def test_undo_of_a_create_leaves_nothing(device: Device, sent: bool) -> None:
    book(device)
    if sent:
        device.drain()
    undo(device)
    device.drain()
    assert device.office.entries == []


def test_an_account_that_shuts_us_out_keeps_the_queue(device: Device) -> None:
    ref = booked(device)
    device.office.wait(120)
    device.office.control("POST", "faults", match={}, times=None, do={"status": 403})
    edit(device, ref, notes="waits")
    device.office.wait(5)
    device.drain()
    assert selectors.status(device.state).kind == "signed-out"
    assert len(device.state.outbox) == 1
    assert kinds(device) == []


def test_a_changed_time_date_and_project_all_give_way_and_are_told(device: Device) -> None:
    ref = booked(device, notes="old")
    entry_id = device.office.entries[0]["id"]
    testing = device.work("mobile testing")
    device.office.control(
        "PATCH", f"entries/{entry_id}", hours=3, spent_date="2026-03-08",
        project_id=testing.project.id, task_id=testing.task.id,
    )  # fmt: skip
    day = selectors.today(device.state, device.now) - minutes(24 * 60)
    edit(device, ref, seconds=7200, spent_date=day, work=device.work("internal admin"))
    device.drain()
    [entry] = device.office.entries
    assert (entry["hours"], entry["spent_date"]) == (2.0, "2026-03-09")
    assert entry["task"]["name"] == "Admin"
    told = " ".join(notice.text for notice in telling.notices(device.state))
    assert "3:00" in told
    assert "2026-03-08" in told or "03/08/2026" in told
    assert "Testing" in told


def test_start_and_end_that_were_changed_elsewhere_are_told_in_the_accounts_clock() -> None:
    office = Office(wants_timestamp_timers=True, clock="12h")
    device = Device(office)
    ref = book(device, times=(time(9), time(10)))
    device.drain()
    entry_id = office.entries[0]["id"]
    office.control("PATCH", f"entries/{entry_id}", started_time="8:00am", ended_time="10:45am")
    edit(device, ref, started_time=time(8, 30), ended_time=time(10, 30))
    device.drain()
    told = " ".join(notice.text for notice in telling.notices(device.state))
    assert "8:00am" in told
    assert "10:45am" in told
    [entry] = office.entries
    assert (entry["started_time"], entry["ended_time"]) == ("8:30am", "10:30am")


def test_the_time_of_an_entry_that_was_stopped_elsewhere_counts_until_then(device: Device) -> None:
    ref = start(device)
    device.drain()
    device.office.wait(600)
    edit(device, ref, seconds=7200)
    device.office.wait(1800)
    entry_id = device.office.entries[0]["id"]
    device.office.control("PATCH", f"entries/{entry_id}", is_running=False)
    device.office.wait(1800)
    device.drain()
    [entry] = device.office.entries
    assert not entry["is_running"]
    assert entry["hours"] == pytest.approx(2.5, abs=0.011)


def test_a_timer_that_began_while_ours_was_paused_is_left_alone(device: Device) -> None:
    ref = start(device)
    device.drain()
    device.office.wait(600)
    testing = device.work("mobile testing")

    def cut(step: object) -> str:
        request = step.request  # type: ignore[attr-defined]
        if request.method == "PATCH" and request.body and "hours" in request.body:
            return ""
        if step.kind == "what_runs":  # type: ignore[attr-defined]
            device.office.control(
                "POST", "entries", project_id=testing.project.id, task_id=testing.task.id,
                is_running=True,
            )  # fmt: skip
        return ""

    device.cut = cut
    edit(device, ref, seconds=7200)
    device.drain()
    ours, theirs = device.office.entries
    assert (ours["is_running"], theirs["is_running"]) == (False, True)
    assert ours["hours"] == pytest.approx(2.0, abs=0.011)


def test_an_edit_of_what_was_never_made_ends_quietly(device: Device) -> None:
    device.office.control("POST", "faults", match={"method": "POST", "path": "time_entries$"},
                          times=None, do={"status": 422, "json": {"message": "no"}})  # fmt: skip
    ref = book(device)
    device.drain()
    edit(device, ref, notes="corrected")
    device.office.control("POST", "faults", clear=True)
    device.drain()
    assert device.office.entries[0]["notes"] == "corrected"
