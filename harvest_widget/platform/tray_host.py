"""Whether this desktop has a tray, and word when that changes; it shows no icon.

On Linux a tray (StatusNotifierItem) is a name on the session bus that comes and goes. A tray of
another kind, and other systems, say nothing when they come: while there is none, Qt is asked twice
a minute, for a window is standing in for the icon then.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon

WATCHER = "org.kde.StatusNotifierWatcher"
_ASK_AGAIN_MS = 30_000


class TrayHost(QObject):
    """Calls `on_change(there)` now and whenever a tray comes or goes, until `stop()`."""

    def __init__(self, on_change: Callable[[bool], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self._there: bool | None = None
        self._on_bus = False
        self._again = QTimer(self, interval=_ASK_AGAIN_MS)
        self._again.timeout.connect(self._look)
        if sys.platform == "linux":
            self._watch_bus()
        self._look()

    def stop(self) -> None:
        """Say nothing more."""
        self._again.stop()
        self._on_change = lambda _: None

    def _watch_bus(self) -> None:
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        self._watcher = QDBusServiceWatcher(WATCHER, bus, parent=self)
        self._watcher.serviceRegistered.connect(lambda _: self._bus_says(there=True))
        self._watcher.serviceUnregistered.connect(lambda _: self._bus_says(there=False))
        self._on_bus = bool(bus.interface().isServiceRegistered(WATCHER).value())

    def _bus_says(self, *, there: bool) -> None:
        self._on_bus = there
        self._look()

    def _look(self) -> None:
        there = self._on_bus or QSystemTrayIcon.isSystemTrayAvailable()
        if there:
            self._again.stop()
        else:
            self._again.start()
        if there != self._there:
            self._there = there
            self._on_change(there)
