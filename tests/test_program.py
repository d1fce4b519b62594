"""The whole program without a desktop: it, a Harvest and the command line, each its own process."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from harvest_widget import __version__, words
from harvest_widget.lock import is_held
from tests.desktop.session import eventually
from tests.program import Harvest, Program, program_at, start_harvest


@pytest.fixture
def harvest() -> Iterator[Harvest]:
    """Return a Harvest with a few projects and no entries."""
    with start_harvest() as serving:
        yield serving


@pytest.fixture
def program(harvest: Harvest) -> Iterator[Program]:
    """Return the program of a new user, not started yet."""
    with program_at(harvest.url) as made:
        yield made


def one_entry(harvest: Harvest) -> dict[str, Any]:
    entries = harvest.entries
    assert len(entries) == 1, entries
    return entries[0]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def now_at(harvest: Harvest) -> datetime:
    return instant(harvest.state()["clock"])


# -- one day at the command line


def test_a_timer_started_and_stopped_by_command_is_one_entry_in_harvest(
    harvest: Harvest, program: Program
) -> None:
    program.start()
    before = program.status()
    assert (before["running"], before["today"]) == (None, {"hours": 0, "display": "0:00"})
    started = program.asked("start", "website programming")
    running = started["running"]
    assert (running["client"], running["project"]) == ("Acme Corp", "Website relaunch")
    assert (running["task"], running["notes"], running["display"]) == ("Programming", "", "0:00")
    sent = program.drained()["running"]
    entry = one_entry(harvest)
    assert sent["id"] == entry["id"]
    assert sent["ref"] == running["ref"]
    assert entry["is_running"]
    assert entry["user"]["name"] == "Ada Example"
    assert entry["spent_date"] == running["spent_date"] == now_at(harvest).date().isoformat()
    assert abs(instant(entry["timer_started_at"]) - instant(running["since"])) < timedelta(
        seconds=5
    )
    assert program.asked("stop")["running"] is None
    program.drained()
    assert not one_entry(harvest)["is_running"]


def test_notes_and_ago_reach_harvest(harvest: Harvest, program: Program) -> None:
    program.start()
    command = ["start", "--notes", "Größe & “Maß” 🙂\nline two", "website", "programming"]
    running = program.asked(*command, "--ago", "15m")["running"]
    assert running["display"] == "0:15"
    assert 0.25 <= running["hours"] < 0.27
    program.drained()
    entry = one_entry(harvest)
    assert entry["notes"] == "Größe & “Maß” 🙂\nline two"
    assert entry["is_running"]
    assert 0.25 <= entry["hours"] <= 0.27
    assert program.status()["running"]["display"] == "0:15"


def test_a_second_timer_stops_the_first(harvest: Harvest, program: Program) -> None:
    program.start()
    program.asked("start", "website programming")
    program.asked("start", "website design")
    program.drained()
    assert [(e["task"]["name"], e["is_running"]) for e in harvest.entries] == [
        ("Programming", False),
        ("Design", True),
    ]


def test_toggle_stops_what_runs_and_continues_it(harvest: Harvest, program: Program) -> None:
    program.start()
    done = program.run("toggle", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"error": words.NOTHING_TO_CONTINUE, "candidates": []}
    program.asked("start", "website programming")
    program.drained()
    assert program.asked("toggle")["running"] is None
    program.drained()
    assert not harvest.running
    assert program.asked("toggle")["running"]["task"] == "Programming"
    program.drained()
    assert one_entry(harvest)["is_running"]


def test_stop_with_nothing_running_is_no_error(program: Program) -> None:
    program.start()
    assert program.asked("stop")["running"] is None


def test_a_query_that_fits_several_or_nothing_is_refused(
    harvest: Harvest, program: Program
) -> None:
    program.start()
    several = program.run("start", "website", "--json")
    assert several.returncode == 1
    answer = json.loads(several.stdout)
    assert answer["error"] == words.AMBIGUOUS
    assert {each["task"] for each in answer["candidates"]} >= {"Programming", "Design"}
    assert all(each["project"] == "Website relaunch" for each in answer["candidates"])
    assert words.AMBIGUOUS in several.stderr
    nothing = program.run("start", "qqqqzzzz", "--json")
    assert nothing.returncode == 1
    assert json.loads(nothing.stdout)["error"] == words.UNKNOWN_WORK
    plain = program.run("start", "website")
    assert (plain.returncode, plain.stdout) == (1, "")
    assert "Website relaunch · Programming (Acme Corp)" in plain.stderr
    unreadable = program.run("start", "website", "programming", "--ago", "soon")
    assert (unreadable.returncode, unreadable.stdout) == (1, "")
    assert harvest.entries == []
    assert program.status()["pending"] == 0


def test_status_without_json_is_for_people(program: Program) -> None:
    program.start()
    assert program.run("status").stdout == "No timer is running\nToday 0:00\n"
    program.asked("start", "website programming")
    program.drained()
    shown = program.run("status").stdout
    assert shown == "0:00 Website relaunch · Programming (Acme Corp)\nToday 0:00\n"


def test_what_cannot_be_understood_is_refused_without_a_running_program(program: Program) -> None:
    for arguments in (
        ["start"],
        ["begin"],
        ["status", "now"],
        ["status", "--colour"],
        ["stop", "--notes", "x"],
        ["stop", "--ago", "5m"],
        ["--json"],
        ["--profile", "../x"],
        ["--api-url", "http://api.harvestapp.com/v2"],
        ["--demo", "--profile", "work"],
    ):
        done = program.run(*arguments)
        assert done.returncode == 2, (arguments, done)
        assert done.stderr.startswith("harvest-widget: ")
    for command in ("status", "stop", "toggle", "new", "show", "quit"):
        done = program.run(command, "--json")
        assert (done.returncode, done.stdout) == (3, "")
        assert words.NOT_RUNNING in done.stderr
    assert program.run("start", "website programming").returncode == 3


def test_the_version_and_the_help_need_no_program(program: Program) -> None:
    assert program.run("--version").stdout == f"harvest-widget {__version__}\n"
    assert "Exit codes: 0 done, 1 refused" in program.run("--help").stdout


# -- starting and ending


def test_a_command_waits_for_a_program_that_is_starting(harvest: Harvest, program: Program) -> None:
    # Harvest is slow, too: `start` waits for the first projects.
    harvest.ask("faults", {"match": {"path": "users/me$"}, "times": 2, "do": {"stall": 0.5}})
    program.begin()
    lock = program.data_dir / "default" / "lock"
    eventually(lambda: is_held(str(lock)))
    assert program.run("start", "website programming").returncode == 0
    program.drained()
    assert one_entry(harvest)["is_running"]


def test_quit_ends_the_program_and_the_timer_runs_on(harvest: Harvest, program: Program) -> None:
    program.start()
    program.asked("start", "website programming")
    program.drained()
    process = program.process
    assert process is not None
    assert program.run("quit").returncode == 0
    assert process.wait(timeout=20) == 0
    assert program.run("status").returncode == 3
    assert one_entry(harvest)["is_running"]
    program.start()
    assert program.status()["running"]["task"] == "Programming"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_logout_ends_it_in_order(program: Program) -> None:
    program.start()
    program.end()


def test_a_second_start_raises_the_first_and_ends(program: Program) -> None:
    program.start()
    first = program.process
    for options in ([], ["--hidden"]):
        second = program.run(*options)
        assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert first is not None
    assert first.poll() is None


def test_a_killed_program_leaves_nothing_that_stops_the_next(program: Program) -> None:
    program.start()
    program.kill()
    assert program.run("status").returncode == 3
    program.start()


def test_profiles_are_kept_apart(harvest: Harvest, program: Program) -> None:
    program.start()
    with program_at(harvest.url, program.env) as work:
        work.data_dir, work.profile = program.data_dir, "work"
        work.start()
        work.asked("start", "website programming")
        work.drained()
        assert program.status()["running"] is None
        assert {path.name for path in program.data_dir.iterdir()} == {"default", "work"}
        work.asked("quit")
    assert program.status()["connection"] == "online"


def test_nothing_that_is_kept_holds_the_token(harvest: Harvest, program: Program) -> None:
    program.start()
    program.asked("start", "website programming")
    program.drained()
    program.end()
    kept = [path for path in program.data_dir.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in kept)
    assert not [path for path in kept if b"sandbox-token" in path.read_bytes()]
