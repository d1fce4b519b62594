"""Saves a picture of the X display once something stands still on it; used by dev.py only."""

import sys
import time

from PySide6.QtGui import QGuiApplication, QImage

SECONDS = 30
# Longer than the program takes from its empty window to the first answer on a busy machine.
STILL = 1.5


def one_colour(image: QImage) -> bool:
    """Say whether nothing is drawn on the screen yet."""
    # Scaled down to one pixel a bare screen stays what it was at a corner and everywhere.
    small = image.scaled(64, 40)
    first = small.pixel(0, 0)
    return all(small.pixel(x, y) == first for x in range(64) for y in range(40))


def main(path: str) -> int:
    """Wait for a picture, save it, and return an exit status."""
    application = QGuiApplication([])
    since = time.monotonic()
    deadline = since + SECONDS
    before = QImage()
    while time.monotonic() < deadline:
        now = application.primaryScreen().grabWindow(0).toImage()
        if now != before or one_colour(now):
            before, since = now, time.monotonic()
        elif time.monotonic() - since >= STILL:
            return 0 if now.save(path) else 1
        time.sleep(0.1)
    print(f"The program showed nothing within {SECONDS} seconds.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
