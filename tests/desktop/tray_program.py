"""The smallest program with a tray icon, for the desktop's own test; says on stdout what it saw."""

import sys

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QPushButton,
    QSystemTrayIcon,
    QVBoxLayout,
    QWidget,
)


def say(*words: object) -> None:
    print(*words, flush=True)


application = QApplication(sys.argv)
application.setQuitOnLastWindowClosed(False)
window = QWidget()
window.setWindowTitle("Tiny")
field, button = QLineEdit(), QPushButton("Start")
field.setAccessibleName("Notes")
button.clicked.connect(lambda: say("started", field.text()))
layout = QVBoxLayout(window)
layout.addWidget(field)
layout.addWidget(button)
picture = QPixmap(22, 22)
picture.fill(QColor("#c2470a"))
menu = QMenu()
menu.addAction("Stop it", lambda: say("stopped"))
tray = QSystemTrayIcon(QIcon(picture))
tray.setToolTip("1:23 Website relaunch")
tray.setContextMenu(menu)


def activated(reason: QSystemTrayIcon.ActivationReason) -> None:
    say(reason.name)
    if reason is QSystemTrayIcon.ActivationReason.Trigger:
        window.show()
        window.activateWindow()
        field.setFocus()


tray.activated.connect(activated)
tray.show()
say("scale", window.devicePixelRatioF())
sys.exit(application.exec())
