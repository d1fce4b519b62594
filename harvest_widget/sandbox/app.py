"""The sandbox as an ASGI 3 application; it only translates, and misbehaves where ordered."""

import asyncio
import contextlib
import gzip
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from harvest_widget.sandbox.messages import Answer
from harvest_widget.sandbox.sandbox import Sandbox

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_WORTH_PACKING = 1000  # bytes


class ConnectionDropped(ConnectionResetError):  # noqa: N818 - it says what happened
    """The connection closes here, by order of a fault; `started` if some of the answer is out."""

    def __init__(self, *, started: bool) -> None:
        """Keep whether the status line has been sent."""
        super().__init__("the sandbox dropped the connection, as ordered")
        self.started = started


def asgi_app(sandbox: Sandbox, closing: asyncio.Event | None = None) -> Application:
    """Return the application; setting `closing` cuts ordered stalls short.

    It raises ConnectionDropped where a fault closes the connection.
    """

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "lifespan":
                await _live(receive, send)
            case "http":
                answer = _ask(sandbox, scope, await _body(receive))
                if answer.stall:
                    await _stall(answer.stall, closing)
                await _send(answer, scope, send)

    return application


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _ask(sandbox: Sandbox, scope: Scope, body: bytes) -> Answer:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    origin = f"{scope.get('scheme', 'http')}://{headers.get('host', 'localhost')}"
    query = scope["query_string"].decode("latin-1")
    return sandbox.answer(scope["method"], scope["path"], query, headers, body, origin=origin)


async def _stall(seconds: float, closing: asyncio.Event | None) -> None:
    if closing is None:
        await asyncio.sleep(seconds)
        return
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(closing.wait(), seconds)


async def _send(answer: Answer, scope: Scope, send: Send) -> None:
    if answer.drop in ("unheard", "unanswered"):
        raise ConnectionDropped(started=False)
    body, headers = answer.body, list(answer.headers)
    wanted = next((v for n, v in scope["headers"] if n.lower() == b"accept-encoding"), b"")
    if b"gzip" in wanted and len(body) > _WORTH_PACKING:
        body = gzip.compress(body, compresslevel=1)
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    raw = [(name.lower().encode("latin-1"), _octets(value)) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    if answer.drop == "half":
        half = body[: len(body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionDropped(started=True)
    await send({"type": "http.response.body", "body": body})


def _octets(value: str) -> bytes:
    """Return a header value as bytes; sentences may hold characters no header can carry."""
    return value.replace("\n", " ").encode("latin-1", "replace")
