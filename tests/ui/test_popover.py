"""The window: where it opens, how it closes, what lies over the day."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget

from harvest_widget import words
from harvest_widget.store.changes import start_timer
from harvest_widget.store.state import Notice, SignedOut, State
from harvest_widget.ui.editor import Editor
from harvest_widget.ui.place import MARGIN, beside
from harvest_widget.ui.popover import Popover
from tests.ui.days import NOW, TODAY, WEB, Bench, entry, runs, signed_in
from tests.ui.desk import Windows

WORK = QRect(0, 0, 1920, 1040)
SIZE = QSize(380, 640)


class Room(Bench):
    """A popover, and what it asked for beyond itself."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.asked: list[str] = []
        self.pop = Popover(
            self.store,
            self.clock,
            ticker=self,  # type: ignore[arg-type]
            sign_in=self._sign_in,
            sign_out=lambda: self.asked.append("sign out"),
            quit_program=lambda: self.asked.append("quit"),
        )

    def _sign_in(self, _done: object) -> QWidget:
        self.asked.append("sign in")
        return QWidget()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
        QTest.keyClick(self.pop, key, held or Qt.KeyboardModifier.NoModifier)
        self.turn()

    def day_is_shown(self) -> bool:
        return self.layer is self.pop.day

    @property
    def layer(self) -> QWidget:
        return self.pop.layers.currentWidget()


@pytest.mark.parametrize(
    ("icon", "corner"),
    [
        (QRect(1800, 1044, 22, 22), "above"),
        (QRect(1800, 2, 22, 22), "below"),
        (QRect(2, 500, 22, 22), "beside a panel on the left"),
        (QRect(1919, 1079, 1, 1), "in the very corner"),
    ],
)
def test_it_opens_at_the_icon_inside_the_work_area(icon: QRect, corner: str) -> None:
    place = beside(icon, SIZE, WORK)
    assert place.size() == SIZE, corner
    assert WORK.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN).contains(place), corner


def test_below_a_panel_at_the_top_and_above_one_at_the_bottom() -> None:
    assert beside(QRect(900, 2, 22, 22), SIZE, QRect(0, 26, 1920, 1054)).top() == 34
    low = beside(QRect(900, 1050, 22, 22), SIZE, WORK)
    assert abs(low.center().x() - 910) <= 1
    assert low.bottom() == 1040 - MARGIN - 1


def test_on_a_small_screen_it_is_smaller() -> None:
    screen = QRect(100, 100, 360, 500)
    assert screen.contains(beside(QRect(110, 590, 10, 10), SIZE, screen))


def test_escape_closes_one_layer_at_a_time() -> None:
    room = Room(signed_in(entry(1, WEB, "1")))
    room.pop.open_at()
    room.press(Qt.Key.Key_N)
    assert isinstance(room.layer, Editor)
    QTest.keyClick(room.layer, Qt.Key.Key_Escape)
    assert room.day_is_shown()
    assert room.pop.isVisible()
    room.press(Qt.Key.Key_Escape)
    assert not room.pop.isVisible()


def test_a_key_reaches_the_day() -> None:
    room = Room(signed_in(entry(1, WEB, "1")))
    room.pop.open_at()
    room.press(Qt.Key.Key_Down)
    room.press(Qt.Key.Key_Space)
    assert room.store.state.outbox


