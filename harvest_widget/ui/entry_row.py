"""One entry of the day: what it is, its time, one button; it paints itself, knows no other row."""

from datetime import datetime

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from harvest_widget import words
from harvest_widget.store.selectors import Row
from harvest_widget.ui.controls import Button, IconButton, plain_tooltip
from harvest_widget.ui.row_text import Manner, RowText, row_text, spoken
from harvest_widget.ui.style import BASE, SMALL, TIME, Theme, font, project_color, theme_of

HEIGHT = 54
_BAR_LEFT, _BAR_WIDTH, _TEXT_LEFT = 4, 3, 15
_SIDE, _GAP, _RIGHT = 34, 10, 9
_BELOW_MAX = 136
"""The small line may be this wide: a long word must not push the text away."""


class EntryRow(QWidget):
    """A row that takes the focus: the chosen row of the day is the one that had it last."""

    pressed = Signal(str)
    """The ref of the entry whose play or stop button was pressed."""
    fix_wanted = Signal(str)
    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    chosen = Signal(str)

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self.row: Row | None = None
        self._how: Manner | None = None
        self._text: RowText | None = None
        self._spoken = ""
        self._favourite = False
        self._bold, self._plain = font(BASE, weight=600), font(BASE)
        self._time_font = font(TIME, weight=500, tabular=True)
        self._running_font = font(TIME, weight=600, tabular=True)
        self._below_font = font(SMALL, tabular=True)
        self.button = IconButton("play", kind="round", side=_SIDE, drawn=12)
        self.button.setParent(self)
        self.button.clicked.connect(self._press)
        self.fix: Button | None = None
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(240)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_row(self, row: Row, how: Manner, now: datetime, *, favourite: bool) -> None:
        """Show `row`; nothing is drawn again where nothing differs."""
        if (row, how, favourite) == (self.row, self._how, self._favourite):
            self.tick(now)
            return
        self.row, self._how, self._favourite = row, how, favourite
        work = words.joined(row.entry.project.name, row.entry.task.name)
        if row.entry.is_running:
            self.button.wears("stop", "filled")
            self.button.says(words.stop_work(work))
        elif row.lock is not None:
            self.button.wears("lock", "bare")
            self.button.says(words.locked_because(row.lock))
        else:
            self.button.wears("play", "round")
            self.button.says(words.start_work(work))
        self._show_fix(wanted=row.refusal is not None, work=work)
        self._text = None
        self.tick(now)
        self.update()

    def tick(self, now: datetime) -> None:
        """Show what has grown older since."""
        if self.row is None or self._how is None:
            return
        text = row_text(self.row, self._how, now)
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(spoken(self.row, text))
        self.setToolTip(plain_tooltip(text.whole))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.row is None or self._text is None:
            return
        theme, text, running = theme_of(self), self._text, self.row.entry.is_running
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, theme, running=running)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(project_color(theme, self.row.entry.project.id))
        painter.drawRoundedRect(QRectF(_BAR_LEFT, 12, _BAR_WIDTH, HEIGHT - 24), 1.5, 1.5)

        right = self.width() - _RIGHT - _SIDE - _GAP
        time_font = self._running_font if running else self._time_font
        below = QFontMetrics(self._below_font).elidedText(
            text.below, Qt.TextElideMode.ElideRight, _BELOW_MAX
        )
        wide = max(
            QFontMetrics(time_font).horizontalAdvance(text.time),
            QFontMetrics(self._below_font).horizontalAdvance(below),
        )
        room = right - wide - _GAP - _TEXT_LEFT
        line = QFontMetrics(self._plain).height()
        top = (HEIGHT - 2 * line) // 2
        self._paint_names(painter, theme, QRectF(_TEXT_LEFT, top, room, line))
        painter.setFont(self._plain)
        painter.setPen(QColor(theme.warning if text.warns else theme.dim))
        _line(painter, text.doing, QRectF(_TEXT_LEFT, top + line, room, line))

        painter.setFont(time_font)
        painter.setPen(QColor(theme.accent if running else theme.text))
        middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if not below:
            painter.drawText(QRectF(right - wide, 0, wide, HEIGHT), middle, text.time)
            return
        painter.drawText(QRectF(right - wide, top - 1, wide, line + 2), middle, text.time)
        painter.setFont(self._below_font)
        painter.setPen(QColor(theme.warning if self._alarms() else theme.dim))
        painter.drawText(QRectF(right - wide, top + line, wide, line), middle, below)

    def _alarms(self) -> bool:
        return self.row is not None and self.row.progress in {"refused", "unsaved"}

    def _paint_ground(self, painter: QPainter, theme: Theme, *, running: bool) -> None:
        shape = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        ground, ring = QColor(0, 0, 0, 0), QColor(0, 0, 0, 0)
        if running:
            ground, ring = QColor(theme.card), QColor(theme.line)
        elif self.underMouse():
            ground = QColor(theme.hover)
        if self.hasFocus():
            ring = QColor(theme.focus)
        painter.setBrush(ground)
        painter.setPen(QPen(ring, 1.5 if self.hasFocus() else 1))
        painter.drawRoundedRect(shape, 9, 9)

    def _paint_names(self, painter: QPainter, theme: Theme, where: QRectF) -> None:
        """Paint the project in bold and the client dim behind it: the project is cut last."""
        if self._text is None:
            return
        metrics = QFontMetrics(self._bold)
        used = metrics.horizontalAdvance(self._text.project)
        painter.setFont(self._bold)
        painter.setPen(QColor(theme.text))
        _line(painter, self._text.project, where)
        star = " ★" if self._favourite else ""
        tail = f" · {self._text.client}{star}" if self._text.client else star
        if used + 24 < where.width():
            painter.setFont(self._plain)
            painter.setPen(QColor(theme.dim))
            _line(painter, tail, where.adjusted(used, 0, 0, 0))

    def _show_fix(self, *, wanted: bool, work: str) -> None:
        if wanted and self.fix is None:
            self.fix = Button(words.FIX, kind="fix")
            self.fix.setParent(self)
            self.fix.clicked.connect(lambda: self.fix_wanted.emit(self.ref))
            self._place()
            self.fix.show()
        if self.fix is not None:
            self.fix.setAccessibleName(words.fix_work(work))
            self.fix.setVisible(wanted)
        self.button.setVisible(not wanted)

    def _place(self) -> None:
        left, top = self.width() - _RIGHT - _SIDE, (HEIGHT - _SIDE) // 2
        self.button.move(left, top)
        if self.fix is not None:
            wide = max(_SIDE, self.fix.sizeHint().width())
            self.fix.setGeometry(self.width() - _RIGHT - wide, top, wide, _SIDE)

    def _press(self) -> None:
        if self.row is not None and self.row.lock is not None and not self.row.entry.is_running:
            self.menu_wanted.emit(self.ref, self.button.mapToGlobal(QPoint(0, _SIDE)))
        else:
            self.pressed.emit(self.ref)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.HoverEnter, QEvent.Type.HoverLeave}:
            self.update()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self.ref)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.ref)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.menu_wanted.emit(self.ref, event.globalPos())


def _line(painter: QPainter, text: str, where: QRectF) -> None:
    room = int(where.width())
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, shown)
