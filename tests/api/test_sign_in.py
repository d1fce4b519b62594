"""From a token to an account, against a server of plain sockets."""

import pytest

from harvest_widget.api import requests
from harvest_widget.api.client import Client
from harvest_widget.api.sign_in import verify_token
from harvest_widget.model.account import AccountChoice
from harvest_widget.model.sign_in import (
    ChooseAccount,
    NoHarvestAccount,
    SignedInAs,
    SignIn,
    TokenRefused,
    Unreachable,
)
from tests.api.fixtures import fixture
from tests.api.lines import QUICK, TOKEN, now
from tests.api.raw_server import Act, RawServer, answer, hang_up, raw_server

BLUE, ACME = AccountChoice(4001, "Blue Works"), AccountChoice(4003, "Acme Corp")


async def signing_in(
    server: RawServer, accounts: Act, *, token: str = TOKEN, account_id: int | None = None
) -> SignIn:
    server.by_path["/api/v2/accounts"] = accounts

    def open_line(token: str, account_id: int | None) -> Client:
        return Client(
            f"{server.url}/v2",
            server.url,
            requests.USER_AGENT,
            token,
            account_id,
            clock=now,
            timeouts=QUICK,
        )

    return await verify_token(open_line, token, account_id)


def accounts(name: str) -> Act:
    return answer(body=fixture(f"accounts_{name}.json"))


def welcoming(server: RawServer) -> RawServer:
    server.by_path["/v2/users/me"] = answer(body=fixture("me_member.json"))
    server.by_path["/v2/company"] = answer(body=fixture("company_clock.json"))
    return server


async def test_a_token_of_one_harvest_account_signs_in() -> None:
    async with raw_server() as server:
        result = await signing_in(welcoming(server), accounts("one"))
    assert isinstance(result, SignedInAs)
    account = result.account
    assert (account.id, account.name, account.user.name) == (4001, "Blue Works", "Ada Example")
    assert account.origin == server.url
    assert result.company is not None
    assert result.company.wants_timestamp_timers
    asked = [(h.target, h.headers.get("harvest-account-id")) for h in server.heard]
    assert asked == [
        ("/api/v2/accounts", None),
        ("/v2/users/me", "4001"),
        ("/v2/company", "4001"),
    ]


async def test_the_user_is_the_one_of_the_account_and_not_of_the_sign_in() -> None:
    async with raw_server() as server:
        result = await signing_in(welcoming(server), accounts("one"))
    assert isinstance(result, SignedInAs)
    assert result.account.user.id == 71


async def test_among_several_accounts_the_user_chooses() -> None:
    async with raw_server() as server:
        result = await signing_in(welcoming(server), accounts("several"))
        assert result == ChooseAccount((BLUE, ACME))
        result = await signing_in(welcoming(server), accounts("several"), account_id=ACME.id)
    assert isinstance(result, SignedInAs)
    assert result.account.name == "Acme Corp"


async def test_an_account_that_the_token_does_not_open_is_asked_again() -> None:
    async with raw_server() as server:
        result = await signing_in(welcoming(server), accounts("one"), account_id=99)
    assert result == ChooseAccount((BLUE,))


@pytest.mark.parametrize("name", ["none", "other_product_only"])
async def test_a_token_without_a_harvest_account_is_explained(name: str) -> None:
    async with raw_server() as server:
        assert await signing_in(server, accounts(name), account_id=4002) == NoHarvestAccount()


async def test_a_wrong_token_is_refused_with_harvests_words() -> None:
    async with raw_server() as server:
        result = await signing_in(server, answer(401, fixture("error_401.json")))
    assert result == TokenRefused("The access token is expired or revoked.")


async def test_what_can_not_be_a_token_is_not_even_sent() -> None:
    async with raw_server() as server:
        result = await signing_in(server, accounts("one"), token="my pass wörd")
    assert result == TokenRefused()
    assert server.heard == []


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_an_account_that_does_not_know_the_user_leads_back_to_the_choice(status: int) -> None:
    async with raw_server() as server:
        server.by_path["/v2/users/me"] = answer(status)
        result = await signing_in(server, accounts("one"))
    assert result == ChooseAccount((BLUE,), refused=BLUE.id)


@pytest.mark.parametrize(
    "settings", [answer(403), answer(500), answer(body=b"[]"), hang_up], ids=str
)
async def test_without_the_companys_settings_the_user_is_in_all_the_same(settings: Act) -> None:
    async with raw_server() as server:
        welcoming(server).by_path["/v2/company"] = settings
        result = await signing_in(server, accounts("one"))
    assert isinstance(result, SignedInAs)
    assert result.company is None


async def test_a_server_that_does_not_answer_says_nothing_about_the_token() -> None:
    async with raw_server() as server:
        assert await signing_in(server, hang_up) == Unreachable("interrupted")
        server.by_path["/v2/users/me"] = answer(500, b"")
        result = await signing_in(server, accounts("one"))
    assert result == Unreachable("down", "Internal Server Error")


async def test_a_throttle_during_the_sign_in_says_how_long_it_lasts() -> None:
    async with raw_server() as server:
        result = await signing_in(server, answer(429, fixture("error_429.json")))
    assert result == Unreachable("throttled", "Too many requests", 12)
