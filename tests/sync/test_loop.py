"""The real loop and client, the sandbox and a real socket: what is sent when, in which order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from harvest_widget.api.client import Client
from harvest_widget.api.requests import USER_AGENT
from harvest_widget.api.responses import Answer
from harvest_widget.api.sign_in import verify_token
from harvest_widget.clock import Clock
from harvest_widget.model.operations import Values, new_ref
from harvest_widget.model.sign_in import SignedInAs
from harvest_widget.store import changes, selectors, session
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import Offline, Online, State
from harvest_widget.store.store import Store
from harvest_widget.sync.loop import Loop
from tests.api.lines import QUICK
from tests.program import LAST_READ, Harvest, start_harvest

TOKEN = "sandbox-token"
POST = "POST /v2/time_entries"
LIST = "GET /v2/time_entries"


@pytest.fixture
def harvest() -> Iterator[Harvest]:
    with start_harvest() as serving:
        yield serving


async def until(condition: Callable[[], Any], within: float = 10) -> Any:
    """Ask until the answer is yes; what is not there yet may raise LookupError."""
    async with asyncio.timeout(within):
        while True:
            with suppress(LookupError):
                if found := condition():
                    return found
            await asyncio.sleep(0.01)


class Line:
    """A computer that has its database in `folder`, as far as the loop needs one."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.chance = 1.0
        self.disk = Disk(folder / "harvest-widget.sqlite3")
        state = self.disk.load()
        self.clock = Clock(state.offset)
        self.store = Store(state, save=self.disk.save, defer=asyncio.get_running_loop().call_soon)
        self.client = self.open(TOKEN, 1)
        self.loop = Loop(
            self.store,
            self.client,
            clock=self.clock,
            looking=lambda: False,
            chance=lambda: self.chance,
            heard=self._heard,
        )
        self.store.watch(lambda state: state.offset, partial(setattr, self.clock, "offset"))

    def open(self, token: str, account_id: int | None) -> Client:
        return Client(
            f"{self.url}/v2",
            self.url,
            USER_AGENT,
            token,
            account_id,
            clock=self.clock.own,
            timeouts=QUICK,
        )

    def _heard(self, answer: Answer) -> float:
        assert answer.date is not None
        return self.clock.heard(answer.date, answer.received_at)

    async def sign_in(self) -> None:
        found = await verify_token(self.open, TOKEN)
        assert isinstance(found, SignedInAs)
        opened = self.disk.open_book(self.store.state, found.account.book)
        self.store.update(
            session.sign_in,
            opened=opened,
            account=found.account,
            company=found.company,
            now=self.clock(),
        )

    @property
    def state(self) -> State:
        return self.store.state

    def start(self, words: str = "website programming") -> str:
        """Start a timer as a click does; return our name of the entry."""
        work = next(
            work
            for work in selectors.bookable(self.state)
            if all(word in work.title.lower() for word in words.split())
        )
        ref = new_ref()
        self.store.update(changes.start_timer, work=work, notes="", now=self.clock(), ref=ref)
        return ref

    def refresh(self) -> None:
        self.store.update(changes.refresh, now=self.clock())

    def is_read(self) -> bool:
        """Whether everything that was to be read has been."""
        return self.state.assignments_read_at is not None and not self.state.asked

    async def drained(self, within: float = 10) -> None:
        await until(lambda: not self.state.outbox, within)


@asynccontextmanager
async def running(url: str, folder: Path) -> AsyncIterator[Line]:
    """Sign in if nobody is, and drive the loop until the block ends."""
    line = Line(url, folder)
    if line.state.account is None:
        await line.sign_in()
    driven = asyncio.create_task(line.loop.run())
    try:
        yield line
    finally:
        driven.cancel()
        with suppress(asyncio.CancelledError):
            await driven
        await line.client.close()
        line.disk.close()


async def test_what_the_user_did_goes_before_what_is_to_be_read(
    harvest: Harvest, tmp_path: Path
) -> None:
    async with running(harvest.url, tmp_path) as line:
        await until(line.is_read)
        before = len(harvest.requests)
        line.refresh()
        line.start()
        line.start("brand design")
        await line.drained()
        await until(line.is_read)
        later = harvest.requests[before:]
        assert later.count(POST) == 2
        written = max(n for n, call in enumerate(later) if call == POST)
        assert all(read > written for read, call in enumerate(later) if call == LIST)
        assert LAST_READ in later[written:]


async def test_a_read_that_overlapped_a_write_is_thrown_away_and_repeated(
    harvest: Harvest, tmp_path: Path
) -> None:
    entry = harvest.ask("entries", {"hours": 1, "notes": "as it was"})
    ref = str(entry["id"])
    async with running(harvest.url, tmp_path) as line:
        await until(line.is_read)
        shown: list[str] = []

        def note(state: State) -> str:
            return selectors.sheet(state)[ref].text

        line.store.watch(note, shown.append)
        # The list is made before the change, and arrives after it.
        slow = {"match": {"method": "GET", "path": "time_entries$"}, "do": {"stall": 1}}
        harvest.ask("faults", slow)
        before = len(harvest.requests)
        line.refresh()
        await until(lambda: LIST in harvest.requests[before:])
        to = Values(notes="as it is")
        line.store.update(changes.edit_entry, ref=ref, to=to, now=line.clock())
        await line.drained()
        assert line.state.snapshot.entries[entry["id"]].text == "as it is"
        await until(line.is_read)
        assert shown == ["as it was", "as it is"]
        assert line.state.snapshot.entries[entry["id"]].text == "as it is"
        span = [call for call in harvest.requests[before:] if call == LIST]
        # Thrown away, repeated, and the one for what runs.
        assert len(span) == 3


