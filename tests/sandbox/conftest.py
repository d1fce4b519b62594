"""The sandboxes that the tests of this folder ask."""

import pytest

from harvest_widget.sandbox import Sandbox
from tests.sandbox.asker import Asker, make_sandbox


@pytest.fixture
def sandbox() -> Sandbox:
    return make_sandbox(throttle="off")


@pytest.fixture
def me(sandbox: Sandbox) -> Asker:
    """The default user, a member, in a duration account."""
    return Asker(sandbox)


@pytest.fixture
def clocked(sandbox: Sandbox) -> Asker:
    """The default user in a start/end account."""
    sandbox.change("wants_timestamp_timers", value=True)
    return Asker(sandbox)
