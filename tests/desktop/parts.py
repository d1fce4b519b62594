"""The parts of a throw-away desktop: each function starts one and waits until it answers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.desktop.session import PANEL_HEIGHT, Desktop, eventually

if sys.platform == "linux":
    from jeepney.io.blocking import open_dbus_connection

KEYRING_PASSWORD = "only for this test"

_PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="{height}"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""
# Bubbles stay until the test has seen them, also while nobody touches the mouse.
_DUNST = """[global]
    origin = bottom-right
    history_length = 1000
    idle_threshold = 0
    font = DejaVu Sans 10
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
"""


def environment(folder: Path) -> dict[str, str]:
    """Make private folders for a person who has never logged in, and return their environment."""
    env = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    env |= {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "xcb"}
    env["TZ"] = "UTC"  # as the sandbox has it
    env |= {"HOME": str(folder), "XDG_SESSION_TYPE": "x11", "NO_AT_BRIDGE": "1"}
    for name in ("CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
        private = folder / name.lower()
        private.mkdir(mode=0o700)
        env[f"XDG_{name}"] = str(private)
    return env


def start_screen(here: Desktop, dpi: int) -> None:
    """Start an X server on a display that it chooses itself, and tell programs its density."""
    readable, writable = os.pipe()
    size = f"{here.width}x{here.height}x24"
    argv = ["Xvfb", "-displayfd", str(writable), "-screen", "0", size, "-nolisten", "tcp"]
    argv += ["-dpi", str(dpi), "-noreset"]  # else it forgets all when its last client leaves
    with (here.folder / "Xvfb.log").open("wb") as log:
        server = subprocess.Popen(
            argv,
            pass_fds=[writable],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    here.processes.append(server)
    os.close(writable)
    with os.fdopen(readable) as answer:
        number = answer.readline().strip()
    assert number, here.log("Xvfb")
    here.env["DISPLAY"] = f":{number}"
    density = [
        "-format",
        "RESOURCE_MANAGER",
        "8s",
        "-set",
        "RESOURCE_MANAGER",
        f"Xft.dpi:\t{dpi}\n",
    ]
    here.ask("xprop", "-root", *density)


def start_bus(here: Desktop) -> None:
    """Start a session bus that starts nothing by itself: what is not up is truly not there.

    The exception is the window that asks for a keyring's password, which goes when it is idle.
    """
    address = f"unix:path={here.folder / 'bus'}"
    services = here.folder / "services"
    services.mkdir()
    for service in Path("/usr/share/dbus-1/services").glob("org.gnome.keyring.*Prompter.service"):
        shutil.copy(service, services)
    (here.folder / "bus.conf").write_text(
        f"""<busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth>
        <servicedir>{services}</servicedir>
        <policy context="default"><allow own="*"/><allow send_destination="*" eavesdrop="true"/>
        <allow eavesdrop="true"/></policy></busconfig>"""
    )
    here.run(["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={here.folder}/bus.conf"])
    here.env["DBUS_SESSION_BUS_ADDRESS"] = address
    here.bus = eventually(lambda: open_dbus_connection(address), what="session bus")


def start_panel(here: Desktop) -> None:
    """Start Xfce's panel with nothing but a tray, along the top."""
    config = Path(here.env["XDG_CONFIG_HOME"], "xfce4/xfconf/xfce-perchannel-xml")
    config.mkdir(parents=True)
    (config / "xfce4-panel.xml").write_text(_PANEL.format(height=PANEL_HEIGHT))
    here.run([str(next(Path("/usr/lib").glob("*/xfce4/xfconf/xfconfd")))])
    eventually(lambda: here.owned("org.xfce.Xfconf"), what="settings of the panel")
    here.run(["xfce4-panel", "--disable-wm-check"])
    watcher = "org.kde.StatusNotifierWatcher"
    eventually(
        lambda: here.read(
            watcher, "/StatusNotifierWatcher", watcher, "IsStatusNotifierHostRegistered"
        ),
        what="tray",
    )


def start_trayer(here: Desktop) -> None:
    """Start the tray of the old kind, at the top right."""
    shape = "--edge top --align right --widthtype request --heighttype pixel"
    here.run(["trayer", *shape.split(), "--height", str(PANEL_HEIGHT), "--SetDockType", "true"])
    eventually(lambda: here.ask("xdotool", "search", "--class", "trayer"), what="tray")


def start_window_manager(here: Desktop) -> None:
    """Start Openbox."""
    here.run(["openbox"])
    eventually(
        lambda: "window id" in here.ask("xprop", "-root", "_NET_SUPPORTING_WM_CHECK"),
        what="window manager",
    )


def start_notifications(here: Desktop) -> None:
    """Start Dunst; `dunstctl` in the desktop tells what it shows."""
    (here.folder / "dunstrc").write_text(_DUNST)
    here.run(["dunst", "-conf", str(here.folder / "dunstrc")])
    eventually(lambda: here.owned("org.freedesktop.Notifications"), what="notifications")


def start_keyring(here: Desktop, *, locked: bool) -> None:
    """Start a Secret Service with one keyring, which opens with `KEYRING_PASSWORD`."""
    service, path = "org.freedesktop.secrets", "/org/freedesktop/secrets"
    here.run(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=KEYRING_PASSWORD.encode(),
    )
    login = f"{path}/collection/login"
    collection = "org.freedesktop.Secret.Collection"
    eventually(lambda: here.read(service, login, collection, "Locked") is False, what="keyring")
    if locked:
        here.call(service, path, "org.freedesktop.Secret.Service", "Lock", "ao", [login])


def start_accessibility(here: Desktop) -> None:
    """Start the bus that screen readers use, and say that one is there."""
    del here.env["NO_AT_BRIDGE"]
    here.env["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
    here.run(["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"])
    eventually(lambda: here.owned("org.a11y.Bus"), what="accessibility")
    properties = "org.freedesktop.DBus.Properties"
    enabled = ("org.a11y.Status", "IsEnabled", ("b", True))
    here.call("org.a11y.Bus", "/org/a11y/bus", properties, "Set", "ssv", *enabled)
