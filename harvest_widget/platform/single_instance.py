"""The ear of the one running program: commands as lines of JSON on the local socket; it obeys none.

Whether this is the one running program is for `harvest_widget/lock.py` to say, before Qt is
loaded; here a leftover socket is taken over without a question, so hold the lock first.

    {"command": "start", "query": "website", "notes": "...", "ago": "15m", "json": false}
    {"exit": 0, "object": {...}}   or   {"exit": 1, "error": "...", "candidates": [...]}

Who adds "print": true gets the answer ready for a terminal (see `printed`).
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from harvest_widget import words

Request = dict[str, object]
Reply = Callable[[Request], None]
Answer = Callable[[Request, Reply], None]

LONGEST = 64 * 1024  # bytes of one request
_SILENT = ("show", "new", "quit")  # their answer is what is seen

log = logging.getLogger(__name__)


class CommandServer(QObject):
    """Hears commands at `name` (a path; on Windows a pipe) and calls `answer(request, reply)`.

    `reply(object)` may be called at once or later; the second call, and a call after the asker
    has gone, do nothing. An error in `answer` is logged and answered with exit code 1. Raises
    OSError where nothing can listen at `name`.
    """

    def __init__(self, name: str, answer: Answer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer = answer
        self._askers: set[QLocalSocket] = set()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)
        if not self._server.listen(name):
            raise OSError(f"{name}: {self._server.errorString()}")

    def close(self) -> None:
        """Hear no more commands. Answers that were given are still delivered."""
        self._server.close()
        for asker in list(self._askers):
            asker.flush()
            asker.disconnectFromServer()

    def _let_in(self) -> None:
        while self._server.hasPendingConnections():
            asker = self._server.nextPendingConnection()
            self._askers.add(asker)
            asker.disconnected.connect(lambda asker=asker: self._let_go(asker))
            asker.readyRead.connect(lambda asker=asker: self._read(asker))
            # It may have written, or even left, before anybody was connected to its signals.
            self._read(asker)
            if asker.state() == QLocalSocket.LocalSocketState.UnconnectedState:
                self._let_go(asker)

    def _let_go(self, asker: QLocalSocket) -> None:
        if asker in self._askers:
            self._askers.remove(asker)
            # As the server's child its Python half would stay: a kilobyte per command, for ever.
            asker.setParent(None)
            asker.deleteLater()

    def _read(self, asker: QLocalSocket) -> None:
        while asker in self._askers and asker.canReadLine():
            line = bytes(asker.readLine(LONGEST + 1).data())
            if not line.endswith(b"\n"):
                asker.abort()
                return
            self._hear(asker, line)
        if asker in self._askers and asker.bytesAvailable() > LONGEST:
            asker.abort()

    def _hear(self, asker: QLocalSocket, line: bytes) -> None:
        answered = wants_print = False
        request: Any = None

        def reply(answer: Request) -> None:
            nonlocal answered
            if answered or asker not in self._askers:
                return
            answered = True
            asker.write(printed(request, answer) if wants_print else json.dumps(answer).encode())
            asker.write(b"\n")
            asker.flush()

        try:
            request = json.loads(line)
        except ValueError:
            request = None
        wants_print = isinstance(request, dict) and bool(request.get("print"))
        if not isinstance(request, dict):
            reply({"exit": 2, "error": words.COMMAND_UNREADABLE})
            return
        try:
            self._answer(request, reply)
        except Exception:  # whatever it is, the asker must not wait for an answer that never comes
            log.exception("a command failed: %s", request.get("command"))
            reply({"exit": 1, "error": words.COMMAND_FAILED})


def printed(request: Request, answer: Request) -> bytes:
    """Return an answer as the command line prints it: exit code, stdout, stderr, with tabs between.

    The program has all modules loaded for this, and the command line would have to load them.
    """
    code, as_json = answer.get("exit", 0), bool(request.get("json"))
    out = error = ""
    if code:
        found = answer.get("candidates")
        candidates = found if isinstance(found, list) else []
        error = str(answer.get("error", ""))
        if as_json:
            out = json.dumps({"error": error, "candidates": candidates})
        else:
            error = "\n  ".join([error, *(words.candidate(each) for each in candidates)])
    elif as_json:
        out = json.dumps(answer.get("object") or {})
    elif "text" in answer:
        out = str(answer["text"])
    elif isinstance(shown := answer.get("object"), dict) and request.get("command") not in _SILENT:
        out = words.summary(shown)
    return b"\t".join(str(part).encode("unicode_escape") for part in (code, out, error))
