"""The rules of tests/conftest.py hold: tried on tests that break them."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
CONFTEST = Path(__file__).parent / "conftest.py"
WARNS = "import logging\nlogging.getLogger('harvest_widget.sync').warning('lost %s', 3)"


@pytest.fixture
def house(pytester: pytest.Pytester) -> pytest.Pytester:
    """Return a folder with the conftest of this one."""
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makeini(
        "[pytest]\nasyncio_default_fixture_loop_scope = function\n"
        "markers =\n    logs(*patterns): expected lines"
    )
    return pytester


@pytest.mark.logs("lost 3")  # the inner run logs into ours
def test_a_warning_that_nobody_announced_fails_the_test(house: pytest.Pytester) -> None:
    house.makepyfile(f"def test_it():\n    exec({WARNS!r})")
    result = house.runpytest_inprocess()
    result.stdout.fnmatch_lines(["*unexpected log lines: harvest_widget.sync: lost 3*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.logs("lost 3")
@pytest.mark.parametrize(("pattern", "good"), [("lost \\d", True), ("found", False)])
def test_a_warning_that_was_announced_must_come(
    pattern: str, good: bool, house: pytest.Pytester
) -> None:
    house.makepyfile(
        f"import pytest\n@pytest.mark.logs({pattern!r})\ndef test_it():\n    exec({WARNS!r})"
    )
    assert (house.runpytest_inprocess().ret == pytest.ExitCode.OK) == good


@pytest.mark.logs("ouch")
def test_a_warning_of_qt_fails_the_test(house: pytest.Pytester) -> None:
    house.makepyfile(
        "from PySide6.QtCore import QObject, qWarning\ndef test_it():\n    qWarning('ouch')"
    )
    house.runpytest_inprocess().stdout.fnmatch_lines(["*unexpected log lines: qt: *ouch*"])


@pytest.mark.parametrize(
    ("line", "good"),
    [("test_skips.py: recordings", True), ("test_skips.py: weather", False), ("# none", False)],
)
def test_only_skips_on_the_list_are_accepted(line: str, good: bool, house: pytest.Pytester) -> None:
    house.makepyfile(
        test_skips="import pytest\ndef test_it():\n    pytest.skip('no recordings here')"
    )
    allowed = house.makefile(".txt", allowed=line)
    result = house.runpytest_inprocess(f"--allowed-skips={allowed}")
    assert (result.ret == pytest.ExitCode.OK) == good
