"""Signing in, with answers of Harvest and of the keychain that the test gives."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from harvest_widget import words
from harvest_widget.model.account import Account, AccountChoice, User
from harvest_widget.model.secrets import Absent, Answer, Done, Failed, Locked, Slow
from harvest_widget.model.sign_in import (
    ChooseAccount,
    NoHarvestAccount,
    SignedInAs,
    TokenRefused,
    Unreachable,
)
from harvest_widget.model.sign_in import SignIn as Outcome
from harvest_widget.store.changes import create_entry
from harvest_widget.ui.sign_in import TOKENS_PAGE, SignIn
from harvest_widget.ui.sign_in_pages import ChoicePage
from tests.ui.desk import ACME, NOW, RELAUNCH, TODAY, Desk, Windows, focused, press, show, work

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
AS_ADA = SignedInAs(ACME)
BOB = User(id=2, first_name="Bob", last_name="Byrne")
AS_BOB = SignedInAs(Account(origin=ACME.origin, id=2, name="Nordwind", user=BOB))


class Door:
    """A sign-in whose questions wait until the test answers them."""

    def __init__(self, *, account: bool = False, waiting: int = 0) -> None:
        self.desk = Desk()
        if not account:
            self.desk.store.update(lambda state: replace(state, account=None))
        for number in range(waiting):
            self.desk.store.update(
                create_entry,
                work=work(RELAUNCH),
                notes="",
                spent_date=TODAY,
                seconds=60,
                now=NOW,
                ref=f"waiting {number}",
            )
        self.asked: list[object] = []
        self.opened: list[str] = []
        self.demos = self.closed = 0
        self._questions: list[asyncio.Future[Any]] = []
        self._running: list[Coroutine[Any, Any, None]] = []
        self._loop = asyncio.new_event_loop()
        self.view = show(
            SignIn(
                self.desk.store,
                self._start,
                verify=self._verify,
                give_up=lambda: None,
                keep=self._keep,
                open_url=self.opened.append,
                try_demo=self._demo,
                on_close=self._close,
            )
        )

    def _start(self, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        assert name
        coroutine.send(None)
        self._running.append(coroutine)

    async def _ask(self, *question: object) -> Any:
        self.asked.append(question)
        future = self._loop.create_future()
        self._questions.append(future)
        return await future

    async def _verify(self, token: str, account_id: int | None) -> Outcome:
        outcome: Outcome = await self._ask("verify", token, account_id)
        return outcome

    async def _keep(self, result: SignedInAs, token: str, session_only: bool) -> Answer | Slow:
        answer: Answer | Slow = await self._ask("keep", result, token, session_only)
        return answer

    def answer(self, value: object, question: int = -1) -> None:
        """Answer the last question, or an earlier one."""
        self._questions[question].set_result(value)
        with pytest.raises(StopIteration):
            self._running[question].send(None)

    def end(self) -> None:
        for coroutine in self._running:
            coroutine.close()
        self._loop.close()

    def _demo(self) -> None:
        self.demos += 1

    def _close(self) -> None:
        self.closed += 1

    def paste(self, token: str = "123.pt.abc") -> None:
        QTest.keyClicks(self.view.token.field, token)
        press(ENTER)

    @property
    def reason(self) -> str:
        return self.view.token.reason.text() if self.view.token.reason.isVisible() else ""

    @property
    def page(self) -> ChoicePage:
        page = self.view.currentWidget()
        assert isinstance(page, ChoicePage)
        return page

    def press(self, text: str) -> None:
        next(button for button in self.page.buttons if button.text() == text).click()


@pytest.fixture
def doors() -> Any:
    made: list[Door] = []

    def make(**values: Any) -> Door:
        made.append(Door(**values))
        return made[-1]

    yield make
    for door in made:
        door.end()


def test_a_good_token_is_verified_and_kept(doors: Any) -> None:
    door = doors()
    door.paste("  123.pt.abc ")
    assert door.asked == [("verify", "123.pt.abc", None)]
    door.answer(AS_ADA)
    assert door.asked[1:] == [("keep", AS_ADA, "123.pt.abc", False)]
    assert not door.closed
    door.answer(Done())
    assert door.closed == 1


def test_while_harvest_is_asked_it_says_so_and_can_be_cancelled(doors: Any) -> None:
    door = doors()
    door.paste()
    token = door.view.token
    assert token.sign_in.text() == words.SIGNING_IN
    assert not token.sign_in.isEnabled()
    press(ENTER)
    assert not token.is_busy, "Enter presses Cancel, which has the focus"
    assert token.text() == "123.pt.abc"
    door.answer(AS_ADA)
    assert len(door.asked) == 1, "an answer that comes too late is dropped"
    door.paste("d")
    assert door.asked[1] == ("verify", "123.pt.abcd", None)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (TokenRefused(), words.TOKEN_UNKNOWN),
        (TokenRefused("A blank inside."), "A blank inside."),
        (NoHarvestAccount(), words.NO_HARVEST_ACCOUNT),
        (Unreachable("no_network"), words.UNREACHABLE["no_network"]),
        (Unreachable("down"), words.UNREACHABLE["down"]),
        (Unreachable("tls"), words.api_error("tls")),
    ],
)
def test_what_went_wrong_is_said_below_the_token_which_stays(
    doors: Any, outcome: Outcome, said: str
) -> None:
    door = doors()
    door.paste()
    door.answer(outcome)
    assert door.reason == said
    assert door.view.token.text() == "123.pt.abc"
    assert focused() is door.view.token.field
    QTest.keyClicks(door.view.token.field, "d")
    assert not door.reason


def test_without_a_token_nobody_is_asked(doors: Any) -> None:
    door = doors()
    press(ENTER)
    assert not door.asked
    assert door.reason == words.TOKEN_MISSING


def test_the_token_is_hidden_until_it_is_asked_for(doors: Any) -> None:
    token = doors().view.token
    assert token.field.echoMode() == QLineEdit.EchoMode.Password
    token.show_token.click()
    assert token.field.echoMode() == QLineEdit.EchoMode.Normal
    assert token.show_token.accessibleName() == words.HIDE_TOKEN


def test_of_several_accounts_one_is_chosen(doors: Any) -> None:
    door = doors()
    door.paste()
    choices = (AccountChoice(7, "Acme Corp"), AccountChoice(8, "Black & White"))
    door.answer(ChooseAccount(choices))
    assert [button.accessibleName() for button in door.page.buttons] == [
        "Acme Corp",
        "Black & White",
        words.OTHER_TOKEN,
    ]
    assert door.page.buttons[1].text() == "Black && White"
    press(ENTER)
    assert door.asked[1] == ("verify", "123.pt.abc", 7)
    door.answer(ChooseAccount(choices, refused=7))
    assert door.page.sentence == words.account_refused("Acme Corp")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Locked(), words.KEYCHAIN["locked"]),
        (Absent(), words.KEYCHAIN["absent"]),
        (Slow(), words.KEYCHAIN["slow"]),
        (Failed("no space"), words.KEYCHAIN["failed"].format(why="no space")),
    ],
)
def test_a_token_that_cannot_be_kept_asks_what_to_do(
    doors: Any, answer: Answer | Slow, why: str
) -> None:
    door = doors()
    door.paste()
    door.answer(AS_ADA)
    door.answer(answer)
    assert door.page.sentence == why
    press(ENTER)
    assert door.asked[-1] == ("keep", AS_ADA, "123.pt.abc", False)
    door.answer(answer)
    door.press(words.SESSION_ONLY)
    assert door.asked[-1] == ("keep", AS_ADA, "123.pt.abc", True)
    door.answer(Done())
    assert door.closed == 1


def test_cancel_at_the_keychain_leads_back_to_the_token(doors: Any) -> None:
    door = doors()
    door.paste()
    door.answer(AS_ADA)
    door.answer(Locked())
    press(ESC)
    assert door.view.token.isVisible()
    assert door.view.token.text() == "123.pt.abc"
    assert not door.closed


def test_signing_in_again_says_what_waits(doors: Any) -> None:
    door = doors(account=True, waiting=3)
    said = [text.text() for text in door.view.findChildren(type(door.view.token.reason))]
    assert words.waiting_for_account(3, "Acme Corp", "Ada Lovelace") in said
    door.paste()
    door.answer(AS_ADA)
    door.answer(Done())
    assert door.closed == 1


def test_somebody_elses_token_is_confirmed_first(doors: Any) -> None:
    door = doors(account=True, waiting=1)
    door.paste()
    door.answer(AS_BOB)
    assert len(door.asked) == 1
    assert words.queue_stays(1, "Ada Lovelace") in door.page.sentence
    door.press(words.continue_as("Bob Byrne"))
    assert door.asked[1] == ("keep", AS_BOB, "123.pt.abc", False)


def test_esc_goes_back_only_where_there_is_something_to_go_back_to(doors: Any) -> None:
    door = doors()
    press(ESC)
    assert not door.closed
    assert not door.view.token.back.isVisible()
    again = doors(account=True)
    press(ESC)
    assert again.closed == 1


def test_making_the_view_flashes_no_window_of_its_own(doors: Any) -> None:
    # A part that is shown before it has a parent would take the focus and close the popover.
    windows = Windows()
    door = doors(account=True, waiting=1)
    door.view._choose(ChooseAccount((AccountChoice(7, "Acme Corp"),)))
    assert windows.seen == ["QWidget"], "the one in which the test shows it"


def test_an_answer_after_leaving_is_dropped(doors: Any) -> None:
    door = doors(account=True)
    door.paste()
    door.view.leave()
    door.answer(AS_ADA)
    assert len(door.asked) == 1
    assert door.closed == 1


def test_the_demo_and_the_page_for_tokens_are_one_click_away(doors: Any) -> None:
    door = doors()
    door.view.token.demo.click()
    door.view.token.make.click()
    assert door.demos == 1
    assert door.opened == [TOKENS_PAGE]
