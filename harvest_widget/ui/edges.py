"""Thin handles around a window without a frame: drag them to change its size."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

THICK = 5
_LEFT, _TOP, _RIGHT, _BOTTOM = (
    Qt.Edge.LeftEdge,
    Qt.Edge.TopEdge,
    Qt.Edge.RightEdge,
    Qt.Edge.BottomEdge,
)
_POINTERS = {
    _LEFT: Qt.CursorShape.SizeHorCursor,
    _RIGHT: Qt.CursorShape.SizeHorCursor,
    _TOP: Qt.CursorShape.SizeVerCursor,
    _BOTTOM: Qt.CursorShape.SizeVerCursor,
    _LEFT | _TOP: Qt.CursorShape.SizeFDiagCursor,
    _RIGHT | _BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    _RIGHT | _TOP: Qt.CursorShape.SizeBDiagCursor,
    _LEFT | _BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}


class Edges:
    """The eight handles of `window`; call `place()` when its size changes.

    `begin` is called before the window manager takes over, and with it the focus.
    """

    def __init__(self, window: QWidget, begin: Callable[[], None]) -> None:
        self._window = window
        self._handles = {edges: _Handle(window, edges, begin) for edges in _POINTERS}

    def place(self) -> None:
        """Lay the handles along the edges, over everything else."""
        for edges, handle in self._handles.items():
            handle.setGeometry(_strip(self._window.rect(), edges))
            handle.raise_()

    def show(self, *, shown: bool) -> None:
        """Offer the handles, or hide them where the desktop draws a frame."""
        for handle in self._handles.values():
            handle.setVisible(shown)


class _Handle(QWidget):
    def __init__(self, window: QWidget, edges: Qt.Edge, begin: Callable[[], None]) -> None:
        super().__init__(window)
        self._edges, self._begin = edges, begin
        self.setCursor(_POINTERS[edges])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self.window().windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            self._begin()
            handle.startSystemResize(self._edges)


def _strip(whole: QRect, edges: Qt.Edge) -> QRect:
    strip = QRect(whole)
    if edges & _LEFT:
        strip.setRight(THICK)
    elif edges & _RIGHT:
        strip.setLeft(whole.right() - THICK)
    if edges & _TOP:
        strip.setBottom(THICK)
    elif edges & _BOTTOM:
        strip.setTop(whole.bottom() - THICK)
    return strip
