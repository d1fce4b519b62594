"""Serves a sandbox on 127.0.0.1 with hypercorn; the only file here that needs another package."""

import asyncio
import contextlib
import signal
import socket
import sys

from harvest_widget.sandbox.app import (
    Application,
    ConnectionDropped,
    Receive,
    Scope,
    Send,
    asgi_app,
)
from harvest_widget.sandbox.sandbox import Sandbox

HOST = "127.0.0.1"


def run(sandbox: Sandbox, port: int) -> None:
    """Serve until SIGTERM or SIGINT; port 0 picks a free one, which the first line names.

    Raises OSError if the port is taken.
    """
    listener = socket.create_server((HOST, port))
    print(f"listening on http://{HOST}:{listener.getsockname()[1]}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(sandbox, listener))


async def serve(
    sandbox: Sandbox, listener: socket.socket, stop: asyncio.Event | None = None
) -> None:
    """Serve on a listening socket, which is closed in the end.

    Ends when `stop` is set or, without one, when a signal asks to.
    """
    from hypercorn.asyncio import serve as hypercorn_serve
    from hypercorn.config import Config

    closing = stop or asyncio.Event()
    if stop is None:
        _end_on_signals(closing)
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.include_date_header = False  # the sandbox has a clock of its own
    config.include_server_header = False
    config.accesslog = None
    config.loglevel = "WARNING"
    config.graceful_timeout = 1.0
    # The real service keeps connections for minutes; hypercorn's 5 s would look like faults.
    config.keep_alive_timeout = 400.0
    config.keep_alive_max_requests = 1_000_000
    application = _dropping(asgi_app(sandbox, closing))
    await hypercorn_serve(application, config, shutdown_trigger=closing.wait)  # type: ignore[arg-type]


def _end_on_signals(closing: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(closing.set))
        else:
            loop.add_signal_handler(number, closing.set)


def _dropping(application: Application) -> Application:
    """Turn ConnectionDropped into a closed connection, where hypercorn would answer with a 500."""

    async def outer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await application(scope, receive, send)
        except ConnectionDropped as dropped:
            if not dropped.started:
                await _close(send)
            # Otherwise the missing rest of the body makes hypercorn close by itself.

    return outer


async def _close(send: Send) -> None:
    from hypercorn.protocol.events import StreamClosed

    # ASGI has no message that closes a connection; the stream that owns `send` has an event.
    stream = send.__self__  # type: ignore[attr-defined]
    await stream.send(StreamClosed(stream_id=stream.stream_id))
