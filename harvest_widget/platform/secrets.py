"""Tokens in the system's keychain through keyring, or given by the environment; never in a file.

A locked keychain opens a prompt and answers when the user does, perhaps never. So the keychain is
asked in a thread that nothing waits for at the end, one question at a time (two would open two
prompts), and who asked soon hears Slow, and the answer later.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from harvest_widget.model.secrets import (
    Absent,
    Answer,
    Done,
    Failed,
    Found,
    Late,
    Locked,
    Missing,
    Secrets,
    Slow,
)

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "harvest-widget"
PATIENCE = 3.5  # seconds: the sentence about it must be on screen within five of the click

# They keep nothing, or keep it readable by anyone who reads the disk.
_REFUSED = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")

_Question = Callable[["KeyringBackend"], Answer]
_Errand = tuple[_Question, Callable[[Answer], None]]


class Keychain:
    """The keychain of this system; the first question loads it (Secrets)."""

    def __init__(self) -> None:
        self._errands: queue.SimpleQueue[_Errand] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def get(self, account: str, *, on_late: Late | None = None) -> Answer | Slow:
        """Return Found, Missing, or why it can't be told."""

        def question(keyring: "KeyringBackend") -> Answer:
            token = keyring.get_password(SERVICE, account)
            return Missing() if token is None else Found(token)

        return await self._ask(question, on_late)

    async def set(self, account: str, token: str, *, on_late: Late | None = None) -> Answer | Slow:
        """Keep a token in place of an earlier one."""

        def question(keyring: "KeyringBackend") -> Answer:
            try:
                keyring.set_password(SERVICE, account, token)
            except ValueError as error:  # some backends print the value that they refuse
                return Failed(_why(error).replace(token, "..."))
            return Done()

        return await self._ask(question, on_late)

    async def delete(self, account: str, *, on_late: Late | None = None) -> Answer | Slow:
        """Remove a token; one that is not there is Done too."""

        def question(keyring: "KeyringBackend") -> Answer:
            # Deleting says "no such password" and "not allowed" with the same error.
            if keyring.get_password(SERVICE, account) is not None:
                keyring.delete_password(SERVICE, account)
            return Done()

        return await self._ask(question, on_late)

    async def _ask(self, question: _Question, on_late: Late | None) -> Answer | Slow:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Answer] = loop.create_future()

        def deliver(answer: Answer) -> None:
            # The loop may be closed, or be gone with Qt: then nobody is left to hear it.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, answer)

        def settle(answer: Answer) -> None:
            if not answered.done():
                answered.set_result(answer)

        self._errands.put((question, deliver))
        self._start()
        await asyncio.wait([answered], timeout=PATIENCE)
        if answered.done():
            return answered.result()
        if on_late is not None:
            answered.add_done_callback(lambda late: on_late(late.result()))
        return Slow()

    def _start(self) -> None:
        if self._thread is None:
            # Not a pool's thread: the end of the program would wait for that, and it for a prompt.
            self._thread = threading.Thread(target=self._work, name="keychain", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            question, deliver = self._errands.get()
            deliver(_answer(question))


def _answer(question: _Question) -> Answer:
    """Put one question to the keychain; every error becomes an answer."""
    try:
        import keyring.errors
    except Exception as error:  # noqa: BLE001  (a broken installation is an answer, too)
        return Failed(_why(error))
    try:
        backend = _keychain()
        return Absent() if backend is None else question(backend)
    except keyring.errors.KeyringLocked:
        return Locked()
    # InitError: the user did not want a keychain to be made, or the service is not there after all.
    except (keyring.errors.NoKeyringError, keyring.errors.InitError):
        return Absent()
    except Exception as error:  # noqa: BLE001  (backends raise what their systems raise)
        return Failed(_why(error))


def _keychain() -> "KeyringBackend | None":
    """Return the best backend that keeps a secret; None if there is none."""
    import keyring

    chosen = keyring.get_keyring()
    # Several that work come as a chain, which would write into the next one if the first can't.
    for backend in getattr(chosen, "backends", None) or [chosen]:
        if not type(backend).__module__.startswith(_REFUSED):
            return backend  # type: ignore[no-any-return]
    return None


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


class NoKeychain:
    """In place of a keychain where the environment gives the token; it keeps none (Secrets)."""

    async def get(self, account: str, *, on_late: Late | None = None) -> Answer:  # noqa: ARG002
        return Absent()

    async def set(self, account: str, token: str, *, on_late: Late | None = None) -> Answer:  # noqa: ARG002
        return Absent()

    delete = get


def environment_token(environ: Mapping[str, str]) -> tuple[str, str]:
    """Return token and account id of the environment; both are empty unless both are there."""
    token = environ.get("HARVEST_ACCESS_TOKEN", "").strip()
    account_id = environ.get("HARVEST_ACCOUNT_ID", "").strip()
    return (token, account_id) if token and account_id else ("", "")


if TYPE_CHECKING:
    _all: tuple[Secrets, ...] = (Keychain(), NoKeychain())
