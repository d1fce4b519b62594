"""The kinds of failure, and the fate of the request in each (sync.md 6); sync judges them.

    ApiError
      NoAnswer             nothing that can be read came back
        NoNetwork          unsent     connection refused, no route
        NameNotFound       unsent     the host has no address
        TlsFailed          unsent     its certificate is not trusted here
        ProxyFailed        unsent     the system's proxy refused, or is of a kind we can't use
        NotReached         unsent     no connection in time
        TimedOut           unknown    sent, but no answer in time
        Interrupted        unknown    the connection broke
        BrokenAnswer       unknown    an answer that is not what was asked for
      HarvestSaid          an answer with a status
        BadRequest         rejected   400 and every 4xx that is not below
        TokenRefused       unsent     401: the queue waits for a sign-in
        Forbidden          rejected   403
        NotFound           rejected   404
        Refused            rejected   422
        Throttled          unsent     429, 503 with Retry-After, and our own pacing
        HarvestDown        unknown    408 and every other 5xx

Each carries its `kind` (the key of its sentence in words.py), `fate`, `status`, `said` (the
server's own sentence) and `retry_after` in seconds; its text is the sentence a person reads, with
the next step.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus
from typing import Any, ClassVar

import msgspec

from harvest_widget import words

LONGEST_SENTENCE = 500
LONGEST_SILENCE = 3600.0
"""Seconds. To be silent for longer is a fault of the server's own; we ask again after an hour."""


class Fate(Enum):
    """What became of the request: refused, surely not carried out, or perhaps carried out."""

    REJECTED = "rejected"
    UNSENT = "unsent"
    UNKNOWN = "unknown"


class ApiError(Exception):
    """A request without the answer it asked for."""

    kind: ClassVar[str] = ""
    fate: ClassVar[Fate] = Fate.UNKNOWN

    def __init_subclass__(cls, *, kind: str = "", fate: Fate = Fate.UNKNOWN) -> None:
        cls.kind, cls.fate = kind, fate

    def __init__(
        self, said: str = "", *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(words.api_error(self.kind, said))
        self.said = said
        self.status = status
        self.retry_after = retry_after


class NoAnswer(ApiError):  # noqa: N818
    """Nothing that can be read came back."""


class NoNetwork(NoAnswer, kind="no_network", fate=Fate.UNSENT):
    """The connection was refused or there is no way to the host."""


class NameNotFound(NoAnswer, kind="name_not_found", fate=Fate.UNSENT):
    """The host's name has no address; `said` is the host."""


class TlsFailed(NoAnswer, kind="tls", fate=Fate.UNSENT):
    """The certificate is not trusted on this computer; `said` is OpenSSL's reason."""


class ProxyFailed(NoAnswer, kind="proxy", fate=Fate.UNSENT):
    """The system's proxy refused the way to Harvest, or is of a kind that we can't use."""


class NotReached(NoAnswer, kind="time_out", fate=Fate.UNSENT):
    """No connection came about in time."""


class TimedOut(NoAnswer, kind="time_out", fate=Fate.UNKNOWN):
    """The request left, but no answer came in time."""


class Interrupted(NoAnswer, kind="interrupted", fate=Fate.UNKNOWN):
    """The connection broke while the request or its answer was under way."""


class BrokenAnswer(NoAnswer, kind="broken_answer", fate=Fate.UNKNOWN):
    """An answer that is not what was asked for: cut off, no JSON, another shape."""


class HarvestSaid(ApiError):  # noqa: N818
    """An answer that is not a success."""


class BadRequest(HarvestSaid, kind="bad_request", fate=Fate.REJECTED):
    """Harvest did not understand the request: our mistake."""


class TokenRefused(HarvestSaid, kind="token_refused", fate=Fate.UNSENT):
    """The token is wrong, expired or revoked."""


class Forbidden(HarvestSaid, kind="forbidden", fate=Fate.REJECTED):
    """The user may not do this."""


class NotFound(HarvestSaid, kind="not_found", fate=Fate.REJECTED):
    """There is no such thing, or the user may not know of it."""


class Refused(HarvestSaid, kind="refused", fate=Fate.REJECTED):
    """Harvest's rules don't allow it; `said` tells why."""


class Throttled(HarvestSaid, kind="throttled", fate=Fate.UNSENT):
    """Nothing may be sent for `retry_after` seconds; what the client raises always has them."""


class HarvestDown(HarvestSaid, kind="down", fate=Fate.UNKNOWN):
    """A fault on Harvest's side."""


_BY_STATUS: dict[int, type[ApiError]] = {
    401: TokenRefused,
    403: Forbidden,
    404: NotFound,
    408: HarvestDown,
    422: Refused,
}


def error_for(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> ApiError:
    """Tell which error an answer stands for; `now` serves where it carries no date of its own."""
    lower = {name.lower(): value for name, value in headers.items()}
    fields = _fields(body)
    said = _sentence(status, lower, fields)
    if status == 429 or (status == 503 and "retry-after" in lower):
        # 503 is how the old API throttled; a gateway in front of the new one may do the same.
        return Throttled(said, status=status, retry_after=_retry_after(lower, fields, now))
    if status in _BY_STATUS:
        return _BY_STATUS[status](said, status=status)
    if status < 400:
        # The API redirects nowhere, and a token follows no redirect.
        return BrokenAnswer(said, status=status)
    return (BadRequest if status < 500 else HarvestDown)(said, status=status)


def http_date(text: str) -> datetime | None:
    """An instant in the notation of HTTP headers; None for nonsense."""
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)


def _fields(body: bytes) -> dict[str, Any]:
    """The body's fields; none for HTML, an empty body or any other JSON than an object."""
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return {}


def _sentence(status: int, headers: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    told = [fields.get(name) for name in ("message", "error_description", "error")]
    for text in (*told, headers.get("hint")):
        if isinstance(text, str) and text.strip():
            return " ".join(text.split())[:LONGEST_SENTENCE]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return words.http_status(status)


def _retry_after(
    headers: Mapping[str, str], fields: Mapping[str, Any], now: datetime
) -> float | None:
    """Seconds of silence asked for, 1 to 3600; header before body; None if neither says."""
    told = headers.get("retry-after", "")
    # A header that occurs twice arrives joined by a comma; a date has a comma too, but does not
    # begin with digits.
    seconds = _number(told.split(",")[0])
    if seconds is None and (until := http_date(told)) is not None:
        seconds = (until - (http_date(headers.get("date", "")) or now)).total_seconds()
    if seconds is None:
        seconds = _number(fields.get("retry_after"))
    return None if seconds is None else min(max(seconds, 1.0), LONGEST_SILENCE)


def _number(value: object) -> float | None:
    match value:
        case bool():
            return None
        case int() | float():
            return min(float(value), LONGEST_SILENCE) if value >= 0 else None
        case str() if value.strip().isdecimal() and value.isascii():
            return float(value.strip()[:9])
        case _:
            return None
