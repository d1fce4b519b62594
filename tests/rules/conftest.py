"""A sandbox in a process of its own, and its time."""

from collections.abc import Iterator

import pytest

from tests.program import Harvest, start_harvest
from tests.rules.line import Time


@pytest.fixture
def harvest() -> Iterator[Harvest]:
    with start_harvest() as serving:
        serving.ask("settings", {"timezone": "Berlin"})
        yield serving


@pytest.fixture
def time(harvest: Harvest, monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(harvest, monkeypatch)
