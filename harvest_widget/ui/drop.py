"""The list that opens below a text field; the field keeps the focus and moves the choice in it.

Everything is painted as plain text: a project named `<b>` shows its brackets.
"""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from harvest_widget.model.highlights import Span
from harvest_widget.ui.controls import label, plain_tooltip, show_text
from harvest_widget.ui.style import font, theme_of

ROW = 32
ROWS = 6
INSET = 10
GAP = 12
Index = QModelIndex | QPersistentModelIndex


class Part(Struct, frozen=True):
    """A stretch of a line: `hits` are its matched spans, `share` how much room it may claim."""

    text: str
    hits: tuple[Span, ...] = ()
    weight: int = 400
    dim: bool = False
    share: float = 1.0


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
        self._lines = _Lines()
        self._view = _View(self._lines)
        self._view.picked.connect(self.picked)
        self._hint = label(tone="dim", wrap=True)
        self._hint.setContentsMargins(INSET, 6, INSET, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        column.addWidget(self._view)
        column.addWidget(self._hint)

    def show_lines(self, lines: Sequence[Line], hint: str, *, chosen: int = 0) -> None:
        """Show `lines`; `chosen` is the one that Enter would take, -1 none."""
        self._lines.show_lines(tuple(lines))
        self._view.setFixedHeight(ROW * min(len(lines), ROWS))
        self._view.setVisible(bool(lines))
        show_text(self._hint, hint)
        self._hint.setVisible(bool(hint))
        self.choose(chosen)

    @property
    def chosen(self) -> int:
        """The line that Enter would take; -1 for none."""
        return self._view.currentIndex().row()

    @property
    def count(self) -> int:
        """How many lines there are, shown or scrolled away."""
        return self._lines.rowCount()

    def choose(self, row: int) -> None:
        """Move the choice, not beyond the ends."""
        row = min(row, self.count - 1)
        self._view.setCurrentIndex(self._lines.index(row) if row >= 0 else QModelIndex())

    def line(self, row: int) -> Line:
        """Return one of the lines."""
        return self._lines.lines[row]


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        whole = self.lines[index.row()].whole
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return whole
        return plain_tooltip(whole) if role == Qt.ItemDataRole.ToolTipRole else None


class _View(QListView):
    picked = Signal(int)

    def __init__(self, lines: _Lines) -> None:
        super().__init__()
        self.setModel(lines)
        self.setItemDelegate(_Painter(self))
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
            self.picked.emit(index.row())


class _Painter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        assert isinstance(view, _View)
        line = view.model().lines[index.row()]  # type: ignore[attr-defined]
        theme = theme_of(view)
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_surface))
            painter.drawRoundedRect(area, 7, 7)
        room = area.adjusted(INSET, 0, -INSET, 0)
        colors = QColor(theme.text), QColor(theme.dim), QColor(theme.accent)
        if line.right.text:
            face = font(12)
            wanted = QFontMetrics(face).horizontalAdvance(line.right.text) + 2
            spare = room.width() - GAP - sum(_wanted(part) for part in line.parts)
            width = min(wanted, max(spare, room.width() * 3 // 10))
            right = room.adjusted(room.width() - width, 0, 0, 0)
            _draw(painter, line.right, right, face, colors)
            room.setRight(right.left() - GAP)
        for part, width in zip(line.parts, _widths(line.parts, room.width()), strict=True):
            area = QRect(room.left(), room.top(), width, room.height())
            room.setLeft(_draw(painter, part, area, None, colors))
        painter.restore()


def _face(part: Part) -> QFont:
    return font(weight=part.weight)


def _widths(parts: tuple[Part, ...], room: int) -> list[int]:
    """Give each part what it wants, or less where the line is full: none pushes another out."""
    wanted = [_wanted(part) for part in parts]
    over = sum(wanted) - room
    if over <= 0:
        return wanted
    widths = []
    for at, (part, want) in enumerate(zip(parts, wanted, strict=True)):
        rest = sum(wanted[at + 1 :])
        # A part gives up room only as far as the ones behind it need theirs.
        widths.append(min(want, max(int(room * part.share), room - rest)))
        room -= widths[-1]
    return widths


def _wanted(part: Part) -> int:
    width = QFontMetrics(_face(part)).horizontalAdvance(part.text)
    # Matched letters are bolder, which makes them a little wider.
    return width + sum(end - start for start, end in part.hits) + 1


def _draw(
    painter: QPainter,
    part: Part,
    area: QRect,
    face: QFont | None,
    colors: tuple[QColor, QColor, QColor],
) -> int:
    """Draw a part, its matched letters in the accent, cut with "…"; return where it ends."""
    text, dim, accent = colors
    plain = face or _face(part)
    bold = QFont(plain)
    bold.setWeight(QFont.Weight.Bold)
    left, end_of_room = area.left(), area.left() + area.width()
    for piece, hit in _pieces(part):
        room = end_of_room - left
        if room <= 0:
            break
        shown_in = bold if hit else plain
        metrics = QFontMetrics(shown_in)
        shown = metrics.elidedText(piece, Qt.TextElideMode.ElideRight, room)
        painter.setFont(shown_in)
        painter.setPen(accent if hit else dim if part.dim or face else text)
        where = QRect(left, area.top(), room, area.height())
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, shown)
        left += metrics.horizontalAdvance(shown)
        if shown != piece:
            break
    return left


def _pieces(part: Part) -> list[tuple[str, bool]]:
    pieces, at = [], 0
    for start, end in part.hits:
        pieces += [(part.text[at:start], False), (part.text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (part.text[at:], False)) if piece[0]]
