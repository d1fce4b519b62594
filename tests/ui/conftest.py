"""One QApplication for all tests of the views, dressed as the program dresses it."""

import logging
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from harvest_widget.ui.style import LIGHT, dress

# What the offscreen platform can't do concerns nobody.
logging.getLogger("qt").addFilter(lambda line: "This plugin does not" not in line.getMessage())


@pytest.fixture(scope="session")
def dressed() -> QApplication:
    made = QApplication.instance() or QApplication([])
    assert isinstance(made, QApplication)
    made.setStyle("Fusion")
    made.setQuitOnLastWindowClosed(False)
    dress(made, LIGHT)
    return made


@pytest.fixture(autouse=True)
def no_window_is_left_behind(dressed: QApplication) -> Iterator[None]:
    yield
    for window in dressed.topLevelWidgets():
        window.hide()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
