"""The values in which planning and judging speak; no rules."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

from msgspec import Struct

from harvest_widget.api.errors import Fate
from harvest_widget.api.requests import Request
from harvest_widget.model.operations import Operation, Refusal, Waiting

SLACK = timedelta(seconds=36)
"""How far a run may be off before it is corrected: 0.01 h, the finest that Harvest keeps."""
ROUNDING = 19
"""Seconds. Rounding to hundredths is 18 off at most; what is more off was booked wrongly."""
CLOCKS_DIFFER = timedelta(seconds=2)
"""The patience with instants that the server wrote: they come in whole seconds."""

Kind = Literal[
    "write",
    "look",
    "find",
    "what_runs",
    "check_user",
    "settle",
    "delete_echo",
    "clear_key",
    "find_echo",
    "read_span",
    "read_running",
    "read_entry",
    "read_user",
    "read_company",
    "read_assignments",
]


class Step(Struct, frozen=True, kw_only=True):
    """One request, for one operation.

    `learns` are fields of its Waiting that are true once it has left; should it prove not to have
    arrived, they are again what they were in `was`.
    """

    kind: Kind
    request: Request | None = None
    n: int | None = None
    ref: str | None = None
    entry_id: int | None = None
    first: date | None = None
    last: date | None = None
    learns: dict[str, Any] = {}
    was: Waiting | None = None
    done: "Done | None" = None
    refusal: Refusal | None = None


class Done(Struct, frozen=True):
    """The operation has what it wanted; `more` take its place, `notices` tell of surprises."""

    notices: tuple[str, ...] = ()
    more: tuple[Operation, ...] = ()


class Blocked(Struct, frozen=True):
    """Nothing may be done for the operation before `until`."""

    until: datetime


class GiveUp(Struct, frozen=True):
    """The operation is to be set aside: a kind from `words.REFUSALS`, and the server's sentence."""

    kind: str
    sentence: str = ""


Next = Step | Done | Blocked | GiveUp


class Answered(Struct, frozen=True):
    """The request succeeded with this value (None: there was no body to speak of)."""

    value: Any = None


class Failed(Struct, frozen=True):
    """The request did not succeed; the fields of `api.errors.ApiError`."""

    kind: str
    fate: Fate
    said: str = ""
    status: int | None = None
    retry_after: float | None = None


Outcome = Answered | Failed


def write(waiting: Waiting, request: Request, **learns: Any) -> Step:
    """A request that changes something; its attempt is on disk before it leaves (sync.md 3)."""
    return Step(kind="write", n=waiting.n, request=request, learns=learns, was=waiting)


def ask(kind: Kind, waiting: Waiting, request: Request) -> Step:
    """A request that only asks, on behalf of an operation."""
    return Step(kind=kind, n=waiting.n, request=request)


def same_instant(one: datetime | None, other: datetime) -> bool:
    """Whether two instants that the server wrote are the same one."""
    return one is not None and abs(one - other) <= CLOCKS_DIFFER
