"""Above the rows: the chip that says how we stand, and the week."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from harvest_widget.model.operations import Create, Delete, Refusal, Waiting
from harvest_widget.store.state import Connection, Offline, SignedOut, Snapshot, State
from harvest_widget.ui.header import Header
from harvest_widget.ui.week import WeekStrip
from tests.ui.days import APP, NOW, TODAY, WEB, Bench, entry, runs, signed_in

OFFLINE = Offline(since=NOW, retry_at=NOW + timedelta(minutes=1))
UNTRUSTED = Offline(NOW, NOW, why="tls", said="certificate has expired")
DOWN = Offline(since=NOW, retry_at=NOW + timedelta(minutes=1), down=True)


def waiting(n: int, refusal: Refusal | None = None) -> Waiting:
    made = Create(ref=f"made-{n}", at=NOW, work=WEB, notes="", spent_date=TODAY, seconds=900)
    return Waiting(n=n, op=made, made=NOW, refusal=refusal)


# -- the chip


def chip(state: State, *, seconds_later: float = 0) -> str:
    bench = Bench(state)
    header = Header(bench.store, bench.clock, menu=QMenu)
    bench.passes(seconds=seconds_later)
    header.tick(bench.now)
    return header.chip.text()


def test_online_with_everything_sent_there_is_no_chip() -> None:
    assert chip(signed_in()) == ""


def test_what_is_sent_at_once_needs_no_word_and_what_is_late_does() -> None:
    state = signed_in(outbox=(waiting(1),))
    assert chip(state, seconds_later=1.9) == ""
    assert chip(state, seconds_later=2) == "1 waiting"


@pytest.mark.parametrize(
    ("connection", "says"),
    [
        (OFFLINE, "Offline · 2 waiting"),
        (DOWN, "Harvest is down · 2 waiting"),
        (UNTRUSTED, "Not trusted · 2 waiting"),
        (SignedOut("refused"), "Signed out · 2 waiting"),
    ],
)
def test_the_chip_says_how_we_stand_with_harvest(connection: Connection, says: str) -> None:
    assert chip(signed_in(connection=connection, outbox=(waiting(1), waiting(2)))) == says


def test_what_was_refused_is_named() -> None:
    assert chip(signed_in(outbox=(waiting(1, Refusal("refused")),))) == "1 refused"


def test_the_chip_is_due_two_seconds_after_the_click() -> None:
    bench = Bench(signed_in(outbox=(waiting(1),)))
    header = Header(bench.store, bench.clock, menu=QMenu)
    assert header.next_change(bench.now) == 2
    bench.passes(seconds=2)
    assert header.next_change(bench.now) is None


def test_a_delete_that_waits_for_its_undo_time_is_not_late() -> None:
    delete = Delete(ref="1", at=NOW, due=NOW + timedelta(seconds=10))
    state = signed_in(entry(1, WEB, "1"), outbox=(Waiting(n=1, op=delete, made=NOW),))
    assert chip(state, seconds_later=11.9) == ""
    assert chip(state, seconds_later=12) == "1 waiting"


def test_each_row_that_becomes_late_is_due() -> None:
    later = Waiting(n=2, op=waiting(2).op, made=NOW + timedelta(seconds=1))
    bench = Bench(signed_in(outbox=(waiting(1), later)))
    header = Header(bench.store, bench.clock, menu=QMenu)
    bench.passes(seconds=2)
    assert header.next_change(bench.now) == 1


def test_no_chip_cuts_the_date() -> None:
    refusing = Offline(NOW, NOW, why="proxy", said="407")
    bench = Bench(signed_in(connection=refusing, outbox=(waiting(1),)))
    header = Header(bench.store, bench.clock, menu=QMenu)
    header.resize(380, 48)
    header.show()
    header.tick(bench.now)
    QApplication.sendPostedEvents()
    assert header.title.width() >= header.title.least


# -- the week


def test_a_week_that_was_never_read_has_no_totals() -> None:
    bench = Bench(signed_in(snapshot=Snapshot()))
    strip = WeekStrip(bench.store, bench.clock)
    assert [day.accessibleName()[-3:] for day in strip.days] == [", –"] * 7
    assert strip.total.text() == "– / 40"


def test_the_week_has_a_total_for_every_day_and_itself() -> None:
    monday = TODAY - timedelta(days=3)
    bench = Bench(signed_in(entry(1, WEB, "7.75", day=monday), runs(2, APP, 83)))
    strip = WeekStrip(bench.store, bench.clock)
    assert [day.accessibleName() for day in strip.days] == [
        "Mon 16 Nov, 7:45",
        "Tue 17 Nov, 0:00",
        "Yesterday, Wed 18 Nov, 0:00",
        "Today, Thu 19 Nov, 1:23",
        "Tomorrow, Fri 20 Nov, 0:00",
        "Sat 21 Nov, –",
        "Sun 22 Nov, –",
    ]
    assert strip.total.text() == "9:08 / 40"


def test_a_click_on_a_day_shows_it_and_a_click_on_today_stays_with_today() -> None:
    bench = Bench(signed_in())
    strip = WeekStrip(bench.store, bench.clock)
    strip.days[0].click()
    assert bench.store.state.day == TODAY - timedelta(days=3)
    strip.days[3].click()
    assert bench.store.state.day is None


def test_a_sum_of_thirds_is_exact_before_it_is_rounded() -> None:
    bench = Bench(signed_in(*(entry(n, WEB, str(Decimal("0.33"))) for n in (1, 2, 3))))
    strip = WeekStrip(bench.store, bench.clock)
    assert strip.days[3].accessibleName().endswith("0:59"), "0.99 h, though each row shows 0:20"
