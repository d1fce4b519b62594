"""The colours can be read, by everyone and in both sets."""

import colorsys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QLabel

from harvest_widget.store.changes import set_settings
from harvest_widget.store.state import Settings
from harvest_widget.ui.style import (
    DARK,
    LIGHT,
    Theme,
    drawing,
    dress,
    font,
    project_color,
    stylesheet,
    theme_for,
    theme_of,
)
from harvest_widget.ui.theme import follow_theme
from tests.ui.days import Bench, signed_in

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def hue(color: str) -> float:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return colorsys.rgb_to_hsv(red, green, blue)[0] * 360


def texts(theme: Theme) -> list[tuple[str, str]]:
    """Every pair of text and ground that the views use."""
    grounds = (theme.surface, theme.card, theme.hover)
    return [
        *((text, ground) for text in (theme.text, theme.dim) for ground in grounds),
        *((theme.accent, ground) for ground in (theme.surface, theme.card, theme.accent_surface)),
        *((theme.warning, ground) for ground in (theme.surface, theme.card, theme.hover)),
        (theme.on_accent, theme.accent),
        (theme.text, theme.accent_surface),
        (theme.text, theme.warning_surface),
        (theme.dim, theme.warning_surface),
        (theme.warning, theme.warning_surface),
        (theme.surface, theme.text),
    ]


@THEMES
def test_every_text_can_be_read_on_its_ground(theme: Theme) -> None:
    faint = {pair: contrast(*pair) for pair in texts(theme) if contrast(*pair) < 4.5}
    assert not faint


@THEMES
def test_the_focus_is_visible_on_every_ground(theme: Theme) -> None:
    assert all(contrast(theme.focus, ground) >= 3 for ground in (theme.surface, theme.card))


@THEMES
def test_the_bar_of_every_project_is_visible(theme: Theme) -> None:
    grounds = (theme.surface, theme.card, theme.hover)
    faint = [(c, g) for c in theme.projects for g in grounds if contrast(c, g) < 3]
    assert not faint


@THEMES
def test_no_project_wears_the_colour_of_what_runs(theme: Theme) -> None:
    accent = hue(theme.accent)
    apart = {color: abs((hue(color) - accent + 180) % 360 - 180) for color in theme.projects}
    assert min(apart.values()) >= 30, apart


def test_a_project_keeps_its_colour_in_every_run_and_both_themes() -> None:
    light, dark = project_color(LIGHT, 12345).name(), project_color(DARK, 12345).name()
    assert light == LIGHT.projects[5]
    assert LIGHT.projects.index(light) == DARK.projects.index(dark)


@THEMES
def test_the_style_sheet_knows_every_role_that_it_names(theme: Theme) -> None:
    assert "@" not in stylesheet(theme)


def test_the_users_choice_goes_before_the_desktops() -> None:
    assert theme_for("system", Qt.ColorScheme.Dark) is DARK
    assert theme_for("system", Qt.ColorScheme.Unknown) is LIGHT
    assert theme_for("light", Qt.ColorScheme.Dark) is LIGHT
    assert theme_for("dark", Qt.ColorScheme.Light) is DARK


def test_figures_of_times_have_one_width() -> None:
    tabular = QFont.Tag("tnum")
    assert font(17, tabular=True).featureValue(tabular) == 1
    assert not font(17).isFeatureSet(tabular)


def test_an_icon_is_as_sharp_as_the_screen() -> None:
    pixmap = drawing("play", "#123456", 16, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)
    assert pixmap.toImage().pixelColor(14, 16).name() == "#123456"


def test_a_new_choice_dresses_what_is_on_the_screen(dressed: QGuiApplication) -> None:
    bench = Bench(signed_in())
    follow_theme(dressed, bench.store)  # type: ignore[arg-type]
    shown = QLabel("text")
    assert theme_of(shown) is LIGHT
    bench.store.update(set_settings, settings=Settings(theme="dark"))
    bench.turn()
    assert theme_of(shown) is DARK
    dress(dressed, LIGHT)  # type: ignore[arg-type]
