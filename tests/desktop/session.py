"""What a test can do on a desktop that is up: start programs, click, type, look, ask the bus."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import pytest

if sys.platform == "linux":
    from jeepney import DBusAddress, MessageType, Properties, new_method_call

T = TypeVar("T")
PANEL_HEIGHT = 30
# Debian's own Python: AT-SPI speaks through GObject introspection, which no wheel brings.
SYSTEM_PYTHON = "/usr/bin/python3"


class Accessible(TypedDict):
    """What a screen reader is told about one thing on the screen; the place in screen pixels."""

    application: str
    role: str
    name: str
    text: str | None
    states: list[str]
    actions: list[str]
    x: int
    y: int
    width: int
    height: int


def eventually(condition: Callable[[], T], *, within: float = 10, what: str = "") -> T:
    """Ask `condition` until it answers something true, and return that.

    Fails the test after `within` seconds; what is not there yet may raise OSError or LookupError.
    """
    deadline = time.monotonic() + within
    answer: object = None
    while time.monotonic() < deadline:
        try:
            if result := condition():
                return result
            answer = result
        except (OSError, LookupError) as error:
            answer = error
        time.sleep(0.02)
    pytest.fail(f"{what or condition} not within {within} s: {answer!r}")


@dataclass(kw_only=True)
class Desktop:
    """A desktop that is up; `env` is the environment of every program in it."""

    folder: Path
    env: dict[str, str]
    width: int
    height: int
    bus: Any = None
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    # -- programs

    def run(self, argv: list[str], *, stdin: bytes = b"", **env: str) -> subprocess.Popen[bytes]:
        """Start a program, with `env` added; it is ended with the desktop. See `log` for its words.

        It leads a process group of its own, so that what it starts ends with it.
        """
        name = Path(argv[0]).name
        with (
            tempfile.TemporaryFile() as words_in,
            (self.folder / f"{name}.log").open("ab") as words_out,
        ):
            words_in.write(stdin)
            words_in.seek(0)
            process = subprocess.Popen(
                argv,
                env=self.env | env,
                cwd=self.folder,
                stdin=words_in,
                stdout=words_out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def log(self, name: str) -> str:
        """Return all that the program `name` has printed."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def ask(self, *argv: str) -> str:
        """Run a program to its end and return what it printed; raises OSError if it failed."""
        done = subprocess.run(
            argv, env=self.env, cwd=self.folder, capture_output=True, timeout=30, check=False
        )
        if done.returncode:
            raise OSError(f"{argv[0]} ended with {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode()

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End a program that `run` started, and whatever it started."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, kind)
                process.wait(timeout=5)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue

    def end_all(self) -> None:
        """End everything, the last started first."""
        for process in reversed(self.processes):
            self.end(process)

    # -- hands and eyes

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Move the mouse to a place in pixels and click there; button 3 is the right one."""
        # Without --sync, which waits a quarter of a minute where the mouse is there already.
        self.ask("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def key(self, *keys: str) -> None:
        """Press keys one after another, each as in "ctrl+z", "Escape" or "a"."""
        self.ask("xdotool", "key", *keys)

    def type(self, text: str) -> None:
        """Type what a US keyboard has into what has the focus; X11 would lose other letters."""
        self.ask("xdotool", "type", "--delay", "2", "--", text)

    def screenshot(self, path: Path) -> Path:
        """Save what the whole screen shows as a PNG, and return its path."""
        self.ask("scrot", "--overwrite", str(path.absolute()))
        return path

    def windows(self, title: str) -> list[int]:
        """Return the visible windows with this pattern in their title, as X11 numbers them."""
        try:
            found = self.ask("xdotool", "search", "--onlyvisible", "--name", title)
        except OSError:  # none
            return []
        return [int(line) for line in found.split()]

    @property
    def tray_icon(self) -> tuple[int, int]:
        """The middle of the first icon in the tray, in pixels."""
        return self.width - PANEL_HEIGHT // 2, PANEL_HEIGHT // 2

    def accessible(self) -> list[Accessible]:
        """Return all that a screen reader finds, parents before children."""
        script = str(Path(__file__).with_name("accessible.py"))
        found: list[Accessible] = json.loads(self.ask(SYSTEM_PYTHON, script))
        return found

    def click_named(self, name: str, role: str = "") -> None:
        """Wait until a screen reader finds something of this name, and click its middle."""

        def find() -> Accessible:
            for thing in self.accessible():
                if thing["name"] == name and role in thing["role"] and thing["width"]:
                    return thing
            raise LookupError(name)

        thing = eventually(find, what=f"{role} {name}")
        self.click(thing["x"] + thing["width"] // 2, thing["y"] + thing["height"] // 2)

    # -- the session bus

    def call(
        self, name: str, path: str, interface: str, method: str, types: str = "", *body: Any
    ) -> Any:
        """Call a method and return its one answer, or the tuple of several.

        Raises LookupError with the error's name and text.
        """
        address = DBusAddress(path, bus_name=name, interface=interface)
        return self._answer(new_method_call(address, method, types or None, body))

    def read(self, name: str, path: str, interface: str, member: str) -> Any:
        """Return a property; raises LookupError."""
        address = DBusAddress(path, bus_name=name, interface=interface)
        return self._answer(Properties(address).get(member))[1]

    def _answer(self, message: Any) -> Any:
        reply = self.bus.send_and_get_reply(message, timeout=10)
        if reply.header.message_type is MessageType.error:
            raise LookupError(str(reply.header.fields), *reply.body)
        return reply.body[0] if len(reply.body) == 1 else reply.body

    def owned(self, name: str) -> bool:
        """Say whether some program answers to this name on the bus."""
        bus = "org.freedesktop.DBus"
        return bool(self.call(bus, "/org/freedesktop/DBus", bus, "NameHasOwner", "s", name))
