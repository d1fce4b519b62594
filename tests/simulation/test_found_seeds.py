"""Episodes that once failed, by what they showed; each is lived through once more."""

from pathlib import Path

import pytest

from tests.simulation.walk import walk


@pytest.mark.parametrize(
    ("what", "seed", "stamps"),
    [
        ("a late start that came true twice has stopped nothing", 700062, False),
        ("undo of a start whose own end of another timer had left alone", 700068, False),
        ("an edit follows the part of a run that goes on after midnight", 700137, True),
    ],
)
def test_an_episode_that_once_failed(what: str, seed: int, stamps: bool, tmp_path: Path) -> None:
    assert walk(seed, tmp_path, 1000, stamps=stamps, keyed=True).steps >= 1000, what
