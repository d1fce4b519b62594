"""The strip of seven days above the rows, with the totals; the big Week view is not here."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from harvest_widget import words
from harvest_widget.model.formats import ENGLISH, Formats, day_title, show_hours
from harvest_widget.store import selectors
from harvest_widget.store.changes import show_day
from harvest_widget.store.selectors import DaySum
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import Painted, label, show_text
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import RIGHT, column, row
from harvest_widget.ui.paint import painter_on, rounded, write
from harvest_widget.ui.style import SMALL, font, theme_of

WORKING_DAYS = 5
Looks = tuple[str, str, float, bool, bool]
"""A day's name and total in words, how full it is (0 to 1), whether it is shown, and today."""


Week = tuple[date, date, tuple[DaySum, ...], int | None, int | None, Formats]
"""The shown day, today, the days, the seconds that fill a day and a week, how hours are shown."""


def week_around(state: State, now: datetime) -> Week:
    """Return the week that the shown day lies in."""
    day = selectors.shown_day(state, now)
    return (
        day,
        selectors.today(state, now),
        selectors.week(state, day),
        selectors.day_capacity(state),
        selectors.week_capacity(state),
        selectors.formats(state),
    )


class WeekStrip(QWidget):
    """Seven days to click on."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self._store, self._clock = store, clock
        self.days = tuple(_Day(self._show_day) for _ in range(7))
        self.total = label(px=12, weight=600, tabular=True)
        name = label(words.WEEK, px=SMALL, tone="dim")
        total = column((name, RIGHT), (self.total, RIGHT), None, margins=(4, 3, 0, 0), spacing=1)
        days = ((day, 1) for day in self.days)
        row(*days, total, on=self, margins=(10, 0, 12, 10), spacing=2)
        store.watch(lambda state: week_around(state, clock()), lambda _: self.tick(clock()))

    def tick(self, now: datetime) -> None:
        shown, today, sums, a_day, a_week, formats = week_around(self._store.state, now)
        for day, one in zip(self.days, sums, strict=True):
            seconds = selectors.shown_total((one,), formats, now)
            # A day of rest without time has a dash and no bar; without a capacity none has.
            rests = one.day.weekday() >= WORKING_DAYS and not seconds
            text = "–" if rests else show_hours(seconds, formats)
            full = min(1.0, seconds / a_day) if a_day and not rests else -1.0
            name = words.day_and_total(day_title(one.day, today=today), text)
            day.show_looks(one.day, (name, text, full, one.day == shown, one.day == today))
        total = selectors.shown_total(sums, formats, now)
        show_text(self.total, _against(total, a_week, formats))

    def _show_day(self, day: date) -> None:
        today = selectors.today(self._store.state, self._clock())
        self._store.update(show_day, day=None if day == today else day)


class _Day(Painted):
    """A day of the strip: its name, its total and a bar against a working day's capacity."""

    def __init__(self, press: Callable[[date], None]) -> None:
        super().__init__()
        self._day = date.min
        self._looks: Looks = ("", "", 0.0, False, False)
        self._small, self._bold = font(SMALL), font(12, weight=600, tabular=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: press(self._day))

    def show_looks(self, day: date, looks: Looks) -> None:
        if (day, looks) != (self._day, self._looks):
            self._day, self._looks = day, looks
            self.setAccessibleName(looks[0])
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(36, 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(30, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, width = theme_of(self), painter_on(self), self.width()
        _, text, full, shown, today = self._looks
        ground = theme.accent_surface if shown else theme.hover if self.underMouse() else ""
        shape = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        rounded(painter, shape, 8, ground=ground, ring=theme.focus if self.hasFocus() else "")
        for what, top, high, face, color in (
            (ENGLISH.days[self._day.weekday()], 4, 14, self._small, theme.dim),
            (text, 20, 16, self._bold, theme.text),
        ):
            ink = theme.accent if shown or (today and top == 4) else color
            where = QRectF(0, top, width, high)
            write(painter, what, where, face, ink, place=Qt.AlignmentFlag.AlignCenter, cut=False)
        if full >= 0:
            rounded(painter, QRectF(8, 39, width - 16, 3), 1.5, ground=theme.line)
        if full > 0:
            bar = QRectF(8, 39, max(3.0, (width - 16) * full), 3)
            rounded(painter, bar, 1.5, ground=theme.accent)


def _against(seconds: int, capacity: int | None, formats: Formats) -> str:
    """Return `25:54 / 40`, or the total alone where nobody set a capacity."""
    shown = show_hours(seconds, formats)
    if not capacity:
        return shown
    whole, rest = divmod(capacity, 3600)
    return words.total_of(shown, show_hours(capacity, formats) if rest else str(whole))
