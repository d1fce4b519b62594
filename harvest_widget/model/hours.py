"""Typed durations, read; how they are shown is in `formats`."""

import re
from datetime import time
from typing import Literal

import msgspec

from harvest_widget.model.amounts import (
    HOUR,
    LONGEST_TEXT,
    MINUTE,
    Amount,
    Refused,
    Unit,
    plain,
    read_amount,
)
from harvest_widget.model.formats import Formats, show_hours
from harvest_widget.model.time_of_day import read_range

DAY = 24 * HOUR

How = Literal["hours", "minutes", "range", "sum", "subtraction", "adjusted"]


class Duration(msgspec.Struct, frozen=True):
    """A time that was typed, in seconds, and how it was understood.

    `bare` and `other` are set when a bare number from 13 to 24 could be hours or minutes: `bare` is
    what it was taken for, `other` is the result, in seconds, of the other reading. `times` are
    the ends of a range.
    """

    seconds: int
    how: How
    bare: Unit | None = None
    other: int | None = None
    times: tuple[time, time] | None = None


class StartedAgo(msgspec.Struct, frozen=True):
    """Start a timer now that has been running for so many seconds; `bare`, `other` as above."""

    seconds: int
    bare: Unit | None = None
    other: int | None = None


class Empty(msgspec.Struct, frozen=True):
    """Nothing was typed in a new entry dated today: start a timer."""


Reading = Duration | StartedAgo | Empty | Refused


def read_duration(
    text: str,
    *,
    decimal_symbol: str = ".",
    present: int | None = None,
    new_today: bool = False,
    prefer: Unit | None = None,
) -> Reading:
    """Read what was typed into a time field.

    `present` is the time of an existing entry in seconds, None for a new one; `new_today` says
    that the new one is dated today. `prefer` is the user's choice between the two readings of a
    bare number from 13 to 24; until there is one, minutes come first. The text that shows
    `present` reads as exactly `present`, so saving an untouched field changes nothing.
    """
    typed = plain(text)
    if not typed:
        return _empty(present, new_today=new_today)
    if present is not None and typed in _shown(present, decimal_symbol):
        return Duration(present, "hours")
    if len(typed) > LONGEST_TEXT:
        return Refused("unreadable")
    signed = typed[0] in "+-"
    pieces = re.split(r"\s*([+-])\s*", typed if signed else f"+{typed}")[1:]
    if not signed and pieces[2::2] == ["-"]:
        match read_range(pieces[1], pieces[3]):
            case Refused() as refused:
                return refused
            case (start, end):
                minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
                return Duration(minutes * MINUTE, "range", times=(start, end))
    amounts: list[tuple[str, Amount]] = []
    for sign, piece in zip(pieces[::2], pieces[1::2], strict=True):
        amount = read_amount(piece, decimal_symbol)
        if isinstance(amount, Refused):
            return amount
        amounts.append((sign, amount))
    return _choose(amounts, _how(amounts, signed=signed), prefer, present, new_today=new_today)


def _empty(present: int | None, *, new_today: bool) -> Empty | Refused:
    if present is not None:
        return Refused("empty")
    return Empty() if new_today else Refused("empty_other_day")


def _shown(seconds: int, decimal_symbol: str) -> set[str]:
    return {
        show_hours(seconds, Formats(time_format="hours_minutes")),
        show_hours(seconds, Formats(time_format="decimal", decimal_symbol=decimal_symbol)),
    }


def _how(amounts: list[tuple[str, Amount]], *, signed: bool) -> How:
    if signed:
        return "adjusted"
    if len(amounts) == 1:
        return amounts[0][1].unit
    return "subtraction" if any(sign == "-" for sign, _ in amounts) else "sum"


def _choose(
    amounts: list[tuple[str, Amount]],
    how: How,
    prefer: Unit | None,
    present: int | None,
    *,
    new_today: bool,
) -> Reading:
    """Settle both readings; where only one of them is possible there is nothing to choose."""
    as_hours, as_minutes = (
        _settle(_total(amounts, unit), how, present, new_today=new_today)
        for unit in ("hours", "minutes")
    )
    if all(amount.as_minutes is None for _, amount in amounts):
        return as_hours
    unit: Unit = prefer or "minutes"
    taken, other = (as_hours, as_minutes) if unit == "hours" else (as_minutes, as_hours)
    if isinstance(taken, Refused):
        unit = "minutes" if unit == "hours" else "hours"
        taken, other = other, taken
    if isinstance(taken, Refused):
        return taken
    if isinstance(taken, Duration) and how in {"hours", "minutes"}:
        taken = msgspec.structs.replace(taken, how=unit)
    return msgspec.structs.replace(
        taken, bare=unit, other=None if isinstance(other, Refused) else other.seconds
    )


def _total(amounts: list[tuple[str, Amount]], unit: str) -> int:
    total = 0
    for sign, amount in amounts:
        minutes = amount.as_minutes if unit == "minutes" else None
        seconds = amount.seconds if minutes is None else minutes
        total += seconds if sign == "+" else -seconds
    return total


def _settle(
    seconds: int, how: How, present: int | None, *, new_today: bool
) -> Duration | StartedAgo | Refused:
    limit = max(DAY, present or 0)
    if how == "adjusted":
        if present is None and seconds < 0:
            if not new_today:
                return Refused("not_today")
            return StartedAgo(-seconds) if -seconds <= DAY else Refused("too_long", limit=DAY)
        seconds += present or 0
    if seconds < 0:
        return Refused("below_zero")
    if seconds > limit:
        return Refused("too_long", limit=limit)
    # The server may take a new entry of 0 h for a timer to start; an existing one may be emptied.
    if seconds == 0 and present is None:
        return Refused("zero")
    return Duration(seconds, how)
