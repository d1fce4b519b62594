"""Rules 5 to 12: whose day it is, and how long a timer has run, whatever clocks and zones do.

Rule 7 is tested beside the zones (tests/model/test_time_zones.py), rule 10 beside the store
(tests/store/test_any_acts.py), and so is the notice of rule 6 (tests/store/test_session.py).
"""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from harvest_widget.model.formats import show_hours
from harvest_widget.store import selectors
from harvest_widget.store.state import Offline, Online
from tests.program import Harvest
from tests.rules.line import Time, asked, line, until
from tests.sync.acts import book, start, stop
from tests.sync.device import Device, Office

KINDS = pytest.mark.parametrize("stamps", [False, True], ids=["duration", "start and end"])


@KINDS
@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        # 23:30 of the day before by UTC-5, 00:30 of the day after by UTC+9.
        ("Bogota", datetime(2026, 3, 11, 4, 30, tzinfo=UTC), "2026-03-10"),
        ("Tokyo", datetime(2026, 3, 10, 15, 30, tzinfo=UTC), "2026-03-11"),
    ],
)
def test_rule_5_a_new_entry_gets_the_local_date(
    zone: str, at: datetime, day: str, stamps: bool
) -> None:
    """Rule 5: started or booked, near midnight, Harvest gets the date on the user's wall."""
    office = Office(at, timezone=zone, wants_timestamp_timers=stamps)
    device = Device(office)
    sent: list[object] = []

    def cut(step: object) -> str:
        request = step.request  # type: ignore[attr-defined]
        if request.method == "POST":
            sent.append(request.body["spent_date"])
        return ""

    device.cut = cut
    if not stamps:
        book(device, notes="booked")
    start(device, notes="started")
    device.drain()
    assert {str(one) for one in sent} == {day}
    assert {entry["spent_date"] for entry in office.entries} == {day}


def test_rule_6_today_follows_the_zone_of_the_profile() -> None:
    """Rule 6: also once the profile's zone is changed on the web, wherever this machine is."""
    office = Office(datetime(2026, 3, 10, 16, 0, tzinfo=UTC))
    device = Device(office)
    assert selectors.today(device.state, device.now) == date(2026, 3, 10)
    office.sandbox.change("timezone", "Tokyo")
    office.wait(2 * 3600)
    device.read()
    assert selectors.today(device.state, device.now) == date(2026, 3, 11)


@KINDS
def test_rule_8_a_timer_that_was_started_yesterday_is_found_and_shown(
    tmp_path: Path, stamps: bool
) -> None:
    """Rule 8: at the first start on this computer, and at the next start of the program."""
    office = Office(wants_timestamp_timers=stamps)
    office.control("POST", "entries", is_running=True, notes="since yesterday")
    office.wait(24 * 3600)
    for path in (None, tmp_path / "kept.sqlite3"):
        row = selectors.running(Device(office, path).state)
        assert row is not None
        assert (row.entry.text, row.entry.spent_date) == ("since yesterday", date(2026, 3, 10))
        assert row.entry.seconds(office.instant) == 24 * 3600


def test_rule_8_a_timer_that_was_started_while_the_program_was_ended_is_found(
    tmp_path: Path,
) -> None:
    """Rule 8: what this computer remembers of yesterday does not hide what runs since."""
    office = Office()
    device = Device(office, tmp_path / "kept.sqlite3")
    assert device.disk is not None
    device.disk.close()
    office.wait(3600)
    office.control("POST", "entries", is_running=True, notes="on the web")
    office.wait(24 * 3600)
    again = Device(office, tmp_path / "kept.sqlite3")
    again.read()
    row = selectors.running(again.state)
    assert row is not None
    assert (row.entry.text, row.entry.seconds(office.instant)) == ("on the web", 24 * 3600)


@KINDS
def test_rule_9_a_timer_over_midnight_keeps_its_date_and_grows_beyond_24_hours(
    stamps: bool,
) -> None:
    """Rule 9: 26 hours are shown as 26:00 on the day of the start, here and at Harvest."""
    office = Office(datetime(2026, 3, 10, 22, 0, tzinfo=UTC), wants_timestamp_timers=stamps)
    device = Device(office)
    ref = start(device)
    device.drain()
    office.wait(26 * 3600)
    device.read()
    entry = selectors.sheet(device.state)[ref]
    assert entry.spent_date == date(2026, 3, 10)
    assert show_hours(entry.seconds(device.now), selectors.formats(device.state)) == "26:00"
    assert selectors.today(device.state, device.now) == date(2026, 3, 12)
    [there] = office.entries
    assert (there["spent_date"], there["hours"]) == ("2026-03-10", 26.0)
    stop(device)
    assert selectors.sheet(device.state)[ref].spent_date == date(2026, 3, 10)


@pytest.mark.parametrize("fast", [600, -600])
async def test_rule_11_a_clock_that_is_ten_minutes_wrong_shows_the_right_time(
    harvest: Harvest, time: Time, tmp_path: Path, fast: int
) -> None:
    """Rule 11: a timer of ours and one of the web run as long as Harvest says, never below zero."""
    elsewhere = harvest.ask("entries", {"is_running": True})
    time.wait(1800)
    for _ in range(2):
        # The second time what was learnt is known before Harvest has said anything.
        async with line(time, tmp_path, fast=fast) as here:
            await here.begin()
            await here.is_read()
            assert here.shown(str(elsewhere["id"])) == pytest.approx(1800, abs=2)
    async with line(time, tmp_path, fast=fast) as here:
        assert here.shown(str(elsewhere["id"])) == pytest.approx(1800, abs=2)
        await here.begin()
        ref = here.start()
        assert 0 <= here.shown(ref) <= 2
        await here.drained()
        assert 0 <= here.shown(ref) <= 2
        time.wait(600)
        assert here.shown(ref) == pytest.approx(600, abs=2)
    ours = harvest.entries[-1]
    assert ours["hours"] == pytest.approx(600 / 3600, abs=0.01)
    assert harvest.entries[0]["hours"] == pytest.approx(0.5, abs=0.01)


async def test_rule_12_after_sleep_the_time_is_right_at_once_and_failures_stay_quiet(
    harvest: Harvest, time: Time, tmp_path: Path
) -> None:
    """Rule 12: eight hours asleep, and the network needs three tries: no notice, no problem."""
    async with line(time, tmp_path) as here:
        await here.begin()
        await here.is_read()
        ref = here.start()
        await here.drained()
        harvest.ask("faults", {"times": 3, "do": {"drop": "before"}})
        before = len(asked(harvest))
        time.wait(8 * 3600)
        # Nobody has been asked yet.
        assert here.shown(ref) == 8 * 3600
        assert len(asked(harvest)) == before
        here.connection.look_again()
        await until(lambda: isinstance(here.state.connection, Offline))
        for _ in range(40):
            await here.wait(1)
        await until(lambda: here.state.connection == Online())
        assert here.shown(ref) == pytest.approx(8 * 3600 + 40, abs=1)
        assert here.state.notices == ()
        assert selectors.problems(here.state) == ()
        assert selectors.status(here.state).kind == "online"
    statuses = [one["status"] for one in asked(harvest)[before:]]
    assert statuses[:4] == [None, None, None, 200]
