"""The one place where asyncio meets Qt: whose coroutines run, and when a shown text is due.

It knows no view by name. What is banned everywhere else (nested loops, slots that are coroutines,
tasks that nobody owns) is listed, with reasons, in tests/test_architecture.py.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer

Clock = Callable[[], datetime]
"""Tells what time it is: aware, in UTC."""


class Tasks:
    """Owns every coroutine: none is lost, none fails in silence."""

    def __init__(self, report: Callable[[str, BaseException], None]) -> None:
        self._report = report
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run a coroutine until it ends or the program does."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def close(self) -> None:
        """Cancel all and wait until they have ended."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report(task.get_name(), error)


class Tells(Protocol):
    """A view whose texts change by themselves."""

    def tick(self) -> None:
        """Show the texts as they are now."""

    def next_change(self, now: datetime) -> float | None:
        """Return the seconds until a text changes, None for never."""


class Ticker:
    """One timer for all running texts: due when the next one changes, silent while none shows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._views: list[Tells] = []
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._due)

    def add(self, view: Tells) -> None:
        """Let a view tick from now on; one that is in already is asked anew when it is due."""
        if view not in self._views:
            self._views.append(view)
        self.wind()

    def remove(self, view: Tells) -> None:
        if view in self._views:
            self._views.remove(view)
        self.wind()

    def wind(self) -> None:
        """Ask every view when it is due; whatever starts or stops a running text calls this."""
        now = self._clock()
        due = [seconds for view in self._views if (seconds := view.next_change(now)) is not None]
        if due:
            # A timer that fires early would find the old text, and ask again at once.
            self._timer.start(int(max(0.0, min(due)) * 1000) + 5)
        else:
            self._timer.stop()

    def _due(self) -> None:
        for view in tuple(self._views):
            view.tick()
        self.wind()
