"""The few widgets that every view is made of: texts and buttons."""

import re
from collections.abc import Callable
from html import escape
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from harvest_widget.ui.layout import CENTRE
from harvest_widget.ui.paint import painter_on, rounded, width_of, write
from harvest_widget.ui.style import BASE, SMALL, drawing, font, theme_of

Kind = Literal["primary", "secondary", "small", "quiet", "toast", "fix", "chip"]
IconKind = Literal["plain", "round", "filled", "bare"]
Act = Callable[[], object]
LONG_WORD = re.compile(r"\w{28}(?=\w{4})")
ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


def dress(widget: QWidget, name: str, value: str | bool) -> None:  # noqa: FBT001 the value of a property
    """Set a property that the style sheet looks at, and show it."""
    if widget.property(name) != value:
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
    made = QLabel(breakable(text) if wrap else text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(px, weight=weight, tabular=tabular))
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


def breakable(text: str) -> str:
    """Return `text` with places to break in words that alone would fill a line."""
    return LONG_WORD.sub("\\g<0>\N{ZERO WIDTH SPACE}", text)


def name_of(field: QWidget, text: str) -> QLabel:
    """Return the small name above a field, which is what a screen reader calls it, too."""
    made = label(text, px=SMALL, tone="dim")
    made.setBuddy(field)
    field.setAccessibleName(text)
    return made


def show_text(where: QLabel | QAbstractButton, text: str) -> None:
    """Set a text where it differs: setting the same one again would cost a layout."""
    if where.text() != text:
        where.setText(text)


def show_or_hide(where: QLabel, text: str) -> None:
    """Show a text; none takes no room."""
    show_text(where, text)
    where.setVisible(bool(text))


def plain_tooltip(text: str) -> str:
    """Return `text` so that a tooltip shows it as it is: Qt guesses at markup there."""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else ""


def leave_arrows(button: QAbstractButton, event: QKeyEvent) -> None:
    """Let Space press the button; Qt would also walk the focus by arrows, which are the day's."""
    if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Select}:
        QAbstractButton.keyPressEvent(button, event)
    else:
        event.ignore()


class Button(QPushButton):
    """A button with words, and the key that does the same in a small frame behind them.

    `main` puts a small one in the accent, as the answer that is meant.
    """

    def __init__(
        self,
        text: str,
        act: Act | None = None,
        *,
        kind: Kind = "secondary",
        key: str = "",
        main: bool = False,
    ) -> None:
        super().__init__(text)
        if act is not None:
            self.clicked.connect(act)
        self._key, self._key_font = key, font(SMALL)
        self._key_width = width_of(key, self._key_font) + 10
        self.setProperty("kind", kind)
        self.setProperty("main", main)
        size = {"small": 12, "chip": 12, "fix": SMALL}.get(kind, BASE)
        weight = {"primary": 600, "toast": 600, "fix": 600, "chip": 400}.get(kind, 500)
        self.setFont(font(size, weight=weight))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._key_width + 8 if self._key else 0, 0)

    minimumSizeHint = sizeHint

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
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
        button = QStyleOptionButton()
        self.initStyleOption(button)
        button.text = ""  # type: ignore[attr-defined]  # missing in the stubs
        painter.drawControl(QStyle.ControlElement.CE_PushButton, button)
        words = width_of(self.text(), self.font())
        left = (self.width() - words - 8 - self._key_width) / 2
        where = QRectF(left, 0, words + 2, self.height())
        ink = theme.on_accent if primary else theme.text
        write(painter, self.text(), where, self.font(), ink, cut=False)
        faint = QColor(theme.on_accent if primary else theme.dim)
        faint.setAlphaF(0.8)
        box = QRectF(left + words + 8, (self.height() - 17) / 2, self._key_width, 17)
        write(painter, self._key, box, self._key_font, faint, place=CENTRE, cut=False)
        painter.drawRoundedRect(box, 4, 4)


class Painted(QAbstractButton):
    """What all buttons have in common that paint themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leave_arrows(self, event)


class IconButton(Painted):
    """A drawing to press: "round" with a ring, "filled" in the accent, "plain" or "bare".

    `name` is the drawing's; the accessible name is the sentence a screen reader says, and the
    tooltip.
    """

    def __init__(
        self,
        name: str,
        says: str = "",
        act: Act | None = None,
        *,
        kind: IconKind = "plain",
        side: int = 28,
        drawn: int = 14,
    ) -> None:
        super().__init__()
        if act is not None:
            self.clicked.connect(act)
        self._wears, self._drawn = (name, kind), drawn
        self.setFixedSize(side, side)
        self.says(says)

    def says(self, sentence: str) -> None:
        if sentence != self.accessibleName():
            self.setAccessibleName(sentence)
            self.setToolTip(plain_tooltip(sentence))

    def wears(self, name: str, kind: IconKind) -> None:
        if (name, kind) != self._wears:
            self._wears = (name, kind)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, (name, kind) = theme_of(self), self._wears
        shape = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        over = (self.underMouse() or self.isDown()) and self.isEnabled()
        ground, ring, color = "", "", theme.dim
        match kind:
            case "filled":
                ground = ring = QColor(theme.accent).darker(108).name() if over else theme.accent
                color = theme.on_accent
            case "round" if over:
                ground, ring, color = theme.accent_surface, theme.accent, theme.accent
            case "round":
                ring = theme.line
            case "plain" if over:
                ground, color = theme.hover, theme.text
        if self.hasFocus():
            ring = theme.text if kind == "filled" else theme.focus
        radius = 7.0 if kind == "plain" else shape.width() / 2
        painter = painter_on(self)
        wide = 2.0 if self.hasFocus() else 1.5
        rounded(painter, shape, radius, ground=ground, ring=ring, width=wide)
        corner = (self.width() - self._drawn) / 2
        painted = drawing(name, color, self._drawn, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(corner, corner), painted)
