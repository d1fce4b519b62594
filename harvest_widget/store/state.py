"""The one State of the program, as frozen values; nothing here decides or changes anything.

    account, company, assignments      who is signed in, how they want their times, what they book
    snapshot                           what the server last said, by id, and for which dates
    outbox, refs, keys, echoes         operations on their way, our names of entries, our keys
    connection, silent_until, crowded  how we stand with the server
    undo, notices                      what can be taken back, what happened without the user
    zone_told                          the profile's time zone, where a notice of it was given
    favourites, drafts, settings       the user's own

What anyone sees is derived from these (selectors.py), never stored.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from harvest_widget.model.account import Account, Company
from harvest_widget.model.assignments import ProjectAssignment
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import Conflict, Echo, Key, Operation, Waiting


class Span(Struct, frozen=True):
    """A range of dates, both included, that was read as a whole at `read_at`."""

    first: date
    last: date
    read_at: datetime


class Snapshot(Struct, frozen=True, kw_only=True):
    """What the server last said; `reread` are ids that changed there without an answer of it."""

    entries: dict[int, TimeEntry] = {}
    spans: tuple[Span, ...] = ()
    running_read_at: datetime | None = None
    reread: tuple[int, ...] = ()


class Online(Struct, frozen=True, tag="online"):
    """The last request was answered (or none was made yet)."""


class Offline(Struct, frozen=True, tag="offline"):
    """No answer since `since`, the next try at `retry_at`; `down`: Harvest answers, with errors.

    `why` is the kind of the last failure, a key of `words.API_ERRORS`, `said` what was said of it.
    """

    since: datetime
    retry_at: datetime
    down: bool = False
    why: str = ""
    said: str = ""


class SignedOut(Struct, frozen=True, tag="signed-out"):
    """No usable token. `why` is a kind from `words.SIGNED_OUT`."""

    why: Literal[
        "never",
        "by_user",
        "refused",
        "no_account",
        "keychain_locked",
        "keychain_missing",
        "keychain_slow",
        "keychain_failed",
    ] = "never"


Connection = Online | Offline | SignedOut


class Undo(Struct, frozen=True, kw_only=True):
    """One act that can be taken back until `until`.

    `made` are the numbers of the waiting operations it made, `before` those that it replaced (an
    act may be folded into what had not left yet), `order` all numbers that waited then, `ops` the
    operations as they were asked for: where one has left, its inverse is sent. `also` are refs of
    further entries that have come of it. `text` has a mark (`words.TIME`) where `seconds` are to be
    shown.
    """

    n: int
    text: str
    seconds: int = 0
    until: datetime
    made: tuple[int, ...]
    before: tuple[Waiting, ...]
    ops: tuple[Operation, ...]
    order: tuple[int, ...] = ()
    also: tuple[str, ...] = ()


class Notice(Struct, frozen=True):
    """What happened without the user, until it is read; `words.TIME` in it stands for `instant`.

    A `conflict` can be decided the other way.
    """

    n: int
    at: datetime
    text: str
    instant: datetime | None = None
    conflict: Conflict | None = None


class Draft(Struct, frozen=True, kw_only=True):
    """What stands in an editor that was closed without saving: plain texts, exactly as typed."""

    query: str = ""
    pair: tuple[int, int] | None = None
    notes: str = ""
    time: str = ""
    started: str = ""
    ended: str = ""
    spent_date: date | None = None


class Settings(Struct, frozen=True, kw_only=True):
    """The user's own choices; kept across accounts."""

    theme: Literal["system", "light", "dark"] = "system"
    left_click: Literal["open", "toggle", "menu"] = "open"
    popover_sizes: dict[str, tuple[int, int]] = {}


class State(Struct, frozen=True, kw_only=True):
    """Everything that is known and asked for. Replaced, never changed."""

    account: Account | None = None
    company: Company = Company()
    company_guessed: bool = True
    assignments: tuple[ProjectAssignment, ...] = ()
    assignments_read_at: datetime | None = None
    company_read_at: datetime | None = None
    user_read_at: datetime | None = None
    snapshot: Snapshot = Snapshot()
    outbox: tuple[Waiting, ...] = ()
    refs: dict[str, int] = {}
    keys: dict[str, Key] = {}
    echoes: tuple[Echo, ...] = ()
    references_kept: bool | None = None
    connection: Connection = SignedOut()
    failures: int = 0
    silent_until: datetime | None = None
    throttled: int = 0
    crowded: float = 0.0
    offset: float = 0.0
    clock_heard: bool = False
    undo: tuple[Undo, ...] = ()
    notices: tuple[Notice, ...] = ()
    zone_told: str = ""
    favourites: tuple[tuple[int, int], ...] = ()
    drafts: dict[str, Draft] = {}
    settings: Settings = Settings()
    day: date | None = None
    refresh_asked: datetime | None = None
    asked: tuple[str, ...] = ()
    unsaved: bool = False
    others: tuple[tuple[str, int], ...] = ()
    next_n: int = 1
