"""Killed at the worst moments: what was promised is there exactly once, nothing is there twice.

Twenty times the program is killed a moment after something was asked of it; in half of them Harvest
carries the request out and the answer is lost. What `start` or `stop` answered with success counts
as promised.
"""

import random
import subprocess
from collections import Counter
from typing import NamedTuple

import pytest

from tests.desktop.session import eventually
from tests.program import Harvest, Program, program_at, start_harvest

KILLS = 20
LATEST = 0.5
"""Seconds after the act."""
MAKES_SURE = 31
"""Seconds after which a create whose outcome nobody knows is looked for again."""


class Act(NamedTuple):
    """What was asked in one round, and whether it was promised."""

    name: str
    stops: bool
    promised: bool


def test_twenty_kills_lose_nothing_and_double_nothing() -> None:
    chance = random.Random(20)
    acts = []
    with start_harvest() as harvest, program_at(harvest.url) as program:
        program.start()
        for number in range(KILLS):
            if number % 2:
                lose_the_answer(harvest)
            act = ask(program, f"act {number}", stops=number % 4 == 3, chance=chance)
            program.kill()
            harvest.ask("faults", method="DELETE")
            acts.append(act)
            drain(harvest, program)
            judge(harvest, program, acts)


def lose_the_answer(harvest: Harvest) -> None:
    for method in ("POST", "PATCH"):
        rule = {"match": {"method": method, "path": "time_entries"}, "do": {"drop": "after"}}
        harvest.ask("faults", rule)


def ask(program: Program, name: str, *, stops: bool, chance: random.Random) -> Act:
    """Ask for something and come back at the moment of the kill: before or after the answer."""
    arguments = ["stop"] if stops else ["start", "website programming", "--notes", name]
    asked = subprocess.Popen(
        program.argv(*arguments),
        env=program.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if chance.random() < 0.6:
        asked.wait(timeout=20)
    assert program.process is not None
    with pytest.raises(subprocess.TimeoutExpired):
        program.process.wait(timeout=chance.uniform(0, LATEST))
    program.kill()
    return Act(name, stops, asked.wait(timeout=20) == 0)


def drain(harvest: Harvest, program: Program) -> None:
    """Start the program again, and wait until it has sent everything."""
    program.begin()
    program.listens()
    try:
        program.drained(within=6)
    except pytest.fail.Exception:
        # A create that may have been made is looked for a second time later: let it be later.
        program.kill()
        harvest.ask("clock", {"advance": MAKES_SURE})
        program.begin()
        program.listens()
        program.drained(within=30)


def judge(harvest: Harvest, program: Program, acts: list[Act]) -> None:
    entries = harvest.entries
    times = Counter(entry["notes"] for entry in entries)
    for act in acts:
        if not act.stops:
            assert times[act.name] <= 1, f"{act} is there {times[act.name]} times"
            assert times[act.name] == 1 or not act.promised, f"{act} is lost"
    assert times.keys() <= {act.name for act in acts}
    running = [entry["notes"] for entry in entries if entry["is_running"]]
    if acts[-1].promised:
        assert running == ([] if acts[-1].stops else [acts[-1].name])

    def agrees() -> bool:
        shown = program.status()["running"]
        return running == ([shown["notes"]] if shown else [])

    eventually(agrees, what=f"{running} shown as running")
