"""The one fuzzy box over client, project, code and task; it chooses a pair and books nothing."""

from collections.abc import Hashable, Mapping

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.assignments import ProjectAssignment, bookable
from harvest_widget.model.entries import Work
from harvest_widget.model.search import Fields, Found, Hit, Index, search
from harvest_widget.ui.controls import label, show_text
from harvest_widget.ui.drop import Drop, Line, Part
from harvest_widget.ui.style import SMALL, font, theme_of

Pair = tuple[int, int]
PAGE = 6

_last: list[tuple[tuple[ProjectAssignment, ...], Index[Work]]] = []


def index_of(assignments: tuple[ProjectAssignment, ...]) -> Index[Work]:
    """Prepare all that may be booked on for searching; done once for the same assignments."""
    if not _last or _last[0][0] is not assignments:
        _last[:] = [(assignments, Index(bookable(assignments), text=_fields, key=_pair))]
    return _last[0][1]


def _fields(work: Work) -> Fields:
    return work.client.name, work.project.name, work.project.code or "", work.task.name


def _pair(work: Work) -> Pair:
    return work.pair


class Picker(QWidget):
    """A text field with the best matches below it.

    `work` is the pair that was taken, None while the text is only a search. `taken` follows the
    user's choice; `hurried`: it was made with Ctrl/Cmd+Enter; `typed`: the text changed.
    """

    taken = Signal()
    hurried = Signal()
    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.work: Work | None = None
        self._before: Work | None = None
        # Not index_of(()): that would forget the one that is prepared.
        self._index: Index[Work] = Index((), text=_fields, key=_pair)
        self._arrived = False
        self._ranks: Mapping[Hashable, int] = {}
        self._found: Found[Work] | None = None
        self.field = _Field(self)
        self.field.setPlaceholderText(words.SEARCH_WORK)
        self.field.setAccessibleName(words.WORK_LABEL)
        self.drop = Drop()
        self.drop.hide()
        self._whole = label(px=12, tone="dim", wrap=True)
        self._whole.hide()
        name = label(words.WORK_LABEL, px=SMALL, tone="dim")
        name.setBuddy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (name, self.field, self._whole, self.drop):
            column.addWidget(widget)
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(self._search_on)
        self.drop.picked.connect(self._take)

    def offer(self, index: Index[Work], ranks: Mapping[Hashable, int], *, arrived: bool) -> None:
        """Search in `index` from now on. `arrived`: assignments were read, so "none" is true."""
        self._index, self._ranks, self._arrived, self._found = index, ranks, arrived, None
        if self.drop.isVisibleTo(self):
            self._search()

    def set_work(self, work: Work | None, query: str = "") -> None:
        """Show a pair as taken, or a search that was left unfinished."""
        self.work = self._before = work
        self.field.setText(work.title if work else query)
        self.field.setCursorPosition(0 if work else len(query))
        self.field.show_client(work.client.name if work else "")
        self._close()
        self.show_whole()

    def show_whole(self) -> None:
        """Show the taken pair below the field where it does not fit into it."""
        cut = self.work is not None and self.field.cuts()
        show_text(self._whole, _whole(self.work) if self.work and cut else "")
        self._whole.setVisible(cut)

    @property
    def query(self) -> str:
        """What is typed; nothing while a pair is taken."""
        return "" if self.work else self.field.text()

    def open(self) -> None:
        """Show what may be chosen."""
        if not self.field.isReadOnly():
            self._search()
            self.drop.show()

    def _close(self) -> None:
        self._found = None
        self.drop.hide()

    def _search_on(self) -> None:
        self.work = None
        self.field.show_client("")
        self.show_whole()
        self.open()
        self.typed.emit()

    def _search(self) -> None:
        typed = self.query
        self._found = search(self._index, typed, ranks=self._ranks)
        lines = [_line(hit) for hit in self._found.hits]
        self.drop.show_lines(lines, self._hint(typed, self._found.count))
        self.say_choice()

    def _hint(self, typed: str, count: int) -> str:
        if not self._index.pairs:
            return words.NO_PROJECTS if self._arrived else words.PROJECTS_COMING
        if not count:
            return words.nothing_found(typed.strip())
        every = len(self._index.pairs)
        return words.matches(count, every) if typed.strip() else words.all_work(count)

    def say_choice(self) -> None:
        """Tell a screen reader which line Enter would take."""
        row, found = self.drop.chosen, self._found
        if found is None or row < 0:
            self.field.setAccessibleDescription("")
            return
        work = found.hits[row].pair
        said = words.choice(work.title, work.client.name, row + 1, self.drop.count)
        self.field.setAccessibleDescription(said)

    def _take(self, row: int) -> None:
        if self._found is not None and 0 <= row < len(self._found.hits):
            self.set_work(self._found.hits[row].pair)
            self.taken.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key means in the field; False leaves it to others."""
        if not self.drop.isVisibleTo(self):
            return self._key_while_closed(event.key())
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up | Qt.Key.Key_PageDown | Qt.Key.Key_PageUp as key:
                self.drop.choose(max(0, self.drop.chosen + _STEPS[key]))
                self.say_choice()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.drop.chosen >= 0:
                hurried = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                self._take(self.drop.chosen)
                if hurried:
                    self.hurried.emit()
            # One layer back: the list closes and what was taken before is taken again.
            case Qt.Key.Key_Escape if self._before is not None:
                self.set_work(self._before)
                self.typed.emit()
            case _:
                return False
        return True

    def _key_while_closed(self, key: int) -> bool:
        if key == Qt.Key.Key_Down:
            self.open()
            return True
        return False

    def leave(self) -> None:
        """Close the list when the focus goes elsewhere; the text stays."""
        self._close()


_STEPS: dict[int, int] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: PAGE,
    Qt.Key.Key_PageUp: -PAGE,
}


class _Field(QLineEdit):
    """Holds the search or the taken pair, whose client stands dim at the right."""

    def __init__(self, picker: Picker) -> None:
        super().__init__()
        self._picker = picker
        self._client = ""
        self.setClearButtonEnabled(False)

    def show_client(self, client: str) -> None:
        self._client = " ".join(client.split())
        self._make_room()
        self.update()

    def cuts(self) -> bool:
        """Whether the text is wider than the field."""
        margins = self.textMargins().right() + 24
        wanted = self.fontMetrics().horizontalAdvance(self.text())
        client = QFontMetrics(font(12)).horizontalAdvance(self._client) + 2
        return self.width() > 0 and (
            wanted > self.width() - margins or client > self._client_width()
        )

    def _make_room(self) -> None:
        self.setTextMargins(0, 0, self._client_width() + 8 if self._client else 0, 0)

    def _client_width(self) -> int:
        wanted = QFontMetrics(font(12)).horizontalAdvance(self._client) + 2
        spare = self.width() - 36 - self.fontMetrics().horizontalAdvance(self.text())
        return min(wanted, max(spare, self.width() * 3 // 10))

    def event(self, event: QEvent) -> bool:
        # Before Qt: Enter, Esc and the arrows must reach the list and no shortcut of the window.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self._picker.key(event):
                return True
        elif event.type() == QEvent.Type.Resize:
            self._make_room()
            self._picker.show_whole()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._picker.work is None:
            self._picker.open()
        elif event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in {
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        }:
            self._picker.leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._client:
            return
        painter = QPainter(self)
        face = font(12)
        painter.setFont(face)
        painter.setPen(QColor(theme_of(self).dim))
        width = self._client_width()
        area = QRect(self.width() - width - 10, 0, width, self.height())
        shown = QFontMetrics(face).elidedText(self._client, Qt.TextElideMode.ElideRight, width)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)


def _line(hit: Hit[Work]) -> Line:
    work = hit.pair
    client, project, code, task = hit.spans
    parts = [
        Part(_flat(work.project.name), project, 600, share=0.5),
        Part(" · ", dim=True),
        Part(_flat(work.task.name), task),
    ]
    # The code takes room that names need: it shows where it was searched for.
    if work.project.code and code:
        parts.insert(0, Part(f"{_flat(work.project.code)} ", code, dim=True, share=0.3))
    return Line(tuple(parts), Part(_flat(work.client.name), client, dim=True), _whole(work))


def _whole(work: Work) -> str:
    code = f"{work.project.code} " if work.project.code else ""
    return f"{code}{work.title} · {work.client.name}"


def _flat(text: str) -> str:
    """Keep the length, so that the matched spans stay right."""
    return text.replace("\n", " ").replace("\t", " ")
