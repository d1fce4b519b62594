"""How the editor is laid out: header, fields, buttons; what they hold and do is the editor's."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from harvest_widget import words
from harvest_widget.ui.controls import Button, IconButton, Line, dress, label, show_text
from harvest_widget.ui.date_field import DateChip, DatePanel
from harvest_widget.ui.notes_field import NotesField
from harvest_widget.ui.picker import Picker
from harvest_widget.ui.style import TITLE
from harvest_widget.ui.time_fields import ClockFields, DurationField


class Banner(QFrame):
    """A sentence about the whole entry, and one thing to do about it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "warning")
        self._text = label(wrap=True)
        self.button = Button(words.CONTINUE_TODAY, kind="small")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.addWidget(self._text, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)

    def show_text(self, text: str, *, with_button: bool) -> None:
        """Show a sentence; none hides the banner."""
        show_text(self._text, text)
        self.button.setVisible(with_button)
        self.setVisible(bool(text))

    def text(self) -> str:
        """The sentence that shows."""
        return self._text.text()


class EntryForm(QWidget):
    """The widgets of the editor, in the order in which they are read and reached with Tab."""

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("chevron-left", words.BACK)
        self.title = label(px=TITLE, weight=600)
        self.chip = DateChip()
        self.date = DatePanel()
        self.date_wrong = _reason()
        self.banner = Banner()
        self.picker = Picker()
        self.work_wrong = _reason()
        self.notes = NotesField()
        self.notes_wrong = _reason()
        self.duration = DurationField()
        self.clock_times = ClockFields()
        self.time_help = label(px=12, tone="dim", wrap=True)
        self.delete = Button(words.DELETE_ENTRY, kind="quiet")
        self.save = Button(words.SAVE, kind="primary", key=words.ENTER_KEY)
        self.save_and_run = Button(words.SAVE_AND_RUN)
        self.discard = Button(words.DISCARD_DRAFT, kind="quiet")
        self.close_button = Button(words.CLOSE, kind="quiet", key=words.ESC_KEY)
        self.date.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(_row(self.back, self.title, None, self.chip, margins=(12, 12, 14, 8)))
        column.addWidget(self._fields(), 1)
        column.addWidget(Line())
        self._footer = QWidget()
        buttons = (self.save, self.save_and_run, None, self.discard, self.close_button)
        self._footer.setLayout(_row(*buttons, margins=(12, 10, 6, 10)))
        # Longer words must not make the window wider: see fit_buttons.
        self._footer.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column.addWidget(self._footer)

    def _fields(self) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 0, 14, 8)
        column.setSpacing(8)
        for widget in (
            self.date,
            self.date_wrong,
            self.banner,
            self.picker,
            self.work_wrong,
            self.notes,
            self.notes_wrong,
            self.duration,
            self.clock_times,
            self.time_help,
        ):
            column.addWidget(widget)
        column.addLayout(_row(self.delete, None, margins=(0, 0, 0, 0)))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    @property
    def time(self) -> DurationField | ClockFields:
        """The time fields that the account uses."""
        return self.clock_times if self._stamps else self.duration

    _stamps = False

    def use_timestamps(self, *, stamps: bool) -> None:
        """Show start and end, or one duration."""
        self._stamps = stamps
        self.clock_times.setVisible(stamps)
        self.duration.setVisible(not stamps)

    def fit_buttons(self) -> None:
        """Leave Close out where the others need the room: the arrow above and Esc do the same."""
        shown = (self.save, self.save_and_run, self.discard)
        wanted = sum(b.sizeHint().width() + 5 for b in shown if b.isVisibleTo(self))
        self.close_button.setVisible(
            self.width() >= wanted + self.close_button.sizeHint().width() + 18
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_buttons()

    def lock(self, *, locked: bool) -> None:
        """Let nobody type where nothing can be saved; texts can still be selected and copied."""
        for line in (self.picker.field, *self.duration.fields(), *self.clock_times.fields()):
            line.setReadOnly(locked)
        self.notes.field.setReadOnly(locked)
        self.chip.setEnabled(not locked)
        self.clock_times.next_day.setEnabled(not locked)
        if locked:
            self.date.hide()
            self.picker.leave()


def explain(where: QLabel, text: str, *, tone: str = "warning") -> None:
    """Show why something can't be taken, or nothing."""
    show_text(where, text)
    dress(where, "tone", tone)
    where.setVisible(bool(text))


def _reason() -> QLabel:
    made = label(px=12, tone="warning", wrap=True)
    made.hide()
    return made


def _row(*widgets: QWidget | None, margins: tuple[int, int, int, int]) -> QHBoxLayout:
    """Set widgets side by side; None is a gap that takes the room."""
    row = QHBoxLayout()
    row.setContentsMargins(*margins)
    row.setSpacing(5)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
