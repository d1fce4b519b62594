"""A person in front of the program on a throw-away desktop: reads, types, presses; no tests.

What is read is what a screen reader is told, so a sentence that is found here is one that shows.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from tests.desktop.desktop import Accessible, Desktop, desktop, eventually
from tests.program import Program

FIELD = "Personal access token"
SANDBOX_TOKEN = "sandbox-token"
SHOTS = os.environ.get("SHOTS_IN", "")
"""A folder for pictures, for whoever wants to look at what the tests see."""


class Person(Program):
    """The program of one user who signs in by hand, and that user's eyes and hands."""

    def __init__(self, here: Desktop, url: str) -> None:
        super().__init__(here.folder, here.env, url)
        self.here = here

    @property
    def kept(self) -> Path:
        """The folder of the profile."""
        return self.data_dir / "default"

    def start(self, *options: str) -> None:
        """Start the program and wait until it answers: nobody may be signed in yet."""
        self.begin(*options)
        self.listens()

    def becomes(self, connection: str, **more: Any) -> dict[str, Any]:
        """Wait until `status` tells "online", "offline" or "signed-out", and more of its values."""

        def look() -> dict[str, Any]:
            found = self.status()
            if found["connection"] != connection or any(found[k] != v for k, v in more.items()):
                raise LookupError(found)
            return found

        return eventually(look, within=20, what=f"{connection} {more}")

    def knows_projects(self) -> None:
        """Wait until it has read what may be booked: a word that fits several starts nothing."""
        assert "fits more than one" in self.run("start", "maintenance").stderr

    def quit(self) -> None:
        """End it as its menu does."""
        assert self.run("quit").returncode == 0
        self.ended()

    def ended(self) -> None:
        """Wait until it has ended well."""
        assert self.process is not None
        assert self.process.wait(timeout=20) == 0, self.words()

    # -- eyes

    def seen(self) -> list[Accessible]:
        """Return what shows in its windows."""
        return [
            one
            for one in self.here.accessible()
            if "showing" in one["states"] and "arvest" in one["application"]
        ]

    def reads(self, sentence: str, *, within: float = 10) -> Accessible:
        """Wait for a sentence, or a part of one, on the screen."""

        def look() -> Accessible:
            seen = self.seen()
            for one in seen:
                if sentence in one["name"] or sentence in (one["text"] or ""):
                    return one
            raise LookupError([one["name"] for one in seen if one["name"]])

        return eventually(look, within=within, what=f"{sentence!r}")

    def no_longer_reads(self, sentence: str) -> None:
        """Wait until a sentence has gone."""
        eventually(
            lambda: not any(sentence in one["name"] for one in self.seen()), what=f"no {sentence!r}"
        )

    def shot(self, name: str) -> None:
        """Keep a picture of the screen, if SHOTS_IN names a folder for them."""
        if SHOTS:
            self.here.screenshot(Path(SHOTS, f"{name}.png"))

    # -- hands

    def press(self, name: str) -> None:
        """Click a button by its name."""
        self.here.click_named(name, "button")

    def sign_out(self) -> None:
        """Take "Sign out" from the menu: the line above the last; a screen reader sees no menu."""
        before = self._windows()
        self.press("Menu")
        eventually(lambda: self._windows() > before, what="the menu")
        self.here.key("Up", "Up", "Return")
        self.becomes("signed-out")

    def _windows(self) -> int:
        """Count its visible windows, menus among them."""
        try:
            found = self.here.ask("xdotool", "search", "--onlyvisible", "--class", "harvest-widget")
        except OSError:  # none
            return 0
        return len(found.split())

    def type_token(self, token: str) -> None:
        """Put a token into the field in place of what is there, and press Enter."""
        self.here.click_named(FIELD, "text")
        self.here.key("ctrl+a", "Delete")
        self.here.type(token)
        self.here.key("Return")

    def sign_in(self, token: str = SANDBOX_TOKEN) -> None:
        """Sign in with a token that the keychain takes."""
        self.type_token(token)
        self.becomes("online")


@contextmanager
def person_at(
    url: str,
    *,
    keyring: Literal["unlocked", "locked"] | None = "unlocked",
    env: Mapping[str, str] | None = None,
) -> Iterator[Person]:
    """Seat a person at a desktop; the program is theirs to start. Judges what the program said.

    `url` is Harvest's, without /v2; `env` comes to the program's environment.
    """
    with desktop(keyring=keyring, accessibility=True) as here:
        person = Person(here, url)
        person.env |= env or {}
        try:
            yield person
            person.judge()
        finally:
            person.kill()
