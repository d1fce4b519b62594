"""What wants an answer or a glance, above the rows: signed out, not saved, refused, notices."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QWidget

from harvest_widget import words
from harvest_widget.model.operations import Create, Refusal, StartTimer, Waiting
from harvest_widget.store import selectors, telling
from harvest_widget.store.changes import dismiss_notice, refresh
from harvest_widget.store.problems import discard, retry
from harvest_widget.store.state import Notice, SignedOut, State
from harvest_widget.store.store import Store
from harvest_widget.ui.controls import Act, Button, IconButton, label
from harvest_widget.ui.join import Clock
from harvest_widget.ui.layout import column, frame, row
from harvest_widget.ui.row_text import as_line, manner

SHOWN_AT_ONCE = 2
"""More refused entries than these wait their turn, so that the day stays in sight."""

Problem = tuple[Waiting, str, bool]
"""A refused operation, the title of its entry, and whether that still exists."""


def questions(state: State) -> tuple[str, bool, list[Problem], object, object]:
    """Return all that the cards say."""
    out = state.connection
    return (
        out.why if isinstance(out, SignedOut) else "",
        state.unsaved,
        [_problem(state, waiting) for waiting in selectors.problems(state)],
        telling.notices(state),
        selectors.elsewhere(state),
    )


def _problem(state: State, waiting: Waiting) -> Problem:
    entry, op = selectors.sheet(state).get(waiting.op.ref), waiting.op
    if entry is not None:
        return waiting, entry.work.title, True
    return waiting, op.work.title if isinstance(op, Create | StartTimer) else "", False


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
        store.watch(questions, lambda _: self._show(store.state))

    def _show(self, state: State) -> None:
        while (item := self._stack.takeAt(0)) is not None:
            item.widget().hide()
            item.widget().deleteLater()
        signed_out, unsaved, problems, *_ = questions(state)
        cards = [self._signed_out(signed_out)] if signed_out else []
        if unsaved:
            cards.append(_card(words.UNSAVED, words.UNSAVED_HINT))
        cards += [self._refused(*problem) for problem in problems[:SHOWN_AT_ONCE]]
        if (more := len(problems) - SHOWN_AT_ONCE) > 0:
            cards.append(label(words.more_problems(more), px=12, tone="dim"))
        cards += [self._notice(notice) for notice in telling.notices(state)]
        # They leave only with their own user's token (sync.md 24).
        cards += [
            label(words.unsent_as(count, name), px=12, tone="dim", wrap=True)
            for name, count in selectors.elsewhere(state)
        ]
        for card in cards:
            self._stack.addWidget(card)
        self.setVisible(bool(cards))

    def _signed_out(self, why: str) -> QFrame:
        answers: list[tuple[str, Act]] = [(words.SIGN_IN, self._sign_in)]
        if why.startswith("keychain"):
            again = words.TRY_AGAIN
            answers.append((again, lambda: self._store.update(refresh, now=self._clock())))
        return _card(words.CHIP_SIGNED_OUT, words.SIGNED_OUT[why], *answers, main=words.SIGN_IN)

    def _refused(self, waiting: Waiting, title: str, there: bool) -> QFrame:  # noqa: FBT001
        n, refusal, store = waiting.n, waiting.refusal or Refusal(""), self._store
        answers: list[tuple[str, Act]] = [
            (words.RETRY, lambda: store.update(retry, n=n, now=self._clock())),
            (words.COPY_TEXT, lambda: self._copy(waiting.op.ref, title)),
            (words.DISCARD, lambda: store.update(discard, n=n)),
        ]
        if there:
            answers.insert(0, (words.FIX, lambda: self._open_editor(waiting.op.ref)))
        because = words.refused_because(refusal.kind, refusal.sentence)
        card = _card(words.not_accepted(title), because, *answers, main=words.FIX)
        if there:
            card.findChildren(Button)[0].setAccessibleName(words.fix_work(title))
        return card

    def _notice(self, notice: Notice) -> QFrame:
        card = frame("notice")
        close = IconButton("close", words.DISMISS, side=24, drawn=12)
        close.clicked.connect(lambda: self._store.update(dismiss_notice, n=notice.n))
        text = label(notice.text, px=12, wrap=True)
        row((text, 1), close, on=card, margins=(12, 6, 6, 6), spacing=6)
        return card

    def _copy(self, ref: str, title: str) -> None:
        """Put what was booked on the clipboard, so that it can be entered elsewhere."""
        state, now = self._store.state, self._clock()
        entry = selectors.sheet(state).get(ref)
        if entry is not None:
            title = as_line(selectors.row(state, ref, entry), manner(state, now), now)
        QGuiApplication.clipboard().setText(title)


def _card(title: str, sentence: str, *answers: tuple[str, Act], main: str = "") -> QFrame:
    card = frame("warning")
    card.setAccessibleName(f"{title}. {sentence}")
    texts = label(title, weight=600, wrap=True), label(sentence, px=12, tone="dim", wrap=True)
    buttons = [Button(text, act, kind="small", main=text == main) for text, act in answers]
    below = [row(*buttons, None, margins=(0, 8, 0, 0), spacing=6)] if buttons else []
    column(*texts, *below, on=card, margins=(12, 10, 12, 12), spacing=2)
    return card
