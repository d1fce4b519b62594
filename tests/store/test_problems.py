"""What the user can do about a refusal of any kind: send again, discard, take that back."""

from collections.abc import Callable

import pytest

from harvest_widget.model.operations import Waiting, new_ref
from harvest_widget.store import changes, problems, selectors
from tests.sync.acts import book, delete, edit, start, stop
from tests.sync.device import Device, Office


def resume(device: Device, ref: str) -> None:
    device.act(changes.continue_entry, ref=ref, new_ref=new_ref(), now=device.now)


Act = Callable[[Device, str], object]
ACTS: dict[str, Act] = {
    "a new entry": lambda device, _: book(device, 1800),
    "a start": lambda device, _: start(device, "mobile testing"),
    "a continue": resume,
    "a stop": lambda device, _: stop(device),
    "an edit": lambda device, ref: edit(device, ref, notes="typed by the user"),
    "a delete": delete,
}


@pytest.fixture(params=ACTS)
def device(request: pytest.FixtureRequest) -> Device:
    """A computer with one refused operation, and a Harvest that would take it now."""
    office = Office()
    device = Device(office)
    ref = start(device) if request.param == "a stop" else book(device, 3600, notes="as it was")
    device.drain()
    office.wait(600)
    do = {"status": 422, "json": {"message": "No."}}
    for method in ("POST", "PATCH", "DELETE"):
        match = {"method": method}
        office.control("POST", "faults", match=match, times=None, do=do)
    ACTS[request.param](device, ref)
    device.drain()
    office.control("DELETE", "faults")
    assert problem(device).refusal is not None
    return device


def problem(device: Device) -> Waiting:
    [refused] = selectors.problems(device.state)
    return refused


def told(device: Device) -> list[tuple[str, bool]]:
    """Notes and whether it runs, of all that Harvest holds."""
    return [(entry["notes"] or "", entry["is_running"]) for entry in device.office.entries]


def shown(device: Device) -> list[tuple[str, bool]]:
    return sorted(
        (entry.text, entry.is_running) for entry in selectors.sheet(device.state).values()
    )


def test_sent_again_it_is_accepted_as_it_showed(device: Device) -> None:
    before = shown(device)
    device.act(problems.retry, n=problem(device).n, now=device.now)
    device.drain()
    assert device.state.outbox == ()
    assert sorted(told(device)) == shown(device) == before


def test_discarded_the_timesheet_is_harvests_again(device: Device) -> None:
    before = told(device)
    device.act(problems.throw_away, n=problem(device).n, now=device.now)
    device.drain()
    assert device.state.outbox == ()
    assert sorted(told(device)) == shown(device) == sorted(before)


def test_discarding_can_be_taken_back(device: Device) -> None:
    before, refused = shown(device), problem(device)
    device.act(problems.throw_away, n=refused.n, now=device.now)
    device.drain()
    device.act(changes.undo, now=device.now)
    assert problem(device) == refused
    assert shown(device) == before
