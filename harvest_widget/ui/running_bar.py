"""A slim bar on other days: what runs at the moment, and Stop."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.store import selectors
from harvest_widget.store.changes import stop_timer
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import IconButton, label, show_text
from harvest_widget.ui.elided import Elided
from harvest_widget.ui.row_text import Manner, manner, row_text
from harvest_widget.ui.style import BASE


def elsewhere(state: State, now: datetime) -> tuple[Row, Manner] | None:
    """Return what runs, unless the shown day lists it."""
    row = selectors.running(state)
    shown, today = selectors.shown_day(state, now), selectors.today(state, now)
    if row is None or shown in {today, row.entry.spent_date}:
        return None
    return row, manner(state, now)


class RunningBar(QWidget):
    """Project, time and a stop button in one line."""

    def __init__(self, store: Store, clock: Callable[[], datetime], *, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self._runs: tuple[Row, Manner] | None = None
        card = QFrame()
        card.setProperty("part", "card")
        around = QVBoxLayout(self)
        around.setContentsMargins(8, 8, 8, 0)
        around.addWidget(card)
        line = QHBoxLayout(card)
        line.setContentsMargins(12, 4, 5, 4)
        line.setSpacing(8)
        self.name = Elided(px=BASE, weight=600)
        self.time = label(px=15, weight=600, tone="accent", tabular=True)
        self.stop = IconButton("stop", kind="filled", side=28, drawn=11)
        self.stop.clicked.connect(lambda: store.update(stop_timer, now=clock()))
        line.addWidget(self.name, 1)
        line.addWidget(self.time, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.stop)
        store.watch(lambda state: elsewhere(state, clock()), self._show)

    def tick(self, now: datetime) -> None:
        """Show the running time."""
        if self._runs is not None:
            row, how = self._runs
            text = row_text(row, how, now)
            show_text(self.time, text.time)
            self.setAccessibleName(words.joined(text.project, words.running_for(text.time)))

    def _show(self, runs: tuple[Row, Manner] | None) -> None:
        self._runs = runs
        if runs is not None:
            entry = runs[0].entry
            self.name.show_text(entry.project.name, f"· {entry.task.name}")
            self.stop.says(words.stop_work(entry.work.title))
        self.tick(self._clock())
        self.setVisible(runs is not None)
