"""The look: colours by role, fonts, drawings, the style sheet; widgets are in controls.py.

Two frozen sets of colours, LIGHT and DARK. `dress(app, theme)` puts one on; whoever paints by hand
asks `theme_of(self)` inside `paintEvent`, so that a change of theme needs no bookkeeping.
"""

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from harvest_widget.resources import resource

BASE, SMALL, TIME, TITLE = 13, 11, 17, 15
"""Sizes of text in px."""

Choice = Literal["system", "light", "dark"]


class Theme(Struct, frozen=True, kw_only=True):
    """One set of colours as #rrggbb. `on_accent` is text on the accent."""

    dark: bool
    surface: str
    card: str
    text: str
    dim: str
    line: str
    accent: str
    accent_surface: str
    on_accent: str
    warning: str
    warning_surface: str
    hover: str
    focus: str
    projects: tuple[str, ...]


# The hues between red and yellow belong to what runs and to warnings: no project wears them.
LIGHT = Theme(
    dark=False, surface="#f7f6f4", card="#ffffff", hover="#efebe6", line="#e3ded7",
    text="#1d1b18", dim="#665f57", focus="#1f6feb",
    accent="#bd4509", accent_surface="#fff1e8", on_accent="#ffffff",
    warning="#805300", warning_surface="#fff6dc",
    projects=(
        "#0f766e", "#2563a8", "#6a4fb3", "#1a7f4b", "#b0246f",
        "#0e7490", "#4a4ad0", "#5d6b12", "#566573", "#9333a8",
    ),
)  # fmt: skip
DARK = Theme(
    dark=True, surface="#1b1a18", card="#262522", hover="#302d29", line="#3a3732",
    text="#f2efea", dim="#aca59c", focus="#6ea8fe",
    accent="#ff8a4c", accent_surface="#3a2417", on_accent="#1b1a18",
    warning="#f2c34e", warning_surface="#352c16",
    projects=(
        "#2dd4bf", "#6ea8fe", "#b79bff", "#5cc98f", "#f58ac0",
        "#4cc9e8", "#8f96ff", "#b4c94a", "#9db4c8", "#dd8bee",
    ),
)  # fmt: skip


def theme_for(choice: Choice, scheme: Qt.ColorScheme) -> Theme:
    """Return the colours for the user's `choice`, or the desktop's `scheme` where that decides."""
    if choice == "system":
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if choice == "dark" else LIGHT


def theme_of(widget: QWidget) -> Theme:
    """Return the colours `widget` wears: AlternateBase tells, as no rule of the sheet sets it."""
    ground = widget.palette().color(QPalette.ColorRole.AlternateBase)
    return DARK if ground.lightness() < 128 else LIGHT


def project_color(theme: Theme, project_id: int) -> QColor:
    """Return the colour of a project: the same one on every computer and in every run."""
    # Ids rise by small steps: counted off, projects of one account share a colour least.
    return QColor(theme.projects[project_id % len(theme.projects)])


def font(px: int = BASE, *, weight: int = 400, tabular: bool = False) -> QFont:
    """Return the platform's own font in `px`; `tabular` gives all figures one width."""
    face = QFont(QApplication.font())
    face.setPixelSize(px)
    face.setWeight(QFont.Weight(weight))
    if tabular:
        face.setFeature(QFont.Tag("tnum"), 1)
    return face


