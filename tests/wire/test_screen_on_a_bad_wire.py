"""What a person reads while the wire is bad: what is wrong, whether it is theirs to mend, no more.

One program for all of it, over TLS as with the real Harvest; each fault finds it as usual and is
mended before the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harvest_widget import words
from tests.desktop.desktop import eventually
from tests.desktop.person import Person, person_at
from tests.program import TOKEN, Harvest, start_harvest
from tests.wire import proxy
from tests.wire.certificates import certificate, showing
from tests.wire.proxy import Wire, garble, wire

pytestmark = pytest.mark.desktop

PAGE = b"HTTP/1.1 302 Found\r\nLocation: https://gateway.example/login\r\nContent-Length: 0\r\n\r\n"


class At:
    """The person, the wire, the Harvest at its other end, and what was started so far."""

    def __init__(self, person: Person, laid: Wire, harvest: Harvest) -> None:
        self.person, self.laid, self.harvest = person, laid, harvest
        self.good, self.started = laid.tls, list[str]()

    def starts(self, notes: str) -> None:
        """Start a timer, which shows at once."""
        self.started.append(notes)
        shown = self.person.asked("start", "website programming", "--notes", notes)
        assert shown["running"]["notes"] == notes
        self.person.reads(notes)

    def reads(self, *sentences: str) -> None:
        for sentence in sentences:
            self.person.reads(sentence, within=20)
        self.person.shot(f"wire {self.started[-1]}")

    def is_mended(self, gone: str) -> None:
        """The wire is good again: all is sent, once, and no word about it is left."""
        self.laid.tls = self.good
        self.laid.heal()
        assert self.person.run("show").returncode == 0
        self.person.drained()
        self.person.no_longer_reads(gone)
        assert [entry["notes"] for entry in self.harvest.entries] == self.started
        assert [entry["notes"] for entry in self.harvest.running] == self.started[-1:]


@contextmanager
def seated(folder: Path) -> Iterator[At]:
    path = certificate(folder / "trusted.pem")
    env = {**TOKEN, "SSL_CERT_FILE": str(path)}
    with (
        start_harvest() as harvest,
        wire(harvest.url, https=True, tls=showing(path)) as laid,
        person_at(laid.url, keyring=None, env=env) as person,
    ):
        laid.tls = showing(certificate(folder / "nobody's.pem"))
        person.start()
        # Nobody has signed in yet: it is the first that is seen of the program.
        person.reads("is not trusted on this computer")
        person.shot("wire at the start")
        laid.tls = showing(path)
        person.drained()
        person.knows_projects()
        yield At(person, laid, harvest)


def test_each_fault_of_the_wire_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    with seated(tmp_path) as at:
        person, laid = at.person, at.laid

        laid.refuse()
        at.starts("offline")
        at.reads("Offline")
        laid.listen()
        at.is_mended("Offline")

        for notes, tls, why in (
            ("nobody vouches", showing(certificate(tmp_path / "other.pem")), "self-signed"),
            ("in the clear", None, "wrong version number"),
        ):
            laid.tls = tls
            laid.hang_up()
            at.starts(notes)
            at.reads("Not trusted", "is not trusted on this computer", why)
            assert person.status().get("why") == "tls"
            assert words.API_ERRORS["tls"] in person.run("status").stdout
            at.is_mended("Not trusted")

        laid.fault = garble(lambda _: PAGE)
        at.starts("a gateway answers")
        at.reads("Strange answers", "Sign in to the network if it asks for it")
        at.is_mended("Strange answers")

        laid.fault = proxy.stall_answered
        at.starts("no word")
        at.reads(words.waiting(1))
        at.is_mended("waiting")

        laid.fault = proxy.reset_answered
        at.starts("cut off")
        at.reads("Offline")
        eventually(lambda: person.status().get("why") == "interrupted")
        at.is_mended("Offline")
