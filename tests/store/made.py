"""Made-up states and the acts of a user on them, for the tests of the store: no server, no disk."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from harvest_widget.model.account import Account, Company, User
from harvest_widget.model.assignments import ProjectAssignment, TaskAssignment
from harvest_widget.model.entries import Named, Project, TimeEntry, Work
from harvest_widget.model.operations import Operation, Refusal, Values
from harvest_widget.store import changes, selectors
from harvest_widget.store.state import Online, Snapshot, State

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
"""10:00 of a Tuesday in the user's Berlin."""
TODAY = date(2026, 3, 10)
ADA = Account(
    origin="https://api.example",
    id=1,
    name="Studio",
    user=User(id=7, first_name="Ada", last_name="Example", timezone="Berlin"),
)
WEB = Work(Named(1, "Acme"), Project(11, "Website", "WEB"), Named(21, "Programming"))
APP = Work(Named(1, "Acme"), Project(12, "Mobile app"), Named(22, "Testing"))
HOME = Work(Named(2, "Us"), Project(13, "Internal"), Named(23, "Admin"))


def entry(number: int, work: Work = WEB, hours: str = "1.00", **told: Any) -> TimeEntry:
    """Return an entry as the server tells it; the higher the number, the newer."""
    given = {
        "spent_date": TODAY,
        "created_at": NOW - timedelta(hours=2) + timedelta(minutes=number % 1000),
        **told,
    }
    return TimeEntry(
        id=number,
        client=work.client,
        project=work.project,
        task=work.task,
        hours=Decimal(hours),
        **given,
    )


def running(number: int, work: Work = WEB, base: str = "0.50", minutes: int = 30) -> TimeEntry:
    """Return an entry that has run for some minutes on top of what it had."""
    return entry(
        number,
        work,
        str(Decimal(base) + Decimal(minutes) / 60),
        hours_without_timer=Decimal(base),
        is_running=True,
        timer_started_at=NOW - timedelta(minutes=minutes),
    )


def state(*entries: TimeEntry, stamps: bool = False, **more: Any) -> State:
    """Return a State with these entries of the server."""
    given = {
        "account": ADA,
        "company": Company(wants_timestamp_timers=stamps),
        "assignments": assignments(WEB, APP, HOME),
        "assignments_read_at": NOW,
        "connection": Online(),
        "snapshot": Snapshot(entries={e.id: e for e in entries if e.id is not None}),
        **more,
    }
    return State(**given)


def assignments(*works: Work) -> tuple[ProjectAssignment, ...]:
    """Return the assignments that make these bookable."""
    return tuple(
        ProjectAssignment(work.project, work.client, [TaskAssignment(work.task)]) for work in works
    )


class Hand:
    """A user's hand on a State; `after` lets seconds pass before the next act."""

    def __init__(self, held: State) -> None:
        self.state, self.now, self._made = held, NOW, 0

    def after(self, seconds: float) -> "Hand":
        self.now += timedelta(seconds=seconds)
        return self

    def start(self, work: Work = WEB, notes: str = "", **more: Any) -> str:
        ref = self._name()
        self.do(changes.start_timer, work=work, notes=notes, ref=ref, **more)
        return ref

    def book(self, work: Work = WEB, seconds: int | None = 3600, **more: Any) -> str:
        ref = self._name()
        given = {"notes": "", "spent_date": TODAY, **more}
        self.do(changes.create_entry, work=work, seconds=seconds, ref=ref, **given)
        return ref

    def resume(self, ref: str) -> str:
        new = self._name()
        self.do(changes.continue_entry, ref=ref, new_ref=new)
        return new

    def stop(self) -> None:
        self.do(changes.stop_timer)

    def edit(self, ref: str, **to: Any) -> None:
        self.do(changes.edit_entry, ref=ref, to=Values(**to))

    def delete(self, ref: str) -> None:
        self.do(changes.delete_entry, ref=ref)

    def undo(self) -> None:
        self.do(changes.undo)

    def do(self, change: Callable[..., State], **given: Any) -> None:
        self.state = change(self.state, now=self.now, **given)

    def leave(self, place: int = -1) -> None:
        """Let an operation leave: nobody knows yet what became of it."""
        outbox = list(self.state.outbox)
        outbox[place] = replace(outbox[place], attempts=(self.now,), in_doubt=True)
        self.state = replace(self.state, outbox=tuple(outbox))

    def refuse(self, place: int = -1) -> None:
        """Let the server refuse an operation."""
        outbox = list(self.state.outbox)
        refusal = Refusal("rejected", "No.")
        outbox[place] = replace(outbox[place], attempts=(self.now,), refusal=refusal)
        self.state = replace(self.state, outbox=tuple(outbox))

    def arrive(self, number: int, **told: Any) -> None:
        """Let the server accept the first operation, whose entry it now has as `number`."""
        first, *rest = self.state.outbox
        shown = self.sheet[first.op.ref]
        told = {"id": number, "created_at": first.op.at, "updated_at": self.now, **told}
        known = self.state.snapshot.entries
        snapshot = replace(self.state.snapshot, entries={**known, number: replace(shown, **told)})
        refs = {**self.state.refs, first.op.ref: number}
        self.state = replace(self.state, outbox=tuple(rest), refs=refs, snapshot=snapshot)

    @property
    def ops(self) -> list[Operation]:
        return [waiting.op for waiting in self.state.outbox]

    @property
    def kinds(self) -> list[str]:
        """The operations on their way, in a word each."""
        return [type(op).__struct_config__.tag for op in self.ops]  # type: ignore[misc]

    @property
    def sheet(self) -> dict[str, TimeEntry]:
        return selectors.sheet(self.state)

    @property
    def runs(self) -> list[str]:
        return [ref for ref, shown in self.sheet.items() if shown.is_running]

    def seconds(self, ref: str) -> int:
        return self.sheet[ref].seconds(self.now)

    def _name(self) -> str:
        self._made += 1
        return f"made-{self._made}"
