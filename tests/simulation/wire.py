"""What can happen to a request between a computer and Harvest, drawn by chance and counted."""

import re
from collections import Counter
from random import Random
from typing import Any

from harvest_widget.sandbox.faults import Rule
from harvest_widget.sync.steps import Step

SAID = {"message": "Not now, please"}
FAULTS: dict[str, dict[str, Any]] = {
    "cut before": {"drop": "before"},
    "cut after": {"drop": "after"},
    "half": {"half": True},
    "garbage": {"garbage": True},
    "403": {"status": 403, "json": SAID},
    "422": {"status": 422, "json": SAID},
    "429": {"status": 429, "headers": {"Retry-After": "7"}, "json": SAID},
    "429 bare": {"status": 429, "empty": True},
    "500": {"status": 500},
    "500 after": {"status": 500, "commit": True},
    "503": {"status": 503, "headers": {"Retry-After": "4"}, "empty": True},
    "503 after": {"status": 503, "empty": True, "commit": True},
    "408": {"status": 408, "empty": True},
}
"""What the sandbox is told to do to the next request."""
OTHERS = ("refused", "stall before", "stall after", "late", "twice", "401", "404 account")
RARE = {"403", "422", "401", "404 account", "twice", "late"}
LATEST = 14 * 60
"""Seconds after which a request comes true at the latest: within the window of its key."""
LATEST_WITHOUT_KEYS = 4 * 60


class Wire:
    """Draws a fault for some of the requests. `share` of them are spoilt."""

    def __init__(self, random: Random, share: float, *, keyed: bool) -> None:
        self.random, self.share = random, share
        self.latest = LATEST if keyed else LATEST_WITHOUT_KEYS
        self.met: Counter[tuple[str, str]] = Counter()
        self._faults = names()
        self._weights = [2 if name in RARE else 3 for name in self._faults]

    def draw(self, step: Step, what: str) -> str:
        """The name of the fault that this request meets; empty: none."""
        if self.random.random() >= self.share:
            return ""
        fault = self.random.choices(self._faults, self._weights)[0]
        if not applies(step, fault):
            return ""
        self.met[what, fault] += 1
        return fault


def names() -> tuple[str, ...]:
    """All faults."""
    return (*FAULTS, *OTHERS)


def applies(step: Step, fault: str) -> bool:
    """Whether the fault means anything for this kind of request."""
    reads = step.request is not None and step.request.method == "GET"
    return not (reads and fault in ("late", "twice", "422"))


def rule(do: dict[str, Any]) -> Rule:
    """The sandbox's rule for the next request, whatever it is."""
    anything = re.compile("")
    return Rule(method="", path=anything, body=anything, times=1, skip=0, do=do)
