"""The State in one SQLite file: a transaction for each change, before it shows; no decisions.

A book is what belongs to one user of one account (sync.md 24): its queue, keys, names and snapshot.
Signing in as somebody else opens another book and leaves this one as it is. What can be lost must
not be: a damaged file is put aside, never deleted.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from msgspec.structs import replace

from harvest_widget.model.account import Account
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import Key, Waiting
from harvest_widget.store.schema import DatabaseTooNewError, upgrade
from harvest_widget.store.state import Snapshot, State

NOBODY = ""
OF_EVERYBODY = ("settings",)
OF_A_BOOK = (
    "company company_guessed company_read_at user_read_at assignments assignments_read_at echoes"
    " references_kept connection failures silent_until throttled crowded offset undo notices"
    " zone_told favourites drafts next_n"
).split()
MUST_SURVIVE_POWER_LOSS = ("outbox", "refs", "keys", "echoes", "silent_until", "undo")
PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
HINTS = get_type_hints(State)


class DamagedError(Exception):
    """The file can't be read as a database of ours."""


class Disk:
    """The open database. `save` is what the Store calls; `load` and `open_book` read."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; raises DamagedError, DatabaseTooNewError or OSError."""
        try:
            self._db = _connect(path)
        except sqlite3.DatabaseError as error:
            raise _judged(error) from error
        self._book = NOBODY
        self._written = State()
        self._owed: list[tuple[State, State]] = []

    def load(self) -> State:
        """The State of the last book as the program left it; raises DamagedError or OSError."""
        try:
            last = self._value(NOBODY, "book")
            self._book = msgspec.json.decode(last, type=str) if last else NOBODY
            return self.open_book(State(), self._book)
        except (sqlite3.DatabaseError, msgspec.DecodeError, UnicodeDecodeError) as error:
            # Closed first: an open file can't be put aside on Windows.
            self.close()
            raise _judged(error) from error

    def open_book(self, state: State, book: str) -> State:
        """`state` with everything of one user in place of what it held of another.

        What the disk has refused of the other is owed: the next save that succeeds writes it, too.
        """
        if state.unsaved:
            self._owed.append((self._written, state))
        for owed in self._owed:
            if book == _book_of(owed[1]):
                self._owed.remove(owed)
                self._written = owed[0]
                return replace(owed[1], settings=state.settings)
        kept: dict[str, Any] = {name: getattr(state, name) for name in OF_EVERYBODY}
        kept |= self._values(NOBODY, OF_EVERYBODY)
        row = self._db.execute("SELECT account FROM book WHERE name = ?", (book,)).fetchone()
        account = msgspec.json.decode(row[0], type=Account) if row else None
        entries = {
            entry_id: msgspec.json.decode(line, type=TimeEntry)
            for entry_id, line in self._lines("entry", "id", book)
        }
        parts: dict[str, Any] = {
            "snapshot": self._snapshot(book, entries),
            "outbox": tuple(
                msgspec.json.decode(line, type=Waiting)
                for _, line in self._lines("outbox", "n", book, order="place")
            ),
            "refs": dict(self._lines("ref", "ref", book)),
            "keys": {
                ref: msgspec.json.decode(line, type=Key)
                for ref, line in self._lines("key", "ref", book)
            },
            "others": tuple(self._others(book)),
        }
        opened = State(account=account, **kept, **parts, **self._values(book, OF_A_BOOK))
        self._written = opened
        return opened

    def save(self, _before: State, after: State) -> State:
        """Write what is not on disk yet; if that fails, the State says so and the next tries."""
        book = _book_of(after)
        durable = bool(self._owed) or any(
            getattr(self._written, name) is not getattr(after, name)
            for name in MUST_SURVIVE_POWER_LOSS
        )
        try:
            self._db.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._db.execute("BEGIN IMMEDIATE")
            for old, new in (*self._owed, (self._written, after)):
                self._write(old, new)
            if book != self._book:
                self._put_value(NOBODY, "book", book)
            self._db.commit()
        except (sqlite3.Error, OSError):
            with suppress(sqlite3.Error):
                self._db.rollback()
            return after if after.unsaved else replace(after, unsaved=True)
        self._written, self._book = after, book
        self._owed.clear()
        return replace(after, unsaved=False) if after.unsaved else after

    def close(self) -> None:
        """End the connection; everything is written already."""
        self._db.close()

    def _write(self, old: State, new: State) -> None:
        book = _book_of(new)
        if _book_of(old) != book:
            old = State(settings=old.settings)
        if new.account is not None and old.account != new.account:
            line = msgspec.json.encode(new.account)
            self._db.execute("INSERT OR REPLACE INTO book VALUES (?, ?)", (book, line))
        self._write_outbox(book, old.outbox, new.outbox)
        self._write_mapping("ref", "ref", book, old.refs, new.refs, encode=None)
        self._write_mapping("key", "ref", book, old.keys, new.keys)
        self._write_mapping("entry", "id", book, old.snapshot.entries, new.snapshot.entries)
        if old.snapshot is not new.snapshot:
            self._put_value(book, "snapshot", replace(new.snapshot, entries={}))
        for names, owner in ((OF_EVERYBODY, NOBODY), (OF_A_BOOK, book)):
            for name in names:
                if getattr(old, name) is not getattr(new, name):
                    self._put_value(owner, name, getattr(new, name))

    def _write_outbox(self, book: str, old: tuple[Waiting, ...], new: tuple[Waiting, ...]) -> None:
        if old is new:
            return
        was = {waiting.n: (place, waiting) for place, waiting in enumerate(old)}
        now = {waiting.n: (place, waiting) for place, waiting in enumerate(new)}
        for n in was.keys() - now.keys():
            self._db.execute("DELETE FROM outbox WHERE book = ? AND n = ?", (book, n))
        for n, (place, waiting) in now.items():
            if was.get(n) != (place, waiting):
                line = msgspec.json.encode(waiting)
                self._db.execute(
                    "INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?)", (book, n, line, place)
                )

    def _write_mapping(
        self,
        table: str,
        column: str,
        book: str,
        old: Mapping[Any, Any],
        new: Mapping[Any, Any],
        *,
        encode: Any = msgspec.json.encode,
    ) -> None:
        if old is new:
            return
        gone = [(book, name) for name in old if name not in new]
        self._db.executemany(f"DELETE FROM {table} WHERE book = ? AND {column} = ?", gone)
        changed = [
            (book, name, encode(line) if encode else line)
            for name, line in new.items()
            if old.get(name) is not line and old.get(name) != line
        ]
        self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", changed)

    def _put_value(self, book: str, name: str, value: object) -> None:
        line = msgspec.json.encode(value)
        self._db.execute("INSERT OR REPLACE INTO value VALUES (?, ?, ?)", (book, name, line))

    def _value(self, book: str, name: str) -> bytes | None:
        found = self._db.execute(
            "SELECT line FROM value WHERE book = ? AND name = ?", (book, name)
        ).fetchone()
        return found[0] if found else None

    def _values(self, book: str, names: Iterable[str]) -> dict[str, Any]:
        values = {}
        for name in names:
            line = self._value(book, name)
            if line is not None:
                values[name] = msgspec.json.decode(line, type=HINTS[name])
        return values

    def _snapshot(self, book: str, entries: dict[int, TimeEntry]) -> Snapshot:
        line = self._value(book, "snapshot")
        kept = msgspec.json.decode(line, type=Snapshot) if line else Snapshot()
        return replace(kept, entries=entries)

    def _lines(
        self, table: str, column: str, book: str, *, order: str | None = None
    ) -> list[tuple[Any, Any]]:
        rest = "id" if table == "ref" else "line"
        query = f"SELECT {column}, {rest} FROM {table} WHERE book = ? ORDER BY {order or column}"
        return self._db.execute(query, (book,)).fetchall()

    def _others(self, book: str) -> Iterable[tuple[str, int]]:
        query = (
            "SELECT account, count(*) FROM outbox JOIN book ON book.name = outbox.book"
            " WHERE book.name <> ? GROUP BY book.name"
        )
        for line, count in self._db.execute(query, (book,)):
            yield msgspec.json.decode(line, type=Account).user.name, count


def _book_of(state: State) -> str:
    return state.account.book if state.account else NOBODY


def _judged(error: Exception) -> Exception:
    """What can't be read at present is no damage: only what is no database is put aside."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return OSError(str(error)) if code & 0xFF in PASSING else DamagedError(str(error))


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, isolation_level=None, timeout=2)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        found = db.execute("PRAGMA quick_check(1)").fetchone()
        if found != ("ok",):
            raise sqlite3.DatabaseError(found[0])
        upgrade(db)
    except (sqlite3.Error, DatabaseTooNewError):
        db.close()
        raise
    return db


def put_aside(path: Path) -> Path:
    """Rename a damaged file, with what SQLite keeps beside it. Returns its new name."""
    n = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{n}{path.suffix}")).exists():
        n += 1
    path.rename(aside)
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + ending))
    return aside
