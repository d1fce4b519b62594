"""A plausible working day of one person: what they do when; plays nothing."""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.simulation.office_seat import Act, Seat


class Day:
    """A person's working day: when they come, what they do when, when they go home."""

    def __init__(self, chance: random.Random, nine: datetime, *, at_once: bool) -> None:
        def at(hours: float) -> datetime:
            return nine + timedelta(hours=hours)

        self.arrives = nine + timedelta(seconds=chance.random())
        if not at_once:
            self.arrives += timedelta(minutes=min(30.0, max(-15.0, chance.gauss(2, 9))))
        self.goes = at(9)
        # All computers may start at once; people do not.
        begins = self.arrives + timedelta(minutes=chance.uniform(0.3, 20 if at_once else 10))
        lunch, back = chance.uniform(3, 4), chance.uniform(0.4, 1)
        ends = at(chance.uniform(7.9, 8.95))
        acts: list[tuple[datetime, Act]] = []
        if chance.random() < 0.8:
            acts.append((begins, _seen(chance, Seat.start)))
            when = begins + timedelta(minutes=chance.expovariate(1 / 60))
            while when < ends:
                browser = chance.random() < 0.1
                acts.append(
                    (
                        when,
                        _quietly(Seat.start_in_the_browser)
                        if browser
                        else _seen(chance, Seat.start),
                    )
                )
                when += timedelta(minutes=3 + chance.expovariate(1 / 60))
            acts.append((at(lunch), _seen(chance, Seat.stop)))
            acts.append((at(lunch + back), _seen(chance, Seat.start)))
            acts.append((ends, _seen(chance, Seat.stop)))
        else:
            whens = [begins, at(lunch), *(ends - timedelta(minutes=3 * n) for n in range(4))]
            acts += [(when, _seen(chance, Seat.book)) for when in whens]
        acts += [(at(chance.uniform(0.5, 8.5)), _seen(chance, Seat.edit)) for _ in range(3)]
        acts += [(at(chance.uniform(0, 8.9)), _glance(chance)) for _ in range(chance.randrange(12))]
        # Two things at a time are one after the other.
        self.acts = sorted(acts, key=lambda act: act[0])


def _seen(chance: random.Random, act: Callable[[Seat], None]) -> Act:
    """With the popover open; or by a key or a menu, without it."""
    if chance.random() < 0.3:
        return _quietly(act)
    before, after = chance.uniform(2, 20), chance.uniform(1, 20)

    async def done(seat: Seat) -> None:
        seat.open_popover()
        await asyncio.sleep(before)
        act(seat)
        await seat.look(after)

    return done


def _quietly(act: Callable[[Seat], None]) -> Act:
    async def done(seat: Seat) -> None:
        act(seat)

    return done


def _glance(chance: random.Random) -> Act:
    seconds = min(600.0, 5 + chance.expovariate(1 / 25))

    async def done(seat: Seat) -> None:
        await seat.look(seconds)

    return done
