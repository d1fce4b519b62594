"""What a refusal means and what a person reads about it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget import words
from harvest_widget.api import errors
from harvest_widget.api.errors import ApiError, Fate, error_for
from tests.api.fixtures import NOW, fixture


def kinds(base: type[ApiError] = ApiError) -> set[type[ApiError]]:
    below = set(base.__subclasses__())
    return below | {kind for one in below for kind in kinds(one)}


FINAL = sorted((k for k in kinds() if not k.__subclasses__()), key=lambda k: k.__name__)


@pytest.mark.parametrize("error", FINAL)
def test_every_kind_of_error_has_a_sentence_and_a_next_step(error: type[ApiError]) -> None:
    sentence = str(error())
    assert sentence.count(".") >= 2
    assert sentence in words.API_ERRORS.values()


@pytest.mark.parametrize("error", FINAL)
def test_what_was_said_is_part_of_the_sentence(error: type[ApiError]) -> None:
    assert "so it was" in str(error("so it was"))


def test_every_sentence_belongs_to_a_kind() -> None:
    assert set(words.API_ERRORS) == {error.kind for error in FINAL}
    assert {e.kind for e in FINAL if issubclass(e, errors.HarvestSaid)} == words.HARVEST_SPOKE


def test_the_tree_in_the_text_is_the_tree_of_the_code() -> None:
    assert errors.__doc__ is not None
    for error in FINAL:
        line = next(r for r in errors.__doc__.splitlines() if r.split()[:1] == [error.__name__])
        assert error.fate.value in line


@pytest.mark.parametrize(
    ("status", "headers", "kind", "fate"),
    [
        (400, {}, "bad_request", Fate.REJECTED),
        (401, {}, "token_refused", Fate.UNSENT),
        (403, {}, "forbidden", Fate.REJECTED),
        (404, {}, "not_found", Fate.REJECTED),
        (405, {}, "bad_request", Fate.REJECTED),
        (408, {}, "down", Fate.UNKNOWN),
        (409, {}, "bad_request", Fate.REJECTED),
        (413, {}, "bad_request", Fate.REJECTED),
        (422, {}, "refused", Fate.REJECTED),
        (429, {}, "throttled", Fate.UNSENT),
        (429, {"Retry-After": "7"}, "throttled", Fate.UNSENT),
        (500, {}, "down", Fate.UNKNOWN),
        (502, {}, "down", Fate.UNKNOWN),
        (503, {}, "down", Fate.UNKNOWN),
        (503, {"retry-after": "7"}, "throttled", Fate.UNSENT),
        (504, {"Retry-After": "7"}, "down", Fate.UNKNOWN),
        (302, {"Location": "https://example.com"}, "broken_answer", Fate.UNKNOWN),
        (599, {}, "down", Fate.UNKNOWN),
    ],
)
def test_a_status_decides_kind_and_fate(
    status: int, headers: dict[str, str], kind: str, fate: Fate
) -> None:
    error = error_for(status, headers, b"", NOW)
    assert (error.kind, error.fate, error.status) == (kind, fate, status)


@pytest.mark.parametrize(
    ("status", "name", "headers", "said"),
    [
        (401, "error_401.json", {}, "The access token is expired or revoked."),
        (403, "error_403.json", {"Hint": "Something else"}, "Not authorized!"),
        (404, "error_404.json", {}, "Not Found"),
        (422, "error_422.json", {}, "Project can't be blank, Spent date is not a valid date"),
        (429, "error_429.json", {}, "Too many requests"),
        (404, "error_404.html", {}, "Not Found"),
        (404, "error_404.html", {"HINT": "No such project"}, "No such project"),
        (500, "error_500.html", {}, "Internal Server Error"),
    ],
)
def test_harvests_own_sentence_is_read_where_it_stands(
    status: int, name: str, headers: dict[str, str], said: str
) -> None:
    error = error_for(status, headers, fixture(name), NOW)
    assert error.said == said
    assert "<" not in str(error)


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"text"', b"\xff", b'{"message":', b'{"message":" "}', b"[" * 100_000],
)
def test_without_a_sentence_the_status_has_a_name(body: bytes) -> None:
    assert error_for(422, {}, body, NOW).said == "Unprocessable Entity"


def test_a_message_that_is_no_text_is_passed_over() -> None:
    body = b'{"message":["a"],"error_description":7,"error":"Still \\n readable"}'
    assert error_for(422, {}, body, NOW).said == "Still readable"


def test_a_status_without_a_name_is_a_number() -> None:
    assert error_for(599, {}, b"", NOW).said == "status 599"


def test_a_sentence_of_a_megabyte_is_cut() -> None:
    body = b'{"message":"' + b"x" * 1_000_000 + b'"}'
    assert len(error_for(422, {}, body, NOW).said) == errors.LONGEST_SENTENCE


@pytest.mark.parametrize(
    ("headers", "body", "seconds"),
    [
        ({"Retry-After": "7"}, b'{"retry_after":12}', 7),
        ({"Retry-After": " 7 "}, b"", 7),
        ({"Retry-After": "7, 9"}, b"", 7),
        ({"Retry-After": "0"}, b"", 1),
        ({"Retry-After": "Mon, 09 Mar 2026 14:30:20 GMT"}, b"", 20),
        ({"Retry-After": "Mon, 09 Mar 2026 14:30:20 -0000"}, b"", 20),
        # The server's clock is 10 minutes ahead of ours: its own date counts.
        (
            {
                "Retry-After": "Mon, 09 Mar 2026 14:40:20 GMT",
                "Date": "Mon, 09 Mar 2026 14:40:00 GMT",
            },
            b"",
            20,
        ),
        ({"Retry-After": "Mon, 09 Mar 2026 14:00:00 GMT"}, b"", 1),
        ({"Retry-After": "99999999999999999999"}, b"", 3600),
        ({"Retry-After": "soon"}, b'{"retry_after":12}', 12),
        ({"Retry-After": "-5"}, b'{"retry_after":"12"}', 12),
        ({"Retry-After": "²"}, b"", None),
        ({}, b'{"retry_after":12.5}', 12.5),
        ({}, b'{"retry_after":1e300}', 3600),
        ({}, b'{"retry_after":true}', None),
        ({}, b'{"retry_after":-1}', None),
        ({}, b'{"retry_after":null}', None),
        ({}, b"<html>", None),
        ({}, b"", None),
    ],
)
def test_the_length_of_a_silence_is_read_in_every_form(
    headers: dict[str, str], body: bytes, seconds: float | None
) -> None:
    assert error_for(429, headers, body, NOW).retry_after == seconds


@given(
    status=st.integers(300, 999),
    headers=st.dictionaries(
        st.sampled_from(["Retry-After", "retry-after", "Date", "Hint"]), st.text(max_size=40)
    ),
    body=st.binary(max_size=100),
)
def test_no_answer_whatever_is_without_a_readable_sentence(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    error = error_for(status, headers, body, NOW)
    assert error.said
    assert error.retry_after is None or 1 <= error.retry_after <= 3600


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_a_date_of_the_server_is_read_to_the_second(instant: datetime) -> None:
    instant = instant.replace(microsecond=0, tzinfo=UTC)
    text = instant.strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert errors.http_date(text) == instant


@pytest.mark.parametrize("text", ["", "soon", "Mon, 99 Mar 2026 14:00:00 GMT", "1", "9" * 50])
def test_a_senseless_date_is_none(text: str) -> None:
    assert errors.http_date(text) is None


def test_a_silence_until_a_date_counts_from_now_without_a_date_of_the_server() -> None:
    later = (NOW + timedelta(seconds=90)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert error_for(503, {"Retry-After": later}, b"", NOW).retry_after == 90
