"""The way from the real client to the light Harvest: takes time, but no socket."""

import asyncio
import random
from typing import cast
from urllib.parse import urlsplit

import httpx

from harvest_widget.api.client import Client
from tests.simulation.office_harvest import OfficeHarvest, Unreachable


class OfficeClient(Client):
    """The real one but for httpx, whose connections would be real ones."""

    wire: "Wire"

    async def _ready(self) -> httpx.AsyncClient:
        return cast(httpx.AsyncClient, self.wire)


class Wire:
    """In place of httpx: an answer takes its time, and finds its way to one person's Harvest."""

    def __init__(self, user: int, harvest: OfficeHarvest, chance: random.Random) -> None:
        self._user, self._harvest, self._chance = user, harvest, chance

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: tuple[tuple[str, str], ...] | None,
        content: bytes | None,
        headers: dict[str, str],  # noqa: ARG002  (httpx has it)
    ) -> httpx.Response:
        chance = self._chance
        await asyncio.sleep(chance.uniform(0.03, 0.15))
        path = urlsplit(url).path.removeprefix("/v2")
        try:
            status, said, body = self._harvest.answer(
                self._user, method, path, dict(params or ()), content
            )
        except Unreachable:
            raise httpx.ConnectError("no route") from None
        await asyncio.sleep(chance.uniform(0.05, 0.4))
        return httpx.Response(status, headers=said, content=body)
