"""The day and the clock of the user's Harvest time zone."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from harvest_widget.model.time_zones import NAMES, RENAMED, day, instant, local, zone

LISTED = Path(__file__).parents[2].parent / "shared" / "timezones.json"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Berlin", "Europe/Berlin"),
        ("Kyiv", "Europe/Kiev"),
        ("UTC", "Etc/UTC"),
        ("Mumbai", "Asia/Kolkata"),
        ("Nuku'alofa", "Pacific/Tongatapu"),
        ("Solomon Is.", "Pacific/Guadalcanal"),
        ("International Date Line West", "Pacific/Midway"),
        ("  Tokyo ", "Asia/Tokyo"),
        ("Europe/Vienna", "Europe/Vienna"),
    ],
)
def test_a_harvest_name_or_an_iana_id_gives_its_zone(name: str, key: str) -> None:
    assert zone(name) == ZoneInfo(key)


@pytest.mark.parametrize("name", ["", None, "Atlantis", "Europe", "../../etc/passwd", "a\0b", "/"])
def test_an_unknown_name_gives_nothing_and_raises_nothing(name: str | None) -> None:
    """Rule 7: the machine's own zone serves then."""
    assert zone(name) is None


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_zone(name: str) -> None:
    assert zone(name) is not None


def test_every_listed_name_gives_the_listed_zone() -> None:
    """Rule 7: every name that Harvest may give a profile."""
    if not LISTED.exists():
        pytest.skip(f"{LISTED.name} is not beside this checkout")
    lists = json.loads(LISTED.read_text(encoding="utf-8"))
    listed = lists["mapping"] | lists["documented"]
    assert listed
    assert {name: found.key for name in listed if (found := zone(name))} == listed


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_renamed_zone_is_the_same_one(old: str, new: str) -> None:
    for month in range(1, 13):
        at = datetime(2026, month, 15, 12, tzinfo=UTC)
        assert at.astimezone(ZoneInfo(old)).utcoffset() == at.astimezone(ZoneInfo(new)).utcoffset()


def test_a_zone_is_found_under_its_new_name_where_the_old_one_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(NAMES, "Kyiv", "Europe/Gone")
    monkeypatch.setitem(RENAMED, "Europe/Gone", "Europe/Kyiv")
    assert zone("Kyiv") == ZoneInfo("Europe/Kyiv")


@pytest.mark.parametrize(
    ("name", "utc", "on"),
    [
        ("America/New_York", datetime(2026, 11, 20, 4, 30, tzinfo=UTC), date(2026, 11, 19)),
        ("Asia/Tokyo", datetime(2026, 11, 18, 15, 30, tzinfo=UTC), date(2026, 11, 19)),
        ("Europe/Berlin", datetime(2026, 11, 19, 22, 59, 59, tzinfo=UTC), date(2026, 11, 19)),
        ("Europe/Berlin", datetime(2026, 11, 19, 23, 0, tzinfo=UTC), date(2026, 11, 20)),
    ],
)
def test_the_day_is_the_one_in_the_user_s_zone(name: str, utc: datetime, on: date) -> None:
    assert day(utc, ZoneInfo(name)) == on
    assert local(utc, ZoneInfo(name)).date() == on


def test_a_wall_clock_time_is_an_instant() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert instant(date(2026, 11, 19), time(15, 4), berlin) == datetime(
        2026, 11, 19, 14, 4, tzinfo=UTC
    )


def test_a_time_left_out_in_spring_counts_on_from_before() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = instant(date(2026, 3, 29), time(2, 30), berlin)
    assert at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert local(at, berlin).time() == time(3, 30)


def test_a_time_that_comes_twice_in_autumn_is_the_first() -> None:
    assert instant(date(2026, 10, 25), time(2, 30), ZoneInfo("Europe/Berlin")) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    # Lord Howe Island moves its clocks by half an hour.
    assert instant(date(2026, 4, 5), time(1, 45), ZoneInfo("Australia/Lord_Howe")) == datetime(
        2026, 4, 4, 14, 45, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("name", "on", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23.0),
        ("Europe/Berlin", date(2026, 10, 25), 25.0),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Europe/Berlin", date(2026, 11, 19), 24.0),
    ],
)
def test_days_are_as_long_as_they_are(name: str, on: date, hours: float) -> None:
    of_day = ZoneInfo(name)
    start = instant(on, time(0), of_day)
    end = instant(on + timedelta(days=1), time(0), of_day)
    assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("America/Santiago", date(2026, 9, 6)),  # midnight is left out
        ("America/Havana", date(2026, 11, 1)),  # midnight comes twice
        ("Europe/Berlin", date(2026, 3, 29)),
    ],
)
def test_midnight_is_the_first_instant_of_its_day(name: str, on: date) -> None:
    of_day = ZoneInfo(name)
    midnight = instant(on, time(0), of_day)
    assert day(midnight, of_day) == on
    assert day(midnight - timedelta(seconds=1), of_day) == on - timedelta(days=1)


def test_without_a_zone_the_machine_s_own_serves() -> None:
    here = datetime(2026, 11, 19, 23, 30).astimezone()
    assert day(here.astimezone(UTC), None) == here.date()
    assert local(here.astimezone(UTC), None) == here
    assert instant(here.date(), here.time(), None) == here
