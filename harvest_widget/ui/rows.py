"""The list of a day's entries: rows are kept by ref, so that a change touches only what differs."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.operations import new_ref
from harvest_widget.store import selectors
from harvest_widget.store.changes import continue_entry, stop_timer
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import label, show_text
from harvest_widget.ui.entry_row import EntryRow
from harvest_widget.ui.row_text import Manner, manner, until_change


class DayList(Struct, frozen=True):
    """What the list shows."""

    day: date
    how: Manner
    rows: tuple[Row, ...]
    favourites: tuple[tuple[int, int], ...]


def day_list(state: State, now: datetime) -> DayList:
    """Return the shown day's rows; a timer booked on another day comes first under today."""
    day, how = selectors.shown_day(state, now), manner(state, now)
    rows = selectors.rows(state, day)
    runs = selectors.running(state)
    if day == how.today and runs is not None and runs.entry.spent_date != day:
        rows = (runs, *rows)
    return DayList(day, how, rows, state.favourites)


class Rows(QScrollArea):
    """Scrolls over whatever `above` is and the rows."""

    opened = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, store: Store, clock: Callable[[], datetime], *, above: QWidget) -> None:
        super().__init__()
        self._store, self._clock = store, clock
        self._list: DayList | None = None
        self._widgets: dict[str, EntryRow] = {}
        self.chosen: str | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._stack = QVBoxLayout(inside)
        self._stack.setContentsMargins(8, 8, 8, 8)
        self._stack.setSpacing(0)
        self._stack.addWidget(above)
        self.empty = label(px=15, weight=600)
        self.empty_hint = label(tone="dim", wrap=True)
        for text, space in ((self.empty, 96), (self.empty_hint, 4)):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            text.setContentsMargins(24, space, 24, 0)
            self._stack.addWidget(text)
        self._stack.addStretch(1)
        self._first = 3
        self.setWidget(inside)
        store.watch(lambda state: day_list(state, clock()), self._show)

    @property
    def shown(self) -> DayList | None:
        """The day as it is shown."""
        return self._list

    def row(self, ref: str | None) -> Row | None:
        """Return the shown row of that ref."""
        rows = self._list.rows if self._list else ()
        return next((row for row in rows if row.ref == ref), None)

    def start_or_stop(self, ref: str) -> None:
        """Stop the row if it runs, else go on with it as the rules of continuing say."""
        row = self.row(ref)
        if row is None:
            return
        if row.entry.is_running:
            self._store.update(stop_timer, now=self._clock())
        else:
            self._store.update(continue_entry, ref=ref, new_ref=new_ref(), now=self._clock())

    def step(self, by: int) -> None:
        """Choose the row so many lines further down; without a chosen one the first or the last."""
        refs = [row.ref for row in self._list.rows] if self._list else []
        if not refs:
            return
        if self.chosen in refs:
            at = min(max(refs.index(self.chosen) + by, 0), len(refs) - 1)
        else:
            at = 0 if by > 0 else len(refs) - 1
        self.choose(refs[at])

    def choose(self, ref: str) -> None:
        """Give the row the focus and bring it into sight."""
        widget = self._widgets[ref]
        self.chosen = ref
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
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
        """Show what has grown older since."""
        fresh = day_list(self._store.state, now)
        if fresh != self._list:
            self._show(fresh)
            return
        for widget in self._widgets.values():
            if widget.row is not None and widget.row.entry.is_running:
                widget.tick(now)

    def next_change(self, now: datetime) -> float | None:
        """Return the seconds until a shown time changes."""
        if self._list is None:
            return None
        due = [until_change(row.entry, self._list.how.formats, now) for row in self._list.rows]
        return min((one for one in due if one is not None), default=None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Arrows choose a row; only paging is the scroll area's own.
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _show(self, day: DayList) -> None:
        turned = self._list is None or self._list.day != day.day
        before = [row.ref for row in self._list.rows] if self._list else []
        self._list = day
        refs = [row.ref for row in day.rows]
        lost = self._drop(before, refs)
        for at, row in enumerate(day.rows):
            widget = self._widgets.get(row.ref) or self._add(row.ref)
            if self._stack.indexOf(widget) != at + self._first:
                self._stack.insertWidget(at + self._first, widget)
                # Left to itself the layout would show a new row only a turn later.
                widget.show()
            favourite = row.entry.work.pair in day.favourites
            widget.show_row(row, day.how, self._clock(), favourite=favourite)
        self._order_tabs(refs)
        is_today = day.day == day.how.today
        show_text(self.empty, words.NOTHING_TODAY if is_today else words.NOTHING_YET)
        hint = words.NOTHING_TODAY_HINT if is_today else words.NOTHING_YET_HINT
        show_text(self.empty_hint, hint)
        self.empty.setVisible(not refs)
        self.empty_hint.setVisible(not refs)
        if turned:
            self.chosen = None
            self.verticalScrollBar().setValue(0)
        elif lost is not None and refs:
            self.choose(refs[min(lost, len(refs) - 1)])

    def _drop(self, before: list[str], refs: list[str]) -> int | None:
        """Take away rows that are gone. Returns the place of the one that had the focus."""
        lost = None
        for ref in set(self._widgets) - set(refs):
            widget = self._widgets.pop(ref)
            if widget.hasFocus() or widget.button.hasFocus():
                lost = before.index(ref) if ref in before else None
            self._stack.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        return lost

    def _add(self, ref: str) -> EntryRow:
        widget = EntryRow(ref)
        widget.pressed.connect(self.start_or_stop)
        widget.opened.connect(self.opened)
        widget.fix_wanted.connect(self.opened)
        widget.menu_wanted.connect(self.menu_wanted)
        widget.chosen.connect(self._remember)
        self._widgets[ref] = widget
        return widget

    def _remember(self, ref: str) -> None:
        self.chosen = ref

    def _order_tabs(self, refs: list[str]) -> None:
        """The focus walks from row to row as they stand."""
        widgets = [self._widgets[ref] for ref in refs]
        for one, other in pairwise(widgets):
            QWidget.setTabOrder(one, one.button)
            QWidget.setTabOrder(one.button, other)
