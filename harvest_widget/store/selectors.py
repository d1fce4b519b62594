"""State -> what a view shows: pure, and equal by value while nothing that it shows has changed."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from harvest_widget import words
from harvest_widget.model.account import week_start
from harvest_widget.model.entries import TimeEntry, Work, seconds_of
from harvest_widget.model.formats import Formats
from harvest_widget.model.operations import Delete, Refusal, Values, Waiting
from harvest_widget.model.time_of_day import read_server_time
from harvest_widget.model.time_zones import day as day_in
from harvest_widget.model.time_zones import zone as zone_named
from harvest_widget.model.timesheet import Sheet, on_day, replay, total_seconds
from harvest_widget.model.timesheet import running as running_in
from harvest_widget.store.once import by_pair, newest
from harvest_widget.store.recent import newest_first, worked_on_last
from harvest_widget.store.state import Offline, SignedOut, State

UNSENT_BADGE_AFTER = timedelta(seconds=10)
QUIET = timedelta(seconds=2)
"""What is sent sooner than this needs no word about it."""
EARLIEST = datetime.min.replace(tzinfo=UTC)


class Row(Struct, frozen=True):
    """One line of the day; `n` numbers the refused operation, `lock` is why nobody may edit.

    What is on its way is worth a word from `late_at` on.
    """

    ref: str
    entry: TimeEntry
    progress: str = "sent"
    n: int | None = None
    refusal: Refusal | None = None
    lock: str | None = None
    late_at: datetime | None = None


class DaySum(Struct, frozen=True):
    """A day of the week strip: seconds of its stopped entries, and the entry that runs on it."""

    day: date
    booked: int
    running: TimeEntry | None


class Status(Struct, frozen=True):
    """How we stand with the server, in one word, and how much is on its way."""

    kind: str
    waiting: int
    problems: int
    unsaved: bool


_last: list[tuple[tuple[object, ...], Sheet]] = []


def sheet(state: State) -> Sheet:
    """All known entries, ours and the server's; worked out once for each change."""
    parts = (state.snapshot.entries, state.outbox, state.refs, state.echoes)
    if _last and all(a is b for a, b in zip(_last[0][0], parts, strict=True)):
        return _last[0][1]
    entries, outbox, refs, echoes = parts
    made = replay(entries, outbox, refs, (echo.id for echo in echoes))
    _last[:] = [(parts, made)]
    return made


def formats(state: State) -> Formats:
    """How this account shows hours, clock times and dates."""
    company = state.company
    return Formats(
        # What nobody has heard of is shown like the defaults.
        clock="12h" if company.clock == "12h" else "24h",
        time_format="decimal" if company.time_format == "decimal" else "hours_minutes",
        date_format=company.date_format,
        decimal_symbol=company.decimal_symbol,
    )


def timestamps(state: State) -> bool:
    """Whether entries have a start and an end (the account's `wants_timestamp_timers`)."""
    return state.company.wants_timestamp_timers


def zone(state: State) -> ZoneInfo | None:
    """The zone of the user's Harvest profile; None, the machine's, for an unknown name."""
    return zone_named(state.account.user.timezone) if state.account else None


def today(state: State, now: datetime) -> date:
    """The date in the user's zone."""
    return day_in(now, zone(state))


def shown_day(state: State, now: datetime) -> date:
    """The day that the popover shows."""
    return state.day or today(state, now)


def rows(state: State, day: date) -> tuple[Row, ...]:
    """The lines of a day: the running one first, then the newest."""
    lines = on_day(sheet(state), day)
    return tuple(row(state, ref, lines[ref]) for ref in newest_first(lines))


def row(state: State, ref: str, entry: TimeEntry) -> Row:
    """A line with what is on its way for it."""
    mine = [waiting for waiting in state.outbox if waiting.op.ref == ref]
    refused = next((waiting for waiting in mine if waiting.refusal), None)
    lock = (entry.locked_reason or "") if entry.is_locked or entry.is_closed else None
    if refused is not None:
        return Row(ref, entry, "refused", refused.n, refused.refusal, lock)
    progress = ("unsaved" if state.unsaved else "waiting") if mine else "sent"
    late = min((late_at(waiting) for waiting in mine), default=None)
    return Row(ref, entry, progress, lock=lock, late_at=late)


def running(state: State) -> Row | None:
    """The line whose timer runs, on whatever day it is booked."""
    found = running_in(sheet(state))
    return found and row(state, *found)


def last_worked_on(state: State) -> Row | None:
    """The entry that Continue takes up: what runs or was worked on last, today or before."""
    entries = sheet(state)
    ref = worked_on_last(entries, state.undo, state.snapshot.running_read_at, zone(state))
    return row(state, ref, entries[ref]) if ref is not None else None


def week(state: State, day: date) -> tuple[DaySum, ...]:
    """The seven days of the account's week that `day` lies in."""
    first = week_of(state, day)
    entries = sheet(state)
    sums = []
    for offset in range(7):
        on = first + timedelta(days=offset)
        lines = on_day(entries, on).values()
        stopped = [entry for entry in lines if not entry.is_running]
        runs = next((entry for entry in lines if entry.is_running), None)
        sums.append(DaySum(on, sum(seconds_of(entry.hours) for entry in stopped), runs))
    return tuple(sums)


