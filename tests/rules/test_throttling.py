"""Rules 20 and 21: no request while Harvest asks for silence, never a burst, gentle polling.

Measured at Harvest: what counts is when requests arrive there, not when we meant to send them.
"""

import asyncio
import random
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from harvest_widget.model.sign_in import SignedInAs, Unreachable
from harvest_widget.store import changes
from harvest_widget.sync.reads import plan_read
from harvest_widget.sync.steps import Step
from tests.program import Harvest
from tests.rules.line import TOKEN, WINDOW, Line, Time, asked, line, most, until
from tests.sync.acts import start
from tests.sync.device import Device, Office

LIMIT = 100
SILENCE = 7


def judge(harvest: Harvest, *, limit_was_reached: bool = True) -> None:
    """Fail for a window of 15 seconds with more than a hundred requests, or any refusal."""
    requests = asked(harvest)
    assert not [one for one in requests if one["status"] == 429]
    at_most = most([one["at"] for one in requests], WINDOW)
    assert at_most <= LIMIT
    # Without that nothing was held back, and the test would show nothing.
    assert at_most == LIMIT or not limit_was_reached


async def known(time: Time, folder: Path) -> None:
    """Sign in on this computer, read everything, and end; an hour passes."""
    async with line(time, folder) as here:
        await here.begin()
        await here.is_read()
    time.wait(3600)
    time.harvest.ask("requests", method="DELETE")


async def test_rule_20_a_queue_of_200_leaves_in_two_windows(
    harvest: Harvest, time: Time, tmp_path: Path
) -> None:
    """Rule 20: what waited is sent as fast as Harvest allows, the sign-in before it included."""
    await known(time, tmp_path)
    async with line(time, tmp_path) as here:
        for n in range(200):
            here.book(f"entry {n}")
        await here.begin()
        await here.drained()
        await here.is_read()
    assert sorted(e["notes"] for e in harvest.entries) == sorted(f"entry {n}" for n in range(200))
    judge(harvest)


async def test_rule_20_f5_held_down_never_asks_more_than_harvest_allows(
    harvest: Harvest, time: Time, tmp_path: Path
) -> None:
    """Rule 20: each F5 reads everything, and sixty of them in one moment still keep the limit."""
    async with line(time, tmp_path) as here:
        await here.begin()
        for _ in range(60):
            here.act(changes.refresh)
            here.connection.look_again()
            await here.is_read()
    judge(harvest)


async def test_rule_20_a_sign_in_that_is_tried_again_and_again_counts_as_well(
    harvest: Harvest, time: Time, tmp_path: Path
) -> None:
    """Rule 20: the limit is that of the token, whichever part of the program asks."""
    async with line(time, tmp_path) as here:
        await here.begin()
        for _ in range(40):
            await here.connection.verify(TOKEN)
            here.act(changes.refresh)
            await here.is_read()
    judge(harvest)


@pytest.mark.parametrize("seed", range(3))
async def test_rule_20_whatever_the_user_does_the_limit_is_kept(
    harvest: Harvest, time: Time, tmp_path: Path, seed: int
) -> None:
    """Rule 20: clicks, F5 and pauses in any order."""
    chance = random.Random(seed)
    async with line(time, tmp_path) as here:
        await here.begin()
        await here.is_read()
        for n in range(60):
            match chance.randrange(4):
                case 0:
                    here.start(f"{n}")
                case 1:
                    here.act(changes.stop_timer)
                case 2:
                    here.book(f"{n}")
                case _:
                    here.act(changes.refresh)
            if chance.random() < 0.7:
                await here.is_read()
            await here.wait(chance.choice((0, 0, 0, 0.1, 1)))
        await here.drained()
        await here.is_read()
    judge(harvest, limit_was_reached=False)


async def silenced(here: Line, status: int) -> None:
    """Book something that Harvest answers with a request for silence."""
    await here.is_read()
    do = {"status": status, "headers": {"Retry-After": str(SILENCE)}}
    here.time.harvest.ask("faults", {"match": {"method": "POST"}, "do": do})
    here.time.harvest.ask("requests", method="DELETE")
    here.book("waited")
    await until(lambda: here.state.silent_until)


async def pester(here: Line) -> None:
    """All that somebody may do, and that may happen, while Harvest wants silence."""
    here.start("meanwhile")
    here.act(changes.stop_timer)
    here.act(changes.refresh)
    here.connection.look_again()
    assert isinstance(await here.connection.verify(TOKEN), Unreachable)


