"""Where typed words match the text on screen, as spans to draw bold; `search` says what matches."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from harvest_widget.model.folding import WORD, places

Span = tuple[int, int]
"""Offsets of the first letter and of the one behind the last."""


def spans(words: Sequence[str], fields: Sequence[str]) -> tuple[tuple[Span, ...], ...]:
    """Return the spans of the folded `words` in each field, only where a word matches best."""
    marked: list[list[Span]] = [[] for _ in fields]
    for word in words:
        found = [spans_in(word, field) for field in fields]
        best = min([kind for kind, _ in found])
        for into, (kind, of_field) in zip(marked, found, strict=True):
            if kind == best:
                into.extend(of_field)
    return tuple(_joined(of_field) for of_field in marked)


@lru_cache(maxsize=256)
def pattern_of_spread(word: str) -> re.Pattern[str]:
    """Match a word that begins with the first letter and has the others in this order."""
    return re.compile("[^ ]*?".join([f"({re.escape(letter)})" for letter in word]))


@lru_cache(maxsize=4096)
def spans_in(word: str, text: str) -> tuple[int, tuple[Span, ...]]:
    """Return how a word matches a text, 0 is best, and where; 4 means that it doesn't."""
    folded, origins, known = _folded(text)
    kind, found = _folded_spans(word, folded, known)
    return kind, tuple(
        (origins[start], _behind_marks(text, origins[end - 1] + 1)) for start, end in found
    )


@lru_cache(maxsize=1024)
def _folded(text: str) -> tuple[str, Sequence[int], tuple[tuple[int, str], ...]]:
    """Return the folded text, the origin of each letter, and its words with their places."""
    folded, origins = places(text)
    return folded, origins, tuple((found.start(), found[0]) for found in WORD.finditer(folded))


def _folded_spans(
    word: str, folded: str, known: Sequence[tuple[int, str]]
) -> tuple[int, list[Span]]:
    starts = [(other != word, at) for at, other in known if other.startswith(word)]
    if starts:
        _, start = min(starts)  # a whole word rather than the beginning of a longer one
        return 0, [(start, start + len(word))]
    first = "".join([other[0] for _, other in known]).find(word)
    if first >= 0:
        return 1, [(at, at + 1) for at, _ in known[first : first + len(word)]]
    inside = folded.find(word)
    if inside >= 0:
        return 2, [(inside, inside + len(word))]
    for at, other in known:
        if spread := pattern_of_spread(word).match(other):
            return 3, [(at + spread.start(n), at + spread.end(n)) for n in range(1, len(word) + 1)]
    return 4, []


def _behind_marks(text: str, end: int) -> int:
    """Accents that are letters of their own in `text` are drawn with the letter they stand on."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _joined(found: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
