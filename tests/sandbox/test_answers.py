"""Headers, errors and addresses: what every answer has, and how each refusal looks."""

import re

import pytest

from harvest_widget.sandbox import Sandbox
from tests.sandbox.asker import Asker

BAD_TOKEN = "The access token provided is expired, revoked, malformed or invalid for other reasons."


def test_every_answer_has_the_usual_headers(me: Asker) -> None:
    answer = me.ask("GET", "users/me")
    assert answer.header("Date") == "Mon, 09 Mar 2026 14:00:00 GMT"
    assert answer.header("Content-Type") == "application/json; charset=utf-8"
    assert re.fullmatch("[0-9a-f]{32}", answer.header("X-Request-Id") or "")
    assert re.fullmatch(r"0\.\d{6}", answer.header("X-Runtime") or "")
    assert answer.header("Cache-Control") == "no-store"
    assert (answer.header("ETag") or "").startswith('W/"')


def test_the_date_follows_the_sandboxs_own_clock(me: Asker) -> None:
    me.wait(86400 + 61)
    assert me.ask("GET", "users/me").header("Date") == "Tue, 10 Mar 2026 14:01:01 GMT"


def test_a_created_object_has_an_address(me: Asker) -> None:
    answer = me.ask("POST", "time_entries", {"spent_date": "2026-03-09", **me.pair})
    number = answer.json()["id"]
    assert answer.status == 201
    assert answer.header("Location") == (f"https://api.harvestapp.com/api/v2/time_entries/{number}")


def test_links_begin_where_the_request_went(me: Asker) -> None:
    answer = me.sandbox.answer(
        "GET", "/api/v2/time_entries", "", me.headers, origin="http://127.0.0.1:8080"
    )
    assert answer.json()["links"]["first"].startswith("http://127.0.0.1:8080/v2/time_entries?")


def test_a_request_without_a_user_agent_is_refused(me: Asker) -> None:
    del me.headers["User-Agent"]
    status, message = me.refused("GET", "users/me")
    assert (status, "User-Agent" in message) == (400, True)


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Bearer expired-token", "Basic abc"])
def test_a_bad_token_gets_harvests_own_words(me: Asker, token: str) -> None:
    me.headers["Authorization"] = token
    answer = me.ask("GET", "time_entries")
    assert answer.status == 401
    assert answer.json() == {"error": "invalid_token", "error_description": BAD_TOKEN}
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("WWW-Authenticate") == (
        'Bearer realm="Rack::OAuth2 Protected Resources", error="invalid_token", '
        f'error_description="{BAD_TOKEN}"'
    )


def test_token_and_account_may_stand_in_the_query(sandbox: Sandbox) -> None:
    query = "access_token=sandbox-token&account_id=1"
    answer = sandbox.answer("GET", "/v2/users/me", query, {"User-Agent": "x"})
    assert answer.status == 200


@pytest.mark.parametrize("account", ["2", "77", "x"])
def test_a_wrong_account_is_not_found(sandbox: Sandbox, account: str) -> None:
    answer = Asker(sandbox, account=account).ask("GET", "users/me")
    assert (answer.status, answer.json()) == (404, {"status": 404, "error": "Not Found"})
    assert answer.header("Content-Type") == "application/json; charset=UTF-8"


def test_the_account_may_be_left_out_where_there_is_one_only(sandbox: Sandbox) -> None:
    for token, status in (("sandbox-token", 200), ("two-accounts-token", 404)):
        asker = Asker(sandbox, token)
        del asker.headers["Harvest-Account-Id"]
        assert asker.ask("GET", "users/me").status == status


@pytest.mark.parametrize("path", ["/v2/nothing", "/v2/time_entries/x", "/", "/v3/users/me"])
def test_an_unknown_path_is_an_html_page(me: Asker, path: str) -> None:
    answer = me.ask("GET", path)
    assert (answer.status, answer.header("Content-Type")) == (404, "text/html; charset=UTF-8")
    assert b"<title>HARVEST: Can" in answer.body
    assert 3000 < len(answer.body) < 5000


def test_put_is_not_used(me: Asker) -> None:
    assert me.ask("PUT", "time_entries/1", {}).status == 404


def test_broken_json_is_refused(me: Asker) -> None:
    headers = {**me.headers, "Content-Type": "application/json"}
    assert me.sandbox.answer("POST", "/v2/time_entries", "", headers, b"{").status == 400


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"17"])
def test_json_that_is_no_object_counts_as_empty(me: Asker, body: bytes) -> None:
    headers = {**me.headers, "Content-Type": "application/json"}
    assert me.sandbox.answer("POST", "/v2/time_entries", "", headers, body).status == 422


def test_the_role_shows_in_the_user(me: Asker) -> None:
    assert me.get("users/me")["access_roles"] == ["member"]
    assert "default_hourly_rate" not in me.get("users/me")
    me.sandbox.change("role", "administrator")
    assert me.get("users/me")["access_roles"] == ["administrator"]


def test_settings_show_in_the_company(me: Asker) -> None:
    wanted = {
        "clock": "24h",
        "time_format": "decimal",
        "week_start_day": "Saturday",
        "date_format": "%Y.%m.%d",
        "decimal_symbol": ",",
    }
    for name, value in wanted.items():
        me.sandbox.change(name, value)
    assert wanted.items() <= me.get("company").items()


def test_the_zone_keeps_harvests_name_even_if_nobody_knows_it(me: Asker) -> None:
    me.sandbox.change("timezone", "Eastern Time (US & Canada)")
    assert me.get("users/me")["timezone"] == "Eastern Time (US & Canada)"
    me.sandbox.change("timezone", "Atlantis")
    assert me.get("users/me")["timezone"] == "Atlantis"
    assert me.book(hours=1)["hours"] == 1.0
