"""Several computers of one user on one Harvest account, and the oracle beside them.

Knows who has acted without knowing of whom: such acts are races.
"""

from collections import deque
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from harvest_widget.model.entries import TimeEntry
from harvest_widget.sandbox.accounts import Entry
from harvest_widget.sandbox.settings import SWITCHES
from harvest_widget.store import selectors
from tests.simulation.computer import Computer
from tests.simulation.oracle import HUNDREDTH, Oracle, Work
from tests.simulation.wire import Wire
from tests.sync.device import Office

BERLIN = ZoneInfo("Europe/Berlin")
MORNINGS = (
    datetime(2026, 3, 10, 8, 0, tzinfo=UTC),
    datetime(2026, 3, 31, 20, 30, tzinfo=UTC),  # a month's end
    datetime(2026, 3, 28, 21, 0, tzinfo=UTC),  # the night that lacks an hour
    datetime(2026, 10, 24, 21, 0, tzinfo=UTC),  # the night that has one more
    datetime(2026, 12, 31, 20, 0, tzinfo=UTC),
    datetime(2026, 6, 7, 6, 0, tzinfo=UTC),  # a Sunday
)
Shown = tuple[str, str, tuple[int, int], bool, int]


class Found(AssertionError):  # noqa: N818  (it is no error of the program's code)
    """Harvest does not hold what the user asked for; `kind` is lost, duplicated or wrong."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind = kind


class World:
    """The account, its computers, and who knows what."""

    def __init__(self, seed: int, path: Path, *, stamps: bool, keyed: bool) -> None:
        self.random = random = Random(seed)
        self.path, self.stamps, self.keyed = path, stamps, keyed
        self.office = Office(random.choice(MORNINGS), wants_timestamp_timers=stamps)
        self.settings = draw_settings(random, keyed=keyed)
        for name, value in self.settings.items():
            self.office.sandbox.change(name, value)
        self.wire = Wire(random, 0.0, keyed=keyed)
        self.oracle = Oracle(stamps, self.settings["answers"] == "old", BERLIN)
        for entry in self.mine():
            entry.notes = None
        self.computers = [
            Computer(self.office, path / f"{n}.sqlite3", self.wire)
            for n in range(random.choice((1, 1, 2, 3)))
        ]
        self.wire.share = random.choice((0.05, 0.3, 0.5))
        self.touched: dict[object, set[str]] = {}
        self.stale: dict[str, set[int]] = {}
        self.agreed_at = self.office.instant
        self.timed: set[object] = set()
        self.excused: set[str] = set()
        self.twice: set[str] = set()
        self.undos: dict[int, list[tuple[int, Oracle]]] = {}
        self.steps = self.made = 0
        self.told: deque[str] = deque(maxlen=400)

    def mine(self) -> list[Entry]:
        """The user's entries at the server."""
        world = self.office.sandbox.world
        return [e for e in world.main.entries.values() if e.user_id == world.owner.id]

    def tell(self, what: object) -> None:
        """Note what happened, for whoever has to find out why."""
        self.told.append(f"{self.office.instant:%d %H:%M:%S.%f} {what}")

    # Who knows of whom.

    def touch(self, actor: object, *tags: str | None, timer: bool = False) -> None:
        """`actor` is about to act on the tags: a race, where somebody else did without telling."""
        mine = {tag for tag in tags if tag is not None}
        theirs = {
            tag for other, touched in self.touched.items() if other is not actor for tag in touched
        }
        self.oracle.race("the same entry", *(mine & theirs))
        if timer and self.timed - {actor}:
            self.oracle.race("two timers", *mine, *theirs, self.oracle.running)
        self.touched.setdefault(actor, set()).update(mine)
        if timer:
            self.timed.add(actor)
        for computer in self.computers:
            if computer is not actor:
                self.undos.pop(id(computer), None)

    def agreed(self) -> bool:
        """Whether every computer shows what Harvest holds, and nothing is under way."""
        if self.office.sandbox._late:
            return False
        if any(c.state.outbox or c.state.echoes or c.state.unsaved for c in self.computers):
            return False
        return not any(self.differences(computer) for computer in self.computers)

    def differences(self, computer: Computer) -> dict[int, tuple[object, object]]:
        """What the computer shows otherwise than Harvest holds it, in the week before the user."""
        shown, held = self.views(computer)
        state = computer.state
        first = selectors.week_of(state, selectors.shown_day(state, computer.now))
        week = {str(first + timedelta(days=n)) for n in range(7)}
        return {
            i: (shown.get(i), held.get(i))
            for i in shown.keys() | held.keys()
            if not self._same(shown.get(i), held.get(i))
            and any(one and (one[1] in week or one[3]) for one in (shown.get(i), held.get(i)))
        }

    def _same(self, shown: Shown | None, held: Shown | None) -> bool:
        if shown is None or held is None or shown == held:
            return shown == held
        # An old server does not tell the hours before the run: they are worked out, and rounded.
        off = abs(shown[4] - held[4])
        return self.settings["answers"] == "old" and shown[:4] == held[:4] and off <= 1

    def views(self, computer: Computer) -> tuple[dict[int, Shown], dict[int, Shown]]:
        """What the computer shows, and what Harvest holds, by id."""
        sheet = selectors.sheet(computer.state).values()
        shown = {entry.id: as_shown(entry) for entry in sheet if entry.id is not None}
        return shown, {entry.id: as_held(entry) for entry in self.mine()}

    def agree(self) -> bool:
        """Judge, and begin anew with one truth, if all computers have come to agree."""
        if not self.agreed():
            return False
        self.judge()
        self.touched.clear()
        self.timed.clear()
        self.agreed_at = self.office.instant
        for computer in self.computers:
            shown, held = self.views(computer)
            self.stale[computer.token] = {i for i in shown if shown[i] != held.get(i)}
        return True

    def disagreement(self) -> list[object]:
        """What keeps the computers from agreeing."""
        late = self.office.sandbox._late
        states = [(c.state.outbox, c.state.echoes, c.state.unsaved) for c in self.computers]
        return [late, states, [self.differences(computer) for computer in self.computers]]

    def is_stale(self, computer: Computer, entry: TimeEntry) -> bool:
        """Whether the row is of a week that was not read since others changed it."""
        return entry.id in self.stale.get(computer.token, ()) and not any(
            span.first <= entry.spent_date <= span.last and span.read_at > self.agreed_at
            for span in computer.state.snapshot.spans
        )

    # What Harvest holds.

    def judge(self) -> None:
        """Compare what Harvest holds with what was asked for. Raises Found."""
        held: dict[str, list[Entry]] = {}
        for entry in self.mine():
            if entry.notes:
                held.setdefault(entry.notes.split()[0], []).append(entry)
        oracle = self.oracle
        for tag, name in oracle.raced.items():
            oracle.races[name] += 1
            self._settle_race(tag, held.get(tag, []))
        if oracle.raced:
            self.undos.clear()
        oracle.raced.clear()
        for tag, entries in held.items():
            if tag not in oracle.works:
                kind = "wrong" if tag in oracle.gone else "duplicated"
                raise Found(kind, f"{tag} is there: {entries}")
        for tag, work in tuple(oracle.works.items()):
            if work.doubtful and tag in held:
                # Two clock times can't tell which of the two hours is meant.
                oracle.races["an hour that the clocks have twice"] += 1
                self._settle_race(tag, held[tag])
                continue
            if tag not in held:
                raise Found("lost", f"{tag} is not there: {work}")
            self._compare(tag, work, held[tag])

    def is_there(self, tag: list[str]) -> bool:
        """Whether Harvest has an entry of this work."""
        return any((entry.notes or "").split()[:1] == tag for entry in self.mine())

    def _settle_race(self, tag: str, entries: list[Entry]) -> None:
        work = self.oracle.works.get(tag)
        known = work or Work((0, 0), tag, None)
        if not self.stamps and len(entries) > known.entries + 1:
            raise Found("duplicated", f"{tag} is there {len(entries)} times after a race")
        if self.oracle.running == tag:
            self.oracle.running = None
        if not entries:
            self.oracle.delete(tag)
            return
        first = entries[0]
        runs = next((e for e in entries if e.timer_started_at is not None), None)
        self.oracle.gone.discard(tag)
        self.oracle.works[tag] = Work(
            (first.project_id, first.task_id),
            first.notes or "",
            None,
            seconds=sum(self._held(entry) for entry in entries),
            runs=1 if runs else int(self.stamps),
            entries=len(entries),
            mixed=len(entries) > 1,
            midnights=sum(self._nights(entry) for entry in entries),
            since=instant(runs.timer_started_at) if runs else None,
        )
        if runs:
            self.oracle.running = tag

    def _compare(self, tag: str, work: Work, entries: list[Entry]) -> None:
        now, seconds = self.office.instant, int(self.office.seconds())
        total = 0.0
        for entry in entries:
            since = entry.timer_started_at
            total += self._held(entry) + (seconds - since if since else 0)
            same = (entry.project_id, entry.task_id) == work.pair and entry.notes == work.notes
            if not same and not work.mixed:
                raise Found("wrong", f"{tag}: {work} is {entry}")
        count, at_most = len(entries), work.entries + (work.midnights if self.stamps else 0)
        if not self.stamps and count > at_most:
            raise Found("duplicated", f"{tag}: {work} is there {count} times: {entries}")
        if (work.since is None) != all(entry.timer_started_at is None for entry in entries):
            raise Found("wrong", f"{tag}: {work} runs or not: {entries}")
        wanted = work.total(now)
        if max(wanted, total) <= HUNDREDTH:
            total = wanted  # Less than a hundredth of an hour is booked as one, or as none.
        if abs(total - wanted) > self.oracle.slack(work):
            kind = "lost" if total < wanted else "duplicated"
            raise Found("wrong", f"{tag}: {wanted:.0f} s are {total:.0f} ({kind}) {work} {entries}")
        if count == 1 and work.day is not None and str(work.day) != entries[0].spent_date:
            raise Found("wrong", f"{tag}: {work} is on another day: {entries}")
        if self.stamps and count == 1 and work.began is not None:
            self._compare_times(tag, work, entries[0])

    def _nights(self, entry: Entry) -> int:
        if not self.stamps or entry.started_at is None or entry.ended_at is None:
            return 0
        first, last = instant(entry.started_at), instant(entry.ended_at)
        assert first is not None
        assert last is not None
        return (day_of(last) - day_of(first)).days

    def _held(self, entry: Entry) -> float:
        """Seconds of an entry without what runs: by its times, where it has them."""
        start, end = entry.started_at, entry.ended_at
        if self.stamps and start is not None and end is not None:
            return float(end - start)
        return 36.0 * entry.hundredths

    def _compare_times(self, tag: str, work: Work, entry: Entry) -> None:
        for wanted, held in ((work.began, entry.started_at), (work.ended, entry.ended_at)):
            if wanted is not None and held is not None:
                off = abs(wanted.timestamp() - held)
                if off > 63 + (60 if work.midnights else 0) and not work.doubtful:
                    raise Found("wrong", f"{tag}: {wanted} is {instant(held)}: {work} {entry}")


