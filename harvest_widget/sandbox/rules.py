"""What happens to time entries: create, change, stop, restart, delete; pure functions.

They change the account they are given, take `now` (whole seconds since 1970) as an argument and
raise Refused with the server's sentence. Reading fields is in `fields.py`, rights in `rights.py`.
"""

from dataclasses import replace

from harvest_widget.sandbox import fields as read
from harvest_widget.sandbox import rights
from harvest_widget.sandbox.accounts import Account, Entry, User
from harvest_widget.sandbox.messages import Json, Refused
from harvest_widget.sandbox.settings import Settings
from harvest_widget.sandbox.times import (
    SECONDS_PER_HUNDREDTH,
    day_after,
    day_of,
    hundredths_of,
    instant_of,
    wall_clock,
)


def total(entry: Entry, now: int) -> int:
    """Hundredths of an hour on the entry, the present run included."""
    if entry.timer_started_at is None:
        return entry.hundredths
    return entry.hundredths + hundredths_of(now - entry.timer_started_at)


def create(account: Account, settings: Settings, caller: User, fields: Json, *, now: int) -> Entry:
    """Add an entry from the fields of a POST; without hours or an end its timer runs.

    Raises Refused: 422 for bad fields, 403 for a foreign `user_id` without the right.
    """
    owner = read.owner(account, caller, fields)
    if not rights.may_book_for(account, caller, owner, fields):
        raise Refused(403)
    sent = read.for_create(account, settings, owner, fields)
    entry = Entry(
        id=account.next_entry_id,
        user_id=owner.id,
        project_id=sent.project_id,
        task_id=sent.task_id,
        spent_date=sent.spent_date,
        hundredths=0,
        notes=sent.notes,
        created_at=now,
        updated_at=now,
        reference=sent.reference,
    )
    if settings.wants_timestamp_timers:
        runs_from = _book_times(entry, sent, settings, owner, now)
    else:
        runs_from = _book_hours(entry, sent, settings, now)
    account.next_entry_id += 1
    account.entries[entry.id] = entry
    if runs_from is not None:
        begin(account, entry, now, since=runs_from)
    return entry


def _book_hours(entry: Entry, sent: read.Sent, settings: Settings, now: int) -> int | None:
    """Fill a duration entry; return the instant its timer runs from, None if it does not."""
    if sent.hours is None or (sent.hours == 0 and settings.zero_hours == "starts"):
        return now
    entry.hundredths = sent.hours
    return None


def _book_times(
    entry: Entry, sent: read.Sent, settings: Settings, owner: User, now: int
) -> int | None:
    """Fill a start/end entry; return the instant its timer runs from, None if it does not."""
    today = day_of(now, owner.timezone)
    zone = owner.timezone
    if sent.hours is not None and sent.start is None and sent.end is None:
        # Hours are the wrong kind here; Harvest makes a start up, so does this.
        length = sent.hours * SECONDS_PER_HUNDREDTH
        start = (
            now - length if sent.spent_date == today else instant_of(sent.spent_date, 9, 0, zone)
        )
        _span(entry, start, start + length)
        return None
    start = now if sent.start is None else instant_of(sent.spent_date, *sent.start, zone)
    if sent.end is not None:
        _span(entry, start, _end(sent.spent_date, sent.end, start, zone, settings))
        return None
    if sent.start is not None and sent.spent_date < today and settings.earlier_start == "now":
        return now
    return start


def _end(day: str, moment: tuple[int, int], start: int, zone: str, settings: Settings) -> int:
    """Return the instant of an end typed for `day`, read as the next day's if before the start.

    Raises Refused (422) if the account's switch says such times are refused.
    """
    end = instant_of(day, *moment, zone)
    # Times are cut to the minute, a start without one is not: the same minute is no midnight.
    if end >= start - start % 60:
        return max(start, end)
    if settings.end_before_start == "422":
        raise Refused(422, "Ended time must be after started time")
    return instant_of(day_after(day), *moment, zone)


def _span(entry: Entry, start: int, end: int) -> None:
    entry.started_at, entry.ended_at = start, end
    entry.hundredths = hundredths_of(end - start)


def begin(account: Account, entry: Entry, now: int, *, since: int) -> None:
    """Run the entry's timer from an instant; the user's other timer stops without a word."""
    other = account.running.get(entry.user_id)
    if other is not None and other != entry.id:
        halt(account, account.entries[other], now)
    entry.timer_started_at = since
    if entry.started_at is None or entry.ended_at is not None:
        entry.started_at = since
    entry.ended_at = None
    account.running[entry.user_id] = entry.id


def halt(account: Account, entry: Entry, now: int) -> None:
    """Stop the entry's timer and freeze its hours."""
    started = now if entry.timer_started_at is None else entry.timer_started_at
    entry.hundredths = total(entry, now)
    entry.timer_started_at = None
    entry.ended_at = max(now, started)
    entry.updated_at = now
    account.running.pop(entry.user_id, None)


