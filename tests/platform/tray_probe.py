"""Watches for a tray in a process of its own, and prints a line whenever one comes or goes."""

import sys

from PySide6.QtWidgets import QApplication

from harvest_widget.platform.tray_host import TrayHost

app = QApplication(sys.argv)
stop = TrayHost(lambda there: print("tray" if there else "no tray", flush=True))
sys.exit(app.exec())
