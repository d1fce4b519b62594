"""The texts of the editor's form: as the store has them, as they stand, which are the user's.

A field is the user's as soon as it differs from what the store said of it; nothing is marked.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import asdict

from harvest_widget.model.account import week_start
from harvest_widget.model.entries import TimeEntry, Work
from harvest_widget.model.formats import Formats, show_hours, show_time
from harvest_widget.model.operations import Values
from harvest_widget.store import selectors
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import Draft, State
from harvest_widget.ui.entry_form import EntryForm

EMPTY = Draft()


class Known(Struct, frozen=True):
    """What the editor shows of the state. `first` is the weekday on which weeks begin, Monday 0."""

    row: Row | None
    formats: Formats
    stamps: bool
    zone: ZoneInfo | None
    first: int
    notes_required: bool


def known(state: State, ref: str | None) -> Known:
    """Select it; `row` is None for a new entry and for one that is gone."""
    entry = selectors.sheet(state).get(ref) if ref else None
    return Known(
        selectors.row(state, ref, entry) if ref and entry else None,
        selectors.formats(state),
        selectors.timestamps(state),
        selectors.zone(state),
        week_start(state.company),
        state.company.day_entry_notes_required,
    )


def texts_of(entry: TimeEntry, values: Values, formats: Formats, now: datetime) -> Draft:
    """Return the texts that show an entry whose present `values` are these."""
    started, ended = values.started_time, values.ended_time
    return Draft(
        pair=entry.work.pair,
        notes=entry.text,
        time=show_hours(entry.seconds(now), formats, running=entry.is_running),
        started=show_time(started, formats) if started else "",
        ended=show_time(ended, formats) if ended else "",
        spent_date=entry.spent_date,
    )


def texts_in(form: EntryForm) -> Draft:
    """Return the texts as they stand in the form. An unreadable date is None."""
    work = form.picker.work
    return Draft(
        query=form.picker.query,
        pair=work.pair if work else None,
        notes=form.notes.text(),
        time=form.duration.field.text(),
        started=form.clock_times.started.text(),
        ended=form.clock_times.ended.text(),
        spent_date=form.date.day(),
    )


def differing(one: Draft, other: Draft) -> set[str]:
    """Return the names of the texts that differ; a search and the pair it leads to are one."""
    second = asdict(other)
    names = {name for name, text in asdict(one).items() if text != second[name]}
    return names | {"pair"} if "query" in names else names


def only(draft: Draft, names: set[str]) -> Draft:
    """Return the draft with the named texts and no others."""
    return Draft(**{name: text for name, text in asdict(draft).items() if name in names})


def put(form: EntryForm, name: str, draft: Draft, work: Work | None) -> None:
    """Show one text of `draft`, whose pair stands for `work`; an equal text moves no cursor."""
    match name:
        case "pair" if form.picker.work != work or form.picker.query != draft.query:
            form.picker.set_work(work, draft.query)
        case "notes":
            form.notes.set_text(draft.notes)
        case "time" if form.duration.field.text() != draft.time:
            form.duration.field.setText(draft.time)
        case "started" if form.clock_times.started.text() != draft.started:
            form.clock_times.started.setText(draft.started)
        case "ended" if form.clock_times.ended.text() != draft.ended:
            form.clock_times.ended.setText(draft.ended)
        case "spent_date" if draft.spent_date and form.date.day() != draft.spent_date:
            form.date.set_day(draft.spent_date)


def work_for(state: State, pair: tuple[int, int] | None, own: Work | None) -> Work | None:
    """Return what a pair stands for; the entry's `own` work may no longer be bookable."""
    if pair is None or (own is not None and own.pair == pair):
        return own if pair else None
    return next((work for work in selectors.bookable(state) if work.pair == pair), None)
