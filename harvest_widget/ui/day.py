"""One day: header, week, cards, rows, Undo, footer; and what its keys do."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.formats import day_title, show_hours
from harvest_widget.model.operations import new_ref
from harvest_widget.store import selectors
from harvest_widget.store.changes import delete_entry, refresh, show_day, toggle, toggle_favourite
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.store.undo import undo
from harvest_widget.ui.cards import Cards
from harvest_widget.ui.controls import Button, Line, label, show_text
from harvest_widget.ui.header import Header
from harvest_widget.ui.keys import Action
from harvest_widget.ui.row_menu import row_menu
from harvest_widget.ui.row_text import as_line, manner, until_change
from harvest_widget.ui.rows import Rows
from harvest_widget.ui.running_bar import RunningBar
from harvest_widget.ui.style import TITLE
from harvest_widget.ui.toast import Toast
from harvest_widget.ui.week import WeekStrip


class DayView(QWidget):
    """The view that the popover opens with."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        *,
        open_editor: Callable[[str | None], None],
        sign_in: Callable[[], None],
        menu: Callable[[], QMenu],
    ) -> None:
        super().__init__()
        self._store, self._clock = store, clock
        self._open_editor = open_editor
        # The day itself takes the keys until a row is chosen: no button looks pressed at first.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.header = Header(store, clock, menu=menu)
        self.strip = WeekStrip(store, clock)
        self.bar = RunningBar(store, clock, parent=self)
        self.cards = Cards(store, clock, parent=self, open_editor=open_editor, sign_in=sign_in)
        self.rows = Rows(store, clock, above=self.cards)
        self.rows.opened.connect(open_editor)
        self.rows.menu_wanted.connect(self._open_row_menu)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self.header)
        stack.addWidget(self.strip)
        stack.addWidget(Line())
        stack.addWidget(self.bar)
        stack.addWidget(self.rows, 1)
        stack.addWidget(Line())
        stack.addLayout(self._footer())
        self.toast = Toast(store, clock, self.rows)
        store.watch(lambda state: self._total(state, clock()), self._show_total)

    def tick(self) -> None:
        """Show what has grown older; only texts that differ are drawn again."""
        now = self._clock()
        for part in (self.header, self.strip, self.bar, self.rows, self.toast):
            part.tick(now)
        self._show_total(self._total(self._store.state, now))

    def next_change(self, now: datetime) -> float | None:
        """Return the seconds until a text of the day changes by itself; midnight always does."""
        state = self._store.state
        midnight = datetime.combine(
            selectors.today(state, now) + timedelta(days=1), time(0), selectors.zone(state)
        )
        due = [max(0.0, (midnight.astimezone(now.tzinfo) - now).total_seconds())]
        running = selectors.running(state)
        if running is not None:
            due.append(until_change(running.entry, selectors.formats(state), now) or 60.0)
        due += [
            one
            for one in (self.header.next_change(now), self.toast.next_change(now))
            if one is not None
        ]
        return min(due)

    def perform(self, action: Action) -> None:
        """Do what a key stands for; what is meant for a row does nothing while none is chosen."""
        now, store = self._clock(), self._store
        acts: dict[Action, Callable[[], None]] = {
            "new": lambda: self._open_editor(None),
            "up": lambda: self.rows.step(-1),
            "down": lambda: self.rows.step(1),
            "toggle": lambda: store.update(toggle, now=now, new_ref=new_ref()),
            "undo": lambda: store.update(undo, now=now),
            "previous_day": lambda: self.header.turn(-1),
            "next_day": lambda: self.header.turn(1),
            "today": lambda: store.update(show_day, day=None),
            "refresh": lambda: store.update(refresh, now=now),
        }
        chosen = self.rows.row(self.rows.chosen)
        if chosen is not None:
            acts |= self._acts_on(chosen, now)
        act = acts.get(action)
        if act is not None:
            act()

    def _acts_on(self, row: Row, now: datetime) -> dict[Action, Callable[[], None]]:
        ref, store = row.ref, self._store
        acts: dict[Action, Callable[[], None]] = {
            "toggle": lambda: self.rows.start_or_stop(ref),
            "edit": lambda: self._open_editor(ref),
            "copy": lambda: QGuiApplication.clipboard().setText(
                as_line(row, manner(store.state, now), now)
            ),
            "favourite": lambda: store.update(toggle_favourite, pair=row.entry.work.pair),
            "menu": lambda: self._open_row_menu(ref, self.rows.place_of(ref)),
        }
        if row.lock is None:
            acts["delete"] = lambda: store.update(delete_entry, ref=ref, now=now)
        return acts

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.toast.place()

    def _footer(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(12, 10, 12, 10)
        self.new = Button(words.NEW_ENTRY_BUTTON, kind="primary", key="N")
        self.new.setAccessibleName(words.NEW_ENTRY)
        self.new.clicked.connect(lambda: self._open_editor(None))
        line.addWidget(self.new)
        line.addStretch()
        total = QVBoxLayout()
        total.setSpacing(0)
        self.total_day = label(px=12, tone="dim")
        self.total = label(px=TITLE, weight=600, tabular=True)
        for text in (self.total_day, self.total):
            total.addWidget(text, 0, Qt.AlignmentFlag.AlignRight)
        line.addLayout(total)
        return line

    def _total(self, state: State, now: datetime) -> tuple[str, str]:
        day, today = selectors.shown_day(state, now), selectors.today(state, now)
        shown = selectors.formats(state)
        seconds = selectors.shown_total((selectors.day_sum(state, day),), shown, now)
        name = words.TODAY if day == today else day_title(day, today=today)
        return name, show_hours(seconds, shown)

    def _show_total(self, total: tuple[str, str]) -> None:
        show_text(self.total_day, total[0])
        show_text(self.total, total[1])

    def _open_row_menu(self, ref: str, where: QPoint) -> None:
        row = self.rows.row(ref)
        if row is not None and self.rows.shown is not None:
            menu = row_menu(
                row,
                self.rows.shown,
                self._store,
                self._clock,
                press=self.rows.start_or_stop,
                open_editor=self._open_editor,
            )
            menu.setParent(self, menu.windowFlags())
            menu.popup(where)
