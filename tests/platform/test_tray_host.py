"""Whether there is a tray, on a real session bus."""

from typing import Any

import pytest


@pytest.fixture
def offscreen(session: Any) -> dict[str, str]:
    return {"QT_QPA_PLATFORM": "offscreen"}


def test_a_tray_may_come_later_and_go_and_come_again(
    session: Any, offscreen: dict[str, str]
) -> None:
    probe = session.python("tray_probe.py", **offscreen)
    assert probe.stdout.readline() == "no tray\n"
    for _ in range(2):
        tray = session.python("tray_name.py")
        assert probe.stdout.readline() == "tray\n"
        tray.communicate("\n", timeout=30)
        assert probe.stdout.readline() == "no tray\n"


def test_a_tray_that_was_there_first_is_seen_at_once(
    session: Any, offscreen: dict[str, str]
) -> None:
    tray = session.python("tray_name.py")
    assert tray.stdout.readline() == "1\n"
    probe = session.python("tray_probe.py", **offscreen)
    assert probe.stdout.readline() == "tray\n"


def test_without_a_bus_there_is_no_tray_and_no_complaint(
    session: Any, offscreen: dict[str, str]
) -> None:
    probe = session.python("tray_probe.py", DBUS_SESSION_BUS_ADDRESS="unix:path=/none", **offscreen)
    assert probe.stdout.readline() == "no tray\n"
    probe.kill()
    assert probe.communicate(timeout=30)[1] == ""
