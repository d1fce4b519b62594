"""A window that is a popover or a normal one: its frame, its place, its size; no contents.

As a popover it has no frame of the desktop's, stands at the tray icon and goes when the focus goes
elsewhere. Pinned, or where there is no tray, it is a normal window.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QCursor,
    QGuiApplication,
    QHideEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QScreen,
)
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.store.changes import set_settings
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import label
from harvest_widget.ui.edges import Edges
from harvest_widget.ui.place import SMALLEST, beside, can_place, composited
from harvest_widget.ui.style import theme_of

SIZE = QSize(380, 640)
RADIUS = 12.0
DRAG_BEGINS = timedelta(seconds=1)
HEAD = 48
"""By so many px at the top the popover can be moved."""
REOPEN = timedelta(milliseconds=300)
"""A click on the tray icon first takes the focus away: so soon after, it means close."""


class Window(QWidget):
    """The frame around `content`. Its size is remembered for each screen."""

    def __init__(self, store: Store, clock: Callable[[], datetime], content: QWidget) -> None:
        super().__init__()
        self._store, self._clock = store, clock
        self._pinned, self._why_window, self._round = False, "", False
        self._closed: datetime | None = None
        self._dragged: datetime | None = None
        self._held: QPointF | None = None
        self.setWindowTitle(words.APP)
        self.setMinimumSize(SMALLEST)
        self._why = label(px=12, tone="dim", wrap=True)
        self._why.setContentsMargins(16, 8, 16, 0)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(1, 1, 1, 1)
        stack.setSpacing(0)
        stack.addWidget(self._why)
        stack.addWidget(content, 1)
        self._edges = Edges(self, self._begin_drag)
        self._dress_window()

    @property
    def is_window(self) -> bool:
        """Whether it is a normal window now."""
        return self._pinned or bool(self._why_window) or not can_place()

    @property
    def is_pinned(self) -> bool:
        """Whether the user keeps it open."""
        return self._pinned

    def is_busy(self) -> bool:
        """Return whether going away would take a half-filled form out of sight."""
        return False

    def be_window(self, why: str) -> None:
        """Become a normal window and say why in a sentence; "" makes it a popover again."""
        if why != self._why_window:
            self._why_window = why
            self._change_window()

    def pin(self, *, pinned: bool) -> None:
        """Stay open as a normal window, or become a popover again."""
        if pinned != self._pinned:
            self._pinned = pinned
            self._change_window()

    def toggle_at(self, anchor: QRect) -> None:
        """Open at the tray icon, or close; `anchor` is the icon or the pointer, on the screen."""
        just_closed = self._closed is not None and self._clock() - self._closed < REOPEN
        if self.isVisible() and (self.isActiveWindow() or not self.is_window):
            self.hide()
        elif not just_closed:
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
            where = anchor or _pointer()
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
        window = self.is_window
        flags = Qt.WindowType.Window
        if not window:
            flags = (
                Qt.WindowType.Tool
                | Qt.WindowType.FramelessWindowHint
                | Qt.WindowType.WindowStaysOnTopHint
            )
        self._round = not window and composited()
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, self._round)
        self.setWindowFlags(flags)
        self._why.setText(self._why_window)
        self._why.setVisible(bool(self._why_window))
        self._edges.show(shown=not window)

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
        by_head = event.button() == Qt.MouseButton.LeftButton and event.position().y() < HEAD
        self._held = event.globalPosition() if by_head and not self.is_window else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the popover by its head; a mere click there must not wake the window manager."""
        handle = self.windowHandle()
        if self._held is None or handle is None:
            return
        way = event.globalPosition() - self._held
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._held = None
            self._begin_drag()
            handle.startSystemMove()

    def _begin_drag(self) -> None:
        self._dragged = self._clock()

    def _drags(self) -> bool:
        """Whether the focus went because the window manager has begun to move the window."""
        return self._dragged is not None and self._clock() - self._dragged < DRAG_BEGINS

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isVisible():
            stays = self.isActiveWindow() or self.is_window or self.is_busy() or self._drags()
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
        self._edges.place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_window:
            painter.fillRect(self.rect(), QColor(theme.surface))
            return
        painter.setBrush(QColor(theme.surface))
        painter.setPen(QPen(QColor(theme.line), 1))
        frame = self.rect().adjusted(0, 0, -1, -1)
        radius = RADIUS if self._round else 0.0
        painter.drawRoundedRect(frame, radius, radius)


def _pointer() -> QRect:
    return QRect(QCursor.pos(), QSize(1, 1))
