"""What the command line says, and the commands that talk to the running program; no Qt, no network.

A command is one line of JSON on the local socket and one line back:

    {"print": true, "json": false, "command": "start", "query": "website programming"}
    exit code, text for stdout, text for stderr; tabs between, escaped as in Python's strings

A hotkey waits for every millisecond here, so what is slow to load is not used: json, dataclasses,
argparse, pathlib and the Python half of socket each cost as much as the interpreter itself.
That is why the program puts its answer into words, and nothing is read here but one line.
"""

import os
import sys

from harvest_widget import paths, words
from harvest_widget.lock import is_held
from harvest_widget.paths import Places

API_URL = "https://api.harvestapp.com/v2"
ID_URL = "https://id.getharvest.com"

COMMANDS = ("status", "start", "stop", "toggle", "new", "show", "quit")
DONE, REFUSED, USAGE, NOT_RUNNING = 0, 1, 2, 3

_FLAGS = {
    "--demo": "demo",
    "--hidden": "hidden",
    "--json": "json",
    "--version": "version",
    "--help": "help",
    "-h": "help",
}
_VALUES = {
    "--profile": "profile",
    "--data-dir": "data_dir",
    "--api-url": "api_url",
    "--id-url": "id_url",
    "--notes": "notes",
    "--ago": "ago",
}

# Tries, 50 ms apart: a program that is starting has 10 s. Seconds: `start` may take 10 of its own.
TRIES = 200
PAUSE = 0.05
_ANSWER_WITHIN = 15


class UsageError(Exception):
    """The command line can't be understood; its text is the sentence for the user."""


class Options:
    """What the command line, the environment and the defaults ask for; no command: start."""

    command: str = ""
    query: str = ""
    notes: str | None = None
    ago: str | None = None
    json: bool = False
    demo: bool = False
    hidden: bool = False
    version: bool = False
    help: bool = False
    profile: str = ""
    data_dir: str = ""
    api_url: str = ""
    id_url: str = ""
    places: Places


def parse(arguments: list[str]) -> Options:
    """Read the command line; raises UsageError with a sentence."""
    options = Options()
    rest = list(arguments)
    texts: list[str] = []
    while rest:
        argument = rest.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--":
            texts += rest
            break
        if argument in _FLAGS:
            setattr(options, _FLAGS[argument], True)
        elif name in _VALUES:
            if not equals:
                if not rest or rest[0] in _FLAGS or rest[0] in _VALUES:
                    raise UsageError(words.option_needs_value(name))
                value = rest.pop(0)
            if not value and name != "--notes":
                raise UsageError(words.option_needs_value(name))
            setattr(options, _VALUES[name], value)
        elif argument.startswith("-") and len(argument) > 1:
            raise UsageError(words.unknown_option(argument))
        else:
            texts.append(argument)
    if not (options.help or options.version):
        _take_command(options, texts)
        _take_places(options)
    return options


def _take_command(options: Options, texts: list[str]) -> None:
    command, query = (texts[0], texts[1:]) if texts else ("", [])
    if command and command not in COMMANDS:
        raise UsageError(words.unknown_command(command))
    if query and command != "start":
        raise UsageError(words.takes_no_text(command, query[0]))
    options.command = command
    options.query = " ".join(query).strip()
    if command == "start" and not options.query:
        raise UsageError(words.START_NEEDS_QUERY)
    for name, value in (("--notes", options.notes), ("--ago", options.ago)):
        if value is not None and command != "start":
            raise UsageError(words.only_with_start(name))
    if options.json and not command:
        raise UsageError(words.JSON_NEEDS_COMMAND)


def _take_places(options: Options) -> None:
    if options.demo and options.profile not in {"", paths.DEMO}:
        raise UsageError(words.DEMO_HAS_ITS_PROFILE)
    # The demo never mixes with real time: its profile is the demo, whichever way it is asked for.
    options.demo = options.demo or options.profile == paths.DEMO
    options.profile = paths.DEMO if options.demo else options.profile or "default"
    try:
        options.places = paths.find(options.data_dir or None, options.profile)
    except paths.ProfileNameError:
        raise UsageError(words.bad_profile(options.profile)) from None
    options.data_dir = options.places.data_dir
    options.api_url = _address(options, "--api-url", options.api_url, API_URL)
    options.id_url = _address(options, "--id-url", options.id_url, ID_URL)


