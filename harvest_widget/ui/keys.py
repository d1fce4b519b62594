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

DAY: dict[str, Action] = {
    "N": "new",
    "Ctrl+N": "new",
    "Up": "up",
    "Down": "down",
    "Space": "toggle",
    "S": "toggle",
    "Return": "edit",
    "Enter": "edit",
    "E": "edit",
    "F2": "edit",
    "Del": "delete",
    "Backspace": "delete",
    "Ctrl+Z": "undo",
    "Ctrl+C": "copy",
    "F": "favourite",
    "Left": "previous_day",
    "[": "previous_day",
    "Right": "next_day",
    "]": "next_day",
    "T": "today",
    "Home": "today",
    "F5": "refresh",
    "Menu": "menu",
    "Shift+F10": "menu",
}
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
    found = EVERYWHERE.get(name)
    if found is None and in_day:
        found = DAY.get(name)
    return found