@pytest.mark.parametrize("status", [429, 503])
async def test_rule_20_while_harvest_wants_silence_nothing_is_sent_then_one_and_no_burst(
    harvest: Harvest, time: Time, tmp_path: Path, status: int
) -> None:
    """Rule 20: `Retry-After: 7` means no request of any kind for 7 s, then one, then the others."""
    async with line(time, tmp_path) as here:
        await here.begin()
        await silenced(here, status)
        for _ in range(3):
            await pester(here)
            await here.wait(2)
        assert len(asked(harvest)) == 1
        # The first to leave after it is slow: whoever does not wait for its answer is seen.
        harvest.ask("faults", {"do": {"stall": 3}})
        while len(asked(harvest)) == 1:
            await here.wait(0.5)
        beside = asyncio.create_task(here.connection.verify(TOKEN))
        here.act(changes.refresh)
        for _ in range(10):
            here.connection.look_again()
            await here.wait(0.01)
        assert len(asked(harvest)) == 2
        assert isinstance(await beside, SignedInAs)
        await here.drained()
        await here.is_read()
    refused, first, *_ = asked(harvest)
    assert refused["status"] == status
    assert timedelta(seconds=SILENCE) <= first["at"] - refused["at"] < timedelta(seconds=8)
    assert "waited" in {entry["notes"] for entry in harvest.entries}


@pytest.mark.parametrize("status", [429, 503])
async def test_rule_20_a_silence_outlives_the_program_and_a_sign_in_by_hand_does_not_break_it(
    harvest: Harvest, time: Time, tmp_path: Path, status: int
) -> None:
    """Rule 20: ended and started again twice in these 7 s, whatever the user tries in each run."""
    async with line(time, tmp_path) as here:
        await here.begin()
        await silenced(here, status)
    for _ in range(2):
        async with line(time, tmp_path) as here:
            await here.wait(2)
            await pester(here)
    async with line(time, tmp_path) as here:
        await here.begin()
        await here.drained()
        await here.is_read()
    refused, first, *_ = asked(harvest)
    assert timedelta(seconds=SILENCE) <= first["at"] - refused["at"] < timedelta(seconds=8)
    assert "waited" in {entry["notes"] for entry in harvest.entries}


async def test_rule_20_who_is_refused_again_is_silent_again(
    harvest: Harvest, time: Time, tmp_path: Path
) -> None:
    """Rule 20: each refusal begins a silence of its own length, and one request ends it."""
    lengths = [7, 3, 40]
    async with line(time, tmp_path) as here:
        await here.begin()
        await here.is_read()
        for seconds in lengths:
            do = {"status": 429, "headers": {"Retry-After": str(seconds)}}
            harvest.ask("faults", {"do": do})
        harvest.ask("requests", method="DELETE")
        here.book("first")
        here.act(changes.refresh)
        for _ in range(200):
            await here.wait(0.5)
            here.act(changes.refresh)
            here.connection.look_again()
            if not here.state.outbox:
                break
        await here.drained()
    requests = asked(harvest)
    assert [one["status"] for one in requests[:4]] == [429, 429, 429, 201]
    gaps = [b["at"] - a["at"] for a, b in pairwise(requests[:4])]
    assert all(
        gap >= timedelta(seconds=seconds) for gap, seconds in zip(gaps, lengths, strict=True)
    )


@pytest.mark.parametrize("looking", [True, False])
@pytest.mark.parametrize("runs", [True, False])
def test_rule_21_polling_stays_under_20_requests_a_minute_and_reads_no_reports(
    looking: bool, runs: bool
) -> None:
    """Rule 21: for an hour after the start, whether anybody looks and whether a timer runs."""
    office = Office()
    device = Device(office)
    if runs:
        start(device)
        device.drain()
    for _ in range(3600):
        office.wait(1)
        while isinstance(step := plan_read(device.state, device.now, looking=looking), Step):
            device.take(step)
    state = office.sandbox.answer("GET", "/_sandbox/state").json()
    times = [device.now.fromisoformat(one["at"]) for one in state["requests"]]
    assert len(times) > 20
    assert most(times, 60) < 20
    assert not [one for one in state["requests"] if "/reports/" in one["path"]]
