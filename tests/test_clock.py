"""The program's clock: spans are measured, and only the server moves what is shown."""

import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from harvest_widget import clock as clocks
from harvest_widget.clock import Clock


class Steady:
    """A steady clock that is wound by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(clocks, "_running_on", lambda: self.seconds)


def test_the_time_is_near_this_computers_own() -> None:
    clock = Clock(0.0)
    assert abs(clock() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock().utcoffset() == timedelta(0)


def test_a_span_is_what_the_steady_clock_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    steady = Steady(monkeypatch)
    clock = Clock(0.0)
    before = clock()
    steady.seconds += 3600
    assert clock() - before == timedelta(hours=1)


def test_the_server_moves_what_is_shown_and_not_what_is_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Steady(monkeypatch)
    clock = Clock(-30.0)
    assert clock() - clock.own() == timedelta(seconds=-30)
    clock.offset = 90.0
    assert clock() - clock.own() == timedelta(seconds=90)


def test_the_servers_date_is_cut_to_seconds_so_it_was_half_a_second_later() -> None:
    clock = Clock(0.0)
    received = datetime(2026, 3, 10, 9, 0, 0, 500_000, UTC)
    assert clock.heard(datetime(2026, 3, 10, 9, 0, 10, tzinfo=UTC), received) == 10.0


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_steady_clock_never_goes_back(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    name = {"linux": "CLOCK_BOOTTIME", "darwin": "CLOCK_MONOTONIC"}.get(platform)

    def gettime(which: int) -> float:
        asked.append(which)
        return time.monotonic()

    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(time, "clock_gettime", gettime, raising=False)
    if name is not None:
        monkeypatch.setattr(time, name, name, raising=False)
    first, second = clocks._running_on(), clocks._running_on()
    assert first <= second
    assert asked == ([name] * 2 if name else [])
