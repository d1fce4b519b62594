"""One day: header, week, cards, rows, Undo, footer; what its keys do, and the menu of a row."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from harvest_widget import words
from harvest_widget.model.formats import day_title
from harvest_widget.model.operations import new_ref
from harvest_widget.store import selectors, telling
from harvest_widget.store.changes import (
    continue_same_entry,
    delete_entry,
    refresh,
    show_day,
    toggle,
    toggle_favourite,
)
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.store.undo import undo
from harvest_widget.ui.cards import Cards
from harvest_widget.ui.controls import Act, Button, label, show_text
from harvest_widget.ui.header import Header
from harvest_widget.ui.join import Clock
from harvest_widget.ui.keys import Action
from harvest_widget.ui.layout import RIGHT, column, line, row
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
        clock: Clock,
        *,
        open_editor: Callable[[str | None], None],
        sign_in: Callable[[], None],
        menu: Callable[[], QMenu],
    ) -> None:
        super().__init__()
        self._store, self._clock, self._open_editor = store, clock, open_editor
        # The day itself takes the keys until a row is chosen: no button looks pressed at first.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.header = Header(store, clock, menu=menu)
        self.strip = WeekStrip(store, clock)
        self.bar = RunningBar(store, clock, parent=self)
        self.cards = Cards(store, clock, parent=self, open_editor=open_editor, sign_in=sign_in)
        self.rows = Rows(store, clock, above=self.cards)
        self.rows.opened.connect(open_editor)
        self.rows.menu_wanted.connect(self._open_row_menu)
        above = (self.header, self.strip, line(), self.bar)
        column(*above, (self.rows, 1), line(), self._footer(), on=self)
        self.toast = Toast(store, clock, self.rows, parent=self)
        store.watch(lambda state: _total(state, clock()), self._show_total)

    def _footer(self) -> QHBoxLayout:
        new = Button(
            words.NEW_ENTRY_BUTTON, lambda: self._open_editor(None), kind="primary", key="N"
        )
        new.setAccessibleName(words.NEW_ENTRY)
        self.total_day = label(px=12, tone="dim")
        self.total = label(px=TITLE, weight=600, tabular=True)
        total = column((self.total_day, RIGHT), (self.total, RIGHT))
        return row(new, None, total, margins=(12, 10, 12, 10))

    def _show_total(self, total: tuple[str, str]) -> None:
        show_text(self.total_day, total[0])
        show_text(self.total, total[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.toast.place()

    def tick(self) -> None:
        """Show what has grown older; only texts that differ are drawn again."""
        now = self._clock()
        for part in (self.header, self.strip, self.bar, self.rows, self.toast):
            part.tick(now)
        self._show_total(_total(self._store.state, now))

    def next_change(self, now: datetime) -> float | None:
        """Return the seconds until a text of the day changes by itself; midnight always does."""
        state = self._store.state
        tomorrow = selectors.today(state, now) + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time(0), selectors.zone(state))
        runs = selectors.running(state)
        due = (
            max(0.0, (midnight.astimezone(now.tzinfo) - now).total_seconds()),
            (until_change(runs.entry, selectors.formats(state), now) or 60.0) if runs else None,
            self.header.next_change(now),
            self.toast.next_change(now),
        )
        return min(one for one in due if one is not None)

    def take_focus(self) -> None:
        """Take the keys; a row that was chosen shows that it still is."""
        if not self.rows.choose_again():
            self.setFocus()

    def perform(self, action: Action) -> None:
        """Do what a key stands for; what is meant for a row does nothing while none is chosen."""
        now, store = self._clock(), self._store
        acts: dict[Action, Act] = {
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
            acts |= self._acts_on(chosen)
        if action in acts:
            acts[action]()

    def _acts_on(self, row: Row) -> dict[Action, Act]:
        ref, store, clock = row.ref, self._store, self._clock
        acts: dict[Action, Act] = {
            "toggle": lambda: self.rows.start_or_stop(ref),
            "edit": lambda: self._open_editor(ref),
            "copy": lambda: QGuiApplication.clipboard().setText(
                as_line(row, manner(store.state, clock()), clock())
            ),
            "favourite": lambda: store.update(toggle_favourite, pair=row.entry.work.pair),
            "menu": lambda: self._open_row_menu(ref, self.rows.place_of(ref)),
        }
        if row.lock is None:
            acts["delete"] = lambda: store.update(delete_entry, ref=ref, now=clock())
        return acts

    def _open_row_menu(self, ref: str, where: QPoint) -> None:
        if (row := self.rows.row(ref)) is not None:
            self._row_menu(row).popup(where)

    def _row_menu(self, row: Row) -> QMenu:
        """Return what can be done with one entry; the menu goes when it is closed.

        Going on with an old entry itself, in place of a new one today, is offered here and nowhere
        else, and only where Harvest can do it: start/end accounts have no such thing.
        """
        entry, state, acts = row.entry, self._store.state, self._acts_on(row)
        today = entry.spent_date == selectors.today(state, self._clock())
        free = row.lock is None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row.lock is not None:
            menu.addAction(words.locked_because(row.lock)).setEnabled(False)
            menu.addSeparator()
        start = words.START if today and free else words.START_AGAIN_TODAY
        start = words.STOP if entry.is_running else start
        menu.addAction(start).triggered.connect(acts["toggle"])
        if free and not (today or entry.is_running or selectors.timestamps(state)):
            menu.addAction(words.CONTINUE_THIS).triggered.connect(
                lambda: self._store.update(continue_same_entry, ref=row.ref, now=self._clock())
            )
        if free:
            menu.addAction(words.EDIT).triggered.connect(acts["edit"])
        is_kept = entry.work.pair in state.favourites
        kept = words.REMOVE_FAVOURITE if is_kept else words.ADD_FAVOURITE
        menu.addAction(kept).triggered.connect(acts["favourite"])
        menu.addAction(words.COPY_ROW).triggered.connect(acts["copy"])
        if free:
            menu.addSeparator()
            menu.addAction(words.DELETE).triggered.connect(acts["delete"])
        return menu


def _total(state: State, now: datetime) -> tuple[str, str]:
    day, today = selectors.shown_day(state, now), selectors.today(state, now)
    name = words.TODAY if day == today else day_title(day, today=today)
    return name, telling.day_total(state, day, now)
