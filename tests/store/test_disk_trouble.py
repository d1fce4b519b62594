"""A disk that is full, read-only or damaged, a program that is killed: nothing is lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from harvest_widget.model.account import Account, User
from harvest_widget.store import session
from harvest_widget.store.disk import DamagedError, Disk, put_aside
from harvest_widget.store.schema import VERSION, DatabaseTooNewError
from harvest_widget.store.state import Settings, State
from tests.store.made import ADA, APP, NOW, Hand, entry, state

ROBIN = replace(ADA, user=User(id=8, first_name="Robin"))
SAVER = Path(__file__).with_name("saver.py")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.sqlite3"


@pytest.fixture
def disk(path: Path) -> Iterator[Disk]:
    opened = Disk(path)
    yield opened
    opened.close()


def reopened(path: Path) -> State:
    again = Disk(path)
    loaded = again.load()
    again.close()
    return loaded


def fill(disk: Disk) -> None:
    """Let the file grow no more, as on a full disk."""
    (pages,) = disk._db.execute("PRAGMA page_count").fetchone()
    disk._db.execute(f"PRAGMA max_page_count = {pages}")


def make_room(disk: Disk) -> None:
    disk._db.execute("PRAGMA max_page_count = 1000000")


def big(hand: Hand) -> None:
    hand.book(notes="x" * 20_000)


def sign_in(disk: Disk, held: State, account: Account) -> State:
    opened = disk.open_book(held, account.book)
    after = session.sign_in(held, opened=opened, account=account, company=None, now=NOW)
    return disk.save(held, after)


# -- full, read-only -------------------------------------------------------------------------------


def test_what_a_full_disk_refuses_is_kept_in_memory_and_said(disk: Disk, path: Path) -> None:
    hand = Hand(disk.save(State(), state()))
    fill(disk)
    before = hand.state
    big(hand)
    held = disk.save(before, hand.state)
    assert held.unsaved
    assert len(held.outbox) == 1
    assert reopened(path).outbox == ()


def test_the_next_save_that_succeeds_writes_all_that_was_refused(disk: Disk, path: Path) -> None:
    hand = Hand(disk.save(State(), state()))
    fill(disk)
    for _ in range(3):
        before = hand.state
        big(hand)
        hand.state = disk.save(before, hand.state)
    assert hand.state.unsaved
    assert disk.save(hand.state, hand.state) is hand.state
    make_room(disk)
    held = disk.save(hand.state, hand.state)
    assert not held.unsaved
    assert reopened(path).outbox == held.outbox
    assert len(held.outbox) == 3


def test_a_read_only_file_is_read_and_its_changes_are_kept_in_memory(path: Path) -> None:
    first = Disk(path)
    first.save(State(), state(entry(1)))
    first.close()
    disk = Disk(path)
    hand = Hand(disk.load())
    disk._db.execute("PRAGMA query_only = ON")
    hand.book()
    held = disk.save(hand.state, hand.state)
    assert held.unsaved
    assert set(held.snapshot.entries) == {1}
    disk._db.execute("PRAGMA query_only = OFF")
    disk.save(held, held)
    disk.close()
    assert len(reopened(path).outbox) == 1


def test_while_another_program_holds_the_file_changes_are_kept_in_memory(
    disk: Disk, path: Path
) -> None:
    disk._db.execute("PRAGMA busy_timeout = 1")
    hand = Hand(disk.save(State(), state()))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    hand.book()
    held = disk.save(hand.state, hand.state)
    assert held.unsaved
    other.execute("ROLLBACK")
    other.close()
    assert not disk.save(held, held).unsaved


def test_what_was_refused_of_one_user_is_written_though_another_has_signed_in(
    disk: Disk, path: Path
) -> None:
    hand = Hand(sign_in(disk, State(), ADA))
    fill(disk)
    before = hand.state
    big(hand)
    held = disk.save(before, hand.state)
    held = sign_in(disk, held, ROBIN)
    make_room(disk)
    held = disk.save(held, replace(held, settings=Settings(theme="dark")))
    assert not held.unsaved
    kept = reopened(path)
    assert kept.account == ROBIN
    assert kept.others == (("Ada Example", 1),)
    assert len(sign_in(disk, held, ADA).outbox) == 1


def test_what_was_refused_is_there_when_the_same_user_comes_back(disk: Disk, path: Path) -> None:
    hand = Hand(sign_in(disk, State(), ADA))
    sign_in(disk, hand.state, ROBIN)
    hand.state = sign_in(disk, hand.state, ADA)
    fill(disk)
    before = hand.state
    big(hand)
    held = sign_in(disk, disk.save(before, hand.state), ROBIN)
    other = Hand(held)
    big(other)
    held = sign_in(disk, disk.save(held, other.state), ADA)
    assert held.unsaved
    assert len(held.outbox) == 1
    make_room(disk)
    assert not disk.save(held, held).unsaved
    kept = reopened(path)
    assert (len(kept.outbox), kept.others) == (1, (("Robin", 1),))


def test_a_folder_that_cannot_be_made_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Disk(tmp_path / "file" / "kept.sqlite3")
    with pytest.raises(OSError, match="unable to open"):
        Disk(tmp_path)


# -- damaged, newer --------------------------------------------------------------------------------


def test_a_file_that_is_no_database_is_put_aside_and_kept(path: Path) -> None:
    path.write_bytes(b"this is not a database, but somebody may want it" * 99)
    with pytest.raises(DamagedError):
        Disk(path)
    aside = put_aside(path)
    assert aside.name == "kept.damaged-1.sqlite3"
    assert aside.read_bytes().startswith(b"this is not")
    assert reopened(path) == State()


def test_no_earlier_damaged_file_is_overwritten(path: Path) -> None:
    names = []
    for text in ("one", "two"):
        path.write_text(text)
        path.with_name(path.name + "-wal").write_text(f"wal of {text}")
        aside = put_aside(path)
        names.append(aside.name)
        assert aside.read_text() == text
        assert aside.with_name(aside.name + "-wal").read_text() == f"wal of {text}"
    assert names == ["kept.damaged-1.sqlite3", "kept.damaged-2.sqlite3"]


def test_pages_that_were_overwritten_are_noticed_when_the_file_is_opened(path: Path) -> None:
    disk = Disk(path)
    disk.save(State(), state(*(entry(n) for n in range(1, 400))))
    disk.close()
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 200] = b"\xff" * 200
    path.write_bytes(bytes(content))
    with pytest.raises(DamagedError):
        Disk(path)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entry SET line = '{\"id\": 1}'",
        "UPDATE value SET line = 'nonsense' WHERE name = 'book'",
        "UPDATE value SET line = X'22ff22' WHERE name = 'book'",
        "UPDATE book SET account = '{}'",
        "DROP TABLE outbox",
    ],
)
def test_lines_that_cannot_be_read_are_damage_and_the_file_can_be_put_aside(
    sql: str, path: Path
) -> None:
    disk = Disk(path)
    disk.save(State(), state(entry(1)))
    disk.close()
    db = sqlite3.connect(path)
    db.execute(sql)
    db.commit()
    db.close()
    disk = Disk(path)
    with pytest.raises(DamagedError):
        disk.load()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        disk._db.execute("SELECT 1")
    put_aside(path)
    assert reopened(path) == State()


def test_a_file_without_one_of_its_older_tables_is_damaged(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 1")
    db.close()
    with pytest.raises(DamagedError):
        Disk(path)


def test_a_file_that_is_held_by_another_program_is_not_damaged(path: Path) -> None:
    """Nothing is put aside for a moment's trouble: all that is in the file would be given up."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE other (x)")
    db.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OSError, match="locked"):
        Disk(path)
    db.close()


