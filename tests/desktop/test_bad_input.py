"""What can be wrong around the program is said in one sentence, and nothing is lost by it."""

import http.server
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.desktop.desktop import eventually
from tests.desktop.person import SANDBOX_TOKEN, Person, person_at
from tests.program import TOKEN, Harvest, program_at, start_harvest

pytestmark = pytest.mark.desktop

REFUSED, USAGE = 1, 2


@contextmanager
def web_page(status: int) -> Iterator[str]:
    """Serve a page for people, as the network of a hotel does, whatever is asked for."""

    class Hotel(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = b"<html><title>Welcome</title>Room number?</html>"
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hotel) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def chip_says(person: Person, text: str) -> None:
    """Wait for the words in the header."""

    def look() -> bool:
        labels = [one["name"] for one in person.seen() if one["role"] == "label"]
        if not any(each == text or each.startswith(f"{text} · ") for each in labels):
            raise LookupError(labels)
        return True

    eventually(look, within=20, what=text)


def test_a_sign_in_says_whether_it_was_the_network_or_the_answer() -> None:
    with web_page(200) as hotel, web_page(404) as wrong, person_at(closed_port()) as person:
        for url, sentence in (
            (person.url, "Harvest can't be reached. Check the internet connection"),
            (hotel, "The answer did not look like Harvest's."),
            (wrong, "The answer did not look like Harvest's."),
        ):
            person.url = url
            person.start()
            person.type_token(SANDBOX_TOKEN)
            person.reads(sentence)
            person.shot(f"sign-in {sentence[:20]}")
            person.quit()


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"HARVEST_ACCESS_TOKEN": "nonsense"}, "Harvest no longer accepts your sign-in."),
        ({"HARVEST_ACCESS_TOKEN": "zwölf ☃"}, "Harvest no longer accepts your sign-in."),
        ({"HARVEST_ACCOUNT_ID": "77"}, "This sign-in has no Harvest account."),
    ],
    ids=["token", "letters", "account"],
)
def test_a_token_of_the_environment_that_does_not_fit_is_said(
    harvest: Harvest, env: dict[str, str], sentence: str
) -> None:
    with person_at(harvest.url, keyring=None, env=TOKEN | env) as person:
        person.start()
        person.reads(sentence)
        person.shot(f"environment {next(iter(env.values()))}")


def test_offline_and_down_are_told_apart() -> None:
    with ExitStack() as serving, ExitStack() as sitting:
        harvest = serving.enter_context(start_harvest())
        person = sitting.enter_context(person_at(harvest.url, keyring=None, env=TOKEN))
        person.start()
        person.knows_projects()
        serving.close()
        assert person.run("start", "website programming").returncode == 0
        chip_says(person, "Offline")
        person.shot("offline")
        with start_harvest("--port", harvest.url.rsplit(":", 1)[1]) as back:
            back.ask("faults", {"match": {"method": "GET"}, "times": None, "do": {"status": 502}})
            person.press("Menu")
            person.here.key("Down", "Return")
            chip_says(person, "Harvest is down")
            person.shot("down")
            back.ask("faults", method="DELETE")
            person.press("Menu")
            person.here.key("Down", "Return")
            person.drained()
            assert [entry["is_running"] for entry in back.entries] == [True]
            person.no_longer_reads("Harvest is down")


