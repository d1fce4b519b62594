"""A server of plain sockets that does as it is told: answer, hang up, stall, cut, talk nonsense."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass
class Heard:
    """One request as it arrived; header names in small letters."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class RawServer:
    """Plays one act for each request, in order; the last one is repeated."""

    port: int = 0
    acts: list["Act"] = field(default_factory=list)
    by_path: dict[str, "Act"] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)
    scheme: str = "http"
    talking: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def until_heard(self, count: int) -> None:
        async with self.arrived:
            await self.arrived.wait_for(lambda: len(self.heard) >= count)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.talking.add(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().strip().split("\r\n")
                headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                method, target, _ = first.split(" ", 2)
                async with self.arrived:
                    self.heard.append(Heard(method, target, headers, body))
                    self.arrived.notify_all()
                act = self.by_path.get(target.partition("?")[0]) or self.next_act()
                if not await act(self, writer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()
            self.talking.discard(writer)
            async with self.arrived:
                self.arrived.notify_all()

    def next_act(self) -> "Act":
        return self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]


Act: TypeAlias = Callable[[RawServer, asyncio.StreamWriter], Awaitable[bool]]


def answer(
    status: int = 200,
    body: bytes = b"{}",
    *,
    kind: str = "application/json; charset=utf-8",
    headers: dict[str, str] | None = None,
    then_close: bool = False,
) -> Act:
    """A whole answer. With `then_close` the server hangs up afterwards without having said so."""

    async def act(_: RawServer, writer: asyncio.StreamWriter) -> bool:
        told = {"Content-Type": kind, "Content-Length": str(len(body))} | (headers or {})
        lines = [f"HTTP/1.1 {status} Whatever", *(f"{k}: {v}" for k, v in told.items())]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()
        return not then_close

    return act


def bytes_then_close(raw: bytes) -> Act:
    async def act(_: RawServer, writer: asyncio.StreamWriter) -> bool:
        writer.write(raw)
        await writer.drain()
        return False

    return act


async def hang_up(_: RawServer, __: asyncio.StreamWriter) -> bool:
    return False


async def reset(_: RawServer, writer: asyncio.StreamWriter) -> bool:
    connection: socket.socket = writer.get_extra_info("socket")._sock
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def stall(server: RawServer, _: asyncio.StreamWriter) -> bool:
    await server.over.wait()
    return False


async def drip(server: RawServer, writer: asyncio.StreamWriter) -> bool:
    """Never silent long enough for a read time-out, and never done."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not server.over.is_set():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)
    return False


@asynccontextmanager
async def raw_server(*acts: Act, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    server = RawServer(acts=list(acts), scheme="https" if tls else "http")
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        # Every conversation ends before the test does, whatever its act was waiting for.
        server.over.set()
        listening.close()
        for writer in server.talking:
            writer.transport.abort()
        async with server.arrived:
            await server.arrived.wait_for(lambda: not server.talking)
        await listening.wait_closed()
