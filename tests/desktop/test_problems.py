"""What was refused, met a change made elsewhere or can be taken back: on the screen, by mouse."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from harvest_widget import words
from tests.desktop.desktop import eventually
from tests.desktop.person import Person, person_at
from tests.program import TOKEN, Harvest, start_harvest

pytestmark = pytest.mark.desktop

WORK = "Website relaunch · Programming"
ARCHIVED = "Project isn't active"


@contextmanager
def seated(*entries: dict[str, Any]) -> Iterator[tuple[Person, Harvest]]:
    """Seat a person who is signed in, with these entries of today."""
    with start_harvest() as harvest, person_at(harvest.url, keyring=None, env=TOKEN) as person:
        for entry in entries:
            harvest.ask("entries", {"hours": 1, **entry})
        person.start()
        person.drained()
        person.knows_projects()
        yield person, harvest


def refuse(harvest: Harvest, method: str) -> None:
    """Let Harvest refuse such requests for time entries."""
    do = {"status": 422, "json": {"message": ARCHIVED}}
    match = {"method": method, "path": "/v2/time_entries"}
    harvest.ask("faults", {"match": match, "times": None, "do": do})


def answer(person: Person, name: str) -> None:
    """Press an answer on the card about the website."""
    person.press(words.answer_for(name, WORK))


def notes(harvest: Harvest) -> list[str]:
    return [entry["notes"] for entry in harvest.entries]


def test_refused_timers_are_told_apart_from_the_rest_and_settled_one_by_one() -> None:
    with seated({"notes": "untouched"}) as (person, harvest):
        refuse(harvest, "POST")
        person.run("start", "website programming", "--notes", "typed by me")
        person.reads(words.not_accepted("StartTimer", WORK))
        person.reads(f"Refused: {ARCHIVED}")
        person.shot("refused timer")
        assert person.status()["running"]["notes"] == "typed by me"

        # Another timer is on its way whatever became of the first; it is refused, too.
        person.run("start", "mobile testing", "--notes", "second")
        other = "Mobile app · Testing"
        person.reads(words.not_accepted("StartTimer", other))
        person.shot("two refused")
        assert person.status()["problems"] == 2

        answer(person, words.COPY_TEXT)
        answer(person, words.FIX)
        person.reads("typed by me")
        person.shot("fix")
        harvest.ask("faults", method="DELETE")
        person.press(words.TRY_AGAIN)
        eventually(lambda: person.status()["problems"] == 1, what="the first, sent")
        assert notes(harvest) == ["untouched", "typed by me"]

        person.press(words.answer_for(words.DISCARD, other))
        eventually(lambda: person.status()["problems"] == 0, what="the second, discarded")
        person.reads("Discarded Mobile app")
        person.shot("discarded")
        person.press(words.undo("Discarded Mobile app"))
        person.reads(words.not_accepted("StartTimer", other))
        person.press(words.answer_for(words.RETRY, other))
        eventually(lambda: person.status()["problems"] == 0, what="the second, sent")
        person.drained()
        assert notes(harvest) == ["untouched", "typed by me", "second"]
        assert [entry["notes"] for entry in harvest.running] == ["second"]


def test_a_delete_that_is_refused_can_be_given_up() -> None:
    with seated({"notes": "still there"}) as (person, harvest):
        refuse(harvest, "DELETE")
        person.here.key("Down", "Delete")
        person.reads(words.not_accepted("Delete", WORK), within=20)
        person.shot("refused delete")
        answer(person, words.KEEP_IT)
        person.reads("still there")
        assert notes(harvest) == ["still there"]


def test_a_change_that_met_another_can_be_given_up_for_it_and_that_taken_back() -> None:
    with seated({"notes": "before"}) as (person, harvest):
        harvest.ask("faults", {"match": {"method": "GET"}, "times": None, "do": {"status": 500}})
        person.here.key("Down", "Return")
        person.reads(words.EDIT_ENTRY)
        person.here.key("ctrl+a")
        person.here.type("ours")
        person.here.key("Return")
        person.reads("Change", within=5)
        [entry] = harvest.entries
        harvest.ask(f"entries/{entry['id']}", {"notes": "theirs"}, method="PATCH")
        harvest.ask("faults", method="DELETE")
        person.here.key("F5")
        person.reads("notes changed elsewhere to “theirs”. Yours was kept.", within=20)
        person.shot("conflict")
        eventually(lambda: notes(harvest) == ["ours"])
        person.press(words.USE_THEIRS)
        eventually(lambda: notes(harvest) == ["theirs"])
        person.no_longer_reads("changed elsewhere")
        person.here.key("ctrl+z")
        eventually(lambda: notes(harvest) == ["ours"])


@pytest.mark.parametrize("by_mouse", [True, False], ids=["mouse", "keys"])
def test_what_was_deleted_comes_back_after_a_restart_while_its_toast_would_show(
    by_mouse: bool,
) -> None:
    with seated({"notes": "back again"}) as (person, harvest):
        person.here.key("Down", "Delete")
        toast = words.deleted("Website relaunch")
        person.reads(toast)
        person.kill()
        person.start()
        person.reads(toast)
        person.shot("toast after a restart")
        if by_mouse:
            person.press(words.undo(toast))
        else:
            person.here.key("ctrl+z")
        person.reads("back again")
        person.drained()
        assert notes(harvest) == ["back again"]
        assert not [each for each in harvest.requests if each.startswith("DELETE")]
        person.no_longer_reads(toast)


def test_the_computer_in_another_time_zone_is_told_once() -> None:
    with seated() as (person, harvest):
        harvest.ask("settings", {"timezone": "Tokyo"})
        person.here.key("F5")
        told = "This computer is in another time zone (UTC) than your Harvest profile (Tokyo)"
        person.reads(told)
        person.shot("zone")
        person.press(words.DISMISS)
        person.no_longer_reads(told)
        person.quit()
        person.start()
        person.drained()
        person.reads(words.NOTHING_TODAY)
        person.no_longer_reads(told)


def test_nothing_is_called_empty_before_harvest_has_answered() -> None:
    with start_harvest() as harvest, person_at(harvest.url, keyring=None, env=TOKEN) as person:
        harvest.ask("faults", {"times": None, "do": {"drop": "before"}})
        person.begin()
        person.reads(words.NOT_READ_OFFLINE, within=20)
        person.shot("not read yet")
        harvest.ask("faults", method="DELETE")
        person.here.key("F5")
        person.reads(words.NOTHING_TODAY, within=30)
        person.no_longer_reads(words.NOT_READ_OFFLINE)
