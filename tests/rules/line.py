"""The program without its windows, before a sandbox on a socket, in time that is wound by hand.

Connection, client, loop, disk and clock are the program's own. Waiting costs nothing: what the
client would sleep is wound on, at Harvest and on this computer alike.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from harvest_widget import clock as clocks
from harvest_widget.api.client import Client
from harvest_widget.clock import Clock
from harvest_widget.connection import Connection
from harvest_widget.model.entries import Work
from harvest_widget.model.operations import new_ref
from harvest_widget.model.secrets import Absent, Answer
from harvest_widget.store import changes, selectors
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.join import Tasks
from tests.program import Harvest

TOKEN = "sandbox-token"
START = datetime(2045, 3, 14, 9, 0, tzinfo=UTC)
"""10:00 of a Tuesday in the user's Berlin; the work that a sandbox gives is as old as itself."""
WINDOW = 15.0


class Time:
    """The one time of a sandbox and of the computers before it; `now` is Harvest's."""

    def __init__(self, harvest: Harvest, monkeypatch: pytest.MonkeyPatch) -> None:
        self.harvest = harvest
        self.now = START
        harvest.ask("clock", {"set": START.isoformat(), "freeze": True})
        monkeypatch.setattr(clocks, "_running_on", lambda: self.now.timestamp())  # noqa: PLW0108  (it changes)
        given = {**(Client.__init__.__kwdefaults__ or {}), "sleep": self.passes}
        monkeypatch.setattr(Client.__init__, "__kwdefaults__", given)

    def wait(self, seconds: float) -> None:
        """Wind on."""
        self.now += timedelta(seconds=seconds)
        self.harvest.ask("clock", {"advance": seconds})

    async def passes(self, seconds: float) -> None:
        """Wind on, for those who would sleep."""
        self.wait(seconds)
        await asyncio.sleep(0.005)


class NoKeychain:
    """A system without a keychain (Secrets): the token is given at the start."""

    async def get(self, *_: object, **__: object) -> Answer:
        return Absent()

    async def set(self, *_: object, **__: object) -> Answer:
        return Absent()

    async def delete(self, *_: object, **__: object) -> Answer:
        return Absent()


class Line:
    """A computer whose own clock is `fast` seconds ahead of Harvest's."""

    def __init__(self, time: Time, folder: Path, *, fast: float = 0.0) -> None:
        self.time = time
        self.looking = True
        self.broken: list[BaseException] = []
        self.disk = Disk(folder / "harvest-widget.sqlite3")
        state = self.disk.load()
        self.clock = Clock(state.offset)
        self.clock._began = time.now + timedelta(seconds=fast)
        defer = asyncio.get_running_loop().call_soon
        self.store = Store(state, save=self.disk.save, defer=defer)
        self.tasks = Tasks(lambda _, error: self.broken.append(error))
        self.connection = Connection(
            self.store,
            self.clock,
            self.tasks,
            api_url=f"{time.harvest.url}/v2",
            id_url=time.harvest.url,
            secrets=NoKeychain(),
            open_book=self.disk.open_book,
            looking=lambda: self.looking,
            chance=lambda: 0.0,
            pause=time.passes,
        )
        self.store.watch(lambda held: held.offset, partial(setattr, self.clock, "offset"))

    async def begin(self, token: str = TOKEN) -> None:
        """Start as the program does with a token of the environment."""
        await self.connection.begin(token=token, account_id="1")

    async def is_read(self) -> None:
        """Wait until everything that was asked for has been read."""
        await until(lambda: self.state.assignments_read_at and not self.state.asked)

    async def drained(self) -> None:
        """Wait until nothing waits to be sent."""
        await until(lambda: not self.state.outbox, within=60)

    def turn(self) -> None:
        """Let the loop's timers run out: they run in real time, which nobody has wound."""
        loop = self.connection._loop
        if loop is not None:
            loop._changed.set()
            loop._read_now.set()

    async def wait(self, seconds: float, *, step: float = 0.5) -> None:
        """Wind on in small steps, in each of which everybody who would wake up does."""
        end = self.time.now + timedelta(seconds=seconds)
        while (left := (end - self.time.now).total_seconds()) > 0:
            self.time.wait(min(step, left))
            self.turn()
            for _ in range(5):
                await asyncio.sleep(0)

    @property
    def state(self) -> State:
        return self.store.state

    def act(self, change: Callable[..., State], **given: Any) -> None:
        """Do what a click does; no two of them happen at one instant."""
        self.time.wait(0.001)
        self.store.update(change, now=self.clock(), **given)

    def work(self) -> Work:
        return selectors.bookable(self.state)[0]

    def start(self, notes: str = "") -> str:
        """Start a timer; return our name of the entry."""
        ref = new_ref()
        self.act(changes.start_timer, work=self.work(), notes=notes, ref=ref)
        return ref

    def book(self, notes: str) -> None:
        """Book an hour of today."""
        today = selectors.today(self.state, self.clock())
        given = {"work": self.work(), "notes": notes, "spent_date": today, "seconds": 3600}
        self.act(changes.create_entry, **given, ref=new_ref())

    def shown(self, ref: str) -> int:
        """Seconds that the entry shows now."""
        return selectors.sheet(self.state)[ref].seconds(self.clock())


@asynccontextmanager
async def line(time: Time, folder: Path, *, fast: float = 0.0) -> AsyncIterator[Line]:
    made = Line(time, folder, fast=fast)
    try:
        yield made
        assert not made.broken
    finally:
        await made.tasks.close()
        await made.connection.close()
        made.disk.close()


async def until(condition: Callable[[], Any], within: float = 20) -> Any:
    """Ask until the answer is yes."""
    async with asyncio.timeout(within):
        while True:
            with suppress(LookupError):
                if found := condition():
                    return found
            await asyncio.sleep(0.005)


def asked(harvest: Harvest) -> list[dict[str, Any]]:
    """What Harvest was asked, `at` as the instant at which it came."""
    return [{**one, "at": datetime.fromisoformat(one["at"])} for one in harvest.state()["requests"]]


def most(times: list[datetime], seconds: float) -> int:
    """How many there are at most in any window of so many seconds."""
    found, first = 0, 0
    for n, at in enumerate(times):
        while (at - times[first]).total_seconds() >= seconds:
            first += 1
        found = max(found, n - first + 1)
    return found
