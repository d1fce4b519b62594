"""Clock times, typed or in the server's notation; knows nothing of dates but "the day before"."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Literal

import msgspec

from harvest_widget.model.amounts import Refused, plain, read_amount

Clock = str
"""`12h` or `24h`; whatever else an account may say is taken for `24h`."""


class ClockTime(msgspec.Struct, frozen=True):
    """A typed clock time; `day` is 1 for an end before its start, -1 where `-15m` met yesterday."""

    at: time
    day: Literal[-1, 0, 1] = 0


class _Face(msgspec.Struct, frozen=True):
    """What a text says: several readings where it leaves morning or afternoon open."""

    literal: time
    readings: tuple[time, ...]
    lettered: bool


_TIME = re.compile(r"([0-9]{1,2})(?::?([0-9]{2}))?\s*(?:([ap])\.?(?:m\.?)?)?")


def read_time(
    text: str,
    *,
    clock: Clock,
    now: datetime,
    start: time | None = None,
    today: bool = True,
) -> ClockTime | Refused:
    """Read a typed clock time.

    `now` is an aware datetime in the user's zone, `start` is given when an end is read, `today`
    says whether the entry is dated today. In a 12-hour account a bare `9` is the first reading
    after `start`; without a start it is the one in a working day (7 to 11 in the morning, 12 to 6
    after noon) unless that is still to come and the other is nearer to now. A leading zero or an
    hour above 12 is 24-hour notation in any account.
    """
    typed = plain(text)
    if not typed:
        return Refused("empty")
    if typed == "now":
        return _after(now.time().replace(second=0, microsecond=0, tzinfo=None), start)
    if typed.startswith("-"):
        return _ago(typed[1:].strip(), now, start)
    face = _face(typed)
    if face is None:
        return Refused("unreadable")
    if clock != "12h" or len(face.readings) == 1:
        return _after(face.literal, start)
    if start is not None:
        return _after(min(face.readings, key=lambda at: (at <= start, at)), start)
    return ClockTime(_in_a_working_day(face.readings, now.time() if today else None))


def read_range(start: str, end: str) -> tuple[time, time] | Refused | None:
    """Read `9a` and `10:30a` as a range within one day; both texts are `plain`.

    None means that they aren't two clock times with the second after the first, so the caller may
    take them for a subtraction, which letters rule out. Where only one side has a letter the
    other is read as close to it as it can be.
    """
    first, second = _face(start), _face(end)
    if first is None or second is None:
        return None
    if not (first.lettered or second.lettered):
        times = (first.literal, second.literal)
        return times if times[0] < times[1] else None
    ranges = [(a, b) for a in first.readings for b in second.readings if a < b]
    if not ranges:
        return Refused("ends_before_start")
    return min(ranges, key=lambda times: _minutes(times[1]) - _minutes(times[0]))


def write_time(at: time, clock: Clock) -> str:
    """Write a time as the account's clock does, for the screen and for the server alike."""
    if clock != "12h":
        return f"{at.hour}:{at.minute:02}"
    return f"{at.hour % 12 or 12}:{at.minute:02}{'am' if at.hour < 12 else 'pm'}"


def read_server_time(text: str) -> time:
    """Read `2:05pm`, `14:05` or `8:32` from an answer; ValueError for anything else."""
    face = _face(plain(text))
    if face is None:
        message = f"not a time of day: {text!r}"
        raise ValueError(message)
    return face.literal


def _face(text: str) -> _Face | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, letter = int(found[1]), int(found[2] or 0), found[3]
    if hour > 23 or minute > 59 or (letter and not 1 <= hour <= 12):
        return None
    if letter:
        at = time(hour % 12 + (12 if letter == "p" else 0), minute)
        return _Face(at, (at,), lettered=True)
    literal = time(hour, minute)
    if found[1].startswith("0") or hour > 12:
        return _Face(literal, (literal,), lettered=False)
    morning = hour % 12
    return _Face(literal, (time(morning, minute), time(morning + 12, minute)), lettered=False)


def _in_a_working_day(readings: tuple[time, ...], now: time | None) -> time:
    morning, afternoon = readings
    usual, other = (morning, afternoon) if morning.hour >= 7 else (afternoon, morning)
    if now is None or usual <= now:
        return usual
    return min(usual, other, key=lambda at: abs(_minutes(at) - _minutes(now)))


def _ago(text: str, now: datetime, start: time | None) -> ClockTime | Refused:
    amount = read_amount(text)
    if isinstance(amount, Refused):
        return amount
    if amount.as_minutes is not None:
        return Refused("unit_missing")
    if amount.seconds >= 24 * 3600:
        return Refused("too_long", limit=24 * 3600)
    # Through UTC: fifteen minutes before 3:10 may be 1:55 on the day the clocks change.
    then = (now.astimezone(UTC) - timedelta(seconds=amount.seconds)).astimezone(now.tzinfo)
    at = then.time().replace(second=0, microsecond=0, tzinfo=None)
    return ClockTime(at, -1) if then.date() < now.date() else _after(at, start)


def _after(at: time, start: time | None) -> ClockTime:
    return ClockTime(at, 1 if start is not None and at < start else 0)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
