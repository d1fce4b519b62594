"""State -> State, one function per thing a user can do: the list of features; nothing is sent.

An act that can be taken back leaves an `Undo`. What has not left this computer is folded together
(sync.md 3): a start and its stop become one stopped entry, an edit disappears in the create that it
follows.
"""

from datetime import date, datetime, time, timedelta

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.model.entries import Work
from harvest_widget.model.operations import (
    ContinueTimer,
    Create,
    Delete,
    Edit,
    Run,
    StartTimer,
    StopTimer,
    Values,
)
from harvest_widget.model.timesheet import seconds_between
from harvest_widget.store import selectors
from harvest_widget.store.outbox import (
    UNDO_TIME,
    add,
    clock_time,
    end_run,
    fold_delete,
    fold_edit,
    remember,
)
from harvest_widget.store.session import ask_for_all
from harvest_widget.store.state import Draft, Settings, State
from harvest_widget.store.undo import undo as undo  # noqa: PLC0414  (an act like the others)


def start_timer(
    state: State,
    *,
    work: Work,
    notes: str,
    now: datetime,
    ref: str,
    ago: int = 0,
    spent_date: date | None = None,
) -> State:
    """Start a timer on `work` as the new entry `ref`, `ago` seconds back; what runs ends then."""
    at = now - timedelta(seconds=ago)
    before = selectors.running(state)
    acted, ends = end_run(state, at, now)
    # The date of the start in a start/end account; elsewhere hours go on the day of the click.
    booked_on = None if selectors.timestamps(state) else spent_date or selectors.today(state, now)
    op = StartTimer(
        ref=ref,
        at=at,
        work=work,
        notes=notes,
        spent_date=booked_on or selectors.today(state, at),
        started_time=clock_time(state, at),
        ends=ends,
    )
    acted = add(acted, op, now=now)
    text = words.started(work.project.name)
    if before is not None:
        text = words.started_and_stopped(work.project.name, before.entry.project.name, words.TIME)
    return _begun(state, acted, op, text, now)


def _begun(
    state: State, acted: State, op: StartTimer | ContinueTimer, text: str, now: datetime
) -> State:
    """Turn to today, and note the run that the act ends: also one that was folded away."""
    before = selectors.running(state)
    if before is not None:
        op = replace(op, ends=Run(before.ref, before.entry.timer_started_at))
    seconds = _seconds(acted, before, now)
    return replace(remember(state, acted, text, (op,), now, seconds=seconds), day=None)


def continue_entry(state: State, *, ref: str, new_ref: str, now: datetime) -> State:
    """Take up the entry's work: in a duration account today's entry itself, else a new one."""
    entry = selectors.sheet(state).get(ref)
    if entry is None or entry.is_running:
        return state
    same_entry = (
        entry.spent_date == selectors.today(state, now)
        and not selectors.timestamps(state)
        and not (entry.is_locked or entry.is_closed)
    )
    if not same_entry:
        return start_timer(state, work=entry.work, notes=entry.text, now=now, ref=new_ref)
    return continue_same_entry(state, ref=ref, now=now)


def continue_same_entry(state: State, *, ref: str, now: datetime) -> State:
    """Let the entry run again, on whatever day it is booked (duration accounts only)."""
    entry = selectors.sheet(state).get(ref)
    if entry is None or entry.is_running:
        return state
    before = selectors.running(state)
    acted, ends = end_run(state, now, now)
    op = ContinueTimer(ref=ref, at=now, ends=ends)
    acted = add(acted, op, now=now)
    text = words.continued(entry.project.name)
    if before is not None:
        text = words.continued_and_stopped(
            entry.project.name, before.entry.project.name, words.TIME
        )
    return _begun(state, acted, op, text, now)


def stop_timer(state: State, *, now: datetime) -> State:
    """Stop what runs; nothing where nothing does."""
    before = selectors.running(state)
    if before is None:
        return state
    acted, run = end_run(state, now, now)
    started = before.entry.timer_started_at
    op = StopTimer(ref=before.ref, at=now, started=started, ended_time=clock_time(state, now))
    if run is not None:
        acted = add(acted, replace(op, started=run.started), now=now)
    text = words.stopped(before.entry.project.name, words.TIME)
    return remember(state, acted, text, (op,), now, seconds=_seconds(acted, before, now))


