"""The sentence about the last act with its Undo, over the end of the list; it goes by itself."""

from datetime import datetime

from PySide6.QtWidgets import QFrame, QWidget

from harvest_widget import words
from harvest_widget.store import telling
from harvest_widget.store.store import Store
from harvest_widget.store.undo import undo
from harvest_widget.ui.controls import Button, breakable, label, show_text
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import TOP, row
from harvest_widget.ui.rows import Rows


class Toast(QFrame):
    """Shown for as long as the last act can be taken back at a glance."""

    def __init__(self, store: Store, clock: Clock, over: Rows, *, parent: QWidget) -> None:
        # A screen reader would not find it in the list: of a scroll area it sees what scrolls.
        super().__init__(parent)
        self._store, self._over = store, over
        self.setProperty("part", "toast")
        self.text = label(wrap=True)
        self.button = Button(words.UNDO, lambda: store.update(undo, now=clock()), kind="toast")
        parts = ((self.text, 1), (self.button, TOP))
        self._line = row(*parts, on=self, margins=(12, 8, 8, 8), spacing=8)
        store.watch(telling.last_act, lambda _: self.tick(clock()))

    def tick(self, now: datetime) -> None:
        shown = telling.toast(self._store.state, now)
        if shown is not None:
            show_text(self.text, breakable(shown.text))
            self.button.setAccessibleName(words.undo(shown.text))
        self.place()
        self.setVisible(shown is not None)
        # The list ends above the toast: no row hides behind it.
        self._over.keep_free(self.height() + 12 if shown is not None else 0)
        self.raise_()

    def next_change(self, now: datetime) -> float | None:
        shown = telling.toast(self._store.state, now)
        return None if shown is None else (shown.until - now).total_seconds()

    def place(self) -> None:
        """Sit at the lower end of the list, as high as the sentence is long."""
        below = self._over.geometry()
        width = below.width() - 24
        height = self._line.heightForWidth(width)
        self.setGeometry(below.x() + 12, below.bottom() - height - 7, width, height)
