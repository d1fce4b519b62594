"""Holds the State, replaces it by plain functions and tells those who watch; decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

from harvest_widget.store.state import State

P = ParamSpec("P")
V = TypeVar("V")


@dataclass(eq=False, slots=True)
class _Watch:
    select: Callable[[State], Any]
    show: Callable[[Any], None]
    shown: Any


class Store:
    """One State, written down before it shows.

    `save(before, after)` is called within `update` and returns the State to hold (a disk may
    refuse: then it says so in the State). `defer` runs a function after the present turn, outside
    any task: several changes give one redraw.
    """

    def __init__(
        self,
        state: State,
        *,
        save: Callable[[State, State], State],
        defer: Callable[[Callable[[], None]], object],
    ) -> None:
        self.state = state
        self._save = save
        self._defer = defer
        self._told = True
        self._watches: list[_Watch] = []

    def update(
        self, change: Callable[Concatenate[State, P], State], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Replace the State with what `change` makes of it. Returns when that is on disk."""
        before, after = self.state, change(self.state, *args, **kwargs)
        if after is before:
            return
        self.state = self._save(before, after)
        if self._told:
            self._told = False
            self._defer(self._tell)

    def watch(self, select: Callable[[State], V], show: Callable[[V], None]) -> Callable[[], None]:
        """Call `show` now and whenever the selected value differs. Returns the way to stop."""
        watch = _Watch(select, show, select(self.state))
        self._watches.append(watch)
        show(watch.shown)

        def stop() -> None:
            if watch in self._watches:
                self._watches.remove(watch)

        return stop

    def _tell(self) -> None:
        self._told = True
        for watch in tuple(self._watches):
            # A view that was closed by an earlier one in this round must hear nothing more.
            if watch not in self._watches:
                continue
            value = watch.select(self.state)
            if value != watch.shown:
                watch.shown = value
                try:
                    watch.show(value)
                except Exception:
                    # One view that fails must not keep the others from hearing.
                    self._defer(self._tell)
                    raise
