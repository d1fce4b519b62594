"""One typed amount of time, such as `1:30`, `.5` or `90m`: no signs, no sums, no clock times."""

import re
from typing import Literal

import msgspec

MINUTE = 60
HOUR = 3600
LONGEST_TEXT = 100
"""Characters. Nobody types more, and huge numbers stay cheap to refuse."""

Unit = Literal["hours", "minutes"]
Kind = Literal[
    "unreadable",
    "minutes_over_59",
    "unit_missing",
    "too_long",
    "below_zero",
    "zero",
    "empty",
    "empty_other_day",
    "not_today",
    "ends_before_start",
]


class Refused(msgspec.Struct, frozen=True):
    """Why a typed time can't be taken; `limit` (seconds) goes with `too_long` only."""

    kind: Kind
    limit: int | None = None


class Amount(msgspec.Struct, frozen=True):
    """Seconds; `as_minutes` is the other reading, in seconds, of a bare number from 13 to 24."""

    seconds: int
    unit: Unit
    as_minutes: int | None = None


_HOURS = r"h(?:(?:ou)?rs?)?"
_MINUTES = r"m(?:in(?:ute)?s?)?"
_COLON = re.compile(rf"([0-9]*):([0-9]{{1,2}})(?:\s*{_HOURS})?")
_MIXED = re.compile(rf"([0-9]+)\s*{_HOURS}\s*([0-9]{{1,2}})(?:\s*{_MINUTES})?")
_NUMBER = re.compile(rf"(?=[0-9.,])([0-9]*)(?:[.,]([0-9]+))?(?:\s*(?:({_HOURS})|({_MINUTES})))?")
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2212", "------")


def plain(text: str) -> str:
    """Lower case, trimmed, every kind of dash a plain hyphen: what the readers here expect."""
    return text.translate(_DASHES).strip().lower()


def decimal_mark(symbol: str) -> str:
    """Return the account's decimal symbol, or a point where that could not be read back."""
    usable = len(symbol) == 1 and not symbol.isalnum() and symbol not in ":+- \t\n"
    return symbol if usable else "."


def read_amount(text: str, decimal_symbol: str = ".") -> Amount | Refused:
    """Read one amount from `plain` text; point and comma both separate decimals."""
    text = text.replace(decimal_mark(decimal_symbol), ".")
    if len(text) > LONGEST_TEXT:
        return Refused("unreadable")
    if found := _COLON.fullmatch(text) or _MIXED.fullmatch(text):
        hours, minutes = int(found[1] or 0), int(found[2])
        if minutes >= HOUR // MINUTE:
            return Refused("minutes_over_59")
        return Amount(hours * HOUR + minutes * MINUTE, "hours")
    if found := _NUMBER.fullmatch(text):
        whole, fraction, hour_word, minute_word = found.groups()
        if minute_word:
            return Amount(_seconds(whole, fraction, MINUTE), "minutes")
        if hour_word or fraction:
            return Amount(_seconds(whole, fraction, HOUR), "hours")
        return _bare(int(whole))
    return Refused("unreadable")


def _bare(number: int) -> Amount | Refused:
    if number <= 12:
        return Amount(number * HOUR, "hours")
    if number <= 24:
        return Amount(number * HOUR, "hours", as_minutes=number * MINUTE)
    if number <= 720:
        return Amount(number * MINUTE, "minutes")
    return Refused("unit_missing")


def _seconds(whole: str, fraction: str | None, unit: int) -> int:
    """Round half up to whole seconds, in integers: `1.1` has no exact binary float."""
    scale: int = 10 ** len(fraction or "")
    return (int(whole + (fraction or "")) * unit * 2 + scale) // (2 * scale)
