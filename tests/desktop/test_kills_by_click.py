"""Killed up to half a second after a click: what was shown is there exactly once, nothing twice.

The start-stop button of the popover is clicked with the mouse; an entry is deleted by its key, and
the delete is taken back. What the tray icon has told the panel by the time of the kill was shown.
"""

import random
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import pytest

from harvest_widget import words
from tests.desktop.desktop import Accessible, Desktop, desktop, eventually
from tests.desktop.tray import tray_icon
from tests.program import Harvest, Program, program_at, start_harvest
from tests.promised import Line, Promised, clock, drain, kept

if sys.platform == "linux":
    from jeepney import MatchRule, message_bus

pytestmark = pytest.mark.desktop

WORK = "Website relaunch · Programming"
PLAY, STOP = words.start_work(WORK), words.stop_work(WORK)
LATEST = 0.5
"""Seconds from a click to the latest kill."""
OFF = (0, 0, 60, 600)
"""Seconds that the computer is off."""
UNDO_TIME = 10


@dataclass
class Desk:
    """A desktop, a Harvest and the program; `chance` draws the instants."""

    here: Desktop
    harvest: Harvest
    program: Program
    chance: random.Random

    def shown(self, act: Callable[[], None]) -> bool:
        """Act, kill the program meanwhile or shortly after; say whether it had shown the act."""
        icon = self._icon()
        news = MatchRule(type="signal", interface="org.kde.StatusNotifierItem", sender=icon)
        self.here.bus.send_and_get_reply(message_bus.AddMatch(news), timeout=10)
        with self.here.bus.filter(news, bufsize=9) as heard:
            kill = threading.Timer(self.chance.uniform(0, LATEST), self.program.kill)
            kill.start()
            act()
            kill.join()
            # The bus has then passed on all that the program has said.
            eventually(lambda: not self.here.owned(icon), what="the end of the icon")
            return bool(heard)

    def _icon(self) -> str:
        """Wait for the icon of this run, and return its name on the bus."""

        def find() -> str:
            name = tray_icon(self.here).name
            if not self.here.owned(name):  # The panel still has one of an earlier run.
                raise LookupError(name)
            return name

        return eventually(find, what="the icon of this run")

    def lose_answers(self, *methods: str) -> None:
        """Let the next such requests get lost, or their answers, half of the time."""
        for method in methods * (self.chance.random() < 0.5):
            match = {"method": method, "path": "/v2/time_entries"}
            do = {"drop": self.chance.choice(("before", "after"))}
            self.harvest.ask("faults", {"match": match, "do": do})

    def begin_again(self, off: float = 0) -> None:
        """Start the program after `off` seconds, and wait until everything is sent."""
        self.harvest.ask("faults", method="DELETE")
        self.harvest.ask("clock", {"advance": off})
        drain(self.harvest, self.program, moved=off > 0)

    def active(self) -> None:
        """Wait until our window has the keys."""

        def look() -> bool:
            (window,) = self.here.windows(f"^{words.APP}$") or (0,)
            return window == int(self.here.ask("xdotool", "getactivewindow"))

        eventually(look, what="our window, active")

    def button(self, name: str) -> Accessible:
        """Wait for a button in our window."""
        self.active()

        def find() -> Accessible:
            for thing in self.here.accessible():
                if thing["name"] == name and "showing" in thing["states"] and thing["width"]:
                    return thing
            raise LookupError(name)

        return eventually(find, what=name)

    def press(self, button: Accessible) -> None:
        """Click a button with the mouse."""
        x, y = button["x"] + button["width"] // 2, button["y"] + button["height"] // 2
        self.here.click(x, y)


@contextmanager
def desk(seed: object, *, stamps: bool = False) -> Iterator[Desk]:
    timers = "timestamps" if stamps else "duration"
    with (
        desktop(accessibility=True) as here,
        start_harvest("--timers", timers) as harvest,
        program_at(harvest.url, here.env) as program,
    ):
        yield Desk(here, harvest, program, random.Random(str(seed)))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The run's, as its first lines say: the same one draws the same instants again."""
    found: int = request.config.getoption("randomly_seed", default=0)
    print(f"the seed is {found}")
    return found


@pytest.mark.parametrize("stamps", [False, True], ids=["duration", "start and end"])
@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_a_click_that_was_shown_is_there_once(kills: int, stamps: bool, seed: int) -> None:
    with desk(f"{seed} {kills}", stamps=stamps) as at:
        # Tomorrow, and early: neither the hours that are added nor these may meet a midnight.
        times = {"started_time": "0:00", "ended_time": "0:30"} if stamps else {"hours": 0.5}
        at.harvest.ask("clock", {"advance": seconds_until_one(clock(at.harvest))})
        at.harvest.ask("entries", {"notes": "Header", **times})
        promised = Promised(stamps, {"Header": Line(0.5 * 3600, 1)}, last="Header")
        at.program.start()
        seen = 0
        for _ in range(kills):
            off = at.chance.choice(OFF)
            at.lose_answers("POST", "PATCH")
            button = at.button(STOP if promised.running else PLAY)
            clicked = clock(at.harvest)
            shown = at.shown(lambda button=button: at.press(button))  # type: ignore[misc]
            at.begin_again(off)
            then = promised.toggled(clicked)
            promised = kept(at.harvest, at.program, [then] if shown else [promised, then])
            seen += shown
        print(f"{kills} kills, {seen} acts shown before them")
        assert seen, "no act was shown: nothing was tried"


def seconds_until_one(now: float) -> float:
    """Seconds until one o'clock tomorrow, UTC."""
    return 86400 - now % 86400 + 3600


@pytest.mark.parametrize("taken_back", [False, True], ids=["leaves", "taken back"])
@pytest.mark.parametrize("rounds", [1, pytest.param(5, marks=pytest.mark.slow)])
def test_kills_within_the_undo_time_of_a_delete_change_neither_it_nor_its_undo(
    rounds: int, taken_back: bool, seed: int
) -> None:
    with desk(f"{seed} {rounds}") as at:
        for number in range(rounds):
            notes = f"Header {number}"
            at.harvest.ask("entries", {"hours": 1.5, "notes": notes})
            at.harvest.ask("requests", method="DELETE")
            at.lose_answers("DELETE")
            at.program.start()
            at.active()
            at.here.key("Down")
            pressed = clock(at.harvest)
            gone = at.shown(lambda: at.here.key("Delete"))
            at.program.begin()
            at.program.listens()
            back = False
            if taken_back:
                at.active()
                back = at.shown(lambda: at.here.key("ctrl+z")) and gone
                at.program.begin()
                at.program.listens()
            at.program.drained()
            there = notes in [entry["notes"] for entry in at.harvest.entries]
            if gone and not taken_back:
                assert not there
                assert min(deletes(at.harvest)) >= pressed + UNDO_TIME
            if back:
                assert there
                assert deletes(at.harvest) == []
            at.program.kill()


def deletes(harvest: Harvest) -> list[float]:
    """When Harvest was asked to delete an entry, in seconds since 1970."""
    return [
        datetime.fromisoformat(each["at"]).timestamp()
        for each in harvest.state()["requests"]
        if each["method"] == "DELETE" and re.fullmatch(r"/v2/time_entries/\d+", each["path"])
    ]
