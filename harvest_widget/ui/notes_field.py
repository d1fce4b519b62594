"""The notes of an entry: Enter saves, Shift+Enter makes a new line, earlier notes are offered."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.folding import fold
from harvest_widget.ui.controls import label
from harvest_widget.ui.drop import Drop, Line, Part
from harvest_widget.ui.style import SMALL

OFFERED = 4
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NotesField(QWidget):
    """A text of several lines; below it what was written before on the same project and task."""

    changed = Signal()
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._earlier: tuple[str, ...] = ()
        self._offered: list[str] = []
        self.field = _Text(self)
        self.field.setAccessibleName(words.NOTES_LABEL)
        self.drop = Drop()
        self.drop.hide()
        name = label(words.NOTES_LABEL, px=SMALL, tone="dim")
        name.setBuddy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (name, self.field, self.drop):
            column.addWidget(widget)
        self.setFocusProxy(self.field)
        self.field.textChanged.connect(self._typed)
        self.drop.picked.connect(self._take)

    def text(self) -> str:
        """Return what is typed."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text; the cursor goes to its end."""
        if text != self.text():
            self.field.blockSignals(True)
            self.field.setPlainText(text)
            self.field.blockSignals(False)
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def offer(self, earlier: tuple[str, ...]) -> None:
        """Offer these notes, newest first."""
        self._earlier = earlier
        self.suggest()

    def suggest(self) -> None:
        """Show the earlier notes that go on from what is typed, while the field has the focus."""
        typed = fold(self.text().strip())
        fitting = (note for note in self._earlier if fold(note).startswith(typed))
        self._offered = [note for note in fitting if note.strip() != self.text().strip()][:OFFERED]
        if not self._offered or not self.field.hasFocus() or self.field.isReadOnly():
            self.drop.hide()
            return
        # Nothing is chosen at first: Enter saves what is typed.
        self.drop.show_lines([_line(note) for note in self._offered], words.NOTES_HINT, chosen=-1)
        self.drop.show()

    def _typed(self) -> None:
        self.suggest()
        self.changed.emit()

    def _take(self, row: int) -> None:
        self.field.setPlainText(self._offered[row])
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.drop.hide()

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; False leaves it to the text."""
        chosen = self.drop.chosen if self.drop.isVisibleTo(self) else -1
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                return self._enter(event, chosen)
            case Qt.Key.Key_Down if self._at_the_last_line() and self.drop.isVisibleTo(self):
                self._choose(chosen + 1)
            case Qt.Key.Key_Up if chosen >= 0:
                self._choose(chosen - 1)
            case Qt.Key.Key_Escape if chosen >= 0:
                self._choose(-1)
            case _:
                return False
        return True

    def _enter(self, event: QKeyEvent, chosen: int) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        if chosen >= 0:
            self._take(chosen)
        else:
            self.entered.emit()
        return True

    def _choose(self, row: int) -> None:
        self.drop.choose(row)
        at = self.drop.chosen
        self.field.setAccessibleDescription(self._offered[at] if at >= 0 else "")

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


def _line(note: str) -> Line:
    return Line((Part(" ".join(note.split())),), Part(""), note)
