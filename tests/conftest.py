"""What every test shares: silence unless announced, nothing of the developer's own touched.

The order is random (pytest-randomly prints the seed), warnings are errors (pyproject.toml), and
a warning or error in our log, asyncio's or Qt's fails the test that caused it.
"""

import gc
import logging
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Before anything imports Qt, httpx or keyring: no window, no account, no keychain, no bus of the
# person who runs the tests. The desktop tests make their own of each.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
for variable in [
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    *(name for name in os.environ if name.startswith("HARVEST_")),
]:
    os.environ.pop(variable, None)

# Two cores shared with others: a slow example is not a failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

OURS = ("harvest_widget", "asyncio", "qasync", "qt")


@pytest.fixture(autouse=True)
def no_unexpected_log_lines(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test for warnings that its `logs` mark does not announce, and the other way round."""
    log_what_qt_says()
    yield
    lines = [
        f"{record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING and record.name.split(".")[0] in OURS
    ]
    expected = [pattern for mark in request.node.iter_markers("logs") for pattern in mark.args]
    unexpected = [line for line in lines if not any(re.search(p, line) for p in expected)]
    assert not unexpected, "unexpected log lines: " + "; ".join(unexpected)
    silent = [p for p in expected if not any(re.search(p, line) for line in lines)]
    assert not silent, f"announced but never logged: {silent}"


@pytest.fixture(autouse=True, scope="module")
def nothing_of_qt_is_left_to_other_threads() -> Iterator[None]:
    """Take away what a module's widgets left, here: a worker of a later test might do it."""
    yield
    if "PySide6.QtCore" in sys.modules:
        gc.collect()


def log_what_qt_says() -> None:
    """Turn Qt's messages into log records, once a test has imported Qt."""
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }

    def show(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
        logging.getLogger("qt").log(levels[kind], text)

    qInstallMessageHandler(show)


# -- skips: only those on the list ----------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--allowed-skips",
        type=Path,
        metavar="FILE",
        help="fail the run for a skip that no line `start of the test's name: part of the reason`"
        " of FILE allows",
    )


def pytest_configure(config: pytest.Config) -> None:
    if file := config.getoption("allowed_skips"):
        config.pluginmanager.register(SkipsOnTheList(file))


class SkipsOnTheList:
    """Collects every skip of a run and fails the run for those that are not on the list."""

    def __init__(self, file: Path) -> None:
        lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
        self._allowed = [
            (name, reason)
            for line in lines
            if line and not line.startswith("#")
            for name, _, reason in [line.partition(": ")]
        ]
        self._forbidden: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._judge(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._judge(report)

    def _judge(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(report.nodeid.startswith(n) and r in why for n, r in self._allowed):
            self._forbidden.append(f"{report.nodeid}: {why}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self._forbidden and session.exitstatus in {
            pytest.ExitCode.OK,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        }:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._forbidden:
            terminalreporter.section("skips that tests/allowed_skips.txt does not allow", red=True)
            for line in self._forbidden:
                terminalreporter.line(line)
