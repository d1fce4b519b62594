"""Every time on the screen is written as the account writes it, and follows while we run.

It is a Thursday, 12:25 at night and noon alike have been: all three settings are changed in
Harvest, F5 is pressed, and the whole program is read as a screen reader does.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from harvest_widget import words
from tests.desktop.desktop import Desktop, desktop, eventually
from tests.desktop.tray import tray_icon
from tests.program import Harvest, Program, program_at, start_harvest

pytestmark = pytest.mark.desktop

SHOTS = os.environ.get("SHOTS_IN", "")
"""A folder for pictures, for whoever wants to look at what the tests see."""

DAY = "2026-11-19"
STEP = 3
"""Minutes between two looks: as many steps of a minute as of a hundredth of an hour."""


class Manner(NamedTuple):
    """How an account writes times."""

    clock: str
    time_format: str
    timestamps: bool

    def settings(self) -> dict[str, object]:
        """Return it as the sandbox's settings."""
        return {
            "clock": self.clock,
            "time_format": self.time_format,
            "wants_timestamp_timers": self.timestamps,
        }

    def hours(self, clock: str, decimal: str) -> str:
        """Return the one of two ways to write hours."""
        return decimal if self.time_format == "decimal" else clock

    def time(self, twelve: str, twenty_four: str) -> str:
        """Return the one of two ways to write a clock time."""
        return twelve if self.clock == "12h" else twenty_four


MANNERS = [
    Manner(*each) for each in product(("12h", "24h"), ("hours_minutes", "decimal"), (False, True))
]


class Desk(NamedTuple):
    """A desktop with the popover open, and what can be asked about it."""

    here: Desktop
    harvest: Harvest
    program: Program

    def change(self, manner: Manner, minutes: int) -> None:
        """Change the account, let it be so many minutes after 12:25, and press F5."""
        self.harvest.ask("settings", manner.settings())
        self.harvest.ask("clock", {"set": f"{DAY}T12:{25 + minutes}:03Z"})
        self.here.key("F5")

    def names(self) -> set[str]:
        """Return all that shows, by name."""
        return {thing["name"] for thing in self.here.accessible() if "showing" in thing["states"]}

    def texts(self) -> dict[str, str]:
        """Return what stands in the text fields that show, by name."""
        return {
            thing["name"]: thing["text"] or ""
            for thing in self.here.accessible()
            if "showing" in thing["states"] and "editable" in thing["states"]
        }

    def reads(self, *expected: str, manner: Manner) -> None:
        """Wait until all of these show."""

        def all_of_them() -> bool:
            shown = self.names()
            if missing := set(expected) - shown:
                raise LookupError(missing, shown)
            return True

        eventually(all_of_them, what=f"{manner}")

    def shoot(self, what: str, manner: Manner) -> None:
        """Keep a picture, if SHOTS_IN names a folder for them."""
        if SHOTS:
            name = "-".join((what, manner.clock, manner.time_format, str(manner.timestamps)))
            self.here.screenshot(Path(SHOTS, f"{name}.png"))


@contextmanager
def thursday() -> Iterator[Desk]:
    """Open the popover on a day with time at midnight and at noon, and a timer since 12:05am."""
    with (
        desktop(accessibility=True) as here,
        start_harvest("--timers", "timestamps") as harvest,
        program_at(harvest.url, here.env) as program,
    ):
        harvest.ask("clock", {"set": f"{DAY}T12:25:03Z"})
        for notes, start, end in (("midnight", "0:00", "0:05"), ("noon", "12:00", "12:20")):
            harvest.ask("entries", {"notes": notes, "started_time": start, "ended_time": end})
        harvest.ask("entries", {"is_running": True, "timer_started_at": f"{DAY}T00:05:00Z"})
        program.start()
        eventually(lambda: here.windows(f"^{words.APP}$"))
        yield Desk(here, harvest, program)


def hours_of(manner: Manner, seconds: int) -> str:
    """Write running hours, by the rule of the account: never more than has passed."""
    minutes, hundredths = seconds // 60, seconds // 36
    return manner.hours(
        f"{minutes // 60}:{minutes % 60:02}", f"{hundredths // 100}.{hundredths % 100:02}"
    )


