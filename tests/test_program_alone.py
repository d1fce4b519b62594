"""The whole program where there is no network, no sign-in or no Harvest but the demo's."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from harvest_widget import words
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


# -- without a network


def test_what_was_known_is_there_before_harvest_has_answered(
    harvest: Harvest, program: Program
) -> None:
    program.start()
    program.asked("start", "website programming", "--ago", "30m")
    program.drained()
    program.end()
    harvest.ask("faults", {"times": None, "do": {"stall": 60}})
    harvest.ask("requests", method="DELETE")
    program.begin()
    shown = program.listens()
    assert shown["running"]["task"] == "Programming"
    assert shown["running"]["display"] in {"0:30", "0:31"}
    assert shown["today"]["display"] == shown["running"]["display"]
    started = program.asked("start", "website design")
    assert started["running"]["task"] == "Design"
    assert started["pending"] == 1
    harvest.ask("faults", method="DELETE")


def test_work_without_a_network_arrives_once_it_is_back(harvest: Harvest, program: Program) -> None:
    program.start()
    program.end()
    harvest.ask("faults", {"times": None, "do": {"drop": "before"}})
    program.begin()
    program.listens()
    eventually(lambda: program.status()["connection"] == "offline")
    program.asked("start", "website programming", "--notes", "on the train", "--ago", "15m")
    shown = program.asked("start", "website design")
    assert (shown["running"]["task"], shown["pending"]) == ("Design", 2)
    assert program.run("status").stdout.endswith("2 not sent yet\nOffline\n")
    harvest.ask("faults", method="DELETE")
    program.drained(within=40)
    assert [(e["notes"], e["hours"], e["is_running"]) for e in harvest.entries] == [
        ("on the train", 0.25, False),
        (None, harvest.running[0]["hours"], True),
    ]


def test_what_harvest_refuses_is_counted_as_a_problem(harvest: Harvest, program: Program) -> None:
    program.start()
    harvest.ask(
        "faults",
        {
            # Also without the reference that it is tried once more without.
            "match": {"method": "POST"},
            "times": None,
            "do": {"status": 422, "json": {"message": "This project is archived"}},
        },
    )
    program.asked("start", "website programming")
    eventually(lambda: program.status()["problems"])
    shown = program.status()
    assert (shown["pending"], shown["problems"], shown["connection"]) == (1, 1, "online")
    assert "1 refused" in program.run("status").stdout


def test_without_a_sign_in_start_is_refused_and_status_answers() -> None:
    with start_harvest() as harvest, program_at(harvest.url) as program:
        del program.env["HARVEST_ACCESS_TOKEN"], program.env["HARVEST_ACCOUNT_ID"]
        program.begin()
        assert program.listens()["connection"] == "signed-out"
        done = program.run("start", "website programming")
        assert (done.returncode, done.stderr) == (
            1,
            f"harvest-widget: {words.START_SIGNED_OUT}\n",
        )
        assert harvest.requests == []


def test_a_token_that_harvest_refuses_signs_out(harvest: Harvest, program: Program) -> None:
    program.env["HARVEST_ACCESS_TOKEN"] = "wrong-token"
    program.begin()
    program.listens()
    eventually(lambda: program.status()["connection"] == "signed-out")


# -- the demo


def test_the_demo_needs_neither_network_nor_account(program: Program) -> None:
    del program.env["HARVEST_ACCESS_TOKEN"], program.env["HARVEST_ACCOUNT_ID"]
    program.process = subprocess.Popen(
        program.argv("--demo"), env=program.env, stdin=subprocess.DEVNULL
    )

    def asked(*arguments: str) -> Any:
        done = program.run(*arguments, "--demo", "--json")
        if done.returncode:
            raise LookupError(done)
        return json.loads(done.stdout)

    def settled() -> Any:
        found = asked("status")
        if found["pending"] or found["connection"] != "online" or not found["today"]["hours"]:
            raise LookupError(found)
        return found

    eventually(settled, within=20)
    asked("stop")
    assert eventually(settled)["running"] is None
    asked("toggle")
    assert eventually(settled)["running"]["id"]
    # The options say which program is meant: the default profile has none.
    assert program.run("status").returncode == 3
    asked("quit")
    assert program.process.wait(timeout=20) == 0
    assert (program.data_dir / "demo" / "harvest-widget.sqlite3").exists()
