"""Each of the rules about days, clocks, timers and throttling has a test that names it."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
DAYS, TIMERS, THROTTLING, ACCOUNT = range(5, 13), range(13, 16), range(20, 22), range(22, 25)


def rules_named(path: Path) -> set[int]:
    """The rules that the names and docstrings of a file's tests name: `Rule 7` or `rule_7`."""
    return {
        int(number)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
        for number in re.findall(r"[Rr]ule[ _](\d+)", f"{node.name} {ast.get_docstring(node)}")
    }


@pytest.mark.parametrize("number", [*DAYS, *TIMERS, *THROTTLING, *ACCOUNT])
def test_the_rule_has_a_test_that_names_it(number: int) -> None:
    named = {path.name for path in TESTS.rglob("test_*.py") if number in rules_named(path)}
    assert named - {Path(__file__).name}
