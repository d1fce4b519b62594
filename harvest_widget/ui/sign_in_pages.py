"""How the pages of the sign-in are laid out; what their buttons do is decided in `sign_in`."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QWidget

from harvest_widget import words
from harvest_widget.ui.controls import (
    Act,
    Button,
    IconButton,
    Kind,
    dress,
    label,
    name_of,
    plain_tooltip,
    show_or_hide,
    show_text,
)
from harvest_widget.ui.layout import Part, column, frame, line, row
from harvest_widget.ui.paint import elided
from harvest_widget.ui.style import drawing, theme_of

MARK = 44
WIDEST = 420
LONGEST = 290
Answer = tuple[str, Act, Kind]


class TokenPage(QWidget):
    """The token's field, what to do without one, and the demo."""

    def __init__(self, *, again: bool, waiting: str) -> None:
        super().__init__()
        self.is_busy = False
        self.back = IconButton("chevron-left", words.BACK)
        self.field = QLineEdit()
        self.field.setPlaceholderText(words.TOKEN_HINT)
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData)
        self.show_token = Button(words.SHOW, kind="quiet")
        self.show_token.setCheckable(True)
        self.show_token.toggled.connect(self._echo)
        self.make = Button(words.MAKE_TOKEN)
        self.reason = label(px=12, tone="warning", wrap=True)
        self.sign_in = Button(words.SIGN_IN, kind="primary", key=words.ENTER_KEY)
        self.cancel = Button(words.CANCEL, kind="quiet")
        self.demo = Button(words.TRY_DEMO)
        title = words.SIGN_IN_AGAIN if again else words.SIGN_IN_TITLE
        _lay_out(
            self,
            *_heading(title, _dim(words.WHAT_IT_IS)),
            *((_warning(waiting), 4) if waiting else ()),
            name_of(self.field, words.TOKEN_LABEL),
            row((self.field, 1), self.show_token, spacing=4),
            self.reason,
            label(words.TOKEN_STAYS, px=12, tone="dim", wrap=True),
            4,
            self.sign_in,
            self.cancel,
            self.make,
            (None, 3),
            line(),
            4,
            self.demo,
            _centred(label(words.DEMO_HINT, px=12, tone="dim", wrap=True)),
            back=self.back,
        )
        for hidden in (self.reason, self.cancel, *(() if again else (self.back,))):
            hidden.hide()
        self._echo(shown=False)
        self.setFocusProxy(self.field)
        self.field.textEdited.connect(lambda: self.refuse(""))

    def text(self) -> str:
        """Return the token; blanks around it come from copying."""
        return self.field.text().strip()

    def refuse(self, why: str) -> None:
        """Show why the token can't be taken, or nothing; the text stays."""
        show_or_hide(self.reason, why)
        dress(self.field, "wrong", bool(why))
        if why:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def wait(self, doing: str) -> None:
        self.refuse("")
        self._be(doing, busy=True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def rest(self) -> None:
        self._be(words.SIGN_IN, busy=False)

    def _be(self, doing: str, *, busy: bool) -> None:
        self.is_busy = busy
        show_text(self.sign_in, doing)
        self.field.setReadOnly(busy)
        self.sign_in.setEnabled(not busy)
        self.cancel.setVisible(busy)
        self.make.setVisible(not busy)

    def _echo(self, shown: bool) -> None:  # noqa: FBT001 Qt's signal
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.field.setEchoMode(mode)
        show_text(self.show_token, words.HIDE if shown else words.SHOW)
        self.show_token.setAccessibleName(words.HIDE_TOKEN if shown else words.SHOW_TOKEN)


class ChoicePage(QWidget):
    """A question, a sentence about it, and a button for each answer; the first has the focus."""

    def __init__(self, question: str, sentence: str, *answers: Answer, warns: bool) -> None:
        super().__init__()
        self.sentence = sentence
        self.buttons = [_answer(*answer) for answer in answers]
        said = _warning(sentence) if warns else _dim(sentence)
        _lay_out(self, *_heading(question, said), *self.buttons, (None, 3))
        self.setFocusProxy(self.buttons[0])


def _answer(text: str, act: Act, kind: Kind) -> Button:
    button = Button("", act, kind=kind)
    # An account may be named anything: "&" is no shortcut, and a long name is no wider window.
    shown = elided(text, button.font(), LONGEST)
    button.setText(shown.replace("&", "&&"))
    button.setAccessibleName(text)
    button.setToolTip(plain_tooltip(text) if shown != text else "")
    return button


def _heading(title: str, said: QWidget) -> tuple[Part, ...]:
    return (None, 2), _Mark(), 8, _centred(label(title, px=19, weight=600, wrap=True)), said, 12


class _Mark(QWidget):
    """The program's own drawing, in the accent."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(MARK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painted = drawing("running", theme_of(self).accent, MARK, self.devicePixelRatioF())
        QPainter(self).drawPixmap((self.width() - MARK) // 2, 0, painted)


def _lay_out(page: QWidget, *parts: Part, back: IconButton | None = None) -> None:
    """Fill the page with a column that grows no wider than is good to read."""
    inner = QWidget()
    inner.setMaximumWidth(WIDEST)
    column(*parts, on=inner, spacing=8)
    above = (back,) if back is not None else ()
    middle = row(inner, margins=(12, 0, 12, 0))
    column(*above, middle, on=page, margins=(12, 12, 12, 16)).setStretchFactor(middle, 1)


def _centred(text: QLabel) -> QLabel:
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return text


def _dim(text: str) -> QLabel:
    return _centred(label(text, tone="dim", wrap=True))


def _warning(text: str) -> QFrame:
    made = frame("warning")
    row(label(text, wrap=True), on=made, margins=(12, 8, 12, 8))
    return made
