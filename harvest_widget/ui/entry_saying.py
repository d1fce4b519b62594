"""What the editor's form says about what stands in it: reasons, help, the words on its buttons."""

from msgspec import Struct

from harvest_widget import words
from harvest_widget.model.formats import show_date
from harvest_widget.store.selectors import Row
from harvest_widget.ui.controls import show_text
from harvest_widget.ui.entry_form import EntryForm, explain
from harvest_widget.ui.entry_texts import Known
from harvest_widget.ui.typed_time import About, Booked, Run, Understood, Wrong

TIMES = frozenset({"time", "started", "ended"})


class Seen(Struct, frozen=True, kw_only=True):
    """All that the form speaks about.

    `mine` are the fields that the user has changed, `other` is what runs, `tried` says that saving
    was tried: from then on what is missing is said, too.
    """

    new: bool
    known: Known
    about: About
    understood: Understood
    mine: frozenset[str]
    other: Row | None
    tried: bool

    @property
    def wrong_time(self) -> Wrong | None:
        """Why the time can't be saved; a time that nobody changed is not saved at all."""
        outcome = self.understood.outcome
        counts = self.new or bool(self.mine & TIMES)
        return outcome if isinstance(outcome, Wrong) and counts else None

    @property
    def lock(self) -> str | None:
        """Why nobody may edit."""
        return self.known.row.lock if self.known.row else None

    @property
    def editable(self) -> bool:
        """Whether there is something to save to."""
        return self.new or (self.known.row is not None and self.lock is None)

    @property
    def may_run(self) -> bool:
        """Whether Save and run means anything."""
        if not self.about.today or not self.editable:
            return False
        booked = isinstance(self.understood.outcome, Booked)
        return booked if self.new else not self.about.running


def missing(form: EntryForm, seen: Seen) -> dict[str, str]:
    """Return the sentences about work, notes and date that stand in the way of saving."""
    example = show_date(seen.about.now.date(), seen.known.formats)
    notes_missing = seen.known.notes_required and not form.notes.text().strip()
    found = {
        "work": "" if form.picker.work else words.WORK_MISSING,
        "date": "" if seen.about.day else words.DATE_UNREADABLE.format(example=example),
        "notes": words.NOTES_MISSING if notes_missing else "",
    }
    return {field: why for field, why in found.items() if why}


def say(form: EntryForm, seen: Seen) -> None:
    """Say all of it."""
    about, outcome, wrong = seen.about, seen.understood.outcome, seen.wrong_time
    lacks = missing(form, seen)
    form.chip.show_day(about.day, form.date.field.text(), today=about.now.date())
    form.time.mark(wrong if seen.tried else None)
    explain(form.work_wrong, lacks.get("work", "") if seen.tried else "")
    explain(form.notes_wrong, lacks.get("notes", "") if seen.tried else "")
    explain(form.date_wrong, lacks.get("date", ""))
    if not seen.editable:
        explain(form.time_help, "")
    elif wrong is not None and (seen.tried or seen.mine & TIMES):
        explain(form.time_help, wrong.why, tone="warning" if seen.tried else "dim")
    else:
        explain(form.time_help, _help(seen), tone="dim")
    show_text(form.save, _saves(seen, starts=isinstance(outcome, Run)))
    form.save.setVisible(seen.editable)
    form.save_and_run.setVisible(seen.may_run)
    form.delete.setVisible(not seen.new and seen.editable)
    form.discard.setVisible(bool(seen.mine))
    form.lock(locked=seen.lock is not None)
    form.banner.show_text(_banner(seen), with_button=seen.lock is not None)
    form.fit_buttons()


def _saves(seen: Seen, *, starts: bool) -> str:
    row = seen.known.row
    if row is not None and row.refusal is not None and not seen.mine:
        return words.TRY_AGAIN
    return words.START if starts else words.SAVE


def _help(seen: Seen) -> str:
    stops = ""
    if seen.other is not None:
        name = seen.other.entry.project.name
        if isinstance(seen.understood.outcome, Run):
            stops = words.will_stop(name)
        elif seen.may_run:
            stops = words.will_stop_with_run(name)
    stamps = seen.known.stamps
    if not seen.new:
        return f"{'' if stamps else words.EDIT_TIME_HELP} {stops}".strip()
    here = words.TIMES_HELP if stamps else words.TIME_HELP
    return f"{here if seen.about.today else words.OTHER_DAY_HELP} {stops}".strip()


def _banner(seen: Seen) -> str:
    row = seen.known.row
    if row is None:
        return "" if seen.new else words.GONE_ELSEWHERE
    if row.lock is not None:
        return words.locked_because(row.lock)
    if row.refusal is not None:
        return words.refused_because(row.refusal.kind, row.refusal.sentence)
    return ""
