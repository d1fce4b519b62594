"""A desk to try the editor and the sign-in at: a real store in memory, widgets that are shown."""

from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from harvest_widget.model.account import Account, Company, User
from harvest_widget.model.assignments import ProjectAssignment, TaskAssignment
from harvest_widget.model.entries import Named, Project, TimeEntry, Work
from harvest_widget.model.operations import Operation
from harvest_widget.store.state import Online, Snapshot, State
from harvest_widget.store.store import Store
from harvest_widget.ui.editor import Editor

NOW = datetime(2026, 11, 19, 14, 4, tzinfo=UTC)
"""15:04 in Berlin, a Thursday."""
TODAY, YESTERDAY = date(2026, 11, 19), date(2026, 11, 18)
ADA = User(id=1, first_name="Ada", last_name="Lovelace", timezone="Berlin")
ACME = Account(origin="https://api.example", id=1, name="Acme Corp", user=ADA)

PROGRAMMING, DESIGN = Named(11, "Programming"), Named(12, "Design")
RELAUNCH, SHOP, US, THEM = (
    ProjectAssignment(
        Project(number, name, code),
        Named(100 + number, client),
        [TaskAssignment(PROGRAMMING), TaskAssignment(DESIGN)],
    )
    for number, client, name, code in (
        (1, "Acme Corp", "Website relaunch", "AC-1"),
        (2, "Nordwind", "Web shop", None),
        (3, "Us", "Internal", None),
        (4, "<b>Them</b> & Co", "Internal", None),
    )
)


def work(on: ProjectAssignment, task: Named = PROGRAMMING) -> Work:
    return Work(on.client, on.project, task)


def entry(number: int, on: ProjectAssignment = RELAUNCH, **values: object) -> TimeEntry:
    """Return an entry as the server tells it: 1:45 today, unless `values` say otherwise."""
    told: dict[str, object] = {
        "spent_date": TODAY,
        "hours": Decimal("1.75"),
        "notes": f"Notes of {number}",
        "created_at": NOW - timedelta(hours=9 - number),
        **values,
    }
    return TimeEntry(
        id=number,
        client=on.client,
        project=on.project,
        task=PROGRAMMING,
        **told,  # type: ignore[arg-type]
    )


def running(number: int, on: ProjectAssignment = SHOP, **values: object) -> TimeEntry:
    """Return an entry that has run for 45 minutes on top of half an hour."""
    return entry(
        number,
        on,
        hours=Decimal("1.25"),
        hours_without_timer=Decimal("0.5"),
        is_running=True,
        timer_started_at=NOW - timedelta(minutes=45),
        **values,
    )


class Desk:
    """A store with these entries, and whatever is opened on it."""

    def __init__(self, *entries: TimeEntry, **company: object) -> None:
        self.now = NOW
        self._turns: list[Callable[[], None]] = []
        state = State(
            account=ACME,
            company=Company(**company),  # type: ignore[arg-type]
            assignments=(RELAUNCH, SHOP, US, THEM),
            assignments_read_at=NOW,
            snapshot=Snapshot(entries={e.id: e for e in entries if e.id is not None}),
            connection=Online(),
        )
        self.store = Store(state, save=lambda _, after: after, defer=self._turns.append)
        self.closed = 0

    def settle(self) -> None:
        """Let the store tell its watchers."""
        while self._turns:
            self._turns.pop(0)()

    def hear(self, *entries: TimeEntry) -> None:
        """The server tells these entries and no others."""
        told = Snapshot(entries={e.id: e for e in entries if e.id is not None})
        self.store.update(lambda state: _with(state, snapshot=told))
        self.settle()

    def switch(self, **company: object) -> None:
        """The account's settings become these."""
        told = Company(**company)  # type: ignore[arg-type]
        self.store.update(lambda state: _with(state, company=told))
        self.settle()

    def open(self, ref: str | None = None) -> Editor:
        """Open the editor in a window of the popover's size."""
        editor = Editor(self.store, lambda: self.now, ref, on_close=self._close)
        return show(editor)

    def _close(self) -> None:
        self.closed += 1

    @property
    def asked(self) -> list[Operation]:
        """What the user has asked for, in order."""
        return [waiting.op for waiting in self.store.state.outbox]


def _with(state: State, **values: object) -> State:
    return replace(state, **values)


W = TypeVar("W", bound=QWidget)


_windows: deque[QWidget] = deque(maxlen=8)
"""Nobody else holds them; the fixture of conftest.py puts them away."""


def show(widget: W) -> W:
    """Show a view in a window of the popover's size, with the focus."""
    window = QWidget()
    # No layout: the offscreen platform warns when a window's least size changes.
    window.resize(380, 640)
    widget.setParent(window)
    widget.setGeometry(window.rect())
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    widget.setFocus()
    _windows.append(window)
    return widget


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def type_into(widget: QWidget, text: str) -> None:
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(widget, Qt.Key.Key_Delete)
    QTest.keyClicks(widget, text)


def press(key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key where the focus is."""
    held = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        held |= modifier
    QTest.keyClick(focused(), key, held)


class Windows(QObject):
    """Hears of every window that shows, were it only for a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False
