"""Where a token is kept, as a protocol, and what asking for one can come to; it keeps nothing."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct


class Found(Struct, frozen=True, tag="found"):
    """The token; its repr hides it, and so does that of whatever holds it."""

    token: str

    def __repr__(self) -> str:
        return "Found(token=...)"


class Done(Struct, frozen=True, tag="done"):
    """It is kept, or removed; so is what was not there."""


class Missing(Struct, frozen=True, tag="missing"):
    """The keychain is open and has no such token."""


class Locked(Struct, frozen=True, tag="locked"):
    """The keychain is locked and stays so: the user closed its prompt."""


class Absent(Struct, frozen=True, tag="absent"):
    """There is no keychain here, or none that keeps a secret."""


class Slow(Struct, frozen=True, tag="slow"):
    """No answer yet, most likely a prompt is open; `on_late` gets the answer."""


class Failed(Struct, frozen=True, tag="failed"):
    """Something else went wrong; `why` is for the log and the user, and holds no token."""

    why: str


Answer = Found | Done | Missing | Locked | Absent | Failed
Late = Callable[[Answer], None]


class Secrets(Protocol):
    """Tokens by account (`Account.book` or any other text that names one).

    Each call answers within about 4 s. After Slow, `on_late` is called in the event loop's thread
    with the true answer, if it comes while the program lives.
    """

    async def get(self, account: str, *, on_late: Late | None = None) -> Answer | Slow:
        """Return Found, or why there is no token."""
        ...

    async def set(self, account: str, token: str, *, on_late: Late | None = None) -> Answer | Slow:
        """Keep a token in place of an earlier one; Done, or why not."""
        ...

    async def delete(self, account: str, *, on_late: Late | None = None) -> Answer | Slow:
        """Remove a token; Done, or why not."""
        ...
