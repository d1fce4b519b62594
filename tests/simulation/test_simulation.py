"""A hundred thousand steps of the simulation, as its command line runs them.

The seeds are fixed: what a change breaks shows here. Fresh ones are drawn by the slow test, and by
whoever runs `python -m tests.simulation`.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

STEPS = 10_000
SEEDS = (300, 400, 500, 600, 800, 900, 1000, 1100, 1200, 1300)


def run(*arguments: str) -> str:
    """What the simulation prints, if it ends well."""
    command = [sys.executable, "-m", "tests.simulation", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[-1]


def test_a_hundred_thousand_steps_lose_nothing_and_double_nothing() -> None:
    with ThreadPoolExecutor(2) as two:
        asked = (("--steps", str(STEPS), "--seed", str(seed)) for seed in SEEDS)
        lines = list(two.map(lambda arguments: run(*arguments), asked))
    assert all(line.endswith("0 lost, 0 duplicated, 0 wrong") for line in lines)
    assert sum(int(line.split()[0]) for line in lines) >= STEPS * len(SEEDS)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["duration", "timestamps"])
@pytest.mark.parametrize("reference", ["kept", "refused"])
def test_a_million_steps(mode: str, reference: str) -> None:
    run("--steps", "250000", "--mode", mode, "--reference", reference)
