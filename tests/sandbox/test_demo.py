"""The demo looks alive and right at any moment, and outlives the program."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from harvest_widget.sandbox import Clock, Sandbox, demo
from harvest_widget.sandbox.messages import Json
from tests.sandbox.asker import Asker

MOMENTS = {
    "wednesday afternoon": "2026-03-11T15:20",
    "just after midnight": "2026-03-11T00:05",
    "ten seconds after midnight": "2026-03-11T00:00:10",
    "monday morning": "2026-03-09T09:10",
    "monday, just after midnight": "2026-03-09T00:05",
    "sunday evening": "2026-03-15T20:00",
    "the last day of a month": "2026-02-28T17:00",
    "the first day of a month": "2026-03-01T00:05",
    "new year": "2026-01-01T11:00",
    "the day clocks change": "2026-03-29T12:00",
    "late in the evening": "2026-03-11T23:59",
}


def shown(at: str, zone: str = "UTC", seed: int = 1) -> tuple[float, list[Json]]:
    now = datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()
    clock = Clock(lambda: now)
    sandbox = demo(now, seed=seed, timezone=zone, clock=clock)
    return now, Asker(sandbox).entries()


@pytest.fixture(params=list(MOMENTS.values()), ids=list(MOMENTS))
def moment(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_nothing_lies_in_the_future(moment: str) -> None:
    now, entries = shown(moment)
    today = datetime.fromtimestamp(now, UTC).date().isoformat()
    assert all(entry["spent_date"] <= today for entry in entries)
    assert all(
        seconds(entry[key]) <= now for entry in entries for key in ("created_at", "updated_at")
    )


def test_one_timer_runs_since_a_few_minutes_and_is_dated_today(moment: str) -> None:
    now, entries = shown(moment)
    running = [entry for entry in entries if entry["is_running"]]
    assert len(running) == 1
    assert 0 <= now - seconds(running[0]["timer_started_at"]) <= 30 * 60
    assert running[0]["spent_date"] == datetime.fromtimestamp(now, UTC).date().isoformat()
    assert entries[0] == running[0]


def test_finished_days_have_seven_to_eight_hours_and_weekends_none(moment: str) -> None:
    now, entries = shown(moment)
    today = datetime.fromtimestamp(now, UTC).date()
    totals: dict[date, float] = {}
    for entry in entries:
        day = date.fromisoformat(entry["spent_date"])
        totals[day] = totals.get(day, 0) + entry["hours"]
    monday = today - timedelta(days=today.weekday() + 14)
    days = [monday + timedelta(days=n) for n in range((today - monday).days)]
    for day in days:
        if day.weekday() < 5:
            assert 7 <= totals[day] <= 8
        else:
            assert day not in totals


def test_stopped_entries_of_a_day_do_not_overlap(moment: str) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()
    sandbox = demo(now, timezone="UTC", clock=Clock(lambda: now))
    spans = sorted(
        (entry.started_at or 0, entry.ended_at or int(now))
        for entry in sandbox.world.main.entries.values()
    )
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_only_the_week_before_last_is_locked(moment: str) -> None:
    now, entries = shown(moment)
    today = datetime.fromtimestamp(now, UTC).date()
    last_week = (today - timedelta(days=today.weekday() + 7)).isoformat()
    locked = [entry for entry in entries if entry["is_locked"]]
    assert {entry["spent_date"] < last_week for entry in locked} == {True}
    assert len(locked) == sum(entry["spent_date"] < last_week for entry in entries)
    assert {entry["is_billed"] for entry in locked} == {True, False}


def test_the_days_are_those_of_the_zone() -> None:
    _, entries = shown("2026-03-10T15:05", zone="Tokyo")  # five past midnight there
    assert entries[0]["is_running"]
    assert entries[0]["spent_date"] == "2026-03-11"
    assert entries[0]["timer_started_at"] == "2026-03-10T15:00:00Z"
    assert entries[1]["spent_date"] == "2026-03-10"


def test_the_account_has_several_clients_projects_and_kinds_of_notes() -> None:
    _, entries = shown("2026-03-11T15:20")
    assert len({entry["client"]["name"] for entry in entries}) >= 4
    assert len({entry["project"]["name"] for entry in entries}) >= 5
    assert {None} < {entry["notes"] for entry in entries}


def test_the_same_seed_gives_the_same_data() -> None:
    assert shown("2026-03-11T15:20") == shown("2026-03-11T15:20")
    assert shown("2026-03-11T15:20") != shown("2026-03-11T15:20", seed=2)


def test_without_arguments_it_is_now_and_here() -> None:
    sandbox = demo()
    entries = Asker(sandbox).entries()
    assert entries[0]["is_running"]
    assert len(entries) > 30


def test_a_dump_brings_everything_back() -> None:
    now = datetime(2026, 3, 11, 15, 20, tzinfo=UTC).timestamp()
    first = Asker(demo(now, timezone="Berlin", clock=Clock(lambda: now)))
    mine = first.book(notes="Größe\n& more", external_reference={"id": "k"})
    first.sandbox.change("clock", "12h")
    later = Clock(lambda: now + 3600)
    second = Asker(Sandbox.load(first.sandbox.dump(), later))
    assert second.entry(mine["id"])["hours"] == 1.0
    assert second.entry(mine["id"])["external_reference"] == mine["external_reference"]
    assert second.get("company") == first.get("company")
    assert second.get("users/me/project_assignments") == first.get("users/me/project_assignments")
    stopped = [entry for entry in first.entries() if not entry["is_running"]]
    assert [entry for entry in second.entries() if not entry["is_running"]] == stopped
    assert second.book(hours=1)["id"] > mine["id"]
    second.book()
    assert not second.entry(mine["id"])["is_running"]


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", json.dumps({"version": 99}).encode(), b'{"version":1}']
)
def test_bytes_that_are_no_dump_are_told(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"dump|Expecting|decode"):
        Sandbox.load(data)
