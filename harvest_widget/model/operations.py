"""What the user asked for, as values that are stored, replayed and sent.

How they are sent is not known here.

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
    """A stretch of a running timer: its entry and when it began (None.

    When our own start of it begins it).
    """

    ref: str
    started: datetime | None
    at: datetime | None = None
    """When it ends, as the user saw it at the click; not before it began, if that was known."""


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


class ContinueTimer(Struct, frozen=True, kw_only=True, tag="continue"):
    """The entry runs again since `at` (a restart.

    Duration accounts only), in place of the run it `ends`.
    """

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
    """The entry goes, on the server not before `due`.

    Until then the user may take it back exactly (sync.md 4).
    """

    ref: str
    at: datetime
    due: datetime


Operation = StartTimer | ContinueTimer | StopTimer | Create | Edit | Delete
Making = StartTimer | Create
Timing = StartTimer | ContinueTimer | StopTimer


class Refusal(Struct, frozen=True):
    """Why an operation was set aside.

    A kind from `words.REFUSALS` and the server's own sentence, if it gave one.
    """

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
    without_reference, other_clock    the forms of the request that are left to try
    known_ids       the entries of that day before the first attempt (sync.md 13)
    notices         what the user is to be told when it is done
    suspect         a 403 or 404, while the account itself is being asked for (sync.md 6)
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
    known_ids: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()
    suspect: Refusal | None = None
    refusal: Refusal | None = None

    @property
    def frozen(self) -> bool:
        """Whether the server may already know of it."""
        return bool(self.attempts) and self.refusal is None


class Key(Struct, frozen=True, kw_only=True):
    """What became of the reference that one of our creates carried (sync.md 9 and 11).

    The key itself is the entry's ref.
    """

    attempts: tuple[datetime, ...]
    accounted: int = 0
    entry_id: int | None = None
    cleared: bool = False
    op: Making | None = None


class Echo(Struct, frozen=True):
    """A late execution of a create that we repeated.

    Hidden at once, deleted as soon as possible.
    """

    id: int
    ref: str
