"""Signing in, going on and signing out, with the real client, the real loop and the sandbox."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import qasync
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from harvest_widget.clock import Clock
from harvest_widget.connection import Connection
from harvest_widget.model.account import Account, User
from harvest_widget.model.operations import new_ref
from harvest_widget.model.secrets import Answer, Done, Found, Late, Locked, Missing, Secrets, Slow
from harvest_widget.model.sign_in import SignedInAs
from harvest_widget.store import changes, selectors, session
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import Offline, Online, SignedOut, State
from harvest_widget.store.store import Store
from harvest_widget.ui.join import Tasks
from tests.desktop.session import eventually
from tests.program import Harvest, Program, program_at, start_harvest

TOKEN, ROBINS = "sandbox-token", "second-user-token"
READS = "GET /v2/time_entries"


@pytest.fixture(autouse=True)
def nothing_of_qt_is_left_to_a_worker() -> Iterator[None]:
    """A thread that happens to collect the rest of a test's Qt would be the wrong one."""
    yield
    gc.collect()


@pytest.fixture
def harvest() -> Iterator[Harvest]:
    with start_harvest() as serving:
        yield serving


@pytest.fixture
def program(harvest: Harvest) -> Iterator[Program]:
    with program_at(harvest.url) as made:
        yield made


async def until(condition: Callable[[], Any], within: float = 10) -> Any:
    """Ask until the answer is yes."""
    async with asyncio.timeout(within):
        while True:
            if found := condition():
                return found
            await asyncio.sleep(0.01)


class InMemory:
    """A keychain that is forgotten with its test (Secrets)."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}

    async def get(self, account: str, *, on_late: Late | None = None) -> Answer:  # noqa: ARG002
        token = self._tokens.get(account)
        return Missing() if token is None else Found(token)

    async def set(self, account: str, token: str, *, on_late: Late | None = None) -> Answer:  # noqa: ARG002
        self._tokens[account] = token
        return Done()

    async def delete(self, account: str, *, on_late: Late | None = None) -> Answer:  # noqa: ARG002
        self._tokens.pop(account, None)
        return Done()


@dataclass
class Prompting:
    """A keychain that has opened its prompt and waits: `answer` is what the user does there."""

    hears: list[Late] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def get(self, account: str, *, on_late: Late | None = None) -> Answer | Slow:
        self.asked.append(account)
        assert on_late is not None
        self.hears.append(on_late)
        return Slow()

    async def set(self, account: str, token: str, *, on_late: Late | None = None) -> Answer | Slow:
        raise NotImplementedError

    async def delete(self, account: str, *, on_late: Late | None = None) -> Answer | Slow:  # noqa: ARG002
        return Done()

    def answer(self, answer: Answer) -> None:
        self.hears.pop(0)(answer)


class Desk:
    """The parts around one connection; `pauses` are the seconds that it wanted to wait."""

    def __init__(self, url: str, folder: Path, secrets: Secrets) -> None:
        self.disk = Disk(folder / "harvest-widget.sqlite3")
        self.secrets = secrets
        self.pauses: list[float] = []
        self.go_on = asyncio.Event()
        self.broken: list[BaseException] = []
        self.tasks = Tasks(lambda _, error: self.broken.append(error))
        state = self.disk.load()
        self.clock = Clock(state.offset)
        defer = asyncio.get_running_loop().call_soon
        self.store = Store(state, save=self.disk.save, defer=defer)
        self.connection = Connection(
            self.store,
            self.clock,
            self.tasks,
            api_url=f"{url}/v2",
            id_url=url,
            secrets=secrets,
            open_book=self.disk.open_book,
            looking=lambda: False,
            chance=lambda: 1.0,
            pause=self._pause,
        )

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.go_on.clear()
        await self.go_on.wait()

    @property
    def state(self) -> State:
        return self.store.state

    async def sign_in(self, token: str = TOKEN, *, session_only: bool = False) -> SignedInAs:
        found = await self.connection.verify(token)
        assert isinstance(found, SignedInAs)
        assert await self.connection.keep(found, token, session_only) == Done()
        return found

    async def reads(self) -> None:
        await until(lambda: self.state.assignments_read_at)

    def start(self, words: str = "programming") -> None:
        work = next(w for w in selectors.bookable(self.state) if words in w.title.lower())
        now, ref = self.clock(), new_ref()
        self.store.update(changes.start_timer, work=work, notes="", now=now, ref=ref)

    def lines(self) -> list[str]:
        """The names of what runs."""
        return [task.get_name() for task in asyncio.all_tasks() if task.get_name() == "sync"]


@asynccontextmanager
async def desk(url: str, folder: Path, secrets: Secrets | None = None) -> AsyncIterator[Desk]:
    made = Desk(url, folder, secrets or InMemory())
    try:
        yield made
        assert not made.broken
    finally:
        await made.tasks.close()
        await made.connection.close()
        made.disk.close()


def is_online(here: Desk) -> bool:
    return isinstance(here.state.connection, Online)


def on_asyncio(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def on_qt(work: Coroutine[Any, Any, None]) -> None:
    """Run in the program's own kind of loop."""
    qt = QApplication.instance() or QApplication([])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
        runner.run(work)


