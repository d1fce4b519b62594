"""Qt survives what a program that stays open for weeks does to it; one that does not aborts.

PySide6 6.12.0 takes a reference to None away with every call that returns nothing: Python 3.11
aborts after some thousands of them. Whoever admits another release runs this with it first.
"""

import subprocess
import sys

import pytest

CALLS = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication, QLabel

app = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for n in range({times}):
    label.setText(f"{{n // 60}}:{{n % 60:02}}")
print(label.text(), before - sys.getrefcount(None))
"""


def updated(times: int) -> tuple[str, int]:
    """Change a label so often; return its text and how many references to None that has cost."""
    done = subprocess.run(
        [sys.executable, "-c", CALLS.format(times=times)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text, lost = done.stdout.split()
    return text, int(lost)


@pytest.mark.parametrize(
    "times", [20_000, pytest.param(200_000, marks=pytest.mark.slow)], ids=["hours", "weeks"]
)
def test_a_label_can_change_for_as_long_as_the_program_runs(times: int) -> None:
    text, lost = updated(times)
    last = times - 1
    assert text == f"{last // 60}:{last % 60:02}"
    # From 3.12 on None counts no references, and nothing can be lost.
    assert lost < 1000
