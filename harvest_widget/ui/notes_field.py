"""The notes of an entry: Enter saves, Shift+Enter makes a new line, earlier notes are offered."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from harvest_widget import words
from harvest_widget.model.folding import fold
from harvest_widget.ui.controls import ENTER, name_of
from harvest_widget.ui.drop import Drop, Line, Part
from harvest_widget.ui.layout import column

OFFERED = 4


class NotesField(QWidget):
    """A text of several lines; below it what was written before on the same project and task."""

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._earlier: tuple[str, ...] = ()
        self.field = _Text(self)
        self.drop = Drop()
        column(name_of(self.field, words.NOTES_LABEL), self.field, self.drop, on=self, spacing=4)
        self.drop.hide()
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self.suggest)
        self.field.textChanged.connect(self.changed)
        self.drop.picked.connect(self._take)

    def text(self) -> str:
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text; the cursor goes to its end."""
        if text != self.text():
            blocked = self.field.blockSignals(True)
            self.field.setPlainText(text)
            self.field.blockSignals(blocked)
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def offer(self, earlier: tuple[str, ...]) -> None:
        self._earlier = earlier
        self.suggest()

    def suggest(self) -> None:
        """Show the earlier notes that go on from what is typed, while the field has the focus."""
        typed = self.text().strip()
        fitting = (note for note in self._earlier if fold(note).startswith(fold(typed)))
        offered = [note for note in fitting if note.strip() != typed][:OFFERED]
        if not offered or not self.field.hasFocus() or self.field.isReadOnly():
            self.drop.hide()
            return
        # Nothing is chosen at first: Enter saves what is typed.
        lines = [Line((Part(" ".join(note.split())),), Part(""), note) for note in offered]
        self.drop.show_lines(lines, words.NOTES_HINT, chosen=-1)
        self.drop.show()

    def _take(self, row: int) -> None:
        self.field.setPlainText(self.drop.lines[row].whole)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.drop.hide()

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False leaves it to the text."""
        shown = self.drop.isVisibleTo(self)
        chosen = self.drop.chosen if shown else -1
        match event.key():
            case key if key in ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                return False
            case key if key in ENTER and chosen >= 0:
                self._take(chosen)
            case key if key in ENTER:
                self.entered.emit()
            case Qt.Key.Key_Down if shown and self._at_the_last_line():
                self._choose(chosen + 1)
            case Qt.Key.Key_Up if chosen >= 0:
                self._choose(chosen - 1)
            case Qt.Key.Key_Escape if chosen >= 0:
                self._choose(-1)
            case _:
                return False
        return True

    def _choose(self, row: int) -> None:
        self.drop.choose(row)
        at = self.drop.chosen
        self.field.setAccessibleDescription(self.drop.lines[at].whole if at >= 0 else "")

    def _at_the_last_line(self) -> bool:
        cursor = self.field.textCursor()
        return not cursor.movePosition(cursor.MoveOperation.Down)


class _Text(QPlainTextEdit):
    def __init__(self, notes: NotesField) -> None:
        super().__init__()
        self._notes = notes
        self.setTabChangesFocus(True)
        self.setFixedHeight(72)
        self.document().setDocumentMargin(2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._notes.key(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._notes.suggest()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._notes.suggest()
