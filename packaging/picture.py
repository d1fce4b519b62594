"""Saves a picture of the X display as soon as something stands still on it; used by dev.py only."""

import sys
import time

from PySide6.QtGui import QGuiApplication, QImage

SECONDS = 30


def one_colour(image: QImage) -> bool:
    """Say whether nothing is drawn on the screen yet."""
    # Scaled down to one pixel a bare screen stays what it was at a corner and everywhere.
    small = image.scaled(64, 40)
    first = small.pixel(0, 0)
    return all(small.pixel(x, y) == first for x in range(64) for y in range(40))


def main(path: str) -> int:
    """Wait for a picture, save it, and return an exit status."""
    application = QGuiApplication([])
    deadline = time.monotonic() + SECONDS
    before = QImage()
    while time.monotonic() < deadline:
        now = application.primaryScreen().grabWindow(0).toImage()
        if not one_colour(now) and now == before:
            return 0 if now.save(path) else 1
        before = now
        time.sleep(0.1)
    print(f"The program showed nothing within {SECONDS} seconds.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
