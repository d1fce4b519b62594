"""The simulation's World, with steps that hypothesis chooses and cuts down to the few that matter.

Nothing comes by chance here that a rule's arguments don't decide. A failure prints its story, and
the steps to repeat it.
"""

from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from harvest_widget.model import operations
from harvest_widget.store import selectors, session
from harvest_widget.sync.steps import Step
from tests.simulation import person
from tests.simulation.computer import Computer
from tests.simulation.mutating import memory
from tests.simulation.walk import WAITS, catch_up, heal, strange, told, wait
from tests.simulation.wire import FAULTS, OTHERS, Wire, applies
from tests.simulation.witness import witnessed
from tests.simulation.world import World

COMPUTERS = st.integers(0, 2)
CHANCE = st.integers(0, 2**16)


class NextFault(Wire):
    """A wire that spoils the next request it can be told to, and no other."""

    next = ""

    def draw(self, step: Step, what: str) -> str:  # noqa: ARG002
        """The fault that was asked for; empty: none."""
        fault, self.next = self.next, ""
        return fault if fault and applies(step, fault) else ""


class Days(RuleBasedStateMachine):
    """What happens to a user of up to three computers; in the end all is well and judged."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(TemporaryDirectory(dir=memory())))
        names, refs = Random(0), count(1)
        uuid4 = lambda: UUID(int=names.getrandbits(128))  # noqa: E731
        self.stack.enter_context(patch.object(operations, "uuid4", uuid4))
        # Never only digits: that would be an id of the server's.
        named = lambda _: f"a{next(refs):031x}"  # noqa: E731
        self.stack.enter_context(patch.object(person, "_ref", named))
        self.stack.enter_context(witnessed())
        self.world: World | None = None

    @initialize(seed=CHANCE, stamps=st.booleans(), keyed=st.booleans())
    def sign_in(self, seed: int, stamps: bool, keyed: bool) -> None:
        self.world = world = World(seed, self.folder, stamps=stamps, keyed=keyed)
        world.wire = self.wire = NextFault(world.random, 0.0, keyed=keyed)
        for computer in world.computers:
            computer.wire = self.wire
        self.calm()

    def calm(self) -> None:
        """Let nothing happen of its own accord while a request is under way."""
        for at in self.here.computers:
            at.between = lambda: None
            at.strange = partial(strange, self.here, at)

    @property
    def here(self) -> World:
        """The world, once it has begun."""
        assert self.world is not None
        self.world.random.seed(0)
        return self.world

    def at(self, n: int) -> Computer:
        """One of the computers."""
        return self.here.computers[n % len(self.here.computers)]

    @rule(
        n=COMPUTERS,
        intent=st.sampled_from(
            [name for name, often in person.INTENTS.items() for _ in range(often)]
        ),
        chance=CHANCE,
        seconds=st.sampled_from((0, 0, 20, 900)),
        steps=st.integers(0, 5),
    )
    def act(self, n: int, intent: str, chance: int, seconds: int, steps: int) -> None:
        """Do something; time passes, and some of it is sent."""
        world, computer = self.here, self.at(n)
        if not computer.certain and intent not in ("look", "turn"):
            return
        if world.touched.keys() - {computer}:
            catch_up(world)
        world.random.seed(chance)
        person._DEEDS[intent](world, computer)
        world.tell(f"{computer.token[-1]} {intent}")
        wait(world, seconds)
        self.send(n, steps, hurry=False)

    @rule(n=COMPUTERS, steps=st.integers(1, 8))
    def hurry(self, n: int, steps: int) -> None:
        self.send(n, steps, hurry=True)

    def send(self, n: int, steps: int, *, hurry: bool) -> None:
        computer = self.at(n)
        for _ in range(steps):
            if hurry:
                computer.act(session.hurry, now=computer.now)
            step = computer.next_step()
            if step is None:
                return
            told(self.here, computer, step)

    @rule(n=COMPUTERS)
    def read(self, n: int) -> None:
        computer = self.at(n)
        for _ in range(6):
            step = None if computer.next_step() is not None else computer.next_read()
            if step is None:
                return
            told(self.here, computer, step)

    @rule(fault=st.sampled_from((*FAULTS, *OTHERS)))
    def spoil_the_next_request(self, fault: str) -> None:
        self.wire.next = fault

    @rule(n=COMPUTERS, minutes=st.sampled_from((0, 0, 0, -10, 10, 60)))
    def kill(self, n: int, minutes: int) -> None:
        """Killed; perhaps somebody sets the clock before it is begun again."""
        computer = self.at(n)
        before = computer.state
        if before.unsaved:
            return
        error = 60.0 * minutes if minutes else computer.error
        computer.begin_again(error=error)
        after = computer.state
        for part in ("outbox", "refs", "keys", "echoes", "silent_until", "undo"):
            assert getattr(after, part) == getattr(before, part), part

    @rule(seconds=st.sampled_from(sorted(set(WAITS))))
    def pass_time(self, seconds: int) -> None:
        wait(self.here, seconds + 0.5)

    @rule(n=COMPUTERS, full=st.booleans())
    def fill_disk(self, n: int, full: bool) -> None:
        self.at(n).fill_disk(full=full)

    @rule(n=COMPUTERS)
    def sign_in_again(self, n: int) -> None:
        self.at(n).sign_in_again()

    @rule(n=COMPUTERS)
    def decide(self, n: int) -> None:
        person.decide(self.here, self.at(n))

    @rule()
    def all_is_well(self) -> None:
        """Everything is sent, read and judged."""
        self.wire.next = ""
        heal(self.here)
        self.calm()

    @invariant()
    def one_timer_runs_at_most(self) -> None:
        for computer in self.world.computers if self.world else ():
            sheet = selectors.sheet(computer.state).values()
            assert sum(entry.is_running for entry in sheet) <= 1

    def teardown(self) -> None:
        try:
            if self.world is not None:
                self.all_is_well()
        except Exception:
            note("\n".join(self.here.told))
            raise
        finally:
            for computer in self.world.computers if self.world else ():
                if computer.disk is not None:
                    computer.disk.close()
            self.stack.close()


def live(examples: int, steps: int) -> None:
    # Always the same days: what fails here fails everywhere, and prints how to repeat it.
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Days, settings=chosen)


def test_whatever_happens_the_days_end_as_the_user_saw_them() -> None:
    live(examples=60, steps=25)


@pytest.mark.slow
def test_whatever_happens_for_long_the_days_end_as_the_user_saw_them() -> None:
    live(examples=1500, steps=60)
