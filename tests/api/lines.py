"""Clients as the tests open them: to a server on this machine, with little patience."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx

from harvest_widget.api.client import Client
from harvest_widget.api.requests import USER_AGENT

QUICK = httpx.Timeout(connect=5, read=5, write=5, pool=5)
TOKEN = "9100.pt.s3cr3t"


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def line(
    url: str,
    *,
    id_url: str | None = None,
    token: str = TOKEN,
    account_id: int | None = 1,
    timeouts: httpx.Timeout = QUICK,
    patience: float = 20,
    clock: Callable[[], datetime] = now,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> AsyncIterator[Client]:
    client = Client(
        f"{url}/v2",
        id_url or url,
        USER_AGENT,
        token,
        account_id,
        clock=clock,
        timeouts=timeouts,
        patience=patience,
        sleep=sleep,
    )
    try:
        yield client
    finally:
        await client.close()
