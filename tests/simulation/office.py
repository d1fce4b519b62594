"""An office of 1,000 seats on one account, from Monday 9:00 to 18:00, in virtual time.

`python -m tests.simulation.office [--seats 1000] [--seed S] [--counted account|token] [--at-once]`
`[--crowded 1]`: 0 is the first day ever, 1 less than what such a day leaves on disk (1.3).

Measured with seed 1 and 100 requests per 15 s for the account; nothing works from 14:00 to 14:10:

                            first day ever       a usual Monday       all start at 9:00:00
    requests/widget, hour   16.1                 15.5                 13.8
    429                     2.41 %               1.52 %               1.69 %
    most in 15 s (100)      211                  222                  1,000
    click, calm: p95, p99   0.8 s, 7.3 s         0.8 s, 0.9 s         0.8 s, 0.9 s
    click, storms: p95      13.0 min             13.1 min             11.7 min
    staleness: median, p95  3.8 min, 12.5 min    3.9 min, 12.3 min    4.5 min, 12.6 min
    right after arrival     p99 13.2, all 23.1   p99 6.8, all 20.1    p99 14.4, all 16.1 min
    right after the outage  p99 18.6, all 23.8   p99 18.1, all 22.9   p99 15.9, all 19.8 min
    lost, double, wrong     0                    0                    0

The last column is a usual Monday too; as the first day ever, with all clicks within ten minutes, it
has 3.6 % of 429. The excess over the limit is what was refused. Per token (100 seats) nobody is:
30.5 requests, staleness 1.7 min. A pace that a success resets let 40 seats of a proportional limit
keep each other out for good: 99 % refused, most clicks never sent, nobody right at 18:00.
"""

import argparse
import asyncio
import gc
import math
import selectors
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import Any

from harvest_widget.sandbox.settings import read_rate
from tests.simulation.office_day import Day
from tests.simulation.office_harvest import OfficeHarvest
from tests.simulation.office_seat import MIDNIGHT, Seat, until, virtual_now

NINE = MIDNIGHT + timedelta(hours=9)
OUTAGE = NINE + timedelta(hours=5), NINE + timedelta(hours=5, minutes=10)
SETTLING = timedelta(minutes=15)
"""After 9:00 and after the outage clicks may take longer."""


