"""What each act of the user changes, and how much of it is left to send."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.model.account import Company
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Run,
    StartTimer,
    StopTimer,
    Values,
)
from harvest_widget.store import changes, problems, selectors, telling
from harvest_widget.store.state import Draft, Settings
from tests.store.made import APP, HOME, NOW, TODAY, WEB, Hand, entry, running, state


def said(hand: Hand) -> str:
    """What the toast says of the last act."""
    act = telling.last_act(hand.state)
    return act.text if act is not None else ""


def test_a_start_runs_at_once_and_waits_to_be_sent() -> None:
    hand = Hand(state())
    ref = hand.start(notes="first")
    assert hand.runs == [ref]
    assert hand.ops == [
        StartTimer(ref=ref, at=NOW, work=WEB, notes="first", spent_date=TODAY, started_time=None)
    ]
    assert hand.after(90).seconds(ref) == 90


def test_a_start_with_start_and_end_carries_the_clock_time_of_the_users_zone() -> None:
    hand = Hand(state(stamps=True))
    ref = hand.after(59).start()
    [op] = hand.ops
    assert isinstance(op, StartTimer)
    assert op.started_time == time(10, 0)
    assert hand.sheet[ref].started_time == "10:00"


def test_a_back_dated_start_before_midnight_belongs_to_the_day_of_its_start() -> None:
    """In a duration account the hours are booked on the day of the click."""
    for stamps, day in ((True, date(2026, 3, 9)), (False, TODAY)):
        hand = Hand(state(stamps=stamps))
        ref = hand.start(ago=11 * 3600)
        assert hand.sheet[ref].spent_date == day
        assert hand.seconds(ref) == 11 * 3600


def test_a_start_ends_the_run_that_is_on_and_names_it() -> None:
    hand = Hand(state(running(1)))
    ref = hand.after(720).start(APP)
    [op] = hand.ops
    assert isinstance(op, StartTimer)
    base = Decimal("0.50")
    assert op.ends == Run("1", NOW - timedelta(minutes=30), hand.now, base)
    assert hand.runs == [ref]
    assert hand.after(3600).seconds("1") == 1800 + 1800 + 720
    assert said(hand) == words.started_and_stopped("Mobile app", "Website", "1:12")


def test_a_start_shows_the_end_of_the_other_entry_in_a_start_end_account() -> None:
    there = replace(running(1, base="0.00"), started_time="9:30")
    hand = Hand(state(there, stamps=True))
    hand.after(600).start(APP)
    assert hand.sheet["1"].ended_time == "10:10"


def test_a_start_turns_to_today() -> None:
    hand = Hand(state(day=date(2026, 3, 2)))
    hand.start()
    assert hand.state.day is None


def test_start_and_stop_before_anything_left_become_one_stopped_entry() -> None:
    for stamps in (False, True):
        hand = Hand(state(stamps=stamps))
        ref = hand.start(notes="x")
        hand.after(1800).stop()
        [op] = hand.ops
        assert isinstance(op, Create)
        assert (op.ref, op.at, op.seconds, op.notes) == (ref, NOW, 1800, "x")
        assert (op.started_time, op.ended_time) == (
            (time(10), time(10, 30)) if stamps else (None, None)
        )
        assert hand.after(999).seconds(ref) == 1800


def test_a_click_and_a_click_is_the_shortest_entry_that_there_is() -> None:
    hand = Hand(state())
    ref = hand.start()
    hand.after(1).stop()
    assert hand.seconds(ref) == 36


def test_start_edit_stop_edit_before_anything_left_is_one_create() -> None:
    hand = Hand(state())
    ref = hand.start()
    hand.after(10).edit(ref, notes="better", seconds=600)
    assert hand.after(60).seconds(ref) == 660
    hand.stop()
    hand.edit(ref, work=APP, spent_date=date(2026, 3, 9))
    [op] = hand.ops
    assert isinstance(op, Create)
    assert (op.work, op.notes, op.seconds, op.spent_date) == (APP, "better", 660, date(2026, 3, 9))


def test_a_folded_start_that_ended_another_timer_still_stops_it_then() -> None:
    hand = Hand(state(running(1)))
    began = hand.sheet["1"].timer_started_at
    hand.after(72).start(APP)
    then = hand.now
    hand.after(72).stop()
    stop, create = hand.ops
    assert stop == StopTimer(ref="1", at=then, started=began, ended_time=None)
    assert isinstance(create, Create)
    assert hand.runs == []
    assert hand.after(600).seconds("1") == 1800 + 1800 + 72


def test_a_back_dated_start_ends_no_run_before_it_began() -> None:
    hand = Hand(state(running(1, minutes=30), stamps=True))
    hand.start(APP, ago=3600)
    hand.stop()
    stop = hand.ops[0]
    assert isinstance(stop, StopTimer)
    assert (stop.at, stop.ended_time) == (NOW - timedelta(minutes=30), time(9, 30))


def test_a_folded_continue_that_ended_another_timer_still_stops_it_then() -> None:
    hand = Hand(state(entry(1), running(2, APP)))
    hand.resume("1")
    hand.after(72).stop()
    assert hand.kinds == ["stop", "edit"]
    assert hand.seconds("1") == 3672
    assert hand.runs == []


def test_a_deleted_start_that_ended_another_timer_still_stops_it_then() -> None:
    hand = Hand(state(running(1)))
    ref = hand.start(APP)
    hand.after(60).delete(ref)
    assert hand.kinds == ["stop"]
    assert hand.ops[0].at == NOW
    assert hand.runs == []


def test_a_deleted_continue_of_an_unsent_entry_still_stops_the_timer_that_it_ended() -> None:
    hand = Hand(state(running(1)))
    ref = hand.book(APP)
    hand.resume(ref)
    hand.after(60).delete(ref)
    assert hand.kinds == ["stop"]
    assert hand.runs == []


def test_one_start_after_the_other_before_anything_left() -> None:
    hand = Hand(state())
    first = hand.start()
    hand.after(720)
    second = hand.start(APP)
    assert hand.kinds == ["create", "start"]
    assert hand.seconds(first) == 720
    assert hand.runs == [second]


def test_what_has_left_is_never_folded() -> None:
    hand = Hand(state())
    ref = hand.start()
    hand.leave()
    hand.after(60).edit(ref, notes="late")
    hand.stop()
    hand.edit(ref, notes="later")
    hand.delete(ref)
    assert hand.kinds == ["start", "edit", "stop", "edit", "delete"]
    assert hand.ops[0] == StartTimer(
        ref=ref, at=NOW, work=WEB, notes="", spent_date=TODAY, started_time=None
    )
    assert hand.sheet == {}


def test_a_stop_of_a_run_that_only_we_know_names_no_instant() -> None:
    hand = Hand(state())
    hand.start()
    hand.leave()
    hand.after(60).stop()
    stop = hand.ops[1]
    assert isinstance(stop, StopTimer)
    assert stop.started is None


def test_a_stop_names_the_run_also_after_an_edit_of_its_notes() -> None:
    hand = Hand(state(running(1)))
    hand.edit("1", notes="more")
    hand.after(60).stop()
    stop = hand.ops[1]
    assert isinstance(stop, StopTimer)
    assert stop.started == NOW - timedelta(minutes=30)


def test_a_stop_after_an_edit_of_the_running_time_ends_the_run_that_the_edit_begins() -> None:
    hand = Hand(state(running(1)))
    hand.edit("1", seconds=7200)
    hand.after(720).stop()
    stop = hand.ops[1]
    assert isinstance(stop, StopTimer)
    assert stop.started is None
    assert hand.seconds("1") == 7920


def test_nothing_is_stopped_where_nothing_runs() -> None:
    hand = Hand(state(entry(1)))
    before = hand.state
    hand.stop()
    assert hand.state is before


def test_continue_takes_up_todays_entry_in_a_duration_account() -> None:
    hand = Hand(state(entry(1)))
    hand.resume("1")
    assert hand.ops == [ContinueTimer(ref="1", at=NOW)]
    assert hand.after(60).seconds("1") == 3660


@pytest.mark.parametrize(
    ("there", "stamps"),
    [
        (entry(1, spent_date=date(2026, 3, 9), notes="same"), False),
        (entry(1, is_locked=True, notes="same"), False),
        (entry(1, is_closed=True, notes="same"), False),
        (entry(1, notes="same", started_time="8:00", ended_time="9:00"), True),
    ],
)
def test_continue_opens_a_new_entry_where_the_old_one_may_not_run_on(
    there: object, stamps: bool
) -> None:
    hand = Hand(state(there, stamps=stamps))  # type: ignore[arg-type]
    new = hand.resume("1")
    assert hand.runs == [new]
    assert (hand.sheet[new].text, hand.sheet[new].spent_date) == ("same", TODAY)
    assert hand.sheet["1"].hours == 1


def test_continue_and_stop_before_anything_left_is_one_edit_of_the_hours() -> None:
    hand = Hand(state(entry(1)))
    hand.resume("1")
    hand.after(1800).stop()
    to, base = Values(seconds=5400), Values(seconds=3600)
    assert hand.ops == [Edit(ref="1", at=hand.now, to=to, base=base)]


def test_book_continue_edit_stop_before_anything_left_is_one_create() -> None:
    hand = Hand(state())
    ref = hand.book(seconds=3600)
    hand.resume(ref)
    hand.after(600).edit(ref, seconds=7200)
    hand.after(600)
    assert hand.seconds(ref) == 7800
    hand.stop()
    [op] = hand.ops
    assert isinstance(op, Create)
    assert op.seconds == 7800
    assert hand.runs == []


def test_what_was_typed_while_an_unsent_continue_ran_is_kept() -> None:
    hand = Hand(state(entry(1)))
    hand.resume("1")
    hand.after(60).edit("1", notes="kept", seconds=7200)
    hand.after(60).stop()
    [op] = hand.ops
    assert isinstance(op, Edit)
    assert op.to == Values(notes="kept", seconds=7260)
    assert op.base == Values(notes="", seconds=3600)


def test_a_stopped_continue_that_was_refused_stays_refused_with_its_time() -> None:
    hand = Hand(state(entry(1)))
    hand.resume("1")
    hand.refuse()
    hand.after(720).stop()
    [waiting] = hand.state.outbox
    assert waiting.refusal is not None
    assert hand.seconds("1") == 4320


def test_continue_of_what_runs_or_is_not_there_changes_nothing() -> None:
    hand = Hand(state(running(1)))
    before = hand.state
    for ref in ("1", "2"):
        hand.resume(ref)
        hand.do(changes.continue_same_entry, ref=ref)
    assert hand.state is before


def test_an_old_day_itself_may_run_on() -> None:
    hand = Hand(state(entry(1, spent_date=date(2026, 3, 2)), running(2, APP)))
    hand.do(changes.continue_same_entry, ref="1")
    assert hand.runs == ["1"]
    assert said(hand) == words.continued_and_stopped("Website", "Mobile app", "1:00")


def test_toggle_stops_what_runs_and_then_takes_up_the_same_again() -> None:
    hand = Hand(state(entry(1), running(2, APP)))
    hand.resume("1")
    hand.after(60).stop()
    hand.after(60).do(changes.toggle, new_ref="new")
    assert hand.runs == ["1"]
    hand.do(changes.toggle, new_ref="new")
    assert hand.runs == []


def test_toggle_with_nothing_at_all_changes_nothing() -> None:
    hand = Hand(state())
    before = hand.state
    hand.do(changes.toggle, new_ref="new")
    assert hand.state is before


def test_a_booked_entry_has_its_seconds_or_the_time_between_its_ends() -> None:
    hand = Hand(state())
    assert hand.seconds(hand.book(seconds=5400)) == 5400
    assert hand.seconds(hand.book(seconds=None)) == 0
    hand = Hand(state(stamps=True))
    night = hand.book(seconds=None, started_time=time(23, 30), ended_time=time(0, 15))
    assert hand.seconds(night) == 2700


def test_an_edit_keeps_only_what_differs_from_what_was_seen() -> None:
    hand = Hand(state(entry(1, notes="old")))
    hand.edit("1", notes="new", seconds=3600, work=WEB)
    assert hand.ops == [Edit(ref="1", at=NOW, to=Values(notes="new"), base=Values(notes="old"))]


def test_an_edit_that_changes_nothing_or_has_no_entry_is_none() -> None:
    hand = Hand(state(entry(1, notes="old")))
    before = hand.state
    hand.edit("1", notes="old")
    hand.edit("2", notes="new")
    hand.delete("2")
    assert hand.state is before


def test_two_edits_before_anything_left_are_one_that_keeps_the_first_base() -> None:
    hand = Hand(state(entry(1, notes="one")))
    hand.edit("1", notes="two", seconds=1800)
    hand.after(5).edit("1", notes="three")
    to, base = Values(notes="three", seconds=1800), Values(notes="one", seconds=3600)
    assert hand.ops == [Edit(ref="1", at=NOW, to=to, base=base)]


def test_the_time_of_a_running_entry_runs_on_from_the_edit_that_set_it() -> None:
    hand = Hand(state(running(1)))
    hand.edit("1", seconds=7200)
    hand.after(100).edit("1", notes="later")
    assert hand.kinds == ["edit"]
    assert hand.seconds("1") == 7300
    hand.edit("1", seconds=72)
    assert hand.after(5).seconds("1") == 77


def test_an_edit_after_a_stop_waits_behind_it() -> None:
    hand = Hand(state(running(1)))
    hand.edit("1", notes="a")
    hand.stop()
    hand.edit("1", notes="b")
    assert hand.kinds == ["edit", "stop", "edit"]


def test_new_clock_times_of_a_stopped_entry_change_its_hours_at_once() -> None:
    hand = Hand(state(entry(1, started_time="8:00", ended_time="9:00"), stamps=True))
    hand.edit("1", ended_time=time(9, 30))
    assert (hand.seconds("1"), hand.sheet["1"].ended_time) == (5400, "9:30")


def test_new_clock_times_of_an_unsent_entry_change_its_hours_in_the_create() -> None:
    hand = Hand(state(stamps=True))
    ref = hand.book(seconds=None, started_time=time(8), ended_time=time(9))
    hand.edit(ref, started_time=time(7))
    [op] = hand.ops
    assert isinstance(op, Create)
    assert (op.started_time, op.ended_time, op.seconds) == (time(7), time(9), 7200)


def test_a_new_start_of_what_runs_moves_its_beginning() -> None:
    there = replace(running(1, base="0.00"), started_time="9:30")
    hand = Hand(state(there, stamps=True))
    hand.edit("1", started_time=time(9, 0))
    assert hand.seconds("1") == 3600
    hand = Hand(state(stamps=True))
    ref = hand.start()
    hand.after(60).edit(ref, started_time=time(9, 0))
    assert hand.kinds == ["start"]
    assert hand.seconds(ref) == 3660


def test_a_delete_hides_the_entry_and_may_leave_after_ten_seconds() -> None:
    hand = Hand(state(entry(1)))
    hand.delete("1")
    assert hand.sheet == {}
    assert hand.ops == [Delete(ref="1", at=NOW, due=NOW + timedelta(seconds=10))]


def test_what_never_left_leaves_nothing_when_it_is_deleted() -> None:
    hand = Hand(state())
    ref = hand.book()
    hand.resume(ref)
    hand.edit(ref, notes="x")
    hand.delete(ref)
    assert hand.ops == []


def test_discarding_a_refused_create_takes_what_was_built_on_it_and_no_more() -> None:
    hand = Hand(state(running(1)))
    other, ref = hand.book(APP), hand.book()
    hand.refuse()
    hand.resume(ref)
    n = hand.state.outbox[1].n
    hand.state = problems.discard(hand.state, n=n)
    assert [op.ref for op in hand.ops] == [other, "1"]
    assert hand.runs == []


def test_discarding_a_refused_edit_leaves_the_others() -> None:
    hand = Hand(state(running(1)))
    hand.edit("1", notes="x")
    hand.refuse()
    hand.stop()
    hand.state = problems.discard(hand.state, n=hand.state.outbox[0].n)
    assert hand.kinds == ["stop"]


def test_only_what_was_refused_can_be_discarded_or_sent_again() -> None:
    hand = Hand(state())
    hand.book()
    n = hand.state.outbox[0].n
    assert problems.discard(hand.state, n=n) is hand.state
    assert problems.discard(hand.state, n=n + 99) is hand.state
    assert problems.retry(hand.state, n=n, now=NOW).outbox == hand.state.outbox


def test_a_refused_operation_is_sent_again_as_it_is() -> None:
    hand = Hand(state())
    hand.book(HOME)
    op = hand.ops[0]
    hand.refuse()
    hand.do(problems.retry, n=hand.state.outbox[0].n)
    [waiting] = hand.state.outbox
    assert (waiting.op, waiting.refusal) == (op, None)
    assert selectors.problems(hand.state) == ()
    assert hand.state.refresh_asked == hand.now


def test_a_refused_entry_that_is_mended_is_sent_as_mended() -> None:
    hand = Hand(state())
    ref = hand.book(HOME)
    hand.refuse()
    hand.edit(ref, work=WEB)
    [waiting] = hand.state.outbox
    assert (waiting.refusal, waiting.attempts) == (None, ())
    assert hand.sheet[ref].work == WEB


def test_the_users_own_things() -> None:
    hand = Hand(state())
    one, two = Draft(notes="one"), Draft(notes="two")
    held = changes.keep_draft(hand.state, name="new", draft=one)
    held = changes.keep_draft(held, name="7", draft=two)
    assert changes.drop_draft(held, name="new").drafts == {"7": two}
    held = changes.toggle_favourite(held, pair=WEB.pair)
    held = changes.toggle_favourite(held, pair=APP.pair)
    assert changes.toggle_favourite(held, pair=WEB.pair).favourites == (APP.pair,)
    assert changes.show_day(held, day=TODAY).day == TODAY
    chosen = Settings(theme="dark")
    assert changes.set_settings(held, settings=chosen).settings == chosen


def test_what_was_said_of_an_act_follows_the_notation_of_the_account() -> None:
    hand = Hand(state(running(1)))
    hand.after(720).do(changes.stop_timer)
    assert said(hand) == words.stopped("Website", "1:12")
    hand.state = replace(hand.state, company=Company(time_format="decimal", decimal_symbol=","))
    assert said(hand) == words.stopped("Website", "1,20")