def test_a_damaged_database_is_kept_aside_and_said(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.expected.append("the database is damaged")
        person.start()
        person.sign_in()
        person.drained()
        person.quit()
        database = person.kept / "harvest-widget.sqlite3"
        rubbish = b"no database at all" * 1000
        database.write_bytes(rubbish)
        person.start()
        said = "The database was damaged and was put aside as harvest-widget.damaged-1.sqlite3."
        person.reads(said)
        person.shot("damaged, before the sign-in")
        assert database.with_name("harvest-widget.damaged-1.sqlite3").read_bytes() == rubbish
        person.sign_in()
        person.reads(said)
        person.shot("damaged, after the sign-in")


def test_what_is_booked_after_the_damage_survives_a_power_cut() -> None:
    with ExitStack() as serving, ExitStack() as sitting:
        harvest = serving.enter_context(start_harvest())
        person = sitting.enter_context(person_at(harvest.url, keyring=None, env=TOKEN))
        person.expected.append("the database is damaged")
        person.start()
        person.knows_projects()
        person.quit()
        database = person.kept / "harvest-widget.sqlite3"
        with closing(sqlite3.connect(database)) as db:
            # The tables are in order; one value in them is not.
            spoilt = db.execute("UPDATE value SET line = 'x' WHERE name = 'assignments'")
            assert spoilt.rowcount == 1
            db.commit()
        person.start()
        person.reads("The database was damaged")
        person.knows_projects()
        serving.close()
        assert person.asked("start", "website programming")["pending"] == 1
        person.kill()
        person.start()
        assert person.status()["running"]["project"] == "Website relaunch"


def test_without_a_place_on_disk_time_is_sent_all_the_same(harvest: Harvest) -> None:
    with person_at(harvest.url, keyring=None, env=TOKEN) as person:
        # Nobody can write a file where a folder is, not even an administrator.
        (person.kept / "harvest-widget.sqlite3").mkdir(parents=True)
        person.start()
        person.reads("Nothing can be kept in")
        person.shot("nothing is kept")
        person.run("start", "website programming")
        person.drained()
        assert [entry["is_running"] for entry in harvest.entries] == [True]


@pytest.mark.parametrize("folder", ["/proc/harvest", "words"], ids=["read-only", "a file"])
def test_a_data_directory_that_cannot_be_made_is_said(harvest: Harvest, folder: str) -> None:
    with program_at(harvest.url) as program:
        (program.folder / "words").write_text("")
        # Places in which not even an administrator can make a folder.
        program.data_dir = program.folder / folder / "data"
        done = program.run()
        assert (done.returncode, done.stdout) == (REFUSED, "")
        assert done.stderr.startswith(f"harvest-widget: can't keep data in {program.data_dir}")
        assert done.stderr.count("\n") == 1


def test_a_database_of_a_newer_version_is_left_as_it_is(harvest: Harvest) -> None:
    with program_at(harvest.url) as program:
        program.start()
        program.end()
        database = program.data_dir / "default" / "harvest-widget.sqlite3"
        with closing(sqlite3.connect(database)) as db:
            db.execute("PRAGMA user_version = 99")
        before = content(database)
        done = program.run()
        assert done.returncode == REFUSED
        assert done.stderr == (
            "harvest-widget: A newer Harvest Widget has used this data."
            " Install that version again; nothing was changed.\n"
        )
        assert content(database) == before


def content(database: Path) -> list[str]:
    """Return all that is in a database, its version too."""
    with closing(sqlite3.connect(database)) as db:
        return [*db.iterdump(), str(db.execute("PRAGMA user_version").fetchone())]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--bogus"], "there is no option --bogus; --help lists them"),
        (["frobnicate"], "there is no command frobnicate; --help lists them"),
        (
            ["--api-url", "http://example.com/v2"],
            (
                "--api-url: http://example.com/v2 would send your token unprotected;"
                " use https (http only to this machine)"
            ),
        ),
        (
            ["--id-url", "harvest"],
            "--id-url: harvest is not an address like https://example.com/v2",
        ),
        (
            ["--profile", "../mine"],
            "'../mine' can't be the name of a profile: use letters and digits, no slashes",
        ),
    ],
    ids=["option", "command", "plain http", "address", "profile"],
)
def test_a_command_line_that_makes_no_sense_is_refused(arguments: list[str], sentence: str) -> None:
    with program_at("http://127.0.0.1:9") as program:
        done = program.run(*arguments)
        assert (done.returncode, done.stdout) == (USAGE, "")
        assert done.stderr == f"harvest-widget: {sentence}\n"
        assert not program.data_dir.exists()
