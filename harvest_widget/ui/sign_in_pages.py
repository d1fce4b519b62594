"""How the pages of the sign-in are laid out; what their buttons do is decided in `sign_in`."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from harvest_widget import words
from harvest_widget.ui.controls import (
    Button,
    IconButton,
    Line,
    dress,
    label,
    plain_tooltip,
    show_text,
)
from harvest_widget.ui.style import SMALL, drawing, theme_of

MARK = 44
WIDEST = 420
LONGEST = 290


class TokenPage(QWidget):
    """The token's field, what to do without one, and the demo."""

    def __init__(self, *, again: bool, waiting: str) -> None:
        super().__init__()
        self.back = IconButton("chevron-left", words.BACK)
        if not again:
            self.back.hide()
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(words.TOKEN_HINT)
        self.field.setAccessibleName(words.TOKEN_LABEL)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.show_token = Button(words.SHOW, kind="quiet")
        self.show_token.setCheckable(True)
        self.show_token.toggled.connect(self._echo)
        self.make = Button(words.MAKE_TOKEN)
        self.reason = label(px=12, tone="warning", wrap=True)
        self.reason.hide()
        self.sign_in = Button(words.SIGN_IN, kind="primary", key=words.ENTER_KEY)
        self.cancel = Button(words.CANCEL, kind="quiet")
        self.cancel.hide()
        self.demo = Button(words.TRY_DEMO)
        self.is_busy = False
        self._echo(shown=False)
        self._lay_out(words.SIGN_IN_AGAIN if again else words.SIGN_IN_TITLE, waiting)
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(lambda: self.refuse(""))

    def _lay_out(self, title: str, waiting: str) -> None:
        name = label(words.TOKEN_LABEL, px=SMALL, tone="dim")
        name.setBuddy(self.field)
        column = _column(self, self.back)
        column.addStretch(2)
        column.addWidget(Mark())
        column.addSpacing(8)
        column.addWidget(_centred(label(title, px=19, weight=600, wrap=True)))
        column.addWidget(_centred(label(words.WHAT_IT_IS, tone="dim", wrap=True)))
        column.addSpacing(12)
        if waiting:
            column.addWidget(_banner(waiting))
            column.addSpacing(4)
        column.addWidget(name)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.field, 1)
        line.addWidget(self.show_token)
        column.addLayout(line)
        column.addWidget(self.reason)
        column.addWidget(label(words.TOKEN_STAYS, px=12, tone="dim", wrap=True))
        column.addSpacing(4)
        column.addWidget(self.sign_in)
        column.addWidget(self.cancel)
        column.addWidget(self.make)
        column.addStretch(3)
        column.addWidget(Line())
        column.addSpacing(4)
        column.addWidget(self.demo)
        column.addWidget(_centred(label(words.DEMO_HINT, px=12, tone="dim", wrap=True)))

    def text(self) -> str:
        """Return the token; blanks around it come from copying."""
        return self.field.text().strip()

    def refuse(self, why: str) -> None:
        """Show why the token can't be taken, or nothing; the text stays."""
        show_text(self.reason, why)
        self.reason.setVisible(bool(why))
        dress(self.field, "wrong", bool(why))
        if why:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def wait(self, doing: str) -> None:
        """Show that an answer is waited for."""
        self.is_busy = True
        self.refuse("")
        show_text(self.sign_in, doing)
        self._allow(allowed=False)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def rest(self) -> None:
        """Show that nothing is waited for."""
        self.is_busy = False
        show_text(self.sign_in, words.SIGN_IN)
        self._allow(allowed=True)

    def _allow(self, *, allowed: bool) -> None:
        self.field.setReadOnly(not allowed)
        self.sign_in.setEnabled(allowed)
        self.cancel.setVisible(not allowed)
        self.make.setVisible(allowed)

    def _echo(self, shown: bool) -> None:  # noqa: FBT001 Qt's signal
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.field.setEchoMode(mode)
        show_text(self.show_token, words.HIDE if shown else words.SHOW)
        self.show_token.setAccessibleName(words.HIDE_TOKEN if shown else words.SHOW_TOKEN)


class ChoicePage(QWidget):
    """A question, a sentence about it, and a button for each answer."""

    def __init__(self, question: str, sentence: str, *, warns: bool) -> None:
        super().__init__()
        self.sentence = sentence
        self.buttons: list[Button] = []
        column = _column(self, None)
        column.addStretch(2)
        column.addWidget(Mark())
        column.addSpacing(8)
        column.addWidget(_centred(label(question, px=19, weight=600, wrap=True)))
        said = label(sentence, tone="dim", wrap=True)
        column.addWidget(_banner(sentence) if warns else _centred(said))
        column.addSpacing(12)
        self._answers = QVBoxLayout()
        self._answers.setSpacing(8)
        column.addLayout(self._answers)
        column.addStretch(3)

    def add(
        self, text: str, act: Callable[[], None], *, main: bool = False, quiet: bool = False
    ) -> None:
        """Add an answer; the first one has the focus."""
        button = Button("", kind="primary" if main else "quiet" if quiet else "secondary")
        # An account may be named anything: "&" is no shortcut, and a long name is no wider window.
        shown = button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, LONGEST)
        button.setText(shown.replace("&", "&&"))
        button.setAccessibleName(text)
        button.setToolTip(plain_tooltip(text) if shown != text else "")
        button.clicked.connect(act)
        self.buttons.append(button)
        self._answers.addWidget(button)
        if len(self.buttons) == 1:
            self.setFocusProxy(button)


class Mark(QWidget):
    """The program's own drawing, in the accent."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(MARK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painted = drawing("running", theme_of(self).accent, MARK, ratio)
        painter.drawPixmap((self.width() - MARK) // 2, 0, painted)


def _column(page: QWidget, back: IconButton | None) -> QVBoxLayout:
    """Return the page's column; it grows no wider than is good to read."""
    outer = QVBoxLayout(page)
    outer.setContentsMargins(12, 12, 12, 16)
    outer.setSpacing(0)
    if back is not None:
        outer.addWidget(back)
    inner = QWidget()
    inner.setMaximumWidth(WIDEST)
    middle = QHBoxLayout()
    middle.setContentsMargins(12, 0, 12, 0)
    middle.addWidget(inner)
    outer.addLayout(middle, 1)
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    return column


def _centred(text: QLabel) -> QLabel:
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return text


def _banner(text: str) -> QFrame:
    frame = QFrame()
    frame.setProperty("part", "warning")
    row = QHBoxLayout(frame)
    row.setContentsMargins(12, 8, 12, 8)
    row.addWidget(label(text, wrap=True))
    return frame