@lru_cache(maxsize=256)
def drawing(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return `icons/NAME.svg` in `color`, `size` px wide and high, sharp on a screen of `ratio`.

    The drawings say currentColor where they want the colour. Raises FileNotFoundError for an
    unknown name.
    """
    svg = resource(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", color)
    side = round(size * ratio)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def dress(app: QApplication, theme: Theme) -> None:
    """Put `theme` on the whole program: palette, font and style sheet."""
    face = app.font()
    face.setPixelSize(BASE)
    app.setFont(face)
    app.setPalette(palette(theme))
    app.setStyleSheet(stylesheet(theme))


def palette(theme: Theme) -> QPalette:
    """Return the palette that says what the style sheet leaves open."""
    role = QPalette.ColorRole
    colors = {
        role.Window: theme.surface,
        role.WindowText: theme.text,
        role.Base: theme.card,
        role.AlternateBase: theme.hover,
        role.Text: theme.text,
        role.PlaceholderText: theme.dim,
        role.Button: theme.card,
        role.ButtonText: theme.text,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.focus,
        role.Mid: theme.line,
        role.Dark: theme.line,
    }
    made = QPalette()
    for where, color in colors.items():
        made.setColor(where, QColor(color))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.dim))
    return made


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of the whole program in the colours of `theme`."""
    colors = asdict(theme)
    return re.sub(r"@(\w+)", lambda role: colors[role[1]], _SHEET)


# Properties: `tone` colours a text, `kind` shapes a button, `part` names a surface. Fonts are set
# by font(), never here: a rule about fonts would take the tabular figures away.
_SHEET = """
QToolTip { background: @card; color: @text; border: 1px solid @line; padding: 4px; }
QMenu { background: @card; color: @text; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 20px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: @accent_surface; color: @text; }
QMenu::item:disabled { color: @dim; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }

QLabel { background: transparent; color: @text; }
*[tone="dim"] { color: @dim; }
*[tone="accent"] { color: @accent; }
*[tone="warning"] { color: @warning; }

QWidget[part="line"] { background: @line; }
QFrame[part="card"] { background: @card; border: 1px solid @line; border-radius: 10px; }
QFrame[part="warning"] { background: @warning_surface; border-radius: 10px; }
QFrame[part="notice"] { background: @hover; border-radius: 10px; }
QFrame[part="toast"] { background: @text; border-radius: 9px; }
QFrame[part="toast"] QLabel { color: @surface; }
QLabel[part="chip"] { background: @hover; color: @dim; border-radius: 9px; padding: 0 8px; }
QLabel[part="chip"][tone="warning"] { background: @warning_surface; color: @warning; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar::handle:vertical {
    background: @line; border-radius: 3px; min-height: 32px; margin: 0 1px; }
QScrollBar::handle:vertical:hover { background: @dim; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: none; border: none; height: 0; }

QPushButton {
    border-radius: 8px; padding: 7px 12px; border: 1px solid @line;
    background: @card; color: @text; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @line; }
QPushButton:disabled { color: @dim; background: @surface; }
QPushButton:focus { border: 1px solid @focus; }
QPushButton[kind="primary"] { background: @accent; color: @on_accent; border: 1px solid @accent; }
QPushButton[kind="primary"]:focus { border: 1px solid @text; }
QPushButton[kind="primary"]:disabled { background: @line; border-color: @line; color: @dim; }
QPushButton[kind="small"] { border-radius: 7px; padding: 5px 9px; }
QPushButton[kind="small"][main="true"] {
    background: @accent; color: @on_accent; border-color: @accent; }
QPushButton[kind="small"][main="true"]:focus { border-color: @text; }
QPushButton[kind="chip"] {
    margin: 1px; border: 1px solid transparent; border-radius: 11px; padding: 0 8px;
    min-height: 20px; background: @hover; color: @dim; }
QPushButton[kind="chip"]:checked { background: @accent_surface; color: @accent; }
QPushButton[kind="chip"][wrong="true"] { background: @warning_surface; color: @warning; }
QPushButton[kind="chip"]:hover { color: @text; }
QPushButton[kind="chip"]:focus { border-color: @focus; }
QPushButton[kind="fix"] { padding: 0 6px; background: transparent; color: @accent; }
QPushButton[kind="fix"]:hover { background: @accent_surface; border-color: @accent; }
QPushButton[kind="fix"]:focus { border-color: @focus; }
QPushButton[kind="quiet"] {
    background: transparent; border: 1px solid transparent; color: @dim; padding: 7px 6px; }
QPushButton[kind="quiet"]:hover { color: @text; background: @hover; }
QPushButton[kind="quiet"]:focus { border: 1px solid @focus; }
QPushButton[kind="toast"] {
    background: transparent; border: 1px solid transparent; color: @surface; padding: 2px 6px; }
QPushButton[kind="toast"]:focus, QPushButton[kind="toast"]:hover { border-color: @surface; }

QLineEdit, QPlainTextEdit {
    background: @card; color: @text; border: 1px solid @line; border-radius: 8px; padding: 7px 9px;
    selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit:focus, QPlainTextEdit:focus { border: 1px solid @focus; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border: 1px solid @warning; }
"""
