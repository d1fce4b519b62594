"""The client against the sandbox over a real socket: a day's work, and what goes wrong in it."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from harvest_widget.api import errors, requests, responses
from harvest_widget.api.client import Client
from harvest_widget.api.sign_in import verify_token
from harvest_widget.model.account import User
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.sign_in import SignedInAs, TokenRefused
from tests.api.lines import QUICK, line, now

ROOT = Path(__file__).parents[2]
TOKEN = "sandbox-token"
DAY = date(2026, 3, 9)


@contextmanager
def sandbox(*options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "harvest_widget.sandbox", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said, url = process.stdout.readline().strip().rsplit(" ", 1)
            assert said == "listening on"
            yield url
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with sandbox() as address:
        yield address


@pytest.fixture
async def client(url: str) -> AsyncIterator[Client]:
    async with line(url, token=TOKEN) as opened:
        yield opened


async def entry(client: Client, request: requests.Request) -> TimeEntry:
    answer = await client.send(request)
    return responses.time_entry(answer.body, answer.server_now)


async def whoami(client: Client) -> User:
    return responses.me((await client.send(requests.me())).body)


async def some_pair(client: Client) -> tuple[int, int]:
    request = requests.project_assignments()
    assignments = await client.pages(request, responses.project_assignments)
    first = next(a for a in assignments if a.task_assignments)
    return first.project.id, first.task_assignments[0].task.id


async def test_a_token_signs_in(url: str) -> None:
    def open_line(token: str, account_id: int | None) -> Client:
        return Client(
            f"{url}/v2", url, requests.USER_AGENT, token, account_id, clock=now, timeouts=QUICK
        )

    result = await verify_token(open_line, TOKEN)
    assert isinstance(result, SignedInAs)
    assert result.account.id == 1
    assert result.account.user.name
    assert result.company is not None
    assert isinstance(await verify_token(open_line, "another"), TokenRefused)


async def test_a_timer_is_started_stopped_corrected_continued_and_deleted(client: Client) -> None:
    pair = await some_pair(client)
    user = await whoami(client)
    timer = requests.create_timer(pair=pair, spent_date=DAY, notes="Draft & review", key="k1")
    started = await entry(client, timer)
    assert started.id is not None
    assert started.is_running
    assert (started.work.pair, started.text, started.key) == (pair, "Draft & review", "k1")
    running = await client.pages(requests.running(user_id=user.id), responses.time_entries)
    assert [one.id for one in running] == [started.id]
    stopped = await entry(client, requests.stop(entry_id=started.id))
    assert not stopped.is_running
    edited = await entry(client, requests.update(entry_id=started.id, hours=Decimal("0.25")))
    assert edited.hours == Decimal("0.25")
    again = await entry(client, requests.restart(entry_id=started.id))
    assert again.is_running
    assert again.hours_without_timer == Decimal("0.25")
    await client.send(requests.delete_external_reference(entry_id=started.id))
    assert (await entry(client, requests.time_entry(entry_id=started.id))).key is None
    await client.send(requests.delete(entry_id=started.id))
    with pytest.raises(errors.NotFound):
        await client.send(requests.time_entry(entry_id=started.id))


async def test_the_offset_comes_from_harvests_own_clock(client: Client) -> None:
    answer = await client.send(requests.me())
    assert answer.date is not None
    assert abs(answer.date - answer.received_at) < timedelta(seconds=5)


async def test_a_second_stop_is_refused_with_harvests_sentence(client: Client) -> None:
    pair = await some_pair(client)
    made = await entry(client, requests.create(pair=pair, spent_date=DAY, hours=Decimal(1)))
    assert made.id is not None
    with pytest.raises(errors.Refused, match="can't stop a stopped timer"):
        await client.send(requests.stop(entry_id=made.id))


async def test_a_reference_finds_its_entry(client: Client) -> None:
    pair, user = await some_pair(client), await whoami(client)
    await client.send(requests.create(pair=pair, spent_date=DAY, hours=Decimal(2), key="find-me"))
    look_up = requests.time_entries(user_id=user.id, external_reference_id="find-me")
    [found] = await client.pages(look_up, responses.time_entries)
    assert (found.key, found.hours) == ("find-me", Decimal(2))


async def test_a_wrong_token_and_a_wrong_account_are_told_apart(url: str) -> None:
    async with line(url, token="another") as client:
        with pytest.raises(errors.TokenRefused):
            await client.send(requests.me())
    async with line(url, token=TOKEN, account_id=99) as client:
        with pytest.raises(errors.NotFound):
            await client.send(requests.me())


async def test_several_pages_arrive_whole() -> None:
    with sandbox("--entries", "4500") as url:
        async with line(url, token=TOKEN) as client:
            user = await whoami(client)
            request = requests.time_entries(user_id=user.id)
            entries = await client.pages(request, responses.time_entries)
    assert len({one.id for one in entries}) == len(entries) == 4500


async def test_a_start_end_account_answers_with_clock_times() -> None:
    with sandbox("--timers", "timestamps", "--clock", "12h") as url:
        async with line(url, token=TOKEN) as client:
            settings = responses.company((await client.send(requests.company())).body)
            assert (settings.wants_timestamp_timers, settings.clock) == (True, "12h")
            booked = requests.create(
                pair=await some_pair(client),
                spent_date=DAY,
                started_time="9:00am",
                ended_time="10:30am",
            )
            made = await entry(client, booked)
    assert (made.started_time, made.ended_time) == ("9:00am", "10:30am")
    assert made.hours == Decimal("1.5")


async def test_forbidden_settings_are_told_apart_from_a_lost_sign_in() -> None:
    with sandbox("--company-forbidden") as url:
        async with line(url, token=TOKEN) as client:
            with pytest.raises(errors.Forbidden):
                await client.send(requests.company())
            assert (await whoami(client)).id


async def test_a_throttle_of_the_sandbox_is_obeyed() -> None:
    with sandbox("--throttle", "3/60") as url:
        async with line(url, token=TOKEN) as client:
            for _ in range(3):
                await client.send(requests.me())
            for _ in range(2):
                with pytest.raises(errors.Throttled) as caught:
                    await client.send(requests.me())
                assert caught.value.retry_after is not None
                assert 0 < caught.value.retry_after <= 60
            assert client.throttle.silence(now()) > 0
