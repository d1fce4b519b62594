"""Each rule of sync.md, broken on purpose, is missed: by the simulation or by a named test."""

import re

import pytest

from tests.simulation import mutants, mutants_of_creates, mutants_of_reads, mutants_of_timers
from tests.simulation.mutating import MUTANTS, Mutant, hunt

MODULES = (mutants, mutants_of_creates, mutants_of_timers, mutants_of_reads)
"""Each adds its mutants to MUTANTS."""
RULES = range(1, 25)
QUICK = {
    "rule_01_the_queue_is_not_on_disk",
    "rule_08_what_is_refused_is_dropped",
    "rule_17_a_late_stop_is_not_corrected",
    "rule_21_a_poll_drops_pending_changes",
}
"""Caught within a second: run for every change."""

UNSEEN = {
    "rule 2, a read that overlapped a write": "the walk sends one request at a time; test_loop.py",
    "rule 7, a delete or an edit repeated without a look": "both say the same twice: no mutant",
    "rule 11, an echo that was edited, locked or invoiced": "nobody touches an echo in the walk",
    "rule 16, a stop that has no name": "an unnamed stop stops what runs of its own entry",
    "rule 21, several pages": "the walk's accounts have one; test_client.py",
    "rules 22 and 23, how many requests a minute": "test_throttling.py and test_office.py",
}
"""What no mutant here stands for, and why."""


def judge(mutant: Mutant) -> None:
    caught = hunt(mutant)
    assert caught is not None, f"{mutant}: {mutant.sentence} Nobody notices."
    print(f"{mutant}: {caught}")


@pytest.mark.parametrize("name", sorted(QUICK))
def test_a_program_that_is_broken_badly_is_caught_at_once(name: str) -> None:
    judge(MUTANTS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_a_program_that_breaks_a_rule_is_caught(name: str) -> None:
    judge(MUTANTS[name])


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_has_a_mutant(rule: int) -> None:
    assert any(re.match(rf"rule_{rule:02}_", name) for name in MUTANTS)
