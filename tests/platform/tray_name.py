"""A tray for tests: takes the name that a tray takes on the session bus, until a line comes."""

import sys

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection

bus = open_dbus_connection()
dbus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
request = new_method_call(dbus, "RequestName", "su", ("org.kde.StatusNotifierWatcher", 0))
print(*bus.send_and_get_reply(request).body, flush=True)
sys.stdin.readline()
