"""One table: which key does what in the day view; it does nothing itself.

A key reaches the day only when the widget with the focus has no use for it: a text field keeps its
editing keys, a button its Space.
"""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

Action = Literal[
    "new", "up", "down", "toggle", "edit", "delete", "undo", "copy", "favourite",
    "previous_day", "next_day", "today", "refresh", "menu", "back", "quit",
]  # fmt: skip

_KEYS: dict[Action, str] = {
    "new": "N Ctrl+N",
    "up": "Up",
    "down": "Down",
    "toggle": "Space S",
    "edit": "Return Enter E F2",
    "delete": "Del Backspace",
    "undo": "Ctrl+Z",
    "copy": "Ctrl+C",
    "favourite": "F",
    "previous_day": "Left [",
    "next_day": "Right ]",
    "today": "T Home",
    "refresh": "F5",
    "menu": "Menu Shift+F10",
}
DAY = {key: action for action, keys in _KEYS.items() for key in keys.split()}
EVERYWHERE: dict[str, Action] = {"Esc": "back", "Ctrl+Q": "quit"}

# On a German keyboard "[" is AltGr+8: what was typed counts, not how.
_TYPED = {"[", "]"}


def action(event: QKeyEvent, *, in_day: bool) -> Action | None:
    """Return what the pressed key does, None where it does nothing here."""
    name = event.text()
    if name not in _TYPED:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        name = QKeySequence(int(event.key()) | plain.value).toString(
            QKeySequence.SequenceFormat.PortableText
        )
    return EVERYWHERE.get(name) or (DAY.get(name) if in_day else None)
