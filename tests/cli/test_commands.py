"""Commands and second starts, spoken to a program in another process."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harvest_widget import __version__, cli, paths, words
from harvest_widget.__main__ import start

Run = Callable[..., subprocess.CompletedProcess[str]]
Spawn = Callable[..., subprocess.Popen[str]]


def test_help_and_version_need_no_program(run: Run) -> None:
    assert run("--version").stdout == f"harvest-widget {__version__}\n"
    assert run("--help").stdout.strip() == words.HELP
    assert run("status", "-h").returncode == 0


def test_every_command_and_option_is_in_the_help() -> None:
    for name in (*cli.COMMANDS, *cli._FLAGS, *cli._VALUES):
        assert name in words.HELP or name == "-h"


def test_a_mistake_is_one_sentence_and_exit_code_2(run: Run) -> None:
    found = run("status", "--bogus")
    assert found.returncode == 2
    assert found.stdout == ""
    assert found.stderr == f"harvest-widget: {words.unknown_option('--bogus')}\n"


def test_without_a_program_the_command_ends_with_3_and_prints_nothing_to_stdout(run: Run) -> None:
    found = run("status", "--json")
    assert (found.returncode, found.stdout) == (3, "")
    assert found.stderr == f"harvest-widget: {words.NOT_RUNNING}\n"


def test_a_command_makes_no_files(run: Run, tmp_path: Path) -> None:
    run("status")
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("program")
def test_status_says_what_runs_in_a_few_lines(run: Run) -> None:
    found = run("status")
    assert found.returncode == 0
    assert found.stdout.splitlines() == [
        "1:23 Website relaunch · Programming (Acme Corp)",
        "Today 4:52",
        "1 refused",
        "2 not sent yet",
        "Offline",
    ]


def test_status_of_nothing_is_a_sentence() -> None:
    assert words.summary({"running": None, "today": {"display": "0:00"}}) == (
        "No timer is running\nToday 0:00"
    )


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("no_network", "Offline"),
        ("interrupted", "Offline"),
        ("tls", words.API_ERRORS["tls"]),
        ("broken_answer", words.API_ERRORS["broken_answer"]),
        ("down", words.API_ERRORS["down"]),
    ],
)
def test_status_tells_an_absent_network_from_what_is_in_its_place(why: str, says: str) -> None:
    told = words.summary({"connection": "offline", "why": why})
    assert told.splitlines() == ["No timer is running", says]


@pytest.mark.usefixtures("program")
def test_json_is_exactly_the_object(run: Run) -> None:
    found = json.loads(run("--json", "status").stdout)
    assert found["running"]["display"] == "1:23"
    assert found["connection"] == "offline"
    assert "exit" not in found


@pytest.mark.usefixtures("program")
def test_a_late_answer_is_waited_for_and_the_program_hears_every_word(run: Run) -> None:
    found = run("start", "büro", '"日本"', "😀", "--notes", "a\n\tb\\", "--ago", "15m", "--json")
    assert json.loads(found.stdout)["asked"] == {
        "command": "start",
        "query": 'büro "日本" 😀',
        "notes": "a\n\tb\\",
        "ago": "15m",
        "json": True,
        "print": True,
    }


@pytest.mark.usefixtures("program")
def test_a_terminal_without_the_letters_of_a_name_is_no_reason_to_fail(run: Run) -> None:
    found = run("status", PYTHONIOENCODING="ascii")
    assert found.returncode == 0
    assert "Website relaunch ? Programming" in found.stdout


@pytest.mark.usefixtures("program")
def test_a_refusal_says_why_and_what_else_was_meant(run: Run) -> None:
    found = run("start", "web")
    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.splitlines() == [
        "harvest-widget: web may mean two things",
        "  One",
        "  Two",
    ]


@pytest.mark.usefixtures("program")
def test_a_refusal_in_json_is_one_object_and_a_reason(run: Run) -> None:
    found = run("start", "web", "--json")
    assert found.returncode == 1
    assert json.loads(found.stdout) == {
        "error": "web may mean two things",
        "candidates": ["One", "Two"],
    }
    assert "two things" in found.stderr


@pytest.mark.usefixtures("program")
def test_the_program_may_find_a_mistake_of_usage(run: Run) -> None:
    assert run("start", "x", "--ago", "soon").returncode == 2


def test_an_error_inside_the_program_is_a_refusal_and_not_a_silence(run: Run, program: Any) -> None:
    found = run("stop")
    assert found.returncode == 1
    assert words.COMMAND_FAILED in found.stderr
    assert "a command failed: stop" in program.kill()


def test_quit_ends_the_program_after_its_answer(run: Run, program: Any) -> None:
    assert run("quit").returncode == 0
    assert program.process.wait(timeout=30) == 0
    assert run("status").returncode == 3


# -- starting, and starting again -----------------------------------------------------------------


def test_a_second_start_shows_the_first_and_ends(run: Run, program: Any) -> None:
    found = run()
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    assert json.loads(program.said()) == {"command": "show"}


def test_a_second_start_at_login_leaves_the_first_alone(run: Run, program: Any) -> None:
    assert run("--hidden").returncode == 0
    run("new")
    assert json.loads(program.said())["command"] == "new"  # and no "show" before it


@pytest.mark.usefixtures("program")
def test_neither_a_command_nor_a_second_start_loads_qt_or_what_is_slow(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    code = (
        f"import sys; sys.path.insert(0, {environment['PYTHONPATH']!r});"
        "from harvest_widget.__main__ import main; main();"
        "slow = 'PySide6 httpx asyncio argparse pathlib socket json re hashlib inspect'.split();"
        "print([m for m in slow if m in sys.modules])"
    )
    for command in ([], ["show"]):
        found = subprocess.run(
            [
                *(sys.executable, "-I", "-S", "-c", code),  # -S: coverage's hook loads much itself
                *("--data-dir", str(tmp_path / "data"), *command),
            ],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        assert found.stdout == "[]\n"


def test_kill_9_leaves_nothing_that_blocks(run: Run, launch: Callable[..., Any]) -> None:
    for _ in range(3):
        program = launch()
        assert program.first_line == "listening"
        assert run("status").returncode == 0
        program.process.send_signal(signal.SIGKILL)
        program.process.wait(timeout=30)
        assert run("status").returncode == 3


@pytest.mark.usefixtures("program")
def test_two_programs_never_share_a_profile(launch: Callable[..., Any]) -> None:
    second = launch()
    assert second.first_line == ""
    assert "somebody else holds the lock" in second.process.communicate(timeout=30)[1]


def test_a_command_waits_for_a_program_that_is_starting(
    spawn: Spawn, launch: Callable[..., Any]
) -> None:
    program = launch("--slowly")
    assert program.first_line == "held"
    with spawn("status", "--json") as waiting, spawn() as second:
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=0.6)
        program.listen()
        assert json.loads(waiting.communicate(timeout=30)[0])["pending"] == 3
        second.communicate(timeout=30)
        assert (waiting.returncode, second.returncode) == (0, 0)


def test_a_program_that_dies_while_starting_ends_the_wait(
    spawn: Spawn, launch: Callable[..., Any]
) -> None:
    program = launch("--slowly")
    with spawn("status") as waiting:
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=0.6)
        program.kill()
        assert words.NOT_RUNNING in waiting.communicate(timeout=30)[1]
        assert waiting.returncode == 3


def test_the_wait_for_a_start_has_an_end(
    launch: Callable[..., Any],
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    launch("--slowly")
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(cli, "TRIES", 3)
    assert cli.run(cli.parse(["status", "--data-dir", str(tmp_path / "data")])) == 3
    assert words.NO_ANSWER in capsys.readouterr().err
    assert cli.TRIES * cli.PAUSE < 10  # the patched one; the real one is 10 s:
    monkeypatch.undo()
    assert cli.TRIES * cli.PAUSE == 10


def test_a_data_directory_that_cannot_be_made_is_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = run("--data-dir", str(tmp_path / "file"))
    assert found.returncode == 1
    assert found.stderr.startswith("harvest-widget: can't keep data in")
    assert "Traceback" not in found.stderr


def test_a_folder_that_another_user_could_listen_in_is_refused(run: Run, short: Path) -> None:
    trap = short / "tmp"
    (trap / f"harvest-widget-{os.getuid()}").mkdir(parents=True)
    (trap / f"harvest-widget-{os.getuid()}").chmod(0o777)
    found = run(XDG_RUNTIME_DIR="", TMPDIR=str(trap))
    assert found.returncode == 1
    assert "open to other users" in found.stderr
    assert run("status", XDG_RUNTIME_DIR="", TMPDIR=str(trap)).returncode == 3


def test_a_program_that_holds_the_lock_and_stays_silent_is_named(
    launch: Callable[..., Any],
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    launch("--slowly")
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(cli, "TRIES", 3)
    assert start(cli.parse(["--data-dir", str(tmp_path / "data")])) == 1
    assert words.NO_ANSWER in capsys.readouterr().err


# -- the socket itself ----------------------------------------------------------------------------


@pytest.fixture
def address(
    program: Any, tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return the socket of a program that listens."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", environment["XDG_RUNTIME_DIR"])
    monkeypatch.setenv("TMPDIR", environment["TMPDIR"])
    return paths.find(str(tmp_path / "data")).socket


def connect(address: str) -> socket.socket:
    found = socket.socket(socket.AF_UNIX)
    found.settimeout(30)
    found.connect(address)
    return found


def connection_ended() -> bytes:
    raise ConnectionError


def lines(asker: socket.socket, count: int) -> list[dict[str, Any]]:
    with asker.makefile("rb") as file:
        return [json.loads(file.readline()) for _ in range(count)]


def test_the_socket_is_for_its_user_alone(address: str) -> None:
    found = Path(address)
    assert stat.S_IMODE(found.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(found.parent.stat().st_mode) == 0o700


def test_a_command_may_come_in_pieces_and_two_at_once(address: str) -> None:
    with connect(address) as asker, connect(address) as other:
        for piece in (b'{"comm', b'and": "sta', b'tus"}\n{"command": "show"}\n{"half'):
            asker.sendall(piece)
        other.sendall(b'{"command": "status"}\n')
        assert [found["exit"] for found in lines(asker, 2)] == [0, 0]
        assert lines(other, 1)[0]["exit"] == 0


@pytest.mark.parametrize("line", [b"hello\n", b"[1]\n", b"\xff\xfe\n", b"\n"])
def test_what_is_no_command_is_answered_so(address: str, line: bytes) -> None:
    with connect(address) as asker:
        asker.sendall(line)
        assert lines(asker, 1) == [{"exit": 2, "error": words.COMMAND_UNREADABLE}]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_command_without_end_is_cut_off_and_the_next_is_heard(address: str, end: bytes) -> None:
    def meets_the_end(asker: socket.socket) -> bytes:
        asker.sendall(b"x" * 4_000_000 + end)
        return asker.recv(1) or connection_ended()

    with connect(address) as asker, pytest.raises(ConnectionError):
        meets_the_end(asker)
    with connect(address) as asker:
        asker.sendall(b'{"command": "status"}\n')
        assert lines(asker, 1)[0]["exit"] == 0


def test_who_leaves_before_the_answer_disturbs_nobody(address: str, program: Any) -> None:
    for _ in range(20):
        with connect(address) as asker:
            asker.sendall(b'{"command": "start", "query": "slow"}\n')
    with connect(address) as asker:
        asker.sendall(b'{"command": "start", "query": "slow"}\n')
        assert lines(asker, 1)[0]["exit"] == 0
    assert program.kill() == ""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc on this system")
def test_a_thousand_commands_leave_no_memory_behind(address: str, program: Any) -> None:
    def memory() -> int:
        """Return the resident memory in KiB."""
        text = Path(f"/proc/{program.process.pid}/status").read_text(encoding="utf-8")
        return int(text.partition("VmRSS:")[2].split()[0])

    def ask(times: int) -> None:
        for _ in range(times):
            with connect(address) as asker:
                asker.sendall(b'{"command": "status"}\n')
                assert lines(asker, 1)[0]["exit"] == 0

    ask(300)
    before = memory()
    ask(1000)
    assert memory() - before < 500