def week_of(state: State, day: date) -> date:
    """The first day of the account's week around `day`."""
    return day - timedelta(days=(day.weekday() - week_start(state.company)) % 7)


def shown_total(sums: Iterable[DaySum], shown: Formats, now: datetime) -> int:
    """The seconds to show as a total: exact, but what runs counts in the steps that show it."""
    sums = tuple(sums)
    runs = [day.running for day in sums if day.running is not None]
    return sum(day.booked for day in sums) + total_seconds(runs, now, shown)


def day_sum(state: State, day: date) -> DaySum:
    """The sum of one day."""
    return next(found for found in week(state, day) if found.day == day)


def week_capacity(state: State) -> int | None:
    """Seconds a week that the user is expected to fill."""
    own = state.account.user.weekly_capacity if state.account else None
    return own or state.company.weekly_capacity


def day_capacity(state: State) -> int | None:
    """Seconds a working day: a fifth of the week, since Harvest keeps no other."""
    capacity = week_capacity(state)
    return capacity // 5 if capacity else None


def status(state: State) -> Status:
    """How we stand with the server, for the header's chip."""
    match state.connection:
        case SignedOut():
            kind = "signed-out"
        case Offline(why=why) if why in words.IN_BETWEEN:
            kind = why
        case Offline(down=True):
            kind = "down"
        case Offline():
            kind = "offline"
        case _:
            kind = "throttled" if state.silent_until is not None else "online"
    refused = len(problems(state))
    return Status(kind, len(state.outbox) - refused, refused, state.unsaved)


def badge(state: State, now: datetime) -> str:
    """The mark on the tray icon: refused, offline, unsent for longer than a moment, or none."""
    if problems(state):
        return "refused"
    if isinstance(state.connection, Offline):
        return "offline"
    if any(now - meant_to_leave(w) >= UNSENT_BADGE_AFTER for w in state.outbox):
        return "unsent"
    return ""


def meant_to_leave(waiting: Waiting) -> datetime:
    """A delete waits for its undo time by design: that is no delay."""
    return waiting.op.due if isinstance(waiting.op, Delete) else waiting.made


def late_at(waiting: Waiting) -> datetime:
    """From when on it is worth a word that it was not sent yet."""
    return meant_to_leave(waiting) + QUIET


def is_read(state: State, day: date) -> bool:
    """Whether Harvest has ever told the entries of this day."""
    return any(span.first <= day <= span.last for span in state.snapshot.spans)


def entry_of(state: State, ref: str) -> TimeEntry | None:
    """The entry as it shows; of one that we have deleted, as Harvest knows it."""
    entry_id = state.refs.get(ref) or (int(ref) if ref.isdecimal() else 0)
    return sheet(state).get(ref) or state.snapshot.entries.get(entry_id)


def problems(state: State) -> tuple[Waiting, ...]:
    """Operations that were set aside and want the user's word."""
    return tuple(waiting for waiting in state.outbox if waiting.refusal is not None)


def bookable(state: State) -> tuple[Work, ...]:
    """Every pair of project and task that time may be booked on."""
    return tuple(by_pair(state.assignments).values())


def recents(state: State) -> tuple[Work, ...]:
    """What was worked on, latest first, as far as it may still be booked on."""
    allowed = by_pair(state.assignments)
    found: dict[tuple[int, int], Work] = {}
    for entry in newest(sheet(state)):
        if entry.work.pair in allowed:
            found.setdefault(entry.work.pair, entry.work)
    return tuple(found.values())


def quick_starts(state: State) -> tuple[Work, ...]:
    """Five to start with one click: favourites first, then recents."""
    latest, known = {work.pair: work for work in recents(state)}, by_pair(state.assignments)
    # A recent one has the names that its entry has.
    favourites = [latest.pop(pair, known[pair]) for pair in state.favourites if pair in known]
    return (*favourites, *latest.values())[:5]


def ranks(state: State) -> Mapping[tuple[int, int], int]:
    """The places of favourites, then of recents, lowest first: the picker's second criterion."""
    pairs = (*state.favourites, *(work.pair for work in recents(state)))
    return {pair: place for place, pair in enumerate(dict.fromkeys(pairs))}


def earlier_notes(state: State, pair: tuple[int, int]) -> tuple[str, ...]:
    """Notes written before on the same project and task, newest first, each once."""
    found = (entry for entry in newest(sheet(state)) if entry.work.pair == pair)
    return tuple(dict.fromkeys(entry.text for entry in found if entry.text))


def elsewhere(state: State) -> tuple[tuple[str, int], ...]:
    """Other users' unsent operations that this computer keeps: name and number."""
    return state.others


def values_of(state: State, entry: TimeEntry, now: datetime) -> Values:
    """All that an edit may touch, as it shows at `now`; times only in a start/end account."""
    return Values(
        work=entry.work,
        notes=entry.text,
        spent_date=entry.spent_date,
        seconds=None if timestamps(state) else entry.seconds(now),
        started_time=clock_time_of(entry.started_time) if timestamps(state) else None,
        ended_time=clock_time_of(entry.ended_time) if timestamps(state) else None,
    )


def clock_time_of(text: str | None) -> time | None:
    """A clock time as an entry carries it; None where it has none."""
    return read_server_time(text) if text else None
