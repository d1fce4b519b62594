"""The date of an entry: a chip that opens a field for a typed date and a month to choose in."""

from datetime import date, timedelta

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from harvest_widget import words
from harvest_widget.model.formats import MONTHS, WEEKDAYS, Formats, day_title, read_date, show_date
from harvest_widget.ui.controls import Button, IconButton, dress, label, name_of
from harvest_widget.ui.layout import CENTRE, column, row
from harvest_widget.ui.paint import painter_on, rounded, write
from harvest_widget.ui.style import SMALL, font, theme_of

CELL = 28
DAYS = 7
WEEKS = 6
STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -DAYS,
    Qt.Key.Key_Down: DAYS,
    Qt.Key.Key_PageUp: -4 * DAYS,
    Qt.Key.Key_PageDown: 4 * DAYS,
}


class DateChip(Button):
    """Shows the date in words; checked while the panel is open."""

    def __init__(self) -> None:
        super().__init__("", kind="chip")
        self.setCheckable(True)

    def show_day(self, day: date | None, text: str, *, today: date) -> None:
        self.setText(day_title(day, today=today) if day else text)
        self.setAccessibleName(f"{words.DATE_LABEL}: {self.text()}")
        dress(self, "wrong", day is None)


class DatePanel(QFrame):
    """A typed date in the account's format, and a month. `changed` follows the user only."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "card")
        self._formats, self._today = Formats(), date.min
        self.field, self.month = QLineEdit(), Month()
        self._back = IconButton("chevron-left", words.PREVIOUS_MONTH, lambda: self._turn(-1))
        self._on = IconButton("chevron-right", words.NEXT_MONTH, lambda: self._turn(1))
        self._title = label(weight=600)
        self._title.setAlignment(CENTRE)
        column(
            name_of(self.field, words.DATE_LABEL),
            self.field,
            4,
            row(self._back, (self._title, 1), self._on, spacing=4),
            (self.month, Qt.AlignmentFlag.AlignHCenter),
            on=self,
            margins=(10, 8, 10, 10),
            spacing=4,
        )
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(self._typed)
        self.month.picked.connect(self._picked)

    def set_ways(self, formats: Formats, *, today: date, first: int) -> None:
        """Write dates as `formats` does from now on; weeks begin on weekday `first`, Monday 0."""
        day = self.day()
        self._formats, self._today = formats, today
        if day is not None and day != date.min:
            self.field.setText(show_date(day, formats))
        self.month.today, self.month.first = today, first
        self.month.update()

    def day(self) -> date | None:
        return read_date(self.field.text(), self._formats, today=self._today)

    def set_day(self, day: date) -> None:
        self.field.setText(show_date(day, self._formats))
        self._show(day)

    def _typed(self) -> None:
        day = self.day()
        dress(self.field, "wrong", day is None)
        if day is not None:
            self._show(day)
        self.changed.emit()

    def _picked(self) -> None:
        self.set_day(self.month.day)
        self.changed.emit()

    def _show(self, day: date) -> None:
        self.month.show_day(day)
        self._turn(0)

    def _turn(self, months: int) -> None:
        self.month.turn(months)
        shown = self.month.shown
        self._title.setText(f"{MONTHS[shown.month - 1]} {shown.year}")


class Month(QWidget):
    """Six weeks of days around the chosen one; arrows and Page keys move it, a click takes one."""

    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.day = self.shown = date(2000, 1, 1)
        self.today, self.first = date.min, 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(CELL * DAYS + 56, CELL * (WEEKS + 1) - 4)

    def show_day(self, day: date) -> None:
        self.day, self.shown = day, day.replace(day=1)
        self.setAccessibleName(day_title(day, today=self.today))
        self.update()

    def turn(self, months: int) -> None:
        """Show another month; the chosen day stays."""
        count = self.shown.year * 12 + self.shown.month - 1 + months
        if 12 <= count < 9999 * 12:
            self.shown = date(count // 12, count % 12 + 1, 1)
            self.update()

    def _at(self, cell: int) -> date:
        before = (self.shown.weekday() - self.first) % DAYS
        return self.shown + timedelta(days=cell - before)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = int(event.position().x() * DAYS // self.width())
        row = int(event.position().y() // CELL) - 1
        if 0 <= row < WEEKS and 0 <= column < DAYS:
            self._pick(self._at(row * DAYS + column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in STEPS:
            self._pick(self.day + timedelta(days=STEPS[event.key()]))
        else:
            super().keyPressEvent(event)

    def _pick(self, day: date) -> None:
        self.show_day(day)
        self.picked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, width = theme_of(self), painter_on(self), self.width() / DAYS
        small, figures = font(SMALL), font(12, tabular=True)
        for at in range(DAYS):
            area = QRectF(at * width, 0, width, CELL)
            name = WEEKDAYS[(self.first + at) % DAYS]
            write(painter, name, area, small, theme.dim, place=CENTRE, cut=False)
        for at in range(DAYS * WEEKS):
            day, (row, column) = self._at(at), divmod(at, DAYS)
            circle = QRectF((column + 0.5) * width - 12.5, (row + 1.5) * CELL - 12.5, 25, 25)
            color = theme.text if day.month == self.shown.month else theme.dim
            if day == self.day:
                color, ring = theme.on_accent, theme.focus if self.hasFocus() else ""
                rounded(painter, circle, 12.5, ground=theme.accent, ring=ring, width=2)
            elif day == self.today:
                color = theme.accent
                rounded(painter, circle, 12.5, ground=theme.accent_surface)
            write(painter, str(day.day), circle, figures, color, place=CENTRE, cut=False)
