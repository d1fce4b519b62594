"""The head of the day: which day, how we stand with Harvest, and the menu."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from harvest_widget import words
from harvest_widget.model.formats import day_title
from harvest_widget.store import selectors
from harvest_widget.store.changes import show_day
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import (
    Button,
    IconButton,
    dress,
    label,
    plain_tooltip,
    show_or_hide,
    show_text,
)
from harvest_widget.ui.elided import Elided
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import LEVEL, row
from harvest_widget.ui.style import SMALL, TITLE

KINDS = {
    "offline": words.OFFLINE,
    "down": words.DOWN,
    **words.IN_BETWEEN,
    "throttled": words.THROTTLED,
    "signed-out": words.CHIP_SIGNED_OUT,
}


def head(state: State, now: datetime) -> tuple[date, date, str, bool]:
    """Return the shown day, today, the words of the chip ("" for none) and whether they warn."""
    status = selectors.status(state)
    kind = KINDS.get(status.kind, "")
    told = kind or any(late <= now for late in _late(state))
    parts = [kind, words.waiting(status.waiting) if status.waiting and told else ""]
    # Room is short, and what was refused has a card: it is named where nothing else is.
    if status.problems and not any(parts):
        parts = [words.refused(status.problems)]
    day, today = selectors.shown_day(state, now), selectors.today(state, now)
    return day, today, words.joined(*parts), bool(kind or status.problems)


def _late(state: State) -> list[datetime]:
    """Return the instants from when on it is worth a word that something waits."""
    return [selectors.late_at(one) for one in state.outbox if one.refusal is None]


class Header(QWidget):
    """Previous, title, next, Today, chip, menu."""

    def __init__(self, store: Store, clock: Clock, *, menu: Callable[[], QMenu]) -> None:
        super().__init__()
        self._store, self._clock, self._menu, self._chip = store, clock, menu, ""
        self.previous = IconButton("chevron-left", words.PREVIOUS_DAY, lambda: self.turn(-1))
        self.title = Elided(px=TITLE, weight=600)
        self.following = IconButton("chevron-right", words.FOLLOWING_DAY, lambda: self.turn(1))
        self.today = Button(words.TODAY, lambda: store.update(show_day, day=None), kind="small")
        self.chip = label(px=SMALL)
        self.chip.setProperty("part", "chip")
        self.chip.setFixedHeight(20)
        self.more = IconButton("dots", words.MORE, self._open_menu)
        right = ((widget, LEVEL) for widget in (self.today, self.chip, self.more))
        left = (self.previous, 4, (self.title, 1), self.following)
        self._line = row(*left, *right, on=self, margins=(12, 12, 12, 8), spacing=4)
        store.watch(lambda state: head(state, clock()), self._show)

    def turn(self, days: int) -> None:
        state, now = self._store.state, self._clock()
        day = selectors.shown_day(state, now) + timedelta(days=days)
        self._store.update(show_day, day=None if day == selectors.today(state, now) else day)

    def _open_menu(self) -> None:
        menu = self._menu()
        corner = self.more.mapToGlobal(self.more.rect().bottomRight())
        corner.setX(corner.x() - menu.sizeHint().width())
        menu.popup(corner)

    def tick(self, now: datetime) -> None:
        self._show(head(self._store.state, now))

    def next_change(self, now: datetime) -> float | None:
        """Return when something becomes late, in seconds: the chip says so, and its row."""
        due = [(at - now).total_seconds() for at in _late(self._store.state) if at > now]
        return min(due, default=None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chip()

    def _show(self, head: tuple[date, date, str, bool]) -> None:
        day, today, self._chip, warns = head
        whole = day_title(day, today=today)
        self.title.show_text(whole, short=whole.split(", ")[-1])
        self.today.setVisible(day != today)
        dress(self.chip, "tone", "warning" if warns else "")
        if self.chip.accessibleName() != self._chip:
            self.chip.setToolTip(plain_tooltip(self._chip))
            self.chip.setAccessibleName(self._chip)
        self._fit_chip()

    def _fit_chip(self) -> None:
        """Say less in the chip where the date would be cut."""
        show_or_hide(self.chip, self._chip)
        self._line.activate()
        if self.title.width() < self.title.least:
            show_text(self.chip, self._chip.split(" · ", maxsplit=1)[0])
