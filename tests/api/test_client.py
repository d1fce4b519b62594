"""The client over real sockets, against a server that misbehaves on demand."""

import asyncio
import gzip
import logging
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from harvest_widget.api import errors, requests, responses
from harvest_widget.api.client import Client
from harvest_widget.api.errors import ApiError, Fate
from harvest_widget.api.throttle import LIMIT
from tests.api.fixtures import NOW, fixture
from tests.api.lines import QUICK, TOKEN, line, now
from tests.api.raw_server import (
    Act,
    RawServer,
    answer,
    bytes_then_close,
    drip,
    hang_up,
    raw_server,
    reset,
    stall,
)

OK = answer(body=b'{"id":71}', headers={"Date": "Mon, 09 Mar 2026 14:30:00 GMT"})
CREATE = requests.create(pair=(31, 8), spent_date=date(2026, 3, 9), hours=Decimal("1.5"))


async def failure(client: Client, request: requests.Request = CREATE) -> ApiError:
    with pytest.raises(ApiError) as caught:
        await client.send(request)
    return caught.value


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_request_carries_who_we_are_and_which_account() -> None:
    async with raw_server(OK) as server, line(server.url, account_id=4001) as client:
        await client.send(CREATE)
    [heard] = server.heard
    assert (heard.method, heard.target) == ("POST", "/v2/time_entries")
    assert heard.headers["authorization"] == f"Bearer {TOKEN}"
    assert heard.headers["harvest-account-id"] == "4001"
    assert heard.headers["user-agent"] == requests.USER_AGENT
    assert heard.headers["content-type"] == "application/json"
    assert heard.body.endswith(b'"hours":1.50}')


async def test_a_read_has_no_body_and_the_sign_in_host_hears_no_account() -> None:
    async with raw_server(OK) as server, line(server.url) as client:
        await client.send(requests.running(user_id=71))
        await client.send(requests.accounts())
    read, accounts = server.heard
    assert read.target == "/v2/time_entries?user_id=71&is_running=true"
    assert "content-type" not in read.headers
    assert accounts.target == "/api/v2/accounts"
    assert "harvest-account-id" not in accounts.headers


async def test_an_answer_knows_both_clocks() -> None:
    before = now()
    async with raw_server(OK) as server, line(server.url) as client:
        answered = await client.send(requests.me())
    assert answered.date == answered.server_now == NOW
    assert before <= answered.received_at <= now()
    assert (answered.status, answered.body) == (200, b'{"id":71}')


@pytest.mark.parametrize(
    "act",
    [
        answer(body=b"{}", headers={"Date": "yesterday"}),
        answer(body=b"{}"),
        answer(body=b"", kind="", headers={"Date": "Mon, 09 Mar 2026 14:30:00 GMT"}),
    ],
    ids=["nonsense", "no date", "no JSON"],
)
async def test_without_a_date_of_harvests_own_our_clock_serves(act: Act) -> None:
    async with raw_server(act) as server, line(server.url) as client:
        answered = await client.send(requests.delete(entry_id=7))
    assert answered.date is None
    assert answered.server_now == answered.received_at


async def test_a_compressed_answer_is_unpacked() -> None:
    packed = answer(body=gzip.compress(b'{"id":71}'), headers={"Content-Encoding": "gzip"})
    async with raw_server(packed) as server, line(server.url) as client:
        assert (await client.send(requests.me())).body == b'{"id":71}'


async def test_requests_share_one_connection() -> None:
    async with raw_server(OK) as server, line(server.url) as client:
        for _ in range(5):
            await client.send(requests.me())
    assert server.connections == 1


async def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    act = answer(body=b'{"id":71}', then_close=True)
    async with raw_server(act) as server, line(server.url) as client:
        for _ in range(5):
            await client.send(requests.me())
    assert server.connections == 5


async def test_after_sleep_requests_go_over_a_new_connection() -> None:
    async with raw_server(OK) as server, line(server.url) as client:
        await client.close()
        await client.send(requests.me())
        await client.close()
        await client.send(requests.me())
    assert server.connections == 2


async def test_no_cookie_is_ever_sent_back() -> None:
    act = answer(headers={"Set-Cookie": "session=1; Path=/"})
    async with raw_server(act) as server, line(server.url) as client:
        await client.send(requests.me())
        await client.send(requests.me())
    assert all("cookie" not in heard.headers for heard in server.heard)


async def test_a_refused_connection_is_unsent_and_means_no_network() -> None:
    async with line(f"http://127.0.0.1:{unused_port()}") as client:
        error = await failure(client)
    assert (error.kind, error.fate) == ("no_network", Fate.UNSENT)


