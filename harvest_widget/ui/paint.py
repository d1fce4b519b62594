"""Strokes of paint for widgets that draw themselves: shapes and lines of text."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from harvest_widget.ui.layout import LEVEL


def painter_on(widget: QWidget) -> QPainter:
    """Return a painter with smooth edges."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def rounded(
    painter: QPainter,
    shape: QRectF,
    radius: float,
    *,
    ground: str = "",
    ring: str = "",
    width: float = 1.5,
) -> None:
    """Paint a rounded ground with a ring around it; "" leaves one out."""
    painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(ring), width) if ring else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(shape, radius, radius)


def write(
    painter: QPainter,
    text: str,
    where: QRectF,
    face: QFont,
    color: str | QColor,
    *,
    place: Qt.AlignmentFlag = LEVEL,
    cut: bool = True,
) -> None:
    """Write a line of text; `cut` ends it with "…" where the room is too small."""
    painter.setFont(face)
    painter.setPen(QColor(color))
    painter.drawText(where, place, elided(text, face, int(where.width())) if cut else text)


def elided(text: str, face: QFont, room: int) -> str:
    """Return `text`, ended with "…" where it is wider than `room` px."""
    return QFontMetrics(face).elidedText(text, Qt.TextElideMode.ElideRight, room)


def width_of(text: str, face: QFont) -> int:
    """Return the width in px of a line of text."""
    return QFontMetrics(face).horizontalAdvance(text)
