"""A program to talk to, in a process of its own, and the command line in another."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[2]
LISTENER = ROOT / "tests" / "platform" / "listener.py"

Run = Callable[..., subprocess.CompletedProcess[str]]


class Program:
    """The listener of tests/platform, started for one data directory."""

    def __init__(self, data_dir: Path, environment: dict[str, str], *flags: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(LISTENER), str(data_dir), *flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.first_line = self.said()

    def said(self) -> str:
        """Return the next line that it prints."""
        return self._pipe(self.process.stdout).readline().strip()

    def listen(self) -> None:
        """End the slow start."""
        pipe = self._pipe(self.process.stdin)
        pipe.write("\n")
        pipe.flush()

    def kill(self) -> str:
        """End it the hard way; return what it complained about."""
        self.process.kill()
        return self.process.communicate()[1]

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@pytest.fixture
def short() -> Iterator[Path]:
    """Return a private folder with a short name: a socket's path may have 100 bytes only."""
    with tempfile.TemporaryDirectory(prefix="hw", dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture
def environment(tmp_path: Path, short: Path) -> dict[str, str]:
    """Return what the processes of one test share: a runtime folder and a home of their own."""
    return {
        **os.environ,
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "TMPDIR": str(short),
        "XDG_RUNTIME_DIR": str(short),
    }


@pytest.fixture
def launch(tmp_path: Path, environment: dict[str, str]) -> Iterator[Callable[..., Program]]:
    """Start listeners, and end them with the test."""
    started: list[Program] = []

    def start(*flags: str) -> Program:
        started.append(Program(tmp_path / "data", environment, *flags))
        return started[-1]

    yield start
    for program in started:
        program.kill()


@pytest.fixture
def program(launch: Callable[..., Program]) -> Program:
    """Return a listener that hears commands."""
    running = launch()
    assert running.first_line == "listening"
    return running


def command(tmp_path: Path, *arguments: str) -> list[str]:
    """Return the command line for the data directory of this test."""
    return [
        sys.executable,
        "-m",
        "harvest_widget",
        "--data-dir",
        str(tmp_path / "data"),
        *arguments,
    ]


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Run:
    """Run `harvest-widget` to its end."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command(tmp_path, *arguments),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
            env=environment | more,
        )

    return run


@pytest.fixture
def spawn(tmp_path: Path, environment: dict[str, str]) -> Callable[..., subprocess.Popen[str]]:
    """Start `harvest-widget` and leave it running."""

    def spawn(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(tmp_path, *arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )

    return spawn
