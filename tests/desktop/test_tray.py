"""The whole program on a whole desktop, used as people use it: its icon, menu and popover."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from harvest_widget import words
from tests.desktop.desktop import Desktop, desktop, eventually
from tests.desktop.parts import start_panel
from tests.desktop.session import Accessible
from tests.desktop.tray import TrayIcon, tray_icon
from tests.program import Harvest, Program, program_at, start_harvest

pytestmark = pytest.mark.desktop

WORK = "Website relaunch · Programming"
PLAY, STOP = words.start_work(WORK), words.stop_work(WORK)


@dataclass(frozen=True)
class Desk:
    """A desktop, a Harvest and the program, not started yet."""

    desktop: Desktop
    harvest: Harvest
    program: Program

    def window(self) -> tuple[int, int, int, int] | None:
        """Return where our window stands: left, top, width, height in pixels."""
        found = self.desktop.windows(f"^{words.APP}$")
        if not found:
            return None
        said = self.desktop.ask("xdotool", "getwindowgeometry", "--shell", str(found[0]))
        numbers = dict(re.findall(r"^(\w+)=(-?\d+)$", said, re.MULTILINE))
        left, top, width, height = (int(numbers[n]) for n in ("X", "Y", "WIDTH", "HEIGHT"))
        return left, top, width, height

    def opened(self) -> tuple[int, int, int, int]:
        """Wait until our window is there and active; return where it stands."""

        def active() -> tuple[int, int, int, int] | None:
            (found,) = self.desktop.windows(f"^{words.APP}$") or (0,)
            at = int(self.desktop.ask("xdotool", "getactivewindow"))
            return self.window() if found and found == at else None

        place = eventually(active, what="our window, active")
        assert place
        return place

    def closed(self) -> None:
        """Wait until none of our windows is on the screen."""
        eventually(lambda: self.window() is None, what="no window")

    def windows(self) -> int:
        """Count the program's windows on the screen, menus and its icon among them."""
        found = self.desktop.ask("xdotool", "search", "--onlyvisible", "--class", "harvest-widget")
        return len(found.split())

    def press_icon(self) -> None:
        """Click the icon in the panel with the mouse."""
        self.desktop.click(*self.desktop.tray_icon)

    def showing(self, name: str) -> Accessible | None:
        """Return what a screen reader finds by this name in our window, if it shows."""
        for thing in self.desktop.accessible():
            if thing["name"] == name and "showing" in thing["states"]:
                return thing
        return None

    def reads(self, text: str) -> bool:
        """Say whether a text field holds just this."""
        return any(thing["text"] == text for thing in self.desktop.accessible())

    def icon(self) -> TrayIcon:
        """Wait for the icon over D-Bus."""
        return tray_icon(self.desktop)

    def runs(self, task: str | None) -> None:
        """Wait until Harvest says that this task runs, or nothing."""

        def does() -> bool:
            tasks = [entry["task"]["name"] for entry in self.harvest.running]
            if tasks != [task] * (task is not None):
                raise LookupError(tasks)
            return True

        eventually(does, what=f"Harvest running {task}")


@contextmanager
def desk(
    *, tray: Literal["sni", "xembed"] | None = "sni", accessibility: bool = False
) -> Iterator[Desk]:
    with (
        desktop(tray=tray, accessibility=accessibility) as here,
        start_harvest() as harvest,
        program_at(harvest.url, here.env) as program,
    ):
        yield Desk(here, harvest, program)


@pytest.mark.parametrize("tray", ["sni", "xembed"])
def test_the_icon_opens_the_popover_and_its_buttons_start_and_stop(
    tray: Literal["sni", "xembed"], tmp_path: Path
) -> None:
    with desk(tray=tray, accessibility=True) as at:
        bare = at.desktop.screenshot(tmp_path / "bare.png").read_bytes()
        at.harvest.ask("entries", {"hours": 1.5, "notes": "Header"})
        at.program.start("--hidden")
        icon = tmp_path / "icon.png"
        eventually(lambda: at.desktop.screenshot(icon).read_bytes() != bare, what="icon")
        assert at.window() is None, "--hidden starts in the tray only"
        at.press_icon()
        left, top, width, height = at.opened()
        area = at.desktop.ask("xprop", "-root", "_NET_WORKAREA").partition("=")[2]
        x, y, wide, high = (int(number) for number in area.split(",")[:4])
        assert x <= left < left + width <= x + wide
        assert y <= top < top + height <= y + high
        at.desktop.click_named(PLAY, "button")
        at.runs("Programming")
        at.desktop.click_named(STOP, "button")
        at.runs(None)
        (entry,) = at.harvest.entries
        assert (entry["hours"], entry["notes"]) == (1.5, "Header")
        at.press_icon()
        at.closed()


