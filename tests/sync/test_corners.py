"""Answers that a well-behaved server does not give, or gives once a year; each met by hand."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from harvest_widget.api.errors import Fate
from harvest_widget.model.account import User
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import Create, StopTimer, Waiting
from harvest_widget.store import selectors
from harvest_widget.store.state import SignedOut
from harvest_widget.sync.absorb import absorb, departing
from harvest_widget.sync.creates import created
from harvest_widget.sync.plan import advance, plan
from harvest_widget.sync.reads import plan_read
from harvest_widget.sync.steps import Answered, Blocked, Done, Failed, GiveUp, Kind, Step
from harvest_widget.sync.timers import start as next_of_start
from tests.sync.acts import book, delete, kinds, start, stop
from tests.sync.device import Device, Office


@pytest.fixture
def device() -> Device:
    return Device(Office())


def nights_device() -> Device:
    """A start/end account in Berlin, half an hour before midnight."""
    return Device(Office(datetime(2026, 3, 10, 22, 30, tzinfo=UTC), wants_timestamp_timers=True))


def first_entry(device: Device) -> TimeEntry:
    return next(iter(device.state.snapshot.entries.values()))


@pytest.mark.parametrize(
    "kind", ["read_company", "read_assignments", "read_running", "read_span", "read_entry"]
)
def test_a_read_that_is_forbidden_is_done_without(device: Device, kind: Kind) -> None:
    device.drain()
    today = selectors.today(device.state, device.now)
    step = Step(kind=kind, first=today, last=today, entry_id=17)
    device.office.wait(7200)
    failed = Failed("forbidden", Fate.REJECTED, status=403)
    after = absorb(device.state, step, failed, device.now, 0.5)
    assert not isinstance(after.connection, SignedOut)
    following = plan_read(after, device.now, looking=True)
    assert not (isinstance(following, Step) and following.kind == kind and kind != "read_span")


def test_whoever_may_not_even_read_themselves_has_to_sign_in(device: Device) -> None:
    failed = Failed("not_found", Fate.REJECTED, status=404)
    after = absorb(device.state, Step(kind="read_user"), failed, device.now, 0.5)
    assert after.connection == SignedOut("no_account")


def test_another_user_behind_the_token_does_not_take_over_the_queue(device: Device) -> None:
    answer = Answered(User(id=99, first_name="Else"))
    after = absorb(device.state, Step(kind="read_user"), answer, device.now, 0.5)
    assert after.account == device.state.account


def over_midnight(device: Device, hours: str, ended: str) -> Waiting:
    book(device, times=(time(23, 30), time(0, 30)))
    device.drain()
    [entry] = device.state.snapshot.entries.values()
    book(device, times=(time(23, 30), time(0, 30)))
    seen = replace(entry, hours=Decimal(hours), ended_time=ended)
    return replace(device.state.outbox[0], seen=seen)


def test_a_night_that_was_booked_wrongly_is_cut_at_midnight() -> None:
    device = nights_device()
    waiting = over_midnight(device, "23.00", "0:30")
    step = created(device.state, waiting)
    assert isinstance(step, Step)
    assert step.request is not None
    assert step.request.body == {"started_time": "11:30pm", "ended_time": "11:59pm"}
    assert waiting.seen is not None
    cut = replace(waiting.seen, hours=Decimal("0.48"), ended_time="11:59pm")
    done = created(device.state, replace(waiting, seen=cut))
    assert isinstance(done, Done)
    [rest] = done.more
    assert isinstance(rest, Create)
    assert (rest.started_time, rest.ended_time) == (time(0), time(0, 30))


def test_a_night_that_ends_at_midnight_stays_one_entry() -> None:
    device = nights_device()
    device.office.sandbox.change("end_before_start", "422")
    book(device, times=(time(23), time(0)))
    device.drain()
    [entry] = device.office.entries
    assert entry["hours"] == pytest.approx(0.98, abs=0.011)


def test_a_start_that_the_server_began_minutes_later_is_set_back() -> None:
    device = Device(Office(wants_timestamp_timers=True))
    device.office.sandbox.change("earlier_start", "now")
    start(device)
    device.office.wait(3600)
    device.drain()
    device.read()
    row = selectors.running(device.state)
    assert row is not None
    assert row.entry.seconds(device.now) == pytest.approx(3600, abs=60)


def test_a_start_that_can_not_be_set_back_asks_the_user() -> None:
    device = Device(Office(wants_timestamp_timers=True))
    start(device)
    device.drain()
    entry = first_entry(device)
    start(device, "mobile testing")
    waiting = device.state.outbox[-1]
    state = replace(device.state, refs={**device.state.refs, waiting.op.ref: entry.id or 0})
    began = device.now + timedelta(hours=1)
    waiting = replace(waiting, seen=replace(entry, timer_started_at=began), tries=2)
    assert next_of_start(state, waiting, device.now) == GiveUp("unchanged")


def test_a_start_that_was_stopped_elsewhere_at_once_is_done() -> None:
    device = Device(Office(wants_timestamp_timers=True))
    start(device)
    device.drain()
    entry = replace(first_entry(device), is_running=False, timer_started_at=None)
    start(device, "mobile testing")
    waiting = replace(device.state.outbox[-1], seen=entry)
    state = replace(device.state, refs={**device.state.refs, waiting.op.ref: entry.id or 0})
    assert next_of_start(state, waiting, device.now) == Done()


def test_a_stop_of_a_start_that_was_discarded_has_nothing_to_do(device: Device) -> None:
    op = StopTimer(ref="never made", at=device.now, started=None, ended_time=None)
    assert advance(device.state, Waiting(n=99, op=op, made=device.now), device.now) == Done()


def test_a_stop_of_a_timer_that_is_not_known_looks_first(device: Device) -> None:
    op = StopTimer(ref="17", at=device.now, started=None, ended_time=None)
    step = advance(device.state, Waiting(n=99, op=op, made=device.now), device.now)
    assert isinstance(step, Step)
    assert step.kind == "look"


def test_a_correction_that_is_ignored_ends_after_three_tries(device: Device) -> None:
    start(device)
    device.drain()
    device.office.wait(600)
    stop(device)
    device.office.wait(3600)
    entry_id = device.office.entries[0]["id"]

    def cut(step: Step) -> str:
        request = step.request
        assert request is not None
        if request.body and "hours" in request.body:
            # The server says yes and changes nothing.
            device.office.control("PATCH", f"entries/{entry_id}", notes="")
            request.body["hours"] = Decimal("1.17")
        return ""

    device.cut = cut
    device.drain()
    assert kinds(device) == ["unchanged"]


def test_what_was_taken_back_while_it_was_planned_is_not_settled(device: Device) -> None:
    step = Step(kind="settle", n=4711, done=Done())
    assert absorb(device.state, step, Answered(), device.now, 0.5) == device.state


def test_a_search_that_is_forbidden_twice_sets_the_operation_aside(device: Device) -> None:
    """The first time the account may be the problem: who we are is asked for in between."""
    book(device)
    [waiting] = device.state.outbox
    step = Step(kind="find", n=waiting.n)
    failed = Failed("forbidden", Fate.REJECTED, said="No", status=403)
    device.act(absorb, step=step, outcome=failed, now=device.now, chance=0.5)
    asked = plan(device.state, device.now)
    assert isinstance(asked, Step)
    assert asked.kind == "check_user"
    device.take(asked)
    device.act(absorb, step=step, outcome=failed, now=device.now, chance=0.5)
    assert kinds(device) == ["forbidden"]


def test_a_wait_without_an_end_wakes_nobody(device: Device) -> None:
    ref = book(device)
    device.drain()
    delete(device, ref)
    due = device.state.outbox[0]
    assert advance(device.state, due, device.now) == Blocked(device.now + timedelta(seconds=10))
    assert plan(device.state, device.now) == device.now + timedelta(seconds=10)


def test_a_restart_that_answers_with_another_entry_is_followed(device: Device) -> None:
    ref = book(device)
    device.drain()
    old = first_entry(device)
    new = replace(old, id=(old.id or 0) + 1000, is_running=True, timer_started_at=device.now)
    from harvest_widget.store import changes

    for name in (ref, str(old.id)):
        state = replace(device.state, refs={ref: old.id or 0} if name == ref else {})
        held = device.state
        device.state = state
        device.act(changes.continue_same_entry, ref=name, now=device.now)
        # A step that left: what is asked for now can no longer be folded into it.
        step = plan(device.state, device.now)
        assert isinstance(step, Step)
        device.act(departing, step=step, now=device.now)
        stop(device)
        waiting = device.state.outbox[0]
        assert waiting.frozen
        after = absorb(device.state, step, Answered(new), device.now, 0.5)
        [left] = after.outbox
        assert left.op.ref == (ref if name == ref else str(new.id))
        assert (after.refs.get(ref) == new.id) == (name == ref)
        device.state = held
