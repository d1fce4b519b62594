"""One line of text that ends in "…" where the room does."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from harvest_widget.ui.paint import elided, width_of, write
from harvest_widget.ui.style import BASE, font, theme_of


class Elided(QLabel):
    """A head and, dim behind it, a tail; `short` stands in for a head that has not enough room.

    The whole text stays what a screen reader hears.
    """

    def __init__(self, *, px: int = BASE, weight: int = 400) -> None:
        super().__init__()
        self._shown = ("", "", "")
        self._tail_font = font(px)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(px, weight=weight))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_text(self, head: str, tail: str = "", *, short: str = "") -> None:
        shown = (" ".join(head.split()), " ".join(tail.split()), short)
        if shown != self._shown:
            self._shown = shown
            self.setText(f"{shown[0]} {shown[1]}".strip())

    @property
    def least(self) -> int:
        """The width in px at which the head, or what stands in for it, is still whole."""
        head, _, short = self._shown
        return width_of(short or head, self.font())

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    minimumSizeHint = sizeHint

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter, left = theme_of(self), QPainter(self), 0
        head, tail, short = self._shown
        if short and width_of(head, self.font()) > self.width():
            head = short
        for text, face, color in (
            (head, self.font(), theme.text),
            (tail, self._tail_font, theme.dim),
        ):
            room = self.width() - left
            if room > 0:
                write(painter, text, QRectF(left, 0, room, self.height()), face, color)
                left += width_of(elided(text, face, room) + " ", face)
