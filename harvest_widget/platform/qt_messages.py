"""What Qt says, into the log under the name `qt`; it judges nothing, levels are Qt's own."""

import logging

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

log = logging.getLogger("qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_qt_messages() -> None:
    """Send Qt's messages to the log from now on."""
    qInstallMessageHandler(_write)


def leave_qt_messages() -> None:
    """Let Qt print for itself again; the last thing before the interpreter goes."""
    qInstallMessageHandler(None)


def _write(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    # PySide's types leave the category out.
    category = getattr(context, "category", None) or "default"
    log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", category, text)
