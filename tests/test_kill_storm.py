"""Killed at any moment, again and again: what was promised is there exactly once, nothing twice.

Acts are asked for through the command line, several in a row, and in the midst of them, of their
sending or of the next start the program is killed as a power cut would do it. Harvest loses half of
the requests or of their answers, asks for silence, and the computer may be off for half an hour.
What a command answered with success is promised: it is there once, its time is right and the right
entry runs. The one act that was cut off may have happened or not, but not twice.

The seed is that of the run (`Using --randomly-seed=` in its first lines): given again as an option
it draws the same acts and instants, which the processes meet as nearly as they can.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from harvest_widget.store.disk import Disk
from tests.desktop.session import eventually
from tests.program import Harvest, Program, program_at, start_harvest
from tests.promised import Promised, clock, drain, kept

LATEST = 0.5
"""Seconds from the last act to the latest kill."""
RETRY_AFTER = 3
SILENCE = RETRY_AFTER + 40
"""Seconds after which a program that was asked for silence has surely come back."""
OFF = (0, 0, 0, 20, 60, 600, 1800)
"""Seconds that the computer is off."""
AGO = 15 * 60


class Storm:
    """The program, a Harvest, and what may be drawn; `promised` is what was promised so far."""

    def __init__(self, harvest: Harvest, program: Program, seed: str, *, stamps: bool) -> None:
        self.harvest, self.program, self.seed = harvest, program, seed
        self.chance = random.Random()
        self.promised = Promised(stamps, {})
        self.rounds = self.kills = self.silences = 0
        self._names = 0

    def strike(self) -> None:
        """One round: acts, a kill among them, more kills while it starts again, and the verdict."""
        self.rounds += 1
        # Anew each time: how long a process took must not change what the later rounds draw.
        self.chance.seed(f"{self.seed} {self.rounds}")
        self.harvest.ask("requests", method="DELETE")
        off, more_kills = self.chance.choice(OFF), self.chance.choice((0, 0, 1, 2))
        self._spoil()
        may_be = self._act()
        silent = self._is_silent()
        off = 0 if silent else off
        self.harvest.ask("clock", {"advance": off})
        for _ in range(more_kills):
            self.program.begin()
            self._kill_within(1.0).join()
            silent = silent or self._is_silent()
        self.harvest.ask("faults", method="DELETE")
        drain(self.harvest, self.program, moved=off > 0, within=SILENCE if silent else 3)
        self.promised = kept(self.harvest, self.program, may_be)
        if silent:
            self.silences += 1
            assert min(after_a_silence(self.harvest), default=RETRY_AFTER) >= RETRY_AFTER

    def _spoil(self) -> None:
        """Order what goes wrong: nothing, a lost request or answer, or silence."""
        if self.chance.random() < 0.15:
            self.harvest.ask("faults", {"match": {"path": "^/v2/"}, "do": silence()})
        elif self.chance.random() < 0.6:
            for method in ("POST", "PATCH"):
                match = {"method": method, "path": "/v2/time_entries"}
                skip, times = self.chance.choice((0, 0, 1)), self.chance.choice((1, 1, 2))
                do = {"drop": self.chance.choice(("before", "after"))}
                self.harvest.ask("faults", {"match": match, "skip": skip, "times": times, "do": do})

    def _act(self) -> list[Promised]:
        """Ask for some acts in a row while the kill is on its way; return what may be after it."""
        count = self.chance.choice((1, 1, 1, 2, 3))
        kill = self._kill_within(LATEST + 0.15 * (count - 1))
        may_be = [self.promised]
        for _ in range(count):
            arguments, at = self._draw(may_be[0]), clock(self.harvest)
            done = self.program.run(*arguments)
            assert done.returncode in {0, 3}, done
            then = after(may_be[0], arguments, at)
            if done.returncode:
                may_be.append(then)
                break
            may_be = [then]
        kill.join()
        return may_be

    def _draw(self, promised: Promised) -> list[str]:
        self._names += 1
        start = ["start", "website programming", "--notes", f"act {self._names}"]
        acts = [start, start]
        if not promised.running:
            acts.append([*start, "--ago", f"{AGO // 60}m"])
        if promised.lines:  # Else there is nothing to continue.
            acts += [["stop"], ["toggle"], ["toggle"]]
        return self.chance.choice(acts)

    def _kill_within(self, seconds: float) -> threading.Timer:
        """Kill the program at some moment of the coming seconds; `join` waits for its death."""
        timer = threading.Timer(self.chance.uniform(0, seconds), self.program.kill)
        timer.start()
        self.kills += 1
        return timer

    def _is_silent(self) -> bool:
        """Say whether the program, now dead, has heard that it shall be silent."""
        disk = Disk(self.program.data_dir / "default" / "harvest-widget.sqlite3")
        try:
            return disk.load().silent_until is not None
        finally:
            disk.close()


def after(promised: Promised, arguments: list[str], at: float) -> Promised:
    """Return what is promised once a command was obeyed."""
    match arguments:
        case ["start", _, "--notes", notes]:
            return promised.started(notes, at)
        case ["start", _, "--notes", notes, "--ago", _]:
            return promised.started(notes, at - AGO)
        case ["toggle"]:
            return promised.toggled(at)
    return promised.stopped(at)


def silence() -> dict[str, Any]:
    """Return the fault that is a request for silence."""
    json = {"retry_after": RETRY_AFTER, "message": "Please retry later."}
    return {"status": 429, "headers": {"Retry-After": str(RETRY_AFTER)}, "json": json}


def after_a_silence(harvest: Harvest) -> list[float]:
    """Return when the requests after one that got a 429 came, in seconds since then."""
    requests = harvest.state()["requests"]
    refused = next((n for n, each in enumerate(requests) if each["status"] == 429), len(requests))
    at = [datetime.fromisoformat(each["at"]).timestamp() for each in requests[refused:]]
    return [when - at[0] for when in at[1:]]


@contextmanager
def storm(seed: str, *, stamps: bool) -> Iterator[Storm]:
    timers = "timestamps" if stamps else "duration"
    with start_harvest("--timers", timers) as harvest, program_at(harvest.url) as program:
        # A storm moves the clock by hours, and must not meet midnight.
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        harvest.ask("clock", {"set": f"{tomorrow}T01:00:00Z"})
        program.start()
        yield Storm(harvest, program, seed, stamps=stamps)


@pytest.mark.parametrize("stamps", [False, True], ids=["duration", "start and end"])
@pytest.mark.parametrize(
    ("number", "kills"),
    [(0, 10), *(pytest.param(n, 20, marks=pytest.mark.slow) for n in range(1, 6))],
)
def test_kills_lose_nothing_and_double_nothing(
    number: int, kills: int, stamps: bool, request: pytest.FixtureRequest
) -> None:
    seed = f"{request.config.getoption('randomly_seed', default=0)} {number}"
    print(f"the storm's seed is {seed}")
    with storm(seed, stamps=stamps) as struck:
        while struck.kills < kills:
            struck.strike()
        lines = len(struck.promised.lines)
        print(f"{struck.kills} kills, {struck.rounds} rounds, {struck.silences} silences, {lines=}")


@pytest.mark.parametrize("path", ["accounts$", "company$", "time_entries$"])
def test_a_restart_is_silent_for_as_long_as_harvest_asked(path: str) -> None:
    with start_harvest() as harvest, program_at(harvest.url) as program:
        program.start()
        program.kill()
        harvest.ask("requests", method="DELETE")
        harvest.ask("faults", {"match": {"path": path}, "do": silence()})
        program.begin()
        eventually(lambda: 429 in [each["status"] for each in harvest.state()["requests"]])
        # Who answers what was asked later has heard what was said before.
        program.listens()
        program.status()
        program.kill()
        program.begin()
        eventually(lambda: after_a_silence(harvest), within=SILENCE, what="a request after it")
        assert min(after_a_silence(harvest)) >= RETRY_AFTER


def test_what_waited_while_the_computer_was_off_ends_nothing_that_began_elsewhere() -> None:
    """Harvest's clock has moved on by the time off, and this computer's has not: it was set."""
    with start_harvest() as harvest, program_at(harvest.url) as program:
        program.start()
        harvest.ask("faults", {"match": {"method": "POST"}, "do": silence()})
        program.asked("start", "website programming", "--notes", "here")
        eventually(lambda: 429 in [each["status"] for each in harvest.state()["requests"]])
        program.status()
        program.kill()
        harvest.ask("clock", {"advance": 600})
        harvest.ask("entries", {"is_running": True, "notes": "elsewhere"})
        drain(harvest, program, moved=True, within=SILENCE)
        found = {entry["notes"]: entry for entry in harvest.entries}
        assert [entry["notes"] for entry in harvest.running] == ["elsewhere"]
        assert found["here"]["hours"] == pytest.approx(600 / 3600, abs=0.0125)


def test_a_clock_that_turns_out_to_be_behind_holds_up_no_read() -> None:
    """By Harvest's time the reference of an entry is to be cleared already, by ours much later."""
    with start_harvest() as harvest, program_at(harvest.url) as program:
        program.start()
        program.asked("start", "website programming")
        program.drained()
        program.kill()
        harvest.ask("clock", {"advance": 1800})
        drain(harvest, program, moved=True)
        eventually(lambda: harvest.entries[0]["external_reference"] is None, what="no reference")