@pytest.mark.parametrize("run", [on_asyncio, on_qt])
def test_a_token_signs_in_reads_and_books(
    harvest: Harvest, tmp_path: Path, run: Callable[[Coroutine[Any, Any, None]], None]
) -> None:
    async def work() -> None:
        async with desk(harvest.url, tmp_path) as here:
            assert here.state.connection == SignedOut("never")
            await here.connection.begin()
            assert not harvest.requests
            found = await here.sign_in()
            assert await here.secrets.get(found.account.book) == Found(TOKEN)
            await here.reads()
            here.start()
            await until(lambda: not here.state.outbox)
            assert [entry["is_running"] for entry in harvest.entries] == [True]

    run(work())


async def test_the_next_start_goes_on_with_the_token_of_the_keychain(
    harvest: Harvest, tmp_path: Path
) -> None:
    secrets = InMemory()
    async with desk(harvest.url, tmp_path, secrets) as here:
        await here.sign_in()
        await here.reads()
    before = len(harvest.requests)
    async with desk(harvest.url, tmp_path, secrets) as here:
        await here.connection.begin()
        here.store.update(changes.refresh, now=here.clock())
        await until(lambda: READS in harvest.requests[before:])
        # Who it is was known already.
        assert "GET /api/v2/accounts" not in harvest.requests[before:]


async def test_a_token_for_this_session_is_not_kept(harvest: Harvest, tmp_path: Path) -> None:
    async with desk(harvest.url, tmp_path) as here:
        found = await here.sign_in(session_only=True)
        assert await here.secrets.get(found.account.book) == Missing()
        await here.reads()
    async with desk(harvest.url, tmp_path) as here:
        await here.connection.begin()
        assert here.state.connection == SignedOut("never")


async def test_whoever_signs_out_stays_so(harvest: Harvest, tmp_path: Path) -> None:
    secrets = InMemory()
    async with desk(harvest.url, tmp_path, secrets) as here:
        found = await here.sign_in()
        await here.reads()
        await here.connection.sign_out()
        assert await secrets.get(found.account.book) == Missing()
        await until(lambda: not here.lines())
        here.start()
        assert len(here.state.outbox) == 1
    before = len(harvest.requests)
    async with desk(harvest.url, tmp_path, secrets) as here:
        await here.connection.begin()
        assert here.state.connection == SignedOut("by_user")
        assert len(here.state.outbox) == 1
        await here.sign_in()
        await until(lambda: not here.state.outbox)
        assert [entry["is_running"] for entry in harvest.entries] == [True]
        assert "POST /v2/time_entries" in harvest.requests[before:]


async def test_another_user_gets_another_queue(harvest: Harvest, tmp_path: Path) -> None:
    async with desk(harvest.url, tmp_path) as here:
        await here.sign_in()
        await here.reads()
        await here.connection.sign_out()
        here.start()
        await here.sign_in(ROBINS)
        assert not here.state.outbox
        assert here.state.others == (("Ada Example", 1),)
        await here.reads()
        assert len(here.lines()) == 1
        assert not harvest.entries
        await here.sign_in(TOKEN)
        await until(lambda: not here.state.outbox)
        assert [entry["user"]["name"] for entry in harvest.entries] == ["Ada Example"]


async def test_two_beginnings_at_once_make_one_line(harvest: Harvest, tmp_path: Path) -> None:
    async with desk(harvest.url, tmp_path) as here:
        found = await here.sign_in()
        await here.reads()
        keep = here.connection.keep
        await asyncio.gather(*(keep(found, TOKEN, session_only=True) for _ in range(3)))
        await until(lambda: len(here.lines()) == 1)
        here.store.update(changes.refresh, now=here.clock())
        before = here.state.snapshot.running_read_at
        await until(lambda: here.state.snapshot.running_read_at != before)


@pytest.fixture
async def known(harvest: Harvest, tmp_path: Path) -> Path:
    """Return a folder in which Ada has been signed in."""
    async with desk(harvest.url, tmp_path) as here:
        await here.sign_in()
        await here.reads()
    return tmp_path


async def test_a_keychain_that_answers_late_is_heard(harvest: Harvest, known: Path) -> None:
    keychain = Prompting()
    async with desk(harvest.url, known, keychain) as here:
        await here.connection.begin()
        assert here.state.connection == SignedOut("keychain_slow")
        assert keychain.asked == [f"{harvest.url} 1 {here.state.account.user.id}"]  # type: ignore[union-attr]
        keychain.answer(Found(TOKEN))
        assert is_online(here)
        assert len(here.lines()) == 1


async def test_a_prompt_that_was_closed_can_be_opened_again(harvest: Harvest, known: Path) -> None:
    keychain = Prompting()
    async with desk(harvest.url, known, keychain) as here:
        await here.connection.begin()
        keychain.answer(Locked())
        assert here.state.connection == SignedOut("keychain_locked")
        await here.connection.begin()
        keychain.answer(Found(TOKEN))
        assert is_online(here)


