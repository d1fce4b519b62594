"""The rules of the house that no linter knows, each with a sentence as its name; reads, never runs.

Who may import whom among our own packages stands in pyproject.toml, for import-linter.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "harvest_widget"
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
OURS = [name for name in FILES if not name.startswith("sandbox/")]
MOST_LINES = 10_400


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"))


def imports(name: str) -> Iterator[tuple[str, int]]:
    """Yield every module that a file imports, at its top or later, with the line."""
    for node in ast.walk(tree(name)):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module, node.lineno


def importers(*modules: str) -> set[str]:
    """Return the files that import one of `modules` or a part of it."""
    return {
        name
        for name in FILES
        for module, _ in imports(name)
        if any(module == m or module.startswith(f"{m}.") for m in modules)
    }


def calls(name: str) -> Iterator[tuple[str, int]]:
    """Yield every dotted name that a file uses, with the line: called now or passed on to be."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Attribute | ast.Name):
            yield ast.unparse(node), node.lineno


def users(pattern: str, files: list[str] = FILES) -> list[str]:
    """Return where a dotted name that `pattern` matches in full is used, as `file:line`."""
    return [
        f"{name}:{line} {used}"
        for name in files
        for used, line in calls(name)
        if re.fullmatch(pattern, used)
    ]


def outside(names: set[str], *allowed: str) -> list[str]:
    return sorted(n for n in names if not any(fnmatch(n, pattern) for pattern in allowed))


def test_only_ui_platform_and_app_know_qt() -> None:
    assert not outside(importers("PySide6", "shiboken6"), "ui/*", "platform/*", "app.py")


def test_only_the_client_speaks_http() -> None:
    assert not outside(importers("httpx", "httpcore"), "api/client.py")


def test_asyncio_meets_qt_in_one_place() -> None:
    assert not outside(importers("qasync"), "ui/join.py", "app.py")


def test_only_the_disk_speaks_sql() -> None:
    assert not outside(importers("sqlite3"), "store/disk.py", "store/schema.py")


def test_only_platform_touches_the_keychain_and_the_bus() -> None:
    assert not outside(importers("keyring", "jeepney"), "platform/*")


def test_the_model_needs_the_standard_library_and_msgspec_only() -> None:
    allowed = {*sys.stdlib_module_names, "msgspec", "harvest_widget"} - {"asyncio", "sqlite3"}
    assert not [
        f"{name}:{line} {module}"
        for name in FILES
        if name.startswith("model/")
        for module, line in imports(name)
        if module.split(".")[0] not in allowed
    ]


def test_words_paths_and_the_command_line_need_the_standard_library_only() -> None:
    allowed = {*sys.stdlib_module_names, "harvest_widget"}
    assert not [
        f"{name}:{line} {module}"
        for name in FILES
        if name.startswith("words/")
        or name in {"paths.py", "cli.py", "resources.py", "__main__.py"}
        for module, line in imports(name)
        if module.split(".")[0] not in allowed
    ]


def test_only_the_clock_and_the_sandbox_read_a_clock() -> None:
    # The tick in join.py needs to know how late it was woken, by a clock that nobody sets.
    clock = r"(\w+\.)*(datetime|date)\.(now|utcnow|today)|Q(DateTime|Date|Time)\.current\w+"
    monotonic = r"(.*[._])?loop(\(\))?\.time|QElapsedTimer|.*\.monotonic(_ns)?"
    watched = [name for name in OURS if name != "clock.py"]
    assert not users(clock, watched)
    assert not users(monotonic, [name for name in watched if name != "ui/join.py"])
    assert not [n for n in watched if n != "ui/join.py" for m, _ in imports(n) if m == "time"]


def test_nothing_nests_an_event_loop() -> None:
    # One nested loop inside a task leaves another task stuck for ever.
    assert not users(r".*\.(exec|exec_|processEvents)|asyncSlot|asyncClose|.*\.async(Slot|Close)")


def test_every_coroutine_is_owned_by_join() -> None:
    files = [name for name in OURS if name != "ui/join.py"]
    assert not users(r"(.*\.)?(create_task|ensure_future|run_coroutine_threadsafe)", files)


def test_nobody_quits_qt_behind_the_back_of_app() -> None:
    assert not users(r"(Q\w*Application|qApp)(\.instance\(\))?\.(quit|exit)")


def test_nothing_switches_the_verification_of_certificates_off() -> None:
    turned_off = [
        f"{name}:{node.lineno}"
        for name in FILES
        for node in ast.walk(tree(name))
        if isinstance(node, ast.keyword)
        and node.arg in {"verify", "check_hostname"}
        and isinstance(node.value, ast.Constant)
        and node.value.value is False
    ]
    assert not turned_off
    assert not users(r".*\.CERT_NONE|.*_create_unverified_context")


def test_every_module_opens_with_a_sentence_that_says_what_it_is() -> None:
    openings = {name: (ast.get_docstring(tree(name)) or "").split("\n\n")[0] for name in FILES}
    assert not [name for name, opening in openings.items() if not opening.endswith(".")]


def test_no_file_is_longer_than_300_lines() -> None:
    assert not {name: n for name in FILES if (n := length(PACKAGE / name)) > 300}


def test_the_program_does_not_grow_unnoticed() -> None:
    # Without blanks, comments and docstrings. It was planned smaller: raise it for a reason.
    assert sum(lines_of_code(name) for name in OURS) <= MOST_LINES


def lines_of_code(name: str) -> int:
    """Count the lines of a file that hold code."""
    source = (PACKAGE / name).read_text(encoding="utf-8")
    texts = {
        line
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    code = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in silent and token.type != tokenize.ENDMARKER
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(code - texts)


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("word", ["manager", "helper", "util", "handler", "misc", "common"])
def test_no_module_is_named_after_nothing_in_particular(word: str) -> None:
    assert not [name for name in FILES if word in name.lower()]


def test_what_users_install_has_no_click() -> None:
    # httpx imports click wherever it finds it, which costs 20 ms.
    lock = (ROOT / "packaging" / "lock.txt").read_text(encoding="utf-8")
    names = {line.partition("==")[0] for line in lock.splitlines() if "==" in line}
    assert "httpx" in names
    assert not names & {"click", "rich", "uvicorn"}


def test_both_locks_hold_the_same_versions() -> None:
    ours, tests = (
        dict(re.findall(r"^([\w.-]+)==([\w.]+)", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in (ROOT / "packaging" / "lock.txt", ROOT / "packaging" / "lock-test.txt")
    )
    assert len(ours) > 20
    assert ours.items() <= tests.items()


def test_no_file_names_a_registry() -> None:
    address = re.compile(r"index-url\s|find-links\s|https?://\S*(pypi|pythonhosted)")
    files = [
        *ROOT.glob("packaging/*"),
        *ROOT.glob(".ci/*"),
        *ROOT.glob(".github/**/*.yml"),
        ROOT / "pyproject.toml",
    ]
    texts = {
        path: path.read_text(encoding="utf-8", errors="replace") for path in files if path.is_file()
    }
    assert not [path.name for path, text in texts.items() if address.search(text)]