@pytest.mark.parametrize("status", [429, 503])
async def test_a_silence_that_harvest_asks_for_is_kept_over_a_restart(
    harvest: Harvest, tmp_path: Path, status: int
) -> None:
    async with running(harvest.url, tmp_path) as line:
        await until(line.is_read)
        refusal = {"status": status, "headers": {"Retry-After": "2"}}
        harvest.ask("faults", {"match": {"method": "POST"}, "do": refusal})
        before = len(harvest.requests)
        line.chance = 0.0
        line.start()
        await until(lambda: line.state.silent_until)
        # Whatever the user does now, and whatever happens around the program.
        line.refresh()
        line.loop.look_again()
        line.start("brand design")
    async with running(harvest.url, tmp_path) as line:
        assert line.state.silent_until is not None
        line.loop.look_again()
        await line.drained()
        asked = harvest.state()["requests"][before:]
        assert asked[0]["status"] == status
        first, second = (datetime.fromisoformat(one["at"]) for one in asked[:2])
        assert second - first >= timedelta(seconds=1.95)
        assert [entry["is_running"] for entry in harvest.entries] == [False, True]


async def test_whoever_looks_need_not_wait_for_the_next_try(tmp_path: Path) -> None:
    with ExitStack() as serving:
        harvest = serving.enter_context(start_harvest())
        port = harvest.url.rsplit(":", 1)[1]
        async with running(harvest.url, tmp_path) as line:
            await until(line.is_read)
            serving.close()
            # As after many failures: the next pause is a minute.
            line.store.update(lambda state: replace(state, failures=6))
            line.start()
            tried = await until(lambda: line.state.failures == 7 and line.state.connection)
            assert isinstance(tried, Offline)
            assert not tried.down
            assert tried.retry_at - line.clock() > timedelta(seconds=50)
            with start_harvest("--port", port) as back:
                line.loop.look_again()
                await line.drained(within=5)
                assert line.state.connection == Online()
                assert [entry["is_running"] for entry in back.entries] == [True]


async def test_the_next_thing_the_user_does_is_tried_at_once(tmp_path: Path) -> None:
    with ExitStack() as serving:
        harvest = serving.enter_context(start_harvest())
        port = harvest.url.rsplit(":", 1)[1]
        async with running(harvest.url, tmp_path) as line:
            await until(line.is_read)
            serving.close()
            line.store.update(lambda state: replace(state, failures=6))
            line.start()
            await until(lambda: line.state.failures == 7)
            with start_harvest("--port", port) as back:
                line.start("brand design")
                await line.drained(within=5)
                assert [entry["is_running"] for entry in back.entries] == [False, True]


async def test_a_start_that_was_cut_off_by_the_end_is_looked_up_by_the_next_start(
    harvest: Harvest, tmp_path: Path
) -> None:
    async with running(harvest.url, tmp_path) as line:
        await until(line.is_read)
        late = {"match": {"method": "POST"}, "do": {"stall": 30}}
        harvest.ask("faults", late)
        ref = line.start()
        await until(lambda: harvest.entries)
    async with running(harvest.url, tmp_path) as line:
        [waiting] = line.state.outbox
        assert waiting.in_doubt
        assert len(waiting.attempts) == 1
        await line.drained()
        [entry] = harvest.entries
        assert line.state.refs[ref] == entry["id"]
        assert harvest.requests.count(POST) == 1
        row = selectors.running(line.state)
        assert row is not None
        assert row.ref == ref


@pytest.mark.parametrize("ahead", [-3600, 90, 7200])
async def test_the_servers_clock_is_learnt_and_remembered(
    harvest: Harvest, tmp_path: Path, ahead: int
) -> None:
    harvest.ask("clock", {"advance": ahead})
    async with running(harvest.url, tmp_path) as line:
        await until(line.is_read)
        assert line.state.offset == pytest.approx(ahead, abs=2)
        # What is asked for now is read now, whatever the clock showed before.
        line.refresh()
        await until(line.is_read)
        line.start()
        row = selectors.running(line.state)
        assert row is not None
        assert row.entry.timer_started_at is not None
        server = datetime.fromisoformat(harvest.state()["clock"])
        assert abs(server - row.entry.timer_started_at) < timedelta(seconds=3)
        await line.drained()
    again = Line(harvest.url, tmp_path)
    assert again.state.offset == pytest.approx(ahead, abs=2)
    again.disk.close()


async def test_a_server_that_is_a_second_off_is_not_followed(
    harvest: Harvest, tmp_path: Path
) -> None:
    harvest.ask("clock", {"advance": 1})
    async with running(harvest.url, tmp_path) as line:
        await until(line.is_read)
        assert line.state.offset == 0


async def test_what_the_disk_refuses_is_not_sent_before_it_takes_it(
    harvest: Harvest, tmp_path: Path
) -> None:
    async with running(harvest.url, tmp_path) as line:
        await until(line.is_read)
        line.disk._db.execute("PRAGMA query_only = on")
        line.start()
        assert line.state.unsaved
        line.loop.look_again()
        # Several round trips, in which the start would have left.
        await verify_token(line.open, TOKEN)
        assert POST not in harvest.requests
        line.disk._db.execute("PRAGMA query_only = off")
        line.refresh()
        await line.drained()
        assert not line.state.unsaved
        assert harvest.requests.count(POST) == 1
