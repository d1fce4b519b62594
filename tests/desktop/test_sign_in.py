"""Signing in and out on a desktop where the keychain is open, locked, slow, broken or missing."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desktop.desktop import KEYRING_PASSWORD, eventually
from tests.desktop.person import SANDBOX_TOKEN, Person, person_at
from tests.program import Harvest, start_harvest

pytestmark = pytest.mark.desktop

SECRETS = "/org/freedesktop/secrets"
ADA, ROBIN = "Ada Example", "Robin Second"
KEPT = """
import secretstorage
bus = secretstorage.dbus_init()
found = secretstorage.search_items(bus, {"service": "harvest-widget"})
print(*[item.get_secret().decode() for item in found], sep="\\n")
"""


def kept_tokens(person: Person) -> list[str]:
    """Return the tokens in the keychain."""
    return person.here.ask(sys.executable, "-c", KEPT).split()


def lock_keychain(person: Person) -> None:
    login = f"{SECRETS}/collection/login"
    service = "org.freedesktop.Secret.Service"
    person.here.call("org.freedesktop.secrets", SECRETS, service, "Lock", "ao", [login])


def unlock_keychain(person: Person) -> None:
    """Answer the keychain's prompt, which has the keyboard."""
    eventually(lambda: person.here.windows("Unlock"), what="the prompt")
    person.here.type(KEYRING_PASSWORD)
    person.here.key("Return")
    eventually(lambda: not person.here.windows("Unlock"), what="the end of the prompt")


