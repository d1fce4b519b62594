"""What a row says in words, for the screen, the screen reader, the tooltip and the clipboard.

Pure: the row, the account's manner of writing and `now` come in, texts come out.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from harvest_widget import words
from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.formats import (
    Formats,
    seconds_until_change,
    show_both,
    show_hours,
    show_time,
    span,
)
from harvest_widget.model.time_of_day import read_server_time
from harvest_widget.store import selectors
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State


class Manner(Struct, frozen=True):
    """How this account writes, and what day it is there."""

    formats: Formats
    zone: ZoneInfo | None
    timestamps: bool
    today: date


class RowText(Struct, frozen=True):
    """Everything that a row shows. `below` is the small line under the time."""

    project: str
    client: str
    doing: str
    """Task and notes; or, in the warning colour, why it was refused."""
    warns: bool
    time: str
    below: str
    whole: str
    """All of it as a few lines: the tooltip, and what Copy puts on the clipboard."""


def manner(state: State, now: datetime) -> Manner:
    """Return how times are written for the signed-in user."""
    return Manner(
        selectors.formats(state),
        selectors.zone(state),
        selectors.timestamps(state),
        selectors.today(state, now),
    )


def row_text(row: Row, how: Manner, now: datetime) -> RowText:
    """Return what `row` says at `now`."""
    entry = row.entry
    doing, warns = words.joined(entry.task.name, entry.text), False
    if row.refusal is not None:
        doing, warns = words.refused_because(row.refusal.kind, row.refusal.sentence), True
    time, other = show_both(entry.seconds(now), how.formats, running=entry.is_running)
    below = _below(row, how)
    whole = "\n".join(
        part
        for part in (
            words.joined(entry.project.name, entry.client.name),
            words.joined(entry.task.name, entry.text),
            words.both_readings(time, other),
            doing if warns else "",
            row.lock or below,
        )
        if part
    )
    return RowText(entry.project.name, entry.client.name, doing, warns, time, below, whole)


def spoken(row: Row, text: RowText) -> str:
    """Return the row as a screen reader says it: what, how long, and what is special about it."""
    parts = [
        text.project,
        text.client,
        text.doing,
        words.running_for(text.time) if row.entry.is_running else text.time,
        row.lock or text.below,
    ]
    return ", ".join(part for part in parts if part)


def as_line(row: Row, how: Manner, now: datetime) -> str:
    """Return the row as one line of plain text, to be pasted elsewhere."""
    entry = row.entry
    time = show_hours(entry.seconds(now), how.formats, running=entry.is_running)
    what = words.joined(entry.project.name, entry.client.name, entry.task.name, entry.text)
    return f"{entry.spent_date.isoformat()}  {time}  {what}"


def until_change(entry: TimeEntry, formats: Formats, now: datetime) -> float | None:
    """Return the seconds until the shown time of `entry` changes; None where it does not run."""
    if not entry.is_running or entry.timer_started_at is None:
        return None
    elapsed = (now - entry.timer_started_at).total_seconds()
    base = entry.seconds(entry.timer_started_at)
    return seconds_until_change(base + elapsed, formats)


def _below(row: Row, how: Manner) -> str:
    """Return the small line; what wants to be known most wins."""
    entry = row.entry
    if row.progress in {"refused", "unsaved"}:
        return words.PROGRESS[row.progress]
    if entry.is_running:
        return _since(row, how)
    if row.progress == "waiting":
        return words.PROGRESS["waiting"]
    if row.lock is not None:
        return _locked(entry)
    return _times(entry, how)


def _locked(entry: TimeEntry) -> str:
    if entry.is_billed or entry.invoice is not None:
        return words.INVOICED
    return words.APPROVED if entry.approval_status == "approved" else words.ROW_LOCKED


def _times(entry: TimeEntry, how: Manner) -> str:
    if not how.timestamps or not entry.started_time or not entry.ended_time:
        return ""
    try:
        start, end = read_server_time(entry.started_time), read_server_time(entry.ended_time)
    except ValueError:
        return ""
    return span(start, end, how.formats, now=words.NOW)


def _since(row: Row, how: Manner) -> str:
    """Return `since 3:04pm`, or from when on another day; a start/end account writes a span."""
    entry = row.entry
    if entry.timer_started_at is None:
        return ""
    start = entry.timer_started_at.astimezone(how.zone)
    if start.date() == how.today and entry.spent_date == how.today:
        if how.timestamps:
            return span(start.time(), None, how.formats, now=words.NOW)
        return words.since(show_time(start.time(), how.formats))
    days_ago = (how.today - entry.spent_date).days
    at = show_time(start.time(), how.formats)
    if days_ago == 1:
        return words.since_yesterday(at)
    return words.since_day(words.short_day(entry.spent_date.weekday(), entry.spent_date.day), at)
