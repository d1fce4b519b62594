"""What the program loads before its first paint; in a process of its own, since ours has it all."""

import subprocess
import sys

# Each costs tens of milliseconds; they are imported when they are first needed.
LATE = {"cryptography", "h2", "httpcore", "httpx", "hypercorn", "keyring", "truststore"}
LATE |= {"PySide6.QtQml", "PySide6.QtQuick", "click", "rich"}


def loaded_after(statement: str) -> set[str]:
    """Return the modules that a fresh Python holds after `statement`."""
    code = f"{statement}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return set(done.stdout.split())


def test_the_program_paints_before_it_loads_the_network_and_the_keychain() -> None:
    assert not loaded_after("import harvest_widget.app") & LATE


def test_the_check_would_see_a_module_that_is_loaded() -> None:
    assert "httpx" in loaded_after("import httpx") & LATE
