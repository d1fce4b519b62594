"""A command to a running program, as a ratio to `python -I -c pass`: at most 2.

Run it as `python tests/bench/cli.py [--rounds N]`; it prints the medians of interleaved pairs, and
exits with 1 when the budget is exceeded.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUDGET = 2.0
# What an installed script does, without depending on the package being installed.
SCRIPT = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    "from harvest_widget.__main__ import main\n"
    "sys.exit(main())"
)


def milliseconds(command: list[str], code: int = 0) -> float:
    """Run a process and return how long it took."""
    start = time.perf_counter()
    found = subprocess.run(command, capture_output=True, check=False)
    taken = (time.perf_counter() - start) * 1000
    assert found.returncode == code, found.stderr.decode()
    return taken


def main() -> int:
    """Measure and judge."""
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 40
    floor = [sys.executable, "-I", "-c", "pass"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder  # nothing stays behind
        ours = [sys.executable, "-I", "-c", SCRIPT, "--data-dir", folder]
        cases = {
            "status": ([*ours, "status"], 0),
            "status --json": ([*ours, "status", "--json"], 0),
            "status, nothing runs": ([*ours, "--profile", "other", "status"], 3),
        }
        listener = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "platform" / "listener.py"), folder],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        try:
            assert listener.stdout is not None
            listener.stdout.readline()
            times: dict[str, list[float]] = {"floor": [], **{name: [] for name in cases}}
            for turn in range(rounds + 3):
                pair = {"floor": milliseconds(floor)}
                pair |= {name: milliseconds(*case) for name, case in cases.items()}
                for name, taken in pair.items():
                    times[name] += [taken] * (turn >= 3)
        finally:
            listener.kill()
            listener.communicate()
    worst = 0.0
    for name, found in times.items():
        ratio = statistics.median(a / b for a, b in zip(found, times["floor"], strict=True))
        worst = max(worst, ratio)
        print(f"{name:24} {statistics.median(found):6.1f} ms  {ratio:.2f} x")
    print(f"budget {BUDGET} x: {'kept' if worst <= BUDGET else 'EXCEEDED'}")
    return int(worst > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
