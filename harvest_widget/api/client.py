"""The wire to Harvest: sends requests over a connection that stays open; repeats nothing.

The only file that imports httpx, so whoever needs a fast start imports it late. Every failure
leaves here as an ApiError that knows the request's fate; only a cancellation passes as it is. The
token is in the headers of the one connection and nowhere else: not in a log, not in `repr`, never
on the way to another host.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from socket import gaierror
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from harvest_widget.api import errors
from harvest_widget.api.errors import error_for, http_date
from harvest_widget.api.requests import Request
from harvest_widget.api.responses import Answer, Page, same_origin
from harvest_widget.api.surroundings import checked_address, checked_token, proxy_for, tls_context
from harvest_widget.api.throttle import WINDOW, Throttle

T = TypeVar("T")

TIMEOUTS = httpx.Timeout(connect=10, read=30, write=30, pool=10)
PATIENCE = 120.0
"""Seconds for a whole request: a byte now and then would never run into the read time-out."""
KEPT = 300
"""Seconds. A click six seconds after the last must not pay for a new connection, as with httpx's
own 5 s."""
LIMITS = httpx.Limits(max_connections=4, max_keepalive_connections=4, keepalive_expiry=KEPT)


class Client:
    """The line of one token to one account (None: before one is known).

    `clock` gives the aware time and should never be set back. `throttle` is the pace that several
    lines keep together. `api_url` includes /v2, `id_url` does not include /api. Raises ValueError,
    with a sentence for the user, for an address that would carry the token in the clear and for a
    token that can't be one.
    """

    def __init__(
        self,
        api_url: str,
        id_url: str,
        user_agent: str,
        token: str,
        account_id: int | None,
        *,
        clock: Callable[[], datetime],
        throttle: Throttle | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        app: Callable[..., Any] | None = None,
        timeouts: httpx.Timeout = TIMEOUTS,
        patience: float = PATIENCE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.api_url, self.origin = checked_address(api_url)
        self.id_url, self._id_origin = checked_address(id_url)
        self.account_id = account_id
        self.throttle = throttle or Throttle()
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "application/json",
            "Authorization": f"Bearer {checked_token(token)}",
        }
        self._clock = clock
        self._sleep = sleep
        self._transport = transport
        self._app = app
        self._timeouts = timeouts
        self._patience = patience
        self._http: httpx.AsyncClient | None = None
        self._used = clock()
        self._building = asyncio.Lock()

    def __repr__(self) -> str:
        return f"Client({self.api_url!r}, account {self.account_id}, token hidden)"

    async def send(self, request: Request) -> Answer:
        """Send one request in its turn and read its whole answer; raises ApiError.

        Harvest's own silence is not waited out: it is Throttled at once.
        """
        url = self._url(request)
        content, headers = request.content, {}
        if content is not None:
            headers["Content-Type"] = "application/json"
        if request.needs_account and self.account_id is not None:
            headers["Harvest-Account-Id"] = str(self.account_id)
        await self._turn(request.path)
        answered = False
        try:
            http = await self._ready()
            async with asyncio.timeout(self._patience):
                response = await http.request(
                    request.method,
                    url,
                    params=request.query or None,
                    content=content,
                    headers=headers,
                )
            answered = True
        except errors.ApiError:
            raise
        except Exception as error:
            # Whether httpx knows it or not: the request may have left, its fate must not be lost.
            raise _no_answer(error, url) from error
        finally:
            if not answered:
                self.throttle.unanswered()
        return self._judged(response)

    async def pages(
        self,
        request: Request,
        decode: Callable[[bytes, datetime], Page[T]],
        heard: Callable[[Answer], object] = lambda _: None,
    ) -> list[T]:
        """Read a list to its end, by Harvest's own links: all of it, or ApiError.

        `heard` is told of each answer.
        """
        items: list[T] = []
        seen: set[str] = set()
        while True:
            answer = await self.send(request)
            heard(answer)
            found, following = decode(answer.body, answer.server_now)
            items += found
            if following is None:
                return items
            if following in seen or not same_origin(following, self.origin):
                raise errors.BrokenAnswer("a link to the next page leads elsewhere")
            seen.add(following)
            request = Request(path=following)

    async def close(self) -> None:
        """Hang up: a request under way is of unknown fate, a later one looks for the proxy anew."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    def _url(self, request: Request) -> str:
        if not request.needs_account:
            return self.id_url + request.path
        if request.path.startswith("/"):
            return self.api_url + request.path
        # A link as Harvest gave it; the token goes nowhere else.
        if not same_origin(request.path, self.origin):
            raise errors.BrokenAnswer("a link leads to another host")
        return request.path

    async def _ready(self) -> httpx.AsyncClient:
        async with self._building:
            before, self._used = self._used, self._clock()
            if (self._used - before).total_seconds() > KEPT:
                # The computer slept, and httpx's own clock with it: those connections are dead.
                await self.close()
            if self._http is None:
                try:
                    # Reading the certificates takes longer than a frame.
                    self._http = await asyncio.to_thread(self._built)
                except OSError as error:
                    raise errors.TlsFailed("the system's trust store is unreadable") from error
            return self._http

    async def _turn(self, path: str) -> None:
        """Wait for the request's turn and count it."""
        while (seconds := self.throttle.wait(self._clock(), path)) > 0:
            if seconds > WINDOW or self.throttle.silence(self._clock()):
                raise errors.Throttled(retry_after=seconds)
            # Timers may be early, and a wait of nothing would spin.
            await self._sleep(max(seconds, 0.01))
        self.throttle.sent(self._clock(), path)

    def _judged(self, response: httpx.Response) -> Answer:
        now = self._clock()
        kind = response.headers.get("Content-Type", "")
        if response.is_success:
            self.throttle.answered(now)
            if response.content and "html" in kind:
                # A network that wants a sign-in of its own answers in Harvest's place.
                raise errors.BrokenAnswer("a web page", status=response.status_code)
            date = http_date(response.headers.get("Date", "")) if "json" in kind else None
            return Answer(response.status_code, response.content, date, now)
        error = error_for(response.status_code, response.headers, response.content, now)
        if isinstance(error, errors.Throttled):
            error.retry_after = self.throttle.refused(now, error.retry_after)
        else:
            self.throttle.answered(now)
        raise error

    def _built(self) -> httpx.AsyncClient:
        """The connection pool; runs in a thread."""
        transport = self._transport
        if self._app is not None:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        mounts: dict[str, httpx.AsyncBaseTransport] = {}
        if transport is None:
            verify = tls_context()
            mounts = {origin: _way_to(origin, verify) for origin in {self.origin, self._id_origin}}
            # Never used: both origins have a way of their own, and we ask nobody else.
            transport = httpx.AsyncHTTPTransport(verify=verify, trust_env=False)
        return httpx.AsyncClient(
            transport=transport,
            mounts=mounts,
            headers=self._headers,
            timeout=self._timeouts,
            follow_redirects=False,
            trust_env=False,
            # Tokens identify us; a session's cookie of an earlier token must not.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )


def _way_to(origin: str, verify: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    try:
        return httpx.AsyncHTTPTransport(
            verify=verify, trust_env=False, limits=LIMITS, proxy=proxy_for(origin)
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        # A kind that httpx does not speak, SOCKS for one; the address may contain a password.
        raise errors.ProxyFailed("only http and https proxies are supported") from error


def _no_answer(error: Exception, url: str) -> errors.NoAnswer:
    """The kind of a failure without an answer; what we don't know is of unknown fate."""
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            return errors.NotReached()
        case httpx.TimeoutException() | TimeoutError():
            return errors.TimedOut()
        case httpx.ProxyError():
            return errors.ProxyFailed()
        case httpx.ConnectError():
            return _no_connection(error, urlsplit(url).hostname or "")
        case httpx.DecodingError():
            return errors.BrokenAnswer()
        case _:
            return errors.Interrupted()


def _no_connection(error: BaseException, host: str) -> errors.NoAnswer:
    """Why there is no connection: httpx keeps it among the causes."""
    cause: BaseException | None = error
    while cause is not None:
        match cause:
            case gaierror():
                return errors.NameNotFound(host)
            case ssl.SSLCertVerificationError():
                return errors.TlsFailed(cause.verify_message)
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
                # Hung up on: nothing was said about trust.
                return errors.NoNetwork()
            case ssl.SSLError():
                return errors.TlsFailed((cause.reason or "").replace("_", " ").lower())
            case _:
                cause = cause.__cause__ or cause.__context__
    return errors.NoNetwork()
