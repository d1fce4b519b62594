"""Keys typed into the fuzzy box over 10,000 pairs, as a ratio to a floor of the same run.

The floor is what no search can do without: one `in` over the joined text of every pair.
Run it as `python tests/bench/search.py`; it prints and judges nothing.
"""

import random
import statistics
import time
from collections.abc import Callable

from harvest_widget.model.highlights import spans_in
from harvest_widget.model.search import Fields, Index, search

QUERIES = ("acme web dev", "website programming", "pgm", "wr rev", "e", "zzz")
CLIENTS = ("Acme", "Globex", "Initech", "Umbrella", "Wayne", "Hooli", "Stark", "Tyrell")
NOUNS = ("Website", "Mobile", "Data", "Retainer", "Relaunch", "Audit", "Portal", "Übersicht")
TASKS = ("Programming", "Design", "Development", "Review", "Meetings", "Testing", "Research")


def pairs(count: int, *, shared: bool) -> list[Fields]:
    """Make pairs; `shared` gives each project all the tasks, else every text is different."""
    chance = random.Random(7)
    made: list[Fields] = []
    while len(made) < count:
        number = len(made)
        client = f"{chance.choice(CLIENTS)} {chance.choice(CLIENTS)}"
        project = f"{chance.choice(NOUNS)} {chance.choice(NOUNS)} {number}"
        if shared:
            made += [(client, project, f"P-{number}", task) for task in TASKS]
        else:
            task = f"{chance.choice(TASKS)} {number}"
            made.append((f"{client} {number}", project, f"P-{number}", task))
    return made[:count]


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def prepare(made: list[Fields]) -> Index[Fields]:
    """Make an index that remembers nothing of the round before."""
    spans_in.cache_clear()
    return Index(made, lambda pair: pair, lambda pair: pair)


def keys(made: list[Fields], query: str) -> list[float]:
    """Type a query letter by letter and time each."""
    index = prepare(made)
    ranks = {pair: rank for rank, pair in enumerate(made[:40])}
    return [
        milliseconds(lambda typed=query[:end]: search(index, typed, ranks=ranks))  # type: ignore[misc]
        for end in range(1, len(query) + 1)
    ]


def report(made: list[Fields]) -> None:
    """Print floor, index and keys."""
    joined = [" ".join(pair).lower() for pair in made]
    floors = [milliseconds(lambda: [text for text in joined if "web" in text]) for _ in range(20)]
    builds = [milliseconds(lambda: prepare(made)) for _ in range(5)]
    times = [took for _ in range(3) for query in QUERIES for took in keys(made, query)]
    floor = statistics.median(floors)
    figures = {
        "index": statistics.median(builds),
        "key, median": statistics.median(times),
        "key, p95": statistics.quantiles(times, n=20)[-1],
        "key, worst": max(times),
    }
    print(f"  floor {floor:.2f} ms")
    for name, took in figures.items():
        print(f"  {name:12} {took:6.1f} ms {took / floor:6.1f} x floor")


def main() -> None:
    """Report on both kinds of account."""
    for name, shared in (("every project has the same tasks", True), ("no text twice", False)):
        print(name)
        report(pairs(10_000, shared=shared))


if __name__ == "__main__":
    main()
