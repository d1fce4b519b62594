"""Text without case and accents, for comparing and never for showing."""

import re
import unicodedata
from collections.abc import Sequence

# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return `Größe Édition` as `grosse edition`."""
    if text.isascii():
        return text.lower()
    return "".join([_fold(letter) for letter in unicodedata.normalize("NFKD", text)])


def words_of(text: str) -> list[str]:
    """Return the folded words, which are runs of letters and digits."""
    return WORD.findall(fold(text))


def places(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text and, for each of its letters, the offset in `text` it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    folded: list[str] = []
    origins: list[int] = []
    for at, letter in enumerate(text):
        plain = fold(letter)
        folded.append(plain)
        origins.extend([at] * len(plain))
    return "".join(folded), origins


def _fold(letter: str) -> str:
    if unicodedata.combining(letter):
        return ""
    return letter.casefold().translate(_PLAIN)