def toggle(state: State, *, now: datetime, new_ref: str) -> State:
    """Stop what runs, else continue the entry last worked on; nothing where there is neither."""
    if selectors.running(state) is not None:
        return stop_timer(state, now=now)
    last = selectors.last_worked_on(state)
    return continue_entry(state, ref=last.ref, new_ref=new_ref, now=now) if last else state


def create_entry(
    state: State,
    *,
    work: Work,
    notes: str,
    spent_date: date,
    seconds: int | None = None,
    started_time: time | None = None,
    ended_time: time | None = None,
    now: datetime,
    ref: str,
) -> State:
    """Book a stopped entry: `seconds` in a duration account, both times in a start/end account."""
    if started_time is not None and ended_time is not None:
        seconds = seconds_between(started_time, ended_time)
    op = Create(
        ref=ref,
        at=now,
        work=work,
        notes=notes,
        spent_date=spent_date,
        seconds=seconds or 0,
        started_time=started_time,
        ended_time=ended_time,
    )
    text = words.created(work.project.name)
    return remember(state, add(state, op, now=now), text, (op,), now)


def edit_entry(state: State, *, ref: str, to: Values, now: datetime) -> State:
    """Give some fields of an entry new values; what does not differ is left out."""
    entry = selectors.sheet(state).get(ref)
    if entry is None:
        return state
    base = selectors.values_of(state, entry, now)
    names = [
        name
        for name in Values.__struct_fields__
        if getattr(to, name) is not None and getattr(to, name) != getattr(base, name)
    ]
    if not names:
        return state
    op = Edit(
        ref=ref,
        at=now,
        to=Values(**{name: getattr(to, name) for name in names}),
        base=Values(**{name: getattr(base, name) for name in names}),
        running=entry.is_running,
    )
    text = words.edited(entry.project.name)
    return remember(state, fold_edit(state, op, now=now), text, (op,), now)


def delete_entry(state: State, *, ref: str, now: datetime) -> State:
    """Take an entry away; it leaves the server only when its undo time has passed."""
    entry = selectors.sheet(state).get(ref)
    if entry is None:
        return state
    op = Delete(ref=ref, at=now, due=now + UNDO_TIME)
    text = words.deleted(entry.project.name)
    return remember(state, fold_delete(state, op, now=now), text, (op,), now)


def show_day(state: State, *, day: date | None) -> State:
    """Turn to a day; None is today, whatever date that becomes."""
    return replace(state, day=day)


def refresh(state: State, *, now: datetime) -> State:
    """Read everything that shows as soon as the server may be asked."""
    return ask_for_all(state, now)


def keep_draft(state: State, *, name: str, draft: Draft) -> State:
    """Keep what stands in an editor."""
    return replace(state, drafts={**state.drafts, name: draft})


def drop_draft(state: State, *, name: str) -> State:
    """Forget what stood in an editor."""
    return replace(state, drafts={key: kept for key, kept in state.drafts.items() if key != name})


def toggle_favourite(state: State, *, pair: tuple[int, int]) -> State:
    """Make a project and task a favourite, or no longer."""
    rest = tuple(kept for kept in state.favourites if kept != pair)
    return replace(state, favourites=rest if pair in state.favourites else (*rest, pair))


def dismiss_notice(state: State, *, n: int) -> State:
    """Put away a notice that was read."""
    return replace(state, notices=tuple(notice for notice in state.notices if notice.n != n))


def use_theirs(state: State, *, n: int, now: datetime) -> State:
    """Give an entry back what our edit has replaced, as a notice offers."""
    conflict = next((notice.conflict for notice in state.notices if notice.n == n), None)
    if conflict is None:
        return state
    state = edit_entry(state, ref=conflict.ref, to=conflict.theirs, now=now)
    return dismiss_notice(state, n=n)


def set_settings(state: State, *, settings: Settings) -> State:
    """Keep the user's choices."""
    return replace(state, settings=settings)


def _seconds(state: State, row: selectors.Row | None, now: datetime) -> int:
    """What the entry that an act stopped has come to."""
    entry = selectors.sheet(state).get(row.ref) if row else None
    return entry.seconds(now) if entry else 0
