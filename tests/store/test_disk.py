"""The State on disk: all of it comes back, change by change, one book for each user."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from harvest_widget.model.account import Account, Company, User
from harvest_widget.model.entries import ExternalReference, TimeEntry
from harvest_widget.model.operations import Echo, Key, Refusal, Waiting
from harvest_widget.store import changes, session
from harvest_widget.store.disk import OF_A_BOOK, OF_EVERYBODY, Disk
from harvest_widget.store.schema import VERSION
from harvest_widget.store.state import (
    Draft,
    Notice,
    Offline,
    Online,
    Settings,
    SignedOut,
    Snapshot,
    Span,
    State,
)
from tests.store.made import ADA, APP, NOW, TODAY, WEB, Hand, assignments, entry, running, state

OLD = Path(__file__).parent.parent / "fixtures" / "database-v1.sql"
NOT_KEPT = {"clock_heard", "day", "refresh_asked", "asked", "unsaved", "others"}
ROBIN = replace(ADA, user=User(id=8, first_name="Robin"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "kept.sqlite3"


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


def sign_in(disk: Disk, held: State, account: Account) -> State:
    opened = disk.open_book(held, account.book)
    after = session.sign_in(held, opened=opened, account=account, company=None, now=NOW)
    return disk.save(held, after)


# -- everything comes back -------------------------------------------------------------------------

instants = st.integers(0, 10_000_000).map(lambda n: NOW + timedelta(microseconds=n * 997))
numbers = st.integers(1, 10**12)
texts = st.text(max_size=8)
hands = st.lists(st.sampled_from(("start", "book", "stop", "undo", "delete")), max_size=6)


@st.composite
def outboxes(draw: st.DrawFn) -> tuple[Waiting, ...]:
    hand = Hand(state(entry(1), running(2, APP), stamps=draw(st.booleans())))
    for act in draw(hands):
        hand.after(9)
        hand.delete("1") if act == "delete" else getattr(hand, act)()
    learnt = [
        replace(
            waiting,
            attempts=tuple(draw(st.lists(instants, max_size=2))),
            seen=draw(st.none() | st.just(running(9))),
            base=draw(st.none() | st.decimals(0, 99, places=2)),
            known_ids=tuple(draw(st.lists(numbers, max_size=2))),
            refusal=draw(st.none() | st.builds(Refusal, texts, texts)),
        )
        for waiting in hand.state.outbox
    ]
    return tuple(draw(st.permutations(learnt)))


entries: st.SearchStrategy[dict[int, TimeEntry]] = st.dictionaries(
    numbers,
    st.builds(
        entry,
        numbers,
        hours=st.decimals(0, 999, places=2).map(str),
        notes=st.none() | texts,
        external_reference=st.none()
        | st.builds(ExternalReference, id=texts | st.integers(0, 2**53), group_id=texts),
        updated_at=st.none() | instants,
    ),
    max_size=4,
)
states = st.builds(
    State,
    account=st.sampled_from((None, ADA, ROBIN)),
    company=st.builds(Company, clock=st.sampled_from(("12h", "24h")), name=texts),
    company_guessed=st.booleans(),
    assignments=st.sampled_from(((), assignments(WEB), assignments(WEB, APP))),
    assignments_read_at=st.none() | instants,
    company_read_at=st.none() | instants,
    user_read_at=st.none() | instants,
    snapshot=st.builds(
        Snapshot,
        entries=entries,
        spans=st.lists(st.builds(Span, st.just(TODAY), st.just(TODAY), instants), max_size=2).map(
            tuple
        ),
        running_read_at=st.none() | instants,
        reread=st.lists(numbers, max_size=2).map(tuple),
    ),
    outbox=outboxes(),
    refs=st.dictionaries(texts, numbers, max_size=3),
    keys=st.dictionaries(
        texts, st.builds(Key, attempts=st.lists(instants, max_size=2).map(tuple)), max_size=3
    ),
    echoes=st.lists(st.builds(Echo, numbers, texts), max_size=2).map(tuple),
    references_kept=st.none() | st.booleans(),
    connection=st.builds(Offline, instants, instants, st.booleans())
    | st.just(Online())
    | st.just(SignedOut("refused")),
    failures=st.integers(0, 9),
    silent_until=st.none() | instants,
    throttled=st.integers(0, 9),
    crowded=st.floats(0, 5),
    offset=st.floats(-1e6, 1e6),
    notices=st.lists(st.builds(Notice, numbers, instants, texts), max_size=2).map(tuple),
    favourites=st.lists(st.tuples(numbers, numbers), max_size=2).map(tuple),
    drafts=st.dictionaries(texts, st.builds(Draft, query=texts, notes=texts), max_size=2),
    settings=st.builds(Settings, theme=st.sampled_from(("dark", "light"))),
    next_n=numbers,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(states, min_size=1, max_size=3))
def test_whatever_is_saved_comes_back(tmp_path_factory: Any, saved: list[State]) -> None:
    path = tmp_path_factory.mktemp("disk") / "kept.sqlite3"
    disk = Disk(path)
    held = disk.load()
    for after in saved:
        book = after.account.book if after.account else ""
        if book != (held.account.book if held.account else ""):
            held = disk.open_book(held, book)
        held = disk.save(held, after)
        assert held is after
    disk.close()
    assert replace(reopened(path), others=()) == held


def test_every_field_of_the_state_is_kept_or_named_as_not_kept() -> None:
    elsewhere = {"account", "snapshot", "outbox", "refs", "keys"}
    kept = {*OF_A_BOOK, *OF_EVERYBODY, *elsewhere}
    assert kept | NOT_KEPT == set(State.__struct_fields__)
    assert not kept & NOT_KEPT


def test_a_new_file_holds_nothing(path: Path) -> None:
    assert reopened(path) == State()


def test_the_order_of_the_queue_is_kept_though_its_numbers_say_otherwise(
    disk: Disk, path: Path
) -> None:
    hand = Hand(state())
    for _ in range(3):
        hand.book()
    one, two, three = hand.state.outbox
    held = disk.save(State(), hand.state)
    for order in ((three, one, two), (two, three), (three, two, one)):
        held = disk.save(held, replace(held, outbox=order))
        assert reopened(path).outbox == order


def test_each_change_is_one_transaction(disk: Disk, path: Path) -> None:
    """Somebody who reads while we write sees the State before or after, never in between."""
    hand = Hand(state(entry(1)))
    held = disk.save(State(), hand.state)
    written: list[str] = []
    disk._db.set_trace_callback(written.append)
    hand.start()
    hand.state = replace(hand.state, refs={"x": 1}, snapshot=Snapshot(entries={5: entry(5)}))
    disk.save(held, hand.state)
    commands = [sql.split()[0] for sql in written]
    assert commands[:2] == ["PRAGMA", "BEGIN"]
    assert commands[-1] == "COMMIT"
    assert commands.count("COMMIT") == commands.count("BEGIN") == 1
    assert set(commands[2:-1]) == {"INSERT", "DELETE"}


@pytest.mark.parametrize(
    ("change", "how"),
    [
        (lambda held: changes.show_day(held, day=TODAY), "NORMAL"),
        (lambda held: replace(held, snapshot=Snapshot(entries={5: entry(5)})), "NORMAL"),
        (lambda held: replace(held, silent_until=NOW), "FULL"),
        (lambda held: replace(held, refs={"x": 1}), "FULL"),
    ],
)
def test_only_what_cannot_be_read_again_waits_for_the_platter(
    change: Any, how: str, disk: Disk
) -> None:
    held = disk.save(State(), state())
    written: list[str] = []
    disk._db.set_trace_callback(written.append)
    disk.save(held, change(held))
    assert written[0] == f"PRAGMA synchronous = {how}"


def test_only_rows_that_differ_are_written(disk: Disk) -> None:
    held = disk.save(State(), state(*(entry(n) for n in range(1, 500))))
    written: list[str] = []
    disk._db.set_trace_callback(written.append)
    told = {**held.snapshot.entries, 7: entry(7, notes="new")}
    disk.save(held, replace(held, snapshot=replace(held.snapshot, entries=told)))
    assert sum("INTO entry" in sql for sql in written) == 1


# -- two users -------------------------------------------------------------------------------------


def test_another_users_queue_is_kept_and_counted(disk: Disk, path: Path) -> None:
    hand = Hand(sign_in(disk, State(), ADA))
    hand.book()
    hand.book()
    held = disk.save(hand.state, hand.state)
    held = sign_in(disk, held, ROBIN)
    assert held.account == ROBIN
    assert held.outbox == ()
    assert held.others == (("Ada Example", 2),)
    hand = Hand(held)
    hand.book(APP)
    disk.save(held, hand.state)
    assert reopened(path).others == (("Ada Example", 2),)
    held = sign_in(disk, hand.state, ADA)
    assert len(held.outbox) == 2
    assert held.others == (("Robin", 1),)


def test_a_user_is_one_person_in_one_account_at_one_address() -> None:
    same = replace(ADA, name="Renamed", user=replace(ADA.user, first_name="A."))
    others = (
        replace(ADA, origin="https://other.example"),
        replace(ADA, id=2),
        replace(ADA, user=replace(ADA.user, id=9)),
    )
    assert same.book == ADA.book
    assert len({ADA.book, *(other.book for other in others)}) == 4


def test_the_book_that_was_open_last_opens_again_also_when_it_was_open_before(
    disk: Disk, path: Path
) -> None:
    held = State()
    for account in (ADA, ROBIN, ADA, ROBIN):
        held = sign_in(disk, held, account)
        assert reopened(path).account == account


def test_choices_are_the_same_in_all_books(disk: Disk, path: Path) -> None:
    held = sign_in(disk, State(), ADA)
    held = disk.save(held, changes.set_settings(held, settings=Settings(theme="dark")))
    held = disk.save(held, replace(held, favourites=(WEB.pair,)))
    held = sign_in(disk, held, ROBIN)
    assert (held.settings.theme, held.favourites) == ("dark", ())
    assert reopened(path).settings.theme == "dark"


# -- an older file ---------------------------------------------------------------------------------


def test_a_file_of_version_one_comes_over_with_its_queue_in_order(path: Path) -> None:
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.executescript(OLD.read_text(encoding="utf-8"))
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    db.close()
    held = reopened(path)
    assert [type(w.op).__name__ for w in held.outbox] == ["Create", "StartTimer", "Edit"]
    assert [w.n for w in held.outbox] == sorted(w.n for w in held.outbox)
    assert held.account == ADA
    assert (held.refs, held.keys["made-0"].entry_id) == ({"made-0": 41}, 41)
    assert held.snapshot.entries[41].notes == "Größe prüfen"
    assert (held.settings.theme, held.company.clock) == ("dark", "12h")
    assert held.others == (("Robin", 1),)
    hand = Hand(held)
    while hand.state.undo:
        hand.undo()
    assert hand.ops == []
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
    db.close()
