"""Tokens, a real keychain, and what happens where there is none or it does not open."""

import subprocess
import time
from typing import Any

import pytest

from harvest_widget.model.secrets import Absent, Done, Found, Locked, Missing, Slow
from harvest_widget.platform.secrets import NoKeychain, environment_token


def said(process: "subprocess.Popen[str]") -> list[str]:
    """Return the answers that the probe printed."""
    out, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    return out.splitlines()


def test_a_token_comes_back_from_the_keychain_until_it_is_deleted(session: Any) -> None:
    session.unlocked_keychain()
    words = "get set first set second get delete get delete".split()
    missing, done = repr(Missing()), repr(Done())
    found = said(session.python("keychain_probe.py", *words))
    assert found == [missing, done, done, "second", done, missing, done]


def test_a_token_outlives_the_program_that_kept_it(session: Any) -> None:
    session.unlocked_keychain()
    assert said(session.python("keychain_probe.py", "set", "kept")) == [repr(Done())]
    assert said(session.python("keychain_probe.py", "get")) == ["kept"]


def test_a_keychain_that_nobody_can_open_is_locked_within_five_seconds(session: Any) -> None:
    session.unlocked_keychain()
    session.lock_keychain()
    start = time.monotonic()
    found = said(session.python("keychain_probe.py", "get"))  # no display, no prompt
    assert found in ([repr(Locked())], [repr(Slow())])
    assert time.monotonic() - start < 6  # the interpreter's start included


def test_a_prompt_holds_nothing_up_and_its_answer_comes_late(session: Any) -> None:
    session.unlocked_keychain()
    assert said(session.python("keychain_probe.py", "set", "kept")) == [repr(Done())]
    session.display()
    session.lock_keychain()
    probe = session.python("keychain_probe.py", "get-late")
    start = time.monotonic()
    assert probe.stdout.readline().strip() == repr(Slow())
    assert time.monotonic() - start < 6
    session.type_password()
    assert said(probe) == ["kept"]


def test_an_open_prompt_does_not_keep_the_program_from_ending(session: Any) -> None:
    session.unlocked_keychain()
    session.display()
    session.lock_keychain()
    start = time.monotonic()
    assert said(session.python("keychain_probe.py", "get")) == [repr(Slow())]
    assert time.monotonic() - start < 7


def test_without_a_keychain_there_is_none_and_nothing_is_written(session: Any) -> None:
    probe = session.python(
        "keychain_probe.py", "get", "set", "x", "delete", DBUS_SESSION_BUS_ADDRESS=""
    )
    assert said(probe) == [repr(Absent())] * 3


@pytest.mark.parametrize("backend", ["null", "fail"])
def test_a_backend_that_keeps_nothing_counts_as_none(session: Any, backend: str) -> None:
    name = f"keyring.backends.{backend}.Keyring"
    probe = session.python("keychain_probe.py", "set", "x", "get", PYTHON_KEYRING_BACKEND=name)
    assert said(probe) == [repr(Absent())] * 2


def test_a_backend_that_writes_plain_text_counts_as_none(session: Any, tmp_path: Any) -> None:
    # keyrings.alt is what such backends are installed from; this stands in for it, by its name.
    folder = tmp_path / "keyrings" / "alt"
    folder.mkdir(parents=True)
    (folder / "file.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class PlaintextKeyring(KeyringBackend):\n"
        "    priority = 9\n"
        "    def get_password(self, service, username): return 'readable'\n"
        "    def set_password(self, service, username, password): raise SystemExit('written')\n"
        "    def delete_password(self, service, username): pass\n"
    )
    probe = session.python(
        "keychain_probe.py",
        "set",
        "x",
        "get",
        PYTHON_KEYRING_BACKEND="keyrings.alt.file.PlaintextKeyring",
        PYTHONPATH=f"{session.environment['PYTHONPATH']}:{tmp_path}",
    )
    assert said(probe) == [repr(Absent())] * 2


async def test_where_the_environment_gives_the_token_no_keychain_is_touched() -> None:
    secrets = NoKeychain()
    assert await secrets.set("anyone", "u") == await secrets.delete("anyone") == Absent()
    assert await secrets.get("anyone") == Absent()


def test_the_environment_gives_a_token_and_its_account() -> None:
    both = {"HARVEST_ACCESS_TOKEN": " t ", "HARVEST_ACCOUNT_ID": "7"}
    assert environment_token(both) == ("t", "7")


@pytest.mark.parametrize("lacking", ["HARVEST_ACCESS_TOKEN", "HARVEST_ACCOUNT_ID"])
def test_half_of_the_variables_is_none_of_them(lacking: str) -> None:
    both = {"HARVEST_ACCESS_TOKEN": "t", "HARVEST_ACCOUNT_ID": "7"}
    assert environment_token(both | {lacking: ""}) == ("", "")


def test_no_repr_shows_a_token() -> None:
    shown = f"{Found('s3cret')!r} {Found('s3cret')} {[Found('s3cret')]}"
    assert "s3cret" not in shown