def test_quit_is_asked_for_and_never_done_here() -> None:
    room = Room(signed_in())
    room.press(Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert room.asked == ["quit"]


def test_nothing_ticks_while_it_is_hidden() -> None:
    room = Room(signed_in(runs(1, WEB, 5)))
    assert not room.ticking
    room.pop.open_at()
    assert room.ticking == [room.pop]
    assert room.pop.next_change(room.now) == 60
    room.pop.hide()
    assert not room.ticking


def test_what_grew_older_while_hidden_is_right_at_once() -> None:
    room = Room(signed_in(runs(1, WEB, 5)))
    room.passes(minutes=30)
    room.pop.open_at()
    assert room.pop.day.total.text() == "0:35"


def test_a_click_on_the_icon_opens_and_another_closes() -> None:
    room = Room(signed_in())
    icon = QRect(10, 10, 22, 22)
    room.pop.toggle_at(icon)
    assert room.pop.isVisible()
    room.pop.toggle_at(icon)
    assert not room.pop.isVisible()
    room.passes(seconds=1)
    room.pop.toggle_at(icon)
    assert room.pop.isVisible()


def test_its_size_is_remembered_for_the_screen() -> None:
    room = Room(signed_in())
    room.pop.open_at()
    room.pop.resize(420, 500)
    room.pop.hide()
    sizes = room.store.state.settings.popover_sizes
    assert sizes == {room.pop.screen().name(): (420, 500)}
    again = Room(signed_in(settings=room.store.state.settings))
    again.pop.open_at()
    assert again.pop.size() == QSize(420, 500)


def test_pinned_it_is_a_normal_window_and_stays_open() -> None:
    room = Room(signed_in())
    room.pop.open_at()
    assert room.pop.windowFlags() & Qt.WindowType.FramelessWindowHint
    room.pop.pin(pinned=True)
    assert room.pop.is_window
    assert room.pop.isVisible()
    assert not room.pop.windowFlags() & Qt.WindowType.FramelessWindowHint


def test_without_a_tray_it_is_a_window_that_says_why_and_is_never_out_of_reach() -> None:
    room = Room(signed_in())
    room.pop.be_window(words.NO_TRAY)
    room.pop.open_at()
    room.pop.close()
    assert room.pop.isVisible()
    assert room.pop.isMinimized()
    room.pop.open_at()
    assert not room.pop.isMinimized()
    room.pop.be_window("")
    assert not room.pop.is_window


def test_an_editor_that_is_replaced_keeps_what_was_typed() -> None:
    room = Room(signed_in(entry(1, WEB, "1")))
    room.pop.open_at()
    room.pop.open_editor(None)
    first = room.layer
    assert isinstance(first, Editor)
    first.form.notes.field.setPlainText("Half a sentence")
    room.pop.open_editor("1")
    assert room.store.state.drafts["new"].notes == "Half a sentence"
    assert room.pop.layers.count() == 2


def test_making_it_flashes_no_window_of_its_own() -> None:
    # A part that is shown before it has a parent would take the focus from whoever has it.
    windows = Windows()
    room = Room(
        signed_in(
            runs(1, WEB, 83),
            day=TODAY - timedelta(days=1),
            notices=(Notice(1, NOW, "Stopped elsewhere"),),
            connection=SignedOut("refused"),
        )
    )
    assert not windows.seen
    room.pop.open_at()
    room.store.update(start_timer, work=WEB, notes="", now=NOW, ref="new")
    room.turn()
    assert set(windows.seen) == {"Popover"}


def test_who_never_signed_in_sees_the_sign_in() -> None:
    room = Room(State())
    assert room.asked == ["sign in"]
    assert not room.day_is_shown()


def test_the_menu_has_the_way_in_or_out() -> None:
    def offered(state: State) -> list[str]:
        room = Room(state)
        room.pop.day.header.more.click()
        menu = room.pop.findChildren(QMenu)[-1]
        return [action.text() for action in menu.actions()]

    assert words.SIGN_OUT in offered(signed_in())
    assert words.SIGN_IN in offered(State())


def test_a_start_from_elsewhere_shows_at_once() -> None:
    room = Room(signed_in())
    room.pop.open_at(QRect(QPoint(5, 5), QSize(1, 1)))
    room.store.update(start_timer, work=WEB, notes="", now=NOW, ref="new")
    room.turn()
    found = room.pop.day.rows.row("new")
    assert found is not None
    assert found.entry.is_running
