"""What the desktop tests share: a Harvest to talk to."""

from collections.abc import Iterator

import pytest

from tests.program import Harvest, start_harvest


@pytest.fixture
def harvest() -> Iterator[Harvest]:
    """Return a Harvest with a few projects and no entries."""
    with start_harvest() as serving:
        yield serving