async def test_a_late_answer_does_not_sign_in_whoever_has_signed_out(
    harvest: Harvest, known: Path
) -> None:
    keychain = Prompting()
    async with desk(harvest.url, known, keychain) as here:
        await here.connection.begin()
        await here.connection.sign_out()
        keychain.answer(Found(TOKEN))
        assert here.state.connection == SignedOut("by_user")
        assert not here.lines()


async def test_a_token_that_somebody_else_wrote_is_no_error(harvest: Harvest, known: Path) -> None:
    keychain = Prompting()
    async with desk(harvest.url, known, keychain) as here:
        await here.connection.begin()
        keychain.answer(Found("line one\nline two"))
        assert here.state.connection == SignedOut("refused")
        assert not here.lines()


async def test_a_token_of_the_environment_is_tried_until_harvest_answers(
    harvest: Harvest, tmp_path: Path
) -> None:
    async with desk(harvest.url, tmp_path) as here:
        harvest.ask("faults", {"match": {"path": "accounts$"}, "do": {"status": 500}})
        here.tasks.start(here.connection.begin(token=TOKEN, account_id="1"), "begin")
        await until(lambda: here.pauses)
        assert isinstance(here.state.connection, Offline)
        assert here.state.connection.down
        assert here.pauses == [10]
        here.go_on.set()
        await here.reads()
        assert is_online(here)
        assert isinstance(here.secrets, InMemory)
        assert not here.secrets._tokens


async def test_a_silence_before_the_sign_in_is_kept(harvest: Harvest, tmp_path: Path) -> None:
    refusal = {"status": 429, "headers": {"Retry-After": "40"}}
    async with desk(harvest.url, tmp_path) as here:
        harvest.ask("faults", {"match": {"path": "accounts$"}, "do": refusal})
        here.tasks.start(here.connection.begin(token=TOKEN, account_id="1"), "begin")
        await until(lambda: here.pauses)
        assert here.pauses == [40]


async def test_a_silence_of_an_earlier_run_is_kept(harvest: Harvest, known: Path) -> None:
    async with desk(harvest.url, known) as here:
        until_then = here.clock() + timedelta(seconds=30)
        here.store.update(lambda state: replace(state, silent_until=until_then))
    before = len(harvest.requests)
    async with desk(harvest.url, known) as here:
        here.tasks.start(here.connection.begin(token=TOKEN, account_id="1"), "begin")
        await until(lambda: here.pauses)
        assert here.pauses == [pytest.approx(30, abs=2)]
        assert len(harvest.requests) == before


@pytest.mark.parametrize(
    ("token", "account_id", "why"),
    [
        ("nonsense", "1", "refused"),
        ("expired-token", "1", "refused"),
        ("forecast-only-token", "1", "no_account"),
        (TOKEN, "2", "no_account"),
    ],
)
async def test_a_token_of_the_environment_that_opens_nothing_is_told(
    harvest: Harvest, tmp_path: Path, token: str, account_id: str, why: Any
) -> None:
    async with desk(harvest.url, tmp_path) as here:
        await here.connection.begin(token=token, account_id=account_id)
        assert here.state.connection == SignedOut(why)
        assert not here.lines()


def test_what_was_told_before_the_sign_in_is_told_after_it() -> None:
    now = Clock(0)()
    ada = Account(origin="https://api.example", id=1, name="Acme", user=User(id=1))
    before = session.tell(State(), "The database was damaged.", now=now)
    opened = session.tell(State(account=ada), "Earlier.", now=now)
    after = session.sign_in(before, opened=opened, account=ada, company=None, now=now)
    assert [notice.text for notice in after.notices] == ["Earlier.", "The database was damaged."]
    assert len({notice.n for notice in after.notices}) == 2


@pytest.mark.parametrize("how", ["terminate", "quit"])
def test_the_end_of_the_session_loses_nothing(harvest: Harvest, program: Program, how: str) -> None:
    program.start()
    harvest.ask("faults", {"match": {"method": "POST"}, "do": {"stall": 30}})
    assert program.run("start", "website programming").returncode == 0
    eventually(lambda: harvest.entries)
    process = program.process
    assert process is not None
    if how == "quit":
        assert program.run("quit").returncode == 0
    else:
        process.terminate()
    # Not after the request's own time-out: a desktop that shuts down waits for seconds only.
    assert process.wait(timeout=5) == 0
    assert "Traceback" not in program.words() + program.log()
    program.start()
    program.drained()
    [entry] = harvest.entries
    assert entry["is_running"]
    assert program.status()["running"]["id"] == entry["id"]


def test_a_session_that_ends_while_offline_loses_nothing() -> None:
    with ExitStack() as serving, ExitStack() as running:
        harvest = serving.enter_context(start_harvest())
        program = running.enter_context(program_at(harvest.url))
        program.start()
        serving.close()
        assert program.asked("start", "website programming")["pending"] == 1
        eventually(lambda: program.status()["connection"] == "offline", what="offline")
        program.end()
        program.begin()
        found = program.listens()
        assert found["pending"] == 1
        assert found["running"]["project"] == "Website relaunch"
