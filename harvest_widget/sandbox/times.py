"""How hours, dates and times of day are read and shown on the wire; pure functions."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from harvest_widget.sandbox.zones import zone

_TWELVE = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\.?", re.IGNORECASE)
_TWENTY_FOUR = re.compile(r"(\d{1,2}):(\d{2})")
_CLOCKED = re.compile(r"(\d*):(\d{1,2})")
_DATE = re.compile(r"(\d{4})(-?)(\d{2})\2(\d{2})(?:[T ].*)?")
SECONDS_PER_HUNDREDTH = 36


def hundredths_of(seconds: int) -> int:
    """Turn elapsed seconds into hundredths of an hour, nearest, never below zero."""
    return max(0, (seconds + SECONDS_PER_HUNDREDTH // 2) // SECONDS_PER_HUNDREDTH)


def read_hours(value: object) -> int | None:
    """Read `1.5`, `"1.5"` or `"1:30"` as hundredths of an hour; None if it is none of these."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    clocked = _CLOCKED.fullmatch(text)
    try:
        minutes = Decimal(clocked[1] or 0) * 60 + int(clocked[2]) if clocked else None
        hours = Decimal(text) if minutes is None else minutes / 60
        if not hours.is_finite() or hours < 0 or hours > 1_000_000:
            return None
        return int((hours * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    except InvalidOperation:
        return None


@lru_cache(maxsize=1024)
def read_date(text: str) -> str | None:
    """Read a date, a compact date or the date part of a timestamp as `YYYY-MM-DD`, else None."""
    written = _DATE.fullmatch(text.strip())
    try:
        if written and 1900 <= int(written[1]) <= 2999:
            return date(int(written[1]), int(written[3]), int(written[4])).isoformat()
    except ValueError:
        pass
    return None


def read_time(text: str, clock: str, *, strict: bool) -> tuple[int, int] | None:
    """Read a time of day as (hour, minute), else None; strict: only the notation of `clock`."""
    twelve = _TWELVE.fullmatch(text.strip())
    if twelve and (clock == "12h" or not strict):
        hour, minute = int(twelve[1]), int(twelve[2] or 0)
        if 1 <= hour <= 12 and minute < 60:
            return hour % 12 + (12 if twelve[3].lower() == "p" else 0), minute
        return None
    plain = _TWENTY_FOUR.fullmatch(text.strip())
    if plain and (clock == "24h" or not strict):
        hour, minute = int(plain[1]), int(plain[2])
        if hour < 24 and minute < 60:
            return hour, minute
    return None


def show_time(instant: int, timezone: str, clock: str) -> str:
    """Spell the wall clock of a zone at an instant, cut to the minute: `2:05pm` or `14:05`."""
    hour, minute = wall_clock(instant, timezone)
    if clock == "24h":
        return f"{hour}:{minute:02}"
    return f"{hour % 12 or 12}:{minute:02}{'pm' if hour >= 12 else 'am'}"


def wall_clock(instant: int, timezone: str) -> tuple[int, int]:
    """Return hour and minute on the zone's wall clock at an instant."""
    local = datetime.fromtimestamp(instant, zone(timezone))
    return local.hour, local.minute


def instant_of(day: str, hour: int, minute: int, timezone: str) -> int:
    """Return the instant at which the zone's wall clock shows that time on that day."""
    local = datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=zone(timezone))
    return int(local.timestamp())


def day_of(instant: int, timezone: str) -> str:
    """Return the date in the zone at an instant."""
    if timezone == "UTC":
        return datetime.fromtimestamp(instant, UTC).date().isoformat()
    return datetime.fromtimestamp(instant, zone(timezone)).date().isoformat()


def day_after(day: str, days: int = 1) -> str:
    """Return the date `days` later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
