"""The sign-in host: accounts of a token, the browser step, codes and refresh tokens."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from harvest_widget.sandbox import Sandbox
from tests.sandbox.asker import Asker

BACK = "http://127.0.0.1:5999/back"


def browse(me: Asker, decision: str, kind: str = "token") -> dict[str, list[str]]:
    """Open the page, follow one of its links, return what comes back to the program."""
    query = f"client_id=cid&response_type={kind}&state=s%261&redirect_uri={BACK}&code_challenge=x"
    page = me.ask("GET", f"/oauth2/authorize?{query}")
    assert page.status == 200
    link = re.search(rf'id="{decision}" href="([^"]+)"', page.body.decode())
    assert link is not None
    answer = me.ask("GET", unescape(link[1]))
    assert answer.status == 302
    target = str(answer.header("Location"))
    assert target.startswith(f"{BACK}?")
    return parse_qs(urlsplit(target).query)


@pytest.mark.parametrize(
    ("token", "products"),
    [
        ("sandbox-token", [(1, "harvest")]),
        ("second-user-token", [(1, "harvest")]),
        ("two-accounts-token", [(1, "harvest"), (2, "harvest"), (7001, "forecast")]),
        ("forecast-only-token", [(7002, "forecast")]),
    ],
)
def test_a_token_opens_its_accounts(
    sandbox: Sandbox, token: str, products: list[tuple[int, str]]
) -> None:
    asker = Asker(sandbox, token)
    del asker.headers["Harvest-Account-Id"]
    answer = asker.get("/api/v2/accounts")
    assert [(one["id"], one["product"]) for one in answer["accounts"]] == products
    assert answer["user"].keys() == {"id", "first_name", "last_name", "email"}


def test_the_person_has_another_id_than_the_user(me: Asker) -> None:
    assert me.get("/api/v2/accounts")["user"]["id"] != me.get("users/me")["id"]


def test_every_harvest_account_can_be_entered(sandbox: Sandbox) -> None:
    users = [
        Asker(sandbox, "two-accounts-token", account).get("users/me")["id"] for account in "12"
    ]
    assert len(set(users)) == 2
    second = Asker(sandbox, "two-accounts-token", "2")
    assert second.get("users/me/project_assignments")["total_entries"] == 1
    forecast = Asker(sandbox, "two-accounts-token", "7001")
    assert forecast.ask("GET", "users/me").status == 404


def test_a_bad_token_opens_nothing(sandbox: Sandbox) -> None:
    assert Asker(sandbox, "wrong").ask("GET", "/api/v2/accounts").status == 401


def test_allowing_brings_a_token_that_works_for_two_weeks(me: Asker) -> None:
    back = browse(me, "allow")
    assert (back["state"], back["scope"], back["token_type"]) == (
        ["s&1"],
        ["harvest:1"],
        ["bearer"],
    )
    fresh = Asker(me.sandbox, back["access_token"][0])
    assert fresh.get("users/me") == me.get("users/me")
    me.wait(int(back["expires_in"][0]) + 1)
    assert fresh.ask("GET", "users/me").status == 401


def test_refusing_brings_an_error(me: Asker) -> None:
    assert browse(me, "deny") == {"error": ["access_denied"], "state": ["s&1"]}


@pytest.mark.parametrize(
    "query",
    [
        "client_id=c&response_type=token&redirect_uri=harvest-widget://back",
        "client_id=c&response_type=token",
        "client_id=c&response_type=magic&redirect_uri=http://127.0.0.1:1/",
        "response_type=token&redirect_uri=http://127.0.0.1:1/",
    ],
)
def test_requests_that_make_no_sense_are_refused(me: Asker, query: str) -> None:
    answer = me.ask("GET", f"/oauth2/authorize?{query}&decision=allow")
    assert (answer.status, answer.header("Location")) == (400, None)


def test_a_registered_address_must_be_the_beginning(me: Asker) -> None:
    me.sandbox.change("registered_redirect", BACK)
    query = "client_id=c&response_type=token&decision=allow"
    assert me.ask("GET", f"/oauth2/authorize?{query}").status == 302
    assert me.ask("GET", f"/oauth2/authorize?{query}&redirect_uri={BACK}/more").status == 302
    other = me.ask("GET", f"/oauth2/authorize?{query}&redirect_uri=http://example.com/")
    assert other.status == 400


def test_a_code_and_a_refresh_token_work_once_each(me: Asker) -> None:
    code = browse(me, "allow", "code")["code"][0]
    secrets = {"client_id": "c", "client_secret": "s"}
    by_code = {"code": code, "grant_type": "authorization_code", **secrets}
    first = me.post("/api/v2/oauth2/token", **by_code)
    assert (first["token_type"], first["expires_in"]) == ("bearer", 1209599)
    assert Asker(me.sandbox, first["access_token"]).ask("GET", "users/me").status == 200
    assert me.refused("POST", "/api/v2/oauth2/token", **by_code) == (400, "invalid_grant")
    by_refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"], **secrets}
    second = me.post("/api/v2/oauth2/token", **by_refresh)
    assert second["refresh_token"] != first["refresh_token"]
    assert me.refused("POST", "/api/v2/oauth2/token", **by_refresh) == (400, "invalid_grant")
    by_refresh["client_secret"] = ""
    assert me.refused("POST", "/api/v2/oauth2/token", **by_refresh) == (401, "invalid_client")
