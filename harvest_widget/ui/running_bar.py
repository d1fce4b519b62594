"""A slim bar on other days: what runs at the moment, and Stop."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from harvest_widget import words
from harvest_widget.store import selectors
from harvest_widget.store.changes import stop_timer
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import IconButton, label, show_text
from harvest_widget.ui.elided import Elided
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import LEVEL, column, frame, row
from harvest_widget.ui.row_text import Manner, manner, row_text


def elsewhere(state: State, now: datetime) -> tuple[Row, Manner] | None:
    """Return what runs, unless the shown day lists it."""
    runs = selectors.running(state)
    shown, today = selectors.shown_day(state, now), selectors.today(state, now)
    if runs is None or shown in {today, runs.entry.spent_date}:
        return None
    return runs, manner(state, now)


class RunningBar(QWidget):
    """Project, time and a stop button in one line."""

    def __init__(self, store: Store, clock: Clock, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._store, card = store, frame("card")
        self.name = Elided(weight=600)
        self.time = label(px=15, weight=600, tone="accent", tabular=True)
        self.stop = IconButton("stop", kind="filled", drawn=11)
        self.stop.clicked.connect(lambda: store.update(stop_timer, now=clock()))
        parts = ((self.name, 1), (self.time, LEVEL), self.stop)
        row(*parts, on=card, margins=(12, 4, 5, 4), spacing=8)
        column(card, on=self, margins=(8, 8, 8, 0))
        store.watch(lambda state: elsewhere(state, clock()), lambda _: self.tick(clock()))

    def tick(self, now: datetime) -> None:
        runs = elsewhere(self._store.state, now)
        if runs is not None:
            entry, text = runs[0].entry, row_text(*runs, now)
            self.name.show_text(entry.project.name, f"· {entry.task.name}")
            self.stop.says(words.stop_work(entry.work.title))
            show_text(self.time, text.time)
            self.setAccessibleName(words.joined(text.project, words.running_for(text.time)))
        self.setVisible(runs is not None)
