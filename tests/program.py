"""The whole program and a Harvest to talk to, each a process of its own; no desktop, no tests.

Everything is waited for by asking: `status --json` on one side, `/_sandbox/state` on the other.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.desktop.session import eventually

ROOT = Path(__file__).parents[1]
TOKEN = {"HARVEST_ACCESS_TOKEN": "sandbox-token", "HARVEST_ACCOUNT_ID": "1"}
LAST_READ = "GET /v2/users/me/project_assignments"
# The offscreen screen has no window manager that could raise or resize anything.
_HARMLESS = [r"This plugin does not support (raise|propagateSizeHints)\(\)"]


class Harvest:
    """What can be asked of a sandbox that is served at `url`, which has no /v2."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, call: str, order: object = None, *, method: str = "POST") -> Any:
        """Call `/_sandbox/CALL` and return its answer; raises OSError for a refusal."""
        body = json.dumps(order or {}).encode() if method != "GET" else None
        request = urllib.request.Request(f"{self.url}/_sandbox/{call}", data=body, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def state(self) -> Any:
        """Everything that it knows: entries, requests, clock, settings."""
        return self.ask("state", method="GET")

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Its time entries, as an administrator sees them, the first made first."""
        return sorted(self.state()["entries"], key=lambda entry: int(entry["id"]))

    @property
    def running(self) -> list[dict[str, Any]]:
        """Its running time entries."""
        return [entry for entry in self.entries if entry["is_running"]]

    @property
    def requests(self) -> list[str]:
        """What it was asked so far, as in `PATCH /v2/time_entries/7/stop`."""
        found = self.ask("requests", method="GET")["requests"]
        return [f"{each['method']} {each['path']}" for each in found]


@contextmanager
def start_harvest(*options: str) -> Iterator[Harvest]:
    """Serve a sandbox, and end it."""
    argv = [sys.executable, "-m", "harvest_widget.sandbox", "--port", "0", *options]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening on "), line
        yield Harvest(line.removeprefix("listening on ").strip())
    finally:
        process.kill()
        process.communicate()


class Program:
    """`harvest-widget` for one data directory in `folder`, and the commands that talk to it.

    `env` is the environment of all its processes; `expected` are patterns of lines that its log
    may hold although they warn.
    """

    def __init__(self, folder: Path, env: Mapping[str, str], url: str) -> None:
        self.folder, self.url = folder, url
        self.env = dict(env)
        self.data_dir = folder / "data"
        self.profile = ""
        self.expected = list(_HARMLESS)
        self.process: subprocess.Popen[bytes] | None = None
        self._words = folder / "words"

    def argv(self, *arguments: str) -> list[str]:
        """Return the command line with these arguments and this data directory."""
        places = ["--data-dir", str(self.data_dir)]
        places += ["--profile", self.profile] if self.profile else []
        return [sys.executable, "-m", "harvest_widget", *arguments, *places]

    def begin(self, *options: str) -> subprocess.Popen[bytes]:
        """Start the program, and return at once: it may not listen yet."""
        addresses = ["--api-url", f"{self.url}/v2", "--id-url", self.url]
        with self._words.open("ab") as words:
            self.process = subprocess.Popen(
                self.argv(*addresses, *options),
                env=self.env,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )
        return self.process

    def start(self, *options: str) -> None:
        """Start the program and wait until it has read all that it shows from Harvest."""
        harvest = Harvest(self.url)
        before = harvest.requests.count(LAST_READ)
        self.begin(*options)
        self.listens()

        def has_read() -> bool:
            if harvest.requests.count(LAST_READ) == before:
                raise LookupError(harvest.requests, self.status(), self.log(), self.words())
            return True

        eventually(has_read, within=20, what="all to be read")
        self.drained()

    def listens(self) -> dict[str, Any]:
        """Wait until it answers commands; return its first answer."""
        return eventually(self.status, within=20, what="an answer to `status`")

    def drained(self, *, within: float = 20) -> dict[str, Any]:
        """Wait until it is online and nothing waits to be sent; return that answer."""

        def look() -> dict[str, Any]:
            found = self.status()
            if found["connection"] != "online" or found["pending"]:
                raise LookupError(found)
            return found

        return eventually(look, within=within, what="everything sent")

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run one command of the command line to its end."""
        return subprocess.run(
            self.argv(*arguments),
            env=self.env | env,
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    def asked(self, *arguments: str) -> dict[str, Any]:
        """Run a command with `--json` that must succeed; return its object."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def status(self) -> dict[str, Any]:
        """Return the object of `status --json`; raises LookupError while nobody answers."""
        done = self.run("status", "--json")
        if done.returncode:
            raise LookupError(done.stderr + self.words())
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=20)

    def end(self) -> None:
        """End it as a logout would, and wait for that."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()
            assert self.process.wait(timeout=20) == 0, self.words()

    def words(self) -> str:
        """Return what it has printed."""
        return self._words.read_text(errors="replace") if self._words.exists() else ""

    def log(self) -> str:
        """Return its log."""
        files = self.data_dir.glob("*/log/*.log")
        return "".join(file.read_text(encoding="utf-8") for file in files)

    def judge(self) -> None:
        """Fail for what it printed, and for warnings in its log that nobody expected."""
        lines = [line for line in self.log().splitlines() if line and " INFO " not in line]
        lines += self.words().splitlines()
        odd = [line for line in lines if not any(re.search(p, line) for p in self.expected)]
        assert not odd, "\n".join(odd)


@contextmanager
def program_at(url: str, env: Mapping[str, str] | None = None) -> Iterator[Program]:
    """Make a program with a short folder of its own, judge what it said, and leave nothing behind.

    `env` is the environment of a desktop; without one no window is seen.
    """
    # A socket's path is short: the folder of a test (tmp_path) may be too long for one.
    with tempfile.TemporaryDirectory(prefix="hw") as name:
        folder = Path(name)
        own = {**os.environ, "HOME": name, "XDG_RUNTIME_DIR": name, "TMPDIR": name}
        made = Program(folder, {**(own if env is None else env), **TOKEN}, url)
        try:
            yield made
            made.judge()
        finally:
            made.kill()
