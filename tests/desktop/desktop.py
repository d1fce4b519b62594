"""A whole Linux desktop for one test, thrown away after it: screen, panel, bus, keychain, mouse.

Nothing of the person's own desktop is touched or seen. Everything is waited for by asking it.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

import pytest

from tests.desktop.parts import (
    KEYRING_PASSWORD,
    environment,
    start_accessibility,
    start_bus,
    start_keyring,
    start_notifications,
    start_panel,
    start_screen,
    start_trayer,
    start_window_manager,
)
from tests.desktop.session import SYSTEM_PYTHON, Accessible, Desktop, eventually

__all__ = ["KEYRING_PASSWORD", "Accessible", "Desktop", "desktop", "eventually"]


@contextmanager
def desktop(
    *,
    tray: Literal["sni", "xembed"] | None = "sni",
    keyring: Literal["unlocked", "locked"] | None = None,
    accessibility: bool = False,
    size: tuple[int, int] = (1280, 800),
    dpi: int = 96,
) -> Iterator[Desktop]:
    """Bring a desktop up, and down again; skip the test where a part of it is not installed.

    `tray`: "sni" is Xfce's panel, as on most desktops of today; "xembed" is trayer, the old way.
    """
    require(accessibility=accessibility)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desktop-")))
        here = Desktop(folder=folder, env=environment(folder), width=size[0], height=size[1])
        stack.callback(here.end_all)
        start_screen(here, dpi)
        start_bus(here)
        stack.enter_context(here.bus)
        start_window_manager(here)
        start_notifications(here)
        if accessibility:
            start_accessibility(here)
        if keyring:
            start_keyring(here, locked=keyring == "locked")
        if tray == "sni":
            start_panel(here)
        elif tray == "xembed":
            start_trayer(here)
        yield here


def require(*, accessibility: bool) -> None:
    """Skip the test, saying what is missing, where no desktop can be brought up."""
    if sys.platform != "linux":
        pytest.skip("the desktop tests need Linux")
    programs = ["Xvfb", "dbus-daemon", "openbox", "xfce4-panel", "trayer", "dunst"]
    programs += ["gnome-keyring-daemon", "xdotool", "xprop", "scrot"]
    missing = [name for name in programs if not shutil.which(name)]
    gi = [SYSTEM_PYTHON, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
    if accessibility and subprocess.run(gi, capture_output=True, check=False).returncode:
        missing.append("gir1.2-atspi-2.0")
    if missing:
        pytest.skip(f"the desktop tests need {', '.join(missing)}")
