"""The list of a day's entries: rows are kept by ref, so that a change touches only what differs."""

from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from harvest_widget import words
from harvest_widget.model.operations import new_ref
from harvest_widget.store import selectors
from harvest_widget.store.changes import continue_entry, stop_timer
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import label, show_text
from harvest_widget.ui.entry_row import EntryRow
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import column, scroll
from harvest_widget.ui.row_text import Manner, manner

FIRST = 3
"""So many things stand above the rows."""


class DayList(Struct, frozen=True):
    """What the list shows."""

    day: date
    how: Manner
    rows: tuple[Row, ...]
    favourites: tuple[tuple[int, int], ...]
    unread: str = ""
    """Why nothing is known of the day; none, where it is."""


def day_list(state: State, now: datetime) -> DayList:
    """Return the shown day's rows; a timer booked on another day comes first under today."""
    day, how = selectors.shown_day(state, now), manner(state, now)
    rows = selectors.rows(state, day)
    runs = selectors.running(state)
    if day == how.today and runs is not None and runs.entry.spent_date != day:
        rows = (runs, *rows)
    return DayList(day, how, rows, state.favourites, _unread(state, day))


def _unread(state: State, day: date) -> str:
    if selectors.is_read(state, day):
        return ""
    known = {"online": words.LOADING, "offline": words.NOT_READ_OFFLINE}
    return known.get(selectors.status(state).kind, words.NOT_READ)


class Rows(QScrollArea):
    """Scrolls over whatever `above` is and the rows."""

    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, store: Store, clock: Clock, *, above: QWidget) -> None:
        super().__init__()
        self._store, self._clock = store, clock
        self._widgets: dict[str, EntryRow] = {}
        self.shown = DayList(date.min, manner(store.state, clock()), (), ())
        self.chosen: str | None = None
        self.empty, self.empty_hint = label(px=15, weight=600), label(tone="dim", wrap=True)
        for text, space in ((self.empty, 96), (self.empty_hint, 4)):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            text.setContentsMargins(24, space, 24, 0)
        inside = QWidget()
        parts = (above, self.empty, self.empty_hint, None)
        self._stack = column(*parts, on=inside, margins=(8, 8, 8, 8))
        scroll(self, inside)
        store.watch(lambda state: day_list(state, clock()), self._show)

    def row(self, ref: str | None) -> Row | None:
        return next((row for row in self.shown.rows if row.ref == ref), None)

    def start_or_stop(self, ref: str) -> None:
        """Stop the row if it runs, else go on with it as the rules of continuing say."""
        row, now = self.row(ref), self._clock()
        if row is not None and row.entry.is_running:
            self._store.update(stop_timer, now=now)
        elif row is not None:
            self._store.update(continue_entry, ref=ref, new_ref=new_ref(), now=now)

    def step(self, by: int) -> None:
        """Choose the row so many lines further down; without a chosen one the first or the last."""
        refs = [row.ref for row in self.shown.rows]
        if self.chosen in refs:
            self._choose(refs[min(max(refs.index(self.chosen) + by, 0), len(refs) - 1)])
        elif refs:
            self._choose(refs[0 if by > 0 else -1])

    def choose_again(self) -> bool:
        """Mark the chosen row anew. Returns False where none is."""
        if self.chosen in self._widgets:
            self._choose(self.chosen)
        return self.chosen in self._widgets

    def _choose(self, ref: str) -> None:
        widget = self._widgets[ref]
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen = ref
        self.ensureWidgetVisible(widget, 0, 8)

    def keep_free(self, height: int) -> None:
        """Leave so many px free at the lower end."""
        if self.viewportMargins().bottom() != height:
            self.setViewportMargins(0, 0, 0, height)

    def place_of(self, ref: str) -> QPoint:
        """Return where the menu of a row opens for who pressed a key, on the screen."""
        widget = self._widgets[ref]
        return widget.mapToGlobal(QPoint(16, widget.height()))

    def tick(self, now: datetime) -> None:
        fresh = day_list(self._store.state, now)
        if fresh != self.shown:
            self._show(fresh)
            return
        for widget in self._widgets.values():
            widget.tick(now)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Arrows choose a row; only paging is the scroll area's own.
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _show(self, day: DayList) -> None:
        before, self.shown = self.shown, day
        refs = [row.ref for row in day.rows]
        lost = self._drop([row.ref for row in before.rows], refs)
        for at, row in enumerate(day.rows, FIRST):
            widget = self._widgets.get(row.ref) or self._add(row.ref)
            if self._stack.indexOf(widget) != at:
                self._stack.insertWidget(at, widget)
                # Left to itself the layout would show a new row only a turn later.
                widget.show()
            favourite = row.entry.work.pair in day.favourites
            widget.show_row(row, day.how, self._clock(), favourite=favourite)
        # The focus walks from row to row as they stand.
        for one, other in pairwise(self._widgets[ref] for ref in refs):
            QWidget.setTabOrder(one, one.button)
            QWidget.setTabOrder(one.button, other)
        is_today = day.day == day.how.today
        nothing = words.NOTHING_TODAY if is_today else words.NOTHING_YET
        show_text(self.empty, day.unread or nothing)
        hint = words.NOTHING_TODAY_HINT if is_today else words.NOTHING_YET_HINT
        show_text(self.empty_hint, hint)
        self.empty.setVisible(not refs)
        self.empty_hint.setVisible(not refs and not day.unread)
        if before.day != day.day:
            self.chosen = None
            self.verticalScrollBar().setValue(0)
        if lost is None:
            return
        if before.day == day.day and refs:
            self._choose(refs[min(lost, len(refs) - 1)])
        elif (whole := self.parentWidget()) is not None:
            # Else Qt gives the keys to the next button, and Space turns the page.
            whole.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, before: list[str], refs: list[str]) -> int | None:
        """Take away rows that are gone. Returns the place of the one that had the focus."""
        lost = None
        for ref in set(self._widgets) - set(refs):
            widget = self._widgets.pop(ref)
            if widget.hasFocus() or widget.button.hasFocus():
                lost = before.index(ref)
            self._stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        return lost

    def _add(self, ref: str) -> EntryRow:
        widget = self._widgets[ref] = EntryRow(ref)
        widget.pressed.connect(self.start_or_stop)
        widget.opened.connect(self.opened)
        widget.menu_wanted.connect(self.menu_wanted)
        widget.chosen.connect(self._remember)
        return widget

    def _remember(self, ref: str) -> None:
        self.chosen = ref
