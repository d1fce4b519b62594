"""The demo: a Harvest inside the program, kept beside its database, for whoever has no account."""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from harvest_widget import demo
from harvest_widget.api import requests, responses
from harvest_widget.api.client import Client
from harvest_widget.api.sign_in import verify_token
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.sign_in import SignedInAs
from tests.desktop.session import eventually
from tests.program import Program, program_at


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def account(folder: Path) -> AsyncIterator[Client]:
    """Open the demo's account as the program does when it starts."""
    app = demo.demo_account(folder)

    def line(token: str, account_id: int | None) -> Client:
        url = demo.ADDRESS
        return Client(f"{url}/v2", url, requests.USER_AGENT, token, account_id, clock=now, app=app)

    found = await verify_token(line, demo.TOKEN, int(demo.ACCOUNT_ID))
    assert isinstance(found, SignedInAs)
    client = line(demo.TOKEN, found.account.id)
    try:
        yield client
    finally:
        await client.close()


async def entries(client: Client) -> list[TimeEntry]:
    """Return what was booked in the last three weeks."""
    user = responses.me((await client.send(requests.me())).body)
    today = now().date()
    wanted = requests.time_entries(
        user_id=user.id, from_=today - timedelta(days=21), to=today + timedelta(days=1)
    )
    return await client.pages(wanted, responses.time_entries)


async def stop_what_runs(client: Client) -> int:
    [running] = [entry for entry in await entries(client) if entry.is_running]
    assert running.id is not None
    await client.send(requests.stop(entry_id=running.id))
    return running.id


async def test_two_lively_weeks_are_there_at_once(tmp_path: Path) -> None:
    async with account(tmp_path) as client:
        found = await entries(client)
        assert len({entry.spent_date for entry in found}) >= 8
        assert len({entry.client.name for entry in found}) >= 3
        assert [entry.is_running for entry in found].count(True) == 1


async def test_what_is_changed_is_there_at_the_next_start(tmp_path: Path) -> None:
    async with account(tmp_path) as client:
        stopped = await stop_what_runs(client)
        before = await entries(client)
    async with account(tmp_path) as client:
        after = await entries(client)
        assert {entry.id for entry in after} == {entry.id for entry in before}
        assert [entry.is_running for entry in after if entry.id == stopped] == [False]


async def test_looking_at_it_writes_nothing(tmp_path: Path) -> None:
    async with account(tmp_path) as client:
        await entries(client)
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"{}", b"[]", b"null", b'{"version": 99}', b'{"version": 1, "accounts": 3}'],
)
async def test_a_damaged_account_begins_anew(tmp_path: Path, data: bytes) -> None:
    (tmp_path / demo.NAME).write_bytes(data)
    async with account(tmp_path) as client:
        await stop_what_runs(client)
    async with account(tmp_path) as client:
        assert not any(entry.is_running for entry in await entries(client))


async def test_where_nothing_can_be_written_it_lives_as_long_as_the_program(tmp_path: Path) -> None:
    (tmp_path / demo.NAME).mkdir()
    async with account(tmp_path) as client:
        await stop_what_runs(client)
        assert not any(entry.is_running for entry in await entries(client))


@pytest.fixture
def program() -> Iterator[Program]:
    """Return the program of somebody without an account; the address is nobody's."""
    with program_at("http://127.0.0.1:9") as made:
        del made.env["HARVEST_ACCESS_TOKEN"], made.env["HARVEST_ACCOUNT_ID"]
        made.profile = "demo"
        yield made


def settled(program: Program) -> dict[str, Any]:
    def look() -> dict[str, Any]:
        found = program.drained()
        if not found["today"]["hours"]:
            raise LookupError(found)
        return found

    return eventually(look, within=20, what="the demo's day")


@pytest.mark.skipif(sys.platform != "linux", reason="sockets are listed in /proc")
def test_it_opens_no_port_and_asks_no_other_computer(program: Program) -> None:
    process = program.begin("--demo")
    program.listens()
    settled(program)
    sockets = {
        link.name
        for descriptor in Path(f"/proc/{process.pid}/fd").iterdir()
        if (link := descriptor.readlink()).name.startswith("socket:")
    }
    assert sockets, "it has its own for commands at least"
    for table in ("tcp", "tcp6", "udp", "udp6"):
        lines = Path(f"/proc/{process.pid}/net/{table}").read_text().splitlines()[1:]
        assert not sockets & {f"socket:[{line.split()[9]}]" for line in lines}
    program.end()


def test_a_timer_of_the_demo_runs_on_after_a_restart(program: Program) -> None:
    program.begin("--demo")
    program.listens()
    settled(program)
    started = program.asked("start", "shop migration programming")["running"]
    program.drained()
    program.end()
    program.begin("--demo")
    program.listens()
    found = settled(program)["running"]
    assert (found["ref"], found["project"]) == (started["ref"], "Shop migration")
    kept = json.loads((program.data_dir / "demo" / demo.NAME).read_bytes())
    assert str(found["id"]) in kept["accounts"][demo.ACCOUNT_ID]["entries"]
    program.end()
