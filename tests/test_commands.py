"""What the command line is answered: the state after the command, or a refusal with its reason."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.commands import FIRST_ASSIGNMENTS, Commands
from harvest_widget.model.account import Company
from harvest_widget.model.entries import Work
from harvest_widget.store.state import Offline, Online, SignedOut, State
from harvest_widget.store.store import Store
from tests.store.made import APP, HOME, NOW, TODAY, WEB, Hand, assignments, entry, running, state


class Program:
    """A store and its commands; time passes when `wait` says so."""

    def __init__(self, held: State) -> None:
        self.now: datetime = NOW
        self.did: list[str] = []
        self.answers: list[dict[str, Any]] = []
        self._due: list[tuple[datetime, Callable[[], None]]] = []
        self.store = Store(
            held, save=lambda _, after: after, defer=lambda work: self._later(0, work)
        )
        self.commands = Commands(
            self.store,
            lambda: self.now,
            show=lambda: self.did.append("show"),
            new_entry=lambda: self.did.append("new"),
            quit_program=lambda: self.did.append("quit"),
            later=self._later,
        )

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        self._due.append((self.now + timedelta(seconds=seconds), work))

    def wait(self, seconds: float) -> None:
        end = self.now + timedelta(seconds=seconds)
        while due := [item for item in self._due if item[0] <= end]:
            item = min(due, key=lambda item: item[0])
            self._due.remove(item)
            self.now = max(self.now, item[0])
            item[1]()
        self.now = end

    def ask(self, command: str, **more: Any) -> None:
        self.commands.answer({"command": command, **more}, self.answers.append)

    def told(self, command: str, **more: Any) -> dict[str, Any]:
        """The answer, which comes at once."""
        self.ask(command, **more)
        self.wait(0)
        [answer] = self.answers
        self.answers.clear()
        return answer


def signed_out() -> State:
    return replace(state(), connection=SignedOut("refused"))


def test_the_answer_is_this_object_and_no_other() -> None:
    hand = Hand(state(entry(1, hours="0.33"), company=Company(time_format="decimal")))
    ref = hand.start(WEB, "notes")
    hand.book(APP, 36)
    hand.refuse()
    program = Program(hand.state)
    program.wait(90)
    assert program.told("status") == {
        "exit": 0,
        "object": {
            "running": {
                "ref": ref,
                "id": None,
                "client": "Acme",
                "project": "Website",
                "task": "Programming",
                "notes": "notes",
                "spent_date": "2026-03-10",
                "hours": 0.025,
                "display": "0.02",
                "since": "2026-03-10T09:00:00Z",
            },
            "today": {"hours": pytest.approx(0.33 + 0.01 + 0.025), "display": "0.36"},
            "pending": 2,
            "problems": 1,
            "connection": "online",
        },
    }


def test_nothing_runs() -> None:
    told = Program(state()).told("status")["object"]
    assert told["running"] is None
    assert told["today"] == {"hours": 0.0, "display": "0:00"}


def test_the_number_of_a_running_entry_is_told_as_soon_as_it_is_known() -> None:
    for held in (state(running(7)), state(running(7), refs={"mine": 7})):
        assert Program(held).told("status")["object"]["running"]["id"] == 7


def test_a_run_without_a_known_start_is_since_nobody_knows_when() -> None:
    there = replace(running(7), timer_started_at=None)
    assert Program(state(there)).told("status")["object"]["running"]["since"] is None


@pytest.mark.parametrize(
    ("connection", "word"),
    [
        (Online(), "online"),
        (Offline(NOW, NOW), "offline"),
        (Offline(NOW, NOW, down=True), "offline"),
        (SignedOut("never"), "signed-out"),
    ],
)
def test_the_connection_is_told_in_a_word_and_status_always_answers(
    connection: Any, word: str
) -> None:
    told = Program(replace(state(), connection=connection)).told("status")
    assert (told["exit"], told["object"]["connection"]) == (0, word)


def test_why_harvest_is_out_of_reach_is_told() -> None:
    out = Offline(NOW, NOW, why="tls")
    assert Program(replace(state(), connection=out)).told("status")["object"].get("why") == "tls"


@pytest.mark.parametrize("command", ["show", "new", "quit"])
def test_what_is_to_be_seen_is_left_to_the_program(command: str) -> None:
    program = Program(state())
    assert program.told(command)["exit"] == 0
    assert program.did == [command]


def test_an_unknown_command_is_a_wrong_use() -> None:
    told = Program(state()).told("dance")
    assert told == {"exit": 2, "error": words.unknown_command("dance")}


# -- start -----------------------------------------------------------------------------------------


def test_start_takes_the_only_work_that_fits() -> None:
    program = Program(state())
    told = program.told("start", query="web prog", notes="x")
    shown = told["object"]["running"]
    assert (told["exit"], shown["project"], shown["notes"]) == (0, "Website", "x")
    assert told["object"]["pending"] == 1


def test_start_may_go_back() -> None:
    program = Program(state())
    told = program.told("start", query="website", ago="15m")
    assert told["object"]["running"]["since"] == "2026-03-10T08:45:00Z"
    assert (
        Program(state()).told("start", query="website", ago="-1:30")["object"]["running"]["hours"]
        == 1.5
    )


@pytest.mark.parametrize("ago", ["soon", "13", "", "1:75"])
def test_start_refuses_a_time_that_it_cannot_read(ago: str) -> None:
    program = Program(state())
    told = program.told("start", query="website", ago=ago)
    assert told == {"exit": 1, "error": words.ago_unreadable(ago)}
    assert program.store.state.outbox == ()


def test_start_refuses_what_fits_more_than_one_and_names_them_the_recent_first() -> None:
    program = Program(state(entry(1, APP)))
    told = program.told("start", query="acme")
    assert (told["exit"], told["error"]) == (1, words.AMBIGUOUS)
    assert told["candidates"] == [
        {"client": "Acme", "project": "Mobile app", "task": "Testing"},
        {"client": "Acme", "project": "Website", "task": "Programming"},
    ]


def test_start_takes_what_is_named_in_full_among_several() -> None:
    longer = replace(WEB, project=replace(WEB.project, id=99, name="Website support"))
    program = Program(state(assignments=assignments(longer, WEB)))
    told = program.told("start", query="website programming")
    assert told["object"]["running"]["project"] == "Website"


def test_start_refuses_what_fits_nothing_and_names_the_nearest() -> None:
    told = Program(state()).told("start", query="websit progamming")
    assert (told["exit"], told["error"]) == (1, words.UNKNOWN_WORK)
    assert told["candidates"][0]["project"] == "Website"


@pytest.mark.parametrize("query", [None, "", "  "])
def test_start_refuses_to_guess(query: str | None) -> None:
    told = Program(state()).told("start", query=query)
    assert (told["exit"], told["candidates"]) == (1, [])


def test_start_without_any_work_says_so() -> None:
    told = Program(state(assignments=())).told("start", query="website")
    assert (told["exit"], told["error"]) == (1, words.NO_PROJECTS)


def test_start_refuses_at_once_while_nobody_is_signed_in() -> None:
    program = Program(replace(signed_out(), assignments_read_at=None))
    assert program.told("start", query="website") == {
        "exit": 1,
        "error": words.START_SIGNED_OUT,
    }


def without_work(*works: Work) -> State:
    return state(assignments=assignments(*works), assignments_read_at=None)


def test_start_waits_for_the_first_list_of_work() -> None:
    program = Program(without_work())
    program.ask("start", query="website")
    program.wait(FIRST_ASSIGNMENTS - 1)
    assert program.answers == []
    program.store.update(
        lambda held: replace(held, assignments=assignments(WEB, HOME), assignments_read_at=NOW)
    )
    program.wait(0)
    [answer] = program.answers
    assert answer["object"]["running"]["project"] == "Website"
    program.wait(60)
    assert len(program.answers) == 1
    assert len(program.store.state.outbox) == 1


def test_start_waits_ten_seconds_and_no_more() -> None:
    program = Program(without_work())
    program.ask("start", query="website")
    program.wait(FIRST_ASSIGNMENTS)
    [answer] = program.answers
    assert (answer["exit"], answer["error"]) == (1, words.NO_PROJECTS)
    program.store.update(lambda held: replace(held, assignments_read_at=NOW))
    program.wait(1)
    assert len(program.answers) == 1


def test_start_answers_when_the_sign_in_is_lost_while_it_waits() -> None:
    program = Program(without_work())
    program.ask("start", query="website")
    program.store.update(lambda held: replace(held, connection=SignedOut("refused")))
    program.wait(0)
    [answer] = program.answers
    assert answer["error"] == words.START_SIGNED_OUT


# -- stop, toggle ----------------------------------------------------------------------------------


def test_stop_stops_and_with_nothing_running_all_is_well() -> None:
    program = Program(state(running(1)))
    for pending in (1, 1):
        told = program.told("stop")
        assert told["exit"] == 0
        assert told["object"]["running"] is None
        assert told["object"]["pending"] == pending


def test_toggle_stops_and_takes_up_again() -> None:
    program = Program(state(running(1), entry(2, APP)))
    assert program.told("toggle")["object"]["running"] is None
    program.wait(30)
    assert program.told("toggle")["object"]["running"]["ref"] == "1"


def test_toggle_with_nothing_to_continue_is_refused() -> None:
    told = Program(state()).told("toggle")
    assert told == {"exit": 1, "error": words.NOTHING_TO_CONTINUE}


def test_the_total_of_today_is_todays() -> None:
    there = replace(entry(1, hours="5.00"), spent_date=TODAY - timedelta(days=1))
    assert Program(state(there, entry(2))).told("status")["object"]["today"]["hours"] == 1.0
