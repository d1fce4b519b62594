"""The strip of seven days above the rows, with the totals; the big Week view is not here."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from harvest_widget import words
from harvest_widget.model.formats import WEEKDAYS, Formats, day_title, show_hours
from harvest_widget.store import selectors
from harvest_widget.store.changes import show_day
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import Painted, label, show_text
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import CENTRE, RIGHT, column, row
from harvest_widget.ui.paint import painter_on, rounded, write
from harvest_widget.ui.style import SMALL, font, theme_of

WORKING_DAYS = 5
Looks = tuple[date, str, str, float, bool, bool]
"""A day, its name and total in words, how full it is (0 to 1), whether it is shown, and today."""
Week = tuple[tuple[Looks, ...], str]
"""Seven days, and their total against the capacity."""


def week_looks(state: State, now: datetime) -> Week:
    """Return what the week says in which the shown day lies."""
    shown, today = selectors.shown_day(state, now), selectors.today(state, now)
    sums, formats = selectors.week(state, shown), selectors.formats(state)
    capacity, days = selectors.day_capacity(state), []
    for one in sums:
        seconds = selectors.shown_total((one,), formats, now)
        # Without time a day of rest, or one that was never read, has a dash and no bar.
        unknown = one.day.weekday() >= WORKING_DAYS or not selectors.is_read(state, one.day)
        rests = unknown and not seconds
        text = words.UNKNOWN_TIME if rests else show_hours(seconds, formats)
        full = min(1.0, seconds / capacity) if capacity and not rests else -1.0
        name = words.day_and_total(day_title(one.day, today=today), text)
        days.append((one.day, name, text, full, one.day == shown, one.day == today))
    total = selectors.shown_total(sums, formats, now)
    known = total or any(selectors.is_read(state, one.day) for one in sums)
    text = show_hours(total, formats) if known else words.UNKNOWN_TIME
    return tuple(days), _against(text, selectors.week_capacity(state), formats)


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
        store.watch(lambda state: week_looks(state, clock()), self._show)

    def tick(self, now: datetime) -> None:
        self._show(week_looks(self._store.state, now))

    def _show(self, week: Week) -> None:
        for day, looks in zip(self.days, week[0], strict=True):
            day.show_looks(looks)
        show_text(self.total, week[1])

    def _show_day(self, day: date) -> None:
        today = selectors.today(self._store.state, self._clock())
        self._store.update(show_day, day=None if day == today else day)


class _Day(Painted):
    """A day of the strip: its name, its total and a bar against a working day's capacity."""

    def __init__(self, press: Callable[[date], None]) -> None:
        super().__init__()
        self._looks: Looks = (date.min, "", "", 0.0, False, False)
        self._small, self._bold = font(SMALL), font(12, weight=600, tabular=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: press(self._looks[0]))

    def show_looks(self, looks: Looks) -> None:
        if looks != self._looks:
            self._looks = looks
            self.setAccessibleName(looks[1])
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(36, 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(30, 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, width = theme_of(self), painter_on(self), self.width()
        day, _, text, full, shown, today = self._looks
        ground = theme.accent_surface if shown else theme.hover if self.underMouse() else ""
        shape = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        rounded(painter, shape, 8, ground=ground, ring=theme.focus if self.hasFocus() else "")
        for what, top, high, face, color in (
            (WEEKDAYS[day.weekday()], 4, 14, self._small, theme.dim),
            (text, 20, 16, self._bold, theme.text),
        ):
            ink = theme.accent if shown or (today and top == 4) else color
            where = QRectF(0, top, width, high)
            write(painter, what, where, face, ink, place=CENTRE, cut=False)
        if full >= 0:
            rounded(painter, QRectF(8, 39, width - 16, 3), 1.5, ground=theme.line)
        if full > 0:
            bar = QRectF(8, 39, max(3.0, (width - 16) * full), 3)
            rounded(painter, bar, 1.5, ground=theme.accent)


def _against(shown: str, capacity: int | None, formats: Formats) -> str:
    """Return `25:54 / 40`, or the total alone where nobody set a capacity."""
    if not capacity:
        return shown
    whole, rest = divmod(capacity, 3600)
    return words.total_of(shown, show_hours(capacity, formats) if rest else str(whole))
