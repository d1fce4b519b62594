"""What the command line accepts, and what it says of the rest."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget import cli, words


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_URL", "ID_URL", "DATA_DIR"):
        monkeypatch.delenv(f"HARVEST_WIDGET_{name}", raising=False)


def test_no_word_at_all_starts_the_program_with_the_defaults() -> None:
    options = cli.parse([])
    assert (options.command, options.profile, options.demo, options.hidden) == (
        "",
        "default",
        False,
        False,
    )
    assert (options.api_url, options.id_url) == (cli.API_URL, cli.ID_URL)


@pytest.mark.parametrize(
    "line",
    [
        "start website programming --notes Review --ago 15m --json --profile work",
        "--profile work --json --notes Review --ago 15m start website programming",
        "--profile=work start --json website --notes=Review programming --ago=15m",
        "--profile work --notes Review --ago 15m --json start -- website programming",
    ],
)
def test_options_stand_before_or_after_the_command(line: str) -> None:
    options = cli.parse(line.split())
    assert (options.command, options.query) == ("start", "website programming")
    assert (options.notes, options.ago, options.json) == ("Review", "15m", True)
    assert options.places.profile == "work"


def test_words_after_two_dashes_are_no_options() -> None:
    assert cli.parse(["start", "--", "--demo", "-x"]).query == "--demo -x"


def test_notes_may_be_empty_or_begin_with_a_dash() -> None:
    assert cli.parse(["start", "a", "--notes", ""]).notes == ""
    assert cli.parse(["start", "a", "--notes", "- one"]).notes == "- one"


@pytest.mark.parametrize("line", ["--demo", "--profile demo", "--demo --profile demo"])
def test_the_demo_is_the_profile_demo(line: str) -> None:
    options = cli.parse(line.split())
    assert options.demo
    assert options.places.profile == "demo"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--bogus", words.unknown_option("--bogus")),
        ("status --bogus=1", words.unknown_option("--bogus=1")),
        ("-x", words.unknown_option("-x")),
        ("satus", words.unknown_command("satus")),
        ("start", words.START_NEEDS_QUERY),
        ("stop now", words.takes_no_text("stop", "now")),
        ("stop --notes x", words.only_with_start("--notes")),
        ("--ago 15m", words.only_with_start("--ago")),
        ("--json", words.JSON_NEEDS_COMMAND),
        ("--profile", words.option_needs_value("--profile")),
        ("--profile --json status", words.option_needs_value("--profile")),
        ("--data-dir= status", words.option_needs_value("--data-dir")),
        ("--profile a/b", words.bad_profile("a/b")),
        ("--demo --profile work", words.DEMO_HAS_ITS_PROFILE),
        ("--api-url ftp://x/v2", words.bad_address("--api-url", "ftp://x/v2")),
        ("--api-url https://", words.bad_address("--api-url", "https://")),
        ("--id-url https://a:b@x", words.bad_address("--id-url", "https://a:b@x")),
        ("--api-url https://x:y/", words.bad_address("--api-url", "https://x:y/")),
        ("--api-url http://x/v2", words.unprotected_address("--api-url", "http://x/v2")),
        ("--id-url http://127.x.org", words.unprotected_address("--id-url", "http://127.x.org")),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(line: str, sentence: str) -> None:
    with pytest.raises(cli.UsageError) as wrong:
        cli.parse(line.split())
    assert str(wrong.value) == sentence


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:1", "https://harvest.example"],
)
def test_plain_http_reaches_this_machine_only(address: str) -> None:
    assert cli.parse(["--api-url", f"{address}/v2/"]).api_url == f"{address}/v2"


def test_a_variable_names_the_server_unless_an_option_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVEST_WIDGET_API_URL", "http://127.0.0.1:1/v2")
    monkeypatch.setenv("HARVEST_WIDGET_ID_URL", "http://127.0.0.1:1")
    options = cli.parse(["--id-url", "http://127.0.0.1:2"])
    assert (options.api_url, options.id_url) == ("http://127.0.0.1:1/v2", "http://127.0.0.1:2")


def test_a_wrong_variable_is_named_at_the_start_and_hinders_no_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HARVEST_WIDGET_API_URL", "http://elsewhere/v2")
    with pytest.raises(cli.UsageError, match="HARVEST_WIDGET_API_URL"):
        cli.parse([])
    assert cli.parse(["status"]).command == "status"


words_and_options = st.sampled_from(
    [*cli.COMMANDS, "--json", "--demo", "--notes", "--ago", "--", "-h", "=", "-"]
)


@given(st.lists(words_and_options | st.text(max_size=8), max_size=6))
def test_no_command_line_ends_in_a_traceback(line: list[str]) -> None:
    with contextlib.suppress(cli.UsageError):
        options = cli.parse(line)
        assert options.help or options.version or options.command in {"", *cli.COMMANDS}
