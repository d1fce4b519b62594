"""Whatever is done in whatever order: one timer at most, no time lost, an undo is exact."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from harvest_widget.model.account import User
from harvest_widget.store import selectors
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import State
from tests.store.made import ADA, APP, HOME, NOW, TODAY, WEB, Hand, entry, running, state

Act = Callable[[Hand], object]
works = st.sampled_from((WEB, APP, HOME))
texts = st.text("abc \n", max_size=4)
seconds = st.integers(0, 900).map(lambda n: n * 36)
places = st.integers(0, 9)


def some(hand: Hand, place: int) -> str:
    refs = sorted(hand.sheet) or ["nothing"]
    return refs[place % len(refs)]


def edited(to: dict[str, object]) -> Callable[[int], Act]:
    return lambda place: lambda hand: hand.edit(some(hand, place), **to)


def maybe(act: Act) -> Act:
    """Only where there is something on its way."""
    return lambda hand: act(hand) if hand.state.outbox else None


plain_edits = st.fixed_dictionaries(
    {}, optional={"notes": texts, "work": works, "spent_date": st.just(date(2026, 3, 9))}
)
acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(
        lambda work, notes, ago: lambda hand: hand.start(work, notes, ago=ago),
        works,
        texts,
        st.sampled_from((0, 0, 900)),
    ),
    st.builds(
        lambda work, amount: lambda hand: hand.book(work, amount),
        works,
        seconds,
    ),
    st.just(lambda hand: hand.stop()),
    st.builds(lambda place: lambda hand: hand.resume(some(hand, place)), places),
    st.builds(
        lambda to, place: edited(to)(place),
        plain_edits,
        places,
    ),
    st.builds(
        lambda amount, place: edited({"seconds": amount})(place),
        seconds,
        places,
    ),
    st.builds(lambda place: lambda hand: hand.delete(some(hand, place)), places),
)
network: st.SearchStrategy[Act] = st.one_of(
    st.just(maybe(lambda hand: hand.leave(0))), st.just(maybe(lambda hand: hand.refuse(0)))
)
pauses = st.sampled_from((0, 1, 7, 60, 3600))


@given(
    st.booleans(),
    st.lists(st.tuples(pauses, st.one_of(acts, acts, acts, network)), max_size=14),
)
def test_at_most_one_timer_runs_whatever_is_done(stamps: bool, done: list[tuple[int, Act]]) -> None:
    hand = Hand(state(entry(1), running(2, APP), stamps=stamps))
    for pause, act in done:
        hand.after(pause)
        act(hand)
        assert len(hand.runs) <= 1
        numbers = [waiting.n for waiting in hand.state.outbox]
        assert len(set(numbers)) == len(numbers)
        assert all(shown.seconds(hand.now) >= 0 for shown in hand.sheet.values())


@given(st.lists(st.tuples(pauses, st.one_of(acts, acts, acts, network)), max_size=10))
def test_each_undo_before_anything_left_gives_back_the_queue_as_it_was(
    done: list[tuple[int, Act]],
) -> None:
    hand = Hand(state(entry(1), running(2, APP)))
    for pause, act in done:
        hand.after(pause)
        before, acted = hand.state.outbox, len(hand.state.undo)
        act(hand)
        if len(hand.state.undo) == acted:
            continue  # It was the network, or changed nothing.
        after = hand.state
        hand.undo()
        assert hand.state.outbox == before
        hand.state = after


@given(st.lists(acts, max_size=10))
def test_undoing_everything_before_anything_left_ends_where_it_began(done: list[Act]) -> None:
    hand = Hand(state(entry(1), running(2, APP)))
    for act in done:
        hand.after(7)
        act(hand)
    while hand.state.undo:
        hand.undo()
    assert hand.state.outbox == ()
    assert hand.runs == ["2"]


@given(st.lists(st.tuples(pauses, acts), max_size=12))
def test_time_of_a_duration_account_is_only_lost_with_its_entry(
    done: list[tuple[int, Act]],
) -> None:
    """What all entries show never falls by an act that neither edits nor deletes."""
    hand = Hand(state(entry(1), running(2, APP)))
    for pause, act in done:
        hand.after(pause)
        before = {ref: hand.seconds(ref) for ref in hand.sheet}
        act(hand)
        undo = hand.state.undo[-1] if hand.state.undo else None
        kinds = {type(op).__name__ for op in undo.ops} if undo else set()
        if kinds & {"Edit", "Delete"} or any(op.at < hand.now for op in hand.ops[-1:]):
            continue
        for ref, was in before.items():
            # Hundredths of an hour: a stop rounds to the nearest.
            assert hand.seconds(ref) >= was - 18


@settings(max_examples=40)
@given(
    stamps=st.booleans(),
    done=st.lists(st.tuples(pauses, st.one_of(acts, acts, network)), max_size=10),
)
def test_everything_survives_a_restart(stamps: bool, done: list[tuple[int, Act]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kept.sqlite3"
        disk = Disk(path)
        hand = Hand(state(entry(1), running(2, APP), stamps=stamps))
        saved = disk.save(State(), hand.state)
        for pause, act in done:
            hand.after(pause)
            act(hand)
            saved = disk.save(saved, hand.state)
        disk.close()
        again = Disk(path)
        # Not kept: the day that was looked at, and a wish to read anew.
        assert again.load() == replace(hand.state, day=None, refresh_asked=None)
        again.close()


@settings(max_examples=25)
@given(st.lists(acts, min_size=1, max_size=8))
def test_undo_goes_on_after_a_restart(done: list[Act]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kept.sqlite3"
        disk = Disk(path)
        hand = Hand(state(entry(1), running(2, APP)))
        for act in done:
            hand.after(5)
            act(hand)
        disk.save(State(), hand.state)
        disk.close()
        again = Disk(path)
        hand.state = again.load()
        again.close()
        while hand.state.undo:
            hand.undo()
        assert hand.state.outbox == ()


@given(
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    at=st.times(),
    ran=st.integers(0, 30 * 3600),
    zone=st.sampled_from(("Berlin", "Eastern Time (US & Canada)", "Samoa", "Lord Howe Island")),
)
def test_a_run_lasts_as_long_as_it_lasts_over_midnight_and_over_any_change_of_the_clocks(
    day: date, at: time, ran: int, zone: str
) -> None:
    """Rule 10: elapsed time comes from UTC instants, no change of the clocks alters it."""
    account = replace(ADA, user=User(id=7, timezone=zone))
    for stamps in (False, True):
        hand = Hand(state(stamps=stamps, account=account))
        hand.now = NOW.replace(
            year=day.year, month=day.month, day=day.day, hour=at.hour, minute=at.minute
        )
        ref = hand.start()
        today = selectors.today(hand.state, hand.now)
        hand.after(ran)
        assert hand.seconds(ref) == ran
        hand.stop()
        assert abs(hand.seconds(ref) - max(36, ran)) <= 18
        assert hand.sheet[ref].spent_date == today


@pytest.mark.parametrize("step", [timedelta(0), timedelta(hours=23, minutes=59)])
def test_a_day_ends_at_midnight_of_the_users_zone(step: timedelta) -> None:
    hand = Hand(state())
    hand.now = NOW.replace(hour=23) - timedelta(days=1) + step  # midnight in Berlin, and 23:59
    ref = hand.start()
    assert hand.sheet[ref].spent_date == TODAY
