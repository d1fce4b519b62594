"""The one fuzzy box over client, project, code and task; it chooses a pair and books nothing."""

from collections.abc import Hashable, Mapping

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from harvest_widget import words
from harvest_widget.model.assignments import ProjectAssignment, bookable
from harvest_widget.model.entries import Work
from harvest_widget.model.search import Fields, Found, Hit, Index, search
from harvest_widget.ui.controls import ENTER, label, name_of, show_or_hide
from harvest_widget.ui.drop import Drop, Line, Part
from harvest_widget.ui.layout import LEVEL, RIGHT, column
from harvest_widget.ui.paint import width_of, write
from harvest_widget.ui.style import font, theme_of

STEPS: dict[int, int] = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 6,
    Qt.Key.Key_PageUp: -6,
}

_last: list[tuple[tuple[ProjectAssignment, ...], Index[Work]]] = []


def index_of(assignments: tuple[ProjectAssignment, ...]) -> Index[Work]:
    """Prepare all that may be booked on for searching; done once for the same assignments."""
    if not _last or _last[0][0] is not assignments:
        index = Index(bookable(assignments), text=_fields, key=lambda work: work.pair)
        _last[:] = [(assignments, index)]
    return _last[0][1]


def _fields(work: Work) -> Fields:
    return work.client.name, work.project.name, work.project.code or "", work.task.name


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
        self._found: Found[Work] | None = None
        # Not index_of(()): that would forget the one that is prepared.
        self.offer(Index((), text=_fields, key=lambda work: work.pair), {}, arrived=False)
        self.field = _Field(self)
        self.field.setPlaceholderText(words.SEARCH_WORK)
        self.drop = Drop()
        self._whole = label(px=12, tone="dim", wrap=True)
        name = name_of(self.field, words.WORK_LABEL)
        column(name, self.field, self._whole, self.drop, on=self, spacing=4)
        self.drop.hide()
        self._whole.hide()
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(self._search_on)
        self.drop.picked.connect(self._take)

    def offer(self, index: Index[Work], ranks: Mapping[Hashable, int], *, arrived: bool) -> None:
        """Search in `index` from now on. `arrived`: assignments were read, so "none" is true."""
        self._index, self._ranks, self._arrived = index, ranks, arrived
        if self._found is not None:
            self._search()

    def set_work(self, work: Work | None, query: str = "") -> None:
        """Show a pair as taken, or a search that was left unfinished."""
        self.work = self._before = work
        self.field.setText(work.title if work else query)
        self.field.setCursorPosition(0 if work else len(query))
        self.close_list()
        self.show_whole()

    def show_whole(self) -> None:
        self.field.make_room()
        show_or_hide(self._whole, _whole(self.work) if self.work and self.field.cuts() else "")

    @property
    def query(self) -> str:
        """What is typed; nothing while a pair is taken."""
        return "" if self.work else self.field.text()

    def open_list(self) -> None:
        if not self.field.isReadOnly():
            self._search()
            self.drop.show()

    def close_list(self) -> None:
        """Show no choice; the text stays."""
        self._found = None
        self.drop.hide()

    def _search_on(self) -> None:
        self.work = None
        self.show_whole()
        self.open_list()
        self.typed.emit()

    def _search(self) -> None:
        typed, every = self.query, len(self._index.pairs)
        self._found = search(self._index, typed, ranks=self._ranks)
        count = self._found.count
        if not every:
            hint = words.NO_PROJECTS if self._arrived else words.PROJECTS_COMING
        elif not count:
            hint = words.nothing_found(typed.strip())
        else:
            hint = words.matches(count, every) if typed.strip() else words.all_work(count)
        self.drop.show_lines([_line(hit) for hit in self._found.hits], hint)
        self._say_choice()

    def _say_choice(self) -> None:
        """Tell a screen reader which line Enter would take."""
        row, said = self.drop.chosen, ""
        if self._found is not None and row >= 0:
            work = self._found.hits[row].pair
            said = words.choice(work.title, work.client.name, row + 1, len(self.drop.lines))
        self.field.setAccessibleDescription(said)

    def _take(self, row: int) -> None:
        if self._found is not None:
            self.set_work(self._found.hits[row].pair)
            self.taken.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key means in the field; False leaves it to others."""
        match event.key():
            case Qt.Key.Key_Down if self._found is None:
                self.open_list()
            case _ if self._found is None:
                return False
            case key if key in STEPS:
                self.drop.choose(max(0, self.drop.chosen + STEPS[key]))
                self._say_choice()
            case key if key in ENTER and self.drop.chosen >= 0:
                self._take(self.drop.chosen)
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    self.hurried.emit()
            # Tab takes what is marked, too, and goes on to the next field.
            case Qt.Key.Key_Tab if self.drop.chosen >= 0 and self.query.strip():
                self.set_work(self._found.hits[self.drop.chosen].pair)
                self.typed.emit()
                return False
            # One layer back: the list closes and what was taken before is taken again.
            case Qt.Key.Key_Escape if self._before is not None:
                self.set_work(self._before)
                self.typed.emit()
            case _:
                return False
        return True


class _Field(QLineEdit):
    """Holds the search or the taken pair, whose client stands dim at the right."""

    def __init__(self, picker: Picker) -> None:
        super().__init__()
        self._picker, self._small = picker, font(12)

    @property
    def _client(self) -> str:
        work = self._picker.work
        return " ".join(work.client.name.split()) if work else ""

    def make_room(self) -> None:
        self.setTextMargins(0, 0, self._client_width() + 8 if self._client else 0, 0)
        self.update()

    def cuts(self) -> bool:
        room = self.width() - self.textMargins().right() - 24
        client = width_of(self._client, self._small) + 2
        return self.width() > 0 and (
            width_of(self.text(), self.font()) > room or client > self._client_width()
        )

    def _client_width(self) -> int:
        spare = self.width() - 36 - width_of(self.text(), self.font())
        return min(width_of(self._client, self._small) + 2, max(spare, self.width() * 3 // 10))

    def event(self, event: QEvent) -> bool:
        # Before Qt: Enter, Esc and the arrows must reach the list and no shortcut of the window.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self._picker.key(event):
                return True
        elif event.type() == QEvent.Type.Resize:
            self._picker.show_whole()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._picker.work is None:
            self._picker.open_list()
        elif event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        stays = Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason
        if event.reason() not in stays:
            self._picker.close_list()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        width = self._client_width()
        where = QRectF(self.width() - width - 10, 0, width, self.height())
        dim = theme_of(self).dim
        write(QPainter(self), self._client, where, self._small, dim, place=LEVEL | RIGHT)


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
    return Line(tuple(parts), Part(_flat(work.client.name), client, dim=True, px=12), _whole(work))


def _whole(work: Work) -> str:
    code = f"{work.project.code} " if work.project.code else ""
    return f"{code}{work.title} · {work.client.name}"


def _flat(text: str) -> str:
    """Keep the length, so that the matched spans stay right."""
    return text.replace("\n", " ").replace("\t", " ")
