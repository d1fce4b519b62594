"""What is read and when, and what it changes.

The days that show, the timer on any day, settings (sync.md 21 to 23).
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from harvest_widget.store import changes, selectors
from harvest_widget.store.state import Offline, SignedOut
from harvest_widget.sync.absorb import absorb
from harvest_widget.sync.plan import held_until, plan
from harvest_widget.sync.reads import plan_read
from harvest_widget.sync.steps import Step
from tests.sync.acts import book, edit, start
from tests.sync.device import Device, Office


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def device(office: Office) -> Device:
    return Device(office)


def requests_of(office: Office) -> list[dict[str, Any]]:
    asked = office.sandbox.answer("GET", "/_sandbox/state").json()["requests"]
    assert isinstance(asked, list)
    return asked


def test_every_list_of_entries_names_the_user(device: Device) -> None:
    asked = [r for r in requests_of(device.office) if r["path"] == "/v2/time_entries"]
    assert asked
    assert all("user_id=" in r["query"] for r in asked)


def test_nothing_is_read_again_before_its_time(device: Device) -> None:
    before = len(requests_of(device.office))
    device.office.wait(20)
    device.read()
    assert len(requests_of(device.office)) == before
    device.office.wait(20)
    device.read()
    queries = [r["query"] for r in requests_of(device.office)[before:]]
    # Today shows what runs as well: that alone is asked for less often.
    assert ["is_running" in query for query in queries] == [False]
    device.office.wait(120)
    device.read()
    assert any("is_running" in r["query"] for r in requests_of(device.office)[before:])


def test_settings_and_assignments_are_read_hourly_or_when_asked(device: Device) -> None:
    before = len(requests_of(device.office))
    device.act(changes.refresh, now=device.now + timedelta(seconds=1))
    device.office.wait(2)
    device.read()
    paths = {r["path"] for r in requests_of(device.office)[before:]}
    assert paths >= {"/v2/users/me", "/v2/company", "/v2/users/me/project_assignments"}


def test_a_timer_of_another_day_is_found(office: Office) -> None:
    device = Device(office)
    work = device.work("mobile testing")
    office.control(
        "POST", "entries", project_id=work.project.id, task_id=work.task.id, is_running=True,
        spent_date="2026-02-20",
    )  # fmt: skip
    office.wait(120)
    device.read()
    row = selectors.running(device.state)
    assert row is not None
    assert row.entry.spent_date == date(2026, 2, 20)


def test_the_days_of_another_week_are_read_when_they_are_shown(device: Device) -> None:
    device.office.control("POST", "entries", spent_date="2026-02-20", hours=2)
    device.act(changes.show_day, day=date(2026, 2, 20))
    device.read()
    [row] = selectors.rows(device.state, date(2026, 2, 20))
    assert float(row.entry.hours) == 2.0


def test_old_weeks_are_let_go_of(device: Device) -> None:
    for week in range(12):
        day = date(2026, 2, 16) - timedelta(weeks=week)
        device.office.control("POST", "entries", spent_date=day.isoformat(), hours=1)
        device.act(changes.show_day, day=day)
        device.read()
    assert len(device.state.snapshot.spans) == 8
    # Today's week, which is empty, stays.
    assert len(device.state.snapshot.entries) == 7


def test_a_read_never_touches_a_pending_change(device: Device) -> None:
    ref = book(device, 3600, notes="old")
    device.drain()
    device.office.wait(60)
    edit(device, ref, notes="ours")
    device.read()
    assert selectors.sheet(device.state)[ref].text == "ours"


def test_an_account_that_hides_its_settings_is_guessed_from_its_entries(office: Office) -> None:
    office.sandbox.change("wants_timestamp_timers", True)
    office.sandbox.change("clock", "12h")
    office.sandbox.change("company_forbidden", True)
    office.control("POST", "entries", started_time="9:00am", ended_time="10:30am")
    device = Device(office)
    assert selectors.timestamps(device.state)
    assert selectors.formats(device.state).clock == "12h"
    assert held_until(device.state, device.now) is None


def fail(device: Device, kind: str, status: int, **more: Any) -> None:
    """Let the next read fail with that status."""
    device.office.control("POST", "faults", match={}, times=1, do={"status": status, **more})
    device.office.wait(60)
    step = plan_read(device.state, device.now, looking=True)
    assert isinstance(step, Step)
    device.take(step)
    assert selectors.status(device.state).kind == kind


def test_a_token_that_was_revoked_signs_out_and_keeps_the_queue(device: Device) -> None:
    ref = start(device)
    fail(device, "signed-out", 401)
    assert device.state.connection == SignedOut("refused")
    assert plan(device.state, device.now) is None
    assert ref in selectors.sheet(device.state)


def test_a_fault_of_harvest_is_told_apart_from_no_network(device: Device) -> None:
    fail(device, "down", 500, html="<h1>Oops</h1>")
    connection = device.state.connection
    assert isinstance(connection, Offline)
    device.cut = lambda _: "refused"
    device.office.wait(120)
    step = plan_read(device.state, device.now, looking=True)
    assert isinstance(step, Step)
    device.take(step)
    assert selectors.status(device.state).kind == "offline"
    assert isinstance(device.state.connection, Offline)
    assert device.state.connection.since == connection.since


@pytest.mark.parametrize("status", [429, 503])
def test_a_throttle_silences_everything_until_it_is_over(device: Device, status: int) -> None:
    fail(device, "throttled", status, headers={"Retry-After": "7"})
    start(device)
    until = plan(device.state, device.now)
    assert isinstance(until, datetime)
    # Never less, and a little more so that not all of an office come back at one moment.
    assert timedelta(seconds=7) < until - device.now < timedelta(seconds=37)
    device.office.instant = until
    device.drain()
    assert selectors.status(device.state).kind == "online"


def test_without_a_word_the_pause_doubles_up_to_five_minutes(device: Device) -> None:
    device.office.control("POST", "faults", match={}, times=None, do={"status": 429, "empty": True})
    start(device)
    pauses = []
    for _ in range(7):
        step = plan(device.state, device.now)
        assert isinstance(step, Step)
        device.take(step)
        until = device.state.silent_until
        assert until is not None
        pauses.append((until - device.now).total_seconds())
        device.office.instant = until
    least = [15, 30, 60, 120, 240, 300, 300]
    assert all(0 < pause - own <= 600 for pause, own in zip(pauses, least, strict=True))
    # Those who are refused together come back further apart each time.
    spread = [pause - own for pause, own in zip(pauses, least, strict=True)]
    assert spread == sorted(spread)
    assert spread[0] <= 15


def test_retries_are_spread_and_never_more_than_a_minute_apart(device: Device) -> None:
    start(device)
    device.cut = lambda _: "refused"
    pauses = []
    for _ in range(9):
        step = plan(device.state, device.now)
        assert isinstance(step, Step)
        device.take(step)
        connection = device.state.connection
        assert isinstance(connection, Offline)
        pauses.append((connection.retry_at - device.now).total_seconds())
        device.office.instant = connection.retry_at
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_an_entry_that_is_gone_at_its_reread_leaves_the_sheet(device: Device) -> None:
    first = start(device)
    device.drain()
    start(device, "mobile testing")
    device.drain()
    device.office.control("DELETE", f"entries/{device.office.entries[0]['id']}")
    device.read()
    assert first not in selectors.sheet(device.state)


def test_the_day_is_that_of_the_profile(office: Office) -> None:
    late = Office(datetime(2026, 3, 10, 4, 30, tzinfo=UTC))
    late.sandbox.change("timezone", "Eastern Time (US & Canada)")
    device = Device(late)
    start(device)
    device.drain()
    assert late.entries[0]["spent_date"] == "2026-03-10"
    late.instant = datetime(2026, 3, 11, 3, 30, tzinfo=UTC)
    start(device)
    device.drain()
    # 23:30 on the tenth in New York.
    assert late.entries[1]["spent_date"] == "2026-03-10"


def test_an_answer_to_what_was_taken_back_meanwhile_changes_nothing(device: Device) -> None:
    start(device)
    device.office.wait(60)
    step = plan(device.state, device.now)
    assert isinstance(step, Step)
    device.act(changes.undo, now=device.now)
    after = device.state
    state = absorb(after, step, outcome_of_nothing(), device.now, 0.5)
    assert state.outbox == after.outbox


def outcome_of_nothing() -> Any:
    from harvest_widget.sync.steps import Answered

    return Answered([])


def test_what_is_asked_for_is_read_although_the_clock_was_set_back(device: Device) -> None:
    device.office.wait(-3600)
    before = len(requests_of(device.office))
    device.act(changes.refresh, now=device.now)
    device.read()
    assert len(requests_of(device.office)) - before == 5
