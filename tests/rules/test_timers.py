"""Rules 14 and 15: where a restart leads, and what continuing an earlier day makes.

Rule 13 is tested in tests/sync/test_elsewhere.py, rule 22 in tests/sync/test_creates.py.
"""

import pytest

from harvest_widget.model.operations import new_ref
from harvest_widget.store import changes, selectors
from tests.sync.acts import book, start, stop
from tests.sync.device import Device, Office


@pytest.mark.parametrize("late", [0, 5, 600])
def test_rule_14_a_restart_that_makes_another_entry_is_followed_and_stopped(late: int) -> None:
    """Rule 14: the account changed its kind meanwhile; the stop hits the new entry, not the old."""
    office = Office()
    device = Device(office)
    ref = book(device, 3600)
    device.drain()
    # From now on a restart opens a new entry, and this computer does not know.
    office.sandbox.change("wants_timestamp_timers", value=True)
    device.act(changes.continue_entry, ref=ref, new_ref=new_ref(), now=device.now)
    office.wait(late)
    device.drain()
    [_, new] = office.entries
    assert new["is_running"]
    office.wait(1800)
    device.read()
    row = selectors.running(device.state)
    assert row is not None
    assert row.entry.id == new["id"]
    stop(device)
    device.drain()
    [old_after, new_after] = office.entries
    assert not new_after["is_running"]
    assert new_after["hours"] == pytest.approx(0.5, abs=0.02)
    # What ran before it left is booked on the entry that was continued.
    assert old_after["hours"] == pytest.approx(1 + late / 3600, abs=0.01)
    assert selectors.problems(device.state) == ()


@pytest.mark.parametrize("stamps", [False, True], ids=["duration", "start and end"])
def test_rule_15_continuing_an_entry_of_an_earlier_day_makes_one_of_today(stamps: bool) -> None:
    """Rule 15: with its project, task and notes; the old entry stays as it is."""
    office = Office(wants_timestamp_timers=stamps)
    device = Device(office)
    ref = start(device, notes="go on here")
    device.drain()
    office.wait(3600)
    stop(device)
    device.drain()
    [old] = office.entries
    office.wait(24 * 3600)
    device.read()
    device.act(changes.continue_entry, ref=ref, new_ref=new_ref(), now=device.now)
    device.drain()
    [before, new] = office.entries
    assert before == old
    assert (new["spent_date"], new["is_running"]) == ("2026-03-11", True)
    for field in ("project", "task", "notes"):
        assert new[field] == old[field]