@contextmanager
def held_up(person: Person) -> Iterator[None]:
    """Let the keychain answer nobody."""
    [keychain] = [
        each for each in person.here.processes if "gnome-keyring-daemon" in str(each.args)
    ]
    os.kill(keychain.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(keychain.pid, signal.SIGCONT)


def test_a_token_is_kept_in_the_keychain_and_nowhere_else(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        person.reads("Sign in to Harvest")
        person.shot("first start")
        person.sign_in()
        person.reads("Nothing booked today")
        assert person.run("start", "website programming").returncode == 0
        person.drained()
        assert person.process is not None
        told = Path(f"/proc/{person.process.pid}/cmdline").read_text()
        person.quit()
        person.start()
        assert person.drained()["running"]["project"] == "Website relaunch"
        person.shot("second start")
        person.quit()
        assert kept_tokens(person) == [SANDBOX_TOKEN]
        files = [path for path in person.data_dir.rglob("*") if path.is_file()]
        assert {path.name for path in files} >= {"harvest-widget.sqlite3", "harvest-widget.log"}
        found = b"".join(path.read_bytes() for path in files).decode(errors="replace")
        assert "Website relaunch" in found
        assert SANDBOX_TOKEN not in found + told + person.words()


def test_signing_out_forgets_the_token_and_keeps_what_is_unsent(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        person.sign_in()
        person.run("start", "website programming")
        person.drained()
        person.sign_out()
        person.reads("What you book is kept here")
        assert person.asked("stop")["pending"] == 1
        eventually(lambda: kept_tokens(person) == [], what="an empty keychain")
        person.shot("signed out")
        person.quit()
        person.start()
        assert person.becomes("signed-out")["pending"] == 1
        assert [entry["is_running"] for entry in harvest.entries] == [True]
        person.press("Sign in")
        person.reads("1 entry is waiting for Sandbox Studio. Sign in as Ada Example")
        person.sign_in()
        person.drained()
        assert [entry["is_running"] for entry in harvest.entries] == [False]


def test_what_is_wrong_with_a_token_is_said_where_it_is_typed(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        for token, sentence in {
            "": "Paste a token first.",
            "two words": "Harvest does not know this token.",
            "nonsense": "The access token provided is expired, revoked, malformed",
            "expired-token": "The access token provided is expired, revoked, malformed",
            "forecast-only-token": "This token opens no Harvest account.",
        }.items():
            person.type_token(token)
            person.reads(sentence)
            person.shot(f"refused {token}")
        person.type_token("two-accounts-token")
        person.reads("Which account?")
        person.shot("which account")
        person.press("Second Studio")
        person.becomes("online")
        done = person.run("start", "other thinking")
        assert done.stdout == "Started Other work\n"
        assert kept_tokens(person) == ["two-accounts-token"]


def test_an_account_that_shuts_the_user_out_can_be_exchanged_for_another(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        refusal = {"status": 403, "json": {"message": "no"}}
        harvest.ask("faults", {"match": {"path": "users/me$"}, "do": refusal})
        person.type_token("two-accounts-token")
        person.press("Sandbox Studio")
        person.reads("Sandbox Studio did not let you in.")
        person.shot("wrong account")
        person.press("Second Studio")
        person.becomes("online")


def test_a_second_user_has_a_queue_of_their_own(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        person.sign_in()
        person.run("start", "website programming")
        person.drained()
        person.sign_out()
        person.run("stop")
        person.press("Sign in")
        person.type_token("second-user-token")
        person.reads("This token belongs to Robin Second at Sandbox Studio. The entry that waits")
        person.shot("somebody else")
        person.press(f"Continue as {ROBIN}")
        assert person.becomes("online")["running"] is None
        person.reads(f"1 unsent as {ADA}")
        person.shot("unsent as Ada")
        person.run("start", "mobile testing")
        person.drained()
        assert [(e["user"]["name"], e["is_running"]) for e in harvest.entries] == [
            (ADA, True),
            (ROBIN, True),
        ]
        person.sign_out()
        person.press("Sign in")
        person.type_token(SANDBOX_TOKEN)
        person.press(f"Continue as {ADA}")
        person.drained()
        assert [(e["user"]["name"], e["is_running"]) for e in harvest.entries] == [
            (ADA, False),
            (ROBIN, True),
        ]
        person.no_longer_reads("unsent as")


def test_a_locked_keychain_is_explained_and_can_be_unlocked(harvest: Harvest) -> None:
    with person_at(harvest.url, keyring="locked") as person:
        person.start()
        person.type_token(SANDBOX_TOKEN)
        person.reads("Waiting for the keychain", within=5)
        person.reads("It may be asking for its password in another window.", within=5)
        person.shot("keychain asks")
        unlock_keychain(person)
        person.becomes("online")
        assert kept_tokens(person) == [SANDBOX_TOKEN]


def test_a_keychain_that_stays_locked_is_said_and_the_session_goes_on(harvest: Harvest) -> None:
    with person_at(harvest.url, keyring="locked") as person:
        person.start()
        person.type_token(SANDBOX_TOKEN)
        eventually(lambda: person.here.windows("Unlock"), what="the prompt")
        person.here.key("Escape")
        person.reads("The system's keychain is locked.", within=5)
        person.shot("keychain locked")
        person.press("Keep it for this session only")
        person.becomes("online")


def test_at_the_next_start_a_locked_keychain_is_waited_for(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        person.sign_in()
        person.drained()
        person.quit()
        lock_keychain(person)
        person.start()
        eventually(lambda: person.here.windows("Unlock"), what="the prompt")
        person.run("show")
        person.reads("Waiting for the system's keychain.", within=5)
        person.shot("keychain asks at the start")
        unlock_keychain(person)
        person.becomes("online")


def test_at_the_next_start_a_prompt_that_was_closed_can_be_had_again(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        person.sign_in()
        person.drained()
        person.quit()
        lock_keychain(person)
        person.start()
        eventually(lambda: person.here.windows("Unlock"), what="the prompt")
        person.here.key("Escape")
        person.run("show")
        person.reads("The system's keychain is locked. Unlock it, or sign in again.", within=5)
        person.shot("keychain locked at the start")
        person.press("Try again")
        unlock_keychain(person)
        person.becomes("online")


def test_without_a_keychain_the_user_is_asked_and_nothing_is_written(harvest: Harvest) -> None:
    with person_at(harvest.url, keyring=None) as person:
        person.start()
        person.type_token(SANDBOX_TOKEN)
        person.reads("This system has no keychain.", within=5)
        person.shot("no keychain")
        person.press("Cancel")
        person.reads("Sign in to Harvest")
        person.here.key("Return")
        person.press("Keep it for this session only")
        person.becomes("online")
        person.run("start", "website programming")
        person.drained()
        person.quit()
        person.start()
        assert person.becomes("signed-out")["running"]["project"] == "Website relaunch"
        person.reads("This system has no keychain for your sign-in. Sign in again.", within=5)
        person.shot("no keychain at the start")


def test_while_the_keychain_is_slow_the_popover_answers(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        with held_up(person):
            person.type_token(SANDBOX_TOKEN)
            person.reads("Waiting for the keychain", within=5)
            person.reads("The keychain does not answer.", within=5)
            person.press("Cancel")
            person.reads("Sign in to Harvest", within=1)
        person.sign_in()
        person.drained()
        person.quit()
        with held_up(person):
            person.start()
            person.press("Next day")
            person.reads("Tomorrow", within=1)
            person.reads("Waiting for the system's keychain.", within=5)
            person.press("Previous day")
            person.reads("Today,", within=1)
            assert person.status()["connection"] == "signed-out"
        person.becomes("online")


def test_a_keychain_that_fails_is_quoted(harvest: Harvest) -> None:
    broken = {"PYTHON_KEYRING_BACKEND": "tests.desktop.broken_keychain.Broken"}
    with person_at(harvest.url, keyring=None, env=broken) as person:
        person.expected.append("the keychain failed: OSError: its file is damaged")
        person.start()
        person.type_token(SANDBOX_TOKEN)
        person.reads("The keychain refused: OSError: its file is damaged", within=5)
        person.shot("keychain fails")
        person.press("Keep it for this session only")
        person.becomes("online")
        person.drained()
        person.quit()
        person.start()
        person.becomes("signed-out")
        person.reads("The system's keychain did not work. Sign in again.", within=5)
        person.shot("keychain fails at the start")


def test_a_token_that_harvest_no_longer_takes_keeps_the_queue(harvest: Harvest) -> None:
    with person_at(harvest.url) as person:
        person.start()
        person.sign_in()
        person.run("start", "website programming")
        person.drained()
        refusal = {"status": 401, "json": {"error": "invalid_token"}}
        harvest.ask("faults", {"match": {"path": "/v2/"}, "times": None, "do": refusal})
        person.run("stop")
        assert person.becomes("signed-out")["pending"] == 1
        person.reads("Harvest no longer accepts your sign-in. What you book is kept here.")
        person.shot("refused while running")
        harvest.ask("faults", method="DELETE")
        person.press("Sign in")
        person.sign_in()
        person.drained()
        assert [entry["is_running"] for entry in harvest.entries] == [False]


def test_where_the_company_may_not_be_read_its_settings_are_guessed() -> None:
    with (
        start_harvest("--company-forbidden", "--timers", "timestamps", "--clock", "12h") as harvest,
        person_at(harvest.url) as person,
    ):
        times = {"started_time": "9:00am", "ended_time": "10:30am"}
        harvest.ask("entries", times)
        person.start()
        person.sign_in()
        assert person.drained()["today"]["display"] == "1:30"
        person.reads("9:00am")
        person.shot("company forbidden")
        assert not any("permission" in one["name"].lower() for one in person.seen())
        assert person.run("start", "website programming").returncode == 0
        assert person.drained()["problems"] == 0
