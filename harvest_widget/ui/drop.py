"""The list that opens below a text field; the field keeps the focus and moves the choice in it.

Everything is painted as plain text: a project named `<b>` shows its brackets.
"""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from harvest_widget.model.highlights import Span
from harvest_widget.ui.controls import label, plain_tooltip, show_or_hide
from harvest_widget.ui.layout import column
from harvest_widget.ui.paint import elided, rounded, width_of, write
from harvest_widget.ui.style import Theme, font, theme_of

ROW = 32
ROWS = 6
INSET = 10
GAP = 12


class Part(Struct, frozen=True):
    """A stretch of a line: `hits` are its matched spans, `share` how much room it may claim."""

    text: str
    hits: tuple[Span, ...] = ()
    weight: int = 400
    dim: bool = False
    share: float = 1.0
    px: int = 13


class Line(Struct, frozen=True):
    """Parts from the left, a dim text at the right, and all of it for those who can't see it."""

    parts: tuple[Part, ...]
    right: Part
    whole: str


class Drop(QFrame):
    """At most six lines at once, and a dim hint below. `picked` tells which line was clicked."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self.lines: tuple[Line, ...] = ()
        self._view = _View(self)
        self._hint = label(tone="dim", wrap=True)
        self._hint.setContentsMargins(INSET, 6, INSET, 6)
        column(self._view, self._hint, on=self, margins=(4, 4, 4, 4))

    def show_lines(self, lines: Sequence[Line], hint: str, *, chosen: int = 0) -> None:
        """Show `lines`; `chosen` is the one that Enter would take, -1 none."""
        self.lines = tuple(lines)
        self._view.clear()
        for one in lines:
            QListWidgetItem(one.whole, self._view).setToolTip(plain_tooltip(one.whole))
        self._view.setFixedHeight(ROW * min(len(lines), ROWS))
        self._view.setVisible(bool(lines))
        show_or_hide(self._hint, hint)
        self.choose(chosen)

    @property
    def chosen(self) -> int:
        """The line that Enter would take; -1 for none."""
        return self._view.currentRow()

    def choose(self, row: int) -> None:
        self._view.setCurrentRow(min(row, len(self.lines) - 1))


class _View(QListWidget):
    def __init__(self, drop: Drop) -> None:
        super().__init__()
        self._picked = drop.picked
        self.setItemDelegate(_Painter(drop))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("background: transparent;")
        self.entered.connect(self.setCurrentIndex)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the line at the press: the field loses no focus and nothing can move in between."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._picked.emit(index.row())


class _Painter(QStyledItemDelegate):
    def __init__(self, drop: Drop) -> None:
        super().__init__(drop)
        self._drop = drop

    def sizeHint(self, _option: object, _index: object) -> QSize:
        return QSize(0, ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line, theme = self._drop.lines[index.row()], theme_of(self._drop)
        area: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            rounded(painter, QRectF(area), 7, ground=theme.accent_surface)
        room = area.adjusted(INSET, 0, -INSET, 0)
        if line.right.text:
            spare = room.width() - GAP - sum(map(_wanted, line.parts))
            wanted = width_of(line.right.text, font(line.right.px)) + 2
            width = min(wanted, max(spare, room.width() * 3 // 10))
            _draw(painter, line.right, room.adjusted(room.width() - width, 0, 0, 0), theme)
            room.setRight(room.right() + 1 - width - GAP)
        for part, width in zip(line.parts, _widths(line.parts, room.width()), strict=True):
            where = QRect(room.left(), room.top(), width, room.height())
            room.setLeft(_draw(painter, part, where, theme))
        painter.restore()


def _widths(parts: tuple[Part, ...], room: int) -> list[int]:
    """Give each part what it wants, or less where the line is full: none pushes another out."""
    wanted = [_wanted(part) for part in parts]
    if sum(wanted) <= room:
        return wanted
    widths = []
    for at, (part, want) in enumerate(zip(parts, wanted, strict=True)):
        # A part gives up room only as far as the ones behind it need theirs.
        widths.append(min(want, max(int(room * part.share), room - sum(wanted[at + 1 :]))))
        room -= widths[-1]
    return widths


def _wanted(part: Part) -> int:
    # Matched letters are bolder, which makes them a little wider.
    bolder = sum(end - start for start, end in part.hits) + 1
    return width_of(part.text, font(part.px, weight=part.weight)) + bolder


def _draw(painter: QPainter, part: Part, area: QRect, theme: Theme) -> int:
    """Draw a part, its matched letters in the accent, cut with "…"; return where it ends."""
    plain = font(part.px, weight=part.weight)
    bold = QFont(plain)
    bold.setWeight(QFont.Weight.Bold)
    left, end = area.left(), area.left() + area.width()
    for piece, hit in _pieces(part):
        if left >= end:
            break
        face = bold if hit else plain
        ink = theme.accent if hit else theme.dim if part.dim else theme.text
        write(painter, piece, QRectF(left, area.top(), end - left, area.height()), face, ink)
        shown = elided(piece, face, end - left)
        left += width_of(shown, face)
        if shown != piece:
            break
    return left


def _pieces(part: Part) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for start, end in part.hits:
        pieces += [(part.text[at:start], False), (part.text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (part.text[at:], False)) if piece[0]]
