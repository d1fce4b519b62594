"""What Qt says lands in the log."""

import logging

import pytest
from PySide6.QtCore import qCritical, qDebug, qWarning

from harvest_widget.platform.qt_messages import leave_qt_messages, log_qt_messages


@pytest.mark.logs("mind the gap", "gone wrong")
def test_each_message_of_qt_is_a_log_record_of_its_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    log_qt_messages()
    try:
        for say, text in (
            (qDebug, "a trifle"),
            (qWarning, "mind the gap"),
            (qCritical, "gone wrong"),
        ):
            say(text)
    finally:
        leave_qt_messages()
    found = [(r.name, r.levelname, r.getMessage()) for r in caplog.records]
    assert found == [
        ("qt", "DEBUG", "default: a trifle"),
        ("qt", "WARNING", "default: mind the gap"),
        ("qt", "ERROR", "default: gone wrong"),
    ]


def test_after_leaving_nothing_is_logged(capfd: pytest.CaptureFixture[str]) -> None:
    log_qt_messages()
    leave_qt_messages()
    qWarning("to stderr")
    assert "to stderr" in capfd.readouterr().err
