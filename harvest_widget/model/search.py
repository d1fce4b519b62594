"""The fuzzy box over client, project, code and task: matching and ranking, no drawing.

A typed word matches one field of a pair of project and task, best first:

    start      a word of the field begins with it              prog     Programming
    initials   neighbouring words begin with its letters       wr       Website relaunch
    inside     it is part of a word                            site     Website
    spread     a word begins with it and has the rest in order pgm      Programming

Every typed word has to match, in any field and any order. Case and accents don't count.

Sets of pairs are whole numbers with one bit for each pair: the words of ten thousand pairs are a
few thousand, and `&` and `|` of two such sets take less than a microsecond.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any, Generic, TypeVar

import msgspec

from harvest_widget.model.folding import words_of
from harvest_widget.model.highlights import Span, pattern_of_spread, spans

T = TypeVar("T")
Fields = tuple[str, str, str, str]
"""Client, project, code, task."""
Ranks = Mapping[Any, int]
"""Favourite and recent pairs by key; the lowest rank comes first."""


class Hit(msgspec.Struct, Generic[T], frozen=True):
    """A pair and the matched spans in each of its four fields, as offsets into the text shown."""

    pair: T
    spans: tuple[tuple[Span, ...], ...]


class Found(msgspec.Struct, Generic[T], frozen=True):
    """The best hits, and in `count` how many there are altogether."""

    hits: tuple[Hit[T], ...]
    count: int


class One(msgspec.Struct, Generic[T], frozen=True):
    """The only pair that a query can mean."""

    pair: T


class Several(msgspec.Struct, Generic[T], frozen=True):
    """The pairs, 20 at most, among which a query does not decide."""

    candidates: tuple[T, ...]


class Unknown(msgspec.Struct, Generic[T], frozen=True):
    """A query that fits no pair, and the pairs that come nearest; there may be none."""

    nearest: tuple[T, ...]


class Matches(msgspec.Struct, frozen=True):
    """The pairs that match one typed word at least so well, as sets of bits."""

    whole: int
    start: int
    initials: int
    inside: int
    spread: int


class Index(Generic[T]):
    """Pairs prepared for searching; make a new one when the assignments change.

    `text` gives a pair's four fields, `key` its key in `Ranks`; of equal keys the first pair stays.
    """

    def __init__(
        self, pairs: Iterable[T], text: Callable[[T], Fields], key: Callable[[T], Hashable]
    ) -> None:
        by_key: dict[Hashable, T] = {}
        for pair in pairs:
            by_key.setdefault(key(pair), pair)
        self.pairs = tuple(by_key.values())
        self.places = {name: at for at, name in enumerate(by_key)}
        self.fields = [text(pair) for pair in self.pairs]
        self.everything = (1 << len(self.pairs)) - 1
        texts: dict[str, list[int]] = {}
        for at, fields in enumerate(self.fields):
            for field in fields:
                texts.setdefault(field, []).append(at)
        by_word: dict[str, list[int]] = {}
        by_initials: dict[str, list[int]] = {}
        for field, places in texts.items():
            words = words_of(field)
            for word in words:
                by_word.setdefault(word, []).extend(places)
            if len(words) > 1:
                by_initials.setdefault("".join([word[0] for word in words]), []).extend(places)
        self.words = {word: _set(places) for word, places in by_word.items()}
        self.initials = {letters: _set(places) for letters, places in by_initials.items()}
        self.by_first: dict[str, list[str]] = {}
        for word in self.words:
            self.by_first.setdefault(word[0], []).append(word)
        # Only the last word changes while one types.
        self.matches = lru_cache(maxsize=16)(self._matches)

    def _matches(self, word: str) -> Matches:
        containing = [known for known in self.words if word in known]
        beginning = [known for known in containing if known.startswith(word)]
        in_order = pattern_of_spread(word).match
        spread = [known for known in self.by_first.get(word[0], ()) if in_order(known)]
        initials = [letters for letters in self.initials if word in letters]
        start = reduce(or_, map(self.words.__getitem__, beginning), 0)
        first_letters = reduce(or_, map(self.initials.__getitem__, initials), start)
        inside = reduce(or_, map(self.words.__getitem__, containing), first_letters)
        return Matches(
            whole=self.words.get(word, 0),
            start=start,
            initials=first_letters,
            inside=inside,
            spread=reduce(or_, map(self.words.__getitem__, spread), inside),
        )


def search(index: Index[T], typed: str, *, ranks: Ranks | None = None, limit: int = 50) -> Found[T]:
    """Find the pairs that match every typed word.

    How its worst word matches decides first, then the rank, then whole words, then the order in
    which the pairs were given. Nothing typed matches everything.
    """
    words = words_of(typed)
    matches = [index.matches(word) for word in words]
    every = reduce(and_, [of_word.spread for of_word in matches], index.everything)
    best = _best(index, matches, _ranked(index, ranks), limit)
    hits = tuple(Hit(index.pairs[at], spans(words, index.fields[at])) for at in best)
    return Found(hits, every.bit_count())


def resolve(
    index: Index[T], query: str, *, ranks: Ranks | None = None
) -> One[T] | Several[T] | Unknown[T]:
    """Say which single pair a query means, for a command that starts without asking back.

    Each word of the query must begin a word of the pair, and no other pair may fit. Of several
    the one is taken whose project and task are named in full, word by word: how else could
    `Programming` be chosen beside `Programming support`?
    """
    words = words_of(query)
    if not words:
        return Unknown(())
    matches = [index.matches(word) for word in words]
    fitting = list(_bits(reduce(and_, [of_word.start for of_word in matches])))
    ranked = _ranked(index, ranks)
    if not fitting:
        nearest = _best(index, _agreeing(index, words), ranked, 5)
        return Unknown(tuple(index.pairs[at] for at in nearest))
    named = [at for at in fitting if _names(set(words), index.fields[at])]
    match fitting, named:
        case ([at], _) | (_, [at]):
            return One(index.pairs[at])
        case _:
            return Several(tuple(index.pairs[at] for at in _best(index, matches, ranked, 20)))


def _best(
    index: Index[T], matches: Sequence[Matches], ranked: Sequence[int], limit: int
) -> list[int]:
    """Return the places of the best pairs."""
    best: list[int] = []
    taken = 0
    whole = reduce(and_, [of_word.whole for of_word in matches], index.everything)
    for level in ("start", "initials", "inside", "spread"):
        members = reduce(and_, [getattr(of_word, level) for of_word in matches], index.everything)
        members &= ~taken
        taken |= members
        for at in ranked:
            if members >> at & 1:
                best.append(at)
                members ^= 1 << at
        for part in (members & whole, members & ~whole):
            for at in _bits(part):
                if len(best) >= limit:
                    return best[:limit]
                best.append(at)
    return best[:limit]


def _ranked(index: Index[T], ranks: Ranks | None) -> list[int]:
    """Return the places of the pairs that have a rank, best first."""
    places = [
        (rank, index.places[key]) for key, rank in (ranks or {}).items() if key in index.places
    ]
    return [at for _, at in sorted(places)]


def _set(places: Sequence[int]) -> int:
    """Return the set of these places; a byte array, because a number is copied for each bit."""
    bits = bytearray(max(places) // 8 + 1)
    for at in places:
        bits[at >> 3] |= 1 << (at & 7)
    return int.from_bytes(bits, "little")


def _bits(members: int) -> Iterator[int]:
    """Yield the places in a set, lowest first."""
    while members:
        lowest = members & -members
        yield lowest.bit_length() - 1
        members ^= lowest


def _names(words: set[str], fields: Fields) -> bool:
    """Tell whether project and task are named in full, and nothing is named that isn't there."""
    _, project, _, task = fields
    needed = {*words_of(project), *words_of(task)}
    return needed <= words <= {word for field in fields for word in words_of(field)}


def _agreeing(index: Index[T], words: Sequence[str]) -> list[Matches]:
    """Return the matches of as many words as fit one pair together, misspelt ones mended.

    The rarest word says most and is kept first. Where none is known a match of nothing comes
    back, because no words at all would match everything.
    """
    matches = [index.matches(word) for word in words]
    mended = [
        of_word if of_word.spread else index.matches(_mended(index, word))
        for word, of_word in zip(words, matches, strict=True)
    ]
    agreeing: list[Matches] = []
    members = index.everything
    for of_word in sorted(mended, key=lambda of_word: of_word.spread.bit_count()):
        if members & of_word.spread:
            members &= of_word.spread
            agreeing.append(of_word)
    return agreeing or mended


def _mended(index: Index[T], word: str) -> str:
    """Return the known word that is most like this one, or the word itself."""
    letters = set(word)
    # The comparison is slow; most words can be seen not to be alike without it.
    known = [
        other
        for other in index.words
        if abs(len(other) - len(word)) <= 2 and len(letters.symmetric_difference(other)) <= 3
    ]
    return next(iter(get_close_matches(word, known, n=1)), word)