def test_every_time_that_shows_follows_the_account() -> None:
    with thursday() as at:
        icon = tray_icon(at.here)
        for turn, manner in enumerate(MANNERS, 1):
            passed = turn * STEP
            at.change(manner, passed)
            ran = hours_of(manner, (12 * 60 + 20 + passed) * 60)
            # 0.08 h and 0.33 h are stopped: 24 min 36 s, rounded as one sum.
            total = hours_of(manner, (12 * 60 + 20 + passed) * 60 // 36 * 36 + 41 * 36)
            if manner.time_format == "hours_minutes":
                total = hours_of(manner, (12 * 60 + 45 + passed) * 60)
            since = manner.time("12:05am", "0:05")
            since = f"{since} – now" if manner.timestamps else f"since {since}"
            midnight = manner.time("12:00am – 12:05am", "0:00 – 0:05")
            noon = manner.time("12:00pm – 12:20pm", "12:00 – 12:20")
            work = "Website relaunch, Acme Corp, Programming"
            rows = [
                f"{work}, running, {ran}, {since}",
                f"{work} · midnight, {manner.hours('0:05', '0.08')}"
                + f", {midnight}" * manner.timestamps,
                f"{work} · noon, {manner.hours('0:20', '0.33')}" + f", {noon}" * manner.timestamps,
            ]
            at.reads(*rows, total, manner=manner)
            tip = words.tray_running(ran, "Website relaunch · Programming", "Acme Corp", total)
            eventually(lambda tip=tip: icon.tooltip == tip, what=f"{manner} {tip}")  # type: ignore[misc]
            told = at.program.status()
            assert told["running"]["display"] == ran, manner
            assert told["today"]["display"] == total, manner
            assert at.program.run("status").stdout.splitlines() == [
                f"{ran} Website relaunch · Programming (Acme Corp)",
                f"Today {total}",
            ]
            at.shoot("day", manner)


def test_what_can_be_undone_is_told_as_the_account_writes_now() -> None:
    with thursday() as at:
        at.change(Manner("12h", "hours_minutes", timestamps=False), STEP)
        at.program.asked("stop")
        icon = tray_icon(at.here)
        eventually(lambda: icon.menu()[1].label == "Undo “Stopped Website relaunch with 12:23”")
        at.change(Manner("12h", "decimal", timestamps=False), 2 * STEP)
        eventually(lambda: icon.menu()[1].label == "Undo “Stopped Website relaunch with 12.38”")


def test_an_open_entry_follows_the_account_where_nobody_has_typed() -> None:
    with thursday() as at:
        row = next(name for name in at.names() if "noon" in name)
        at.here.click_named(row)
        at.here.key("Return")
        eventually(lambda: words.EDIT_ENTRY in at.names())
        for turn, manner in enumerate(MANNERS, 1):
            at.change(manner, turn * STEP)
            if manner.timestamps:
                expected = {
                    words.START_LABEL: manner.time("12:00pm", "12:00"),
                    words.END_LABEL: manner.time("12:20pm", "12:20"),
                }
            else:
                expected = {words.TIME_LABEL: manner.hours("0:20", "0.33")}

            def shown(expected: dict[str, str] = expected) -> bool:
                texts = at.texts()
                if expected.items() - texts.items():
                    raise LookupError(texts)
                return True

            eventually(shown, what=f"{manner} {expected}")
            at.shoot("open", manner)


def test_the_reading_of_what_is_typed_follows_the_account() -> None:
    with thursday() as at:
        at.change(MANNERS[0], 0)
        assert at.program.run("new").returncode == 0
        at.here.click_named(words.TIME_LABEL, "text")
        at.here.type("12pm-12:20pm")
        typed = False
        for turn, manner in enumerate(sorted(MANNERS, key=lambda each: each.timestamps), 1):
            at.change(manner, turn * STEP)
            if manner.timestamps and not typed:
                at.here.click_named(words.START_LABEL, "text")
                at.here.type("12am")
                at.here.click_named(words.END_LABEL, "text")
                at.here.type("12:20am")
                typed = True
            noon = manner.time("12:00pm – 12:20pm", "12:00 – 12:20")
            midnight = manner.time("12:00am – 12:20am", "0:00 – 0:20")
            at.reads(
                manner.hours("0:20", "0.33"),
                manner.hours("(0.33 h)", "(0:20)"),
                midnight if manner.timestamps else noon,
                manner=manner,
            )
            texts = at.texts()
            if manner.timestamps:
                assert (texts[words.START_LABEL], texts[words.END_LABEL]) == ("12am", "12:20am")
            else:
                assert texts[words.TIME_LABEL] == "12pm-12:20pm"
            at.shoot("typed", manner)
