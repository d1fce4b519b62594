"""A computer with the program's real State, plan and absorb.

Talking to the sandbox without sockets in virtual time.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from harvest_widget.api import errors, responses
from harvest_widget.api.requests import USER_AGENT, Request
from harvest_widget.model.account import Account
from harvest_widget.sandbox import Clock, Sandbox
from harvest_widget.store import session
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import State
from harvest_widget.sync.absorb import absorb, departing
from harvest_widget.sync.plan import held_until, plan
from harvest_widget.sync.reads import plan_read
from harvest_widget.sync.steps import Answered, Failed, Outcome, Step

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
LISTS = {"find", "find_echo", "what_runs", "read_span", "read_running"}
ORIGIN = "https://api.harvestapp.com"
Fault = Callable[[Step], "errors.ApiError | None"]


class Office:
    """A sandbox and the one virtual clock that it shares with every device."""

    def __init__(self, start: datetime = START, **settings: Any) -> None:
        self.instant = start
        self.sandbox = Sandbox(clock=Clock(self.seconds))
        self.sandbox.change("timezone", "Berlin")
        for name, value in settings.items():
            self.sandbox.change(name, value)

    def seconds(self) -> float:
        """The time, as seconds since 1970."""
        return self.instant.timestamp()

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.instant += timedelta(seconds=seconds)

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The entries as the server holds them, oldest first."""
        state = self.sandbox.answer("GET", "/_sandbox/state").json()
        return sorted(state["entries"], key=lambda entry: entry["id"])

    def control(self, method: str, path: str, **order: Any) -> Any:
        """Do something behind the device's back."""
        import json

        answer = self.sandbox.answer(method, f"/_sandbox/{path}", body=json.dumps(order).encode())
        assert answer.status < 300, answer.body
        return answer.json()


class Device:
    """One computer signed in to the office's account.

    `cut` decides what happens to each request on the wire.
    """

    def __init__(self, office: Office, path: Path | None = None) -> None:
        self.office = office
        self.disk = Disk(path) if path else None
        self.state = self.disk.load() if self.disk else State()
        self.cut: Callable[[Step], str] = lambda _: ""
        if self.state.account is None:
            self._sign_in()

    @property
    def now(self) -> datetime:
        """The virtual time."""
        return self.office.instant

    def act(self, change: Callable[..., State], **given: Any) -> None:
        """Do what a click does."""
        before = self.state
        after = change(before, **given)
        self.state = self.disk.save(before, after) if self.disk else after

    def drain(self, minutes: float = 30) -> None:
        """Send until nothing is left to send, letting time pass where something waits."""
        end = self.now + timedelta(minutes=minutes)
        while self.now < end:
            self.act(session.hurry, now=self.now)
            match plan(self.state, self.now):
                case Step(kind="clear_key" | "find_echo") if not self.state.outbox:
                    return
                case Step() as step:
                    self.take(step)
                case datetime() as until if self.state.outbox or self.state.echoes:
                    self.office.wait(max(0.1, (until - self.now).total_seconds()))
                case _:
                    return
        raise AssertionError(f"still waiting: {self.state.outbox} {self.state.connection}")

    def read(self) -> None:
        """Read all that is due."""
        for _ in range(50):
            assert held_until(self.state, self.now) is None
            step = plan_read(self.state, self.now, looking=True)
            if isinstance(step, datetime):
                return
            self.take(step)
        raise AssertionError("reads without end")

    def take(self, step: Step) -> None:
        """Carry out one step, as the loop does."""
        outcome: Outcome = Answered()
        if step.kind != "settle":
            self.act(departing, step=step, now=self.now)
            outcome = self._perform(step)
            if isinstance(outcome, Answered):
                self.act(session.hear_clock, offset=self.state.offset)
        self.act(absorb, step=step, outcome=outcome, now=self.now, chance=0.5)

    def _perform(self, step: Step) -> Outcome:
        assert step.request is not None
        how = self.cut(step)
        if how == "refused":
            return Failed("no_network", errors.Fate.UNSENT)
        if how == "lost":
            return Failed("interrupted", errors.Fate.UNKNOWN)
        try:
            value = self._value(step, step.request)
        except errors.ApiError as error:
            return Failed(error.kind, error.fate, error.said, error.status, error.retry_after)
        if how == "answer lost":
            return Failed("interrupted", errors.Fate.UNKNOWN)
        return Answered(value)

    def _value(self, step: Step, request: Request) -> Any:
        if step.kind in LISTS:
            return self._pages(request, responses.time_entries)
        if step.kind == "read_assignments":
            return self._pages(request, responses.project_assignments)
        body = self._send(request)
        if step.kind in ("check_user", "read_user"):
            return responses.me(body)
        if step.kind == "read_company":
            return responses.company(body)
        if request.method == "DELETE":
            return None
        return responses.time_entry(body, self.now)

    def _pages(self, request: Request, decode: Callable[..., Any]) -> list[Any]:
        items: list[Any] = []
        while True:
            found, following = decode(self._send(request), self.now)
            items += found
            if following is None:
                return items
            request = Request(path=following)

    def _send(self, request: Request) -> bytes:
        url = urlsplit(request.path)
        path = url.path if url.scheme else f"/v2{url.path}"
        query = url.query or urlencode(request.query)
        answer = self.office.sandbox.answer(
            request.method, path, query, self.headers(), request.content or b"", origin=ORIGIN
        )
        if answer.drop:
            raise errors.Interrupted
        if answer.status >= 300:
            raise errors.error_for(answer.status, dict(answer.headers), answer.body, self.now)
        return answer.body

    def headers(self) -> dict[str, str]:
        """Who asks."""
        return {
            "User-Agent": USER_AGENT,
            "Authorization": "Bearer sandbox-token",
            "Harvest-Account-Id": "1",
            "Content-Type": "application/json",
        }

    def _sign_in(self) -> None:
        user = responses.me(self._send(Request(path="/users/me")))
        account = Account(origin=ORIGIN, id=1, name="Sandbox", user=user)
        opened = self.disk.open_book(self.state, account.book) if self.disk else State()
        given = {"opened": opened, "account": account, "company": None, "now": self.now}
        self.act(session.sign_in, **given)
        self.read()

    def work(self, words: str) -> Any:
        """The project and task whose title holds all the words."""
        from harvest_widget.store.selectors import bookable

        wanted = words.lower().split()
        return next(
            work
            for work in bookable(self.state)
            if all(word in work.title.lower() for word in wanted)
        )
