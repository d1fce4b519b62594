"""Throw-away parts of a desktop: a session bus, a keychain, a display; each ends with its test."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.session import eventually

ROOT = Path(__file__).parents[2]
PASSWORD = "rig-password"


class Session:
    """A session bus in a private folder, and what was started on it."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'bus'}",
        }
        self.start(
            "dbus-daemon",
            "--session",
            "--nofork",
            "--nopidfile",
            f"--address=unix:path={folder}/bus",
        )
        eventually((folder / "bus").exists, what="the session bus")

    def start(self, *command: str, given: str = "", **more: str) -> "subprocess.Popen[str]":
        """Start a part that ends with the test."""
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed")
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environment | more,
        )
        self._stack.callback(end, process)
        assert process.stdin is not None
        process.stdin.write(given)
        process.stdin.close()
        return process

    def ask(self, *message: str) -> str:
        """Send a message with dbus-send; return what comes back, "" for an error."""
        found = subprocess.run(
            ["dbus-send", "--session", "--print-reply", *message],
            capture_output=True,
            text=True,
            check=False,
            env=self.environment,
        )
        return found.stdout if found.returncode == 0 else ""

    def owns(self, name: str) -> bool:
        """Tell whether somebody has `name` on the bus."""
        found = self.ask(
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.NameHasOwner",
            f"string:{name}",
        )
        return "boolean true" in found

    def unlocked_keychain(self) -> None:
        """Start gnome-keyring with an open login keyring."""
        self.start(
            "gnome-keyring-daemon",
            "--foreground",
            "--unlock",
            "--components=secrets",
            given=PASSWORD,
        )
        # Asked before it is there, the bus would start another one, without a keyring.
        eventually(lambda: self.owns("org.freedesktop.secrets"), within=20, what="the keychain")
        eventually(lambda: "boolean false" in self.locked(), within=20, what="the login keyring")

    def locked(self) -> str:
        """Return what the login keyring says about its lock."""
        return self.ask(
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets/collection/login",
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Locked",
        )

    def lock_keychain(self) -> None:
        """Lock the login keyring."""
        assert self.ask(
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "array:objpath:/org/freedesktop/secrets/collection/login",
        )

    def display(self) -> None:
        """Start an X server on a number that it chooses, and tell what the bus starts about it."""
        read, write = os.pipe()
        if shutil.which("Xvfb") is None:
            pytest.skip("Xvfb is not installed")
        process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._stack.callback(end, process)
        os.close(write)
        with os.fdopen(read) as number:
            self.environment["DISPLAY"] = f":{number.readline().strip()}"
        self.ask(
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.UpdateActivationEnvironment",
            f"dict:string:string:DISPLAY,{self.environment['DISPLAY']}",
        )

    def type_password(self) -> None:
        """Type the password into the keychain's prompt, which has the keyboard."""
        if shutil.which("xdotool") is None:
            pytest.skip("xdotool is not installed")

        def xdotool(*words: str) -> str:
            found = subprocess.run(
                ["xdotool", *words],
                capture_output=True,
                text=True,
                check=False,
                env=self.environment,
            )
            return found.stdout

        eventually(
            lambda: xdotool("search", "--onlyvisible", "--class", "gcr-prompter"),
            within=20,
            what="the prompt",
        )
        xdotool("type", PASSWORD)
        xdotool("key", "Return")

    def python(self, script: str, *arguments: str, **more: str) -> "subprocess.Popen[str]":
        """Start a script of this folder."""
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).parent / script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment | more,
        )
        self._stack.callback(end, process)
        return process


def end(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    """End a process that may have ended already."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


@pytest.fixture
def session() -> Iterator[Session]:
    """Start a session bus, without a keychain or a display."""
    # A short path: the bus's socket is in it, and the keychain's.
    with (
        tempfile.TemporaryDirectory(prefix="hw", ignore_cleanup_errors=True) as folder,
        contextlib.ExitStack() as stack,
    ):
        yield Session(Path(folder), stack)
