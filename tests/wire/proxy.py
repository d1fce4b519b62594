"""A wire to a Harvest that goes wrong on demand: stands between it and the program, no tests.

It runs in a thread of its own, so that whoever asks through it need not share a loop with it.
"""

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import urlsplit

Streams: TypeAlias = tuple[asyncio.StreamReader, asyncio.StreamWriter]
END_OF_HEAD = b"\r\n\r\n"


@dataclass
class Exchange:
    """One request as it arrived, and the two ends of its way."""

    request: bytes
    program: asyncio.StreamWriter
    harvest: Streams
    over: asyncio.Event

    async def answer(self) -> bytes:
        """Take the request to Harvest; return its whole answer. What it asked for is done then."""
        reader, writer = self.harvest
        writer.write(self.request)
        return await _message(reader)

    async def tell(self, raw: bytes) -> None:
        """Send bytes to the program."""
        self.program.write(raw)
        await self.program.drain()


def break_off(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST in place of FIN."""
    connection: socket.socket = writer.get_extra_info("socket")
    # A `close` that lingers for no time.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


Fault: TypeAlias = Callable[[Exchange], Awaitable[bool]]
"""What happens to an exchange; whether the connection stays open after it."""


# -- faults


async def none(exchange: Exchange) -> bool:
    """Pass everything on as it is."""
    await exchange.tell(await exchange.answer())
    return True


async def stall(exchange: Exchange) -> bool:
    """Take the request, ask nobody and say nothing."""
    await exchange.over.wait()
    return False


async def stall_answered(exchange: Exchange) -> bool:
    """Let Harvest do what it was asked for, and say nothing."""
    await exchange.answer()
    return await stall(exchange)


async def reset(exchange: Exchange) -> bool:
    """Break the connection off before Harvest has heard of it."""
    break_off(exchange.program)
    return False


async def reset_answered(exchange: Exchange) -> bool:
    """Break the connection off once Harvest has done what it was asked for."""
    await exchange.answer()
    return await reset(exchange)


async def drop_answer(exchange: Exchange) -> bool:
    """Let Harvest do what it was asked for, and hang up in good manners."""
    await exchange.answer()
    return False


def cut_request(after: int) -> Fault:
    """Let only so many bytes of the request reach Harvest, and hang up on both sides."""

    async def fault(exchange: Exchange) -> bool:
        exchange.harvest[1].write(exchange.request[:after])
        return False

    return fault


def garble(change: Callable[[bytes], bytes], *, stays: bool = False) -> Fault:
    """Change the answer, and hang up after it unless the connection `stays`."""

    async def fault(exchange: Exchange) -> bool:
        await exchange.tell(change(await exchange.answer()))
        return stays

    return fault


def cut_answer(after: int) -> Fault:
    """Let only so many bytes of the answer through (below 0: all but so many), and hang up."""
    return garble(lambda raw: raw[:after])


def slow(seconds: float) -> Fault:
    """Let one byte of the answer through in so many seconds."""

    async def fault(exchange: Exchange) -> bool:
        for byte in await exchange.answer():
            await exchange.tell(bytes([byte]))
            await asyncio.sleep(seconds)
        return True

    return fault


# -- the wire


@dataclass
class Wire:
    """The way to `harvest` (host, port). Setting `fault` or `tls` holds for what comes next.

    `met` are the first lines of the requests that met a fault; `only` chooses them by their first
    line. `tls` is a certificate to show; a wire that is `https` without one answers in the clear.
    """

    harvest: tuple[str, int]
    https: bool = False
    fault: Fault = none
    only: Callable[[str], bool] = lambda _: True
    tls: ssl.SSLContext | None = None
    met: list[str] = field(default_factory=list)
    port: int = 0
    frozen: set[asyncio.Task[None]] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _talking: dict[asyncio.Task[None], asyncio.StreamWriter] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the program is to look for Harvest."""
        return f"{'https' if self.https else 'http'}://127.0.0.1:{self.port}"

    def refuse(self) -> None:
        """Let nobody in any more, and hang up on everybody."""
        self._in_its_thread(self._close())

    def listen(self) -> None:
        """Let the program in, at the port of before."""
        self._in_its_thread(self._open())

    def hang_up(self) -> None:
        """End all connections, stalled ones too, so that the next request makes a new one."""
        self._in_its_thread(self._hang_up())

    def freeze(self) -> None:
        """Let the connections of now fall silent for good, as after a change of network."""
        self.frozen |= self._talking.keys()

    def heal(self) -> None:
        """Pass everything on again, to whoever calls anew."""
        self.fault, self.only = none, lambda _: True
        self.hang_up()

    def end(self) -> None:
        """Hang up on everybody and end the thread."""
        self.refuse()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def run(self) -> None:
        """Be the wire; the work of the thread."""
        self._loop.run_forever()
        self._loop.close()

    def _in_its_thread(self, work: "asyncio.Future[None] | Awaitable[None]") -> None:
        async def do() -> None:
            await work

        asyncio.run_coroutine_threadsafe(do(), self._loop).result(timeout=10)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        await self._hang_up()

    async def _hang_up(self) -> None:
        self._over.set()
        self._over = asyncio.Event()
        talking = dict(self._talking)
        for task, writer in talking.items():
            writer.transport.abort()
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talking[task] = writer
        ways: list[asyncio.StreamWriter] = [writer]
        try:
            # What breaks off here was the fault, or an impatient program.
            with suppress(asyncio.IncompleteReadError, asyncio.CancelledError, OSError):
                if self.tls is not None:
                    await writer.start_tls(self.tls)
                elif self.https:
                    await reader.read(65536)
                    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                    return
                way = await asyncio.open_connection(*self.harvest)
                ways.append(way[1])
                while await self._exchange(
                    Exchange(await _message(reader), writer, way, self._over)
                ):
                    pass
        finally:
            for each in ways:
                each.close()
            del self._talking[task]

    async def _exchange(self, exchange: Exchange) -> bool:
        first = exchange.request.split(b"\r\n", 1)[0].decode()
        frozen = asyncio.current_task() in self.frozen
        if not frozen and (self.fault is none or not self.only(first)):
            return await none(exchange)
        self.met.append(first)
        return await (stall if frozen else self.fault)(exchange)


async def _message(reader: asyncio.StreamReader) -> bytes:
    """Read one whole request or answer."""
    head = await reader.readuntil(END_OF_HEAD)
    sizes = [
        int(line.split(b":")[1])
        for line in head.lower().split(b"\r\n")
        if line.startswith(b"content-length:")
    ]
    return head + await reader.readexactly(sizes[0] if sizes else 0)


@contextmanager
def wire(url: str, *, https: bool = False, tls: ssl.SSLContext | None = None) -> Iterator[Wire]:
    """Lay a wire to the Harvest at `url`."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    laid = Wire((parts.hostname, parts.port), https=https, tls=tls)
    thread = threading.Thread(target=laid.run)
    thread.start()
    try:
        laid.listen()
        yield laid
    finally:
        laid.end()
        thread.join()
