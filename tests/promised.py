"""What the user was promised, without a word of how the program keeps it; no tests.

The bookkeeping of the kill tests: what every act that was shown must have become at Harvest.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from tests.desktop.session import eventually
from tests.program import LAST_READ, Harvest, Program

MAKES_SURE = 31
"""Seconds after which a create whose outcome nobody knows is looked for again."""


@dataclass(frozen=True)
class Line:
    """What was spent under one text: seconds before the present run, and how often it ran."""

    seconds: float = 0.0
    runs: int = 0


@dataclass(frozen=True)
class Promised:
    """The timesheet by the notes of its entries; instants are seconds since 1970.

    `stamps`: a start/end account, where to go on with an entry makes another one.
    """

    stamps: bool
    lines: dict[str, Line]
    running: str = ""
    since: float = 0.0
    last: str = ""

    def stopped(self, at: float) -> "Promised":
        """What runs is stopped; nothing else happens where nothing does."""
        if not self.running:
            return self
        line = self.lines[self.running]
        spent = line.seconds + max(0.0, at - self.since)
        lines = {**self.lines, self.running: replace(line, seconds=spent)}
        return replace(self, lines=lines, running="", last=self.running)

    def started(self, notes: str, at: float) -> "Promised":
        """A timer runs under these notes, for the first time or again; what ran has ended."""
        before = self.stopped(at)
        line = before.lines.get(notes, Line())
        lines = {**before.lines, notes: replace(line, runs=line.runs + 1)}
        return replace(before, lines=lines, running=notes, since=at)

    def toggled(self, at: float) -> "Promised":
        """What runs is stopped, else what ran last goes on."""
        return self.stopped(at) if self.running else self.started(self.last, at)

    def unlike(self, entries: list[dict[str, Any]], now: float) -> list[str]:
        """Say what Harvest has otherwise: lost, twice, with another time, or running."""
        held: dict[str, list[dict[str, Any]]] = {notes: [] for notes in self.lines}
        for entry in entries:
            held.setdefault(entry["notes"] or "", []).append(entry)
        said = []
        for notes, found in held.items():
            line = self.lines.get(notes, Line())
            times = line.runs if self.stamps else min(line.runs, 1)
            if len(found) != times:
                said.append(f"{notes!r} is there {len(found)} times, not {times}")
            seconds = line.seconds + (now - self.since if notes == self.running else 0)
            hours = sum(entry["hours"] for entry in found)
            # A run is cut to minutes at both its ends, or rounded to hundredths of an hour when it
            # begins late and when it ends.
            slack = (0.035 if self.stamps else 0.0125) * max(1, line.runs)
            if abs(hours - seconds / 3600) > slack:
                said.append(f"{notes!r} has {hours} h, not {seconds / 3600:.3f}")
        runs = [entry["notes"] for entry in entries if entry["is_running"]]
        if runs != [self.running] * bool(self.running):
            said.append(f"{runs} runs, not {self.running!r}")
        return said


def clock(harvest: Harvest) -> float:
    """Harvest's time, in seconds since 1970."""
    return datetime.fromisoformat(harvest.ask("clock")["clock"]).timestamp()


def drain(harvest: Harvest, program: Program, *, moved: bool = False, within: float = 3) -> None:
    """Start the program and wait until all is sent, killing it where that would take long.

    `moved`: Harvest's clock was, and the program has to hear of it before anybody acts.
    """
    for _ in range(6):
        before = harvest.requests.count(LAST_READ)
        program.begin()
        program.listens()
        try:
            program.drained(within=within)
        except pytest.fail.Exception:
            # A create that may have been made is looked for a second time later: be it later.
            program.kill()
            harvest.ask("clock", {"advance": MAKES_SURE})
            moved = True
        else:
            if moved:
                _reads_again(harvest, before)
            return
    pytest.fail(f"never sent: {program.log()}")


def _reads_again(harvest: Harvest, before: int) -> None:
    """Wait until it has read more often than `before` all that it shows: it knows the time then."""
    eventually(lambda: harvest.requests.count(LAST_READ) > before, what="all to be read")


def kept(harvest: Harvest, program: Program, may_be: list[Promised]) -> Promised:
    """Find the one of `may_be` that Harvest has and the program shows; fails the test for none."""
    entries, now = harvest.entries, clock(harvest)
    unlike = [promised.unlike(entries, now) for promised in may_be]
    assert [] in unlike, "\n".join("; ".join(said) for said in unlike)
    found = may_be[unlike.index([])]

    def agrees() -> bool:
        status = program.status()
        if status["problems"] or (status["running"] or {"notes": ""})["notes"] != found.running:
            raise LookupError(status)
        return True

    eventually(agrees, what=f"{found.running!r} shown as running, and no problem")
    return found
