"""Makes or changes one entry, in place in the popover: what the form says and when it is saved.

A field is the user's as soon as it differs from what the store said of it; nothing is marked. A
refresh in the background touches no such field; the others follow the store. Only what was changed
is saved.
"""

from collections.abc import Callable, Hashable
from datetime import datetime

from msgspec.structs import asdict
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from harvest_widget import words
from harvest_widget.model.account import week_start
from harvest_widget.model.formats import show_hours, show_time
from harvest_widget.model.operations import new_ref
from harvest_widget.model.timesheet import elapsed
from harvest_widget.store import selectors
from harvest_widget.store.changes import (
    continue_entry,
    delete_entry,
    drop_draft,
    keep_draft,
    refresh,
)
from harvest_widget.store.selectors import Row
from harvest_widget.store.state import Draft, State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import ENTER
from harvest_widget.ui.entry_form import EntryForm
from harvest_widget.ui.entry_saving import save
from harvest_widget.ui.entry_saying import Seen, missing, say
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import column
from harvest_widget.ui.picker import index_of
from harvest_widget.ui.row_text import until_change
from harvest_widget.ui.typed_time import About

NEW = "new"
"""The name under which the draft of a new entry is kept."""
EMPTY = Draft()


class Editor(QWidget):
    """Edits the entry `ref`, or makes a new one (None); `on_close` is called when it is done."""

    def __init__(
        self, store: Store, clock: Clock, ref: str | None, *, on_close: Callable[[], None]
    ) -> None:
        super().__init__()
        self._store, self._clock, self._ref, self._on_close = store, clock, ref, on_close
        self._shown, self._tried, self._done = EMPTY, False, False
        self.form = EntryForm()
        self.form.title.setText(words.EDIT_ENTRY if ref else words.NEW_ENTRY)
        column(self.form, on=self)
        self.setFocusProxy(self.form.notes if ref else self.form.picker)
        self._stops = [
            store.watch(self._known, lambda _: self.tick()),
            store.watch(_offered, lambda _: self._offer(store.state)),
            store.watch(selectors.running, lambda _: self._render()),
        ]
        # What was typed before the editor was closed.
        draft = store.state.drafts.get(ref or NEW, EMPTY)
        self._put(_differing(draft, EMPTY), draft)
        self._render()
        self._connect()

    def _connect(self) -> None:
        form = self.form
        for field in (form.date, form.notes, form.duration, form.clock_times):
            field.changed.connect(self._render)
        form.picker.typed.connect(self._render)
        form.chip.toggled.connect(self._open_date)
        form.picker.taken.connect(self._taken)
        for saves in (form.picker.hurried, form.notes.entered, form.save.clicked):
            saves.connect(lambda: self._save(run=False))
        form.save_and_run.clicked.connect(lambda: self._save(run=True))
        form.delete.clicked.connect(lambda: self._change_and_close(delete_entry))
        form.discard.clicked.connect(lambda: self._close(EMPTY))
        form.close_button.clicked.connect(self.leave)
        form.back.clicked.connect(self.leave)
        form.banner.button.clicked.connect(
            lambda: self._change_and_close(continue_entry, new_ref=new_ref())
        )

    # -- what the store says

    @property
    def _row(self) -> Row | None:
        """The entry; None for a new one and for one that is gone."""
        entry = selectors.sheet(self._store.state).get(self._ref) if self._ref else None
        return selectors.row(self._store.state, self._ref, entry) if self._ref and entry else None

    def _known(self, state: State) -> tuple[object, ...]:
        return self._row, state.company, state.account

    def _offer(self, state: State) -> None:
        arrived = state.assignments_read_at is not None
        ranks: dict[Hashable, int] = dict(selectors.ranks(state).items())
        self.form.picker.offer(index_of(state.assignments), ranks, arrived=arrived)

    def tick(self) -> None:
        """Show what the store says by now in every field that the user has left as it was."""
        state, now, row, form = self._store.state, self._clock(), self._row, self.form
        left_alone = set(Draft.__struct_fields__) - self._mine()
        formats = selectors.formats(state)
        form.use_timestamps(stamps=selectors.timestamps(state))
        first = week_start(state.company)
        form.date.set_ways(formats, today=selectors.today(state, now), first=first)
        if row is not None:
            entry, values = row.entry, selectors.values_of(state, row.entry, now)
            started, ended = values.started_time, values.ended_time
            self._shown = Draft(
                pair=entry.work.pair,
                notes=entry.text,
                time=show_hours(elapsed(entry, now, formats), formats, running=entry.is_running),
                started=show_time(started, formats) if started else "",
                ended=show_time(ended, formats) if ended else "",
                spent_date=entry.spent_date,
            )
        elif self._ref is None:
            # A new entry goes to the day that is looked at. One that is gone keeps its last texts.
            self._shown = Draft(spent_date=selectors.shown_day(state, now))
        self._put(left_alone, self._shown)
        self._render()

    def _put(self, names: set[str], draft: Draft) -> None:
        row, bookable = self._row, selectors.bookable(self._store.state) if draft.pair else ()
        # The entry's own work may no longer be bookable.
        works = (row.entry.work, *bookable) if row is not None else bookable
        work = next((work for work in works if work.pair == draft.pair), None)
        self.form.put(names, draft, work)

    def _mine(self) -> set[str]:
        return _differing(self.form.texts(), self._shown)

    # -- what the form says

    def _seen(self) -> Seen:
        row, state, now = self._row, self._store.state, self._clock()
        zone = selectors.zone(state)
        about = About(
            formats=selectors.formats(state),
            now=now.astimezone(zone),
            zone=zone,
            day=self.form.date.day(),
            present=row.entry.seconds(now) if row else 0 if self._ref else None,
            running=row is not None and row.entry.is_running,
        )
        return Seen(
            state=state,
            new=self._ref is None,
            row=row,
            about=about,
            understood=self.form.time.understand(about),
            mine=self._mine(),
            tried=self._tried,
        )

    def _render(self) -> None:
        say(self.form, self._seen())
        work = self.form.picker.work
        notes = selectors.earlier_notes(self._store.state, work.pair) if work else ()
        self.form.notes.offer(notes)

    # -- what the user does

    def _taken(self) -> None:
        """Go on to what is still missing, else to the button."""
        self._render()
        lacking = self._in_the_way(self._seen())
        (lacking or self.form.save).setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_date(self, shown: bool) -> None:  # noqa: FBT001 Qt's signal
        self.form.date.setVisible(shown)
        (self.form.date if shown else self.form.chip).setFocus(Qt.FocusReason.OtherFocusReason)

    def _in_the_way(self, seen: Seen) -> QWidget | None:
        form, lacks, wrong = self.form, missing(self.form, seen), seen.wrong_time
        if "date" in lacks:
            form.chip.setChecked(True)
            return form.date
        if lacks:
            return form.picker if "work" in lacks else form.notes
        return form.times[wrong.field] if wrong is not None else None

    def _save(self, *, run: bool) -> None:
        if not self.form.save.isVisibleTo(self):
            return
        self._tried = True
        self._render()
        seen = self._seen()
        if (field := self._in_the_way(seen)) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        save(self._store, self.form, seen, now=self._clock(), run=run)
        self._close(EMPTY)

    def _change_and_close(self, change: Callable[..., State], **more: str) -> None:
        if self._ref is not None:
            self._store.update(change, ref=self._ref, now=self._clock(), **more)
        self._close(EMPTY)

    def leave(self) -> None:
        """Close and keep what was typed as a draft."""
        self._close(self._draft())

    @property
    def changed(self) -> bool:
        """Whether anything stands in the form that the store does not have."""
        return not self._done and bool(self._mine())

    def _draft(self) -> Draft:
        mine = self._mine()
        texts = asdict(self.form.texts())
        return Draft(**{name: text for name, text in texts.items() if name in mine})

    def _close(self, draft: Draft) -> None:
        if not self._done:
            self._done = True
            for stop in self._stops:
                stop()
            self._keep(draft)
            self._on_close()

    def _keep(self, draft: Draft) -> None:
        name = self._ref or NEW
        if draft != EMPTY:
            self._store.update(keep_draft, name=name, draft=draft)
        elif name in self._store.state.drafts:
            self._store.update(drop_draft, name=name)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # The window may go without a word, at quit for one: what was typed stays.
        if not self._done:
            self._keep(self._draft())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.form.chip.isChecked():
                self.form.chip.setChecked(False)
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_F5:
                self._store.update(refresh, now=self._clock())
            case key if key in ENTER:
                at = QApplication.focusWidget()
                hurried = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                if isinstance(at, QAbstractButton) and not hurried:
                    at.click()
                else:
                    self._save(run=False)
            case _ if event.text().strip() and QApplication.focusWidget() is self.form.save:
                # Whoever types on after the project means the notes.
                self.form.notes.setFocus(Qt.FocusReason.OtherFocusReason)
                QApplication.sendEvent(self.form.notes.field, event)
            case _:
                super().keyPressEvent(event)

    def next_change(self, now: datetime) -> float | None:
        minute, row = 60 - now.second - now.microsecond / 1e6, self._row
        turn = until_change(row.entry, selectors.formats(self._store.state), now) if row else None
        return minute if turn is None else min(minute, turn)


def _offered(state: State) -> tuple[object, ...]:
    return state.assignments, state.favourites, state.assignments_read_at is not None


def _differing(one: Draft, other: Draft) -> set[str]:
    """Return the names of the texts that differ; a search and the pair it leads to are one."""
    names = {name for name in asdict(one) if getattr(one, name) != getattr(other, name)}
    return names | {"pair"} if "query" in names else names
