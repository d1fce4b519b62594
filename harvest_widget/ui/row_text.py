"""What a row says in words, for the screen, the screen reader, the tooltip and the clipboard.

Pure: the row, the account's manner of writing and `now` come in, texts come out.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from harvest_widget import words
from harvest_widget.model.entries import TimeEntry, seconds_of
from harvest_widget.model.formats import (
    Formats,
    seconds_until_change,
    show_both,
    show_hours,
    show_time,
    span,
)
from harvest_widget.model.timesheet import elapsed
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
    who = words.joined(entry.project.name, entry.client.name)
    doing = words.joined(entry.task.name, entry.text)
    why = row.refusal and words.refused_because(row.refusal.kind, row.refusal.sentence)
    time, other = show_both(elapsed(entry, now, how.formats), how.formats, running=entry.is_running)
    below = _below(row, how, now)
    lines = (who, doing, words.both_readings(time, other), why, row.lock or below)
    whole = "\n".join(text for text in lines if text)
    return RowText(
        entry.project.name, entry.client.name, why or doing, why is not None, time, below, whole
    )


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
    time = show_hours(elapsed(entry, now, how.formats), how.formats, running=entry.is_running)
    what = words.joined(entry.project.name, entry.client.name, entry.task.name, entry.text)
    return f"{entry.spent_date.isoformat()}  {time}  {what}"


def until_change(entry: TimeEntry, formats: Formats, now: datetime) -> float | None:
    """Return the seconds until the shown time of `entry` changes; None where it does not run."""
    begun = entry.timer_started_at
    if not entry.is_running or begun is None:
        return None
    ran = (now - begun).total_seconds()
    return seconds_until_change(elapsed(entry, begun, formats) + ran, formats)


def _below(row: Row, how: Manner, now: datetime) -> str:
    """Return the small line; what wants to be known most wins."""
    entry = row.entry
    if row.progress == "unsaved":
        return words.NOT_SAVED
    if row.late_at is not None and row.late_at <= now:
        return words.NOT_SENT
    if entry.is_running:
        return _since(entry, how)
    if row.lock is None:
        return _times(entry, how)
    if entry.is_billed or entry.invoice is not None:
        return words.INVOICED
    return words.APPROVED if entry.approval_status == "approved" else words.ROW_LOCKED


def _times(entry: TimeEntry, how: Manner) -> str:
    if not how.timestamps:
        return ""
    try:
        start, end = map(selectors.clock_time_of, (entry.started_time, entry.ended_time))
    except ValueError:
        return ""
    return span(start, end, how.formats, now=words.NOW) if start and end else ""


def _since(entry: TimeEntry, how: Manner) -> str:
    """Return `since 3:04pm`, or from when on another day; a start/end account writes a span."""
    if entry.timer_started_at is None:
        return ""
    start, day = _began(entry, entry.timer_started_at).astimezone(how.zone), entry.spent_date
    at = show_time(start.time(), how.formats)
    if start.date() == how.today == day:
        as_span = span(start.time(), None, how.formats, now=words.NOW)
        return as_span if how.timestamps else words.since(at)
    if (how.today - day).days == 1:
        return words.since_yesterday(at)
    return words.since_day(words.short_day(day.weekday(), day.day), at)


def _began(entry: TimeEntry, started: datetime) -> datetime:
    """When the user started it: one that was sent late was made with hours and then started."""
    made = entry.created_at
    head_start = made is not None and started - made < timedelta(minutes=2)
    return started - timedelta(seconds=seconds_of(entry.base_hours)) if head_start else started
