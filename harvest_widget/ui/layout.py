"""Where things stand: rows, columns, scrolling, surfaces; no words and no colours."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

Box = TypeVar("Box", bound=QBoxLayout)
Part = QWidget | QLayout | int | tuple[QWidget | QLayout | None, int | Qt.AlignmentFlag] | None
"""A widget or layout, alone or with its stretch or place; px left free; None takes the rest."""
Margins = tuple[int, int, int, int]
NONE = (0, 0, 0, 0)
RIGHT, TOP = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignTop
LEVEL, CENTRE = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignCenter


def row(
    *parts: Part, on: QWidget | None = None, margins: Margins = NONE, spacing: int = 0
) -> QHBoxLayout:
    """Set parts side by side: the layout of `on`, or one to be put into another."""
    return _filled(QHBoxLayout(), parts, on, margins, spacing)


def column(
    *parts: Part, on: QWidget | None = None, margins: Margins = NONE, spacing: int = 0
) -> QVBoxLayout:
    """Set parts one below the other."""
    return _filled(QVBoxLayout(), parts, on, margins, spacing)


def lines(*widgets: QWidget, room: int, spacing: int) -> QVBoxLayout:
    """Set widgets side by side, in as many lines as the `room` in px makes necessary."""
    found: list[list[QWidget]] = [[]]
    left = room
    for widget in widgets:
        widget.ensurePolished()  # Its padding is the style sheet's.
        wide = widget.sizeHint().width()
        if found[-1] and wide > left:
            found.append([])
            left = room
        found[-1].append(widget)
        left -= wide + spacing
    return column(*(row(*line, None, spacing=spacing) for line in found), spacing=spacing)


def _filled(
    box: Box, parts: tuple[Part, ...], on: QWidget | None, margins: Margins, spacing: int
) -> Box:
    # First: whatever is shown before it has a parent flashes up as a window of its own.
    if on is not None:
        on.setLayout(box)
    box.setContentsMargins(*margins)
    box.setSpacing(spacing)
    for part in parts:
        what, how = part if isinstance(part, tuple) else (part, 1 if part is None else 0)
        # A flag is a number, too.
        flag = isinstance(how, Qt.AlignmentFlag)
        stretch, place = 0 if flag else how, Qt.AlignmentFlag(how if flag else 0)
        match what:
            case QWidget():
                box.addWidget(what, stretch, place)
            case QLayout():
                box.addLayout(what, stretch)
            case None:
                box.addStretch(stretch)
            case space:
                box.addSpacing(space)
    return box


def scroll(area: QScrollArea, inside: QWidget) -> QScrollArea:
    """Let `area` scroll over `inside`, up and down only; the focus is for what lies in it."""
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    return area


def frame(part: str) -> QFrame:
    """Return a surface that the style sheet knows by name."""
    made = QFrame()
    made.setProperty("part", part)
    return made


def line() -> QFrame:
    """Return a line of one pixel across the view."""
    made = frame("line")
    made.setFixedHeight(1)
    return made
