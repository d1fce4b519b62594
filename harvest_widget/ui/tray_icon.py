"""The pictures of the tray icon for every state and size; it knows no store and no tray.

Shapes differ, not only colours: an outlined clock is stopped, a filled one runs; a full badge means
unsent, a badge with a bar refused, a hollow one offline.
"""

import sys
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from harvest_widget.ui.style import DARK, LIGHT, drawing

Ground = Literal["dark", "light", "any"]
"""The panel's colour; "any" where nobody knows: then every colour has 3:1 on white and on black."""

INK = {"dark": DARK.text, "light": LIGHT.text, "any": "#8a857e"}
ACCENT = {"dark": DARK.accent, "light": LIGHT.accent, "any": "#e8651f"}
UNSENT = {"dark": DARK.warning, "light": "#a86e00", "any": "#c08a14"}
REFUSED = {"dark": "#ff6b6b", "light": "#c62828", "any": "#e5484d"}
SIZES = (16, 18, 20, 22, 24, 32, 44, 48, 64)


@lru_cache(maxsize=32)
def tray_icon(state: str, badge: str, ground: Ground) -> QIcon:
    """Return the icon: `state` "running" or "stopped", `badge` "", "unsent", "refused", "offline".

    On macOS the system colours a template image itself, so shapes have to say everything there.
    """
    made = QIcon()
    for size in SIZES:
        made.addPixmap(picture(state, badge, size, ground))
    made.setIsMask(sys.platform == "darwin")
    return made


def picture(state: str, badge: str, size: int, ground: Ground) -> QPixmap:
    """Return one size of the icon, in px."""
    template = sys.platform == "darwin"
    ink = "#000000" if template else INK[ground]
    color = ACCENT[ground] if state == "running" and not template else ink
    pixmap = QPixmap(drawing(state, color, size))
    if badge:
        marks = {"unsent": UNSENT[ground], "refused": REFUSED[ground]}
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / 16, size / 16)
        _paint_badge(painter, badge, QColor(ink if template else marks.get(badge, ink)))
        painter.end()
    return pixmap


def _paint_badge(painter: QPainter, badge: str, mark: QColor) -> None:
    """Paint the badge in the lower right corner of 16 units, with a gap cut around it."""
    middle, radius = QPointF(12.2, 12.2), 3.4
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawEllipse(middle, radius + 1, radius + 1)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    if badge == "offline":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(mark, 1.5))
        painter.drawEllipse(middle, radius - 0.9, radius - 0.9)
        return
    painter.setBrush(mark)
    if badge == "unsent":
        painter.drawEllipse(middle, radius, radius)
        return
    # A triangle reads as a warning even where all is one colour.
    painter.drawPolygon([QPointF(12.1, 8.2), QPointF(16, 15.6), QPointF(8.2, 15.6)])
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.drawRect(QRectF(11.5, 10.9, 1.2, 2.2))
    painter.drawRect(QRectF(11.5, 13.7, 1.2, 1.1))
