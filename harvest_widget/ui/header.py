"""The head of the day: which day, how we stand with Harvest, and the menu."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from harvest_widget import words
from harvest_widget.model.formats import day_title
from harvest_widget.store import selectors
from harvest_widget.store.changes import show_day
from harvest_widget.store.selectors import Status
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import (
    Button,
    IconButton,
    dress,
    label,
    plain_tooltip,
    show_text,
)
from harvest_widget.ui.elided import Elided
from harvest_widget.ui.style import SMALL, TITLE

QUIET = timedelta(seconds=2)
"""What is sent sooner than this needs no word about it."""


class Head(Struct, frozen=True):
    """What the header shows; `oldest` is when the first of the unsent operations was made."""

    shown: date
    today: date
    status: Status
    oldest: datetime | None


def head(state: State, now: datetime) -> Head:
    """Return what the header shows."""
    waiting = [one.made for one in state.outbox if one.refusal is None]
    return Head(
        selectors.shown_day(state, now),
        selectors.today(state, now),
        selectors.status(state),
        min(waiting, default=None),
    )


def chip(head: Head, now: datetime) -> tuple[str, bool]:
    """Return the words of the chip ("" for none) and whether they warn."""
    status = head.status
    kind = {
        "offline": words.OFFLINE,
        "down": words.DOWN,
        "throttled": words.THROTTLED,
        "signed-out": words.CHIP_SIGNED_OUT,
    }.get(status.kind, "")
    late = head.oldest is not None and now - head.oldest >= QUIET
    parts = [
        kind,
        words.waiting(status.waiting) if status.waiting and (kind or late) else "",
    ]
    # Room is short, and what was refused has a card: it is named where nothing else is.
    if status.problems and not any(parts):
        parts = [words.refused(status.problems)]
    return words.joined(*parts), bool(kind or status.problems)


class Header(QWidget):
    """Previous, title, next, Today, chip, menu."""

    def __init__(
        self, store: Store, clock: Callable[[], datetime], *, menu: Callable[[], QMenu]
    ) -> None:
        super().__init__()
        self._store, self._clock, self._menu = store, clock, menu
        self._head: Head | None = None
        self._chip = ""
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 12, 12, 8)
        line.setSpacing(4)
        self.previous = IconButton("chevron-left", words.PREVIOUS_DAY)
        self.title = Elided(px=TITLE, weight=600)
        self.following = IconButton("chevron-right", words.FOLLOWING_DAY)
        self.today = Button(words.TODAY, kind="small")
        self.chip = label(px=SMALL)
        self.chip.setProperty("part", "chip")
        self.chip.setFixedHeight(20)
        self.more = IconButton("dots", words.MORE)
        self.previous.clicked.connect(lambda: self.turn(-1))
        self.following.clicked.connect(lambda: self.turn(1))
        self.today.clicked.connect(lambda: store.update(show_day, day=None))
        self.more.clicked.connect(self.open_menu)
        line.addWidget(self.previous)
        line.addSpacing(4)
        line.addWidget(self.title, 1)
        line.addWidget(self.following)
        for widget in (self.today, self.chip, self.more):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        store.watch(lambda state: head(state, clock()), self._show)

    def turn(self, days: int) -> None:
        """Show the day so many days later."""
        state, now = self._store.state, self._clock()
        day = selectors.shown_day(state, now) + timedelta(days=days)
        self._store.update(show_day, day=None if day == selectors.today(state, now) else day)

    def open_menu(self) -> None:
        """Open the menu under its button."""
        menu = self._menu()
        corner = self.more.mapToGlobal(self.more.rect().bottomRight())
        corner.setX(corner.x() - menu.sizeHint().width())
        menu.popup(corner)

    def tick(self, now: datetime) -> None:
        """Show a chip that has become due, or another title after midnight."""
        shown = head(self._store.state, now)
        self._head = shown
        whole = day_title(shown.shown, today=shown.today)
        self.title.show_text(whole, short=whole.split(", ")[-1])
        self.today.setVisible(shown.shown != shown.today)
        self._chip, warns = chip(shown, now)
        dress(self.chip, "tone", "warning" if warns else "")
        self._fit_chip()

    def next_change(self, now: datetime) -> float | None:
        """Return the seconds until the chip says that something waits."""
        if self._head is None or self._head.oldest is None:
            return None
        due = (self._head.oldest + QUIET - now).total_seconds()
        return due if due > 0 else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chip()

    def _fit_chip(self) -> None:
        """Say less in the chip where the date would be cut."""
        shown = self._chip
        taken = self.title.least + 3 * self.more.width() + 48
        if not self.today.isHidden():
            taken += self.today.sizeHint().width()
        if self.chip.fontMetrics().horizontalAdvance(shown) + 16 > self.width() - taken:
            shown = shown.split(" · ", maxsplit=1)[0]
        show_text(self.chip, shown)
        if self.chip.accessibleName() != self._chip:
            self.chip.setToolTip(plain_tooltip(self._chip))
            self.chip.setAccessibleName(self._chip)
        self.chip.setVisible(bool(shown))

    def _show(self, _head: Head) -> None:
        self.tick(self._clock())
