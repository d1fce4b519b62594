"""Day, editor and sign-in as layers of one window, and its keys; what the layers show is theirs."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from harvest_widget import words
from harvest_widget.store.changes import refresh
from harvest_widget.store.state import SignedOut, State
from harvest_widget.store.store import Store
from harvest_widget.ui import keys
from harvest_widget.ui.day import DayView
from harvest_widget.ui.join import Clock, Ticker
from harvest_widget.ui.place import can_place
from harvest_widget.ui.window import Window


class Popover(Window):
    """Day, editor and sign-in, one over the other.

    `sign_in` makes the sign-in view; what it is given is to be called when that is done with.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        ticker: Ticker,
        sign_in: Callable[[Callable[[], None]], QWidget],
        sign_out: Callable[[], None],
        quit_program: Callable[[], None],
    ) -> None:
        self.layers = QStackedWidget()
        super().__init__(store, clock, self.layers)
        self._ticker = ticker
        self._make_sign_in, self._sign_out, self._quit = sign_in, sign_out, quit_program
        self.day = DayView(
            store, clock, open_editor=self.open_editor, sign_in=self.open_sign_in, menu=self._menu
        )
        self.layers.addWidget(self.day)
        store.watch(_is_unknown, self._enter)

    def open_editor(self, ref: str | None) -> None:
        from harvest_widget.ui.editor import Editor

        self._open_layer(Editor(self._store, self._clock, ref, on_close=self.show_day))

    def open_sign_in(self) -> None:
        self._open_layer(self._make_sign_in(self.show_day))

    def show_day(self) -> None:
        """Put away what lies over the day."""
        layer = self.layers.currentWidget()
        if layer is self.day:
            return
        self.layers.setCurrentWidget(self.day)
        self.layers.removeWidget(layer)
        layer.deleteLater()
        self.day.take_focus()
        self._changed_layer()

    def _enter(self, unknown: bool) -> None:  # noqa: FBT001  (a value that is watched)
        if unknown:
            self.open_sign_in()
        else:
            self.show_day()

    def tick(self) -> None:
        tick = getattr(self.layers.currentWidget(), "tick", None)
        if tick is not None:
            tick()

    def next_change(self, now: datetime) -> float | None:
        ask: Callable[[datetime], float | None] | None
        ask = getattr(self.layers.currentWidget(), "next_change", None)
        return ask(now) if ask is not None else None

    def is_busy(self) -> bool:
        return bool(getattr(self.layers.currentWidget(), "changed", False))

    def _open_layer(self, layer: QWidget) -> None:
        # An editor that is open keeps what was typed as a draft.
        leave = getattr(self.layers.currentWidget(), "leave", self.show_day)
        leave()
        self.layers.addWidget(layer)
        self.layers.setCurrentWidget(layer)
        layer.setFocus()
        self._changed_layer()

    def _changed_layer(self) -> None:
        if self.isVisible():
            self.tick()
            self._ticker.wind()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(words.REFRESH, "F5").triggered.connect(
            lambda: self._store.update(refresh, now=self._clock())
        )
        if can_place():
            pin = words.UNPIN if self.is_pinned else words.PIN
            menu.addAction(pin).triggered.connect(lambda: self.pin(pinned=not self.is_pinned))
        menu.addSeparator()
        if isinstance(self._store.state.connection, SignedOut):
            menu.addAction(words.SIGN_IN).triggered.connect(self.open_sign_in)
        else:
            menu.addAction(words.SIGN_OUT).triggered.connect(self._sign_out)
        menu.addAction(words.QUIT, "Ctrl+Q").triggered.connect(self._quit)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        in_day = self.layers.currentWidget() is self.day
        action = keys.action(event, in_day=in_day)
        match action:
            case None:
                event.ignore()
            case "quit":
                self._quit()
            case "back" if in_day or self._store.state.account is None:
                self.put_away()
            case "back":
                self.show_day()
            case _:
                self.day.perform(action)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.layers.currentWidget() is self.day:
            self.day.setFocus()
        self.tick()
        self._ticker.add(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.remove(self)


def _is_unknown(state: State) -> bool:
    """Return whether nobody has signed in yet, nor is about to."""
    return state.account is None and isinstance(state.connection, SignedOut)