async def test_a_name_without_an_address_is_unsent() -> None:
    async with line("https://nowhere.invalid") as client:
        error = await failure(client)
    assert (error.kind, error.fate, error.said) == (
        "name_not_found",
        Fate.UNSENT,
        "nowhere.invalid",
    )


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (hang_up, "interrupted"),
        (reset, "interrupted"),
        (bytes_then_close(b"\0\1 nonsense \r\n\r\n"), "interrupted"),
        (bytes_then_close(b"HTTP/1.1 200 OK\r\nContent-"), "interrupted"),
        (
            bytes_then_close(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":'),
            "interrupted",
        ),
        (answer(body=b"not packed", headers={"Content-Encoding": "gzip"}), "broken_answer"),
        (answer(body=b"<html>", kind="text/html"), "broken_answer"),
        (answer(302, b"", headers={"Location": "/v2/users/me"}), "broken_answer"),
        (answer(500, fixture("error_500.html"), kind="text/html"), "down"),
        (answer(408), "down"),
    ],
    ids=[
        "closed before the answer",
        "reset",
        "nonsense",
        "half a header",
        "half a body",
        "wrong packing",
        "a page in between",
        "redirected",
        "fault at Harvest",
        "408",
    ],
)
async def test_after_a_request_left_a_failure_is_of_unknown_fate(act: Act, kind: str) -> None:
    async with raw_server(act) as server, line(server.url) as client:
        error = await failure(client)
    assert (error.kind, error.fate) == (kind, Fate.UNKNOWN)
    assert len(server.heard) == 1, "nothing is repeated by itself"


async def test_no_answer_in_time_is_of_unknown_fate() -> None:
    timeouts = httpx.Timeout(5, read=0.05)
    async with raw_server(stall) as server, line(server.url, timeouts=timeouts) as client:
        error = await failure(client)
    assert (error.kind, error.fate) == ("time_out", Fate.UNKNOWN)


async def test_a_server_that_drips_is_given_up() -> None:
    async with raw_server(drip) as server, line(server.url, patience=0.3) as client:
        error = await failure(client)
    assert (error.kind, error.fate) == ("time_out", Fate.UNKNOWN)


async def test_no_room_in_the_pool_is_unsent() -> None:
    timeouts = httpx.Timeout(5, pool=0.05)
    async with raw_server(stall) as server, line(server.url, timeouts=timeouts) as client:
        stalled = [asyncio.ensure_future(client.send(requests.me())) for _ in range(4)]
        await server.until_heard(4)
        error = await failure(client)
        for task in stalled:
            task.cancel()
        await asyncio.gather(*stalled, return_exceptions=True)
    assert (error.kind, error.fate) == ("time_out", Fate.UNSENT)
    assert len(server.heard) == 4


async def test_no_tls_handshake_in_time_is_unsent() -> None:
    async with raw_server(stall) as server:
        url = server.url.replace("http:", "https:")
        async with line(url, timeouts=httpx.Timeout(5, connect=0.1)) as client:
            # The server waits for the end of a header that never comes.
            error = await failure(client)
    assert (error.kind, error.fate) == ("time_out", Fate.UNSENT)


async def test_a_failure_that_httpx_does_not_know_keeps_its_fate() -> None:
    class Odd(httpx.AsyncBaseTransport):
        async def handle_async_request(self, _: httpx.Request) -> httpx.Response:
            raise OSError("out of the blue")

    client = client_on(Odd())
    error = await failure(client)
    await client.close()
    assert (error.kind, error.fate) == ("interrupted", Fate.UNKNOWN)
    assert client.throttle.wait(now(), "/") == 0


def client_on(
    transport: httpx.AsyncBaseTransport | None = None, app: Callable[..., object] | None = None
) -> Client:
    return Client(
        "http://127.0.0.1/v2",
        "http://127.0.0.1",
        requests.USER_AGENT,
        TOKEN,
        1,
        clock=now,
        transport=transport,
        app=app,
    )


async def test_a_harvest_inside_the_program_needs_no_network() -> None:
    async def app(
        scope: dict[str, object],
        receive: Callable[[], Awaitable[object]],
        send: Callable[[dict[str, object]], Awaitable[None]],
    ) -> None:
        if scope["path"] == "/v2/company":
            raise RuntimeError("a fault of the demo")
        kind = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        await send({"type": "http.response.body", "body": b'{"id":71}'})

    client = client_on(app=app)
    assert responses.me((await client.send(requests.me())).body).id == 71
    assert (await failure(client, requests.company())).kind == "down"
    await client.close()


async def test_cancelled_requests_leave_nothing_behind() -> None:
    async with raw_server(stall) as server, line(server.url) as client:
        # More than the pool holds: one lost connection each would block the last request.
        for n in range(1, 11):
            task = asyncio.ensure_future(client.send(CREATE))
            await server.until_heard(n)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        server.acts = [OK]
        assert (await client.send(requests.me())).status == 200


