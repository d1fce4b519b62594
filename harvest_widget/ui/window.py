"""A window that is a popover or a normal one: its frame, its place, its size; no contents.

As a popover it has no frame of the desktop's, stands at the tray icon and goes when the focus goes
elsewhere. Pinned, or where there is no tray, it is a normal window.
"""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QGuiApplication,
    QHideEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QApplication, QWidget

from harvest_widget import words
from harvest_widget.store.changes import set_settings
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import label, show_or_hide
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import column
from harvest_widget.ui.paint import painter_on, rounded
from harvest_widget.ui.place import SMALLEST, beside, can_place, composited, pointer
from harvest_widget.ui.style import theme_of

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
THICK = 5
"""So many px along the edges change the size, where the desktop gives no frame."""
SIZE = QSize(380, 640)
RADIUS = 12.0
DRAG_BEGINS = timedelta(seconds=1)
HEAD = 48
"""By so many px at the top the popover can be moved."""
REOPEN = timedelta(milliseconds=300)
"""A click on the tray icon first takes the focus away: so soon after, it means close."""


class Window(QWidget):
    """The frame around `content`. Its size is remembered for each screen."""

    def __init__(self, store: Store, clock: Clock, content: QWidget) -> None:
        super().__init__()
        self._store, self._clock = store, clock
        self.is_pinned, self._why_window, self._round = False, "", False
        self._closed = self._dragged = datetime.min.replace(tzinfo=UTC)
        self._held: QPointF | None = None
        self.setWindowTitle(words.APP)
        self.setMinimumSize(SMALLEST)
        self._why = label(px=12, tone="dim", wrap=True)
        self._why.setContentsMargins(16, 8, 16, 0)
        column(self._why, (content, 1), on=self, margins=(1, 1, 1, 1))
        self._handles = {edges: QWidget(self) for edges in POINTERS}
        for edges, handle in self._handles.items():
            handle.setCursor(POINTERS[edges])
        self._dress_window()

    @property
    def is_window(self) -> bool:
        return self.is_pinned or bool(self._why_window) or not can_place()

    def is_busy(self) -> bool:
        """Return whether going away would take a half-filled form out of sight."""
        return False

    def be_window(self, why: str) -> None:
        """Become a normal window and say why in a sentence; "" makes it a popover again."""
        if why != self._why_window:
            self._why_window = why
            self._change_window()

    def pin(self, *, pinned: bool) -> None:
        if pinned != self.is_pinned:
            self.is_pinned = pinned
            self._change_window()

    def toggle_at(self, anchor: QRect) -> None:
        """Open at the tray icon, or close; `anchor` is the icon or the pointer, on the screen."""
        if self.isVisible() and (self.isActiveWindow() or not self.is_window):
            self.hide()
        elif self._clock() - self._closed >= REOPEN:
            self.open_at(anchor)

    def put_away(self) -> None:
        """Hide; where no tray could bring it back, go to the task bar instead."""
        if self._why_window:
            self.showMinimized()
        else:
            self.hide()

    def open_at(self, anchor: QRect | None = None) -> None:
        """Open at `anchor`; without one where the pointer is. An open one comes to the front."""
        if not self.isVisible():
            where = anchor or pointer()
            screen = QGuiApplication.screenAt(where.center()) or QGuiApplication.primaryScreen()
            size = self._size_on(screen)
            if self.is_window:
                self.resize(size)
            else:
                self.setGeometry(beside(where, size, screen.availableGeometry()))
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def _change_window(self) -> None:
        shown, where = self.isVisible(), self.geometry()
        self._dress_window()
        if shown:
            # move() places the frame, setGeometry() would push its title off the screen.
            self.resize(where.size())
            self.move(where.topLeft())
            self.show()
            self.activateWindow()

    def _dress_window(self) -> None:
        window, kind = self.is_window, Qt.WindowType
        popover = kind.Tool | kind.FramelessWindowHint | kind.WindowStaysOnTopHint
        self._round = not window and composited()
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, self._round)
        self.setWindowFlags(kind.Window if window else popover)
        show_or_hide(self._why, self._why_window)
        for handle in self._handles.values():
            handle.setVisible(not window)

    def _size_on(self, screen: QScreen) -> QSize:
        kept = self._store.state.settings.popover_sizes.get(screen.name())
        return QSize(*kept).expandedTo(SMALLEST) if kept else SIZE

    def _keep_size(self) -> None:
        settings, name = self._store.state.settings, self.screen().name()
        size = (self.width(), self.height())
        if settings.popover_sizes.get(name, (SIZE.width(), SIZE.height())) != size:
            sizes = {**settings.popover_sizes, name: size}
            self._store.update(set_settings, settings=replace(settings, popover_sizes=sizes))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, self._held = event.position().toPoint(), None
        if event.button() != Qt.MouseButton.LeftButton or self.is_window:
            return
        if (edges := self._edges_at(at)) is not None:
            # The window manager takes the focus when it takes over.
            self._dragged = self._clock()
            self.windowHandle().startSystemResize(edges)
        elif at.y() < HEAD:
            self._held = event.globalPosition()

    def _edges_at(self, where: QPoint) -> Qt.Edge | None:
        found = self.childAt(where)
        return next((edges for edges, handle in self._handles.items() if handle is found), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the popover by its head; a mere click there must not wake the window manager."""
        handle = self.windowHandle()
        if self._held is None or handle is None:
            return
        way = event.globalPosition() - self._held
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._held = None
            self._dragged = self._clock()
            handle.startSystemMove()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible():
            # The window manager takes the focus, too, when it begins to move the window.
            drags = self._clock() - self._dragged < DRAG_BEGINS
            stays = self.isActiveWindow() or self.is_window or self.is_busy() or drags
            # Its own menus take the focus too.
            if not stays and QApplication.activePopupWidget() is None:
                self._closed = self._clock()
                self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keep_size()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The frame's own button puts the window away: the timer goes on."""
        event.ignore()
        self.put_away()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for edges, handle in self._handles.items():
            handle.setGeometry(_strip(self.rect(), edges))
            handle.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = theme_of(self), painter_on(self)
        if self.is_window:
            painter.fillRect(self.rect(), QColor(theme.surface))
            return
        frame, radius = QRectF(self.rect()).adjusted(0, 0, -1, -1), RADIUS if self._round else 0.0
        rounded(painter, frame, radius, ground=theme.surface, ring=theme.line, width=1)


def _strip(whole: QRect, edges: Qt.Edge) -> QRect:
    """Return the part of `whole` along one edge, or at the corner of two."""
    if edges & LEFT:
        whole.setRight(THICK)
    if edges & RIGHT:
        whole.setLeft(whole.right() - THICK)
    if edges & TOP:
        whole.setBottom(THICK)
    if edges & BOTTOM:
        whole.setTop(whole.bottom() - THICK)
    return whole
