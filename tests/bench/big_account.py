"""The real program with a big account, as ratios to the same program with a small one.

Both talk over HTTP to a sandbox of their own, in turns: a first start, which leafs through twelve
weeks, and a second one with the database that this left. Linux only, no window is seen. Run it as
`python tests/bench/big_account.py [--rounds N] [--entries N] [--a-day N] [--projects N]`; it prints
and judges nothing. 3,334 projects are about 10,000 pairs.
"""

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
if not sys.path.count(str(ROOT)):
    sys.path.insert(0, str(ROOT))
WEEKS = 12
STALLS = 0.005  # seconds between two looks whether the UI's thread is free
Figures = dict[str, float]


# -- in the program


def measured(spawned: float, *, leaf: bool) -> None:
    """Run the program within this process, print its figures once all is read, and quit."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    from harvest_widget import __main__, app
    from harvest_widget.store.changes import show_day
    from harvest_widget.ui.popover import Popover

    figures: Figures = {}

    class Painted(Popover):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's name)
            super().paintEvent(event)
            figures.setdefault("first paint, ms", (time.monotonic() - spawned) * 1000)
            figures.setdefault("first paint, cpu ms", time.process_time() * 1000)

    class Measured(app.Program):
        async def run(self) -> int:
            self.tasks.start(self.measure(), "measure")
            return await super().run()

        async def until(self, condition: Any) -> None:
            done = asyncio.Event()
            stop = self.store.watch(condition, lambda there: done.set() if there else None)
            await done.wait()
            stop()

        async def measure(self) -> None:
            gaps, last = [0.0], [0.0]

            def look() -> None:
                now = time.monotonic()
                gaps.append(now - last[0] - STALLS if last[0] else 0.0)
                last[0] = now

            timer = QTimer()
            timer.timeout.connect(look)
            QTimer.singleShot(50, lambda: timer.start(int(STALLS * 1000)))
            asked = self.store.state.refresh_asked
            await self.until(lambda state: state.refresh_asked != asked and not state.asked)
            figures["up to date, ms"] = (time.monotonic() - spawned) * 1000
            figures["up to date, cpu ms"] = time.process_time() * 1000
            await asyncio.sleep(0.3)
            timer.stop()
            figures["longest pause of the UI, ms"] = max(gaps) * 1000
            figures["RSS, MiB"] = rss()
            figures["entries kept"] = len(self.store.state.snapshot.entries)
            if leaf:
                today = self.clock().date()
                for back in [*range(1, WEEKS + 1), 0]:
                    day = today - timedelta(days=7 * back)
                    self.store.update(show_day, day=day if back else None)
                    shown = self.clock()
                    await self.until(
                        lambda state, day=day, shown=shown, back=back: any(
                            span.first <= day <= span.last and (span.read_at >= shown or not back)
                            for span in state.snapshot.spans
                        )
                    )
                figures[f"entries kept after {WEEKS} weeks"] = len(
                    self.store.state.snapshot.entries
                )
                figures[f"RSS after {WEEKS} weeks, MiB"] = rss()
            print(json.dumps(figures), flush=True)
            self._quit.set()

    for name, part in (("Popover", Painted), ("Program", Measured)):
        setattr(app, name, part)
    __main__.main()


def rss() -> float:
    """Return the memory that this process holds, in MiB."""
    status = Path("/proc/self/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found
    return int(found[1]) / 1024


# -- around it


def start(url: str, folder: str, *, leaf: bool) -> Figures:
    """Run the program once; return its figures and what it asked for."""
    from tests.program import TOKEN, Harvest

    harvest = Harvest(url)
    harvest.ask("requests", method="DELETE")
    env = {**os.environ, **TOKEN, "QT_QPA_PLATFORM": "offscreen", "XDG_RUNTIME_DIR": folder}
    env |= {"PYTHONPATH": str(ROOT), "HOME": folder}
    env.pop("DBUS_SESSION_BUS_ADDRESS", None)
    inside = ["--measured", str(time.monotonic()), "leaf" if leaf else "stay"]
    argv = [sys.executable, __file__, *inside, "--data-dir", folder]
    argv += ["--api-url", f"{url}/v2", "--id-url", url]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    asked = harvest.ask("requests", method="GET")["requests"]
    figures["requests"] = len(asked)
    figures["KB of answers"] = sum(one["size"] for one in asked) / 1000
    files = Path(folder).rglob("*.sqlite*")
    figures["database, KB"] = sum(file.stat().st_size for file in files) / 1000
    return figures


def main() -> None:
    """Measure both accounts in turns, and print medians and ratios."""
    from tests.program import start_harvest

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--entries", default="100000")
    parser.add_argument("--a-day", default="6")
    parser.add_argument("--projects", default="3334")
    options = parser.parse_args()
    big = ["--entries", options.entries, "--assignments", options.projects]
    accounts = {
        "small": ["--entries", "50", "--throttle", "off"],
        "big": [*big, "--entries-a-day", options.a_day, "--throttle", "off"],
    }
    found: dict[tuple[str, str], list[Figures]] = {}
    with ExitStack() as stack:
        urls = {k: stack.enter_context(start_harvest(*v)).url for k, v in accounts.items()}
        for turn in range(options.rounds + 1):
            for name, url in urls.items():
                with tempfile.TemporaryDirectory(prefix="hw") as folder:
                    for when in ("first start", "second start"):
                        figures = start(url, folder, leaf=when == "first start")
                        found.setdefault((when, name), []).extend([figures] * (turn > 0))
    for when in ("first start", "second start"):
        print(f"{when:32}{'small':>10}{'big':>10}{'ratio':>8}")
        small, large = found[when, "small"], found[when, "big"]
        for name in large[0]:
            one, other = ([each[name] for each in of] for of in (small, large))
            ratio = statistics.median(b / a for a, b in zip(one, other, strict=True) if a)
            medians = statistics.median(one), statistics.median(other)
            print(f"  {name:30}{medians[0]:10.1f}{medians[1]:10.1f}{ratio:8.2f}")


if __name__ == "__main__":
    if "--measured" in sys.argv:
        at = sys.argv.index("--measured")
        spawned_at, leafs = float(sys.argv[at + 1]), sys.argv[at + 2] == "leaf"
        del sys.argv[at : at + 3]
        measured(spawned_at, leaf=leafs)
    else:
        main()
