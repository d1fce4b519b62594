"""What wants an answer or a glance, above the rows: signed out, not saved, refused, notices."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QLabel, QWidget

from harvest_widget import words
from harvest_widget.model.operations import (
    Create,
    Delete,
    Operation,
    Refusal,
    StartTimer,
    Waiting,
)
from harvest_widget.store import selectors, telling
from harvest_widget.store.changes import dismiss_notice, refresh, use_theirs
from harvest_widget.store.problems import retry, throw_away
from harvest_widget.store.state import Notice, Offline, SignedOut, State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import Act, Button, IconButton, label
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import TOP, column, frame, lines, row
from harvest_widget.ui.place import SMALLEST
from harvest_widget.ui.row_text import as_line, manner

SHOWN_AT_ONCE = 2
"""More refused entries, or notices, wait their turn, so that the day stays in sight."""

ROOM = SMALLEST.width() - 16 - 24
"""Width in px inside a card, however small the popover is made."""

Problem = tuple[Waiting, str, bool]
"""A refused operation, the title of its entry, and whether that still exists."""


Questions = tuple[
    tuple[str, str], tuple[str, str], bool, list[Problem], tuple[Notice, ...], list[str]
]
"""Why signed out and what is kept, what stands between us and Harvest, whether unsaved, what was
refused, notices, whose entries wait and how many."""


def questions(state: State) -> Questions:
    """Return all that the cards say."""
    return (
        _way_out(state),
        _obstacle(state),
        state.unsaved,
        [_problem(state, waiting) for waiting in selectors.problems(state)],
        telling.notices(state),
        [words.unsent_as(count, name) for name, count in selectors.elsewhere(state)],
    )


def _way_out(state: State) -> tuple[str, str]:
    """Return why nobody is signed in, and how much is kept for whoever was."""
    if not isinstance(state.connection, SignedOut):
        return "", ""
    count, account = len(state.outbox), state.account
    kept = words.unsent_as(count, account.user.name) if account and count else ""
    return state.connection.why, kept


def _obstacle(state: State) -> tuple[str, str]:
    """Return the kind of what is between us and Harvest, and what was said of it."""
    match state.connection:
        case Offline(why="broken_answer" as why):
            return why, ""  # What was said is about JSON.
        case Offline(why=why, said=said) if why in words.IN_BETWEEN:
            return why, said
    return "", ""


def _problem(state: State, waiting: Waiting) -> Problem:
    op = waiting.op
    entry, there = selectors.entry_of(state, op.ref), op.ref in selectors.sheet(state)
    work = op.work if isinstance(op, Create | StartTimer) else entry.work if entry else None
    return waiting, work.title if work else "", there


class Cards(QWidget):
    """The cards, one below the other; takes no room while there is nothing to say."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        parent: QWidget,
        open_editor: Callable[[str], None],
        sign_in: Callable[[], None],
    ) -> None:
        # Whatever is shown without a parent flashes up as a window of its own.
        super().__init__(parent)
        self._store, self._clock = store, clock
        self._open_editor, self._sign_in = open_editor, sign_in
        self._stack = column(on=self, margins=(0, 0, 0, 8), spacing=8)
        store.watch(questions, self._show)

    def _show(self, said: Questions) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        while (item := self._stack.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        signed_out, obstacle, unsaved, problems, notices, elsewhere = said
        cards: list[QFrame] = [self._signed_out(*signed_out)] if signed_out[0] else []
        if obstacle[0]:
            cards.append(self._in_between(*obstacle))
        if unsaved:
            cards.append(_card(words.UNSAVED, words.UNSAVED_HINT))
        cards += [self._refused(*problem) for problem in problems[:SHOWN_AT_ONCE]]
        if (more := len(problems) - SHOWN_AT_ONCE) > 0:
            cards.append(_line(words.more_problems(more)))
        cards += [self._notice(notice) for notice in notices[-SHOWN_AT_ONCE:]]
        if (more := len(notices) - SHOWN_AT_ONCE) > 0:
            cards.append(_line(words.more_notices(more)))
        # They leave only with their own user's token (sync.md 24).
        cards += [_line(line) for line in elsewhere]
        for card in cards:
            self._stack.addWidget(card)
            # Left to itself the layout would show it only a turn later: too late for the focus.
            card.show()
        self.setVisible(bool(cards))
        if had_focus:
            # Else Qt gives the keys to any button, and Space does what nobody meant.
            buttons = (one for card in cards for one in card.findChildren(QAbstractButton))
            next(buttons, self.window()).setFocus(Qt.FocusReason.OtherFocusReason)

    def _signed_out(self, why: str, kept: str) -> QFrame:
        answers: list[tuple[str, Act]] = [(words.SIGN_IN, self._sign_in)]
        if why.startswith("keychain"):
            again = words.TRY_AGAIN
            answers.append((again, lambda: self._store.update(refresh, now=self._clock())))
        says = f"{words.SIGNED_OUT[why]} {kept}".strip()
        return _card(words.CHIP_SIGNED_OUT, says, *answers, main=words.SIGN_IN)

    def _in_between(self, why: str, told: str) -> QFrame:
        again = (words.TRY_AGAIN, lambda: self._store.update(refresh, now=self._clock()))
        return _card(words.IN_BETWEEN[why], words.api_error(why, told), again, main="")

    def _refused(self, waiting: Waiting, title: str, there: bool) -> QFrame:  # noqa: FBT001
        n, op, refusal, store = waiting.n, waiting.op, waiting.refusal or Refusal(""), self._store
        acts: dict[str, Act] = {
            words.FIX: lambda: self._open_editor(op.ref),
            words.RETRY: lambda: store.update(retry, n=n, now=self._clock()),
            words.COPY_TEXT: lambda: self._copy(op.ref, title),
            words.DISCARD: lambda: store.update(throw_away, n=n, now=self._clock()),
        }
        acts |= {words.CREATE_AGAIN: acts[words.RETRY], words.KEEP_IT: acts[words.DISCARD]}
        names = _answers(op, refusal.kind, there=there)
        because = words.refused_because(refusal.kind, refusal.sentence)
        what = words.not_accepted(type(op).__name__, title)
        card = _card(what, because, *((name, acts[name]) for name in names), main=names[0])
        for button in card.findChildren(Button):
            button.setAccessibleName(words.answer_for(button.text(), title))
        return card

    def _notice(self, notice: Notice) -> QFrame:
        card = frame("notice")
        close = IconButton("close", words.DISMISS, side=24, drawn=12)
        close.clicked.connect(lambda: self._store.update(dismiss_notice, n=notice.n))
        text = label(notice.text, px=12, wrap=True)
        said = row((text, 1), (close, TOP), spacing=6)
        if notice.conflict is None:
            column(said, on=card, margins=(12, 6, 6, 6))
            return card
        theirs = Button(
            words.USE_THEIRS,
            lambda: self._store.update(use_theirs, n=notice.n, now=self._clock()),
            kind="small",
        )
        column(said, row(theirs, None), on=card, margins=(12, 6, 6, 10), spacing=4)
        return card

    def _copy(self, ref: str, title: str) -> None:
        """Put what was booked on the clipboard, so that it can be entered elsewhere."""
        state, now = self._store.state, self._clock()
        entry = selectors.entry_of(state, ref)
        if entry is not None:
            title = as_line(selectors.row(state, ref, entry), manner(state, now), now)
        QGuiApplication.clipboard().setText(title)


def _line(text: str) -> QLabel:
    line = label(text, px=12, tone="dim", wrap=True)
    line.setContentsMargins(12, 0, 12, 0)
    return line


def _answers(op: Operation, kind: str, *, there: bool) -> tuple[str, ...]:
    """Return what can be done about a refusal; the first is what is probably meant."""
    if kind == "deleted_elsewhere":
        again: tuple[str, ...] = (words.CREATE_AGAIN,) if there else ()
    elif isinstance(op, Delete):
        return words.KEEP_IT, words.RETRY, words.COPY_TEXT
    else:
        again = (words.FIX, words.RETRY) if there else (words.RETRY,)
    return *again, words.COPY_TEXT, words.DISCARD


def _card(title: str, sentence: str, *answers: tuple[str, Act], main: str = "") -> QFrame:
    card = frame("warning")
    card.setAccessibleName(f"{title}. {sentence}")
    texts = label(title, weight=600, wrap=True), label(sentence, px=12, tone="dim", wrap=True)
    buttons = [Button(text, act, kind="small", main=text == main) for text, act in answers]
    below = (8, lines(*buttons, room=ROOM, spacing=6)) if buttons else ()
    column(*texts, *below, on=card, margins=(12, 10, 12, 12), spacing=2)
    return card
