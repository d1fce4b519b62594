"""What wants an answer or a glance above the rows: refusals, conflicts, what stands in the way."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.operations import (
    Conflict,
    Create,
    Delete,
    Edit,
    Operation,
    Refusal,
    StartTimer,
    StopTimer,
    Values,
    Waiting,
)
from harvest_widget.store import changes, selectors
from harvest_widget.store.state import Notice, Offline, SignedOut, State
from harvest_widget.ui.cards import Cards
from harvest_widget.ui.controls import Button, IconButton
from harvest_widget.ui.place import SMALLEST
from tests.ui.days import APP, NOW, TODAY, WEB, Bench, entry, signed_in

OFFLINE = Offline(since=NOW, retry_at=NOW + timedelta(minutes=1))
UNTRUSTED = Offline(NOW, NOW, why="tls", said="certificate has expired")
LONG = "Rechtsschutzversicherungsgesellschaftsportal"
NOTES = Edit(ref="1", at=NOW, to=Values(notes="Mine"), base=Values(notes="Old"))


def refused(n: int, op: Operation | None = None, kind: str = "refused", said: str = "") -> Waiting:
    made = Create(ref=f"made-{n}", at=NOW, work=WEB, notes="", spent_date=TODAY, seconds=900)
    return Waiting(n=n, op=op or made, made=NOW, refusal=Refusal(kind, said))


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

    def offers(self) -> list[str]:
        return [b.text() for b in self.cards.findChildren(Button) if b.isVisible()]

    def click(self, name: str) -> None:
        found = [b for b in self.cards.findChildren(Button) if b.isVisible() and b.text() == name]
        found[0].click()
        self.turn()


REFUSED = refused(1, said="Project is archived")


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


def test_what_stands_between_us_and_harvest_is_explained() -> None:
    table = Table(signed_in(connection=UNTRUSTED))
    title, sentence = table.says()
    assert title == "Not trusted"
    assert sentence.startswith("The connection to Harvest is not trusted on this computer.")
    assert sentence.endswith("(certificate has expired)")
    table.click("Try again")
    assert table.store.state.refresh_asked == NOW
    table.store.update(lambda state: replace(state, connection=OFFLINE))
    table.turn()
    assert not table.cards.isVisible()


def test_a_refused_entry_can_be_discarded() -> None:
    table = Table(signed_in(outbox=(REFUSED,)))
    table.click(words.DISCARD)
    assert not table.store.state.outbox
    assert not table.cards.isVisible()


def test_what_was_discarded_comes_back_with_undo() -> None:
    table = Table(signed_in(outbox=(REFUSED,)))
    table.click(words.DISCARD)
    assert [act.text for act in table.store.state.undo] == ["Discarded Website relaunch"]
    table.store.update(changes.undo, now=NOW)
    table.turn()
    assert table.store.state.outbox == (REFUSED,)
    assert "Refused: Project is archived" in table.says()


@pytest.mark.parametrize(
    ("op", "title"),
    [
        (NOTES, "Change not accepted: Website relaunch · Programming"),
        (StopTimer(ref="1", at=NOW, started=None, ended_time=None), "Stop not accepted: "),
        (Delete(ref="1", at=NOW, due=NOW), "Delete not accepted: Website relaunch"),
        (
            StartTimer(ref="a", at=NOW, work=APP, notes="", spent_date=TODAY, started_time=None),
            "Start not accepted: Mobile app · Design review",
        ),
    ],
    ids=["edit", "stop", "delete", "start"],
)
def test_the_card_names_what_was_refused(op: Operation, title: str) -> None:
    table = Table(signed_in(entry(1, WEB, "1"), outbox=(refused(1, op),)))
    assert table.says()[0].startswith(title)


def test_a_refused_delete_is_kept_or_tried_again() -> None:
    delete = Delete(ref="1", at=NOW, due=NOW)
    table = Table(signed_in(entry(1, WEB, "1"), outbox=(refused(1, delete),)))
    assert table.offers() == ["Keep it", "Retry", "Copy text"]
    table.click("Copy text")
    assert "1:00  Website relaunch" in QGuiApplication.clipboard().text()
    table.click("Keep it")
    assert list(selectors.sheet(table.store.state)) == ["1"]


def test_an_entry_that_was_deleted_elsewhere_is_created_again_with_the_users_text() -> None:
    gone = refused(1, NOTES, "deleted_elsewhere")
    table = Table(signed_in(entry(1, WEB, "1", "Old"), outbox=(gone,)))
    assert table.offers() == ["Create again", "Copy text", "Discard"]
    table.click("Create again")
    [waiting] = table.store.state.outbox
    assert isinstance(waiting.op, Create)
    assert (waiting.op.notes, waiting.op.seconds) == ("Mine", 3600)


def test_a_refused_timer_can_be_fixed_while_it_runs() -> None:
    start = StartTimer(ref="a", at=NOW, work=APP, notes="", spent_date=TODAY, started_time=None)
    table = Table(signed_in(outbox=(refused(1, start, said="Project isn't active"),)))
    assert table.says()[1] == "Refused: Project isn't active"
    table.click("Fix")
    assert table.fixed == ["a"]
    assert selectors.running(table.store.state) is not None


def test_buttons_of_several_cards_have_names_of_their_own() -> None:
    table = Table(signed_in(entry(1, APP, "1"), outbox=(REFUSED, refused(2, NOTES))))
    names = [button.accessibleName() for button in table.cards.findChildren(Button)]
    assert len(set(names)) == len(names)
    assert "Fix: Website relaunch · Programming" in names


def test_after_an_answer_by_key_the_next_card_has_the_keys_then_the_day() -> None:
    table = Table(signed_in(entry(1, APP, "1"), outbox=(REFUSED, refused(2, NOTES))))
    table.window.activateWindow()
    assert QTest.qWaitForWindowActive(table.window)
    for left in ("Fix: Mobile app · Design review", None):
        discard = next(b for b in table.cards.findChildren(Button) if b.text() == words.DISCARD)
        discard.setFocus()
        table.click(words.DISCARD)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        focused = table.window.focusWidget()
        assert (focused.accessibleName() if isinstance(focused, Button) else None) == left


def test_long_words_on_the_buttons_take_a_second_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "RETRY", "Noch einmal versuchen")
    monkeypatch.setattr(words, "COPY_TEXT", "Text kopieren")
    monkeypatch.setattr(words, "DISCARD", "Endgültig verwerfen")
    monkeypatch.setattr(words, "NOT_ACCEPTED", {"Create": LONG})
    table = Table(signed_in(outbox=(REFUSED,)))
    table.window.resize(SMALLEST)
    QApplication.sendPostedEvents()
    buttons = [b for b in table.cards.findChildren(Button) if b.isVisible()]
    assert len({button.y() for button in buttons}) == 2
    assert table.cards.width() <= SMALLEST.width()
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


def test_the_text_of_a_refused_entry_can_be_copied() -> None:
    Table(signed_in(outbox=(REFUSED,))).click(words.COPY_TEXT)
    assert "0:15  Website relaunch" in QGuiApplication.clipboard().text()


def test_many_refused_entries_leave_the_day_in_sight() -> None:
    says = Table(signed_in(outbox=tuple(refused(n) for n in range(1, 8)))).says()
    assert len([line for line in says if line.startswith("Not accepted")]) == 2
    assert says[-1] == "5 more not accepted"


def test_a_notice_goes_when_it_was_read() -> None:
    table = Table(signed_in(notices=(Notice(3, NOW, "Mobile app was stopped elsewhere"),)))
    assert table.says() == ["Mobile app was stopped elsewhere"]
    table.cards.findChildren(IconButton)[0].click()
    table.turn()
    assert not table.store.state.notices
    assert not table.cards.isVisible()


OVERWRITTEN = Notice(
    5, NOW, "Theirs", conflict=Conflict("Theirs", "1", Values(notes="Written elsewhere"))
)


def test_what_an_edit_has_replaced_is_offered_back_and_the_answer_can_be_undone() -> None:
    table = Table(signed_in(entry(1, WEB, "1", "Ours"), notices=(OVERWRITTEN,)))
    table.click(words.USE_THEIRS)
    sheet = selectors.sheet(table.store.state)
    assert (sheet["1"].text, table.store.state.notices) == ("Written elsewhere", ())
    assert not table.cards.isVisible()
    table.store.update(changes.undo, now=NOW)
    assert selectors.sheet(table.store.state)["1"].text == "Ours"


def test_nothing_is_offered_for_an_entry_that_is_gone() -> None:
    table = Table(signed_in(notices=(OVERWRITTEN,)))
    assert table.says() == ["Theirs"]
    assert table.offers() == []


def test_many_notices_leave_the_day_in_sight() -> None:
    told = tuple(Notice(n, NOW, f"{n} was started elsewhere") for n in range(1, 6))
    assert Table(signed_in(notices=told)).says() == [
        "4 was started elsewhere",
        "5 was started elsewhere",
        "3 more notices",
    ]


def test_what_is_kept_for_whoever_is_signed_out_is_counted() -> None:
    state = signed_in(connection=SignedOut("refused"), outbox=(REFUSED, refused(2), refused(3)))
    says = Table(state).says()
    assert says[1].endswith("What you book is kept here. 3 unsent as Kim")


def test_what_others_have_left_here_is_counted() -> None:
    assert Table(signed_in(others=(("Ada", 3),))).says() == ["3 unsent as Ada"]


def test_signed_out_says_why_and_leads_to_the_sign_in() -> None:
    table = Table(signed_in(connection=SignedOut("keychain_locked")))
    assert words.SIGNED_OUT["keychain_locked"] in table.says()
    table.click(words.SIGN_IN)
    assert table.sign_ins == 1


def test_a_disk_that_refuses_is_not_hidden() -> None:
    assert words.UNSAVED in Table(signed_in(unsaved=True)).says()
