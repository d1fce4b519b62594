"""The date of an entry: a chip that opens a field for a typed date and a month to choose in."""

from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from harvest_widget import words
from harvest_widget.model.formats import ENGLISH, Formats, day_title, read_date, show_date
from harvest_widget.ui.controls import IconButton, dress, label
from harvest_widget.ui.style import SMALL, font, theme_of

CELL = 28
DAYS = 7
WEEKS = 6


class DateChip(QAbstractButton):
    """Shows the date in words; checked while the panel is open."""

    def __init__(self) -> None:
        super().__init__()
        self._wrong = False
        self.setFont(font(12))
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_day(self, day: date | None, text: str, *, today: date) -> None:
        """Show a date in words, or the text that is none."""
        shown = day_title(day, today=today) if day else text
        self._wrong = day is None
        self.setText(shown)
        self.setAccessibleName(f"{words.DATE_LABEL}: {shown}")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 20, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, color = theme.hover, theme.dim
        if self._wrong:
            ground, color = theme.warning_surface, theme.warning
        elif self.isChecked():
            ground, color = theme.accent_surface, theme.accent
        shape = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(theme.focus), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
        painter.setPen(QColor(theme.text if self.underMouse() and self.isEnabled() else color))
        painter.drawText(shape, Qt.AlignmentFlag.AlignCenter, self.text())


class DatePanel(QFrame):
    """A typed date in the account's format, and a month. `changed` follows the user only."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._formats, self._today = Formats(), date.min
        self.field = QLineEdit()
        self.field.setAccessibleName(words.DATE_LABEL)
        name = label(words.DATE_LABEL, px=SMALL, tone="dim")
        name.setBuddy(self.field)
        self._back = IconButton("chevron-left", words.PREVIOUS_MONTH)
        self._on = IconButton("chevron-right", words.NEXT_MONTH)
        self._title = label(weight=600)
        self.month = Month()
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignCenter)
        head.addWidget(self._on)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(4)
        column.addWidget(name)
        column.addWidget(self.field)
        column.addSpacing(4)
        column.addLayout(head)
        column.addWidget(self.month, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(self._typed)
        self.month.picked.connect(self._picked)
        self._back.clicked.connect(lambda: self._turn(-1))
        self._on.clicked.connect(lambda: self._turn(1))

    def set_ways(self, formats: Formats, *, today: date, first: int) -> None:
        """Write dates as `formats` does from now on; weeks begin on weekday `first`, Monday 0."""
        day = self.day()
        self._formats, self._today = formats, today
        if day is not None and day != date.min:
            self.field.setText(show_date(day, formats))
        self.month.show_ways(today=today, first=first)

    def day(self) -> date | None:
        """Return the date that is typed; None where it is none."""
        return read_date(self.field.text(), self._formats, today=self._today)

    def set_day(self, day: date) -> None:
        """Show a date."""
        self.field.setText(show_date(day, self._formats))
        self._show(day)

    def set_text(self, text: str) -> None:
        """Show what was typed before, a date or not."""
        self.field.setText(text)
        self._show(self.day() or self._today)

    def _typed(self) -> None:
        day = self.day()
        dress(self.field, "wrong", day is None)
        if day is not None:
            self._show(day)
        self.changed.emit()

    def _picked(self) -> None:
        self.set_day(self.month.day)
        self.changed.emit()

    def _turn(self, months: int) -> None:
        self.month.turn(months)
        self._say_month()

    def _show(self, day: date) -> None:
        self.month.show_day(day)
        self._say_month()

    def _say_month(self) -> None:
        shown = self.month.shown
        self._title.setText(f"{ENGLISH.months[shown.month - 1]} {shown.year}")


_STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -DAYS,
    Qt.Key.Key_Down: DAYS,
    Qt.Key.Key_PageUp: -4 * DAYS,
    Qt.Key.Key_PageDown: 4 * DAYS,
}


class Month(QWidget):
    """Six weeks of days around the chosen one; arrows and Page keys move it, a click takes one."""

    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.day = self.shown = date(2000, 1, 1)
        self._today, self._first = date.min, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(CELL * DAYS + 56, CELL * (WEEKS + 1) - 4)

    def show_ways(self, *, today: date, first: int) -> None:
        """Mark today, and begin weeks on weekday `first`."""
        self._today, self._first = today, first
        self.update()

    def show_day(self, day: date) -> None:
        """Choose a day and show its month."""
        self.day, self.shown = day, day.replace(day=1)
        self.setAccessibleName(day_title(day, today=self._today))
        self.update()

    def turn(self, months: int) -> None:
        """Show another month; the chosen day stays."""
        count = self.shown.year * 12 + self.shown.month - 1 + months
        if 12 <= count < 9999 * 12:
            self.shown = date(count // 12, count % 12 + 1, 1)
            self.update()

    def _top_left(self) -> date:
        return self.shown - timedelta(days=(self.shown.weekday() - self._first) % DAYS)

    def _width(self) -> float:
        return self.width() / DAYS

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = int(event.position().x() // self._width())
        row = int(event.position().y() // CELL) - 1
        if 0 <= row < WEEKS and 0 <= column < DAYS:
            self._pick(self._top_left() + timedelta(days=row * DAYS + column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        days = _STEPS.get(event.key())
        if days is None:
            super().keyPressEvent(event)
        else:
            self._pick(self.day + timedelta(days=days))

    def _pick(self, day: date) -> None:
        self.show_day(day)
        self.picked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, first = self._width(), self._top_left()
        painter.setFont(font(SMALL))
        painter.setPen(QColor(theme.dim))
        for at in range(DAYS):
            area = QRectF(at * width, 0, width, CELL)
            name = ENGLISH.days[(self._first + at) % DAYS]
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, name)
        painter.setFont(font(12, tabular=True))
        for at in range(DAYS * WEEKS):
            day = first + timedelta(days=at)
            row, column = divmod(at, DAYS)
            middle = QPointF((column + 0.5) * width, (row + 1.5) * CELL)
            round_it = QRectF(middle.x() - 12.5, middle.y() - 12.5, 25, 25)
            color = theme.text if day.month == self.shown.month else theme.dim
            painter.setPen(Qt.PenStyle.NoPen)
            if day == self.day:
                painter.setBrush(QColor(theme.accent))
                if self.hasFocus():
                    painter.setPen(QPen(QColor(theme.focus), 2))
                painter.drawEllipse(round_it)
                color = theme.on_accent
            elif day == self._today:
                painter.setBrush(QColor(theme.accent_surface))
                painter.drawEllipse(round_it)
                color = theme.accent
            painter.setPen(QColor(color))
            painter.drawText(round_it, Qt.AlignmentFlag.AlignCenter, str(day.day))