def _address(options: Options, name: str, url: str, default: str) -> str:
    """Return the address in force; raises UsageError for one that no token may be sent to."""
    # A command needs none: a wrong variable is no reason to refuse it.
    if not url and not options.command:
        name = f"HARVEST_WIDGET_{name[2:].upper().replace('-', '_')}"
        url = os.environ.get(name, "")
    if not url:
        return default
    import ipaddress
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError(words.bad_address(name, url)) from None
    odd = parts.username is not None or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not host or odd:
        raise UsageError(words.bad_address(name, url))
    if parts.scheme == "http" and host != "localhost":
        try:
            loopback = ipaddress.ip_address(host).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise UsageError(words.unprotected_address(name, url))
    return url.rstrip("/")


def run(options: Options) -> int:
    """Send the command to the running program, print its answer and return the exit code."""
    line = _request(options)
    tries = TRIES
    try:
        found = ask(options.places.socket, line)
        while found is None and tries and is_held(options.places.lock):
            pause()
            found = ask(options.places.socket, line)
            tries -= 1
    except OSError:
        found = b""
    if found is None:
        return _complain(words.NOT_RUNNING if tries else words.NO_ANSWER, NOT_RUNNING)
    try:
        code, out, error = (part.decode("unicode_escape") for part in found[:-1].split(b"\t"))
        exit_code = int(code)
    except ValueError:
        return _complain(words.NO_ANSWER, NOT_RUNNING)
    if out:
        print(out)
    return _complain(error, exit_code) if error else exit_code


def _request(options: Options) -> bytes:
    """Return the line to send: JSON, made by hand because the json module is slow to load."""
    fields = {"command": options.command, "query": options.query}
    fields |= {"notes": options.notes} if options.notes is not None else {}
    fields |= {"ago": options.ago} if options.ago is not None else {}
    texts = "".join(f', "{name}": "{_escaped(text)}"' for name, text in fields.items())
    return f'{{"print": true, "json": {"true" if options.json else "false"}{texts}}}\n'.encode()


def _escaped(text: str) -> str:
    units = text.encode("utf-16-be", "replace")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def refuse(error: str, code: int, *, as_json: bool = False) -> int:
    """Say why on stderr, with `as_json` also as one object on stdout; returns `code`."""
    if as_json:
        import json

        print(json.dumps({"error": error, "candidates": []}))
    return _complain(error, code)


def _complain(text: str, code: int) -> int:
    print(f"harvest-widget: {text}", file=sys.stderr)
    return code


def pause() -> None:
    """Wait a moment before the next try."""
    import threading

    threading.Event().wait(PAUSE)


def ask(name: str, line: bytes) -> bytes | None:
    """Send `line` and return the line that comes back, b"" if none does; None: nobody listens.

    Raises OSError, say TimeoutError, where a program listens but doesn't answer.
    """
    if sys.platform == "win32":
        try:
            pipe = open(name, "r+b", buffering=0)  # noqa: SIM115, PTH123  (None is this failure alone)
        except OSError:
            return None
        with pipe:
            pipe.write(line)
            return _line(lambda: pipe.read(65536) or b"")
    else:
        # The C half of socket: the Python half would load enum tables and selectors for one call.
        from _socket import AF_UNIX, SOCK_STREAM, socket

        if not paths.is_private(os.path.dirname(name)):  # noqa: PTH120
            return None
        connection = socket(AF_UNIX, SOCK_STREAM)
        try:
            connection.settimeout(_ANSWER_WITHIN)
            try:
                connection.connect(name)
            except OSError:
                return None
            connection.sendall(line)
            return _line(lambda: connection.recv(65536))
        finally:
            connection.close()


def _line(read: "Callable[[], bytes]") -> bytes:
    found = b""
    while not found.endswith(b"\n"):
        part = read()
        if not part:
            return b""
        found += part
    return found


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
