"""What wants an answer or a glance, above the rows: signed out, not saved, refused, notices."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.model.operations import Create, Refusal, StartTimer, Waiting
from harvest_widget.store import selectors
from harvest_widget.store.changes import discard, dismiss_notice, refresh, retry
from harvest_widget.store.state import Notice, SignedOut, State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import Button, IconButton, label
from harvest_widget.ui.row_text import as_line, manner
from harvest_widget.ui.style import BASE

SHOWN_AT_ONCE = 2
"""More refused entries than these wait their turn, so that the day stays in sight."""


class Problem(Struct, frozen=True):
    """A refused operation in words; `there` tells whether its entry still exists."""

    n: int
    ref: str
    title: str
    refusal: Refusal
    there: bool


class Questions(Struct, frozen=True):
    """All that the cards say."""

    signed_out: str
    unsaved: bool
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    elsewhere: tuple[tuple[str, int], ...]


def questions(state: State) -> Questions:
    """Return what wants an answer."""
    out = state.connection
    return Questions(
        out.why if isinstance(out, SignedOut) else "",
        state.unsaved,
        tuple(_problem(state, waiting) for waiting in selectors.problems(state)),
        selectors.notices(state),
        selectors.elsewhere(state),
    )


def _problem(state: State, waiting: Waiting) -> Problem:
    entry = selectors.sheet(state).get(waiting.op.ref)
    if entry is not None:
        title = entry.work.title
    else:
        title = waiting.op.work.title if isinstance(waiting.op, Create | StartTimer) else ""
    refusal = waiting.refusal or Refusal("")
    return Problem(waiting.n, waiting.op.ref, title, refusal, entry is not None)


class Cards(QWidget):
    """The cards, one below the other; takes no room while there is nothing to say."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        *,
        parent: QWidget,
        open_editor: Callable[[str], None],
        sign_in: Callable[[], None],
    ) -> None:
        # Whatever is shown without a parent flashes up as a window of its own.
        super().__init__(parent)
        self._store, self._clock = store, clock
        self._open_editor, self._sign_in = open_editor, sign_in
        self._stack = QVBoxLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 8)
        self._stack.setSpacing(8)
        store.watch(questions, self._show)

    def _show(self, asked: Questions) -> None:
        while (item := self._stack.takeAt(0)) is not None:
            old = item.widget()
            old.hide()
            old.deleteLater()
        made = [
            *self._standing(asked),
            *(self._refused(problem) for problem in asked.problems[:SHOWN_AT_ONCE]),
        ]
        if len(asked.problems) > SHOWN_AT_ONCE:
            more = words.more_problems(len(asked.problems) - SHOWN_AT_ONCE)
            made.append(label(more, px=12, tone="dim"))
        made += [self._notice(notice) for notice in asked.notices]
        # They leave only with their own user's token (sync.md 24).
        made += [
            label(words.unsent_as(count, name), px=12, tone="dim", wrap=True)
            for name, count in asked.elsewhere
        ]
        for card in made:
            self._stack.addWidget(card)
        self.setVisible(bool(made))

    def _standing(self, asked: Questions) -> list[QWidget]:
        """Return the cards that stay until something outside this list changes."""
        made: list[QWidget] = []
        if asked.signed_out:
            sign_in = Button(words.SIGN_IN, kind="small", main=True)
            sign_in.clicked.connect(self._sign_in)
            buttons = [sign_in]
            if asked.signed_out.startswith("keychain"):
                again = Button(words.TRY_AGAIN, kind="small")
                again.clicked.connect(lambda: self._store.update(refresh, now=self._clock()))
                buttons.append(again)
            made.append(_card(words.CHIP_SIGNED_OUT, words.SIGNED_OUT[asked.signed_out], *buttons))
        if asked.unsaved:
            made.append(_card(words.UNSAVED, words.UNSAVED_HINT))
        return made

    def _refused(self, problem: Problem) -> QWidget:
        buttons = []
        if problem.there:
            fix = Button(words.FIX, kind="small", main=True)
            fix.setAccessibleName(words.fix_work(problem.title))
            fix.clicked.connect(lambda: self._open_editor(problem.ref))
            buttons.append(fix)
        again = Button(words.RETRY, kind="small")
        again.clicked.connect(lambda: self._store.update(retry, n=problem.n, now=self._clock()))
        copy = Button(words.COPY_TEXT, kind="small")
        copy.clicked.connect(lambda: self._copy(problem))
        drop = Button(words.DISCARD, kind="small")
        drop.clicked.connect(lambda: self._store.update(discard, n=problem.n))
        because = words.refused_because(problem.refusal.kind, problem.refusal.sentence)
        title = words.not_accepted(problem.title)
        return _card(title, because, *buttons, again, copy, drop)

    def _notice(self, notice: Notice) -> QWidget:
        card = QFrame()
        card.setProperty("part", "notice")
        line = QHBoxLayout(card)
        line.setContentsMargins(12, 6, 6, 6)
        line.addWidget(label(notice.text, px=12, wrap=True), 1)
        close = IconButton("close", words.DISMISS, side=24, drawn=12)
        close.clicked.connect(lambda: self._store.update(dismiss_notice, n=notice.n))
        line.addWidget(close)
        return card

    def _copy(self, problem: Problem) -> None:
        """Put what was booked on the clipboard, so that it can be entered elsewhere."""
        state, now = self._store.state, self._clock()
        entry = selectors.sheet(state).get(problem.ref)
        text = problem.title
        if entry is not None:
            text = as_line(selectors.row(state, problem.ref, entry), manner(state, now), now)
        QGuiApplication.clipboard().setText(text)


def _card(title: str, sentence: str, *buttons: Button) -> QFrame:
    card = QFrame()
    card.setProperty("part", "warning")
    card.setAccessibleName(f"{title}. {sentence}")
    stack = QVBoxLayout(card)
    stack.setContentsMargins(12, 10, 12, 12)
    stack.setSpacing(2)
    stack.addWidget(label(title, px=BASE, weight=600, wrap=True))
    stack.addWidget(label(sentence, px=12, tone="dim", wrap=True))
    if buttons:
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 0)
        line.setSpacing(6)
        for button in buttons:
            line.addWidget(button)
        line.addStretch()
        stack.addLayout(line)
    return card
