"""Builds the whole program, paints it from the database, then connects it; and ends it in order.

Nothing slow happens before the first paint: no request, no keychain, no httpx
(tests/test_startup.py). What meets here and nowhere else are the siblings that must not know each
other; they are given plain functions.
"""

import asyncio
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import qasync
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QProcess, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from harvest_widget import log as logs
from harvest_widget import words
from harvest_widget.cli import Options
from harvest_widget.clock import Clock
from harvest_widget.commands import Commands
from harvest_widget.connection import Connection
from harvest_widget.platform.qt_messages import leave_qt_messages, log_qt_messages
from harvest_widget.platform.secrets import Keychain, NoKeychain, environment_token
from harvest_widget.platform.single_instance import CommandServer
from harvest_widget.platform.tray_host import TrayHost
from harvest_widget.resources import resource
from harvest_widget.store.opening import keep_in_memory, opened
from harvest_widget.store.schema import DatabaseTooNewError
from harvest_widget.store.session import compare_zones, tell
from harvest_widget.store.state import Online, SignedOut, State
from harvest_widget.store.store import Store
from harvest_widget.ui.join import Tasks, Ticker
from harvest_widget.ui.popover import Popover
from harvest_widget.ui.theme import follow_theme
from harvest_widget.ui.tray import Tray


def run(options: Options) -> int:
    """Run the program until it is told to quit; returns the exit code."""
    places = options.places
    noted: list[Callable[[], object]] = []

    def note() -> None:
        for tell_user in noted:
            tell_user()

    logs.start(places.log_dir, on_error=note)
    qt = QApplication(sys.argv[:1])
    log_qt_messages()
    qt.setApplicationName("harvest-widget")
    qt.setApplicationDisplayName(words.APP)
    qt.setDesktopFileName("harvest-widget")
    qt.setQuitOnLastWindowClosed(False)
    qt.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    try:
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
            return runner.run(_live(qt, options, noted))
    except DatabaseTooNewError:
        print(f"harvest-widget: {words.TOO_NEW}", file=sys.stderr)
        return 1
    finally:
        leave_qt_messages()
        logs.end()


async def _live(qt: QApplication, options: Options, noted: list[Callable[[], object]]) -> int:
    return await Program(qt, options, noted).run()


