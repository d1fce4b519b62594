"""The desktop that other tests rely on works: tried with the smallest program that has an icon."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest

from tests.desktop.desktop import KEYRING_PASSWORD, Desktop, desktop, eventually
from tests.desktop.tray import tray_icon

pytestmark = pytest.mark.desktop

PROGRAM = [sys.executable, str(Path(__file__).parent / "tray_program.py")]
NAME = Path(sys.executable).name


def says(here: Desktop, words: str) -> None:
    def said() -> bool:
        if words not in (log := here.log(NAME)):
            raise LookupError(log)
        return True

    eventually(said, what=f"{words!r}")


@pytest.mark.parametrize("tray", ["sni", "xembed"])
def test_a_click_on_the_icon_opens_the_window_and_typing_reaches_it(
    tray: Literal["sni", "xembed"], tmp_path: Path
) -> None:
    with desktop(tray=tray) as here:
        bare = here.screenshot(tmp_path / "bare.png").read_bytes()
        here.run(PROGRAM)
        says(here, "scale 1.0")
        eventually(lambda: here.screenshot(tmp_path / "icon.png").read_bytes() != bare)
        here.click(*here.tray_icon)
        says(here, "Trigger")
        eventually(lambda: here.windows("Tiny"))
        here.type("Hello, World!")
        here.key("Tab", "space")
        says(here, "started Hello, World!")


def test_the_panel_reads_the_icon_and_uses_its_menu() -> None:
    with desktop() as here:
        here.run(PROGRAM)
        icon = tray_icon(here)
        assert icon.tooltip == "1:23 Website relaunch"
        assert icon.picture[22][:4] == bytes.fromhex("ffc2470a")
        assert [item.label for item in icon.menu()] == ["Stop it"]
        icon.choose("Stop")
        says(here, "stopped")
        icon.press_middle()
        says(here, "MiddleClick")


def test_a_screen_reader_finds_the_button_and_what_was_typed() -> None:
    with desktop(accessibility=True) as here:
        here.run(PROGRAM)
        tray_icon(here).press()
        says(here, "Trigger")
        here.click_named("Notes")
        here.type("by ear")
        eventually(lambda: any(thing["text"] == "by ear" for thing in here.accessible()))
        here.click_named("Start", "button")
        says(here, "started by ear")


def test_twice_the_density_draws_twice_the_size() -> None:
    with desktop(dpi=192) as here:
        here.run(PROGRAM)
        says(here, "scale 2.0")


KEYRING = """
import keyring
keyring.set_password("test", "me", "secret")
print(keyring.get_password("test", "me"))
"""


@pytest.mark.parametrize(
    ("state", "answer"), [("unlocked", "secret"), (None, "NoKeyringError")], ids=["open", "none"]
)
def test_the_keychain_keeps_a_secret_or_is_not_there(
    state: Literal["unlocked"] | None, answer: str
) -> None:
    with desktop(tray=None, keyring=state) as here:
        here.run([sys.executable, "-c", KEYRING])
        says(here, answer)


def test_a_locked_keychain_asks_for_its_password() -> None:
    with desktop(tray=None, keyring="locked") as here:
        here.run([sys.executable, "-c", KEYRING])
        eventually(lambda: here.windows("Unlock"))
        here.type(KEYRING_PASSWORD)
        here.key("Return")
        says(here, "secret")


def test_nothing_is_left_behind() -> None:
    with desktop(keyring="unlocked", accessibility=True) as here:
        here.run(PROGRAM)
        tray_icon(here)
        folder = str(here.folder)
        assert folder in running()
    eventually(lambda: folder not in running())


def running() -> str:
    """Return the environments of all processes; those of a desktop name its folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):  # ended meanwhile, or another user's
            found.append(process.read_text(errors="replace"))
    return "\n".join(found)
