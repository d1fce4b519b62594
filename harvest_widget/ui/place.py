"""Where the popover stands, and whether its corners may be round."""

import ctypes
import ctypes.util

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QCursor, QGuiApplication

MARGIN = 8
"""Distance in px from the edges of the work area, and from the icon."""
SMALLEST = QSize(320, 360)


def beside(anchor: QRect, size: QSize, work: QRect) -> QRect:
    """Return the place of a popover of `size` at the icon `anchor`, inside the work area.

    A panel may lie on any side: the popover goes below an icon in the upper half of the screen and
    above one in the lower half, but never over the edge.
    """
    room = QSize(work.width() - 2 * MARGIN, work.height() - 2 * MARGIN)
    size = size.boundedTo(room)
    left = anchor.center().x() - size.width() // 2
    if anchor.center().y() < work.center().y():
        top = anchor.bottom() + MARGIN
    else:
        top = anchor.top() - MARGIN - size.height()
    left = min(max(left, work.left() + MARGIN), work.right() - MARGIN - size.width() + 1)
    top = min(max(top, work.top() + MARGIN), work.bottom() - MARGIN - size.height() + 1)
    return QRect(QPoint(left, top), size)


def pointer() -> QRect:
    """Return where the pointer is, as the smallest of anchors."""
    return QRect(QCursor.pos(), QSize(1, 1))


def can_place() -> bool:
    """Return whether a window may choose where it stands; Wayland forbids it."""
    return not QGuiApplication.platformName().startswith("wayland")


def composited() -> bool:
    """Return whether transparent corners show what lies behind; on X11 that takes a compositor."""
    if QGuiApplication.platformName() != "xcb":
        return QGuiApplication.platformName() not in {"offscreen", "minimal"}
    try:
        return _x11_has_compositor()
    except (OSError, AttributeError):
        return False


def _x11_has_compositor() -> bool:
    """Ask who owns the selection by which a compositor announces itself (ICCCM, EWMH)."""
    xlib = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XInternAtom.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
    xlib.XInternAtom.restype = ctypes.c_ulong
    xlib.XGetSelectionOwner.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
    xlib.XGetSelectionOwner.restype = ctypes.c_ulong
    xlib.XDefaultScreen.argtypes = xlib.XCloseDisplay.argtypes = (ctypes.c_void_p,)
    display = xlib.XOpenDisplay(None)
    if not display:
        return False
    try:
        name = f"_NET_WM_CM_S{xlib.XDefaultScreen(display)}".encode()
        return bool(xlib.XGetSelectionOwner(display, xlib.XInternAtom(display, name, 0)))
    finally:
        xlib.XCloseDisplay(display)
