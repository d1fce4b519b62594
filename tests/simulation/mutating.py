"""How the program is broken on purpose, and how long the simulation takes to see it; no mutants.

A mutant is one small change of one function. It is caught by an episode that passes without it.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from inspect import signature
from pathlib import Path
from typing import Any
from unittest.mock import patch

from harvest_widget.store.disk import Disk
from tests.simulation import walk as walking
from tests.simulation.computer import Computer
from tests.simulation.walk import walk
from tests.simulation.witness import witnessed
from tests.simulation.world import World
from tests.sync.device import Device, Office

STEPS = 1000
"""Steps of an episode."""
EPISODES = 20
BOTH = (False, True)
PROGRAM = ("harvest_widget.", "tests.")

Broken = Callable[[], AbstractContextManager[Any]]


class EndlessError(Exception):
    """The program goes on sending and comes to no end."""


@dataclass(frozen=True)
class Mutant:
    """A broken program.

    `stamps` and `keyed` say in which accounts the rule matters, `often` which faults show it,
    `elsewhere` is the test that catches what no walk can see.
    """

    name: str
    sentence: str
    broken: Broken
    stamps: tuple[bool, ...] = BOTH
    keyed: tuple[bool, ...] = BOTH
    often: tuple[str, ...] = ()
    elsewhere: Callable[..., object] | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Caught:
    """`seed`, account and step in which a mutant was caught, and by what."""

    seed: int
    stamps: bool
    keyed: bool
    steps: int
    total: int
    what: str


MUTANTS: dict[str, Mutant] = {}


def mutant(**more: Any) -> Callable[[Broken], Broken]:
    """Add a way to break the program; `more` are fields of Mutant."""

    def add(broken: Broken) -> Broken:
        name = broken.__name__
        MUTANTS[name] = Mutant(name, broken.__doc__ or "", broken, **more)
        return broken

    return add


def instead(real: Any, broken: Callable[..., Any]) -> AbstractContextManager[None]:
    """Call `broken(real, ...)` wherever the program calls `real`, whatever it calls it there."""

    def mutated(*args: Any, **given: Any) -> Any:
        return broken(real, *args, **given)

    return everywhere(real, mutated)


@contextmanager
def everywhere(real: Any, other: Any, name: str = "") -> Iterator[None]:
    """Put `other` in the place of `real` in every module that has it (a constant: by its name)."""
    places = [
        (module, at)
        for module in tuple(sys.modules.values())
        if getattr(module, "__name__", "").startswith(PROGRAM)
        for at, value in tuple(vars(module).items())
        if value is real and name in ("", at)
    ]
    assert places, f"nobody uses {real}"
    with ExitStack() as stack:
        for module, at in places:
            stack.enter_context(patch.object(module, at, other))
        yield


def episode(
    seed: int, *, stamps: bool, keyed: bool, often: tuple[str, ...] = ()
) -> tuple[int, str]:
    """One episode, with more of some faults: its steps, and what was found; empty: nothing."""
    worlds: list[World] = []
    real = walking.told

    def remembered(*args: Any, **given: Any) -> World:
        worlds.append(World(*args, **given))
        if often:
            wire = worlds[0].wire
            wire.share = 0.3
            wire._weights = [30 if fault in often else 1 for fault in wire._faults]
        return worlds[0]

    def told(world: World, computer: Computer, step: Any) -> None:
        if world.steps > 3 * STEPS:
            raise EndlessError
        real(world, computer, step)

    with (
        tempfile.TemporaryDirectory(dir=memory()) as folder,
        patch.object(walking, "World", remembered),
        patch.object(walking, "told", told),
        witnessed(),
    ):
        try:
            walk(seed, Path(folder), STEPS, stamps=stamps, keyed=keyed)
        except Exception as error:  # noqa: BLE001  (a mutant may break in any way)
            return (worlds[0].steps if worlds else 0), f"{type(error).__name__}: {error}"
        finally:
            for computer in worlds[0].computers if worlds else ():
                if computer.disk is not None:
                    computer.disk.close()
    return worlds[0].steps, ""


@cache
def passes(seed: int, *, stamps: bool, keyed: bool, often: tuple[str, ...]) -> bool:
    """Whether the episode finds nothing as the program is."""
    return not episode(seed, stamps=stamps, keyed=keyed, often=often)[1]


def hunt(mutant: Mutant) -> Caught | None:
    """Live through episode after episode until the mutant is caught; None: it survives."""
    if mutant.elsewhere is not None:
        return _caught_elsewhere(mutant)
    total = 0
    accounts = [(stamps, keyed) for stamps in mutant.stamps for keyed in mutant.keyed]
    for n in range(EPISODES):
        stamps, keyed = accounts[n % len(accounts)]
        with mutant.broken():
            steps, what = episode(n, stamps=stamps, keyed=keyed, often=mutant.often)
        total += steps
        if what and passes(n, stamps=stamps, keyed=keyed, often=mutant.often):
            return Caught(n, stamps, keyed, steps, total, what)
    return None


def _caught_elsewhere(mutant: Mutant) -> Caught | None:
    _run(mutant.elsewhere)
    with mutant.broken():
        try:
            _run(mutant.elsewhere)
        except Exception as error:  # noqa: BLE001
            return Caught(0, False, False, 0, 0, f"{type(error).__name__} in a test")
    return None


def _run(test: Any) -> None:
    """Call a test of the engine with what its fixtures would give it."""
    office = Office()
    with tempfile.TemporaryDirectory(dir=memory()) as folder:
        path = Path(folder) / "state.sqlite3"
        disk = Disk(path)
        given: dict[str, Any] = {
            "office": office,
            "device": Device(office),
            "path": path,
            "disk": disk,
        }
        given |= {"stamps": False, "status": 429}
        try:
            test(**{name: given[name] for name in signature(test).parameters})
        finally:
            disk.close()


def memory() -> str | None:
    """A folder in memory, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