def draw_settings(random: Random, *, keyed: bool) -> dict[str, Any]:
    """The account's settings and every open question's answer, by chance."""
    drawn: dict[str, Any] = {name: random.choice(values) for name, values in SWITCHES.items()}
    drawn["references"] = "kept" if keyed else random.choice(("refused", "dropped"))
    drawn["clock"] = random.choice(("12h", "24h"))
    drawn["time_format"] = random.choice(("decimal", "hours_minutes"))
    drawn["role"] = random.choice(("member", "manager", "administrator"))
    drawn["week_start_day"] = random.choice(("Monday", "Sunday", "Saturday"))
    drawn["company_forbidden"] = False
    return drawn


def as_shown(entry: TimeEntry) -> Shown:
    """What a computer knows of an entry."""
    return (
        entry.text,
        str(entry.spent_date),
        entry.work.pair,
        entry.is_running,
        round(float(entry.base_hours) * 100),
    )


def as_held(entry: Entry) -> Shown:
    """The same, of what Harvest holds."""
    return (
        entry.notes or "",
        entry.spent_date,
        (entry.project_id, entry.task_id),
        entry.timer_started_at is not None,
        entry.hundredths,
    )


def instant(seconds: int | None) -> datetime | None:
    """An instant of the sandbox's."""
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def day_of(at: datetime) -> date:
    """The user's date."""
    return at.astimezone(BERLIN).date()
