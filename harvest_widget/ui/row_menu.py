"""What can be done with one entry, as a menu."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from harvest_widget import words
from harvest_widget.store.changes import continue_same_entry, delete_entry, toggle_favourite
from harvest_widget.store.selectors import Row
from harvest_widget.store.store import Store
from harvest_widget.ui.row_text import as_line
from harvest_widget.ui.rows import DayList


def row_menu(
    row: Row,
    day: DayList,
    store: Store,
    clock: Callable[[], datetime],
    *,
    press: Callable[[str], None],
    open_editor: Callable[[str], None],
) -> QMenu:
    """Return the menu of `row`; it goes when it is closed.

    Going on with an old entry itself, in place of a new one today, is offered here and nowhere
    else, and only where Harvest can do it: start/end accounts have no such thing.
    """
    entry = row.entry
    menu = QMenu()
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    today = entry.spent_date == day.how.today
    if row.lock is not None:
        menu.addAction(words.locked_because(row.lock)).setEnabled(False)
        menu.addSeparator()
    if entry.is_running:
        start = words.STOP
    else:
        start = words.START if today and row.lock is None else words.START_AGAIN_TODAY
    menu.addAction(start).triggered.connect(lambda: press(row.ref))
    if not (today or entry.is_running or row.lock is not None or day.how.timestamps):
        menu.addAction(words.CONTINUE_THIS).triggered.connect(
            lambda: store.update(continue_same_entry, ref=row.ref, now=clock())
        )
    if row.lock is None:
        menu.addAction(words.EDIT).triggered.connect(lambda: open_editor(row.ref))
    kept = entry.work.pair in day.favourites
    menu.addAction(words.REMOVE_FAVOURITE if kept else words.ADD_FAVOURITE).triggered.connect(
        lambda: store.update(toggle_favourite, pair=entry.work.pair)
    )
    menu.addAction(words.COPY_ROW).triggered.connect(
        lambda: QGuiApplication.clipboard().setText(as_line(row, day.how, clock()))
    )
    if row.lock is None:
        menu.addSeparator()
        menu.addAction(words.DELETE).triggered.connect(
            lambda: store.update(delete_entry, ref=row.ref, now=clock())
        )
    return menu