def stop(account: Account, settings: Settings, caller: User, entry: Entry, *, now: int) -> Entry:
    """Stop a running timer.

    Raises Refused (422) if it does not run.
    """
    if entry.timer_started_at is None:
        raise Refused(422, "can't stop a stopped timer")
    if rights.may_change(account, settings, caller, entry):
        halt(account, entry, now)
    return entry


def restart(account: Account, settings: Settings, caller: User, entry: Entry, *, now: int) -> Entry:
    """Run a stopped entry again; in start/end accounts that is a new entry, which is returned.

    Raises Refused (422) if it runs or may not be changed.
    """
    if entry.timer_started_at is not None:
        raise Refused(422, "can't restart a running timer")
    if not rights.may_change(account, settings, caller, entry):
        return entry
    read.refuse_pair(account, account.users[entry.user_id], entry.project_id, entry.task_id)
    if not settings.wants_timestamp_timers:
        begin(account, entry, now, since=now)
        entry.updated_at = now
        return entry
    copied = settings.restart_reference == "copied"
    fresh = replace(
        entry,
        id=account.next_entry_id,
        hundredths=0,
        notes=entry.notes if settings.restart_notes == "copied" else None,
        reference=entry.reference if copied else None,
        started_at=None,
        ended_at=None,
        invoice=None,
        approval_status="unsubmitted",
        created_at=now,
        updated_at=now,
    )
    account.next_entry_id += 1
    account.entries[fresh.id] = fresh
    begin(account, fresh, now, since=now)
    return fresh


def update(
    account: Account, settings: Settings, caller: User, entry: Entry, fields: Json, *, now: int
) -> Entry:
    """Change the fields that a PATCH names; a run goes on unless hours or an end are among them.

    Raises Refused (422 or 403) with nothing changed.
    """
    if not rights.may_change(account, settings, caller, entry):
        return entry
    owner = account.users[entry.user_id]
    sent = read.for_update(account, settings, owner, entry, fields)
    changed = replace(entry, notes=sent.notes)
    if not rights.is_locked(account, entry):  # what an administrator can't move on a locked entry
        changed.project_id, changed.task_id = sent.project_id, sent.task_id
        changed.spent_date = sent.spent_date
    changed.reference = sent.reference
    if settings.wants_timestamp_timers:
        _move_times(changed, sent, settings, owner, now)
    elif sent.hours is not None:
        _set_hours(changed, sent.hours, settings, now)
    if changed != entry:
        changed.updated_at = now
        account.entries[entry.id] = changed
        if changed.timer_started_at is None and entry.timer_started_at is not None:
            account.running.pop(entry.user_id, None)
    return changed


def _set_hours(entry: Entry, hours: int, settings: Settings, now: int) -> None:
    if entry.timer_started_at is not None:
        if settings.hours_while_running == "422":
            raise Refused(422, "Hours can't be changed while the timer is running")
        entry.timer_started_at = now
    entry.hundredths = hours


def _move_times(entry: Entry, sent: read.Sent, settings: Settings, owner: User, now: int) -> None:
    start = entry.started_at
    if start is None:
        # Booked while the account had durations.
        start = entry.created_at - entry.hundredths * SECONDS_PER_HUNDREDTH
    zone = owner.timezone
    day = day_of(start, zone)
    if sent.hours is not None and sent.hours != total(entry, now):
        length = sent.hours * SECONDS_PER_HUNDREDTH
        if entry.timer_started_at is None:
            _span(entry, start, start + length)
        elif settings.hours_while_running == "422":
            raise Refused(422, "Hours can't be changed while the timer is running")
        else:
            entry.started_at = entry.timer_started_at = now - length
        return
    if sent.start is not None:
        start = instant_of(day, *sent.start, zone)
    if sent.end is not None:
        entry.timer_started_at = None
        _span(entry, start, _end(day, sent.end, start, zone, settings))
    elif sent.start is not None and entry.timer_started_at is not None:
        entry.started_at = entry.timer_started_at = start
    elif sent.start is not None:
        end = entry.ended_at if entry.ended_at is not None else start
        if end < start:
            end = _end(day, wall_clock(end, zone), start, zone, settings)
        _span(entry, start, end)


def delete(account: Account, caller: User, entry: Entry) -> None:
    """Remove an entry.

    Raises Refused (422) for a locked one; administrators may remove approved entries.
    """
    rights.refuse_delete(account, caller, entry)
    del account.entries[entry.id]
    if account.running.get(entry.user_id) == entry.id:
        del account.running[entry.user_id]


def clear_reference(account: Account, settings: Settings, entry: Entry, *, now: int) -> None:
    """Remove the link to another tool.

    Raises Refused (422) for a locked entry if the switch says so.
    """
    if settings.locked_reference == "422" and rights.is_locked(account, entry):
        raise Refused(422, "Time entry is locked")
    if entry.reference is not None and settings.cleared_reference == "moved":
        entry.updated_at = now
    entry.reference = None