class Program:
    """The parts of the running program and the order in which they begin and end."""

    def __init__(
        self, qt: QApplication, options: Options, noted: list[Callable[[], object]]
    ) -> None:
        loop = asyncio.get_running_loop()
        self._options = options
        self._quit = asyncio.Event()
        self._warned = False
        state, self._disk, said = opened(Path(options.places.database))
        # The one place that decides what "now" is; an offset learnt before still holds.
        self.clock = Clock(state.offset)
        for sentence in said:
            state = tell(state, sentence, now=self.clock())
        if (options.demo or environment_token(os.environ) != ("", "")) and isinstance(
            state.connection, SignedOut
        ):
            # There is a token: nobody has to be asked to sign in.
            state = replace(state, connection=Online())
        save = self._disk.save if self._disk else keep_in_memory
        self.store = Store(state, save=save, defer=loop.call_soon)
        self.tasks = Tasks(logs.report)
        follow_theme(qt, self.store)
        self.ticker = Ticker(self.clock)
        self.tray: Tray | None = None
        self.connection = self._connection()
        self.popover = Popover(
            self.store,
            self.clock,
            ticker=self.ticker,
            sign_in=self._sign_in_view,
            sign_out=lambda: self._start(self.connection.sign_out(), "sign out"),
            quit_program=self.quit,
        )
        self._seen = _Seen(self.popover, self.connection.look_again)
        noted.append(lambda: loop.call_soon_threadsafe(self._trouble))

    async def run(self) -> int:
        """Paint, connect, and wait for the end."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(logs.report_loop)
        commands = Commands(
            self.store,
            self.clock,
            show=self.popover.open_at,
            new_entry=self._new_entry,
            quit_program=self._quit.set,
            later=lambda seconds, work: QTimer.singleShot(int(seconds * 1000), work),
        )
        server = CommandServer(self._options.places.socket, commands.answer)
        for name in ("SIGTERM", "SIGINT"):
            with suppress(NotImplementedError, AttributeError):
                loop.add_signal_handler(getattr(signal, name), self._quit.set)
        self.store.watch(lambda state: state.offset, partial(setattr, self.clock, "offset"))
        self.store.watch(_running_texts, lambda _: self.ticker.wind())
        self.store.watch(lambda state: state.refresh_asked, self._refreshed)
        self.store.watch(
            lambda state: (state.account, state.user_read_at),
            lambda _: self.store.update(compare_zones, now=self.clock()),
        )
        tray_host = TrayHost(self._tray_changed)
        state = self.store.state
        asks = state.account is None and isinstance(state.connection, SignedOut)
        if not self._options.hidden or asks:
            self.popover.open_at()
        # One turn of the loop paints; what comes now costs time.
        QTimer.singleShot(0, lambda: self._start(self._begin(), "begin"))
        await self._quit.wait()
        # In order: no more clicks, no more commands, then what is under way, then the disk.
        tray_host.stop()
        if self.tray is not None:
            self.tray.hide()
        self.popover.hide()
        server.close()
        await self.tasks.close()
        await self.connection.close()
        if self._disk is not None:
            self._disk.save(self.store.state, self.store.state)
            self._disk.close()
        return 0

    def quit(self) -> None:
        """End the program; while something could not be written down, only when asked twice."""
        if self.store.state.unsaved and self._disk is not None and not self._warned:
            self._warned = True
            self.store.update(tell, sentence=words.QUIT_UNSAVED, now=self.clock())
            self.popover.open_at()
            return
        self._quit.set()

    def _connection(self) -> Connection:
        options, demo = self._options, None
        self._token, self._account_id = environment_token(os.environ)
        keychain = NoKeychain() if self._token and not options.demo else Keychain()
        if options.demo:
            from harvest_widget import demo as kept

            demo = kept.demo_account(Path(options.places.folder))
            options.api_url, options.id_url = f"{kept.ADDRESS}/v2", kept.ADDRESS
            self._token, self._account_id = kept.TOKEN, kept.ACCOUNT_ID
        return Connection(
            self.store,
            self.clock,
            self.tasks,
            api_url=options.api_url,
            id_url=options.id_url,
            secrets=keychain,
            open_book=self._open_book,
            looking=lambda: self.popover.isVisible(),  # noqa: PLW0108  (it is made later)
            chance=random.random,
            pause=asyncio.sleep,
            app=demo,
            hold_unsaved=self._disk is not None,
        )

    async def _begin(self) -> None:
        await self.connection.begin(token=self._token, account_id=self._account_id)
        if self.popover.isVisible():
            self.connection.look_again()

    def _open_book(self, state: State, book: str) -> State:
        return self._disk.open_book(state, book) if self._disk else State(settings=state.settings)

    def _start(self, work: object, name: str) -> None:
        self.tasks.start(work, name)  # type: ignore[arg-type]

    def _new_entry(self) -> None:
        self.popover.open_editor(None)
        self.popover.open_at()

    def _sign_in_view(self, done: Callable[[], None]) -> QWidget:
        from harvest_widget.ui.sign_in import SignIn

        return SignIn(
            self.store,
            self.tasks.start,
            verify=self.connection.verify,
            keep=self.connection.keep,
            give_up=self.connection.give_up,
            open_url=_open_page,
            try_demo=self._try_demo,
            on_close=done,
        )

    def _try_demo(self) -> None:
        """The demo is a program of its own beside this one, with its own profile."""
        frozen = getattr(sys, "frozen", False)
        arguments = [] if frozen else ["-m", "harvest_widget"]
        arguments += ["--demo", "--data-dir", self._options.places.data_dir]
        QProcess.startDetached(sys.executable, arguments)
        self.popover.hide()

    def _tray_changed(self, there: bool) -> None:  # noqa: FBT001  (what is watched)
        if there and self.tray is None:
            # Only now: on X11 an icon made before its host stays of the kind that it found.
            self.tray = Tray(
                self.store,
                self.clock,
                ticker=self.ticker,
                open_at=self.popover.toggle_at,
                new_entry=self._new_entry,
                quit_program=self.quit,
            )
        if self.tray is not None:
            self.tray.show()
        self.popover.be_window("" if there else words.NO_TRAY)
        if not there:
            self.popover.open_at()

    def _refreshed(self, asked: datetime | None) -> None:
        waits = self.store.state.connection
        if asked is not None and isinstance(waits, SignedOut) and waits.why.startswith("keychain"):
            self._start(self._begin(), "ask the keychain again")

    def _trouble(self) -> None:
        if not any(notice.text == words.TROUBLE for notice in self.store.state.notices):
            self.store.update(tell, sentence=words.TROUBLE, now=self.clock())


class _Seen(QObject):
    """Calls `shown` whenever a widget comes into view."""

    def __init__(self, widget: QWidget, shown: Callable[[], None]) -> None:
        super().__init__(widget)
        self._shown = shown
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  (Qt's name)
        if event.type() == QEvent.Type.Show:
            self._shown()
        return super().eventFilter(watched, event)


def _open_page(url: str) -> None:
    QDesktopServices.openUrl(QUrl(url))


def _running_texts(state: State) -> tuple[object, ...]:
    return state.outbox, state.snapshot, state.company, state.day, state.offset
