"""What the user asked for, as values that are stored and replayed; not how they are sent.

Every operation names its entry by `ref` (our name of it: a uuid for what was made here, the id as
text for what came from the server) and carries the instant `at` at which it took effect, on the
server's clock. Dates and clock times are those of the user's zone at the click and never change
afterwards (sync.md 1).
"""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import uuid4

from msgspec import Struct

from harvest_widget.model.entries import TimeEntry, Work


def new_ref() -> str:
    """A name for an entry that is made here; it travels as the key of its create (sync.md 9)."""
    return uuid4().hex


class Run(Struct, frozen=True):
    """A stretch of a running timer: its entry, and when it began (None: by our own start of it)."""

    ref: str
    started: datetime | None
    at: datetime | None = None
    """When it ends, as the user saw it at the click; not before it began, if that was known."""
    base: Decimal | None = None
    """Decimal hours of its entry before it began, if that was known."""


class StartTimer(Struct, frozen=True, kw_only=True, tag="start"):
    """A new entry that runs since `at`, in place of the run it `ends`."""

    ref: str
    at: datetime
    work: Work
    notes: str
    spent_date: date
    started_time: time | None
    """The clock time of `at` in a start/end account; None in a duration account."""
    ends: Run | None = None
    goes_on: str | None = None
    """The entry whose run it continues, where Harvest opens a new one (sync.md 4)."""


class ContinueTimer(Struct, frozen=True, kw_only=True, tag="continue"):
    """The entry runs again since `at` in place of the run it `ends`; duration accounts only."""

    ref: str
    at: datetime
    ends: Run | None = None


class StopTimer(Struct, frozen=True, kw_only=True, tag="stop"):
    """The named run ends at `at`."""

    ref: str
    at: datetime
    started: datetime | None
    ended_time: time | None


class Create(Struct, frozen=True, kw_only=True, tag="create"):
    """A new, stopped entry: `seconds` in a duration account, both times in a start/end account."""

    ref: str
    at: datetime
    work: Work
    notes: str
    spent_date: date
    seconds: int
    started_time: time | None = None
    ended_time: time | None = None


def booked(start: StartTimer, seconds: int, ended_time: time | None) -> Create:
    """The stopped entry that a run comes to which ended before anybody was told that it began."""
    return Create(
        ref=start.ref,
        at=start.at,
        work=start.work,
        notes=start.notes,
        spent_date=start.spent_date,
        seconds=seconds,
        started_time=start.started_time,
        ended_time=ended_time,
    )


class Values(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields that an edit may touch; None is untouched."""

    work: Work | None = None
    notes: str | None = None
    spent_date: date | None = None
    seconds: int | None = None
    started_time: time | None = None
    ended_time: time | None = None


class Edit(Struct, frozen=True, kw_only=True, tag="edit"):
    """New values for some fields, and the values that the user saw when changing them (`base`).

    New `seconds` of a running entry are what it showed at `at`; it ran on from there (sync.md 19).
    """

    ref: str
    at: datetime
    to: Values
    base: Values
    running: bool = False


class Delete(Struct, frozen=True, kw_only=True, tag="delete"):
    """The entry goes, on the server not before `due`: until then it can come back (sync.md 4)."""

    ref: str
    at: datetime
    due: datetime


Operation = StartTimer | ContinueTimer | StopTimer | Create | Edit | Delete
Making = StartTimer | Create
Timing = StartTimer | ContinueTimer | StopTimer


class Conflict(Struct, frozen=True):
    """What an entry was given elsewhere that our edit has replaced, to be offered back (sync.md 5).

    `text` is what the user is told.
    """

    text: str
    ref: str
    theirs: Values


class Refusal(Struct, frozen=True):
    """Why an operation was set aside: a kind from `words.REFUSALS`, and the server's sentence."""

    kind: str
    sentence: str = ""


class Waiting(Struct, frozen=True, kw_only=True):
    """One operation on its way, with all that sending it has taught us.

    It is frozen once attempted: from then on only we add to it. `attempts` are the instants at
    which a write left; `seen` is the entry as the server last told it, forgotten whenever the
    outcome of a write is unknown, so that the next step is a look (sync.md 7). The rest:

    in_doubt        a write left and nobody knows what became of it
    looks           how often the create was looked for since
    not_before      when the next step may be taken
    tries           writes that changed nothing, or met another state than the one we had seen
    base            decimal hours before the run that is to end or to begin
    run_started     when the run that is to end began; for an edit, when it was ended elsewhere
    headed          the create carried hours of a start that left late
    paused          we stopped the entry ourselves, to set its hours
    running_read    what runs was read, and stopped where it had to be
    overtaken       another timer began while ours was paused
    without_reference, other_clock, split    the forms of the request that are left to try
    known_ids       the entries of that day before the first attempt (sync.md 13)
    notices         what the user is to be told when it is done
    suspect         a 403 or 404, while the account itself is being asked for (sync.md 6)
    checked         the account was asked for and stands
    refusal         it was set aside
    """

    n: int
    op: Operation
    made: datetime
    attempts: tuple[datetime, ...] = ()
    in_doubt: bool = False
    looks: int = 0
    not_before: datetime | None = None
    tries: int = 0
    seen: TimeEntry | None = None
    base: Decimal | None = None
    run_started: datetime | None = None
    headed: bool = False
    paused: bool = False
    running_read: bool = False
    overtaken: bool = False
    without_reference: bool = False
    other_clock: bool = False
    split: bool = False
    known_ids: tuple[int, ...] = ()
    notices: tuple[str | Conflict, ...] = ()
    suspect: Refusal | None = None
    checked: bool = False
    refusal: Refusal | None = None

    @property
    def frozen(self) -> bool:
        """Whether the server may already know of it."""
        return bool(self.attempts) and (self.refusal is None or self.in_doubt)


class Key(Struct, frozen=True, kw_only=True):
    """What became of the reference, the entry's ref, that a create carried (sync.md 9 and 11)."""

    attempts: tuple[datetime, ...]
    accounted: int = 0
    entry_id: int | None = None
    op: Making | None = None


class Echo(Struct, frozen=True):
    """A late execution of a create that we repeated: hidden at once, deleted when possible."""

    id: int
    ref: str
