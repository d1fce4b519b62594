"""What anyone sees: operations on their way, replayed over what the server said; and its sums.

A sheet maps the ref of each entry to the entry. Nothing here is stored and nothing is marked dirty:
take an operation away and what is shown follows.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from msgspec.structs import replace

from harvest_widget.model.entries import TimeEntry, Work, hours_of, seconds_of, stopped_at
from harvest_widget.model.formats import Formats, step_of
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Run,
    StartTimer,
    StopTimer,
    Values,
    Waiting,
)
from harvest_widget.model.time_of_day import read_server_time

Sheet = dict[str, TimeEntry]
EARLIEST = datetime.min.replace(tzinfo=UTC)


def replay(
    entries: Mapping[int, TimeEntry],
    outbox: Iterable[Waiting],
    refs: Mapping[str, int],
    hidden: Iterable[int] = (),
) -> Sheet:
    """The sheet: the server's `entries` by id, named by `refs` or their id, changed by `outbox`.

    `hidden` are ids of echoes (sync.md 11).
    """
    ours = {entry_id: ref for ref, entry_id in refs.items()}
    away = frozenset(hidden)
    sheet = {ours.get(i, str(i)): entry for i, entry in entries.items() if i not in away}
    _let_one_run(sheet)
    for waiting in outbox:
        apply(sheet, waiting)
    return sheet


def _let_one_run(sheet: Sheet) -> None:
    """Two reads of different moments may each tell of a run: the later has ended the other."""
    runs = {ref: entry for ref, entry in sheet.items() if entry.is_running}
    latest = max(runs, key=lambda ref: runs[ref].timer_started_at or EARLIEST, default="")
    for ref, entry in runs.items():
        if ref != latest:
            sheet[ref] = ended(entry, runs[latest].timer_started_at or EARLIEST)


def apply(sheet: Sheet, waiting: Waiting) -> None:
    """Change `sheet` in place as the operation asks; nothing where its entry is not there."""
    op = waiting.op
    there = sheet.get(op.ref)
    match op:
        case StartTimer():
            made = there or made_from(op.work, op.spent_date, op.notes)
            shown = written(op.started_time) if op.started_time is not None else None
            begin(sheet, op.ref, made, at=op.at, base=Decimal(0), ends=op.ends, clock_time=shown)
            if shown is not None:
                sheet[op.ref] = replace(sheet[op.ref], started_time=shown, ended_time=None)
        case ContinueTimer() if there is not None:
            base = waiting.base if waiting.base is not None else there.base_hours
            begin(sheet, op.ref, there, at=op.at, base=base, ends=op.ends)
        case StopTimer() if there is not None:
            sheet[op.ref] = stopped(there, op, waiting)
        case Create():
            made = there or made_from(op.work, op.spent_date, op.notes)
            sheet[op.ref] = replace(
                made,
                hours=hours_of(op.seconds),
                hours_without_timer=hours_of(op.seconds),
                is_running=False,
                timer_started_at=None,
                started_time=written(op.started_time) if op.started_time else None,
                ended_time=written(op.ended_time) if op.ended_time else None,
            )
        case Edit() if there is not None:
            # We may have stopped it ourselves, to set its hours: for the user it runs on.
            paused = waiting.paused and op.running and running(sheet) is None
            sheet[op.ref] = edited(replace(there, is_running=True) if paused else there, op)
        case Delete():
            sheet.pop(op.ref, None)


def written(clock_time: time) -> str:
    """A clock time as entries carry it: 24-hour notation, which is read in every account."""
    return f"{clock_time.hour}:{clock_time.minute:02}"


def made_from(work: Work, spent_date: date, notes: str) -> TimeEntry:
    """An entry that only this computer knows yet."""
    return TimeEntry(
        id=None,
        spent_date=spent_date,
        client=work.client,
        project=work.project,
        task=work.task,
        hours=Decimal(0),
        notes=notes,
    )


def begin(
    sheet: Sheet,
    ref: str,
    entry: TimeEntry,
    *,
    at: datetime,
    base: Decimal,
    ends: Run | None = None,
    clock_time: str | None = None,
) -> None:
    """Let `entry` run since `at` on top of `base` hours; what else runs ends at `clock_time`."""
    for other, running in sheet.items():
        if not running.is_running or other == ref:
            continue
        if ends is not None and other == ends.ref and ends.at is not None:
            # One of ours that left late may have begun later at the server than it ended.
            sheet[other] = stopped_at(running, ends.at, clock_time)
        else:
            sheet[other] = ended(running, at, clock_time)
    sheet[ref] = replace(
        entry, hours=base, hours_without_timer=base, is_running=True, timer_started_at=at
    )


def ended(entry: TimeEntry, at: datetime, clock_time: str | None = None) -> TimeEntry:
    """The entry with its run ended at `at`, or when it began if that is later."""
    began = entry.timer_started_at or at
    if at < began:
        return stopped_at(entry, began, entry.started_time)
    return stopped_at(entry, at, clock_time)


def stopped(entry: TimeEntry, op: StopTimer, waiting: Waiting) -> TimeEntry:
    """The entry as the stop leaves it, also between stopping and correcting it (sync.md 17)."""
    if entry.is_running and op.ended_time is None:
        # A run that left late began later at the server than it may have ended here.
        return stopped_at(entry, op.at)
    if entry.is_running:
        return ended(entry, op.at, written(op.ended_time) if op.ended_time else None)
    if waiting.attempts and waiting.base is not None and waiting.run_started is not None:
        hours = waiting.base + hours_of((op.at - waiting.run_started).total_seconds())
        return replace(entry, hours=max(hours, Decimal(0)))
    return entry


def edited(entry: TimeEntry, op: Edit) -> TimeEntry:
    """The entry with the new values of an edit."""
    to = op.to
    if to.work is not None:
        entry = replace(entry, client=to.work.client, project=to.work.project, task=to.work.task)
    if to.notes is not None:
        entry = replace(entry, notes=to.notes)
    if to.spent_date is not None:
        entry = replace(entry, spent_date=to.spent_date)
    if to.started_time is not None or to.ended_time is not None:
        entry = _between(entry, to)
    if to.seconds is not None:
        hours = hours_of(to.seconds)
        entry = replace(entry, hours=hours, hours_without_timer=hours)
        if entry.is_running:
            entry = replace(entry, timer_started_at=op.at)
    return entry


def _between(entry: TimeEntry, to: Values) -> TimeEntry:
    """The entry with new clock times and what follows: its hours, or since when it runs."""
    before = read_server_time(entry.started_time) if entry.started_time else None
    end = to.ended_time or (read_server_time(entry.ended_time) if entry.ended_time else None)
    start = to.started_time or before
    entry = replace(
        entry,
        started_time=written(start) if start is not None else None,
        ended_time=written(end) if end is not None else None,
    )
    if entry.is_running:
        if before is None or start is None or entry.timer_started_at is None:
            return entry
        later = timedelta(hours=start.hour - before.hour, minutes=start.minute - before.minute)
        return replace(entry, timer_started_at=entry.timer_started_at + later)
    if start is None or end is None:
        return entry
    hours = hours_of(seconds_between(start, end))
    return replace(entry, hours=hours, hours_without_timer=hours)


def seconds_between(start: time, end: time) -> int:
    """Seconds from one clock time to the other; an end before its start is on the day after."""
    seconds = (end.hour - start.hour) * 3600 + (end.minute - start.minute) * 60
    return seconds % 86_400


def running(sheet: Mapping[str, TimeEntry]) -> tuple[str, TimeEntry] | None:
    """The ref and the entry whose timer runs, on whatever day it is booked."""
    for ref, entry in sheet.items():
        if entry.is_running:
            return ref, entry
    return None


def on_day(sheet: Mapping[str, TimeEntry], day: date) -> dict[str, TimeEntry]:
    """The entries booked on `day`, in the sheet's order."""
    return {ref: entry for ref, entry in sheet.items() if entry.spent_date == day}


def elapsed(entry: TimeEntry, now: datetime, shown: Formats) -> int:
    """The seconds to show: exact, but a running time goes on from what showed while it stood.

    0.33 h are 19.8 minutes and show as 0:20; floored while it runs, it would fall back to 0:19.
    """
    seconds = entry.seconds(now)
    if not entry.is_running:
        return seconds
    base, step = seconds_of(entry.base_hours), step_of(shown.time_format)
    return seconds - base + (base + step // 2) // step * step


def total_seconds(entries: Iterable[TimeEntry], now: datetime, shown: Formats) -> int:
    """The exact sum in seconds, to be shown.

    What runs counts in the steps in which it is shown: a running 0:00 must not lift the total.
    """
    step = step_of(shown.time_format)
    total = 0
    for entry in entries:
        seconds = elapsed(entry, now, shown)
        total += seconds - seconds % step if entry.is_running else seconds
    return total
