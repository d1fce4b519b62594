"""What the walk's oracle does not look at: requests that leave too early, refusals without a cause.

Patched onto the computers while the mutants and the state machine run; judges, changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from harvest_widget.model.operations import Delete
from harvest_widget.store import selectors
from harvest_widget.sync.steps import Outcome, Step
from tests.simulation import person
from tests.simulation.computer import Computer
from tests.simulation.oracle import NOISE
from tests.simulation.world import Found, World

OF_THE_LINE = {"401", "429", "429 bare", "503", "503 after", "500", "500 after"}
"""Faults that say nothing of the operation that met them: it waits, and is not refused."""

SILENT = {"429": 7.0, "503": 4.0}
"""Seconds of silence that such an answer asks for."""
MAY_ASK_TWICE = {"maybe_sent", "two_candidates", "deleted_elsewhere"}


@contextmanager
def witnessed() -> Iterator[None]:  # noqa: C901  (four small judges side by side)
    """Raise Found as soon as a computer does what sync.md 4, 6, 8 or 22 forbids."""
    silent: dict[Computer, datetime] = {}
    perform, take = Computer._perform, Computer.take
    drop, settle_race = person.drop, World._settle_race

    def performed(computer: Computer, step: Step) -> Outcome:
        waiting, instant = computer.waiting(step), computer.office.instant
        op = waiting.op if waiting is not None else None
        if isinstance(op, Delete) and step.kind == "write" and computer.now < op.due:
            raise Found("wrong", f"a delete left {op.due - computer.now} before its time is over")
        if computer.certain and computer in silent and instant < silent[computer]:
            raise Found("wrong", f"{step.kind} left although silence was asked for")
        return perform(computer, step)

    def taken(computer: Computer, step: Step) -> None:
        before = {waiting.n for waiting in selectors.problems(computer.state)}
        computer.met, asked = "", computer.waiting(step)
        take(computer, step)
        if computer.met in SILENT:
            # Noted here: who is killed while a request is under way does not hear its answer.
            silence = timedelta(seconds=SILENT[computer.met] - 2 * NOISE)
            silent[computer] = computer.office.instant + max(silence, timedelta(0))
        new = [w for w in selectors.problems(computer.state) if w.n not in before]
        # The second 404 in a row is believed, also that of a whole account; so is that of a list.
        first = asked is not None and not asked.checked and computer.forbidden
        first = first and step.kind in ("write", "look")
        for waiting in new if computer.met in OF_THE_LINE or first else ():
            if waiting.n == step.n:
                raise Found("wrong", f"{computer.met or 404} is no refusal: {waiting}")

    def dropped(world: World, computer: Computer) -> None:
        for waiting in selectors.problems(computer.state):
            if waiting.refusal is not None and waiting.refusal.kind not in MAY_ASK_TWICE:
                raise Found("wrong", f"refused for good: {waiting.refusal} {waiting}")
        drop(world, computer)

    def settled(world: World, tag: str, entries: list[Any]) -> None:
        if not entries and tag in world.oracle.works:
            raise Found("lost", f"{tag} is not there after a race: {world.oracle.works[tag]}")
        settle_race(world, tag, entries)

    with (
        patch.object(Computer, "_perform", performed),
        patch.object(Computer, "take", taken),
        patch.object(person, "drop", dropped),
        patch.object(World, "_settle_race", settled),
    ):
        yield
