"""What the editor's time fields mean, and how that is said beside them; no widgets, no store."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from harvest_widget import words
from harvest_widget.model.amounts import Refused, Unit
from harvest_widget.model.formats import Formats, show_both, show_hours, show_time, span
from harvest_widget.model.hours import Duration, Empty, StartedAgo, read_duration
from harvest_widget.model.time_of_day import ClockTime, read_time


class About(Struct, frozen=True, kw_only=True):
    """What a typed time is about: the entry, its date (None: unreadable) and the moment.

    `now` is aware and in the user's `zone` (None: the machine's). `present` is the time of an
    existing entry in seconds, None for a new one.
    """

    formats: Formats
    now: datetime
    zone: ZoneInfo | None
    day: date | None
    present: int | None = None
    running: bool = False

    @property
    def today(self) -> bool:
        return self.day == self.now.date()

    def instant(self, day: date, at: time) -> datetime:
        """Return the UTC datetime of a clock time of the user."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def seconds_since(self, day: date, at: time) -> int:
        """Return how long ago a clock time of `day` was; below zero while it is still to come."""
        return int((self.now - self.instant(day, at)).total_seconds())


class Run(Struct, frozen=True):
    """Saving starts a timer that counts from `ago` seconds before now."""

    ago: int = 0


class Booked(Struct, frozen=True):
    """Saving books `seconds`; start and end in a start/end account (no end: it runs on)."""

    seconds: int
    started: time | None = None
    ended: time | None = None


class Wrong(Struct, frozen=True):
    """Saving is refused: why, and the field (time, started, ended) that it is about."""

    why: str
    field: str = "time"


class Said(Struct, frozen=True):
    """The live reading: `value` stands out, `below` is a second, smaller line."""

    before: str = ""
    value: str = ""
    after: str = ""
    below: str = ""


class Understood(Struct, frozen=True):
    """What was typed, as it was understood. `asks_next_day`: the end lies before the start.

    `choices` are the seconds as minutes and as hours while it is open which of them is meant.
    """

    outcome: Run | Booked | Wrong
    said: Said = Said()
    asks_next_day: bool = False
    choices: tuple[int, int] | None = None


def understand_duration(text: str, prefer: Unit | None, about: About) -> Understood:
    """Read the field of a duration account; `prefer` is the user's choice for a bare 13 to 24."""
    reading = read_duration(
        text,
        decimal_symbol=about.formats.decimal_symbol,
        present=about.present,
        new_today=about.present is None and about.today,
        prefer=prefer,
    )
    match reading:
        case Empty():
            return Understood(Run(), Said(before=words.STARTS_NOW))
        case Refused(kind, limit):
            return Understood(_wrong(kind, about, limit))
        case StartedAgo(seconds, bare, other) | Duration(seconds, _, bare, other):
            if other is None or bare is None:
                return Understood(*_taken(reading, about))
            choices = (seconds, other) if bare == "minutes" else (other, seconds)
            if prefer is None:
                first, second = (show_hours(each, about.formats) for each in choices)
                either = words.either(first, second)
                wrong = Wrong(words.two_readings(text.strip(), first, second))
                return Understood(wrong, Said("", either, "", words.TAB_SWITCHES), choices=choices)
            outcome, said = _taken(reading, about)
            below = words.tab_switches_to(show_hours(other, about.formats))
            said = Said(said.before, said.value, said.after, below)
            return Understood(outcome, said, choices=choices)


def _taken(reading: Duration | StartedAgo, about: About) -> tuple[Run | Booked, Said]:
    formats = about.formats
    if isinstance(reading, StartedAgo):
        begun = (about.now - timedelta(seconds=reading.seconds)).time()
        shown = show_hours(reading.seconds, formats)
        said = Said(words.SINCE, show_time(begun, formats), "", words.ago(shown))
        return Run(reading.seconds), said
    match reading.how, reading.times:
        case "range", (start, end):
            below = span(start, end, formats, now=words.NOW)
        case "subtraction", _:
            below = words.SUBTRACTION
        case "adjusted", _ if about.present is not None:
            below = words.instead_of(show_hours(about.present, formats))
        case _:
            below = ""
    return Booked(reading.seconds), _hours_said(reading.seconds, formats, below)


def _hours_said(seconds: int, formats: Formats, below: str) -> Said:
    own, other = show_both(seconds, formats)
    if formats.time_format == "hours_minutes":
        other = words.decimal_hours(other)
    return Said("=", own, f"({other})", below)


def understand_clock(started: str, ended: str, *, next_day: bool, about: About) -> Understood:
    """Read start and end of a start/end account; `next_day`: the user says so of an earlier end."""
    new = about.present is None
    if not started.strip():
        if new and not ended.strip():
            return _nothing_typed(about)
        return Understood(Wrong(words.START_MISSING, "started"))
    clock = about.formats.clock
    start = read_time(started, clock=clock, now=about.now, today=about.today)
    if isinstance(start, Refused):
        return Understood(_wrong(start.kind, about, start.limit, "started"))
    if start.day:
        return Understood(Wrong(words.STARTED_YESTERDAY, "started"))
    if not ended.strip():
        return _open(start.at, about)
    end = read_time(ended, clock=clock, now=about.now, start=start.at, today=about.today)
    if isinstance(end, Refused):
        return Understood(_wrong(end.kind, about, end.limit, "ended"))
    return _closed(start.at, end, next_day=next_day, about=about)


def _nothing_typed(about: About) -> Understood:
    if about.today:
        return Understood(Run(), Said(before=words.STARTS_NOW))
    return Understood(_wrong("empty_other_day", about, field="started"))


def _open(start: time, about: About) -> Understood:
    """Read a start without an end: a timer that runs since then."""
    shown = show_time(start, about.formats)
    if not about.today or (about.present is not None and not about.running):
        if about.running and about.day:
            ago = about.seconds_since(about.day, start)
            return Understood(Booked(ago, start), Said(words.SINCE, shown))
        return Understood(Wrong(words.END_MISSING, "ended"))
    ago = about.seconds_since(about.now.date(), start)
    if ago < 0:
        return Understood(Wrong(words.still_to_come(shown), "started"))
    said = Said(words.SINCE, shown, "", words.ago(show_hours(ago, about.formats, running=True)))
    return Understood(Booked(ago, start) if about.running else Run(ago), said)


def _closed(start: time, end: ClockTime, *, next_day: bool, about: About) -> Understood:
    if end.day == 1 and not next_day:
        wrong = Wrong(words.ENDS_BEFORE_START, "ended")
        return Understood(wrong, Said(value=words.NEXT_DAY_ASKED), asks_next_day=True)
    if end.day == -1:
        return Understood(Wrong(words.ENDS_BEFORE_START, "ended"))
    day = about.day or about.now.date()
    ends = about.instant(day + timedelta(days=end.day), end.at)
    seconds = int((ends - about.instant(day, start)).total_seconds())
    if seconds <= 0 and about.present is None:
        return Understood(_wrong("zero", about, field="ended"))
    below = span(start, end.at, about.formats, now=words.NOW)
    said = _hours_said(seconds, about.formats, words.next_day(below) if end.day else below)
    return Understood(Booked(seconds, start, end.at), said, asks_next_day=bool(end.day))


def _wrong(kind: str, about: About, limit: int | None = None, field: str = "time") -> Wrong:
    shown = show_hours(limit, about.formats) if limit is not None else ""
    return Wrong(words.TIME_REFUSED[kind].format(limit=shown), field)
