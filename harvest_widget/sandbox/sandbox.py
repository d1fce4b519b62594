"""The sandbox itself: one request in, one answer out, everything in memory; no sockets, no ASGI."""

import hashlib
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Self

from harvest_widget.sandbox import control, faults, keep, seed, settings, sign_in
from harvest_widget.sandbox.accounts import Account, Token, User, World
from harvest_widget.sandbox.clock import Clock, http_date
from harvest_widget.sandbox.messages import (
    Answer,
    Call,
    Json,
    Refused,
    Reply,
    read_body,
    read_query,
    refusal,
    whole,
)
from harvest_widget.sandbox.routes import dispatch, route
from harvest_widget.sandbox.throttle import Throttle
from harvest_widget.sandbox.throttle import refusal as throttled

OFFICIAL = "https://api.harvestapp.com"
LOGGED = 20_000  # requests remembered

_LOST = (
    "<!DOCTYPE html><html><head><title>HARVEST: Canʼt find page</title></head><body>"
    "<h1>Not here.</h1><p>The page you were looking for does not exist.</p>"
    + "<!-- as long as the real one -->" * 120
    + "</body></html>"
)
_STEADY = [
    ("X-Frame-Options", "SAMEORIGIN"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("Vary", "Origin"),
]

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


@dataclass(slots=True)
class Sent:
    """A request as it arrived; `headers` have lower-case names."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    origin: str


class Sandbox:
    """A Harvest in memory.

    `world` holds what it remembers, `clock` what time it is, `rules` the faults still to come,
    `log` the latest requests with their outcome (status None: no answer was sent).
    """

    def __init__(
        self, world: World | None = None, clock: Clock | None = None, *, seed_of_ids: int = 0
    ) -> None:
        """Start with the standard world unless another is given."""
        self.clock = clock or Clock()
        self.world = world or seed.standard(now=int(self.clock.now()))
        self.rules: list[faults.Rule] = []
        self.log: deque[Json] = deque(maxlen=LOGGED)
        self.throttle = Throttle()
        self.random = Random(seed_of_ids)
        self._late: list[tuple[float, Sent]] = []

    @classmethod
    def load(cls, data: bytes, clock: Clock | None = None) -> Self:
        """Return a sandbox with the world of an earlier `dump`.

        Raises ValueError if `data` is none.
        """
        return cls(keep.load(data), clock)

    def dump(self) -> bytes:
        """Return the whole world as bytes; clock, faults and log are left out."""
        return keep.dump(self.world)

    def change(self, name: str, value: object) -> None:
        """Set a setting or switch; role and timezone go to the default user as well.

        Raises ValueError with a sentence if it is unknown or does not fit.
        """
        settings.change(self.world.settings, name, value)
        if name == "throttle":
            self.throttle.forget()
        if name == "role":
            self.world.owner.role = self.world.settings.role
        if name == "timezone":
            for account in self.world.accounts.values():
                for person in account.users.values():
                    person.timezone = self.world.settings.timezone

    def answer(
        self,
        method: str,
        path: str,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        origin: str = OFFICIAL,
    ) -> Answer:
        """Answer one request; `path` begins with /v2, /api/v2, /oauth2 or /_sandbox.

        `origin` is the address the sender used, without a path: links in answers begin with it.
        """
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        sent = Sent(method, path, query, lower, body, origin)
        self.catch_up()
        if path.startswith("/_sandbox"):
            return _with_headers(control.answer(self, sent.method, sent.path, body), self)
        arrived = self.clock.now()
        do = faults.take(self.rules, method, path, body) if self.rules else None
        if do is None:
            answer = self._carry_out(sent, arrived)
        else:
            if "late" in do:
                self._late.append((arrived + float(do["late"]), sent))
                self._late.sort(key=lambda pair: pair[0])
            done = faults.carries_out(do)
            proper = self._carry_out(sent, arrived) if done else Answer(200, [], b"")
            answer = faults.spoil(do, proper)
            if answer.header("Date") is None:
                answer.headers.append(("Date", http_date(int(arrived))))
        status = None if answer.drop in ("unheard", "unanswered") else answer.status
        size = 0 if status is None else len(answer.body)
        what = {"method": method, "path": path, "query": query, "status": status, "size": size}
        self.log.append({"at": arrived, **what})
        return answer

    def catch_up(self) -> None:
        """Carry out the late requests whose time has come, each at its own instant."""
        while self._late and self._late[0][0] <= self.clock.now():
            due, sent = self._late.pop(0)
            self._carry_out(sent, due)

    def _carry_out(self, sent: Sent, now: float) -> Answer:
        try:
            reply = self._reply(sent, now)
        except Refused as error:
            reply = refusal(error)
        return _with_headers(reply, self, int(now))

    def _reply(self, sent: Sent, now: float) -> Reply:
        if sent.path == "/oauth2/authorize" and sent.method == "GET":
            return sign_in.authorize(self.world, read_query(sent.query), int(now), self.random)
        path = sent.path.removeprefix("/api")
        if path == "/v2/oauth2/token" and sent.method == "POST":
            fields = read_body(sent.headers.get("content-type", ""), sent.body)
            return sign_in.token(self.world, fields, int(now), self.random)
        found = None
        if path.startswith("/v2/"):
            found = route(sent.method, path[4:].strip("/"))
        if found is None and (sent.method, sent.path) != ("GET", "/api/v2/accounts"):
            return Reply(404, _LOST, "text/html; charset=UTF-8")
        if not sent.headers.get("user-agent"):
            raise Refused(400, "Please send a User-Agent header with your request")
        query = read_query(sent.query)
        secret = sign_in.token_of(self.world, sent.headers, query, int(now))
        if not secret:
            return sign_in.unauthorized()
        if found is None:
            return sign_in.accounts(self.world, secret)
        key, ids = found
        token = self.world.tokens[secret]
        account_id = sent.headers.get("harvest-account-id") or query.get("account_id", [""])[-1]
        counted = secret if self.world.settings.throttle_per == "token" else f"account {account_id}"
        report = key.startswith("GET reports/")
        wait = self.throttle.wait(self.world.settings, counted, now, report=report)
        if wait:
            return throttled(self.world.settings, wait)
        account, user = self._account(token, account_id)
        call = Call(
            world=self.world,
            account=account,
            user=user,
            now=int(now),
            path=path[4:].strip("/"),
            query=query,
            fields=read_body(sent.headers.get("content-type", ""), sent.body),
            origin=sent.origin,
            ids=ids,
        )
        return dispatch(key, call)

    def _account(self, token: Token, named: str) -> tuple[Account, User]:
        """Return the account a request means; without the header only a lone account is meant."""
        for account_id, user_id in token.accounts:
            if whole(named) == account_id or (not named and len(token.accounts) == 1):
                account = self.world.accounts[account_id]
                user = account.users[user_id]
                if user.is_active:
                    return account, user
        raise Refused(404)


def _with_headers(reply: Reply, sandbox: Sandbox, now: int | None = None) -> Answer:
    number = sandbox.random.getrandbits(128)
    body = b""
    if isinstance(reply.value, str):
        body = reply.value.encode()
    elif reply.value is not None:
        body = _encode(reply.value).encode()
    headers = [
        ("Date", http_date(int(sandbox.clock.now()) if now is None else now)),
        ("Content-Type", reply.content_type),
        *_STEADY,
        ("X-Request-Id", f"{number:032x}"),
        ("X-Runtime", f"0.{number % 180_000 + 20_000:06}"),
        *reply.headers,
    ]
    if body and reply.status in (200, 201):
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
        headers.append(("ETag", f'W/"{digest}"'))
    return Answer(reply.status, headers, body)
