"""The strip of seven days above the rows, with the totals; the big Week view is not here."""

from collections.abc import Callable
from datetime import date, datetime

from msgspec import Struct
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.formats import ENGLISH, Formats, day_title, show_hours
from harvest_widget.store import selectors
from harvest_widget.store.changes import show_day
from harvest_widget.store.selectors import DaySum
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import label, leave_arrows, show_text
from harvest_widget.ui.style import SMALL, font, theme_of

_WORKING_DAYS = 5


class Week(Struct, frozen=True):
    """What the strip shows; capacities in seconds."""

    shown: date
    today: date
    sums: tuple[DaySum, ...]
    day_capacity: int | None
    week_capacity: int | None
    formats: Formats


def week_around(state: State, now: datetime) -> Week:
    """Return the week that the shown day lies in."""
    day = selectors.shown_day(state, now)
    return Week(
        day,
        selectors.today(state, now),
        selectors.week(state, day),
        selectors.day_capacity(state),
        selectors.week_capacity(state),
        selectors.formats(state),
    )


class WeekStrip(QWidget):
    """Seven days to click on."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._store, self._clock = store, clock
        self._week: Week | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 0, 12, 10)
        line.setSpacing(2)
        self.days = tuple(_Day(self._show_day) for _ in range(7))
        for day in self.days:
            line.addWidget(day, 1)
        total = QVBoxLayout()
        total.setContentsMargins(4, 3, 0, 0)
        total.setSpacing(1)
        right = Qt.AlignmentFlag.AlignRight
        total.addWidget(label(words.WEEK, px=SMALL, tone="dim"), 0, right)
        self.total = label(px=12, weight=600, tabular=True)
        total.addWidget(self.total, 0, right)
        total.addStretch()
        line.addLayout(total)
        store.watch(lambda state: week_around(state, clock()), self._show)

    def tick(self, now: datetime) -> None:
        """Show the totals as they are by now."""
        if self._week is None:
            return
        week = self._week
        for day, one in zip(self.days, week.sums, strict=True):
            shown = selectors.shown_total((one,), week.formats, now)
            day.show_day(one.day, shown, week)
        total = selectors.shown_total(week.sums, week.formats, now)
        show_text(self.total, _against(total, week.week_capacity, week.formats))

    def _show(self, week: Week) -> None:
        self._week = week
        self.tick(self._clock())

    def _show_day(self, day: date) -> None:
        today = selectors.today(self._store.state, self._clock())
        self._store.update(show_day, day=None if day == today else day)


class _Day(QAbstractButton):
    """A day of the strip: its name, its total and a bar against a working day's capacity."""

    def __init__(self, press: Callable[[date], None]) -> None:
        super().__init__()
        self._looks: tuple[str, str, float | None, bool, bool] = ("", "", None, False, False)
        self._day = date.min
        self._small, self._bold = font(SMALL), font(12, weight=600, tabular=True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: press(self._day))

    def show_day(self, day: date, seconds: int, week: Week) -> None:
        """Show the total in seconds; a day of rest without time has a dash and no bar."""
        self._day = day
        rests = day.weekday() >= _WORKING_DAYS
        text = "–" if rests and not seconds else show_hours(seconds, week.formats)
        full = None
        if week.day_capacity and not (rests and not seconds):
            full = min(1.0, seconds / week.day_capacity)
        looks = (
            ENGLISH.days[day.weekday()],
            text,
            full,
            day == week.shown,
            day == week.today,
        )
        if looks != self._looks:
            self._looks = looks
            name = day_title(day, today=week.today)
            self.setAccessibleName(words.day_and_total(name, text))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(36, 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(30, 48)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leave_arrows(self, event)

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.HoverEnter, QEvent.Type.HoverLeave}:
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        name, text, full, shown, today = self._looks
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ring = QColor(0, 0, 0, 0), QColor(0, 0, 0, 0)
        if shown:
            ground = QColor(theme.accent_surface)
        elif self.underMouse():
            ground = QColor(theme.hover)
        if self.hasFocus():
            ring = QColor(theme.focus)
        painter.setBrush(ground)
        painter.setPen(QPen(ring, 1.5))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 8, 8)
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._small)
        painter.setPen(QColor(theme.accent if shown or today else theme.dim))
        painter.drawText(QRectF(0, 4, self.width(), 14), middle, name)
        painter.setFont(self._bold)
        painter.setPen(QColor(theme.accent if shown else theme.text))
        painter.drawText(QRectF(0, 20, self.width(), 16), middle, text)
        if full is None:
            return
        bar = QRectF(8, 39, self.width() - 16, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line))
        painter.drawRoundedRect(bar, 1.5, 1.5)
        if full:
            bar.setWidth(max(3.0, bar.width() * full))
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(bar, 1.5, 1.5)


def _against(seconds: int, capacity: int | None, formats: Formats) -> str:
    """Return `25:54 / 40`, or the total alone where nobody set a capacity."""
    shown = show_hours(seconds, formats)
    if not capacity:
        return shown
    whole, rest = divmod(capacity, 3600)
    return words.total_of(shown, show_hours(capacity, formats) if rest else str(whole))
