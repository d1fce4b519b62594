"""The sandbox's own clock and the spellings of an instant; it knows no users' time zones."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate
from functools import lru_cache


class Clock:
    """A clock that runs like its source and can be moved, frozen, set (seconds since 1970)."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        """Follow `source`, a function that returns seconds since 1970."""
        self._source = source
        self._offset = 0.0
        self._frozen: float | None = None

    def now(self) -> float:
        """Seconds since 1970 as the sandbox sees them."""
        return self._frozen if self._frozen is not None else self._source() + self._offset

    def advance(self, seconds: float) -> None:
        """Move ahead by `seconds` (back if negative); a frozen clock moves and stays frozen."""
        if self._frozen is not None:
            self._frozen += seconds
        else:
            self._offset += seconds

    def set(self, instant: float) -> None:
        """Show `instant` (seconds since 1970) from this moment on."""
        if self._frozen is not None:
            self._frozen = instant
        else:
            self._offset = instant - self._source()

    def freeze(self, *, frozen: bool = True) -> None:
        """Stop the clock where it is, or let it run on from there."""
        instant = self.now()
        self._frozen = instant if frozen else None
        self._offset = instant - self._source()

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        return self._frozen is not None


@lru_cache(maxsize=4096)
def utc(instant: int) -> str:
    """Spell whole seconds since 1970 as `2026-03-09T14:05:31Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(instant))


def utc_milliseconds(instant: float) -> str:
    """Spell seconds since 1970 as `2026-03-09T14:05:31.250Z`."""
    text = datetime.fromtimestamp(instant, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


@lru_cache(maxsize=256)
def http_date(instant: int) -> str:
    """Spell whole seconds since 1970 as a `Date` header."""
    return formatdate(instant, usegmt=True)


def read_instant(text: str) -> int | None:
    """Read an ISO date or datetime (without a zone: UTC) as whole seconds since 1970, else None."""
    try:
        # A plus sign that nobody escaped arrives as a blank.
        moment = datetime.fromisoformat(text.strip().replace(" 00:00", "+00:00"))
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
