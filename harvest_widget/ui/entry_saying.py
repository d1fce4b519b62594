"""What the editor's form says about what stands in it: reasons, help, the words on its buttons."""

from msgspec import Struct

from harvest_widget import words
from harvest_widget.model.formats import show_date
from harvest_widget.store import selectors
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import State
from harvest_widget.ui.controls import dress, show_or_hide, show_text
from harvest_widget.ui.entry_form import EntryForm
from harvest_widget.ui.typed_time import About, Booked, Run, Understood, Wrong


class Seen(Struct, frozen=True, kw_only=True):
    """All that the form speaks about.

    `row` is None for a `new` entry and for one that is gone. `mine` are the fields that the user
    has changed; `tried` says that saving was tried: from then on what is missing is said, too.
    """

    state: State
    new: bool
    row: Row | None
    about: About
    understood: Understood
    mine: set[str]
    tried: bool

    @property
    def typed_time(self) -> bool:
        return bool(self.mine & {"time", "started", "ended"})

    @property
    def wrong_time(self) -> Wrong | None:
        """Why the time can't be saved; a time that nobody changed is not saved at all."""
        outcome = self.understood.outcome
        return outcome if isinstance(outcome, Wrong) and (self.new or self.typed_time) else None

    @property
    def editable(self) -> bool:
        return self.new or (self.row is not None and self.row.lock is None)

    @property
    def may_run(self) -> bool:
        booked = isinstance(self.understood.outcome, Booked)
        stands = booked if self.new else not self.about.running
        return self.about.today and self.editable and stands


def missing(form: EntryForm, seen: Seen) -> dict[str, str]:
    """Return the sentences about work, notes and date that stand in the way of saving."""
    found = {}
    if form.picker.work is None:
        found["work"] = words.WORK_MISSING
    if seen.state.company.day_entry_notes_required and not form.notes.text().strip():
        found["notes"] = words.NOTES_MISSING
    if seen.about.day is None:
        example = show_date(seen.about.now.date(), seen.about.formats)
        found["date"] = words.DATE_UNREADABLE.format(example=example)
    return found


def say(form: EntryForm, seen: Seen) -> None:
    """Say all of it."""
    wrong, tried, lacks = seen.wrong_time, seen.tried, missing(form, seen)
    form.chip.show_day(seen.about.day, form.date.field.text(), today=seen.about.now.date())
    for name, field in form.times.items():
        dress(field, "wrong", tried and wrong is not None and wrong.field == name)
    show_or_hide(form.work_wrong, lacks.get("work", "") if tried else "")
    show_or_hide(form.notes_wrong, lacks.get("notes", "") if tried else "")
    show_or_hide(form.date_wrong, lacks.get("date", ""))
    says_wrong = wrong is not None and (tried or seen.typed_time)
    dress(form.time_help, "tone", "warning" if says_wrong and tried else "dim")
    helps = wrong.why if wrong is not None and says_wrong else _help(seen)
    show_or_hide(form.time_help, helps if seen.editable else "")
    show_text(form.save, _saves(seen))
    form.save.setVisible(seen.editable)
    form.save_and_run.setVisible(seen.may_run)
    form.delete.setVisible(not seen.new and seen.editable)
    form.discard.setVisible(bool(seen.mine))
    locked = seen.row is not None and seen.row.lock is not None
    form.lock(locked=locked)
    form.banner.show_text(_banner(seen), with_button=locked)
    form.fit_buttons()


def _saves(seen: Seen) -> str:
    if seen.row is not None and seen.row.refusal is not None and not seen.mine:
        return words.TRY_AGAIN
    return words.START if isinstance(seen.understood.outcome, Run) else words.SAVE


def _help(seen: Seen) -> str:
    stamps = selectors.timestamps(seen.state)
    if not seen.new:
        helps = "" if stamps else words.EDIT_TIME_HELP
    elif seen.about.today:
        helps = words.TIMES_HELP if stamps else words.TIME_HELP
    else:
        helps = words.OTHER_DAY_HELP
    other, starts = selectors.running(seen.state), isinstance(seen.understood.outcome, Run)
    if other is None or not (starts or seen.may_run):
        return helps
    stops = words.will_stop if starts else words.will_stop_with_run
    return f"{helps} {stops(other.entry.project.name)}".strip()


def _banner(seen: Seen) -> str:
    row = seen.row
    if row is None:
        return "" if seen.new else words.GONE_ELSEWHERE
    if row.lock is not None:
        return words.locked_because(row.lock)
    refusal = row.refusal
    return words.refused_because(refusal.kind, refusal.sentence) if refusal else ""
