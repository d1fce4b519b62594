"""One line of text that ends in "…" where the room does."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from harvest_widget.ui.style import BASE, font, theme_of


class Elided(QLabel):
    """One line of plain text that ends in "…" where the room does; an optional tail is drawn dim.

    The whole text stays what a screen reader hears.
    """

    def __init__(self, *, px: int = BASE, weight: int = 400) -> None:
        super().__init__()
        self._head, self._tail, self._short = "", "", ""
        self._head_font, self._tail_font = font(px, weight=weight), font(px)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(self._head_font)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_text(self, head: str, tail: str = "", *, short: str = "") -> None:
        """Show `head` and, dim behind it, `tail`; line ends become spaces.

        `short` stands in for a head that has not enough room.
        """
        shown = (" ".join(head.split()), " ".join(tail.split()), short)
        if shown == (self._head, self._tail, self._short):
            return
        self._head, self._tail, self._short = shown
        # For the screen reader; what is painted is worked out anew at every width.
        self.setText(f"{self._head} {self._tail}".strip())
        self.updateGeometry()
        self.update()

    @property
    def least(self) -> int:
        """The width in px at which the head, or what stands in for it, is still whole."""
        return QFontMetrics(self._head_font).horizontalAdvance(self._short or self._head)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self._head_font).horizontalAdvance(self._head + " ")
        width += QFontMetrics(self._tail_font).horizontalAdvance(self._tail)
        return QSize(width, QFontMetrics(self._head_font).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(self._head_font).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        width, left = self.width(), 0
        head = self._head
        if self._short and QFontMetrics(self._head_font).horizontalAdvance(head) > width:
            head = self._short
        for text, face, color in (
            (head, self._head_font, theme.text),
            (self._tail, self._tail_font, theme.dim),
        ):
            room = width - left
            if not text or room <= 0:
                continue
            metrics = QFontMetrics(face)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.setFont(face)
            painter.setPen(QColor(color))
            painter.drawText(left, 0, room, self.height(), Qt.AlignmentFlag.AlignVCenter, shown)
            left += metrics.horizontalAdvance(shown + " ")
