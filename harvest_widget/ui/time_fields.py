"""The editor's fields for time: one duration, or start and end, each with a live reading beside it.

What a text means is decided in `typed_time`; saving is the editor's.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.amounts import Unit
from harvest_widget.ui.controls import dress, label, show_text
from harvest_widget.ui.style import SMALL
from harvest_widget.ui.typed_time import (
    About,
    Said,
    Understood,
    Wrong,
    understand_clock,
    understand_duration,
)


class Reading(QWidget):
    """What a typed time was understood as: the value stands out, a smaller line is below it."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._before, self._after = label(tone="dim"), label(tone="dim")
        self._value = label(weight=600, tabular=True)
        self._below = label(px=SMALL, tone="dim")
        line = QHBoxLayout()
        line.setSpacing(4)
        for part in (self._before, self._value, self._after):
            line.addWidget(part)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._below)
        column.addStretch(1)

    def show_said(self, said: Said) -> None:
        """Show a reading; an empty one leaves the place blank."""
        for part, text in (
            (self._before, said.before),
            (self._value, said.value),
            (self._after, said.after),
            (self._below, said.below),
        ):
            show_text(part, text)
            part.setVisible(bool(text))

    def text(self) -> str:
        """All of it in one line, for a screen reader."""
        shown = (self._before, self._value, self._after, self._below)
        return " ".join(part.text() for part in shown if part.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        event.accept()


class DurationField(QWidget):
    """The one field of a duration account."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.prefer: Unit | None = None
        self._choices = False
        self.field = _TabbedEdit(self._switch_on)
        self.field.setAccessibleName(words.TIME_LABEL)
        self.reading = Reading()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(_labelled(words.TIME_LABEL, self.field), 1)
        row.addWidget(_beside(self.reading), 1)
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(self._edited)
        self.reading.clicked.connect(self._switch)

    def understand(self, about: About) -> Understood:
        """Say what the text means; the reading beside the field shows it."""
        understood = understand_duration(self.field.text(), self.prefer, about)
        self._choices = understood.choices is not None
        self.reading.show_said(understood.said)
        self.field.setAccessibleDescription(self.reading.text())
        return understood

    def mark(self, wrong: Wrong | None) -> None:
        """Put a mark on the field that a refusal is about."""
        dress(self.field, "wrong", wrong is not None)

    def fields(self) -> tuple[QLineEdit, ...]:
        """Every text field, in the order of reading."""
        return (self.field,)

    def _edited(self) -> None:
        # A choice was made for another number.
        self.prefer = None
        self.changed.emit()

    def _switch(self) -> bool:
        """Take the other reading of a bare number, minutes first."""
        if self._choices:
            self.prefer = "hours" if self.prefer == "minutes" else "minutes"
            self.changed.emit()
        return self._choices

    def _switch_on(self) -> bool:
        """Tab: minutes, hours, and on to the next field; nobody is kept here."""
        return self.prefer != "hours" and self._switch()


class ClockFields(QWidget):
    """Start and end of a start/end account, and the question whether the end is on the next day."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.started, self.ended = QLineEdit(), QLineEdit()
        self.started.setAccessibleName(words.START_LABEL)
        self.ended.setAccessibleName(words.END_LABEL)
        self.reading = Reading()
        self.next_day = QCheckBox(words.NEXT_DAY)
        self.next_day.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(_labelled(words.START_LABEL, self.started), 2)
        row.addWidget(_labelled(words.END_LABEL, self.ended), 2)
        row.addSpacing(4)
        row.addWidget(_beside(self.reading), 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.next_day)
        self.setFocusProxy(self.started)
        for field in self.fields():
            field.textEdited.connect(self.changed)
        self.next_day.toggled.connect(self.changed)

    def understand(self, about: About) -> Understood:
        """Say what the texts mean; the reading beside the fields shows it."""
        understood = understand_clock(
            self.started.text(), self.ended.text(), next_day=self.next_day.isChecked(), about=about
        )
        self.next_day.setVisible(understood.asks_next_day)
        self.ended.setEnabled(not about.running)
        self.ended.setPlaceholderText(words.RUNNING if about.running else "")
        self.reading.show_said(understood.said)
        for field in self.fields():
            field.setAccessibleDescription(self.reading.text())
        return understood

    def mark(self, wrong: Wrong | None) -> None:
        """Put a mark on the field that a refusal is about."""
        dress(self.started, "wrong", wrong is not None and wrong.field == "started")
        dress(self.ended, "wrong", wrong is not None and wrong.field == "ended")

    def fields(self) -> tuple[QLineEdit, ...]:
        """Every text field, in the order of reading."""
        return self.started, self.ended


class _TabbedEdit(QLineEdit):
    """A line whose Tab may mean something else first."""

    def __init__(self, on_tab: Callable[[], bool]) -> None:
        super().__init__()
        self._on_tab = on_tab

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and not event.modifiers()
            and self._on_tab()
        ):
            return True
        return super().event(event)


def _labelled(text: str, field: QLineEdit) -> QWidget:
    name = label(text, px=SMALL, tone="dim")
    name.setBuddy(field)
    return _column(name, field)


def _beside(reading: Reading) -> QWidget:
    """Set a reading level with the fields, whose labels stand above them."""
    return _column(label(" ", px=SMALL), reading, grows=True)


def _column(top: QWidget, bottom: QWidget, *, grows: bool = False) -> QWidget:
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(top)
    column.addWidget(bottom, 1 if grows else 0)
    return both
