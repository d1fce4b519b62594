"""The only driver: takes the planned steps to the server one by one; decides nothing, no widgets.

Two lines run beside each other: the queue's writes with the looks they need, and the reads. A read
that overlapped a write may show either side of it and is thrown away (sync.md 2).
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from harvest_widget.api import responses
from harvest_widget.api.client import Client
from harvest_widget.api.errors import ApiError, BrokenAnswer
from harvest_widget.model.entries import TimeEntry
from harvest_widget.store.session import come_into_view, hear_clock, hurry
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.sync.absorb import absorb, departing
from harvest_widget.sync.plan import NEVER, held_until, plan
from harvest_widget.sync.reads import plan_read
from harvest_widget.sync.steps import Answered, Failed, Outcome, Step

SAVE_AGAIN = timedelta(seconds=5)


class Loop:
    """Drives the queue of one signed-in user until it is cancelled.

    `clock` is the server's time as far as it is known, `looking` tells whether the timesheet is in
    view, `chance` draws from 0 to 1, `heard` takes the server's instant from an answer and gives
    the new offset in seconds.
    """

    def __init__(
        self,
        store: Store,
        client: Client,
        *,
        clock: Callable[[], datetime],
        looking: Callable[[], bool],
        chance: Callable[[], float],
        heard: Callable[[responses.Answer], float],
        hold_unsaved: bool = True,
    ) -> None:
        self._store = store
        self._client = client
        self._clock = clock
        self._looking = looking
        self._chance = chance
        self._heard = heard
        self._hold_unsaved = hold_unsaved
        self._changed = asyncio.Event()
        self._read_now = asyncio.Event()
        self._writing = False
        self._writes = 0
        self._over = False

    async def run(self) -> None:
        """Send and read until cancelled."""
        self._over = False
        stops = (
            self._store.watch(_asked_for, lambda _: self._hurry()),
            self._store.watch(_what_sending_depends_on, lambda _: self._changed.set()),
            self._store.watch(_what_reading_depends_on, lambda _: self._read_now.set()),
        )
        try:
            await asyncio.gather(self._send(), self._read())
        finally:
            # Should one of the two fail, gather leaves the other running, whoever signs in next.
            self._over = True
            self._changed.set()
            self._read_now.set()
            for stop in stops:
                stop()

    def look_again(self) -> None:
        """Plan anew: the popover opened, the network is back, or the computer woke up."""
        self._hurry()
        if self._looking():
            self._store.update(come_into_view, now=self._clock())
        self._changed.set()
        self._read_now.set()

    def _hurry(self) -> None:
        self._store.update(hurry, now=self._clock())

    async def _send(self) -> None:
        while not self._over:
            now = self._clock()
            if self._store.state.unsaved and self._hold_unsaved:
                # What is not on disk could be sent twice after a crash. Any change tries again.
                await _pause(self._changed, SAVE_AGAIN.total_seconds())
                self._store.update(replace)
                continue
            match plan(self._store.state, now):
                case Step() as step:
                    await self._take(step, now)
                case until:
                    self._read_now.set()
                    await _pause(self._changed, _seconds(until, now))

    async def _take(self, step: Step, now: datetime) -> None:
        outcome: Outcome = Answered()
        if step.kind != "settle":
            self._writing, self._writes = True, self._writes + 1
            try:
                self._store.update(departing, step, now)
                if self._store.state.unsaved and self._hold_unsaved:
                    return
                outcome = await self._perform(step)
            finally:
                self._writing = False
        self._store.update(absorb, step, outcome, self._clock(), self._chance())

    async def _read(self) -> None:
        while not self._over:
            now = self._clock()
            state = self._store.state
            held = held_until(state, now)
            if held is not None or self._writing or isinstance(plan(state, now), Step):
                await _pause(self._read_now, _seconds(held, now))
                continue
            match plan_read(state, now, looking=self._looking()):
                case Step() as step:
                    before = self._writes, state.refresh_asked
                    outcome = await self._perform(step)
                    # An answer from before F5 is not what F5 asked for.
                    same = before == (self._writes, self._store.state.refresh_asked)
                    if same or isinstance(outcome, Failed):
                        self._store.update(absorb, step, outcome, self._clock(), self._chance())
                case until:
                    await _pause(self._read_now, _seconds(until, now))

    def _hear(self, answer: responses.Answer) -> None:
        self._store.update(hear_clock, offset=self._heard(answer))

    async def _perform(self, step: Step) -> Outcome:
        assert step.request is not None
        try:
            match step.kind:
                case "find" | "find_echo" | "what_runs" | "read_span" | "read_running":
                    entries = responses.time_entries
                    return Answered(await self._client.pages(step.request, entries, self._hear))
                case "read_assignments":
                    projects = responses.project_assignments
                    return Answered(await self._client.pages(step.request, projects, self._hear))
            answer = await self._client.send(step.request)
            self._hear(answer)
            return Answered(_value(step, answer))
        except ApiError as error:
            if isinstance(error, BrokenAnswer):
                # It may belong to an earlier question, and so would all that follow it: hang up.
                await self._client.close()
            return Failed(error.kind, error.fate, error.said, error.status, error.retry_after)


def _value(step: Step, answer: responses.Answer) -> Any:
    match step.kind:
        case "check_user" | "read_user":
            return responses.me(answer.body)
        case "read_company":
            return responses.company(answer.body)
        case "delete_echo" | "clear_key":
            return None
    if step.request is not None and step.request.method == "DELETE":
        return None
    entry = responses.time_entry(answer.body, answer.server_now)
    if not _is_asked_for(step, entry):
        raise BrokenAnswer("an entry that was not asked for")
    return entry


def _is_asked_for(step: Step, entry: TimeEntry) -> bool:
    """Whether an entry can be the answer: a proxy that mixes answers up must not mix up entries."""
    assert step.request is not None
    sent = (step.request.body or {}).get("external_reference") or {}
    match step.request.path.split("/"):
        case ["", "time_entries"]:
            # Without any reference the server keeps none (sync.md 9).
            return not sent or entry.key in (None, sent["id"])
        case ["", "time_entries", number, *rest] if rest != ["restart"]:
            # In start/end accounts a restart answers with another entry (sync.md 18).
            return entry.id == int(number)
    return True


def _asked_for(state: State) -> tuple[int, datetime | None]:
    return (state.outbox[-1].n if state.outbox else 0), state.refresh_asked


def _what_sending_depends_on(state: State) -> tuple[object, ...]:
    # The offset: what was not due by the old one may be by the new.
    when = state.connection, state.silent_until, state.offset
    return state.outbox, state.echoes, when, state.unsaved


def _what_reading_depends_on(state: State) -> tuple[object, ...]:
    return (
        state.day,
        state.refresh_asked,
        state.connection,
        state.silent_until,
        state.snapshot.reread,
    )


def _seconds(until: datetime | None, now: datetime) -> float | None:
    if until is None or until == NEVER:
        return None
    return max(0.0, (until - now).total_seconds())


async def _pause(event: asyncio.Event, seconds: float | None) -> None:
    """Wait for the event, `seconds` at most (None: as long as it takes)."""
    with suppress(TimeoutError):
        # Timers may be early; a pause of nothing would spin until the clock has caught up.
        async with asyncio.timeout(None if seconds is None else max(seconds, 0.01)):
            await event.wait()
    event.clear()
