"""What saving the editor's form asks of the store; whether it may be saved is decided before."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial, reduce

from msgspec.structs import replace

from harvest_widget.model.operations import Values, new_ref
from harvest_widget.store.changes import continue_entry, create_entry, edit_entry, start_timer
from harvest_widget.store.outbox import remember
from harvest_widget.store.problems import make_again, retry
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.store.store import Store
from harvest_widget.ui.entry_form import EntryForm
from harvest_widget.ui.entry_saying import Seen
from harvest_widget.ui.typed_time import Booked, Run

Act = Callable[[State], State]


def save(store: Store, form: EntryForm, seen: Seen, *, now: datetime, run: bool) -> None:
    """Start a timer, book an entry or change one; `run` lets it run on from what was booked."""
    row, outcome = seen.row, seen.understood.outcome
    ref = row.ref if row is not None else new_ref()
    if row is not None:
        acts = _changes(form, seen, row, now)
    else:
        work, day, notes = form.picker.work, form.date.day(), form.notes.text()
        assert work is not None
        assert day is not None
        if isinstance(outcome, Run):
            ago = outcome.ago
            store.update(start_timer, work=work, notes=notes, now=now, ref=ref, ago=ago)
            return
        assert isinstance(outcome, Booked)
        book: Act = partial(
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
        acts = [book]
    if run:
        acts.append(partial(continue_entry, ref=ref, new_ref=new_ref(), now=now))
    store.update(_as_one_act, acts=acts, now=now)


def _changes(form: EntryForm, seen: Seen, row: Row, now: datetime) -> list[Act]:
    """Save the user's fields; a refused entry is sent once more even if that is nothing."""
    acts: list[Act] = []
    to = _values_in(form, seen)
    if to != Values():
        acts.append(partial(edit_entry, ref=row.ref, to=to, now=now))
    if row.refusal is not None and row.refusal.kind == "deleted_elsewhere":
        acts.append(partial(make_again, ref=row.ref, now=now))
    elif row.n is not None:
        acts.append(partial(retry, n=row.n, now=now))
    return acts


def _as_one_act(state: State, *, acts: Sequence[Act], now: datetime) -> State:
    """Do several things that one undo takes back together."""
    after = reduce(lambda between, act: act(between), acts, state)
    done = [undo for undo in after.undo if undo.n >= state.next_n]
    if len(done) < 2:
        return after
    ops = tuple(op for undo in done for op in undo.ops)
    return remember(state, replace(after, undo=state.undo), done[-1].text, ops, now)


def _values_in(form: EntryForm, seen: Seen) -> Values:
    """Return what the form has for the changed fields, and nothing for the others."""
    mine, outcome = seen.mine, seen.understood.outcome
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
