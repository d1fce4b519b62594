"""The client on a wire that breaks: which error it is, whether Harvest may have heard, and after.

The Harvest is a sandbox in a process of its own; whatever happens, it happens between two sockets.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import httpx
import pytest

from harvest_widget.api import errors, requests, responses
from harvest_widget.api.client import Client
from harvest_widget.api.errors import ApiError, Fate
from harvest_widget.model.entries import TimeEntry
from tests.api.lines import line, now
from tests.program import TOKEN, Harvest, start_harvest
from tests.wire import proxy
from tests.wire.answers import (
    body,
    chunked,
    first_line,
    length,
    more_lines,
    packed,
    until_closed,
)
from tests.wire.proxy import Fault, Wire, cut_answer, cut_request, garble, slow, wire

IMPATIENT = httpx.Timeout(connect=2, read=0.8, write=2, pool=2)
PATIENCE = 1.5
LONGEST = 5.0
"""Seconds for a fault and all that is done about it, on a busy machine."""


@pytest.fixture(scope="module")
def harvest() -> Iterator[Harvest]:
    with start_harvest("--throttle", "100000/1") as serving:
        yield serving


@pytest.fixture
def laid(harvest: Harvest) -> Iterator[Wire]:
    with wire(harvest.url) as made:
        yield made


@pytest.fixture
async def client(laid: Wire) -> AsyncIterator[Client]:
    token = TOKEN["HARVEST_ACCESS_TOKEN"]
    async with line(laid.url, token=token, timeouts=IMPATIENT, patience=PATIENCE) as opened:
        # As in the middle of a day: the connection is open, and the fault finds it so.
        await opened.send(requests.me())
        yield opened


@pytest.fixture(scope="module")
def pair(harvest: Harvest) -> tuple[int, int]:
    made = harvest.ask("entries", {"notes": "of the test"})
    return made["project"]["id"], made["task"]["id"]


def booking(pair: tuple[int, int]) -> requests.Request:
    today = now().date()
    return requests.create(pair=pair, spent_date=today, hours=Decimal(1), notes=f"{uuid4()}")


async def booked(client: Client, request: requests.Request) -> TimeEntry:
    answer = await client.send(request)
    return responses.time_entry(answer.body, answer.server_now)


async def failure(client: Client, request: requests.Request) -> ApiError:
    with pytest.raises(ApiError) as caught:
        async with asyncio.timeout(LONGEST):
            await booked(client, request)
    return caught.value


def arrived(harvest: Harvest, request: requests.Request) -> int:
    """How many entries came of the request."""
    assert request.body is not None
    return sum(entry["notes"] == request.body["notes"] for entry in harvest.entries)


async def works(client: Client) -> None:
    """The same client reads and books as if nothing had been."""
    async with asyncio.timeout(LONGEST):
        user = responses.me((await client.send(requests.me())).body)
    assert user.first_name == "Ada"


NOT_ARRIVED: dict[str, tuple[Fault, str]] = {
    "cut in the first line of the request": (cut_request(8), "interrupted"),
    "cut in the head of the request": (cut_request(120), "interrupted"),
    "cut one byte before the end of the request": (cut_request(-1), "interrupted"),
    "reset before Harvest heard": (proxy.reset, "interrupted"),
    "stalled before Harvest heard": (proxy.stall, "time_out"),
}
ARRIVED: dict[str, tuple[Fault, str]] = {
    "no answer": (proxy.drop_answer, "interrupted"),
    "reset in place of the answer": (proxy.reset_answered, "interrupted"),
    "stalled in place of the answer": (proxy.stall_answered, "time_out"),
    "one byte of the answer": (cut_answer(1), "interrupted"),
    "half a status line": (cut_answer(12), "interrupted"),
    "half a header": (cut_answer(60), "interrupted"),
    "all but a byte": (cut_answer(-1), "interrupted"),
    "half a body of no announced length": (until_closed(200), "broken_answer"),
    "no body of no announced length": (until_closed(0), "broken_answer"),
    "a byte in 20 ms": (slow(0.02), "time_out"),
    "a byte in an hour": (slow(3600), "time_out"),
    "a status that is none": (first_line(b"HTTP/1.1 2x1 Created"), "interrupted"),
    "a status of two digits": (first_line(b"HTTP/1.1 20 Created"), "interrupted"),
    "a status that comes before others": (first_line(b"HTTP/1.1 100 Continue"), "interrupted"),
    "a status without a body": (first_line(b"HTTP/1.1 204 No Content"), "broken_answer"),
    "a status that leads elsewhere": (first_line(b"HTTP/1.1 307 Later"), "broken_answer"),
    "a status of nobody's": (first_line(b"HTTP/1.1 799 Odd"), "down"),
    "another protocol": (first_line(b"SSH-2.0-OpenSSH_9.6"), "interrupted"),
    "bits that fell over": (garble(lambda raw: bytes(b ^ 0x80 for b in raw)), "interrupted"),
    "a length in words": (length(b"many"), "interrupted"),
    "a length below zero": (length(b"-1"), "interrupted"),
    "two lengths": (length(b"5\r\nContent-Length: 6"), "interrupted"),
    "a length that is too long": (length(b"100000"), "interrupted"),
    "a length that is too short": (length(b"40"), "broken_answer"),
    "no length but zero": (length(b"0"), "broken_answer"),
    "a header without a name": (more_lines(b": nameless"), "interrupted"),
    "a header with a zero in it": (more_lines(b"X-Odd: a\0b"), "interrupted"),
    "a head without end": (more_lines(b"X-Long: " + b"x" * 300_000), "interrupted"),
    "a way of packing that nobody has": (
        more_lines(b"Content-Encoding: gzip"),
        "broken_answer",
    ),
    "half of a packed body": (packed(lambda raw: raw[: len(raw) // 2]), "broken_answer"),
    "a packed body with a bit that fell over": (
        packed(lambda raw: raw[:40] + bytes([raw[40] ^ 0x80]) + raw[41:]),
        "broken_answer",
    ),
    "a packed body of zeros": (packed(lambda raw: bytes(len(raw))), "broken_answer"),
    "a body that is no text": (body(lambda raw: raw.replace(b'"', b"\xff")), "broken_answer"),
    "a body cut in two": (body(lambda raw: raw[: len(raw) // 2]), "broken_answer"),
    "a body with a hole": (body(lambda raw: raw[:3] + raw[40:]), "broken_answer"),
    "a JSON of something else": (body(lambda _: b'{"login": "required"}'), "broken_answer"),
    "a body of zeros": (body(lambda raw: bytes(len(raw))), "broken_answer"),
    "a body of nothing": (body(lambda _: b"null"), "broken_answer"),
    "a body of too much": (body(lambda _: b"[" * 100_000), "broken_answer"),
    "a number out of all bounds": (
        body(lambda raw: re.sub(rb'"hours":[0-9.]+', b'"hours":1e999', raw)),
        "broken_answer",
    ),
    "a page in place of it": (
        garble(
            lambda _: (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 7\r\n\r\n<html/>"
            )
        ),
        "broken_answer",
    ),
    "a chunk of a size in words": (chunked(b"many"), "interrupted"),
    "a chunk that is too long": (chunked(b"ffff"), "interrupted"),
    "a chunk that is too short": (chunked(b"5"), "interrupted"),
    "a chunk of a size below zero": (chunked(b"-5"), "interrupted"),
    "a chunk of all sizes": (chunked(b"f" * 40), "interrupted"),
    "no chunk at the end": (chunked(b"", after=b"\r\n"), "interrupted"),
}


@pytest.mark.parametrize("name", NOT_ARRIVED)
async def test_a_request_that_broke_off_may_have_arrived_for_all_we_know(
    name: str, laid: Wire, client: Client, harvest: Harvest, pair: tuple[int, int]
) -> None:
    laid.fault, kind = NOT_ARRIVED[name]
    request = booking(pair)
    error = await failure(client, request)
    assert (error.kind, error.fate) == (kind, Fate.UNKNOWN)
    assert len(laid.met) == 1, "nothing is repeated by itself"
    laid.heal()
    assert arrived(harvest, request) == 0
    await works(client)


@pytest.mark.parametrize("name", ARRIVED)
async def test_an_answer_that_can_not_be_read_is_no_refusal(
    name: str, laid: Wire, client: Client, harvest: Harvest, pair: tuple[int, int]
) -> None:
    laid.fault, kind = ARRIVED[name]
    request = booking(pair)
    error = await failure(client, request)
    assert (error.kind, error.fate) == (kind, Fate.UNKNOWN)
    assert len(laid.met) == 1, "nothing is repeated by itself"
    laid.heal()
    assert arrived(harvest, request) == 1
    await works(client)


async def test_a_connection_that_is_refused_is_unsent(
    laid: Wire, client: Client, harvest: Harvest, pair: tuple[int, int]
) -> None:
    laid.refuse()
    request = booking(pair)
    error = await failure(client, request)
    assert (error.kind, error.fate) == ("no_network", Fate.UNSENT)
    laid.listen()
    assert arrived(harvest, request) == 0
    await works(client)


async def test_a_body_in_one_good_chunk_is_read(
    laid: Wire, client: Client, pair: tuple[int, int]
) -> None:
    laid.fault = chunked(b"")
    request = booking(pair)
    assert request.body is not None
    assert (await booked(client, request)).text == request.body["notes"]


async def test_a_slow_answer_that_comes_in_time_is_one(
    laid: Wire, client: Client, pair: tuple[int, int]
) -> None:
    laid.fault = slow(0)
    request = booking(pair)
    assert request.body is not None
    assert (await booked(client, request)).text == request.body["notes"]


@pytest.mark.parametrize(
    "fault",
    [
        garble(lambda raw: raw + raw, stays=True),
        garble(lambda raw: raw + b"\r\n\r\n", stays=True),
        garble(lambda raw: raw + raw[: len(raw) // 2], stays=True),
    ],
    ids=["the answer again", "empty lines", "half of another"],
)
async def test_what_comes_after_an_answer_is_never_the_answer_to_the_next(
    fault: Fault, laid: Wire, client: Client, pair: tuple[int, int]
) -> None:
    laid.fault = fault
    await booked(client, booking(pair))
    laid.fault = proxy.none
    read = client.pages(requests.project_assignments(), responses.project_assignments)
    try:
        assert {each.project.name for each in await read} >= {"Website relaunch"}
    except errors.NoAnswer:
        # As the queue does where an answer is not what was asked for.
        await client.close()
    await works(client)


async def test_a_list_that_breaks_off_between_its_pages_is_no_list(
    laid: Wire, client: Client
) -> None:
    laid.fault = until_closed(30)
    with pytest.raises(ApiError) as caught:
        await client.pages(requests.project_assignments(), responses.project_assignments)
    assert (caught.value.kind, caught.value.fate) == ("broken_answer", Fate.UNKNOWN)
    laid.heal()
    assert await client.pages(requests.project_assignments(), responses.project_assignments)


async def test_after_sleep_no_request_goes_over_a_connection_of_before(laid: Wire) -> None:
    slept = timedelta()
    token = TOKEN["HARVEST_ACCESS_TOKEN"]
    async with line(laid.url, token=token, timeouts=IMPATIENT, clock=lambda: now() + slept) as one:
        await works(one)
        laid.freeze()
        slept = timedelta(minutes=6)
        await works(one)
    assert laid.met == []


async def test_settings_of_something_else_are_no_settings(laid: Wire, client: Client) -> None:
    laid.fault = body(lambda _: b'{"login": "required"}')
    with pytest.raises(ApiError) as caught:
        responses.company((await client.send(requests.company())).body)
    assert caught.value.kind == "broken_answer"


async def test_a_connection_that_died_while_nobody_spoke_is_replaced(
    laid: Wire, client: Client, harvest: Harvest, pair: tuple[int, int]
) -> None:
    laid.hang_up()
    request = booking(pair)
    fates = []
    try:
        await booked(client, request)
    except ApiError as error:  # the news may come later than the request
        fates.append(error.fate)
    assert (fates, arrived(harvest, request)) in (([], 1), ([Fate.UNKNOWN], 0))
    await works(client)
