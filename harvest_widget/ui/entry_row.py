"""One entry of the day: what it is, its time, one button; it paints itself, knows no other row."""

from datetime import datetime

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from harvest_widget import words
from harvest_widget.store.selectors import Row
from harvest_widget.ui.controls import Button, IconButton, plain_tooltip
from harvest_widget.ui.layout import LEVEL, RIGHT
from harvest_widget.ui.paint import elided, painter_on, rounded, width_of, write
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
    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)
    chosen = Signal(str)

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref
        self._shown: tuple[Row, Manner, bool] | None = None
        self._text: RowText | None = None
        self._bold, self._plain = font(BASE, weight=600), font(BASE)
        self._small = font(SMALL, tabular=True)
        self.button = IconButton("play", act=self._press, kind="round", side=_SIDE, drawn=12)
        self.button.setParent(self)
        self.fix: Button | None = None
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(240)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_row(self, row: Row, how: Manner, now: datetime, *, favourite: bool) -> None:
        """Show `row`; nothing is drawn again where nothing differs."""
        if (row, how, favourite) != self._shown:
            self._shown, self._text = (row, how, favourite), None
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
            # What runs can be stopped, whatever was refused of it: its card offers to mend it.
            wanted = row.refusal is not None and not row.entry.is_running
            self._show_fix(wanted=wanted, work=work)
        self.tick(now)

    def tick(self, now: datetime) -> None:
        if self._shown is None:
            return
        row, how, _ = self._shown
        if self._text and not row.entry.is_running and row.late_at is None:
            return
        text = row_text(row, how, now)
        if text != self._text:
            self._text = text
            self.setAccessibleName(spoken(row, text))
            self.setToolTip(plain_tooltip(text.whole))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shown is None or self._text is None:
            return
        (row, _, favourite), text = self._shown, self._text
        theme, painter, runs = theme_of(self), painter_on(self), row.entry.is_running
        self._paint_ground(painter, theme, runs=runs)
        bar = QRectF(_BAR_LEFT, 12, _BAR_WIDTH, HEIGHT - 24)
        rounded(painter, bar, 1.5, ground=project_color(theme, row.entry.project.id).name())

        side = self.fix.width() if self.fix is not None and not self.fix.isHidden() else _SIDE
        right = self.width() - _RIGHT - side - _GAP
        large = font(TIME, weight=600 if runs else 500, tabular=True)
        below = elided(text.below, self._small, _BELOW_MAX)
        wide = max(width_of(text.time, large), width_of(below, self._small))
        high = QFontMetrics(self._plain).height()
        top = (HEIGHT - 2 * high) // 2
        names = QRectF(_TEXT_LEFT, top, right - wide - _GAP - _TEXT_LEFT, high)
        self._paint_names(painter, theme, names, text, star=" ★" if favourite else "")
        dim = theme.warning if text.warns else theme.dim
        write(painter, text.doing, names.translated(0, high), self._plain, dim)

        place, left = RIGHT | LEVEL, right - wide
        where = QRectF(left, top - 1, wide, high + 2) if below else QRectF(left, 0, wide, HEIGHT)
        ink = theme.accent if runs else theme.text
        write(painter, text.time, where, large, ink, place=place, cut=False)
        dim = theme.warning if row.progress == "unsaved" else theme.dim
        where = QRectF(left, top + high, wide, high)
        write(painter, below, where, self._small, dim, place=place, cut=False)

    def _paint_ground(self, painter: QPainter, theme: Theme, *, runs: bool) -> None:
        ground = theme.card if runs else theme.hover if self.underMouse() else ""
        ring, width = (theme.line if runs else ""), 1.0
        if self.hasFocus():
            ring, width = theme.focus, 1.5
        shape = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        rounded(painter, shape, 9, ground=ground, ring=ring, width=width)

    def _paint_names(
        self, painter: QPainter, theme: Theme, where: QRectF, text: RowText, *, star: str
    ) -> None:
        """Paint the project in bold and the client dim behind it: the project is cut last."""
        write(painter, text.project, where, self._bold, theme.text)
        used = width_of(text.project, self._bold)
        tail = f" · {text.client}{star}" if text.client else star
        if used + 24 < where.width():
            write(painter, tail, where.adjusted(used, 0, 0, 0), self._plain, theme.dim)

    def _show_fix(self, *, wanted: bool, work: str) -> None:
        if wanted and self.fix is None:
            self.fix = Button(words.FIX, lambda: self.opened.emit(self.ref), kind="fix")
            self.fix.setParent(self)
            self._place()
        if self.fix is not None:
            self.fix.setAccessibleName(words.fix_work(work))
            self.fix.setVisible(wanted)
        self.button.setVisible(not wanted)

    def _place(self) -> None:
        right, top = self.width() - _RIGHT, (HEIGHT - _SIDE) // 2
        self.button.move(right - _SIDE, top)
        if self.fix is not None:
            wide = max(_SIDE, self.fix.sizeHint().width())
            self.fix.setGeometry(right - wide, top, wide, _SIDE)

    def _press(self) -> None:
        row = self._shown[0] if self._shown else None
        if row is not None and row.lock is not None and not row.entry.is_running:
            self.menu_wanted.emit(self.ref, self.button.mapToGlobal(QPoint(0, _SIDE)))
        else:
            self.pressed.emit(self.ref)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._place()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self.ref)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.ref)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.menu_wanted.emit(self.ref, event.globalPos())