def test_a_file_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    disk = Disk(path)
    disk.save(State(), state(entry(1)))
    disk.close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNewError, match=str(VERSION + 1)):
        Disk(path)
    assert path.read_bytes() == before


def test_an_upgrade_that_breaks_off_leaves_the_old_file(path: Path) -> None:
    disk = Disk(path)
    disk.save(State(), state(entry(1)))
    disk.close()
    db = sqlite3.connect(path)
    # As version 1, but with the column that version 2 adds: the step fails half way.
    db.execute("PRAGMA user_version = 1")
    db.close()
    with pytest.raises(DamagedError):
        Disk(path)
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM entry").fetchone() == (1,)
    db.close()


# -- killed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("after", [1, 40])
def test_a_program_that_is_killed_loses_nothing_that_was_saved(after: int, path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, str(SAVER), str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as saver:
        assert saver.stdout is not None
        said = [saver.stdout.readline() for _ in range(after)]
        saver.kill()
        said += saver.stdout.readlines()
    assert saver.returncode in (-signal.SIGKILL, 1)
    refs = [line.split()[0] for line in said if line.endswith("False\n")]
    kept = [waiting.op.ref for waiting in reopened(path).outbox]
    assert kept[: len(refs)] == refs
    assert len(kept) - len(refs) in (0, 1)


def test_a_copy_of_the_files_at_any_moment_is_a_whole_database(disk: Disk, path: Path) -> None:
    """What a crash leaves: the file and the log beside it."""
    hand = Hand(disk.save(State(), state()))
    for number in range(5):
        before = hand.state
        hand.start(APP)
        hand.after(60)
        disk.save(before, hand.state)
        folder = path.parent / f"copy-{number}"
        folder.mkdir()
        for file in path.parent.glob("kept.sqlite3*"):
            shutil.copy(file, folder)
        assert reopened(folder / path.name).outbox == hand.state.outbox
