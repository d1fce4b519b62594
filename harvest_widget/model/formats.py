"""The only road to displayed time: hours, clock times and dates as the account writes them."""

import re
from datetime import date, datetime, time, tzinfo

import msgspec

from harvest_widget.model.amounts import decimal_mark
from harvest_widget.model.time_of_day import Clock, write_time

TimeFormat = str
"""`decimal` or `hours_minutes`; whatever else an account may say is taken for `hours_minutes`."""


class Formats(msgspec.Struct, frozen=True):
    """The account's ways of writing; `date_format` is a pattern such as `%d.%m.%Y`."""

    clock: Clock = "24h"
    time_format: TimeFormat = "hours_minutes"
    date_format: str = "%Y-%m-%d"
    decimal_symbol: str = "."


WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def show_hours(seconds: int, formats: Formats, *, running: bool = False) -> str:
    """Write `1:30` or `1.50`, rounded half up; a running time is floored, 26 hours are `26:00`."""
    return _write_hours(seconds, formats.time_format, formats.decimal_symbol, running=running)


def show_both(seconds: int, formats: Formats, *, running: bool = False) -> tuple[str, str]:
    """Write seconds in the account's notation and in the other one, for a tooltip."""
    other = "hours_minutes" if formats.time_format == "decimal" else "decimal"
    return (
        show_hours(seconds, formats, running=running),
        _write_hours(seconds, other, formats.decimal_symbol, running=running),
    )


def seconds_until_change(seconds: float, formats: Formats) -> float:
    """Return for how many seconds a running text stays as it is, above zero; it books nothing."""
    step = step_of(formats.time_format)
    return step - seconds if seconds < 0 else step - seconds % step


def show_time(at: time, formats: Formats) -> str:
    """Write a clock time: `1:05pm` or `13:05`."""
    return write_time(at, formats.clock)


def show_instant(instant: datetime, zone: tzinfo | None, formats: Formats) -> str:
    """Write the clock time of an aware datetime in `zone`; None is the machine's."""
    return show_time(instant.astimezone(zone).time(), formats)


def span(start: time, end: time | None, formats: Formats, *, now: str) -> str:
    """Write `9:30 – 11:45`, with the word `now` for an end that is still to come."""
    return f"{show_time(start, formats)} – {now if end is None else show_time(end, formats)}"


def show_date(day: date, formats: Formats) -> str:
    """Write a date for fields and pickers; ISO where the account's pattern is not understood."""
    if _order(formats.date_format) is None:
        return day.isoformat()
    parts = {"Y": f"{day.year:04}", "m": f"{day.month:02}", "d": f"{day.day:02}"}
    return re.sub("%([Ymd])", lambda found: parts[found[1]], formats.date_format)


def read_date(text: str, formats: Formats, *, today: date) -> date | None:
    """Read a typed date, None if it is none.

    The order is the account's, the separators are free, and a year in front is always ISO. A year
    of two digits is in this century; without a year it is the date nearest to `today`.
    """
    if not re.fullmatch(r"[0-9]{1,4}(?:[-./ ]+[0-9]{1,4}){1,2}\.?", text := text.strip()):
        return None
    numbers = re.findall("[0-9]+", text)
    order = "Ymd" if len(numbers[0]) == 4 else _order(formats.date_format) or "Ymd"
    if len(numbers) == 2:
        order = order.replace("Y", "")
        values = dict(zip(order, map(int, numbers), strict=True)) if len(order) == 2 else {}
        years = (today.year - 1, today.year, today.year + 1)
        days = [found for year in years if (found := _date({"Y": year, **values}))]
        return min(days, key=lambda day: abs(day - today), default=None)
    values = dict(zip(order, map(int, numbers), strict=True))
    match len(numbers[order.index("Y")]):
        case 2:
            values["Y"] += 2000
        case 1 | 3:
            return None
    return _date(values)


def day_title(day: date, *, today: date) -> str:
    """Write `Today, Thu 19 Nov` or `Thu 19 Nov`, with the year where it is another one."""
    near = {-1: "Yesterday, ", 0: "Today, ", 1: "Tomorrow, "}.get((day - today).days, "")
    year = f" {day.year}" if day.year != today.year else ""
    return f"{near}{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def _write_hours(seconds: int, time_format: TimeFormat, symbol: str, *, running: bool) -> str:
    step = step_of(time_format)
    size = max(0, seconds) if running else abs(seconds) + step // 2
    hours, rest = divmod(size // step, 3600 // step)
    sign = "-" if seconds < 0 and (hours or rest) else ""
    mark = decimal_mark(symbol) if time_format == "decimal" else ":"
    return f"{sign}{hours}{mark}{rest:02}"


def step_of(time_format: TimeFormat) -> int:
    """Return the seconds of the finest that is shown: a minute, or 0.01 h."""
    return 36 if time_format == "decimal" else 60


def _order(date_format: str) -> str | None:
    """Return `dmY`, `mdY` or the like; None for a pattern with other parts than these three."""
    parts = re.findall("%(.)", date_format)
    return "".join(parts) if sorted(parts) == ["Y", "d", "m"] else None


def _date(parts: dict[str, int]) -> date | None:
    try:
        return date(parts["Y"], parts["m"], parts["d"])
    except (KeyError, ValueError):
        return None
