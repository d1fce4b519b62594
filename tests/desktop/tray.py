"""A tray icon as the panel knows it, over D-Bus: pressed, read, its menu used without a mouse."""

from dataclasses import dataclass
from typing import Any

from tests.desktop.desktop import Desktop, eventually

_WATCHER = "org.kde.StatusNotifierWatcher"
_ITEM = "org.kde.StatusNotifierItem"
_MENU = "com.canonical.dbusmenu"


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One line of the menu; a line without a label separates."""

    number: int
    label: str
    enabled: bool
    visible: bool
    checked: bool
    items: tuple["MenuItem", ...]


@dataclass(frozen=True)
class TrayIcon:
    """The icon of one program, wherever the panel draws it."""

    desktop: Desktop
    name: str
    path: str

    def press(self, x: int = 0, y: int = 0) -> None:
        """Click with the left button, at a place on the screen in pixels."""
        self._call("Activate", "ii", x, y)

    def press_middle(self, x: int = 0, y: int = 0) -> None:
        """Click with the middle button."""
        self._call("SecondaryActivate", "ii", x, y)

    def _call(self, method: str, types: str, *body: Any) -> None:
        self.desktop.call(self.name, self.path, _ITEM, method, types, *body)

    def _read(self, member: str) -> Any:
        return self.desktop.read(self.name, self.path, _ITEM, member)

    @property
    def tooltip(self) -> str:
        """The tooltip, title and text."""
        _, _, title, text = self._read("ToolTip")
        return "\n".join(part for part in (title, text) if part)

    @property
    def picture(self) -> dict[int, bytes]:
        """The pixels by width in pixels: four bytes each (alpha, red, green, blue), by lines."""
        return {width: bytes(pixels) for width, _, pixels in self._read("IconPixmap")}

    def menu(self) -> tuple[MenuItem, ...]:
        """Open the menu as a panel would, and return what it shows."""
        path = self._read("Menu")
        self.desktop.call(self.name, path, _MENU, "AboutToShow", "i", 0)
        _, layout = self.desktop.call(self.name, path, _MENU, "GetLayout", "iias", 0, -1, [])
        return _menu_item(layout).items

    def choose(self, label: str) -> None:
        """Wait for a line of the menu that begins like this, and click it."""

        def find() -> MenuItem:
            for item in self.menu():
                if item.label.startswith(label) and item.enabled:
                    return item
            raise LookupError(label)

        item = eventually(find, what=f"menu item {label}")
        click = (item.number, "clicked", ("s", ""), 0)
        self.desktop.call(self.name, self._read("Menu"), _MENU, "Event", "isvu", *click)


def tray_icon(desktop: Desktop, *, within: float = 10) -> TrayIcon:
    """Wait for the first icon that registers with the panel (`tray="sni"`)."""

    def find() -> TrayIcon | None:
        items = desktop.read(
            _WATCHER, "/StatusNotifierWatcher", _WATCHER, "RegisteredStatusNotifierItems"
        )
        for item in items:
            name, slash, path = item.partition("/")
            return TrayIcon(desktop, name, slash + path if slash else "/StatusNotifierItem")
        return None

    icon = eventually(find, within=within, what="tray icon")
    assert icon
    return icon


def _menu_item(layout: Any) -> MenuItem:
    number, properties, children = layout
    values = {name: value for name, (_, value) in properties.items()}
    return MenuItem(
        number=number,
        # An underscore marks the letter to press; two are one underscore.
        label=values.get("label", "").replace("__", "\0").replace("_", "").replace("\0", "_"),
        enabled=values.get("enabled", True),
        visible=values.get("visible", True),
        checked=values.get("toggle-state", 0) == 1,
        items=tuple(_menu_item(child) for _, child in children),
    )
