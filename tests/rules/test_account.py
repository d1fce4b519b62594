"""Rules 23 and 24: a token that is no longer good, an account that is no longer there."""

from pathlib import Path

import pytest

from harvest_widget import words
from harvest_widget.store import changes, selectors
from harvest_widget.store.state import Online, SignedOut
from tests.program import Harvest
from tests.rules.line import TOKEN, Time, asked, line, until

GONE = {"status": 404, "json": {"message": "Not found"}}


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_rule_23_a_refused_token_ends_all_requests_and_keeps_what_is_unsent(
    harvest: Harvest, time: Time, tmp_path: Path, method: str
) -> None:
    """Rule 23: 401 stops polling, keeps unsent work, and asks for the sign-in once."""
    async with line(time, tmp_path) as here:
        await here.begin()
        await here.is_read()
        asks: list[object] = []
        here.store.watch(lambda held: held.connection, asks.append)
        refusal = {"status": 401, "json": {"error": "invalid_token"}}
        harvest.ask("faults", {"match": {"method": method}, "times": None, "do": refusal})
        if method == "POST":
            here.start("unsent")
        else:
            here.act(changes.refresh)
        await until(lambda: here.state.connection == SignedOut("refused"))
        before = len(asked(harvest))
        if method == "GET":
            here.start("unsent")
        for _ in range(10):
            here.act(changes.refresh)
            here.connection.look_again()
            await here.wait(600, step=60)
        assert len(asked(harvest)) == before
        assert asks.count(SignedOut("refused")) == 1
        assert asks[-1] == SignedOut("refused")
        assert here.state.notices == ()
        assert len(here.state.outbox) == 1
        harvest.ask("faults", method="DELETE")
    async with line(time, tmp_path) as here:
        assert len(here.state.outbox) == 1
        await here.begin()
        await here.drained()
    assert [entry["notes"] for entry in harvest.entries] == ["unsent"]


@pytest.mark.parametrize("status", [403, 404])
async def test_rule_24_an_account_that_is_gone_is_named_as_that(
    harvest: Harvest, time: Time, tmp_path: Path, status: int
) -> None:
    """Rule 24: 404 on `/users/me` is a wrong or vanished account, and no entry was "not found"."""
    async with line(time, tmp_path) as here:
        await here.begin()
        await here.is_read()
        gone = {**GONE, "status": status}
        harvest.ask("faults", {"match": {"path": "^/v2/"}, "times": None, "do": gone})
        here.start("unsent")
        await until(lambda: isinstance(here.state.connection, SignedOut))
        assert here.state.connection == SignedOut("no_account")
        assert "account" in words.SIGNED_OUT["no_account"]
        # What waits was not refused: the account was, and it may come back.
        assert selectors.problems(here.state) == ()
        assert len(here.state.outbox) == 1
        harvest.ask("faults", method="DELETE")
    async with line(time, tmp_path) as here:
        await here.begin(TOKEN)
        await here.drained()
        assert here.state.connection == Online()
    assert [entry["notes"] for entry in harvest.entries] == ["unsent"]


async def test_rule_24_a_vanished_account_is_noticed_while_nothing_waits_as_well(
    harvest: Harvest, time: Time, tmp_path: Path
) -> None:
    """Rule 24: at the next F5, with all that was read still there to be seen."""
    made = harvest.ask("entries", {"hours": 2, "notes": "still seen"})
    async with line(time, tmp_path) as here:
        await here.begin()
        await here.is_read()
        harvest.ask("faults", {"match": {"path": "^/v2/"}, "times": None, "do": GONE})
        here.act(changes.refresh)
        await until(lambda: here.state.connection == SignedOut("no_account"))
        assert str(made["id"]) in selectors.sheet(here.state)