async def test_a_request_cancelled_while_it_waits_for_its_turn_is_not_sent() -> None:
    waiting = asyncio.Event()

    async def sleep(_: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    async with (
        raw_server(OK) as server,
        line(server.url, clock=lambda: NOW, sleep=sleep) as client,
    ):
        for _ in range(LIMIT):
            client.throttle.sent(NOW, "/")
            client.throttle.answered(NOW)
        task = asyncio.ensure_future(client.send(CREATE))
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert server.heard == []


class Watch:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept = 0.0

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


async def test_a_long_queue_is_paced_and_not_refused() -> None:
    watch = Watch()
    async with (
        raw_server(OK) as server,
        line(server.url, clock=watch, sleep=watch.sleep) as client,
    ):
        for _ in range(LIMIT + 5):
            await client.send(requests.me())
    assert len(server.heard) == LIMIT + 5
    assert 15 < watch.slept < 17


@pytest.mark.parametrize(
    ("act", "seconds"),
    [
        (answer(429, b"", headers={"Retry-After": "7"}), 7),
        (answer(503, b"", headers={"Retry-After": "7"}), 7),
        (answer(429, fixture("error_429.json")), 12),
        (answer(429, b"", kind="text/html"), 15),
    ],
    ids=["header", "503", "body", "neither"],
)
async def test_a_throttle_silences_everything_and_then_one_goes_first(
    act: Act, seconds: float
) -> None:
    watch = Watch()
    async with (
        raw_server(act, OK) as server,
        line(server.url, clock=watch, sleep=watch.sleep) as client,
    ):
        error = await failure(client)
        assert (error.kind, error.fate, error.retry_after) == ("throttled", Fate.UNSENT, seconds)
        assert client.throttle.silent_until == NOW + timedelta(seconds=seconds)
        watch.now += timedelta(seconds=seconds - 1)
        error = await failure(client, requests.me())
        assert (error.kind, error.fate, error.retry_after) == ("throttled", Fate.UNSENT, 1)
        assert len(server.heard) == 1
        watch.now += timedelta(seconds=1)
        await asyncio.gather(*(client.send(requests.me()) for _ in range(5)))
        assert client.throttle.silent_until is None
    assert len(server.heard) == 6


async def test_harvests_own_sentence_reaches_the_error() -> None:
    act = answer(422, fixture("error_422.json"))
    async with raw_server(act) as server, line(server.url) as client:
        error = await failure(client)
    assert (error.kind, error.fate, error.status) == ("refused", Fate.REJECTED, 422)
    assert "Spent date is not a valid date" in str(error)


def list_page(server: RawServer, name: str, next_path: str | None) -> Act:
    text = fixture(f"page_{name}.json").decode()
    start = text.index('"next": ')
    end = text.index("\n", start)
    url = "null" if next_path is None else f'"{server.url}{next_path}"'
    return answer(body=(text[:start] + f'"next": {url},' + text[end:]).encode())


async def test_a_list_of_three_pages_is_read_to_its_end_by_its_own_links() -> None:
    cursor = "/v2/time_entries?cursor=eyJhZnRlciI6eyJpZCI6MzAwN319%3D&per_page=1&ref=next_cursor"
    async with raw_server() as server, line(server.url) as client:
        server.acts = [
            list_page(server, "mixed", cursor),
            list_page(server, "cursor_middle", "/api/v2/time_entries?cursor=abc%2B"),
            list_page(server, "cursor_last", None),
        ]
        items = await client.pages(requests.time_entries(user_id=71), responses.time_entries)
    assert [item.id for item in items] == [3000000032, 3000000033, 3000000034]
    assert [heard.target for heard in server.heard] == [
        "/v2/time_entries?user_id=71",
        cursor,
        "/api/v2/time_entries?cursor=abc%2B",
    ]


async def test_a_list_that_breaks_off_is_no_list() -> None:
    async with raw_server() as server, line(server.url) as client:
        server.acts = [list_page(server, "numbered", "/v2/time_entries?page=2"), answer(500)]
        with pytest.raises(errors.HarvestDown):
            await client.pages(requests.time_entries(user_id=71), responses.time_entries)


async def test_a_list_that_goes_round_in_circles_ends() -> None:
    async with raw_server() as server, line(server.url) as client:
        server.acts = [list_page(server, "numbered", "/v2/time_entries?page=2")]
        with pytest.raises(errors.BrokenAnswer):
            await client.pages(requests.time_entries(user_id=71), responses.time_entries)
    assert len(server.heard) == 2


async def test_the_token_is_never_taken_to_another_host() -> None:
    act = answer(body=fixture("page_numbered.json"))
    async with raw_server(act) as server, line(server.url) as client:
        with pytest.raises(errors.BrokenAnswer):
            await client.pages(requests.time_entries(user_id=71), responses.time_entries)
        error = await failure(client, requests.Request(path="https://example.com/v2/users/me"))
    assert error.kind == "broken_answer"
    assert len(server.heard) == 1


async def test_the_token_shows_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with raw_server(OK, hang_up) as server, line(server.url) as client:
        await client.send(requests.me())
        error = await failure(client)
        shown = [repr(client), repr(error), str(error), repr(error.__cause__), caplog.text]
        assert client.api_url in repr(client)
    assert not [text for text in shown if "s3cr3t" in text]


async def test_whatever_a_page_holds_its_entries_arrive() -> None:
    one = fixture("page_without_links.json")
    async with raw_server(answer(body=one)) as server, line(server.url, timeouts=QUICK) as client:
        [entry] = await client.pages(requests.running(user_id=71), responses.time_entries)
    assert entry.spent_date == date(2026, 3, 9)
    assert entry.created_at == datetime(2026, 3, 9, 13, 40, 2, tzinfo=UTC)
