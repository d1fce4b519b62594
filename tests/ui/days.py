"""Made-up timesheets for the tests of the views; a bench: a store, a clock, turns of the loop."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from harvest_widget.model.account import Account, Company, User
from harvest_widget.model.entries import Named, Project, TimeEntry, Work
from harvest_widget.store.state import Online, Snapshot, Span, State
from harvest_widget.store.store import Store
from harvest_widget.ui.join import Tells

TODAY = date(2026, 11, 19)
"""A Thursday."""
NOW = datetime(2026, 11, 19, 14, 4, tzinfo=UTC)
"""3:04pm in the user's Berlin."""

ALL_READ = (Span(date(2026, 1, 1), date(2027, 12, 31), NOW),)

WEB = Work(Named(1, "Acme Corp"), Project(11, "Website relaunch"), Named(21, "Programming"))
APP = Work(Named(2, "Nordwind GmbH"), Project(12, "Mobile app"), Named(22, "Design review"))
HIRING = Work(Named(3, "Us"), Project(13, "Internal"), Named(23, "Hiring"))


def entry(
    number: int, work: Work, hours: str, notes: str = "", day: date = TODAY, **more: Any
) -> TimeEntry:
    """A stopped entry as Harvest tells it; the higher the number, the newer."""
    return TimeEntry(
        id=number,
        spent_date=day,
        client=work.client,
        project=work.project,
        task=work.task,
        hours=Decimal(hours),
        notes=notes,
        created_at=datetime.combine(day, time(6), UTC) + timedelta(minutes=number),
        **more,
    )


def runs(number: int, work: Work, minutes: int, day: date = TODAY, **more: Any) -> TimeEntry:
    """An entry that was started so many minutes ago."""
    since = NOW - timedelta(minutes=minutes)
    return entry(number, work, "0", day=day, is_running=True, timer_started_at=since, **more)


def signed_in(*entries: TimeEntry, **more: Any) -> State:
    """Kim, who works 40 hours a week in Berlin, with these entries."""
    company = more.pop("company", Company(clock="12h"))
    user = User(id=7, first_name="Kim", timezone="Berlin", weekly_capacity=40 * 3600)
    return State(
        account=Account(origin="https://api.example", id=1, name="Acme", user=user),
        company=company,
        connection=more.pop("connection", Online()),
        snapshot=more.pop("snapshot", None)
        or Snapshot(entries={e.id: e for e in entries if e.id is not None}, spans=ALL_READ),
        **more,
    )


class Bench:
    """A store whose watchers hear of changes at `turn()`, and a clock that is set by hand."""

    def __init__(self, state: State) -> None:
        self.now = NOW
        self._due: list[Callable[[], None]] = []
        self.store = Store(state, save=lambda _, after: after, defer=self._due.append)
        self.ticking: list[Tells] = []

    def clock(self) -> datetime:
        return self.now

    def turn(self) -> None:
        """Let the present turn of the loop end."""
        while self._due:
            self._due.pop(0)()

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)

    # A ticker that only notes who wants to tick.

    def add(self, view: Tells) -> None:
        self.ticking.append(view)

    def remove(self, view: Tells) -> None:
        if view in self.ticking:
            self.ticking.remove(view)

    def wind(self) -> None:
        pass
