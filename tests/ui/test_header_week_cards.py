"""Above the rows: the chip that says how we stand, the week, and what wants an answer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.operations import Create, Refusal, Waiting
from harvest_widget.store.state import Connection, Notice, Offline, SignedOut, State
from harvest_widget.ui.cards import Cards
from harvest_widget.ui.controls import Button, IconButton
from harvest_widget.ui.header import Header
from harvest_widget.ui.week import WeekStrip
from tests.ui.days import APP, NOW, TODAY, WEB, Bench, entry, runs, signed_in

OFFLINE = Offline(since=NOW, retry_at=NOW + timedelta(minutes=1))
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


# -- the week


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


# -- the cards


class Table(Bench):
    """The cards on a bench."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.fixed: list[str] = []
        self.sign_ins = 0
        self.window = QWidget()
        self.cards = Cards(
            self.store,
            self.clock,
            parent=self.window,
            open_editor=self.fixed.append,
            sign_in=self._sign_in,
        )
        QVBoxLayout(self.window).addWidget(self.cards)
        self.window.resize(380, 600)
        self.window.show()

    def _sign_in(self) -> None:
        self.sign_ins += 1

    def says(self) -> list[str]:
        return [label.text() for label in self.cards.findChildren(QLabel) if label.isVisible()]

    def click(self, name: str) -> None:
        found = [b for b in self.cards.findChildren(Button) if b.isVisible() and b.text() == name]
        found[0].click()
        self.turn()


REFUSED = waiting(1, Refusal("refused", "Project is archived"))


def test_with_nothing_to_say_the_cards_take_no_room() -> None:
    assert not Table(signed_in()).cards.isVisible()


def test_a_refused_entry_says_why_and_can_be_fixed() -> None:
    table = Table(signed_in(outbox=(REFUSED,)))
    assert table.says() == [
        "Not accepted: Website relaunch · Programming",
        "Refused: Project is archived",
    ]
    table.click(words.FIX)
    assert table.fixed == ["made-1"]


def test_a_refused_entry_can_be_sent_again() -> None:
    table = Table(signed_in(outbox=(REFUSED,)))
    table.click(words.RETRY)
    assert table.store.state.outbox[0].refusal is None
    assert not table.cards.isVisible()


def test_a_refused_entry_can_be_discarded() -> None:
    table = Table(signed_in(outbox=(REFUSED,)))
    table.click(words.DISCARD)
    assert not table.store.state.outbox
    assert not table.cards.isVisible()


def test_the_text_of_a_refused_entry_can_be_copied() -> None:
    Table(signed_in(outbox=(REFUSED,))).click(words.COPY_TEXT)
    assert "0:15  Website relaunch" in QGuiApplication.clipboard().text()


def test_many_refused_entries_leave_the_day_in_sight() -> None:
    refused = tuple(waiting(n, Refusal("refused")) for n in range(1, 8))
    says = Table(signed_in(outbox=refused)).says()
    assert len([line for line in says if line.startswith("Not accepted")]) == 2
    assert says[-1] == "5 more not accepted"


def test_a_notice_goes_when_it_was_read() -> None:
    table = Table(signed_in(notices=(Notice(3, NOW, "Mobile app was stopped elsewhere"),)))
    assert table.says() == ["Mobile app was stopped elsewhere"]
    table.cards.findChildren(IconButton)[0].click()
    table.turn()
    assert not table.store.state.notices
    assert not table.cards.isVisible()


def test_signed_out_says_why_and_leads_to_the_sign_in() -> None:
    table = Table(signed_in(connection=SignedOut("keychain_locked")))
    assert words.SIGNED_OUT["keychain_locked"] in table.says()
    table.click(words.SIGN_IN)
    assert table.sign_ins == 1


def test_a_disk_that_refuses_is_not_hidden() -> None:
    assert words.UNSAVED in Table(signed_in(unsaved=True)).says()
