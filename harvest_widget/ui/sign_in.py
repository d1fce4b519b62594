"""Signing in: a token, the account it is for, and where the token is kept; never the network.

    token     paste it, or try the demo
    account   the token opens several
    user      the token is somebody else's than before
    keychain  the token can't be kept: try again, or keep it for this session

A step that waits shows so and can be cancelled; an answer that comes after that is dropped.
"""

from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QWidget

from harvest_widget import words
from harvest_widget.model.secrets import Absent, Answer, Failed, Locked, Slow
from harvest_widget.model.sign_in import (
    ChooseAccount,
    NoHarvestAccount,
    SignedInAs,
    TokenRefused,
    Unreachable,
)
from harvest_widget.model.sign_in import SignIn as Outcome
from harvest_widget.store import telling
from harvest_widget.store.state import SignedOut, State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import ENTER
from harvest_widget.ui.sign_in_pages import Answer as Choice
from harvest_widget.ui.sign_in_pages import ChoicePage, TokenPage

KEPT_NOWHERE = {Locked: "locked", Absent: "absent", Slow: "slow", Failed: "failed"}
TOKENS_PAGE = "https://id.getharvest.com/developers"


class SignIn(QStackedWidget):
    """Signs in; `on_close` is called when that is done, or given up where there is a way back.

    `start` owns coroutines (`Tasks.start`). `verify(token, account id or None)` asks Harvest,
    `keep(result, token, session only)` stores the token and makes the account the present one;
    `give_up()` says that the user no longer waits for that.
    """

    def __init__(
        self,
        store: Store,
        start: Callable[[Coroutine[Any, Any, None], str], object],
        *,
        verify: Callable[[str, int | None], Awaitable[Outcome]],
        keep: Callable[[SignedInAs, str, bool], Awaitable[Answer | Slow]],
        give_up: Callable[[], None],
        open_url: Callable[[str], None],
        try_demo: Callable[[], None],
        on_close: Callable[[], None],
    ) -> None:
        super().__init__()
        self._store, self._start, self._verify, self._keep = store, start, verify, keep
        self._give_up, self._on_close, self._asked = give_up, on_close, 0
        again = store.state.account is not None
        self.token = TokenPage(again=again, waiting=_waiting(store.state))
        self.addWidget(self.token)
        self.setFocusProxy(self.token)
        self.token.back.clicked.connect(self.leave)
        self.token.make.clicked.connect(lambda: open_url(TOKENS_PAGE))
        self.token.demo.clicked.connect(try_demo)
        self.token.sign_in.clicked.connect(self._submit)
        self.token.cancel.clicked.connect(self._cancel)

    @property
    def changed(self) -> bool:
        """Whether going out of sight would interrupt: the keychain's prompt takes the focus."""
        return bool(self.token.text())

    # -- asking Harvest

    def _submit(self) -> None:
        if not self.token.text():
            self.token.refuse(words.TOKEN_MISSING)
        elif not self.token.is_busy:
            self._ask(None)

    def _ask(self, account_id: int | None) -> None:
        self._start(self._verified(self._wait(words.SIGNING_IN), account_id), "verify the token")

    def _wait(self, doing: str) -> int:
        """Show what is done; returns the number by which its answer is known."""
        self._turn_to(self.token)
        self._asked += 1
        self.token.wait(doing)
        return self._asked

    async def _verified(self, asked: int, account_id: int | None) -> None:
        outcome = await self._verify(self.token.text(), account_id)
        if asked != self._asked:
            return
        self.token.rest()
        match outcome:
            case TokenRefused(said):
                self.token.refuse(said or words.TOKEN_UNKNOWN)
            case NoHarvestAccount():
                self.token.refuse(words.NO_HARVEST_ACCOUNT)
            case Unreachable(kind, said):
                self.token.refuse(words.unreachable(kind, said))
            case ChooseAccount():
                self._choose(outcome)
            case SignedInAs() if self._is_somebody_else(outcome):
                self._confirm(outcome)
            case SignedInAs():
                self._store_token(outcome, session_only=False)

    def _choose(self, outcome: ChooseAccount) -> None:
        refused = next((a.name for a in outcome.accounts if a.id == outcome.refused), "")
        because = words.account_refused(refused) if refused else words.CHOOSE_ACCOUNT_HINT
        answers: list[Choice] = [
            (one.name, partial(self._ask, one.id), "secondary") for one in outcome.accounts
        ]
        other: Choice = (words.OTHER_TOKEN, self._cancel, "quiet")
        self._turn_to(
            ChoicePage(words.CHOOSE_ACCOUNT, because, *answers, other, warns=bool(refused))
        )

    def _is_somebody_else(self, outcome: SignedInAs) -> bool:
        before = self._store.state.account
        return before is not None and before.book != outcome.account.book

    def _confirm(self, outcome: SignedInAs) -> None:
        state, account = self._store.state, outcome.account
        said = words.other_user(account.user.name, account.name)
        count = _count(state)
        if state.account is not None and count:
            said = f"{said} {words.queue_stays(count, state.account.user.name)}"
        keep = partial(self._store_token, outcome, session_only=False)
        name = words.continue_as(account.user.name)
        other: Choice = (words.OTHER_TOKEN, self._cancel, "quiet")
        answers: tuple[Choice, Choice] = (name, keep, "primary"), other
        self._turn_to(ChoicePage(f"{name}?", said, *answers, warns=bool(count)))

    # -- keeping the token

    def _store_token(self, outcome: SignedInAs, *, session_only: bool) -> None:
        asked = self._wait(words.KEEPING_TOKEN)
        self._start(self._kept(asked, outcome, session_only=session_only), "keep the token")

    async def _kept(self, asked: int, outcome: SignedInAs, *, session_only: bool) -> None:
        answer = await self._keep(outcome, self.token.text(), session_only)
        if asked != self._asked:
            return
        self.token.rest()
        kind = KEPT_NOWHERE.get(type(answer))
        if kind is None:
            self._close()
            return
        why = answer.why if isinstance(answer, Failed) else ""
        again = partial(self._store_token, outcome)
        answers: tuple[Choice, ...] = (
            (words.TRY_AGAIN, partial(again, session_only=False), "primary"),
            (words.SESSION_ONLY, partial(again, session_only=True), "secondary"),
            (words.CANCEL, self._cancel, "quiet"),
        )
        said = words.KEYCHAIN[kind].format(why=why)
        self._turn_to(ChoicePage(words.KEYCHAIN_TITLE, said, *answers, warns=True))

    # -- going from page to page

    def _turn_to(self, page: QWidget) -> None:
        old = self.currentWidget()
        if page is old:
            return
        self.addWidget(page)
        self.setCurrentWidget(page)
        if old is not self.token:
            self.removeWidget(old)
            old.deleteLater()
        self.setFocusProxy(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cancel(self) -> None:
        """Back to the token, which stays; whatever is still asked is not listened to."""
        self._asked += 1
        self._give_up()
        self.token.rest()
        self._turn_to(self.token)
        self.token.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Give up, unless there is nothing to go back to."""
        if self._store.state.account is not None:
            self._close()

    def _close(self) -> None:
        self._asked += 1
        self._on_close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.currentWidget() is not self.token or self.token.is_busy:
                self._cancel()
            case Qt.Key.Key_Escape if self._store.state.account is not None:
                self.leave()
            case key if key in ENTER:
                at = QApplication.focusWidget()
                if isinstance(at, QAbstractButton):
                    at.click()
                elif self.currentWidget() is self.token:
                    self._submit()
            case _:
                super().keyPressEvent(event)


def _count(state: State) -> int:
    return len({waiting.op.ref for waiting in state.outbox})


def _waiting(state: State) -> str:
    """Return what has to be known before: why nobody is signed in, or what waits for it."""
    if state.account is None:
        why = state.connection.why if isinstance(state.connection, SignedOut) else "never"
        said = [words.SIGNED_OUT[why]] if why not in ("never", "by_user") else []
        return " ".join([*said, *(notice.text for notice in telling.notices(state))])
    count = _count(state)
    if not count:
        return ""
    return words.waiting_for_account(count, state.account.name, state.account.user.name)
