"""Answers of the API read into the model: bytes in, values out; nothing is asked or shown.

Unknown keys are ignored and missing ones have defaults; whole numbers pass as decimals, and numbers
and booleans may come as strings. What is there must have the right type: a body that can't be read
raises BrokenAnswer.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from harvest_widget.api.errors import BrokenAnswer
from harvest_widget.model.account import AccountChoice, Company, User
from harvest_widget.model.assignments import ProjectAssignment
from harvest_widget.model.entries import TimeEntry, hours_of

T = TypeVar("T")

Page = tuple[list[T], str | None]
"""The items of a list and the URL of the next page, None on the last."""

MOST_HOURS = Decimal(1_000_000)
"""What an entry can't have; more is no time and would choke arithmetic."""


class Answer(Struct, frozen=True):
    """A success. `date` is the server's clock, known from JSON only; the rest is the caller's."""

    status: int
    body: bytes
    date: datetime | None
    received_at: datetime

    @property
    def server_now(self) -> datetime:
        """The best guess at the server's time when it answered."""
        return self.date or self.received_at


class Links(Struct, frozen=True):
    """Where a list goes on."""

    next: str | None = None


class _TimeEntries(Struct):
    time_entries: list[TimeEntry]
    links: Links | None = None


class _ProjectAssignments(Struct):
    project_assignments: list[ProjectAssignment]
    links: Links | None = None


class _Accounts(Struct):
    accounts: list[AccountChoice]


_read_time_entry = msgspec.json.Decoder(TimeEntry, strict=False).decode
_read_time_entries = msgspec.json.Decoder(_TimeEntries, strict=False).decode
_read_assignments = msgspec.json.Decoder(_ProjectAssignments, strict=False).decode
_read_accounts = msgspec.json.Decoder(_Accounts, strict=False).decode
_read_fields = msgspec.json.Decoder(dict[str, Any]).decode


def time_entry(body: bytes, now: datetime) -> TimeEntry:
    """One entry; `now` is the server's time of the answer (see `time_entries`)."""
    return _complete(_read(_read_time_entry, body), now)


def time_entries(body: bytes, now: datetime) -> Page[TimeEntry]:
    """A page of entries; `now` is the server's time of the answer.

    It completes a running entry that does not say how much time it had before the run.
    """
    page = _read(_read_time_entries, body)
    return [_complete(entry, now) for entry in page.time_entries], _next(page.links)


def project_assignments(body: bytes, _now: datetime | None = None) -> Page[ProjectAssignment]:
    """A page of what the user may book time on; takes an instant as every reader of pages does."""
    page = _read(_read_assignments, body)
    return page.project_assignments, _next(page.links)


def me(body: bytes) -> User:
    """The signed-in user."""
    return _read(lambda raw: msgspec.convert(_given(raw), User, strict=False), body)


def company(body: bytes) -> Company:
    """The account's settings."""
    return _read(_settings, body)


def accounts(body: bytes) -> list[AccountChoice]:
    """The accounts of a token, those of other products included."""
    return _read(_read_accounts, body).accounts


def same_origin(url: str, origin: str) -> bool:
    """Whether `url` stays with the scheme, host and port of `origin`: only there a token may go.

    Characters that two parsers may read differently make a URL foreign.
    """
    if not url.isascii() or not url.isprintable() or set(url) & set(" \\@"):
        return False
    here = origin_of(url)
    return here is not None and here == origin_of(origin)


def origin_of(url: str) -> str | None:
    """Scheme, host and port, in one notation; None if the URL has no host or a senseless port."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{port}" if host and port else None


def _read(decode: Callable[[bytes], T], body: bytes) -> T:
    try:
        return decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        # The path to the fault is for the log; no value of the body is in it.
        raise BrokenAnswer(str(error)) from error


def _given(body: bytes) -> Mapping[str, Any]:
    """The fields that are not null, so that null means the default."""
    return {name: value for name, value in _read_fields(body).items() if value is not None}


def _settings(body: bytes) -> Company:
    given = _given(body)
    if not given.keys() & {"name", "clock", "wants_timestamp_timers"}:
        # A gateway's own JSON would otherwise turn every setting into its default.
        raise ValueError("no settings of an account")
    return msgspec.convert(given, Company, strict=False)


def _next(links: Links | None) -> str | None:
    return None if links is None else links.next


def _complete(entry: TimeEntry, now: datetime) -> TimeEntry:
    """The entry, with the hours before its run if the server left them out."""
    started, before = entry.timer_started_at, entry.hours_without_timer
    if entry.id is None or not _is_time(entry.hours) or not (before is None or _is_time(before)):
        raise BrokenAnswer("a time entry without id or with senseless hours")
    if _is_naive(started) or _is_naive(entry.created_at) or _is_naive(entry.updated_at):
        raise BrokenAnswer("a time entry with an instant of no time zone")
    if entry.is_running and before is None and started is not None:
        run = max(0.0, (now - started).total_seconds())
        return replace(entry, hours_without_timer=max(Decimal(0), entry.hours - hours_of(run)))
    return entry


def _is_time(hours: Decimal) -> bool:
    # NaN compares to nothing.
    return hours.is_finite() and -MOST_HOURS < hours < MOST_HOURS


def _is_naive(instant: datetime | None) -> bool:
    return instant is not None and instant.tzinfo is None
