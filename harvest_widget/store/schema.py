"""The database's tables and the way from each older version; the only SQL that changes them."""

import sqlite3


class DatabaseTooNewError(Exception):
    """A newer version of the program made the file; it is left as it is."""


def _tables(db: sqlite3.Connection) -> None:
    for name, columns in (
        ("book", "name TEXT PRIMARY KEY, account BLOB NOT NULL"),
        ("outbox", "book TEXT, n INTEGER, line BLOB NOT NULL, PRIMARY KEY (book, n)"),
        ("ref", "book TEXT, ref TEXT, id INTEGER NOT NULL, PRIMARY KEY (book, ref)"),
        ("key", "book TEXT, ref TEXT, line BLOB NOT NULL, PRIMARY KEY (book, ref)"),
        ("entry", "book TEXT, id INTEGER, line BLOB NOT NULL, PRIMARY KEY (book, id)"),
        ("value", "book TEXT, name TEXT, line BLOB NOT NULL, PRIMARY KEY (book, name)"),
    ):
        db.execute(f"CREATE TABLE {name} ({columns}) WITHOUT ROWID")


def _place_in_the_queue(db: sqlite3.Connection) -> None:
    # Sending may put an operation before an older one (a late start first stops what runs): numbers
    # alone don't order.
    db.execute("ALTER TABLE outbox ADD COLUMN place INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE outbox SET place = n")


STEPS = (_tables, _place_in_the_queue)
VERSION = len(STEPS)


def upgrade(db: sqlite3.Connection) -> None:
    """Bring the file to the present version in one transaction. Raises DatabaseTooNewError."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise DatabaseTooNewError(
            f"version {version} of the database; this program knows {VERSION}"
        )
    if version == VERSION:
        return
    db.execute("BEGIN IMMEDIATE")
    for step in STEPS[version:]:
        step(db)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")
