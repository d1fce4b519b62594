"""How the editor is laid out: header, fields, buttons; what they hold and do is the editor's."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QSizePolicy, QWidget

from harvest_widget import words
from harvest_widget.model.entries import Work
from harvest_widget.store.state import Draft
from harvest_widget.ui.controls import Button, IconButton, label, show_text
from harvest_widget.ui.date_field import DateChip, DatePanel
from harvest_widget.ui.layout import LEVEL, TOP, column, line, row, scroll
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
        row((self._text, 1), (self.button, TOP), on=self, margins=(12, 8, 8, 8), spacing=6)

    def show_text(self, text: str, *, with_button: bool) -> None:
        show_text(self._text, text)
        self.button.setVisible(with_button)
        self.setVisible(bool(text))

    def text(self) -> str:
        return self._text.text()


class EntryForm(QWidget):
    """The widgets of the editor, in the order in which they are read and reached with Tab.

    Their texts come and go as a `Draft`; `times` are its fields for time by name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.back = IconButton("chevron-left", words.BACK)
        self.title = label(px=TITLE, weight=600)
        self.chip, self.date, self.banner = DateChip(), DatePanel(), Banner()
        self.picker, self.notes = Picker(), NotesField()
        self.duration, self.clock_times = DurationField(), ClockFields()
        self.times: dict[str, QLineEdit] = {
            "time": self.duration.field,
            "started": self.clock_times.started,
            "ended": self.clock_times.ended,
        }
        self.date_wrong, self.work_wrong, self.notes_wrong = (
            label(px=12, tone="warning", wrap=True) for _ in range(3)
        )
        self.time_help = label(px=12, tone="dim", wrap=True)
        self.delete = Button(words.DELETE_ENTRY, kind="quiet")
        self.save = Button(words.SAVE, kind="primary", key=words.ENTER_KEY)
        self.save_and_run = Button(words.SAVE_AND_RUN)
        self.discard = Button(words.DISCARD_DRAFT, kind="quiet")
        self.close_button = Button(words.CLOSE, kind="quiet", key=words.ESC_KEY)
        head = ((self.back, LEVEL), (self.title, LEVEL), None, (self.chip, LEVEL))
        footer = QWidget()
        # Longer words must not make the window wider: see fit_buttons.
        footer.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        buttons = (self.save, self.save_and_run, None, self.discard, self.close_button)
        row(*buttons, on=footer, margins=(12, 10, 6, 10), spacing=5)
        head_row = row(*head, margins=(12, 12, 14, 8), spacing=5)
        column(head_row, (self._fields(), 1), line(), footer, on=self)

    def _fields(self) -> QScrollArea:
        inner = QWidget()
        fields = (self.date, self.date_wrong, self.banner, self.picker, self.work_wrong, self.notes)
        times = (self.notes_wrong, self.duration, self.clock_times, self.time_help)
        below = (row(self.delete, None), None)
        column(*fields, *times, *below, on=inner, margins=(14, 0, 14, 8), spacing=8)
        for hidden in (self.date, self.date_wrong, self.work_wrong, self.notes_wrong):
            hidden.hide()
        return scroll(QScrollArea(), inner)

    def texts(self) -> Draft:
        return Draft(
            query=self.picker.query,
            pair=self.picker.work.pair if self.picker.work else None,
            notes=self.notes.text(),
            spent_date=self.date.day(),
            **{name: field.text() for name, field in self.times.items()},
        )

    def put(self, names: set[str], draft: Draft, work: Work | None) -> None:
        """Show the named texts of `draft`, whose pair is `work`'s; an equal one moves no cursor."""
        picker = self.picker
        if "pair" in names and (picker.work, picker.query) != (work, draft.query):
            picker.set_work(work, draft.query)
        if "notes" in names:
            self.notes.set_text(draft.notes)
        day = draft.spent_date if "spent_date" in names else None
        if day is not None and day != self.date.day():
            self.date.set_day(day)
        for name in names & self.times.keys():
            field, text = self.times[name], getattr(draft, name)
            if field.text() != text:
                field.setText(text)

    @property
    def time(self) -> DurationField | ClockFields:
        return self.duration if self.clock_times.isHidden() else self.clock_times

    def use_timestamps(self, *, stamps: bool) -> None:
        self.clock_times.setVisible(stamps)
        self.duration.setVisible(not stamps)

    def fit_buttons(self) -> None:
        """Leave Close out where the others need the room: the arrow above and Esc do the same."""
        shown = (self.save, self.save_and_run, self.discard)
        wanted = sum(b.sizeHint().width() + 5 for b in shown if b.isVisibleTo(self))
        room = self.width() - self.close_button.sizeHint().width() - 18
        self.close_button.setVisible(wanted <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_buttons()

    def lock(self, *, locked: bool) -> None:
        """Let nobody type where nothing can be saved; texts can still be selected and copied."""
        for field in (self.picker.field, *self.times.values()):
            field.setReadOnly(locked)
        self.notes.field.setReadOnly(locked)
        self.chip.setEnabled(not locked)
        self.clock_times.next_day.setEnabled(not locked)
        if locked:
            self.date.hide()
            self.picker.close_list()
