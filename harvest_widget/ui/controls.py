"""The few widgets that every view is made of: texts, buttons, lines; they know no entries."""

from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from harvest_widget.ui.style import BASE, SMALL, drawing, font, theme_of

Kind = Literal["primary", "secondary", "small", "quiet", "toast", "fix"]
IconKind = Literal["plain", "round", "filled", "bare"]


def dress(widget: QWidget, name: str, value: str | bool) -> None:  # noqa: FBT001 the value of a property
    """Set a property that the style sheet looks at, and show it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def label(
    text: str = "",
    *,
    px: int = BASE,
    weight: int = 400,
    tone: str = "",
    tabular: bool = False,
    wrap: bool = False,
) -> QLabel:
    """Return a text that is never read as markup, whoever wrote it."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(px, weight=weight, tabular=tabular))
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


def show_text(where: QLabel | QAbstractButton, text: str) -> None:
    """Set a text where it differs: setting the same one again would cost a layout."""
    if where.text() != text:
        where.setText(text)


class Button(QPushButton):
    """A button with words, and the key that does the same in a small frame behind them.

    `main` puts a small one in the accent, as the answer that is meant.
    """

    def __init__(
        self, text: str, *, kind: Kind = "secondary", key: str = "", main: bool = False
    ) -> None:
        super().__init__(text)
        self._key = key
        self._key_font = font(SMALL)
        self.setProperty("kind", kind)
        self.setProperty("main", main)
        size = {"small": 12, "fix": SMALL}.get(kind, BASE)
        self.setFont(font(size, weight=600 if kind in {"primary", "toast", "fix"} else 500))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)

    def _key_width(self) -> int:
        return QFontMetrics(self._key_font).horizontalAdvance(self._key) + 10 if self._key else 0

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width() + (self._key_width() + 8 if self._key else 0), size.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            leave_arrows(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._key:
            super().paintEvent(event)
            return
        theme = theme_of(self)
        primary = self.property("kind") == "primary" and self.isEnabled()
        painter = QStylePainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QStyleOptionButton()
        self.initStyleOption(frame)
        frame.text = ""  # type: ignore[attr-defined]  # missing in the stubs
        painter.drawControl(QStyle.ControlElement.CE_PushButton, frame)
        words = self.fontMetrics().horizontalAdvance(self.text())
        key = self._key_width()
        left = (self.width() - words - 8 - key) / 2
        painter.setFont(self.font())
        painter.setPen(QColor(theme.on_accent if primary else theme.text))
        painter.drawText(
            QRectF(left, 0, words + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        color = QColor(theme.on_accent if primary else theme.dim)
        color.setAlphaF(0.8)
        painter.setPen(QPen(color, 1))
        painter.setFont(self._key_font)
        box = QRectF(left + words + 8, (self.height() - 17) / 2, key, 17)
        painter.drawRoundedRect(box, 4, 4)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)


def leave_arrows(button: QAbstractButton, event: QKeyEvent) -> None:
    """Let Space press the button; Qt would also walk the focus by arrows, which are the day's."""
    if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Select}:
        QAbstractButton.keyPressEvent(button, event)
    else:
        event.ignore()


class IconButton(QAbstractButton):
    """A drawing to press: "round" with a ring, "filled" in the accent, "plain" or "bare".

    `name` is the drawing's; the accessible name is the sentence a screen reader says, and the
    tooltip.
    """

    def __init__(
        self,
        name: str,
        says: str = "",
        *,
        kind: IconKind = "plain",
        side: int = 28,
        drawn: int = 14,
    ) -> None:
        super().__init__()
        self._name, self._kind, self._side, self._drawn = name, kind, side, drawn
        self.setFixedSize(side, side)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.says(says)

    def says(self, sentence: str) -> None:
        """Name the button for those who can't see the drawing, and in the tooltip."""
        if sentence != self.accessibleName():
            self.setAccessibleName(sentence)
            self.setToolTip(plain_tooltip(sentence))

    def wears(self, name: str, kind: IconKind) -> None:
        """Change the drawing and the shape."""
        if (name, kind) != (self._name, self._kind):
            self._name, self._kind = name, kind
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leave_arrows(self, event)

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.HoverEnter, QEvent.Type.HoverLeave}:
            self.update()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = (self.underMouse() or self.isDown()) and self.isEnabled()
        shape = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        radius = 7.0 if self._kind == "plain" else shape.width() / 2
        ground, ring, color = QColor(0, 0, 0, 0), QColor(0, 0, 0, 0), QColor(theme.dim)
        if self._kind == "filled":
            ground = ring = QColor(theme.accent)
            color = QColor(theme.on_accent)
            if over:
                ground = ring = ground.darker(108)
        elif self._kind == "round":
            ring = QColor(theme.line)
            if over:
                ground, ring, color = (
                    QColor(theme.accent_surface),
                    QColor(theme.accent),
                    QColor(theme.accent),
                )
        elif over and self._kind == "plain":
            ground, color = QColor(theme.hover), QColor(theme.text)
        if self.hasFocus():
            ring = QColor(theme.text if self._kind == "filled" else theme.focus)
        painter.setBrush(ground)
        painter.setPen(QPen(ring, 2.0 if self.hasFocus() else 1.5))
        painter.drawRoundedRect(shape, radius, radius)
        painted = drawing(self._name, color.name(), self._drawn, self.devicePixelRatioF())
        corner = (self._side - self._drawn) / 2
        painter.drawPixmap(QPointF(corner, corner), painted)


class Line(QWidget):
    """A line of one pixel across the view."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setProperty("part", "line")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def plain_tooltip(text: str) -> str:
    """Return `text` so that a tooltip shows it as it is: Qt guesses at markup there."""
    if not text:
        return ""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"
