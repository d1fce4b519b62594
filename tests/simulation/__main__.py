"""Runs seeded episodes and says whether anything was lost: `python -m tests.simulation --help`.

    --steps N            how many steps to live through (100,000)
    --seed S             where to begin; each further episode has the next seed (random)
    --mode M             duration or timestamps; both in turn unless given
    --reference R        kept or refused by Harvest; both in turn unless given

A step is an act of the user's, a request, a fault, a kill or time that passes. The last line reads
`N steps, E entries, F faults, 0 lost, 0 duplicated, 0 wrong`, and the status is 1 if it does not
end like that. Above it: which operation met which fault how often, and the races, in which no
outcome is right (see oracle.py).
"""

import argparse
import itertools
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.simulation.walk import walk
from tests.simulation.wire import names
from tests.simulation.world import Found

EPISODE = 1000
"""Steps of one episode: long enough for days, short enough to look at."""
MEMORY = Path("/dev/shm")
"""Where databases are kept in memory, on systems that have such a place."""
Met = Counter[tuple[str, str]]


def main() -> int:
    """Run as the command line asks."""
    asked = arguments()
    modes = [asked.mode] if asked.mode else ["duration", "timestamps"]
    references = [asked.reference] if asked.reference else ["kept", "refused"]
    kinds = itertools.cycle(itertools.product(modes, references))
    steps = entries = 0
    met: Met = Counter()
    races: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for seed in itertools.count(asked.seed):
        mode, reference = next(kinds)
        path = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        stamps, keyed = mode == "timestamps", reference == "kept"
        try:
            world = walk(seed, path, min(EPISODE, asked.steps - steps), stamps=stamps, keyed=keyed)
        except Found as error:
            found[error.kind] += 1
            steps += EPISODE
            print(f"seed {seed}, {mode}, references {reference}: {error}")
            if asked.story:
                print(*error.__notes__, sep="\n")
        else:
            steps, entries = steps + world.steps, entries + world.made
            met, races = met + world.wire.met, races + world.oracle.races
        finally:
            shutil.rmtree(path, ignore_errors=True)
        if steps >= asked.steps:
            break
    report(met, races)
    kinds_found = ", ".join(f"{found[kind]} {kind}" for kind in ("lost", "duplicated", "wrong"))
    print(f"{steps} steps, {entries} entries, {met.total()} faults, {kinds_found}")
    return 1 if found else 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000) * 1000)
    parser.add_argument("--mode", choices=("duration", "timestamps"))
    parser.add_argument("--reference", choices=("kept", "refused"))
    parser.add_argument("--story", action="store_true", help="tell what led to each finding")
    return parser.parse_args()


def report(met: Met, races: Counter[str]) -> None:
    """Print the table of operations and faults, and the races."""
    operations = sorted({operation for operation, _ in met})
    faults = names()
    width = max(map(len, operations), default=9)
    for line, fault in enumerate(faults):
        print(" " * width, *("|" for _ in range(line)), fault)
    for operation in operations:
        counts = (f"{met[operation, fault]}" for fault in faults)
        print(f"{operation:{width}}", *counts)
    for race, count in sorted(races.items()):
        print(f"race, {race}: {count}")


if __name__ == "__main__":
    sys.exit(main())
