"""The sandbox over a real socket, as `python -m harvest_widget.sandbox` serves it."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from harvest_widget.sandbox import ConnectionDropped, asgi_app
from harvest_widget.sandbox.messages import Json
from tests.sandbox.asker import Asker, make_sandbox

ROOT = Path(__file__).parents[2]
HEADERS = {
    "Authorization": "Bearer sandbox-token",
    "Harvest-Account-Id": "1",
    "User-Agent": "MyApp (yourname@example.com)",
}


@contextmanager
def served(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the command; yield its address, told by its first line, and the process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "harvest_widget.sandbox", *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        try:
            words, _, address = process.stdout.readline().strip().rpartition(" ")
            assert words == "listening on"
            yield address, process
        finally:
            process.terminate()
            rest, errors = process.stdout.read(), process.stderr.read()
    assert (rest, errors) == ("", "")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """One server for an administrator."""
    with served("--role", "administrator", "--entries", "3", "--throttle", "off") as (where, _):
        yield where


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, headers=HEADERS) as opened:
        yield opened
        opened.delete("/_sandbox/faults")


def curl(*arguments: str) -> tuple[int, Json]:
    told = ["curl", "--silent", "--write-out", "\n%{http_code}", *arguments]
    out = subprocess.run(told, check=True, capture_output=True, text=True).stdout
    body, _, status = out.rpartition("\n")
    return int(status), json.loads(body)


needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
SIGNED = [part for name, value in HEADERS.items() for part in ("-H", f"{name}: {value}")]


@needs_curl
def test_curl_lists_a_page_of_tasks(address: str) -> None:
    status, body = curl(f"{address}/v2/tasks?page=2&per_page=10", *SIGNED)
    assert (status, body["page"], body["per_page"]) == (200, 2, 10)
    assert body["links"]["first"] == f"{address}/v2/tasks?page=1&per_page=10&ref=first"


@needs_curl
def test_curl_posts_json_and_a_form(address: str) -> None:
    as_json = ["-H", "Content-Type: application/json", "-d", '{"name":"By JSON"}']
    as_form = ["-d", "name=By form"]
    for sent, name in ((as_json, "By JSON"), (as_form, "By form")):
        status, body = curl(f"{address}/v2/tasks", *SIGNED, "-X", "POST", *sent)
        assert (status, body["name"]) == (201, name)


def test_the_public_prefix_and_the_old_one_reach_the_same(client: httpx.Client) -> None:
    assert client.get("/v2/users/me").json() == client.get("/api/v2/users/me").json()


def test_large_answers_are_packed_if_asked(client: httpx.Client) -> None:
    answer = client.get("/v2/time_entries")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["total_entries"] == 3
    plain = client.get("/v2/time_entries", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == answer.json()


def test_there_is_one_date_and_it_is_the_sandboxs(client: httpx.Client) -> None:
    before = client.get("/_sandbox/state").json()["clock"]
    client.post("/_sandbox/clock", json={"advance": 86400 * 365})
    answer = client.get("/v2/users/me")
    client.post("/_sandbox/clock", json={"advance": -86400 * 365})
    assert len(answer.headers.get_list("date")) == 1
    assert str(int(before[:4]) + 1) in answer.headers["date"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_dropped_connection_ends_without_a_byte(client: httpx.Client, when: str) -> None:
    client.post("/_sandbox/faults", json={"match": {"path": "users/me"}, "do": {"drop": when}})
    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        client.get("/v2/users/me")
    assert client.get("/v2/users/me").status_code == 200


def test_half_an_answer_ends_in_its_middle(client: httpx.Client) -> None:
    client.post("/_sandbox/faults", json={"match": {"path": "users/me"}, "do": {"half": True}})
    with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
        client.get("/v2/users/me")
    assert client.get("/v2/users/me").status_code == 200


def test_a_stalled_answer_outlasts_the_patience_of_the_client(client: httpx.Client) -> None:
    client.post("/_sandbox/faults", json={"match": {"path": "users/me"}, "do": {"stall": 60}})
    with pytest.raises(httpx.ReadTimeout):
        client.get("/v2/users/me", timeout=0.2)
    assert client.get("/v2/users/me").status_code == 200


def test_the_server_ends_at_once_even_amid_a_stall() -> None:
    with served() as (where, process):
        connection = http.client.HTTPConnection(where.removeprefix("http://"), timeout=30)
        order = json.dumps({"do": {"stall": 60}})
        connection.request("POST", "/_sandbox/faults", order)
        connection.getresponse().read()
        connection.request("GET", "/v2/users/me", headers=HEADERS)
        listing = http.client.HTTPConnection(where.removeprefix("http://"), timeout=30)
        while True:  # until the stalled request has arrived
            listing.request("GET", "/_sandbox/state")
            if json.loads(listing.getresponse().read())["requests"]:
                break
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert time.monotonic() - began < 10
        connection.close()
        listing.close()


def test_every_option_has_its_effect() -> None:
    options = ["--clock", "24h", "--time-format", "decimal", "--timers", "timestamps"]
    options += ["--role", "manager", "--throttle", "5/15", "--entries", "12", "--assignments", "40"]
    options += ["--seed", "7", "--switch", "restart_notes=null", "--switch", "timezone=Tokyo"]
    with served(*options) as (where, _), httpx.Client(base_url=where, headers=HEADERS) as client:
        company = client.get("/v2/company").json()
        assert (company["clock"], company["time_format"]) == ("24h", "decimal")
        assert company["wants_timestamp_timers"] is True
        user = client.get("/v2/users/me").json()
        assert (user["access_roles"][0], user["timezone"]) == ("manager", "Tokyo")
        assert client.get("/v2/users/me/project_assignments").json()["total_entries"] == 40
        listed = client.get(f"/v2/time_entries?user_id={user['id']}").json()["time_entries"]
        state = client.get("/_sandbox/state").json()
        assert len(listed) == 12
        assert all(e["spent_date"] < state["clock"][:10] or not e["is_running"] for e in listed)
        assert all(entry["started_time"] and entry["ended_time"] for entry in listed)
        assert (state["settings"]["throttle"], state["settings"]["restart_notes"]) == (
            "5/15",
            "null",
        )
        assert [client.get("/v2/users/me").status_code for _ in range(2)] == [200, 429]


def test_empty_means_empty() -> None:
    with (
        served("--empty", "--company-forbidden") as (where, _),
        httpx.Client(base_url=where, headers=HEADERS) as client,
    ):
        assert client.get("/v2/users/me/project_assignments").json()["total_entries"] == 0
        assert client.get("/v2/time_entries").json()["total_entries"] == 0
        assert client.get("/v2/company").status_code == 403


@pytest.mark.parametrize(
    "options", [["--switch", "nothing=1"], ["--clock", "13h"], ["--port", "x"]]
)
def test_options_that_do_not_exist_are_a_usage_error(options: list[str]) -> None:
    told = [sys.executable, "-m", "harvest_widget.sandbox", *options]
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


async def test_the_application_runs_inside_a_program_too() -> None:
    me = Asker(make_sandbox())
    transport = httpx.ASGITransport(app=asgi_app(me.sandbox))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://demo.invalid/v2/", headers=HEADERS
    ) as client:
        assert (await client.get("users/me")).json() == me.get("users/me")
        made = await client.post("time_entries", json={**me.pair, "spent_date": "2026-03-09"})
        assert made.headers["location"].startswith("http://demo.invalid/api/v2/time_entries/")
        me.post("/_sandbox/faults", rules=[{"do": {"drop": "after"}}, {"do": {"half": True}}])
        for _ in range(2):
            with pytest.raises(ConnectionDropped):
                await client.get("users/me")
