"""A timer that is started and stopped, on time, late and with lost answers.

Harvest holds what the user saw.
"""

import pytest

from harvest_widget.model.operations import new_ref
from harvest_widget.store import changes, selectors, session
from harvest_widget.sync.plan import plan
from harvest_widget.sync.steps import Step
from tests.sync.device import Device, Office


def start(device: Device, words: str = "website programming", **more: object) -> str:
    ref = new_ref()
    work = device.work(words)
    device.act(changes.start_timer, work=work, notes="", now=device.now, ref=ref, **more)
    return ref


@pytest.mark.parametrize("stamps", [False, True])
def test_a_click_starts_and_a_click_stops(stamps: bool) -> None:
    office = Office(wants_timestamp_timers=stamps)
    device = Device(office)
    start(device)
    device.drain()
    assert [entry["is_running"] for entry in office.entries] == [True]
    office.wait(3600)
    device.act(changes.stop_timer, now=device.now)
    device.drain()
    [entry] = office.entries
    assert (entry["is_running"], entry["hours"]) == (False, 1.0)
    assert selectors.running(device.state) is None


@pytest.mark.parametrize("stamps", [False, True])
def test_a_start_sent_an_hour_late_runs_since_the_click(stamps: bool) -> None:
    office = Office(wants_timestamp_timers=stamps)
    device = Device(office)
    start(device)
    office.wait(3600)
    device.drain()
    office.wait(1800)
    device.read()
    row = selectors.running(device.state)
    assert row is not None
    assert abs(row.entry.seconds(device.now) - 5400) <= 60


@pytest.mark.parametrize("stamps", [False, True])
def test_start_and_stop_offline_become_one_entry(stamps: bool) -> None:
    office = Office(wants_timestamp_timers=stamps)
    device = Device(office)
    start(device)
    office.wait(1800)
    device.act(changes.stop_timer, now=device.now)
    office.wait(1800)
    device.drain()
    [entry] = office.entries
    assert (entry["is_running"], entry["hours"]) == (False, 0.5)


@pytest.mark.parametrize("stamps", [False, True])
def test_a_late_stop_books_what_was_seen(stamps: bool) -> None:
    office = Office(wants_timestamp_timers=stamps)
    device = Device(office)
    start(device)
    device.drain()
    office.wait(1800)
    device.act(changes.stop_timer, now=device.now)
    office.wait(7200)
    device.drain()
    [entry] = office.entries
    assert entry["is_running"] is False
    assert entry["hours"] == pytest.approx(0.5, abs=0.018)


@pytest.mark.parametrize("stamps", [False, True])
@pytest.mark.parametrize("how", ["answer lost", "lost", "refused"])
def test_every_first_answer_is_lost_and_there_is_one_entry(stamps: bool, how: str) -> None:
    office = Office(wants_timestamp_timers=stamps)
    device = Device(office)
    seen: set[str] = set()

    def cut(step: object) -> str:
        request = step.request  # type: ignore[attr-defined]
        name = f"{request.method} {request.path} {request.body}"
        first = name not in seen and request.method != "GET"
        seen.add(name)
        return how if first else ""

    device.cut = cut
    clicked = device.now
    start(device)
    device.drain()
    office.wait(3600)
    hours = (device.now - clicked).total_seconds() / 3600
    device.act(changes.stop_timer, now=device.now)
    device.drain()
    [entry] = office.entries
    assert entry["is_running"] is False
    assert entry["hours"] == pytest.approx(hours, abs=0.018)


@pytest.mark.parametrize("stamps", [False, True])
def test_a_second_start_stops_the_first_late_as_well(stamps: bool) -> None:
    office = Office(wants_timestamp_timers=stamps)
    device = Device(office)
    start(device)
    device.drain()
    office.wait(1800)
    start(device, "mobile testing")
    office.wait(3600)
    device.drain()
    first, second = office.entries
    assert first["hours"] == pytest.approx(0.5, abs=0.018)
    assert second["is_running"]
    device.read()
    row = selectors.running(device.state)
    assert row is not None
    assert abs(row.entry.seconds(device.now) - 3600) <= 60


def test_continue_later_the_same_day_adds_to_the_entry() -> None:
    office = Office()
    device = Device(office)
    ref = start(device)
    device.drain()
    office.wait(1800)
    device.act(changes.stop_timer, now=device.now)
    device.drain()
    office.wait(600)
    device.act(changes.continue_entry, ref=ref, new_ref=new_ref(), now=device.now)
    office.wait(1800)
    device.drain()
    [entry] = office.entries
    assert entry["is_running"]
    assert entry["hours"] == pytest.approx(1.0, abs=0.011)


@pytest.mark.parametrize("stamps", [False, True])
@pytest.mark.parametrize("sent", [False, True])
def test_undo_of_a_start_brings_the_other_timer_back(stamps: bool, sent: bool) -> None:
    office = Office(wants_timestamp_timers=stamps)
    device = Device(office)
    start(device)
    device.drain()
    office.wait(1800)
    start(device, "mobile testing")
    if sent:
        device.drain()
    office.wait(5)
    device.act(changes.undo, now=device.now)
    device.drain()
    office.wait(1800)
    device.read()
    running = [e for e in office.entries if e["is_running"]]
    assert [e["project"]["name"] for e in running] == ["Website relaunch"]
    total = sum(e["hours"] for e in office.entries)
    assert total == pytest.approx(1.0, abs=0.02)


def test_a_start_that_left_late_is_ended_where_the_user_ended_it() -> None:
    office = Office()
    device = Device(office)
    start(device)
    device.cut = lambda _: "lost"
    device.act(session.hurry, now=device.now)
    step = plan(device.state, device.now)
    assert isinstance(step, Step)
    device.take(step)  # It has left, and nobody knows what became of it.
    office.wait(60)
    device.cut = lambda _: ""
    start(device, "mobile testing")
    office.wait(600)
    while any(waiting.op.ref == device.state.outbox[0].op.ref for waiting in device.state.outbox):
        first = device.state.outbox[0].op.ref
        device.act(session.hurry, now=device.now)
        match plan(device.state, device.now):
            case Step() as step:
                device.take(step)
            case until:
                assert until is not None
                office.instant = until
        if not any(waiting.op.ref == first for waiting in device.state.outbox):
            break
    device.act(changes.stop_timer, now=device.now)
    device.drain()
    programming, testing = office.entries
    assert programming["hours"] == pytest.approx(60 / 3600, abs=0.011)
    assert testing["hours"] == pytest.approx(630 / 3600, abs=0.02)
