"""What the user asked for, kept by other means than the program's: no part of the engine is used.

Time is booked under tags, the first word of the notes. A tag is what the user thinks of as one
piece of work: its seconds at rest, since when it runs, and how exactly Harvest can hold that.

Where two devices act without knowing of each other, no single outcome is right. Such tags are
raced: they are counted apart by the race's name, must still be there, and there once, and what
Harvest holds of them becomes the truth afterwards.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

HUNDREDTH = 36.0
NOISE = 5.0
"""Seconds by which a computer's idea of the time may be off, where a run begins and ends."""


@dataclass(slots=True)
class Work:
    """One piece of work.

    `runs` counts stretches whose length was taken by a clock, `entries` how many time entries it
    may be kept in, `began` and `ended` are those of its only stretch, where there is one.
    `mixed`: the entries may differ in their notes and work. `doubtful`: a clock time of it lies in
    the hour that a change of the clocks leaves out or has twice.
    """

    pair: tuple[int, int]
    notes: str
    day: date | None
    seconds: float = 0.0
    runs: int = 0
    entries: int = 1
    midnights: int = 0
    mixed: bool = False
    doubtful: bool = False
    since: datetime | None = None
    began: datetime | None = None
    ended: datetime | None = None

    def total(self, now: datetime) -> float:
        """Seconds, the present run included."""
        return self.seconds + ((now - self.since).total_seconds() if self.since else 0.0)


@dataclass(slots=True)
class Oracle:
    """The truth as far as there is one.

    `stamps`: the account keeps start and end times. `coarse`: it does not tell the hours before a
    run, they have to be worked out from rounded ones.
    """

    stamps: bool
    coarse: bool
    zone: tzinfo
    works: dict[str, Work] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    running: str | None = None
    raced: dict[str, str] = field(default_factory=dict)
    races: Counter[str] = field(default_factory=Counter)

    def copy(self) -> "Oracle":
        """The truth as it is now, to come back to."""
        works = {tag: replace(work) for tag, work in self.works.items()}
        return replace(self, works=works, gone=set(self.gone))

    def back_to(self, before: "Oracle") -> None:
        """Take back all that was done since `before` was copied."""
        kept = before.copy()
        self.works, self.gone, self.running = kept.works, kept.gone, kept.running

    def start(
        self, tag: str, *, pair: tuple[int, int], notes: str, day: date, at: datetime
    ) -> None:
        """A new piece of work runs since `at`; whatever ran ends there."""
        self.stop(at)
        self.works[tag] = Work(pair, notes, day, runs=1, since=at, began=at)
        self._mark(self.works[tag], at)
        self.running = tag

    def resume(self, tag: str, *, at: datetime, anew: bool) -> None:
        """It runs again; `anew`: as another entry, since Harvest can't go on with the old one."""
        self.stop(at)
        work = self.works[tag]
        work.since, work.began, work.ended = at, None, None
        work.runs += 1
        self._mark(work, at)
        if anew:
            work.entries += 1
            work.day = None
        self.running = tag

    def stop(self, at: datetime) -> None:
        """What runs ends at `at`."""
        work = self.works.get(self.running or "")
        self.running = None
        if work is None or work.since is None:
            return
        # A start that is dated back may reach before what it ends.
        ended = max(at, work.since)
        days = ended.astimezone(self.zone).date() - work.since.astimezone(self.zone).date()
        work.midnights += days.days
        work.seconds += (ended - work.since).total_seconds()
        work.since = None
        self._mark(work, ended)
        work.ended = ended if work.began is not None else None

    def _mark(self, work: Work, at: datetime) -> None:
        hour = timedelta(hours=1)
        before, after = ((at + part).astimezone(self.zone).utcoffset() for part in (-hour, hour))
        work.doubtful = work.doubtful or (self.stamps and before != after)

    def book(
        self, tag: str, *, pair: tuple[int, int], notes: str, day: date, seconds: float
    ) -> None:
        """A new piece of work that is done."""
        self.works[tag] = Work(pair, notes, day, seconds=seconds)

    def set_seconds(self, tag: str, seconds: float, at: datetime) -> None:
        """Its time is `seconds`, as seen at `at`; what runs goes on from there."""
        work = self.works[tag]
        work.seconds, work.runs, work.began = seconds, 0, None
        if work.since is not None:
            work.since, work.runs = at, 1

    def move(self, tag: str, *, start: float = 0.0, end: float = 0.0) -> None:
        """Its only stretch begins and ends so many seconds later."""
        work = self.works[tag]
        if work.since is not None:
            work.since += timedelta(seconds=start)
        else:
            work.seconds += end - start
        if work.began is not None:
            work.began += timedelta(seconds=start)
        if work.ended is not None:
            work.ended += timedelta(seconds=end)

    def delete(self, tag: str) -> None:
        """It is to be gone."""
        self.works.pop(tag, None)
        self.gone.add(tag)
        if self.running == tag:
            self.running = None

    def race(self, name: str, *tags: str | None) -> None:
        """Nobody can say what is right for these tags until all devices have agreed."""
        for tag in tags:
            if tag is not None:
                self.raced.setdefault(tag, name)

    def slack(self, work: Work) -> float:
        """Seconds by which Harvest's figure may be off: nothing but what it can't express."""
        if not work.runs:
            return 1.0
        if not self.stamps:
            # One hundredth of an hour for each run.
            return (HUNDREDTH * (1.5 if self.coarse else 1.0) + NOISE) * work.runs
        # A minute for each clock time; a day that ends at 23:59 lacks its last minute.
        runs = max(work.runs, work.entries)
        minutes = 2 * runs + 3 * work.midnights + (61 if work.doubtful else 0)
        return 60.0 * minutes + HUNDREDTH / 2 * (runs + work.midnights)
