"""Harvest's zone names lead to real zones, and this machine's zone has a name."""

import os
import time
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from harvest_widget.sandbox import Clock, demo
from harvest_widget.sandbox.zones import IANA, machine_zone, zone
from tests.sandbox.asker import MONDAY, Asker

needs_tzset = pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone can't be set here")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def test_every_name_leads_to_a_zone() -> None:
    assert len(IANA) > 150
    for name, key in IANA.items():
        assert zone(name).key == key


def test_iana_names_pass_and_unknown_ones_mean_utc() -> None:
    assert zone("Europe/Vienna") == ZoneInfo("Europe/Vienna")
    assert [zone(name).key for name in ("Atlantis", "", "../etc/passwd")] == ["Etc/UTC"] * 3


@needs_tzset
@pytest.mark.parametrize(
    ("key", "name"), [("Europe/Berlin", "Berlin"), ("Asia/Tokyo", "Osaka"), ("Etc/UTC", "UTC")]
)
def test_the_machines_zone_is_found_by_its_key(
    machine: pytest.MonkeyPatch, key: str, name: str
) -> None:
    machine.setenv("TZ", key)
    time.tzset()
    assert machine_zone(MONDAY) == name


@needs_tzset
def test_a_zone_without_a_name_is_found_by_its_offsets(machine: pytest.MonkeyPatch) -> None:
    machine.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    found = machine_zone(MONDAY)
    assert found is not None
    assert IANA[found].startswith("Europe/")
    machine.setenv("TZ", "ODD-3:17")
    time.tzset()
    assert machine_zone(MONDAY) is None
    assert Asker(demo(clock=Clock(lambda: MONDAY))).get("users/me")["timezone"] == "UTC"
    assert os.environ["TZ"] == "ODD-3:17"
