"""Makes or changes one entry, in place in the popover: what the form says and when it is saved.

A refresh in the background touches no field that the user has changed; the others follow the
store. Only what was changed is saved.
"""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.formats import seconds_until_change
from harvest_widget.model.operations import new_ref
from harvest_widget.store import selectors
from harvest_widget.store.changes import (
    continue_entry,
    delete_entry,
    drop_draft,
    keep_draft,
    refresh,
)
from harvest_widget.store.state import Draft, State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import show_text
from harvest_widget.ui.entry_form import EntryForm
from harvest_widget.ui.entry_saving import change, make, values_in
from harvest_widget.ui.entry_saying import Seen, missing, say
from harvest_widget.ui.entry_texts import (
    EMPTY,
    Known,
    differing,
    known,
    only,
    put,
    texts_in,
    texts_of,
    work_for,
)
from harvest_widget.ui.picker import index_of
from harvest_widget.ui.typed_time import About

NEW = "new"
"""The name under which the draft of a new entry is kept."""


class Editor(QWidget):
    """Edits the entry `ref`, or makes a new one (None); `on_close` is called when it is done."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        ref: str | None,
        *,
        on_close: Callable[[], None],
    ) -> None:
        super().__init__()
        self._store, self._clock, self._ref, self._on_close = store, clock, ref, on_close
        self._shown = EMPTY
        self._tried = self._done = False
        self.form = EntryForm()
        show_text(self.form.title, words.EDIT_ENTRY if ref else words.NEW_ENTRY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self.setFocusProxy(self.form.notes if ref else self.form.picker)
        self._known = known(store.state, ref)
        self._stops = [
            store.watch(lambda state: known(state, ref), self._follow),
            store.watch(_offered, self._offer),
            store.watch(selectors.running, self._render),
        ]
        self._restore(store.state.drafts.get(ref or NEW, EMPTY))
        self._connect()

    def _connect(self) -> None:
        form = self.form
        for changed in (
            form.date.changed,
            form.picker.typed,
            form.notes.changed,
            form.duration.changed,
            form.clock_times.changed,
        ):
            changed.connect(self._render)
        form.chip.toggled.connect(self._open_date)
        form.picker.taken.connect(self._taken)
        for saves in (form.picker.hurried, form.notes.entered, form.save.clicked):
            saves.connect(self._save)
        form.save_and_run.clicked.connect(self._save_and_run)
        form.delete.clicked.connect(self._delete)
        form.discard.clicked.connect(lambda: self._close(draft=None))
        form.close_button.clicked.connect(self.leave)
        form.back.clicked.connect(self.leave)
        form.banner.button.clicked.connect(self._continue_today)

    # -- what the store says

    def _offer(self, _: object) -> None:
        state = self._store.state
        recent = (work.pair for work in selectors.recents(state))
        order = dict.fromkeys((*state.favourites, *recent))
        arrived = state.assignments_read_at is not None
        index = index_of(state.assignments)
        self.form.picker.offer(index, {pair: at for at, pair in enumerate(order)}, arrived=arrived)

    def _follow(self, now_known: Known) -> None:
        """Show what the store says in every field that the user has left as it was."""
        state, now = self._store.state, self._clock()
        mine = self._mine()
        self._known = now_known
        self.form.use_timestamps(stamps=now_known.stamps)
        today = now.astimezone(now_known.zone).date()
        self.form.date.set_ways(now_known.formats, today=today, first=now_known.first)
        if now_known.row is not None:
            entry = now_known.row.entry
            values = selectors.values_of(state, entry, now)
            self._shown = texts_of(entry, values, now_known.formats, now)
        elif self._ref is None:
            # A new entry goes to the day that is looked at. One that is gone keeps its last texts.
            self._shown = Draft(spent_date=selectors.shown_day(state, now))
        self._put(set(Draft.__struct_fields__) - mine, self._shown)
        self._render()

    def _mine(self) -> set[str]:
        """Return the names of the fields that the user has changed."""
        return differing(texts_in(self.form), self._shown)

    def _restore(self, draft: Draft) -> None:
        """Put back what was typed before the editor was closed."""
        self._put(differing(draft, EMPTY), draft)
        self._render()

    def _put(self, names: set[str], draft: Draft) -> None:
        row = self._known.row
        work = work_for(self._store.state, draft.pair, row.entry.work if row else None)
        for name in names:
            put(self.form, name, draft, work)

    # -- what the form says

    def _seen(self) -> Seen:
        row, now = self._known.row, self._clock()
        about = About(
            formats=self._known.formats,
            now=now.astimezone(self._known.zone),
            zone=self._known.zone,
            day=self.form.date.day(),
            present=row.entry.seconds(now) if row else 0 if self._ref else None,
            running=row is not None and row.entry.is_running,
        )
        return Seen(
            new=self._ref is None,
            known=self._known,
            about=about,
            understood=self.form.time.understand(about),
            mine=frozenset(self._mine()),
            other=selectors.running(self._store.state),
            tried=self._tried,
        )

    def _render(self, _: object = None) -> None:
        say(self.form, self._seen())
        work = self.form.picker.work
        notes = selectors.earlier_notes(self._store.state, work.pair) if work else ()
        self.form.notes.offer(notes)

    # -- what the user does

    def _taken(self) -> None:
        self._render()
        self.form.save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_date(self, shown: bool) -> None:  # noqa: FBT001 Qt's signal
        self.form.date.setVisible(shown)
        (self.form.date if shown else self.form.chip).setFocus(Qt.FocusReason.OtherFocusReason)

    def _refused(self, seen: Seen) -> QWidget | None:
        """Return the first field that stands in the way of saving."""
        form, lacks, wrong = self.form, missing(self.form, seen), seen.wrong_time
        if "date" in lacks:
            form.chip.setChecked(True)
            return form.date
        if lacks:
            return form.picker if "work" in lacks else form.notes
        if wrong is not None:
            return form.clock_times.ended if wrong.field == "ended" else form.time
        return None

    def _save(self) -> None:
        self._submit(run=False)

    def _save_and_run(self) -> None:
        self._submit(run=True)

    def _submit(self, *, run: bool) -> None:
        if not self.form.save.isVisibleTo(self):
            return
        self._tried = True
        self._render()
        seen = self._seen()
        if (field := self._refused(seen)) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        now = self._clock()
        if self._known.row is None:
            make(self._store, self.form, seen.understood.outcome, now=now, run=run)
        else:
            to = values_in(self.form, seen.understood.outcome, seen.mine)
            change(self._store, self._known.row, to, now=now, run=run)
        self._close(draft=None)

    def _delete(self) -> None:
        if self._ref is not None:
            self._store.update(delete_entry, ref=self._ref, now=self._clock())
        self._close(draft=None)

    def _continue_today(self) -> None:
        if self._ref is not None:
            now = self._clock()
            self._store.update(continue_entry, ref=self._ref, new_ref=new_ref(), now=now)
        self._close(draft=None)

    def leave(self) -> None:
        """Close and keep what was typed as a draft."""
        self._close(draft=self._draft())

    @property
    def changed(self) -> bool:
        """Whether anything stands in the form that the store does not have."""
        return not self._done and bool(self._mine())

    def _draft(self) -> Draft | None:
        mine = self._mine()
        return only(texts_in(self.form), mine) if mine else None

    def _close(self, *, draft: Draft | None) -> None:
        if self._done:
            return
        self._done = True
        for stop in self._stops:
            stop()
        self._keep(draft)
        self._on_close()

    def _keep(self, draft: Draft | None) -> None:
        name = self._ref or NEW
        if draft is not None:
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
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                at = QApplication.focusWidget()
                hurried = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                if isinstance(at, QAbstractButton) and not hurried:
                    at.click()
                else:
                    self._save()
            case _:
                super().keyPressEvent(event)

    # -- what grows older by itself

    def next_change(self, now: datetime) -> float | None:
        """Return in how many seconds a text may change: with the minute, or the running time."""
        minute = 60 - now.second - now.microsecond / 1e6
        row = self._known.row
        if row is None or not row.entry.is_running:
            return minute
        elapsed = row.entry.seconds(now)
        return min(minute, seconds_until_change(elapsed, self._known.formats))

    def tick(self) -> None:
        """Show what the time has changed."""
        self._follow(self._known)


def _offered(state: State) -> tuple[object, ...]:
    return state.assignments, state.favourites, state.assignments_read_at is not None
