"""In which order entries were worked on, as far as the server and our own acts tell; no State."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import Create, Timing
from harvest_widget.model.time_zones import day
from harvest_widget.model.timesheet import EARLIEST
from harvest_widget.store.state import Undo


def newest_first(entries: Mapping[str, TimeEntry]) -> list[str]:
    """The refs of a day: what runs, what only we know, then as they were created."""
    # Of what nobody has dated yet the later is the newer: sorting keeps the order of equals.
    refs = [*entries][::-1]
    refs.sort(key=lambda ref: _age(entries[ref]), reverse=True)
    return refs


def newest_days_first(entries: Mapping[str, TimeEntry]) -> list[TimeEntry]:
    """Entries of many days: the latest date first, each day as in `newest_first`."""
    refs = newest_first(entries)
    return sorted((entries[ref] for ref in refs), key=lambda e: e.spent_date, reverse=True)


def _age(entry: TimeEntry) -> tuple[bool, bool, datetime, int]:
    made = entry.created_at or EARLIEST
    return entry.is_running, entry.created_at is None, made, entry.id or 0


def worked_on_last(
    entries: Mapping[str, TimeEntry],
    acts: Iterable[Undo],
    read_at: datetime | None,
    zone: tzinfo | None,
) -> str | None:
    """The ref of what runs or was worked on last, today or before; None where there is none.

    What was taken up again is newer than it was created. Only `acts` know of that: `updated_at`
    moves for other reasons too. Nobody tells the time here: what is booked ahead is what lies
    after the day of the latest instant that is known.
    """
    if not entries:
        return None
    at = {ref: entry.created_at for ref, entry in entries.items() if entry.created_at is not None}
    for act in acts:
        for op in act.ops:
            if isinstance(op, Timing | Create) and op.ref in entries:
                at[op.ref] = max(op.at, at.get(op.ref, op.at))
    known = [*at.values(), *([read_at] if read_at is not None else [])]
    today = day(max(known), zone) if known else None
    done = {r: e for r, e in entries.items() if today is None or e.spent_date <= today} or entries

    def last(ref: str) -> tuple[object, ...]:
        entry = entries[ref]
        waits = entry.created_at is None and ref not in at
        return entry.is_running, entry.spent_date, waits, at.get(ref, EARLIEST), entry.id or 0

    return max([*done][::-1], key=last)
