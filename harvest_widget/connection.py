"""From a token to a running queue.

The environment, the keychain or the demo gives one, signing in and out changes it.

Nothing is drawn here. The network and the keychain are imported when the first token is asked for:
after the first paint.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from harvest_widget import log as logs
from harvest_widget.clock import Clock
from harvest_widget.model.account import Account
from harvest_widget.model.secrets import (
    Absent,
    Answer,
    Done,
    Failed,
    Found,
    Locked,
    Missing,
    Secrets,
    Slow,
)
from harvest_widget.model.sign_in import (
    ChooseAccount,
    NoHarvestAccount,
    SignedInAs,
    SignIn,
    TokenRefused,
    Unreachable,
)
from harvest_widget.store import session
from harvest_widget.store.state import SignedOut, State
from harvest_widget.store.store import Store
from harvest_widget.ui.join import Tasks

if TYPE_CHECKING:
    from harvest_widget.api.client import Client
    from harvest_widget.sync.loop import Loop

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(seconds=10)
NO_TOKEN: dict[type, SignedOut] = {
    Slow: SignedOut("keychain_slow"),
    Locked: SignedOut("keychain_locked"),
    Missing: SignedOut("never"),
    Absent: SignedOut("keychain_missing"),
}


class Connection:
    """The line to Harvest of whoever is signed in.

    `open_book` gives the State of an account as it was left on disk. `app` is an ASGI application
    in place of the network. `looking` tells whether somebody looks at the timesheet, `chance` draws
    from 0 to 1.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        tasks: Tasks,
        *,
        api_url: str,
        id_url: str,
        secrets: Secrets,
        open_book: Callable[[State, str], State],
        looking: Callable[[], bool],
        chance: Callable[[], float],
        pause: Callable[[float], Any],
        app: Callable[..., Any] | None = None,
        hold_unsaved: bool = True,
    ) -> None:
        self._store, self._clock, self._tasks = store, clock, tasks
        self._api_url, self._id_url, self._app = api_url, id_url, app
        self._secrets, self._open_book = secrets, open_book
        self._looking, self._chance, self._pause = looking, chance, pause
        self._hold_unsaved = hold_unsaved
        self._asked: object = None
        self._client: Client | None = None
        self._loop: Loop | None = None
        self._line: Any = None
        self._throttle: Any = None

    async def begin(self, *, token: str = "", account_id: str = "") -> None:
        """Go on as whoever was signed in, or as the owner of a token that is given."""
        if token:
            await self._enter(token, account_id)
            return
        account = self._store.state.account
        if account is None or self._store.state.connection == SignedOut("by_user"):
            return
        found = await self._secrets.get(account.book, on_late=self._late)
        self._with_answer(account, found)

    async def verify(self, token: str, account_id: int | None = None) -> SignIn:
        """Try a token; nothing is kept yet."""
        from harvest_widget.api.sign_in import verify_token

        logs.register(token)
        return await verify_token(self._open, token.strip(), account_id)

    async def keep(
        self,
        found: SignedInAs,
        token: str,
        session_only: bool = False,  # noqa: FBT001, FBT002  (what the sign-in view calls)
    ) -> Answer | Slow:
        """Sign in; the token goes into the keychain, or (`session_only`) stays in memory alone."""
        book, token = found.account.book, token.strip()
        self._asked = asked = object()

        def late(answer: Answer) -> None:
            # The prompt was answered after all: go on, unless the user has gone another way.
            if isinstance(answer, Done) and self._asked is asked:
                self._sign_in(found, token)
            elif isinstance(answer, Done) and self._asked is None:
                self._tasks.start(self._forget(book), "forget the token")

        if session_only:
            self.give_up()
        else:
            answer = await self._secrets.set(book, token, on_late=late)
            if not isinstance(answer, Done):
                return answer
        self._sign_in(found, token)
        return Done()

    def give_up(self) -> None:
        """Wait no longer for the keychain; what it should keep after all is removed again."""
        self._asked = None

    async def _forget(self, book: str) -> None:
        answer = await self._secrets.delete(book)
        if not isinstance(answer, Done):
            log.info("the keychain did not remove the token: %s", type(answer).__name__)

    async def sign_out(self) -> None:
        """Send no more, and forget the token. What is not sent yet is kept."""
        self._store.update(session.sign_out, why=SignedOut("by_user"))
        await self._hang_up()
        account = self._store.state.account
        if account is not None:
            await self._forget(account.book)

    def look_again(self) -> None:
        """The timesheet came into view."""
        if self._loop is not None:
            self._loop.look_again()

    async def close(self) -> None:
        """End the line."""
        await self._hang_up()

    async def _enter(self, token: str, account_id: str) -> None:
        """Sign in with a token that is not ours to keep; until then what is known shows."""
        logs.register(token)
        wanted = int(account_id) if account_id.isdecimal() else None
        if silent_until := self._store.state.silent_until:
            # A silence that Harvest asked for outlives the program (sync.md 2).
            await self._pause(max(0.0, (silent_until - self._clock()).total_seconds()))
        while True:
            found = await self.verify(token, wanted)
            match found:
                case SignedInAs():
                    self._sign_in(found, token)
                    return
                case Unreachable():
                    pause = max(TRY_AGAIN, timedelta(seconds=found.retry_after or 0))
                    self._store.update(
                        session.out_of_reach,
                        now=self._clock(),
                        pause=pause,
                        why=found.kind,
                        said=found.said,
                    )
                    await self._pause(pause.total_seconds())
                case NoHarvestAccount() | ChooseAccount():
                    # Good for other accounts than the one that was asked for.
                    self._store.update(session.sign_out, why=SignedOut("no_account"))
                    return
                case TokenRefused():
                    self._store.update(session.sign_out, why=SignedOut("refused"))
                    return

    def _late(self, answer: Answer) -> None:
        account, out = self._store.state.account, self._store.state.connection
        # Whoever has signed out meanwhile stays so.
        if account is not None and isinstance(out, SignedOut) and out.why.startswith("keychain"):
            self._with_answer(account, answer)

    def _with_answer(self, account: Account, answer: Answer | Slow) -> None:
        if isinstance(answer, Found):
            logs.register(answer.token)
            self._go_on(account, answer.token)
            return
        if isinstance(answer, Failed):
            log.warning("the keychain failed: %s", answer.why)
        why = NO_TOKEN.get(type(answer), SignedOut("keychain_failed"))
        self._store.update(session.sign_out, why=why)

    def _go_on(self, account: Account, token: str) -> None:
        try:
            self._start_line(account, token)
        except ValueError:  # Somebody else wrote it: it can't even be sent.
            self._store.update(session.sign_out, why=SignedOut("refused"))
        else:
            self._store.update(session.token_found)

    def _sign_in(self, found: SignedInAs, token: str) -> None:
        state = self._store.state
        same = state.account is not None and state.account.book == found.account.book
        opened = state if same else self._open_book(state, found.account.book)
        self._store.update(
            session.sign_in,
            opened=opened,
            account=found.account,
            company=found.company,
            now=self._clock(),
        )
        self._start_line(found.account, token)

    def _open(self, token: str, account_id: int | None) -> "Client":
        from harvest_widget.api.client import Client
        from harvest_widget.api.requests import USER_AGENT
        from harvest_widget.api.throttle import Throttle

        if self._throttle is None:
            # A sign-in counts as well, and breaks no silence either, not even an earlier run's.
            until, ahead = self._store.state.silent_until, self._store.state.offset
            self._throttle = Throttle(until and until - timedelta(seconds=ahead))
        return Client(
            self._api_url,
            self._id_url,
            USER_AGENT,
            token,
            account_id,
            clock=self._clock.own,
            throttle=self._throttle,
            app=self._app,
        )

    def _start_line(self, account: Account, token: str) -> None:
        """Begin in place of an earlier line. Raises ValueError for a token that can't be one."""
        from harvest_widget.sync.loop import Loop

        client = self._open(token, account.id)
        # In one turn: two that begin at the same moment must not both go on.
        if (earlier := self._dropped()) is not None:
            self._tasks.start(earlier.close(), "hang up")
        self._client = client
        self._loop = Loop(
            self._store,
            client,
            clock=self._now,
            looking=self._looking,
            chance=self._chance,
            heard=self._heard,
            hold_unsaved=self._hold_unsaved,
        )
        self._line = self._tasks.start(self._drive(self._loop), "sync")

    async def _drive(self, loop: "Loop") -> None:
        """Run the loop as long as the line stands: a mistake of ours must not end the sending."""
        while True:
            try:
                await loop.run()
            except Exception as error:  # noqa: BLE001  (whatever it was, it is in the log)
                logs.report("sync", error)
            await self._pause(TRY_AGAIN.total_seconds())

    def _dropped(self) -> "Client | None":
        """End the loop and return its client, which is still to be closed."""
        line, self._line, self._loop = self._line, None, None
        if line is not None:
            line.cancel()
        client, self._client = self._client, None
        return client

    async def _hang_up(self) -> None:
        client = self._dropped()
        if client is not None:
            await client.close()

    def _now(self) -> datetime:
        """The server's time by the offset just heard; what shows learns of it a turn later."""
        return self._clock.own() + timedelta(seconds=self._store.state.offset)

    def _heard(self, answer: Any) -> float:
        if answer.date is None:
            return self._clock.offset
        return self._clock.heard(answer.date, answer.received_at)
