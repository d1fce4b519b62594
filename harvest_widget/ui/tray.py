"""The tray icon: how it looks, what it says, its menu; without a tray it is simply not there."""

import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from harvest_widget import words
from harvest_widget.model.entries import Work
from harvest_widget.model.formats import show_hours
from harvest_widget.model.operations import new_ref
from harvest_widget.model.timesheet import elapsed
from harvest_widget.store import selectors, telling
from harvest_widget.store.changes import start_timer, toggle
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.store.undo import undo
from harvest_widget.ui.join import Clock, Ticker
from harvest_widget.ui.place import pointer
from harvest_widget.ui.row_text import until_change
from harvest_widget.ui.tray_icon import Ground, tray_icon

Offers = tuple[str, str, tuple[Work, ...]]
"""What the menu offers: to stop or continue, to undo ("" for neither), to start."""

Looks = tuple[tuple[str, str, Ground], str]


def offers(state: State) -> Offers:
    """Return what the menu offers."""
    running, last, first = selectors.running(state), selectors.last_worked_on(state), ""
    if running is not None:
        first = words.stop_work(running.entry.project.name)
    elif last is not None:
        first = words.continue_work(last.entry.work.title)
    act = telling.last_act(state)
    taken_back = words.undo(act.text) if act is not None else ""
    return first, taken_back, selectors.quick_starts(state)


def tooltip(state: State, now: datetime) -> str:
    """Return `1:23 Website relaunch · Programming (Acme Corp) · today 4:52`."""
    shown, running = selectors.formats(state), selectors.running(state)
    total = telling.day_total(state, selectors.today(state, now), now)
    if running is None:
        return words.tray_stopped(total)
    entry = running.entry
    time = show_hours(elapsed(entry, now, shown), shown, running=True)
    return words.tray_running(time, entry.work.title, entry.client.name, total)


def looks(state: State, now: datetime) -> Looks:
    """Return the state, badge and ground of the icon, and its tooltip."""
    runs = "running" if selectors.running(state) is not None else "stopped"
    return (runs, selectors.badge(state, now), panel()), tooltip(state, now)


class Tray:
    """Shows the state in the tray. `open_at` gets the place of the icon, or None if unknown."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        ticker: Ticker,
        open_at: Callable[[QRect], None],
        new_entry: Callable[[], None],
        quit_program: Callable[[], None],
    ) -> None:
        self._store, self._clock, self._ticker = store, clock, ticker
        self._open_at, self._new_entry, self._quit = open_at, new_entry, quit_program
        self._worn: tuple[object, str] = (None, "")
        self.menu = QMenu()
        self.icon = QSystemTrayIcon()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        store.watch(offers, self._show_menu)
        store.watch(lambda state: looks(state, clock()), self._show)
        QApplication.styleHints().colorSchemeChanged.connect(self.tick)

    def show(self) -> None:
        self.icon.show()
        self._ticker.add(self)

    def hide(self) -> None:
        self.icon.hide()
        self._ticker.remove(self)

    def tick(self) -> None:
        """Show the state as it is now: to set the same icon again would cost the panel a redraw."""
        self._show(looks(self._store.state, self._clock()))

    def next_change(self, now: datetime) -> float | None:
        state = self._store.state
        waits = (
            selectors.meant_to_leave(waiting) + selectors.UNSENT_BADGE_AFTER
            for waiting in state.outbox
        )
        due = [(until - now).total_seconds() for until in waits if until > now]
        running, shown = selectors.running(state), selectors.formats(state)
        turn = until_change(running.entry, shown, now) if running is not None else None
        if turn is not None:
            # Hundredths of an hour turn every 36 s; the tooltip may be a minute behind.
            due.append(60.0 if shown.time_format == "decimal" else turn)
        return min(due, default=None)

    def _show(self, looks: Looks) -> None:
        icon, tip = looks
        before, self._worn = self._worn, looks
        if icon != before[0]:
            self.icon.setIcon(tray_icon(*icon))
        if tip != before[1]:
            self.icon.setToolTip(tip)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        chosen = self._store.state.settings.left_click
        match reason:
            case QSystemTrayIcon.ActivationReason.MiddleClick:
                self._toggle()
            case QSystemTrayIcon.ActivationReason.Trigger if chosen == "toggle":
                self._toggle()
            case QSystemTrayIcon.ActivationReason.Trigger if chosen == "menu":
                self.menu.popup(QCursor.pos())
            case QSystemTrayIcon.ActivationReason.Trigger:
                self._open_at(self._place())

    def _place(self) -> QRect:
        """Return where the icon is; over D-Bus only the pointer tells."""
        place = self.icon.geometry()
        return place if place.isValid() else pointer()

    def _toggle(self) -> None:
        if selectors.last_worked_on(self._store.state) is None:
            self._new_entry()
        else:
            self._store.update(toggle, now=self._clock(), new_ref=new_ref())

    def _start(self, work: Work) -> None:
        self._store.update(start_timer, work=work, notes="", now=self._clock(), ref=new_ref())

    def _show_menu(self, offered: Offers) -> None:
        first, taken_back, starts = offered
        self.menu.clear()
        if first:
            self._offer(first, self._toggle)
        else:
            self._offer(words.NEW_ENTRY, self._new_entry)
        if taken_back:
            self._offer(taken_back, lambda: self._store.update(undo, now=self._clock()))
        self.menu.addSeparator()
        for work in starts:
            self._offer(work.title, partial(self._start, work))
        self.menu.addSeparator()
        if first:
            self._offer(words.NEW_ENTRY, self._new_entry)
        self._offer(words.OPEN, lambda: self._open_at(self._place()))
        self.menu.addSeparator()
        self._offer(words.QUIT, self._quit)

    def _offer(self, text: str, act: Callable[[], object]) -> None:
        # A name may have a "&" of its own, which is no mnemonic.
        item = self.menu.addAction(text.replace("&", "&&"))
        item.triggered.connect(lambda: act())  # noqa: PLW0108 Qt would pass an argument


def panel() -> Ground:
    """Return the ground of the icon; on Linux a panel may be either, and no desktop tells."""
    if sys.platform == "linux":
        return "any"
    if QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark:
        return "dark"
    return "light"
