"""What the fuzzy box finds, how it ranks, what it draws bold, and what a command may start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.model.folding import fold, places, words_of
from harvest_widget.model.highlights import spans
from harvest_widget.model.search import Fields, Index, One, Several, Unknown, resolve, search

PROGRAMMING: Fields = ("Acme Corp", "Website relaunch", "WEB-01", "Programming")
DESIGN: Fields = ("Acme Corp", "Website relaunch", "WEB-01", "Design")
SHOP: Fields = ("Nordwind GmbH", "Web shop", "", "Programming")
CARE: Fields = ("Bluebird", "Website care", "", "Progress report")
APP: Fields = ("Nordwind GmbH", "Mobile app", "APP", "Programming")
CAFE: Fields = ("Café Zürich", "Größe messen", "", "Überwachung")
HIRING: Fields = ("Us", "Internal", "", "Hiring")
ALL = (SHOP, CARE, PROGRAMMING, DESIGN, APP, CAFE, HIRING)


def index_of(*pairs: Fields) -> Index[Fields]:
    """An index of pairs that are nothing but their own fields."""
    return Index(pairs, lambda pair: pair, lambda pair: pair)


def found(typed: str, *pairs: Fields, first: tuple[Fields, ...] = ()) -> list[Fields]:
    """What a search finds among `pairs` (or all of them), with `first` as the recent ones."""
    ranks = {pair: rank for rank, pair in enumerate(first)}
    return [hit.pair for hit in search(index_of(*(pairs or ALL)), typed, ranks=ranks).hits]


def bold(typed: str, pair: Fields) -> list[str]:
    """What is drawn bold in a pair, field by field."""
    (hit,) = search(index_of(pair), typed).hits
    return [
        text[start:end]
        for text, of_field in zip(pair, hit.spans, strict=True)
        for start, end in of_field
    ]


def test_two_words_find_project_and_task() -> None:
    assert found("website programming") == [PROGRAMMING]
    assert found("programming website") == [PROGRAMMING]
    assert found("web prog", first=(PROGRAMMING,)) == [PROGRAMMING, SHOP, CARE]


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("mobile", APP),
        ("nordwind mob", APP),
        ("APP", APP),
        ("web-01 des", DESIGN),
        ("acme desi", DESIGN),
        ("cafe", CAFE),
        ("CAFÉ", CAFE),
        ("zurich", CAFE),
        ("grosse", CAFE),
        ("GRÖSSE", CAFE),
        ("u\u0308berw", CAFE),
        ("hiring us", HIRING),
    ],
)
def test_every_field_is_searched_without_case_or_accents(typed: str, pair: Fields) -> None:
    assert found(typed) == [pair]


@pytest.mark.parametrize("typed", ["zzz", "website hiring", "programming x", "relaunchweb", "gmhb"])
def test_every_word_has_to_match(typed: str) -> None:
    result = search(index_of(*ALL), typed)
    assert (result.hits, result.count) == ((), 0)


def test_nothing_typed_shows_all_with_favourites_and_recents_first() -> None:
    assert found("", first=(CAFE, SHOP))[:3] == [CAFE, SHOP, CARE]
    assert sorted(found(" - ")) == sorted(ALL)


def test_the_kind_of_match_ranks_before_recency() -> None:
    start: Fields = ("", "Test lab", "", "")
    initials: Fields = ("", "The Endless Story Tale", "", "")
    inside: Fields = ("", "Contest", "", "")
    spread: Fields = ("", "Timesheet tool", "", "")
    recent = (spread, inside, initials, start)
    assert found("test", spread, inside, initials, start, first=recent) == [
        start,
        initials,
        inside,
        spread,
    ]
    assert found("tst", spread, start, first=(spread,)) == [spread, start]
    assert found("tme", spread, inside, initials, start) == [spread]


def test_recency_ranks_before_whole_words_and_whole_words_before_order() -> None:
    assert found("web", CARE, SHOP) == [SHOP, CARE]
    assert found("web", CARE, SHOP, first=(CARE,)) == [CARE, SHOP]
    assert found("website", CARE, PROGRAMMING) == [CARE, PROGRAMMING]


def test_the_worst_word_decides() -> None:
    good: Fields = ("Acme", "Shop", "", "Programming")
    worse: Fields = ("Acme", "Workshop", "", "Programming")
    assert found("acme shop prog", worse, good, first=(worse,)) == [good, worse]


@pytest.mark.parametrize(
    ("typed", "pair", "drawn"),
    [
        ("web prog", SHOP, ["Web", "Prog"]),
        ("web prog", PROGRAMMING, ["Web", "WEB", "Prog"]),
        ("site", CARE, ["site"]),
        ("wr", ("", "Website relaunch", "", "Drawing"), ["W", "r"]),
        ("pgm", APP, ["P", "g", "m"]),
        ("prgm", APP, ["Pr", "g", "m"]),
        ("cafe", CAFE, ["Café"]),
        ("grosse", CAFE, ["Größe"]),
        ("cafe", ("", "Cafe\u0301 Noir", "", ""), ["Cafe\u0301"]),
        ("fine", ("", "\ufb01nest", "", ""), ["\ufb01ne"]),
        ("web", ("", "Website web", "", ""), ["web"]),
        ("web website", ("", "My website", "", ""), ["website"]),
        ("a", ("Acme", "App", "", "Analysis"), ["A", "A", "A"]),
        ("st", ("", "Contest", "", "Start"), ["St"]),
    ],
)
def test_the_letters_that_match_are_drawn_bold(typed: str, pair: Fields, drawn: list[str]) -> None:
    assert bold(typed, pair) == drawn


def test_a_word_that_is_nowhere_draws_nothing() -> None:
    assert spans(["zzz"], PROGRAMMING) == ((), (), (), ())


def test_there_are_no_more_hits_than_asked_for_and_all_are_counted() -> None:
    index = index_of(*ALL)
    result = search(index, "", limit=3)
    assert (len(result.hits), result.count) == (3, len(ALL))
    result = search(index, "prog", limit=2, ranks=dict.fromkeys(ALL, 0))
    assert (len(result.hits), result.count) == (2, 4)


def test_a_recent_pair_that_is_gone_does_no_harm() -> None:
    assert found("mobile", PROGRAMMING, APP, first=(HIRING, APP)) == [APP]


def test_a_pair_that_is_listed_twice_is_found_once() -> None:
    assert found("", APP, APP) == [APP]


def test_an_empty_account_finds_nothing() -> None:
    empty: Index[Fields] = Index([], lambda pair: pair, lambda pair: pair)
    assert search(empty, "").count == 0
    assert search(empty, "a").count == 0
    assert resolve(empty, "a") == Unknown(())


WORDS = st.text(alphabet="abéß -1", max_size=6)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), max_size=8, unique=True), WORDS)
def test_typing_on_never_finds_more(pairs: list[Fields], typed: str) -> None:
    index = index_of(*pairs)
    counts = [search(index, typed[:end]).count for end in range(len(typed) + 1)]
    assert counts == sorted(counts, reverse=True)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), max_size=8, unique=True), WORDS)
def test_every_hit_shows_why(pairs: list[Fields], typed: str) -> None:
    result = search(index_of(*pairs), typed)
    assert len(result.hits) == result.count
    for hit in result.hits:
        drawn = [
            fold(text[start:end])
            for text, of_field in zip(hit.pair, hit.spans, strict=True)
            for start, end in of_field
        ]
        assert set("".join(words_of(typed))) <= set("".join(drawn))


@given(st.text())
def test_each_folded_letter_knows_where_it_came_from(text: str) -> None:
    folded, origins = places(text)
    assert folded == fold(text)
    assert len(folded) == len(origins)
    assert list(origins) == sorted(origins)


def test_ten_thousand_pairs_behave() -> None:
    pairs = [
        (
            f"Client {number % 90}",
            f"Project {number // 10}",
            f"P{number // 10}",
            f"Task {number % 10}",
        )
        for number in range(10_000)
    ]
    index = index_of(*pairs)
    assert search(index, "").count == 10_000
    assert search(index, "project").count == 10_000
    (hit,) = search(index, "p987 task 3").hits[:1]
    assert hit.pair == pairs[9873]
    assert resolve(index, "p987 task 3") == One(pairs[9873])
    assert len(search(index, "t", ranks=dict.fromkeys(pairs[9000:], 1)).hits) == 50


def test_a_command_starts_the_only_pair_it_can_mean() -> None:
    index = index_of(*ALL)
    assert resolve(index, "website programming") == One(PROGRAMMING)
    assert resolve(index, "prog acme") == One(PROGRAMMING)
    assert resolve(index, "zürich") == One(CAFE)


def test_a_command_does_not_choose_among_several() -> None:
    index = index_of(*ALL)
    assert resolve(index, "programming") == Several((SHOP, PROGRAMMING, APP))
    recent = resolve(index, "programming", ranks={APP: 1})
    assert recent == Several((APP, SHOP, PROGRAMMING))
    assert resolve(index, "web prog") == Several((SHOP, CARE, PROGRAMMING))


def test_of_equal_names_the_client_decides() -> None:
    ours, theirs = ("Acme", "Website", "", "Design"), ("Globex", "Website", "", "Design")
    index = index_of(ours, theirs)
    assert resolve(index, "website design") == Several((ours, theirs))
    assert resolve(index, "website design globex") == One(theirs)


def test_a_pair_named_in_full_is_not_hidden_by_a_longer_one() -> None:
    short, long = ("Acme", "Website", "", "Support"), ("Acme", "Website", "", "Support calls")
    index = index_of(long, short)
    assert resolve(index, "website support") == One(short)
    assert resolve(index, "acme website support") == One(short)
    assert resolve(index, "support") == Several((long, short))
    assert resolve(index, "website sup") == Several((long, short))


def test_at_most_twenty_candidates_are_named() -> None:
    index = index_of(*[("", "Website", "", f"Task {number}") for number in range(30)])
    several = resolve(index, "website")
    assert isinstance(several, Several)
    assert len(several.candidates) == 20


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("mobil apq", (APP,)),
        ("websiet design", (DESIGN,)),
        ("site design", (DESIGN,)),
        ("hiring quickly", (HIRING,)),
        ("", ()),
        ("!!", ()),
        ("xyzzy", ()),
    ],
)
def test_an_unknown_query_names_what_comes_nearest(query: str, nearest: tuple[Fields, ...]) -> None:
    assert resolve(index_of(*ALL), query) == Unknown(nearest)


def test_at_most_five_are_named_as_near() -> None:
    index = index_of(*[("", "Website", "", f"Task {number}") for number in range(30)])
    unknown = resolve(index, "websiet")
    assert isinstance(unknown, Unknown)
    assert len(unknown.nearest) == 5
