"""The editor's fields for time: one duration, or start and end, each with a live reading beside it.

What a text means is decided in `typed_time`; saving is the editor's.
"""

from msgspec.structs import astuple
from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.amounts import Unit
from harvest_widget.ui.controls import label, name_of, show_or_hide
from harvest_widget.ui.layout import column, row
from harvest_widget.ui.style import SMALL
from harvest_widget.ui.typed_time import (
    About,
    Said,
    Understood,
    understand_clock,
    understand_duration,
)


class Reading(QWidget):
    """What a typed time was understood as: the value stands out, a smaller line is below it."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        before, after = label(tone="dim"), label(tone="dim")
        value, below = label(weight=600, tabular=True), label(px=SMALL, tone="dim")
        self._parts = before, value, after, below
        column(None, row(before, value, after, None, spacing=4), below, None, on=self, spacing=1)

    def show_said(self, said: Said) -> None:
        """Show a reading; an empty one leaves the place blank."""
        for part, text in zip(self._parts, astuple(said), strict=True):
            show_or_hide(part, text)

    def text(self) -> str:
        return " ".join(part.text() for part in self._parts if part.text())

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
        self.field, self.reading = QLineEdit(), Reading()
        field = _labelled(words.TIME_LABEL, self.field)
        row((field, 1), (_beside(self.reading), 1), on=self, spacing=12)
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

    def _edited(self) -> None:
        # A choice was made for another number.
        self.prefer = None
        self.changed.emit()

    def _switch(self) -> None:
        """Take the other reading of a bare number, minutes first."""
        if self._choices:
            self.prefer = "hours" if self.prefer == "minutes" else "minutes"
            self.changed.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 Qt's own
        """Tab: minutes, hours, and on to the next field; nobody is kept here."""
        if forward and self._choices and self.prefer != "hours":
            self._switch()
            return True
        return super().focusNextPrevChild(forward)


class ClockFields(QWidget):
    """Start and end of a start/end account, and the question whether the end is on the next day."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.started, self.ended, self.reading = QLineEdit(), QLineEdit(), Reading()
        self.next_day = QCheckBox(words.NEXT_DAY)
        start = _labelled(words.START_LABEL, self.started)
        end = _labelled(words.END_LABEL, self.ended)
        fields = row((start, 2), (end, 2), 4, (_beside(self.reading), 3), spacing=8)
        column(fields, self.next_day, on=self, spacing=8)
        self.next_day.hide()
        self.setFocusProxy(self.started)
        self.started.textEdited.connect(self.changed)
        self.ended.textEdited.connect(self.changed)
        self.next_day.toggled.connect(self.changed)

    def understand(self, about: About) -> Understood:
        understood = understand_clock(
            self.started.text(), self.ended.text(), next_day=self.next_day.isChecked(), about=about
        )
        self.next_day.setVisible(understood.asks_next_day)
        self.ended.setEnabled(not about.running)
        self.ended.setPlaceholderText(words.RUNNING if about.running else "")
        self.reading.show_said(understood.said)
        for field in (self.started, self.ended):
            field.setAccessibleDescription(self.reading.text())
        return understood


def _labelled(text: str, field: QLineEdit) -> QVBoxLayout:
    return column(name_of(field, text), field, spacing=4)


def _beside(reading: Reading) -> QVBoxLayout:
    """Set a reading level with the fields, whose labels stand above them."""
    return column(label(" ", px=SMALL), (reading, 1), spacing=4)
