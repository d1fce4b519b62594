"""Keeps the program in the colours that the user chose, or else in the desktop's."""

from PySide6.QtWidgets import QApplication

from harvest_widget.store.store import Store
from harvest_widget.ui.style import Theme, dress, theme_for


def follow_theme(app: QApplication, store: Store) -> None:
    """Dress the program now and whenever the setting or the desktop changes."""
    worn: list[Theme] = []
    hints = app.styleHints()

    def follow() -> None:
        theme = theme_for(store.state.settings.theme, hints.colorScheme())
        # To dress again would polish every widget anew.
        if worn != [theme]:
            worn[:] = [theme]
            dress(app, theme)

    # One style on every system: only Fusion obeys all of the style sheet.
    app.setStyle("Fusion")
    store.watch(lambda state: state.settings.theme, lambda _: follow())
    hints.colorSchemeChanged.connect(lambda _: follow())