class Office:
    """A day, lived through, and what was measured in it."""

    def __init__(
        self, *, seats: int, seed: int, counted: str, throttle: str, at_once: bool, crowded: float
    ) -> None:
        self.count, self.seed, self.counted = seats, seed, counted
        self.throttle, self.at_once, self.crowded = throttle, at_once, crowded
        self.seats: list[Seat] = []
        self.stale: list[float] = []
        self.wrong = 0

    async def live(self) -> None:
        """Let the day pass."""
        self.harvest = OfficeHarvest(
            virtual_now, throttle=self.throttle, counted=self.counted, outage=OUTAGE
        )
        self.seats = [
            Seat(n, self.harvest, virtual_now, self.seed, self.crowded)
            for n in range(1, self.count + 1)
        ]
        days = [Day(seat.chance, NINE, at_once=self.at_once) for seat in self.seats]
        people = [
            seat.work(day.arrives, day.acts, day.goes)
            for seat, day in zip(self.seats, days, strict=True)
        ]
        await asyncio.gather(self._watch(), *people)
        self.wrong = sum(1 for seat in self.seats if not seat.is_right())

    async def _watch(self) -> None:
        for n in range(1, 9 * 60):
            await until(NINE + timedelta(minutes=n))
            if virtual_now() == OUTAGE[1]:
                for seat in self.seats:
                    seat.wait_for(OUTAGE[1])
            ages = (seat.staleness() for seat in self.seats)
            self.stale += [age for age in ages if age is not None]

    # The measures.

    @property
    def requests(self) -> int:
        """All that arrived, the refused ones too."""
        return len(self.harvest.arrivals)

    @property
    def refused(self) -> float:
        """The share of requests that were answered by 429."""
        return len(self.harvest.refusals) / max(1, self.requests)

    def clicks(self, *, in_storms: bool) -> list[float]:
        """Seconds from click to confirmation, of clicks in the storms or of all others."""
        return [
            (confirmed - at).total_seconds()
            for seat in self.seats
            for _, at, confirmed in seat.clicks
            if _in_storm(at) == in_storms
        ]

    def elsewhere(self) -> list[float]:
        """Seconds until a timer that was started in the browser showed."""
        return [(seen - at).total_seconds() for seat in self.seats for at, seen in seat.elsewhere]

    def until_right(self, storm: datetime | None) -> list[float]:
        """Seconds from a storm (None: from each one's arrival) until each widget was right."""
        found = []
        for seat in self.seats:
            since = storm or seat.arrived
            assert since is not None
            at = seat.right_at.get(since)
            found.append((at - since).total_seconds() if at else math.inf)
        return found

    def lost_or_double(self) -> int:
        """Entries that are not at Harvest once."""
        return sum(seat.missing_or_double() for seat in self.seats)

    def table(self) -> str:
        """All of it, for people."""
        limit, seconds = read_rate(self.throttle)
        hours = 9.0
        kinds: Counter[str] = Counter()
        for (kind, _), times in self.harvest.asked.items():
            kinds[kind] += times
        each = " ".join(f"{kind} {n / self.count / hours:.1f}" for kind, n in kinds.most_common())
        calm, storm = self.clicks(in_storms=False), self.clicks(in_storms=True)
        arrival, outage = self.until_right(None), self.until_right(OUTAGE[1])
        lines = [
            (
                "requests",
                f"{self.requests}, {self.requests / self.count / hours:.1f} a widget and hour",
            ),
            ("  of these", each),
            ("429", f"{len(self.harvest.refusals)}, {self.refused:.2%}"),
            ("  by the hour", " ".join(str(n) for n in self._by_hour(self.harvest.refusals))),
            (
                "use of the limit",
                " ".join(
                    f"{n / (limit / seconds * 3600):.0%}"
                    for n in self._by_hour(self.harvest.arrivals)
                ),
            ),
            ("most at once", f"{self.harvest.most_in(seconds)} in {seconds:g} s, allowed {limit}"),
            ("click to confirmed", f"{_spread(calm)} ({len(calm)} clicks)"),
            ("  in the storms", f"{_spread(storm)} ({len(storm)} clicks)"),
            ("staleness", _spread(self.stale)),
            ("seen from the browser", f"{_spread(self.elsewhere())} ({len(self.elsewhere())})"),
            ("right after arrival", _spread(arrival)),
            ("right after the outage", _spread(outage)),
            ("not right at 18:00", str(self.wrong)),
            ("crashes", str(sum(seat.crashes for seat in self.seats))),
            ("crowded at 18:00", f"{sum(s.state.crowded for s in self.seats) / self.count:.2f}"),
            ("lost or double", str(self.lost_or_double())),
        ]
        return "\n".join(f"{name:24}{value}" for name, value in lines)

    def _by_hour(self, instants: Iterable[float]) -> list[int]:
        start = NINE.timestamp()
        hours = Counter(min(8, max(0, int((at - start) // 3600))) for at in instants)
        return [hours[n] for n in range(9)]


def _in_storm(at: datetime) -> bool:
    return at < NINE + SETTLING or OUTAGE[0] <= at < OUTAGE[1] + SETTLING


def share(values: Iterable[float], part: float) -> float:
    """The value that `part` (0 to 1) of all do not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def _spread(values: list[float]) -> str:
    parts = (("median", 0.5), ("p95", 0.95), ("p99", 0.99), ("most", 1.0))
    return ", ".join(f"{name} {_length(share(values, part))}" for name, part in parts)


def _length(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.1f} min"


class _Skipping(selectors.SelectSelector):
    """Waits for nothing: the time to wait is over at once."""

    def __init__(self, start: float) -> None:
        super().__init__()
        self.now = start

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("everybody waits for something that nobody will do")
        self.now += max(0.0, timeout)
        return []


def in_virtual_time(work: Callable[[], Coroutine[Any, Any, None]], start: datetime) -> None:
    """Run in a loop whose time jumps from one event to the next."""
    selector = _Skipping((start - MIDNIGHT).total_seconds())

    class Jumping(asyncio.SelectorEventLoop):
        def time(self) -> float:
            return selector.now

    with asyncio.Runner(loop_factory=lambda: Jumping(selector)) as runner:
        runner.run(work())


def day_of(
    seats: int = 1000,
    *,
    seed: int = 1,
    counted: str = "account",
    throttle: str = "100/15",
    at_once: bool = False,
    crowded: float = 0.0,
) -> Office:
    """Live through a day of so many seats; `crowded` is what Friday has taught them."""
    office = Office(
        seats=seats,
        seed=seed,
        counted=counted,
        throttle=throttle,
        at_once=at_once,
        crowded=crowded,
    )
    in_virtual_time(office.live, NINE - timedelta(minutes=20))
    return office


def main() -> None:
    """Print the table of one day."""
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    words.add_argument("--seats", type=int, default=1000)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--counted", choices=("account", "token"), default="account")
    words.add_argument("--throttle", default="100/15")
    words.add_argument("--at-once", action="store_true", help="everybody comes at 9:00:00")
    words.add_argument("--crowded", type=float, default=0.0, help="what Friday has taught")
    given = words.parse_args()
    began = time.monotonic()
    gc.freeze()
    office = day_of(
        given.seats,
        seed=given.seed,
        counted=given.counted,
        throttle=given.throttle,
        at_once=given.at_once,
        crowded=given.crowded,
    )
    print(office.table())
    print(f"{'took':24}{time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
