"""One undo takes back one act: exactly while nothing has left, with the right time after."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from harvest_widget.model.operations import Delete, Edit, Run, StartTimer, StopTimer, Waiting
from harvest_widget.store import changes, selectors, telling
from harvest_widget.store.outbox import KEPT_UNDOS
from tests.store.made import APP, NOW, WEB, Hand, entry, running, state
from tests.sync.acts import book, delete, edit, start, stop, undo
from tests.sync.device import Device, Office

both = pytest.mark.parametrize("stamps", [False, True], ids=["duration", "start and end"])


def shown(device: Device) -> dict[str, Any]:
    """Hours and whether it runs, by project, as Harvest holds them when all has been sent."""
    device.drain()
    held: dict[str, tuple[float, bool]] = {}
    for told in device.office.entries:
        name = told["project"]["name"]
        hours, runs = held.get(name, (0.0, False))
        held[name] = (hours + told["hours"], runs or told["is_running"])
    return held


# -- while nothing has left ------------------------------------------------------------------------


def test_nothing_can_be_undone_where_nothing_was_done() -> None:
    held = state(entry(1))
    assert changes.undo(held, now=NOW) is held


def test_an_undone_act_is_gone_from_the_list() -> None:
    hand = Hand(state())
    hand.start()
    hand.after(60).stop()
    hand.undo()
    assert hand.kinds == ["start"]
    hand.undo()
    assert (hand.ops, hand.state.undo) == ([], ())


def test_only_so_many_acts_are_remembered() -> None:
    hand = Hand(state())
    for _ in range(KEPT_UNDOS + 5):
        hand.book()
    assert len(hand.state.undo) == KEPT_UNDOS


def test_a_row_that_never_left_comes_back_in_its_old_place() -> None:
    """Sending put a stop in front of a late start: it stays in front when the start comes back."""
    hand = Hand(state(running(1)))
    ref = hand.start(APP)
    book_later = hand.book()
    start = hand.state.outbox[0]
    ends = StopTimer(ref="1", at=NOW, started=None, ended_time=None)
    put_before = Waiting(n=90, op=ends, made=NOW)
    hand.state = replace(hand.state, outbox=(put_before, *hand.state.outbox), next_n=91)
    acts: list[Callable[[], None]] = [
        lambda: hand.delete(ref),
        lambda: hand.edit(ref, notes="x"),
    ]
    for act in acts:
        before = hand.state.outbox
        assert [waiting.n for waiting in before] == [90, start.n, start.n + 2]
        act()
        hand.undo()
        assert hand.state.outbox == before
    assert book_later in hand.sheet


def test_undoing_an_unsent_start_lets_the_other_run_on_though_its_stop_was_prepared() -> None:
    hand = Hand(state(running(1)))
    hand.start(APP)
    [waiting] = hand.state.outbox
    assert isinstance(waiting.op, StartTimer)
    ends = StopTimer(ref="1", at=NOW, started=None, ended_time=None)
    outbox = (Waiting(n=90, op=ends, made=NOW), replace(waiting, running_read=True))
    hand.state = replace(hand.state, outbox=outbox, next_n=91)
    hand.after(3600).undo()
    assert hand.runs == ["1"]
    assert hand.seconds("1") == 3600 + 3600


# -- half of it has left ---------------------------------------------------------------------------


def test_undoing_a_start_whose_folded_predecessor_has_left_brings_that_back() -> None:
    hand = Hand(state())
    first = hand.start()
    hand.after(720)
    second = hand.start(APP)
    hand.leave(0)
    hand.after(720).undo()
    assert second not in hand.sheet
    assert hand.kinds == ["create", "continue"]
    assert hand.runs == [first]
    assert hand.seconds(first) == 1440


def test_undoing_a_folded_stop_that_has_arrived_lets_it_run_on() -> None:
    hand = Hand(state())
    ref = hand.start()
    hand.after(3600).stop()
    hand.arrive(5)
    hand.after(720).undo()
    assert hand.runs == [ref]
    assert hand.seconds(ref) == 4320


def test_undoing_the_deletion_of_an_unsent_start_brings_it_back_though_its_stop_has_arrived() -> (
    None
):
    hand = Hand(state(running(1)))
    ref = hand.start(APP)
    hand.after(2).delete(ref)
    assert hand.kinds == ["stop"]
    hand.arrive(1)
    hand.after(5).undo()
    assert hand.runs == [ref]
    assert hand.seconds(ref) == 7


def test_a_delete_that_has_left_stands() -> None:
    hand = Hand(state(entry(1)))
    hand.delete("1")
    hand.leave()
    before = hand.state.outbox
    hand.undo()
    assert hand.state.outbox == before


def test_an_entry_that_has_left_is_deleted_at_once_when_its_making_is_undone() -> None:
    hand = Hand(state())
    ref = hand.book()
    hand.leave()
    hand.after(3).undo()
    assert hand.ops[1:] == [Delete(ref=ref, at=hand.now, due=hand.now)]
    assert hand.sheet == {}


def test_undoing_an_edit_of_a_running_time_keeps_what_ran_since_also_when_it_was_stopped() -> None:
    for stopped in (False, True):
        hand = Hand(state(running(1)))
        hand.edit("1", seconds=7200)
        hand.leave()
        hand.after(720)
        if stopped:
            hand.stop()
            done = hand.state.undo[-1]
            hand.state = replace(hand.state, undo=tuple(a for a in hand.state.undo if a != done))
        hand.undo()
        assert hand.seconds("1") == 3600 + 720
        assert hand.runs == ([] if stopped else ["1"])


def test_undoing_an_edit_of_an_entry_that_is_no_longer_shown_is_sent_all_the_same() -> None:
    hand = Hand(state(entry(1, notes="old")))
    hand.edit("1", notes="new")
    hand.leave()
    hand.state = replace(hand.state, snapshot=state().snapshot)
    hand.undo()
    inverse = hand.ops[-1]
    assert isinstance(inverse, Edit)
    assert inverse.to.notes == "old"


def test_undoing_a_continue_that_was_stopped_elsewhere_changes_nothing() -> None:
    hand = Hand(state(entry(1)))
    hand.resume("1")
    hand.arrive(1, is_running=False, timer_started_at=None)
    hand.undo()
    assert hand.ops == []


def test_undoing_a_back_dated_start_lets_the_other_run_since_its_own_beginning() -> None:
    hand = Hand(state(running(1, minutes=30)))
    hand.start(APP, ago=3600)
    hand.leave()
    hand.after(60).undo()
    assert hand.seconds("1") == 1800 + 1800 + 60


# -- against Harvest -------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("late", [5, 600])
def test_undo_of_a_sent_start_deletes_it(stamps: bool, late: float) -> None:
    device = Device(Office(wants_timestamp_timers=stamps))
    start(device)
    device.drain()
    device.office.wait(late)
    undo(device)
    assert selectors.running(device.state) is None
    assert shown(device) == {}


@both
@pytest.mark.parametrize("late", [5, 600])
def test_undo_of_a_sent_stop_counts_the_gap(stamps: bool, late: float) -> None:
    device = Device(Office(wants_timestamp_timers=stamps))
    start(device)
    device.drain()
    device.office.wait(3600)
    stop(device)
    device.drain()
    device.office.wait(late)
    undo(device)
    row = selectors.running(device.state)
    assert row is not None
    device.drain()
    device.office.wait(1800)
    stop(device)
    assert shown(device)["Website relaunch"] == (
        pytest.approx((3600 + late + 1800) / 3600, abs=0.035),
        False,
    )


@both
def test_undo_of_a_sent_edit_puts_back_what_was_there(stamps: bool) -> None:
    device = Device(Office(wants_timestamp_timers=stamps))
    ref = start(device, notes="before")
    device.office.wait(1800)
    stop(device)
    device.drain()
    edit(device, ref, notes="after", work=device.work("mobile testing"))
    device.drain()
    undo(device)
    device.drain()
    [told] = device.office.entries
    assert (told["notes"], told["project"]["name"]) == ("before", "Website relaunch")


@both
def test_undo_of_a_delete_within_its_time_is_exact(stamps: bool) -> None:
    device = Device(Office(wants_timestamp_timers=stamps))
    ref = start(device)
    device.drain()
    device.office.wait(1800)
    stop(device)
    device.drain()
    before = device.office.entries
    delete(device, ref)
    device.office.wait(9)
    undo(device)
    device.drain()
    assert device.office.entries == before


def test_undo_of_a_sent_continue_takes_its_time_away_and_brings_the_other_back() -> None:
    device = Device(Office())
    first = start(device)
    device.office.wait(3600)
    start(device, "mobile testing")
    device.drain()
    device.office.wait(3600)
    device.act(changes.continue_entry, ref=first, new_ref="new", now=device.now)
    device.drain()
    device.office.wait(900)
    undo(device)
    assert shown(device) == {
        "Website relaunch": (pytest.approx(1.0, abs=0.02), False),
        "Mobile app": (pytest.approx(1.25, abs=0.02), True),
    }


@both
def test_undo_of_a_start_that_was_folded_with_the_one_before_after_both_were_sent(
    stamps: bool,
) -> None:
    device = Device(Office(wants_timestamp_timers=stamps))
    start(device)
    device.office.wait(1800)
    start(device, "mobile testing")
    device.office.wait(5)
    device.drain()
    undo(device)
    device.office.wait(1800)
    stop(device)
    assert shown(device) == {"Website relaunch": (pytest.approx(1.0, abs=0.035), False)}


@both
def test_undo_works_after_the_program_was_started_anew(stamps: bool, tmp_path: Path) -> None:
    office = Office(wants_timestamp_timers=stamps)
    path = tmp_path / "kept.sqlite3"
    device = Device(office, path)
    start(device)
    device.drain()
    office.wait(1800)
    start(device, "mobile testing")
    device.drain()
    for _ in range(2):
        assert device.disk is not None
        device.disk.close()
        office.wait(30)
        device = Device(office, path)
    undo(device)
    device.drain()
    office.wait(1740)
    stop(device)
    assert shown(device) == {"Website relaunch": (pytest.approx(1.0, abs=0.035), False)}


def test_undo_of_a_sent_entry_deletes_it() -> None:
    device = Device(Office())
    book(device)
    device.drain()
    undo(device)
    assert shown(device) == {}


def test_the_run_that_an_undo_names_is_the_one_that_was_on() -> None:
    hand = Hand(state(running(1)))
    hand.start(WEB)
    op = hand.state.undo[-1].ops[0]
    assert isinstance(op, StartTimer)
    assert op.ends == Run("1", NOW - timedelta(minutes=30))


def test_after_an_undo_no_toast_offers_what_was_done_before() -> None:
    hand = Hand(state(entry(1), entry(2)))
    hand.edit("1", notes="x")
    hand.after(2).do(changes.delete_entry, ref="2")
    hand.after(1).do(changes.undo)
    assert telling.toast(hand.state, hand.now) is None
    hand.do(changes.undo)
    assert hand.sheet["1"].text != "x"
