"""The log file of one profile, free of tokens, and the end of every unexpected error; loads no Qt.

Whatever nobody caught (in a callback, a task, a thread, Qt) arrives in `report()` or as an error
record; both are written down, and `on_error` is told, so that a quiet sentence can be shown.
"""

import asyncio
import contextlib
import logging
import logging.handlers
import re
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

SIZE, KEPT = 512 * 1024, 3  # bytes of one file; older files beside it
NAME = "harvest-widget.log"

log = logging.getLogger("harvest_widget")

_tokens: set[str] = set()
_ours: list[logging.Handler] = []
_before: list[tuple[Any, Any, Any]] = []
_BEARER = re.compile(r"(?i)(bearer\s+|(?:access|refresh)_token[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,}]+")


def register(token: str) -> None:
    """Never let `token` reach the log, in whatever text it hides."""
    if token:
        _tokens.update((token, quote(token, safe="")))


def redact(text: str) -> str:
    """Return `text` without any token that was registered, and without what looks like one."""
    for token in sorted(_tokens, key=len, reverse=True):
        text = text.replace(token, "[token]")
    return _BEARER.sub(r"\1[token]", text)


class _Redacting(logging.Formatter):
    """Formats the record first and cleans the whole of it: a token may stand in a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _File(logging.handlers.RotatingFileHandler):
    """A rotating file that stays silent when the disk is full or gone: it is only a log."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's own name)
        pass


class _Alarm(logging.Handler):
    """Tells somebody that an error was written; not while it is telling."""

    def __init__(self, on_error: Callable[[], None]) -> None:
        super().__init__(logging.ERROR)
        self._on_error = on_error
        self._telling = threading.local()

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        if getattr(self._telling, "now", False):
            return
        self._telling.now = True
        try:
            with contextlib.suppress(Exception):
                self._on_error()
        finally:
            self._telling.now = False


def start(folder: str, *, on_error: Callable[[], None] = lambda: None) -> None:
    """Log into `folder`, if that can be, and catch what nobody catches.

    `on_error()` may be called from any thread, and often: it must only note that something was.
    stderr gets errors alone, and none where there is no stderr. A second call replaces the first.
    """
    end()
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    # They say at INFO what each request is, addresses and all.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    _ours.append(_Alarm(on_error))
    if sys.stderr is not None:
        console = logging.StreamHandler(sys.stderr)
        console.setLevel(logging.ERROR)
        console.setFormatter(_Redacting("harvest-widget: %(message)s"))
        _ours.append(console)
    failure = ""
    path = Path(folder) / NAME
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = _File(path, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", errors="replace")
        file.setFormatter(
            _Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")
        )
        _ours.append(file)
    except OSError as error:
        failure = str(error)
    for each in _ours:
        root.addHandler(each)
    _before.append((sys.excepthook, threading.excepthook, sys.unraisablehook))
    sys.excepthook = _excepthook
    threading.excepthook = _thread_excepthook
    sys.unraisablehook = _unraisablehook
    if failure:
        log.warning("no log file: %s", failure)


def end() -> None:
    """Close the log and give back the hooks that were there before."""
    while _ours:
        each = _ours.pop()
        logging.getLogger().removeHandler(each)
        with contextlib.suppress(OSError):  # the last lines may find no room
            each.close()
    while _before:
        sys.excepthook, threading.excepthook, sys.unraisablehook = _before.pop()


def report(what: str, error: BaseException | None = None) -> None:
    """Write down an unexpected error with its traceback; `what` says where it was met."""
    log.error("%s%s", what, f": {error!r}" if error else "", exc_info=error)


def report_loop(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:  # noqa: ARG001
    """Report what an event loop could not deliver (for `loop.set_exception_handler`)."""
    error = context.get("exception")
    report(
        str(context.get("message", "asyncio")), error if isinstance(error, BaseException) else None
    )


def _excepthook(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if isinstance(error, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    report("nobody caught", error.with_traceback(trace))


def _thread_excepthook(found: threading.ExceptHookArgs) -> None:
    if found.exc_value is not None and not isinstance(found.exc_value, SystemExit):
        report(f"in thread {found.thread.name if found.thread else '?'}", found.exc_value)


def _unraisablehook(found: "sys.UnraisableHookArgs") -> None:
    if found.exc_value is not None:
        report(found.err_msg or "while letting go of something", found.exc_value)
