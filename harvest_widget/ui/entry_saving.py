"""What saving the editor's form asks of the store; whether it may be saved is decided before."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial, reduce

from msgspec.structs import replace

from harvest_widget.model.operations import Values, new_ref
from harvest_widget.store.changes import (
    continue_entry,
    create_entry,
    edit_entry,
    start_timer,
)
from harvest_widget.store.outbox import remember
from harvest_widget.store.problems import retry
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.entry_form import EntryForm
from harvest_widget.ui.typed_time import Booked, Run, Wrong

Outcome = Run | Booked | Wrong
Act = Callable[[State], State]


def make(store: Store, form: EntryForm, outcome: Outcome, *, now: datetime, run: bool) -> None:
    """Start a timer, or book an entry; `run` lets it run on from what was booked."""
    work, day, notes, ref = form.picker.work, form.date.day(), form.notes.text(), new_ref()
    assert work is not None
    assert day is not None
    if isinstance(outcome, Run):
        ago = outcome.ago
        store.update(start_timer, work=work, notes=notes, now=now, ref=ref, ago=ago)
    elif isinstance(outcome, Booked):
        book = partial(
            create_entry,
            work=work,
            notes=notes,
            spent_date=day,
            seconds=outcome.seconds,
            started_time=outcome.started,
            ended_time=outcome.ended,
            now=now,
            ref=ref,
        )
        store.update(_as_one_act, acts=[book, *_run_on(ref, now, run=run)], now=now)


def change(
    store: Store,
    form: EntryForm,
    outcome: Outcome,
    *,
    row: Row,
    mine: set[str],
    now: datetime,
    run: bool,
) -> None:
    """Save the fields `mine`; a refused entry is sent once more even if that is nothing."""
    acts: list[Act] = []
    to = _values_in(form, outcome, mine)
    if to != Values():
        acts.append(partial(edit_entry, ref=row.ref, to=to, now=now))
    if row.n is not None:
        acts.append(partial(retry, n=row.n, now=now))
    store.update(_as_one_act, acts=[*acts, *_run_on(row.ref, now, run=run)], now=now)


def _run_on(ref: str, now: datetime, *, run: bool) -> list[Act]:
    return [partial(continue_entry, ref=ref, new_ref=new_ref(), now=now)] if run else []


def _as_one_act(state: State, *, acts: Sequence[Act], now: datetime) -> State:
    """Do several things that one undo takes back together."""
    after = reduce(lambda between, act: act(between), acts, state)
    done = [undo for undo in after.undo if undo.n >= state.next_n]
    if len(done) < 2:
        return after
    ops = tuple(op for undo in done for op in undo.ops)
    return remember(state, replace(after, undo=state.undo), done[-1].text, ops, now)


def _values_in(form: EntryForm, outcome: Outcome, mine: set[str]) -> Values:
    """Return what the form has for the changed fields, and nothing for the others."""
    booked = outcome if isinstance(outcome, Booked) else None
    stamps = form.time is form.clock_times
    return Values(
        work=form.picker.work if "pair" in mine else None,
        notes=form.notes.text() if "notes" in mine else None,
        spent_date=form.date.day() if "spent_date" in mine else None,
        seconds=booked.seconds if booked and not stamps and "time" in mine else None,
        started_time=booked.started if booked and stamps and "started" in mine else None,
        ended_time=booked.ended if booked and stamps and "ended" in mine else None,
    )
