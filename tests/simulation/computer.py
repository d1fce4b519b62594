"""One computer in the simulation: the program's real State, plan, absorb and disk on a bad wire.

It has a clock that may be wrong, a disk that may be full and a power switch.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from harvest_widget.api import errors
from harvest_widget.api.requests import Request
from harvest_widget.store import session
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import SignedOut
from harvest_widget.sync.absorb import absorb, departing
from harvest_widget.sync.plan import held_until, plan
from harvest_widget.sync.reads import plan_read
from harvest_widget.sync.steps import Answered, Failed, Outcome, Step
from tests.simulation.wire import FAULTS, Wire, rule
from tests.sync.device import LISTS, Device, Office

UNBOUNDED = 1_073_741_823


class Computer(Device):
    """A Device whose requests meet `wire`, signed in with a token of its own."""

    def __init__(self, office: Office, path: Path, wire: Wire, *, error: float = 0.0) -> None:
        self.wire, self.path, self.error = wire, path, error
        self.token = f"token of {path.stem}"
        self.between: Callable[[], None] = lambda: None
        self.strange: Callable[[str, Step], None] = lambda _fault, _step: None
        self.forbidden = False
        tokens = office.sandbox.world.tokens
        tokens.setdefault(self.token, tokens["sandbox-token"])
        self.certain = True
        self.met = ""
        super().__init__(office, path)

    @property
    def now(self) -> datetime:
        """The server's time, as far as this computer knows it."""
        return self.office.instant + timedelta(seconds=self.error + self.state.offset)

    def begin_again(self, *, error: float) -> None:
        """Killed and started anew, perhaps with a clock that was set meanwhile."""
        assert self.disk is not None
        self.disk.close()
        self.certain, self.error = self.certain and error == self.error, error
        self.disk = Disk(self.path)
        self.state = self.disk.load()

    def fill_disk(self, *, full: bool) -> None:
        """Let the database grow no more, or again."""
        assert self.disk is not None
        pages = 1 if full else UNBOUNDED
        self.disk._db.execute(f"PRAGMA max_page_count = {pages}")

    def next_step(self) -> Step | None:
        """What is to be sent now."""
        if self.state.unsaved:
            return None
        step = plan(self.state, self.now)
        return step if isinstance(step, Step) else None

    def next_read(self) -> Step | None:
        """What is to be read now."""
        if held_until(self.state, self.now) is not None:
            return None
        step = plan_read(self.state, self.now, looking=True)
        return step if isinstance(step, Step) else None

    def take(self, step: Step) -> None:
        """Carry out one step, as the loop does; `between` happens while it is under way."""
        outcome: Outcome = Answered()
        if step.kind != "settle":
            self.act(departing, step=step, now=self.now)
            if self.state.unsaved:
                return
            self.between()
            outcome = self._perform(step)
            self.between()
        chance = self.wire.random.random()
        self.act(absorb, step=step, outcome=outcome, now=self.now, chance=chance)

    def sign_in_again(self) -> None:
        """Give it a good token, as the user does when told that the old one is no more."""
        tokens = self.office.sandbox.world.tokens
        tokens[self.token] = tokens["sandbox-token"]
        self.forbidden = False
        if isinstance(self.state.connection, SignedOut):
            self.act(session.token_found)

    def _perform(self, step: Step) -> Outcome:
        self.met = fault = self.wire.draw(step, self._what(step))
        self._prepare(fault)
        if fault == "refused":
            return Failed("no_network", errors.Fate.UNSENT)
        if fault in ("late", "twice"):
            self.strange(fault, step)
        if fault == "twice":
            super()._perform(step)
        try:
            outcome = super()._perform(step)
        finally:
            self.office.sandbox.rules.clear()
        if isinstance(outcome, Answered) and step.kind not in (*LISTS, "read_assignments"):
            date = self.office.instant.replace(microsecond=0)
            own = self.office.instant + timedelta(seconds=self.error)
            self.act(session.hear_clock, offset=(date - own).total_seconds() + 0.5)
            self.certain = True
        return outcome

    def _prepare(self, fault: str) -> None:
        sandbox, random = self.office.sandbox, self.wire.random
        if fault in FAULTS:
            sandbox.rules.append(rule(FAULTS[fault]))
        elif fault.startswith("stall"):
            self.office.wait(random.uniform(20, 90))
            sandbox.rules.append(rule({"drop": fault.removeprefix("stall ")}))
        elif fault == "late":
            sandbox.rules.append(rule({"late": random.uniform(1, self.wire.latest)}))
        elif fault == "401":
            sandbox.world.tokens.pop(self.token, None)
        elif fault == "404 account":
            self.forbidden = True

    def waiting(self, step: Step) -> Any:
        """The operation that the step is for."""
        return next((waiting for waiting in self.state.outbox if waiting.n == step.n), None)

    def _what(self, step: Step) -> str:
        waiting = self.waiting(step)
        if step.kind == "write" and waiting is not None:
            return type(waiting.op).__name__
        return step.kind

    def _send(self, request: Request) -> bytes:
        if self.forbidden:
            raise errors.error_for(404, {}, b"", self.office.instant)
        return super()._send(request)

    def headers(self) -> dict[str, str]:
        """Who asks."""
        return {**super().headers(), "Authorization": f"Bearer {self.token}"}
