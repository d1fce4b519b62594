"""The sentence about the last act with its Undo, over the end of the list; it goes by itself."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from harvest_widget import words
from harvest_widget.store import selectors
from harvest_widget.store.state import Undo
from harvest_widget.store.store import Store
from harvest_widget.store.undo import undo
from harvest_widget.ui.controls import Button, label, show_text
from harvest_widget.ui.rows import Rows


class Toast(QFrame):
    """Shown for as long as the last act can be taken back at a glance."""

    def __init__(self, store: Store, clock: Callable[[], datetime], over: Rows) -> None:
        super().__init__(over)
        self._store, self._clock = store, clock
        self._undo: Undo | None = None
        self.setProperty("part", "toast")
        self._over, self._line = over, QHBoxLayout(self)
        line = self._line
        line.setContentsMargins(12, 8, 8, 8)
        line.setSpacing(8)
        self.text = label(wrap=True)
        line.addWidget(self.text, 1)
        self.button = Button(words.UNDO, kind="toast")
        self.button.clicked.connect(lambda: store.update(undo, now=clock()))
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        store.watch(lambda state: state.undo[-1] if state.undo else None, self._show)

    def tick(self, now: datetime) -> None:
        """Come up or go, as the time says."""
        shown = selectors.toast(self._store.state, now)
        if shown is not None:
            show_text(self.text, shown.text)
            self.button.setAccessibleName(words.undo(shown.text))
        self.place()
        self.setVisible(shown is not None)
        # The list ends above the toast: no row hides behind it.
        self._over.keep_free(self.height() + 12 if shown is not None else 0)
        self.raise_()

    def next_change(self, now: datetime) -> float | None:
        """Return the seconds until it goes; None while it isn't there."""
        shown = selectors.toast(self._store.state, now)
        return None if shown is None else max(0.0, (shown.until - now).total_seconds())

    def place(self) -> None:
        """Sit at the lower end of the list, as high as the sentence is long."""
        width = self._over.width() - 24
        height = self._line.heightForWidth(width)
        self.setGeometry(12, self._over.height() - height - 8, width, height)

    def _show(self, _undo: Undo | None) -> None:
        self.tick(self._clock())
