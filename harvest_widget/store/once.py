"""What is worked out once for the same assignments or entries, of which an account has thousands.

Views ask at every change of the State; here only the object that was given decides, no State.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from harvest_widget.model.assignments import ProjectAssignment, bookable
from harvest_widget.model.entries import Work
from harvest_widget.store.recent import newest_days_first

G = TypeVar("G")
V = TypeVar("V")


def once(make: Callable[[G], V]) -> Callable[[G], V]:
    """Return `make` with a memory of its last answer, which holds for the identical object."""
    last: list[tuple[G, V]] = []

    def remembered(given: G) -> V:
        if not last or last[0][0] is not given:
            last[:] = [(given, make(given))]
        return last[0][1]

    return remembered


@once
def by_pair(assignments: tuple[ProjectAssignment, ...]) -> Mapping[tuple[int, int], Work]:
    """All that may be booked on, in the server's order; of a pair listed twice the first."""
    works: dict[tuple[int, int], Work] = {}
    for work in bookable(assignments):
        works.setdefault(work.pair, work)
    return works


newest = once(newest_days_first)
"""The entries of a sheet: the latest date first, each day as it was worked on."""
