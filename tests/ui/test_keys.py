"""Which key does what."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from harvest_widget.ui.keys import Action, action

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT_GR = Qt.KeyboardModifier.GroupSwitchModifier
Key = Qt.Key


def pressed(key: Qt.Key, held: Qt.KeyboardModifier = NONE, text: str = "") -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, held, text)


@pytest.mark.parametrize(
    ("event", "does"),
    [
        (pressed(Key.Key_N, text="n"), "new"),
        (pressed(Key.Key_N, CTRL), "new"),
        (pressed(Key.Key_Up), "up"),
        (pressed(Key.Key_Down), "down"),
        (pressed(Key.Key_Space, text=" "), "toggle"),
        (pressed(Key.Key_S, text="s"), "toggle"),
        (pressed(Key.Key_Return), "edit"),
        (pressed(Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier), "edit"),
        (pressed(Key.Key_E, text="e"), "edit"),
        (pressed(Key.Key_F2), "edit"),
        (pressed(Key.Key_Delete), "delete"),
        (pressed(Key.Key_Z, CTRL), "undo"),
        (pressed(Key.Key_C, CTRL), "copy"),
        (pressed(Key.Key_F, text="f"), "favourite"),
        (pressed(Key.Key_Left), "previous_day"),
        (pressed(Key.Key_Right), "next_day"),
        (pressed(Key.Key_T, text="t"), "today"),
        (pressed(Key.Key_Home), "today"),
        (pressed(Key.Key_F5), "refresh"),
        (pressed(Key.Key_Escape), "back"),
        (pressed(Key.Key_Q, CTRL), "quit"),
    ],
)
def test_a_key_of_the_table(event: QKeyEvent, does: Action) -> None:
    assert action(event, in_day=True) == does


def test_brackets_turn_the_days_on_any_keyboard() -> None:
    assert action(pressed(Key.Key_BracketLeft, text="["), in_day=True) == "previous_day"
    german = pressed(Key.Key_BracketRight, ALT_GR, text="]")
    assert action(german, in_day=True) == "next_day"


def test_outside_the_day_only_back_and_quit_are_ours() -> None:
    assert action(pressed(Key.Key_N, text="n"), in_day=False) is None
    assert action(pressed(Key.Key_Escape), in_day=False) == "back"
    assert action(pressed(Key.Key_Q, CTRL), in_day=False) == "quit"


def test_other_keys_are_nobodys() -> None:
    assert action(pressed(Key.Key_F9), in_day=True) is None
    assert action(pressed(Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier), in_day=True) is None
