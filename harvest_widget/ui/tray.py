"""The tray icon: how it looks, what it says, its menu; without a tray it is simply not there."""

import sys
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from harvest_widget import words
from harvest_widget.model.entries import Work
from harvest_widget.model.formats import show_hours
from harvest_widget.model.operations import new_ref
from harvest_widget.store import selectors
from harvest_widget.store.changes import start_timer, toggle
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.store.undo import undo
from harvest_widget.ui.join import Ticker
from harvest_widget.ui.row_text import until_change
from harvest_widget.ui.tray_icon import Ground, tray_icon


class Offers(Struct, frozen=True):
    """What the menu offers: `first` does the job, the rest follows in this order."""

    first: str
    undo: str
    starts: tuple[Work, ...]


def offers(state: State) -> Offers:
    """Return what the menu offers."""
    running, last = selectors.running(state), selectors.last_worked_on(state)
    if running is not None:
        first = words.stop_work(running.entry.project.name)
    elif last is not None:
        first = words.continue_work(last.entry.work.title)
    else:
        first = ""
    taken_back = words.undo(state.undo[-1].text) if state.undo else ""
    return Offers(first, taken_back, selectors.quick_starts(state))


def tooltip(state: State, now: datetime) -> str:
    """Return `1:23 Website relaunch · Programming (Acme Corp) · today 4:52`."""
    shown, running = selectors.formats(state), selectors.running(state)
    today = selectors.day_sum(state, selectors.today(state, now))
    total = show_hours(selectors.shown_total((today,), shown, now), shown)
    if running is None:
        return words.tray_stopped(total)
    entry = running.entry
    elapsed = show_hours(entry.seconds(now), shown, running=True)
    return words.tray_running(elapsed, entry.work.title, entry.client.name, total)


class Tray:
    """Shows the state in the tray. `open_at` gets the place of the icon, or None if unknown."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        *,
        ticker: Ticker,
        open_at: Callable[[QRect], None],
        new_entry: Callable[[], None],
        quit_program: Callable[[], None],
    ) -> None:
        self._store, self._clock, self._ticker = store, clock, ticker
        self._open_at, self._new_entry, self._quit = open_at, new_entry, quit_program
        self._worn: tuple[str, str, Ground] | None = None
        self._tip = ""
        self._items: Offers | None = None
        self.menu = QMenu()
        self.icon = QSystemTrayIcon()
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        store.watch(offers, self._show_menu)
        store.watch(lambda state: _shown(state, clock()), lambda _: self._changed())
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self.tick)

    def show(self) -> None:
        """Appear in the tray, now or whenever there is one."""
        self.icon.show()
        self._ticker.add(self)

    def hide(self) -> None:
        """Leave the tray."""
        self.icon.hide()
        self._ticker.remove(self)

    def tick(self) -> None:
        """Show the state as it is now: to set the same icon again would cost the panel a redraw."""
        state, now = self._store.state, self._clock()
        worn = (
            "running" if selectors.running(state) is not None else "stopped",
            selectors.badge(state, now),
            panel(),
        )
        if worn != self._worn:
            self._worn = worn
            self.icon.setIcon(tray_icon(*worn))
        tip = tooltip(state, now)
        if tip != self._tip:
            self._tip = tip
            self.icon.setToolTip(tip)

    def next_change(self, now: datetime) -> float | None:
        """Return the seconds until the tooltip or the badge changes by itself; None for never."""
        state = self._store.state
        due = []
        running, shown = selectors.running(state), selectors.formats(state)
        turn = until_change(running.entry, shown, now) if running is not None else None
        if turn is not None:
            # Hundredths of an hour turn every 36 s; the tooltip may be a minute behind.
            due.append(60.0 if shown.time_format == "decimal" else turn)
        for waiting in state.outbox:
            left = (waiting.made + selectors.UNSENT_BADGE_AFTER - now).total_seconds()
            if left > 0:
                due.append(left)
        return min(due, default=None)

    def _changed(self) -> None:
        self.tick()
        self._ticker.wind()

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
        return place if place.isValid() else QRect(QCursor.pos(), QSize(1, 1))

    def _toggle(self) -> None:
        if selectors.last_worked_on(self._store.state) is None:
            self._new_entry()
        else:
            self._store.update(toggle, now=self._clock(), new_ref=new_ref())

    def _start(self, work: Work) -> None:
        self._store.update(start_timer, work=work, notes="", now=self._clock(), ref=new_ref())

    def _show_menu(self, offered: Offers) -> None:
        menu = self.menu
        menu.clear()
        if offered.first:
            menu.addAction(_plain(offered.first)).triggered.connect(self._toggle)
        else:
            menu.addAction(words.NEW_ENTRY).triggered.connect(self._new_entry)
        if offered.undo:
            menu.addAction(_plain(offered.undo)).triggered.connect(
                lambda: self._store.update(undo, now=self._clock())
            )
        menu.addSeparator()
        for work in offered.starts:
            menu.addAction(_plain(work.title)).triggered.connect(
                lambda _=False, work=work: self._start(work)
            )
        menu.addSeparator()
        if offered.first:
            menu.addAction(words.NEW_ENTRY).triggered.connect(self._new_entry)
        menu.addAction(words.OPEN).triggered.connect(lambda: self._open_at(self._place()))
        menu.addSeparator()
        menu.addAction(words.QUIT).triggered.connect(self._quit)


def panel() -> Ground:
    """Return what ground the icon stands on.

    A dark desktop has a dark panel. A light one may have either on Linux, and no desktop tells.
    """
    if QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark:
        return "dark"
    return "any" if sys.platform == "linux" else "light"


def _shown(state: State, now: datetime) -> tuple[object, ...]:
    """Return what icon and tooltip are made of."""
    today = selectors.today(state, now)
    return (
        selectors.running(state),
        selectors.day_sum(state, today),
        selectors.formats(state),
        selectors.badge(state, now),
        tuple(waiting.n for waiting in state.outbox),
    )


def _plain(text: str) -> str:
    """Return a name so that a menu shows its "&" and does not take it for a mnemonic."""
    return text.replace("&", "&&")
