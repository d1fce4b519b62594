"""One person of the office and their widget: the real loop, queue, client and throttle, no disk.

All of it runs in the event loop of office.py, whose time is virtual.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from harvest_widget.api.requests import USER_AGENT
from harvest_widget.model.account import Account, Company, User
from harvest_widget.model.assignments import ProjectAssignment, TaskAssignment
from harvest_widget.model.entries import Named, Project, Work
from harvest_widget.model.operations import Values, new_ref
from harvest_widget.store import changes, selectors
from harvest_widget.store.state import Online, Snapshot, Span, State
from harvest_widget.store.store import Store
from harvest_widget.sync.loop import Loop
from tests.simulation.office_harvest import PROJECTS, OfficeHarvest
from tests.simulation.office_wire import OfficeClient, Wire

ORIGIN = "https://api.harvestapp.com"
MIDNIGHT = datetime(2026, 3, 9, tzinfo=UTC)
"""Where the loop's time begins: on a Monday."""
CLIENT, TASK = Named(1, "Client"), Named(9, "Work")
LAST_USE = timedelta(hours=64)  # since Friday afternoon nobody has read anything


Act = Callable[["Seat"], Awaitable[None]]


class Seat:
    """A person, what their widget knows, and when it was right.

    `clicks` are kind, instant of the click and of Harvest's word for it; `elsewhere` the same for
    timers that the person starts in the browser; `right_at` is when all was as at Harvest, for
    each storm that is waited out.
    """

    def __init__(
        self,
        number: int,
        harvest: OfficeHarvest,
        now: Callable[[], datetime],
        seed: int,
        crowded: float,
    ) -> None:
        self.number, self.harvest, self.now = number, harvest, now
        self.chance = random.Random(f"{seed} {number}")
        self.clicks: list[tuple[str, datetime, datetime]] = []
        self.elsewhere: list[tuple[datetime, datetime]] = []
        self.right_at: dict[datetime, datetime] = {}
        self.notes: list[str] = []
        self.arrived: datetime | None = None
        self.crashes = 0
        self._looks = False
        self._open: list[tuple[str, str, datetime]] = []
        self._unseen: list[tuple[int, datetime]] = []
        self._storms: list[datetime] = []
        self.store = Store(
            self._as_on_friday(crowded),
            save=lambda _, after: after,
            defer=asyncio.get_running_loop().call_soon,
        )
        self.client = OfficeClient(
            f"{ORIGIN}/v2", ORIGIN, USER_AGENT, f"token-{number}", 1, clock=now
        )
        self.client.wire = Wire(number, harvest, self.chance)
        self.loop = Loop(
            self.store,
            self.client,
            clock=now,
            looking=lambda: self._looks,
            chance=self.chance.random,
            heard=lambda _: 0.0,
        )
        self.store.watch(lambda state: (state.outbox, state.snapshot), lambda _: self._judge())

    @property
    def state(self) -> State:
        return self.store.state

    def _as_on_friday(self, crowded: float) -> State:
        then = self.now() - LAST_USE
        first = then.date() - timedelta(days=then.weekday())
        self.harvest.create(
            self.number, {"project_id": 1, "hours": 2.0, "spent_date": then.date().isoformat()}
        )
        return State(
            account=Account(origin=ORIGIN, id=1, name="Office", user=_user(self.number)),
            company=Company(name="Office"),
            company_guessed=False,
            connection=Online(),
            references_kept=True,
            crowded=crowded,
            assignments=tuple(
                ProjectAssignment(_project(n), CLIENT, [TaskAssignment(TASK)]) for n in PROJECTS
            ),
            assignments_read_at=then,
            company_read_at=then,
            user_read_at=then,
            snapshot=Snapshot(
                spans=(Span(first, first + timedelta(days=6), then),), running_read_at=then
            ),
        )

    # The person.

    async def work(
        self, arrives: datetime, acts: Iterable[tuple[datetime, "Act"]], goes: datetime
    ) -> None:
        """Come, do one thing after the other, and go home in the evening."""
        await until(arrives)
        self.arrived = self.now()
        self.wait_for(self.arrived)
        running = asyncio.get_running_loop().create_task(self._drive())
        for at, what in acts:
            await until(at)
            await what(self)
        await until(goes)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    async def _drive(self) -> None:
        """As connection.py does."""
        while True:
            try:
                await self.loop.run()
            except Exception:  # noqa: BLE001  (told in the table)
                self.crashes += 1
            await asyncio.sleep(10)

    def open_popover(self) -> None:
        self._looks = True
        self.loop.look_again()

    async def look(self, seconds: float) -> None:
        """Open the popover for a while."""
        self.open_popover()
        await asyncio.sleep(seconds)
        self._looks = False

    def start(self) -> None:
        ref = new_ref()
        self._said(ref)
        self.store.update(
            changes.start_timer,
            work=_work(self.chance.choice(list(PROJECTS))),
            notes=self.notes[-1],
            now=self.now(),
            ref=ref,
        )
        self._clicked("start", ref)

    def stop(self) -> None:
        running = selectors.running(self.state)
        if running is not None:
            self.store.update(changes.stop_timer, now=self.now())
            self._clicked("stop", running.ref)

    def book(self) -> None:
        ref = new_ref()
        self._said(ref)
        today = selectors.today(self.state, self.now())
        self.store.update(
            changes.create_entry,
            work=_work(self.chance.choice(list(PROJECTS))),
            notes=self.notes[-1],
            spent_date=today,
            seconds=self.chance.randrange(1, 12) * 900,
            now=self.now(),
            ref=ref,
        )
        self._clicked("book", ref)

    def edit(self) -> None:
        rows = [r for r in selectors.rows(self.state, self._today()) if not r.entry.is_running]
        if rows:
            row = self.chance.choice(rows)
            to = Values(seconds=max(36, row.entry.seconds(self.now()) + 360))
            self.store.update(changes.edit_entry, ref=row.ref, to=to, now=self.now())
            self._clicked("edit", row.ref)

    def start_in_the_browser(self) -> None:
        """Start a timer past the widget: anew, or (one in four) on an entry of last week."""
        mine = self.harvest.of(self.number)
        old = min(mine.values(), key=lambda entry: entry["id"])
        if self.chance.random() < 0.25 and not old["is_running"]:
            self.harvest.run(self.number, old)
            entry = old
        else:
            self._said("browser")
            entry = self.harvest.create(
                self.number,
                {
                    "project_id": self.chance.choice(list(PROJECTS)),
                    "spent_date": self._today().isoformat(),
                    "notes": self.notes[-1],
                },
            )
        # What was not seen before it ended never will be.
        self._unseen = [(entry["id"], self.now())]

    def _today(self) -> date:
        return selectors.today(self.state, self.now())

    def _said(self, ref: str) -> None:
        self.notes.append(f"{len(self.notes)} {ref}")

    def _clicked(self, kind: str, ref: str) -> None:
        self._open.append((kind, ref, self.now()))
        self._judge()

    # What is measured.

    def wait_for(self, storm: datetime) -> None:
        """Note from now on when all is right that went wrong in the storm."""
        self._storms.append(storm)

    def staleness(self) -> float | None:
        """Seconds since the days that show were read; None while the program does not run."""
        if self.arrived is None:
            return None
        return (self.now() - (self._read_at() or self.arrived)).total_seconds()

    def _read_at(self) -> datetime | None:
        first = selectors.week_of(self.state, self._today())
        spans = self.state.snapshot.spans
        return next((span.read_at for span in spans if span.first == first), None)

    def _judge(self) -> None:
        now, state = self.now(), self.state
        busy = {waiting.op.ref for waiting in state.outbox}
        for kind, ref, at in self._open:
            if ref not in busy:
                self.clicks.append((kind, at, now))
        self._open = [click for click in self._open if click[1] in busy]
        for number, at in self._unseen:
            entry = state.snapshot.entries.get(number)
            if entry is not None and entry.is_running:
                self.elsewhere.append((at, now))
                self._unseen = []
        for storm in tuple(self._storms):
            read_at = self._read_at()
            if read_at is not None and read_at >= storm and self.is_right():
                self.right_at[storm] = now
                self._storms.remove(storm)

    def is_right(self) -> bool:
        """Whether nothing waits and this week's entries are what Harvest has."""
        if self.state.outbox:
            return False
        first = selectors.week_of(self.state, self._today())
        mine = {
            (entry.id, entry.text, entry.is_running, None if entry.is_running else entry.hours)
            for entry in self.state.snapshot.entries.values()
            if entry.spent_date >= first
        }
        return {(i, text, runs, h and float(h)) for i, text, runs, h in mine} == {
            (
                entry["id"],
                entry["notes"] or "",
                entry["is_running"],
                None if entry["is_running"] else float(entry["hours"]),
            )
            for entry in self.harvest.of(self.number).values()
            if entry["spent_date"] >= first.isoformat()
        }

    def missing_or_double(self) -> int:
        """How many of the person's texts are not at Harvest once."""
        texts = [entry["notes"] for entry in self.harvest.of(self.number).values()]
        return sum(1 for text in self.notes if texts.count(text) != 1)


async def until(instant: datetime) -> None:
    """Sleep until then."""
    seconds = (instant - virtual_now()).total_seconds()
    if seconds > 0:
        await asyncio.sleep(seconds)


def virtual_now() -> datetime:
    """The instant in the running loop's time."""
    return MIDNIGHT + timedelta(seconds=asyncio.get_running_loop().time())


def _user(number: int) -> User:
    return User(id=number, first_name="Person", last_name=str(number), timezone="London")


def _work(project: int) -> Work:
    return Work(CLIENT, _project(project), TASK)


def _project(number: int) -> Project:
    return Project(number, f"Project {number}")
