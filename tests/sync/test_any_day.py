"""Any day that a user may have, on any wire.

A seeded random walk against an oracle that knows nothing of the engine.

The oracle keeps, for each text that the user typed, the seconds that they saw booked. However
requests were lost, late or repeated and however often the program was killed, Harvest holds these
seconds in the end, and nothing else.
"""

from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from harvest_widget.store import selectors
from harvest_widget.sync.steps import Step
from tests.sync.acts import book, delete, edit, start, stop
from tests.sync.device import Device, Office

PAIRS = ("website programming", "mobile testing", "internal admin", "retainer consulting")


class Wanted:
    """What the user saw: seconds by notes, and what runs since when."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.clicks: dict[str, int] = {}
        self.running: tuple[str, datetime] | None = None

    def stop(self, now: datetime) -> None:
        if self.running is not None:
            notes, since = self.running
            self.seconds[notes] += (now - since).total_seconds()
            self.clicks[notes] += 2
            self.running = None

    def start(self, notes: str, now: datetime) -> None:
        self.stop(now)
        self.seconds.setdefault(notes, 0.0)
        self.clicks[notes] = self.clicks.get(notes, 0) + 1
        self.running = (notes, now)


class Day:
    """One user at one computer, with a wire that draws its faults and a power switch."""

    def __init__(self, seed: int, path: Path, *, stamps: bool) -> None:
        self.random = Random(seed)
        self.office = Office(wants_timestamp_timers=stamps)
        self.path, self.stamps = path, stamps
        self.device = Device(self.office, path)
        self.wanted = Wanted()
        self.refs: dict[str, str] = {}
        self.bad = self.random.choice((0.0, 0.2, 0.5))
        self.device.cut = self.cut

    def cut(self, _step: Step) -> str:
        if self.random.random() >= self.bad:
            return ""
        return self.random.choice(("refused", "lost", "answer lost"))

    def act(self) -> None:
        choice = self.random.choice(("start", "start", "stop", "stop", "book", "edit", "delete"))
        sheet = selectors.sheet(self.device.state)
        stopped = [
            notes
            for notes, ref in self.refs.items()
            if ref in sheet and not sheet[ref].is_running and notes in self.wanted.seconds
        ]
        notes = f"n{len(self.refs)}"
        match choice:
            case "start":
                ref = start(self.device, self.random.choice(PAIRS), notes=notes)
                self.refs[notes] = ref
                self.wanted.start(notes, self.device.now)
            case "stop":
                stop(self.device)
                self.wanted.stop(self.device.now)
            case "book" if not self.stamps:
                seconds = self.random.randrange(1, 300) * 36
                self.refs[notes] = book(self.device, seconds, notes=notes)
                self.wanted.seconds[notes] = seconds
                self.wanted.clicks[notes] = 1
            case "edit" if stopped and not self.stamps:
                notes = self.random.choice(stopped)
                seconds = self.random.randrange(1, 300) * 36
                edit(self.device, self.refs[notes], seconds=seconds)
                self.wanted.seconds[notes] = seconds
            case "delete" if stopped:
                notes = self.random.choice(stopped)
                delete(self.device, self.refs[notes])
                del self.wanted.seconds[notes]

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.act()
            self.office.wait(self.random.choice((0, 1, 20, 60, 600, 3600)) + self.random.random())
            if self.random.random() < 0.5:
                self.send(self.random.randrange(1, 8))
            if self.random.random() < 0.2:
                self.die()

    def send(self, steps: int) -> None:
        from harvest_widget.store import session
        from harvest_widget.sync.plan import plan

        for _ in range(steps):
            self.device.act(session.hurry, now=self.device.now)
            step = plan(self.device.state, self.device.now)
            if not isinstance(step, Step):
                return
            if step.request is not None and self.random.random() < 0.05:
                self.die(step)
                return
            self.device.take(step)

    def die(self, during: Step | None = None) -> None:
        """Killed, perhaps with a request under way that arrives all the same.

        Started again from the disk.
        """
        from harvest_widget.sync.absorb import departing

        if during is not None:
            self.device.act(departing, step=during, now=self.device.now)
            if self.random.random() < 0.5:
                self.device._perform(during)
        assert self.device.disk is not None
        self.device.disk.close()
        self.device = Device(self.office, self.path)
        self.device.cut = self.cut

    def check(self) -> None:
        self.bad = 0.0
        self.wanted.stop(self.device.now)
        stop(self.device)
        self.device.drain(minutes=120)
        assert selectors.problems(self.device.state) == ()
        held: dict[str, float] = {}
        for entry in self.office.entries:
            assert not entry["is_running"]
            notes = entry["notes"] or ""
            held[notes] = held.get(notes, 0.0) + entry["hours"]
        assert held.keys() == self.wanted.seconds.keys()
        for notes, hours in held.items():
            wanted = max(36.0, self.wanted.seconds[notes]) / 3600
            # A start/end entry is cut to minutes at both its ends; hours are rounded to hundredths
            # when a late run begins and when it ends.
            slack = 0.035 if self.stamps else 0.0125
            assert hours == pytest.approx(wanted, abs=slack), notes
        self.device.read()
        sheet = selectors.sheet(self.device.state).values()
        shown = sum(e.seconds(self.device.now) for e in sheet)
        assert shown == pytest.approx(sum(held.values()) * 3600, abs=1)


@pytest.mark.parametrize("stamps", [False, True], ids=["duration", "start and end"])
@pytest.mark.parametrize("seed", range(20))
def test_any_day_ends_with_what_the_user_saw(seed: int, stamps: bool, tmp_path: Path) -> None:
    day = Day(seed, tmp_path / "day.sqlite3", stamps=stamps)
    day.live(30)
    day.check()


@pytest.mark.parametrize("seed", [1089, 1090, 1108, 1116])
def test_a_late_start_that_is_ended_before_it_has_left(seed: int, tmp_path: Path) -> None:
    day = Day(seed, tmp_path / "day.sqlite3", stamps=False)
    day.live(40)
    day.check()


@pytest.mark.slow
@pytest.mark.parametrize("stamps", [False, True], ids=["duration", "start and end"])
@pytest.mark.parametrize("block", range(10))
def test_a_thousand_days_end_with_what_the_user_saw(
    block: int, stamps: bool, tmp_path: Path
) -> None:
    for seed in range(1000 + block * 50, 1050 + block * 50):
        day = Day(seed, tmp_path / f"{seed}.sqlite3", stamps=stamps)
        day.live(40)
        day.check()
