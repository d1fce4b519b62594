"""The whole program on a wire that breaks: nothing is lost, nothing is doubled, and it says why."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from harvest_widget import words
from tests.desktop.session import eventually
from tests.program import Harvest, Program, program_at, start_harvest
from tests.wire import proxy
from tests.wire.proxy import Fault, Wire, cut_answer, cut_request, garble, slow, wire


@pytest.fixture
def harvest() -> Iterator[Harvest]:
    with start_harvest("--throttle", "100000/1") as serving:
        yield serving


@pytest.fixture
def laid(harvest: Harvest) -> Iterator[Wire]:
    with wire(harvest.url) as made:
        yield made


@pytest.fixture
def program(laid: Wire) -> Iterator[Program]:
    """Return a program that has read all that it shows."""
    with program_at(laid.url) as made:
        made.start()
        yield made


def start(program: Program, notes: str) -> None:
    """Start a timer; it shows at once, whatever the wire does."""
    shown = program.asked("start", "website programming", "--notes", notes)
    assert shown["running"]["notes"] == notes
    assert shown["pending"] >= 1


def out_of_reach(program: Program, why: str) -> None:
    def look() -> bool:
        found = program.status()
        if (found["connection"], found.get("why")) != ("offline", why):
            raise LookupError(found)
        return True

    eventually(look, within=20, what=why)


def goes_on(program: Program) -> None:
    """The user looks, and what was waiting is sent."""
    assert program.run("show").returncode == 0
    program.drained()


def exactly_once(harvest: Harvest, program: Program, *notes: str) -> None:
    """Harvest has an entry of each start, in order; the last one runs, and is what shows."""
    assert [entry["notes"] for entry in harvest.entries] == list(notes)
    [running] = harvest.running
    shown = program.status()["running"]
    assert (shown["id"], shown["notes"]) == (running["id"], notes[-1])


def garbled(body: bytes) -> Fault:
    """Answer with something else, in good order."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return garble(lambda _: head % len(body) + body)


def bits_that_fell_over(raw: bytes) -> bytes:
    return bytes(byte ^ 0x80 for byte in raw)


FAULTS: dict[str, tuple[Fault, str]] = {
    "no answer": (proxy.drop_answer, "interrupted"),
    "reset": (proxy.reset_answered, "interrupted"),
    "cut": (cut_answer(-1), "interrupted"),
    "fallen over": (garble(bits_that_fell_over), "interrupted"),
    "strange": (garbled(b'{"login":"required"}'), "broken_answer"),
    "empty": (garbled(b""), "broken_answer"),
}


def test_what_breaks_after_harvest_has_heard_is_booked_once(
    harvest: Harvest, laid: Wire, program: Program
) -> None:
    for notes, (fault, why) in FAULTS.items():
        laid.fault = fault
        start(program, notes)
        eventually(lambda: any(line.startswith("POST") for line in laid.met))
        out_of_reach(program, why)
        told = words.API_ERRORS[why] if why in words.IN_BETWEEN else "Offline"
        assert program.run("status").stdout.endswith(f"1 not sent yet\n{told}\n")
        laid.heal()
        laid.met.clear()
        goes_on(program)
    exactly_once(harvest, program, *FAULTS)


def test_nobody_listens_and_what_was_started_arrives_later(
    harvest: Harvest, laid: Wire, program: Program
) -> None:
    laid.refuse()
    start(program, "on the train")
    out_of_reach(program, "no_network")
    assert program.run("status").stdout.endswith("1 not sent yet\nOffline\n")
    laid.listen()
    goes_on(program)
    exactly_once(harvest, program, "on the train")


def test_a_wire_as_slow_as_a_byte_a_second_holds_up_nobody(
    harvest: Harvest, laid: Wire, program: Program
) -> None:
    laid.fault = slow(1)
    start(program, "slowly")
    eventually(lambda: laid.met)
    start(program, "at once")
    laid.heal()
    goes_on(program)
    exactly_once(harvest, program, "slowly", "at once")


@pytest.mark.parametrize("again", [False, True], ids=["in place of it", "after it"])
def test_an_answer_to_another_question_is_not_taken_for_ours(
    again: bool, harvest: Harvest, laid: Wire, program: Program
) -> None:
    earlier: list[bytes] = []

    def change(raw: bytes) -> bytes:
        earlier.append(raw)
        return raw + raw if again else earlier[0]

    laid.fault, laid.only = garble(change, stays=True), lambda line: line.startswith("POST")
    for notes in ("one", "two"):
        start(program, notes)
        goes_on(program)
    assert len(earlier) == 2
    exactly_once(harvest, program, "one", "two")


def test_what_harvest_never_heard_of_and_what_it_never_answered_is_booked_once() -> None:
    """At the program's own pace: half a minute for an answer, half a minute between two looks."""
    with ExitStack() as stack:
        sides = []
        for fault in (cut_request(-1), proxy.stall_answered):
            harvest = stack.enter_context(start_harvest())
            laid = stack.enter_context(wire(harvest.url))
            program = stack.enter_context(program_at(laid.url))
            program.start()
            laid.only, laid.fault = lambda line: line.startswith("POST"), fault
            sides.append((harvest, laid, program))
        for _, laid, program in sides:
            start(program, "once")
            eventually(lambda laid=laid: laid.met)  # type: ignore[misc]
            laid.fault = proxy.none
        for harvest, laid, program in sides:
            program.drained(within=70)
            exactly_once(harvest, program, "once")
            assert len(laid.met) == 1
