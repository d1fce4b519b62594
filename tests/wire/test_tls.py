"""A wire that can not be trusted: whatever is wrong with it, the request and its token stay here.

The client trusts what SSL_CERT_FILE names, as it does on a computer whose administrator said so.
"""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest

from harvest_widget.api import requests, responses, surroundings
from harvest_widget.api.client import Client
from harvest_widget.api.errors import ApiError, Fate
from tests.api.lines import line
from tests.program import TOKEN, Harvest, start_harvest
from tests.wire import proxy
from tests.wire.certificates import certificate, showing
from tests.wire.proxy import Wire, wire

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the store is no file")

IMPATIENT = httpx.Timeout(1)


@pytest.fixture(scope="module")
def harvest() -> Iterator[Harvest]:
    with start_harvest("--throttle", "100000/1") as serving:
        yield serving


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of the certificates that this computer trusts: one, of 127.0.0.1."""
    path = certificate(tmp_path / "trusted.pem")
    trust(path, monkeypatch)
    yield path
    surroundings.tls_context.cache_clear()


def trust(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    surroundings.tls_context.cache_clear()


@pytest.fixture
def laid(harvest: Harvest, trusted: Path) -> Iterator[Wire]:
    with wire(harvest.url, https=True, tls=showing(trusted)) as made:
        yield made


async def whoami(client: Client) -> str:
    return responses.me((await client.send(requests.me())).body).first_name


async def failure(client: Client) -> ApiError:
    with pytest.raises(ApiError) as caught:
        async with asyncio.timeout(5):
            await whoami(client)
    return caught.value


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[Client]:
    async with line(url, token=TOKEN["HARVEST_ACCESS_TOKEN"], timeouts=IMPATIENT) as opened:
        yield opened


def nobody_vouches(here: Path) -> ssl.SSLContext:
    return showing(certificate(here / "other.pem"))


def of_another_host(here: Path) -> ssl.SSLContext:
    return showing(certificate(here / "trusted.pem", "harvest.example"))


def of_another_number(here: Path) -> ssl.SSLContext:
    return showing(certificate(here / "trusted.pem", "10.1.2.3"))


def of_last_week(here: Path) -> ssl.SSLContext:
    return showing(certificate(here / "trusted.pem", days=-7))


def none_at_all(here: Path) -> None:
    return None


@pytest.mark.parametrize(
    ("makes", "why"),
    [
        (nobody_vouches, "self-signed certificate"),
        (of_another_host, "certificate is not valid for '127.0.0.1'"),
        (of_another_number, "certificate is not valid for '127.0.0.1'"),
        (of_last_week, "certificate has expired"),
        (none_at_all, "wrong version number"),
    ],
)
async def test_a_wire_that_is_not_trusted_is_unsent_and_says_why(
    makes: Callable[[Path], ssl.SSLContext | None],
    why: str,
    laid: Wire,
    trusted: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    laid.fault = proxy.drop_answer
    laid.tls = makes(trusted.parent)
    trust(trusted, monkeypatch)
    async with asking(laid.url) as client:
        error = await failure(client)
    assert (error.kind, error.fate) == ("tls", Fate.UNSENT)
    assert why in error.said
    assert laid.met == [], "neither request nor token went out"


async def test_a_wire_that_turns_bad_and_good_again_serves_the_same_client(
    laid: Wire, tmp_path: Path
) -> None:
    good = laid.tls
    async with asking(laid.url) as client:
        for bad in (nobody_vouches(tmp_path), None):
            assert await whoami(client) == "Ada"
            laid.tls = bad
            laid.hang_up()
            while (error := await failure(client)).kind == "interrupted":
                pass  # the news of the end of the old connection came after the request
            assert (error.kind, error.fate) == ("tls", Fate.UNSENT)
            laid.tls = good
        assert await whoami(client) == "Ada"


async def test_what_breaks_on_a_trusted_wire_breaks_as_on_any_other(laid: Wire) -> None:
    async with asking(laid.url) as client:
        for fault, kind in (
            (proxy.drop_answer, "interrupted"),
            (proxy.reset_answered, "interrupted"),
            (proxy.reset, "interrupted"),
            (proxy.stall, "time_out"),
            (proxy.cut_answer(30), "interrupted"),
            (proxy.cut_answer(-1), "interrupted"),
        ):
            laid.fault = fault
            error = await failure(client)
            assert (error.kind, error.fate) == (kind, Fate.UNKNOWN), fault
            laid.heal()
            assert await whoami(client) == "Ada"


# -- before the handshake has ended


Act: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def answering(act: Act) -> AsyncIterator[str]:
    """Serve whoever calls with one act, for as long as it takes them to hang up."""
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            await act(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.wait_for(asyncio.gather(*serving), 5)


async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read(1000)


async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    proxy.break_off(writer)


async def half_a_hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    writer.write(bytes.fromhex("160303007a020000760303"))


async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1000)
    writer.write(bytes(range(256)))


async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (hang_up, "no_network"),
        (reset, "no_network"),
        (half_a_hello, "no_network"),
        (nonsense, "tls"),
        (silence, "time_out"),
    ],
)
async def test_whatever_breaks_the_handshake_the_request_is_unsent(act: Act, kind: str) -> None:
    async with answering(act) as url, asking(url) as client:
        error = await failure(client)
    assert (error.kind, error.fate) == (kind, Fate.UNSENT)


async def test_a_bit_that_falls_over_under_the_protection_is_of_unknown_fate(laid: Wire) -> None:
    falls = False

    async def pipe(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while chunk := await source.read(65536):
            sink.write(chunk[:-1] + bytes([chunk[-1] ^ falls]))
        sink.close()

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", laid.port)
        await asyncio.gather(pipe(back, writer), pipe(reader, forth), return_exceptions=True)
        forth.close()

    async with answering(act) as url, asking(url) as client:
        for falls in (False, True, False):
            if falls:
                error = await failure(client)
                assert (error.kind, error.fate) == ("interrupted", Fate.UNKNOWN)
            else:
                assert await whoami(client) == "Ada"
