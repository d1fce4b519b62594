"""Time entries as the API sends them, and what time is spent on; no rules of the timesheet.

The field names are the API's own (`GET /v2/time_entries`), so that a page decodes straight into
these structs. What the API may leave out has a default, what it adds is ignored.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct
from msgspec.structs import replace

HUNDREDTH = Decimal("0.01")


# `gc=False`: nothing in these can lead back to them, and an account may have ten thousand.
class Named(Struct, frozen=True, gc=False):
    """An id and the name people know it by: a client, a task, a user."""

    id: int
    name: str


class Project(Struct, frozen=True, gc=False):
    """A project; many accounts number theirs with a code."""

    id: int
    name: str
    code: str | None = None


class Work(Struct, frozen=True, gc=False):
    """What time is spent on: a task of a project of a client."""

    client: Named
    project: Project
    task: Named

    @property
    def pair(self) -> tuple[int, int]:
        """Project id and task id: what the API needs to book time."""
        return self.project.id, self.task.id

    @property
    def title(self) -> str:
        """Project and task in one line, as menus and notices name the work."""
        return f"{self.project.name} · {self.task.name}"


class ExternalReference(Struct, frozen=True):
    """A link into another tool; the key that our own creates carry travels as its `id`."""

    id: str | int | None = None
    group_id: str | int | None = None
    permalink: str | None = None


class Invoice(Struct, frozen=True):
    """The invoice that an entry stands on."""

    id: int | None = None
    number: str | int | None = None


class TimeEntry(Struct, frozen=True, kw_only=True):
    """One time entry. `id` is None while only this computer knows it."""

    id: int | None
    spent_date: date
    client: Named
    project: Project
    task: Named
    hours: Decimal
    user: Named | None = None
    hours_without_timer: Decimal | None = None
    notes: str | None = None
    is_locked: bool = False
    locked_reason: str | None = None
    is_closed: bool = False
    approval_status: str | None = None
    is_billed: bool = False
    invoice: Invoice | None = None
    timer_started_at: datetime | None = None
    started_time: str | None = None
    ended_time: str | None = None
    is_running: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None
    external_reference: ExternalReference | None = None

    @property
    def work(self) -> Work:
        """What the time was spent on."""
        return Work(self.client, self.project, self.task)

    @property
    def text(self) -> str:
        """The notes; the API says null as well as an empty text."""
        return self.notes or ""

    @property
    def base_hours(self) -> Decimal:
        """Decimal hours before the current run (all of them on a stopped entry)."""
        if self.is_running and self.hours_without_timer is not None:
            return self.hours_without_timer
        return self.hours

    def seconds(self, now: datetime) -> int:
        """Seconds spent until `now`, from instants; never below what was there before the run."""
        booked = seconds_of(self.base_hours)
        if not self.is_running or self.timer_started_at is None:
            return booked
        # A clock that is behind the server's must not make a fresh timer negative.
        return booked + max(0, int((now - self.timer_started_at).total_seconds()))

    @property
    def key(self) -> str | None:
        """The reference's id as text: how a create is recognised."""
        reference = self.external_reference
        return None if reference is None or reference.id is None else str(reference.id)


def seconds_of(hours: Decimal) -> int:
    """Whole seconds of decimal hours; exact for hundredths, which is all that Harvest keeps."""
    return int((hours * 3600).to_integral_value(ROUND_HALF_UP))


def hours_of(seconds: float) -> Decimal:
    """Decimal hours in hundredths, the nearest: what may be sent."""
    hours = Decimal(round(seconds)) / 3600
    return hours.quantize(HUNDREDTH, ROUND_HALF_UP)


def stopped_at(entry: TimeEntry, instant: datetime, ended_time: str | None = None) -> TimeEntry:
    """The entry as it looks when its run ends at `instant`; a stopped entry stays as it is."""
    if not entry.is_running:
        return entry
    started = entry.timer_started_at or instant
    hours = entry.base_hours + hours_of((instant - started).total_seconds())
    return replace(
        entry,
        hours=max(hours, Decimal(0)),
        hours_without_timer=max(hours, Decimal(0)),
        is_running=False,
        timer_started_at=None,
        ended_time=ended_time if entry.started_time is not None else None,
    )


LATE = timedelta(seconds=18)
"""From here on an operation is sent late (sync.md): half of what one hundredth of an hour lasts."""
