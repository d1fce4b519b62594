"""The Store: what is saved before it shows, and who hears of it when."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from harvest_widget.store.state import State
from harvest_widget.store.store import Store


class Turns:
    """The turns of a loop, taken by hand."""

    def __init__(self) -> None:
        self.due: list[Callable[[], None]] = []

    def defer(self, work: Callable[[], None]) -> None:
        self.due.append(work)

    def take(self) -> int:
        due, self.due = self.due, []
        for work in due:
            work()
        return len(due)


def made() -> tuple[Store, Turns, list[tuple[State, State]]]:
    turns = Turns()
    saved: list[tuple[State, State]] = []

    def save(before: State, after: State) -> State:
        saved.append((before, after))
        return after

    return Store(State(), save=save, defer=turns.defer), turns, saved


def failures(state: State, to: int) -> State:
    return replace(state, failures=to) if state.failures != to else state


def offset(state: State, *, to: float) -> State:
    return replace(state, offset=to)


def test_a_view_is_shown_the_present_value_at_once() -> None:
    store, _, _ = made()
    shown: list[int] = []
    store.watch(lambda state: state.failures, shown.append)
    assert shown == [0]


def test_several_changes_in_one_turn_are_shown_once_and_later() -> None:
    store, turns, _ = made()
    shown: list[int] = []
    store.watch(lambda state: state.failures, shown.append)
    for to in (1, 2, 3):
        store.update(failures, to)
    assert store.state.failures == 3
    assert shown == [0]
    assert turns.take() == 1
    assert shown == [0, 3]


def test_a_view_hears_only_of_what_it_shows() -> None:
    store, turns, _ = made()
    shown: list[float] = []
    store.watch(lambda state: state.offset, shown.append)
    store.update(failures, 1)
    turns.take()
    store.update(offset, to=2.0)
    store.update(offset, to=0.0)
    turns.take()
    assert shown == [0.0]


def test_a_change_that_changes_nothing_is_neither_saved_nor_told() -> None:
    store, turns, saved = made()
    store.update(failures, 0)
    assert (saved, turns.due) == ([], [])


def test_what_is_held_is_what_the_disk_returned() -> None:
    turns = Turns()
    held: list[State] = []

    def save(before: State, after: State) -> State:
        held.append(store.state)
        return replace(after, unsaved=True)

    store = Store(State(), save=save, defer=turns.defer)
    store.update(failures, 1)
    assert held == [State()]  # Written before it shows.
    assert store.state.unsaved


def test_a_view_that_was_put_away_hears_no_more() -> None:
    store, turns, _ = made()
    shown: list[int] = []
    stop = store.watch(lambda state: state.failures, shown.append)
    store.update(failures, 1)
    stop()
    stop()
    turns.take()
    assert shown == [0]


def test_a_view_that_is_put_away_by_an_earlier_one_hears_nothing_in_the_same_round() -> None:
    store, turns, _ = made()
    shown: list[int] = []
    stops: list[Callable[[], None]] = []
    store.watch(lambda state: state.failures, lambda value: stops[0]() if value else None)
    stops.append(store.watch(lambda state: state.failures, shown.append))
    store.update(failures, 1)
    turns.take()
    assert shown == [0]


def test_a_view_may_put_itself_away_and_open_another_while_it_is_told() -> None:
    store, turns, _ = made()
    shown: list[str] = []

    def once(value: int) -> None:
        shown.append(f"first {value}")
        if value:
            stop()
            store.watch(lambda state: state.failures, lambda v: shown.append(f"second {v}"))

    stop = store.watch(lambda state: state.failures, once)
    for to in (1, 2):
        store.update(failures, to)
        turns.take()
    assert shown == ["first 0", "first 1", "second 1", "second 2"]


def test_a_change_from_within_a_view_is_told_in_the_next_turn() -> None:
    store, turns, _ = made()
    shown: list[float] = []
    store.watch(
        lambda state: state.failures,
        lambda value: store.update(offset, to=float(value)),
    )
    store.watch(lambda state: state.offset, shown.append)
    turns.take()
    store.update(failures, 7)
    turns.take()
    turns.take()
    assert shown == [0.0, 7.0]
    assert turns.due == []


def test_a_view_that_fails_does_not_keep_the_others_from_hearing() -> None:
    store, turns, _ = made()
    shown: list[int] = []

    def fail(value: int) -> None:
        if value:
            raise ValueError(value)

    store.watch(lambda state: state.failures, fail)
    store.watch(lambda state: state.failures, shown.append)
    store.update(failures, 1)
    with pytest.raises(ValueError, match="1"):
        turns.take()
    turns.take()
    assert shown == [0, 1]
    assert turns.due == []