ELSEWHERE = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
other = QLabel("Elsewhere")
other.setWindowTitle("Elsewhere")
other.show()
application.exec()
"""


def test_other_windows_and_escape_close_the_popover_and_show_brings_it_back() -> None:
    with desk() as at:
        at.program.start("--hidden")
        at.press_icon()
        at.opened()
        at.desktop.run([sys.executable, "-c", ELSEWHERE])
        (other,) = eventually(lambda: at.desktop.windows("^Elsewhere$"))

        def activated() -> bool:
            at.desktop.ask("xdotool", "windowactivate", str(other))
            return int(at.desktop.ask("xdotool", "getactivewindow")) == other

        eventually(activated, what="the other window, active")
        at.closed()
        assert at.program.run("show").returncode == 0
        at.opened()
        at.desktop.key("Escape")
        at.closed()


def test_a_right_click_in_an_old_tray_opens_the_menu(tmp_path: Path) -> None:
    with desk(tray="xembed") as at:
        at.harvest.ask("entries", {"hours": 1.5})
        bare = at.desktop.screenshot(tmp_path / "bare.png").read_bytes()
        at.program.start("--hidden")
        icon = tmp_path / "icon.png"
        eventually(lambda: at.desktop.screenshot(icon).read_bytes() != bare, what="icon")
        before = at.windows()
        at.desktop.click(*at.desktop.tray_icon, button=3)
        eventually(lambda: at.windows() > before, what="the menu")
        at.desktop.key("Down", "Return")
        at.runs("Programming")


def test_the_menus_first_line_does_the_job_and_the_second_takes_it_back() -> None:
    with desk() as at:
        at.harvest.ask("entries", {"hours": 1.5})
        at.program.start("--hidden")
        icon = at.icon()
        eventually(lambda: icon.menu()[0].label == words.continue_work(WORK))
        icon.choose("Continue")
        at.runs("Programming")
        eventually(lambda: icon.menu()[0].label == words.stop_work("Website relaunch"))
        assert icon.menu()[1].label == words.undo(words.continued("Website relaunch"))
        icon.choose("Undo")
        at.runs(None)
        (entry,) = at.harvest.entries
        assert entry["hours"] == 1.5
        icon.choose("Continue")
        at.runs("Programming")
        icon.choose("Stop")
        at.runs(None)
        assert icon.menu()[1].label.startswith("Undo “Stopped Website relaunch with 1:3")
        icon.press_middle()
        at.runs("Programming")
        icon.press_middle()
        at.runs(None)


def test_a_recent_task_is_one_click_away_in_the_menu() -> None:
    with desk() as at:
        at.program.start("--hidden")
        for query in ("website programming", "website design"):
            at.program.asked("start", query)
        at.program.drained()
        icon = at.icon()
        eventually(lambda: WORK in [line.label for line in icon.menu()])
        icon.choose(WORK)
        at.runs("Programming")
        assert [e["is_running"] for e in at.harvest.entries].count(True) == 1


def test_the_icon_and_its_tooltip_say_what_runs() -> None:
    with desk() as at:
        at.harvest.ask("entries", {"hours": 0.33})
        at.program.start("--hidden")
        icon = at.icon()
        eventually(lambda: icon.tooltip == words.tray_stopped("0:20"))
        stopped = icon.picture
        at.program.asked("start", "website design", "--ago", "90m")
        running = words.tray_running("1:30", "Website relaunch · Design", "Acme Corp", "1:50")
        eventually(lambda: icon.tooltip in {running, running.replace(":30", ":31")})
        eventually(lambda: icon.picture != stopped, what="another picture")
        assert set(icon.picture) >= {16, 22, 32, 48}
        at.program.asked("stop")
        eventually(lambda: icon.picture == stopped, what="the first picture")


def test_open_new_entry_and_quit_in_the_menu_do_what_they_say() -> None:
    with desk(accessibility=True) as at:
        at.program.start("--hidden")
        icon = at.icon()
        assert icon.menu()[0].label == words.NEW_ENTRY
        icon.choose(words.OPEN)
        at.opened()
        icon.choose(words.NEW_ENTRY)
        eventually(lambda: at.showing(words.SEARCH_WORK) or at.showing(words.WORK_LABEL))
        icon.choose(words.QUIT)
        assert at.program.process is not None
        assert at.program.process.wait(timeout=20) == 0
        assert at.window() is None


def test_commands_open_the_window_and_a_second_start_raises_it() -> None:
    with desk(accessibility=True) as at:
        at.program.start("--hidden")
        assert at.window() is None
        assert at.program.run("--hidden").returncode == 0
        assert at.window() is None
        assert at.program.run().returncode == 0
        at.opened()
        at.desktop.key("Escape")
        at.closed()
        assert at.program.run("new").returncode == 0
        at.opened()
        eventually(lambda: at.showing(words.SEARCH_WORK) or at.showing(words.WORK_LABEL))
        # The focus is in the search: what is typed starts a timer without a mouse.
        at.desktop.type("website programming")
        eventually(lambda: at.reads("website programming"))
        at.desktop.key("Return", "Return")
        at.runs("Programming")


def test_without_a_tray_there_is_a_window_that_says_so_until_a_tray_comes() -> None:
    with desk(tray=None, accessibility=True) as at:
        at.harvest.ask("entries", {"hours": 1.5})
        at.program.start("--hidden")
        at.opened()
        eventually(lambda: at.showing(words.NO_TRAY))
        at.desktop.click_named(PLAY, "button")
        at.runs("Programming")
        start_panel(at.desktop)
        icon = at.icon()
        eventually(lambda: icon.menu()[0].label == words.stop_work("Website relaunch"))
        eventually(lambda: not at.showing(words.NO_TRAY))
        icon.choose("Stop")
        at.runs(None)


def test_the_day_of_the_last_run_shows_before_harvest_has_answered() -> None:
    with desk(accessibility=True) as at:
        at.harvest.ask("entries", {"hours": 1.5, "notes": "Header"})
        at.program.start("--hidden")
        at.program.end()
        at.harvest.ask("faults", {"times": None, "do": {"stall": 60}})
        at.program.begin()
        at.opened()
        row = "Website relaunch, Acme Corp, Programming · Header, 1:30"
        eventually(lambda: at.showing(row), what="the row")
        at.desktop.click_named(PLAY, "button")
        eventually(lambda: at.showing(STOP), what="a timer that runs already")
        assert at.program.status()["running"]["display"] == "1:30"
        at.harvest.ask("faults", method="DELETE")
