"""Thin handles around a window without a frame: drag them to change its size."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

THICK = 5
LEFT, TOP, RIGHT, BOTTOM = Qt.Edge.LeftEdge, Qt.Edge.TopEdge, Qt.Edge.RightEdge, Qt.Edge.BottomEdge
POINTERS = {
    LEFT: Qt.CursorShape.SizeHorCursor,
    RIGHT: Qt.CursorShape.SizeHorCursor,
    TOP: Qt.CursorShape.SizeVerCursor,
    BOTTOM: Qt.CursorShape.SizeVerCursor,
    LEFT | TOP: Qt.CursorShape.SizeFDiagCursor,
    RIGHT | BOTTOM: Qt.CursorShape.SizeFDiagCursor,
    RIGHT | TOP: Qt.CursorShape.SizeBDiagCursor,
    LEFT | BOTTOM: Qt.CursorShape.SizeBDiagCursor,
}


class Edge(QWidget):
    """A handle of `window` on one edge, or on two at their corner; `place` it on each resize.

    `begin` is called before the window manager takes over, and with it the focus.
    """

    def __init__(self, window: QWidget, edges: Qt.Edge, begin: Callable[[], None]) -> None:
        super().__init__(window)
        self._edges, self._begin = edges, begin
        self.setCursor(POINTERS[edges])

    def place(self) -> None:
        strip = self.window().rect()
        if self._edges & LEFT:
            strip.setRight(THICK)
        if self._edges & RIGHT:
            strip.setLeft(strip.right() - THICK)
        if self._edges & TOP:
            strip.setBottom(THICK)
        if self._edges & BOTTOM:
            strip.setTop(strip.bottom() - THICK)
        self.setGeometry(strip)
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self.window().windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            self._begin()
            handle.startSystemResize(self._edges)
