"""Faults on order: which requests go wrong, how often, and how.

A rule is JSON: `{"match": {"method": "POST", "path": "time_entries$"}, "times": 2, "do": {...}}`.
`match` may also hold `body`, a pattern searched in the request body; no match: every request.
`times` is how often the rule applies (1; null for ever), `skip` how many matches pass before.
`do` holds one or several of

    status     answer with this status; with it `json`, `text`, `html` or `empty` for the body,
               `headers` (an object), and `commit`: true to carry the request out all the same
    drop       "before" or "after" (the request was carried out): close without answering
    half       true: carry out, send half of the body, close
    garbage    true: carry out, answer 200 with a body that is no JSON
    stall      wait so many real seconds before answering
    late       carry out so many seconds of the sandbox's clock later; the sender sees the
               connection close, or `status` if that is given too
"""

import json
import re
from dataclasses import dataclass
from typing import Any

from harvest_widget.sandbox.messages import JSON_TYPE, Answer, Json

_DEEDS = {
    "status", "json", "text", "html", "empty", "headers", "commit",
    "drop", "half", "garbage", "stall", "late",
}  # fmt: skip


@dataclass(slots=True)
class Rule:
    """One kind of fault and how often it still happens."""

    method: str
    path: re.Pattern[str]
    body: re.Pattern[str]
    times: int | None
    skip: int
    do: Json

    def as_json(self) -> Json:
        """The rule as it would be ordered now."""
        match = {"method": self.method, "path": self.path.pattern, "body": self.body.pattern}
        return {"match": match, "times": self.times, "skip": self.skip, "do": self.do}


def read_rule(order: Json) -> Rule:
    """Read one rule.

    Raises ValueError with a sentence if it is not understood.
    """
    do, match = order.get("do"), order.get("match") or {}
    if not isinstance(do, dict) or not do or not isinstance(match, dict):
        msg = "a rule needs an object named do"
        raise ValueError(msg)
    unknown = [*(do.keys() - _DEEDS), *(match.keys() - {"method", "path", "body"})]
    if unknown:
        msg = f"not understood: {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    if do.get("drop") not in (None, "before", "after"):
        msg = "drop is before or after"
        raise ValueError(msg)
    times = order.get("times", 1)
    try:
        return Rule(
            method=str(match.get("method", "")).upper(),
            path=re.compile(str(match.get("path", ""))),
            body=re.compile(str(match.get("body", ""))),
            times=None if times is None else int(times),
            skip=int(order.get("skip", 0)),
            do=do,
        )
    except (re.error, TypeError) as error:
        raise ValueError(str(error)) from error


def take(rules: list[Rule], method: str, path: str, body: bytes) -> Json | None:
    """Return what the first matching rule does, and count it; None if all is well."""
    for rule in rules:
        if rule.method not in ("", method):
            continue
        if not rule.path.search(path) or not rule.body.search(body.decode("utf-8", "replace")):
            continue
        if rule.skip:
            rule.skip -= 1
            continue
        if rule.times is not None:
            rule.times -= 1
            if rule.times == 0:
                rules.remove(rule)
        return rule.do
    return None


def carries_out(do: Json) -> bool:
    """Whether the request takes effect at once."""
    if "late" in do or do.get("drop") == "before":
        return False
    return "status" not in do or bool(do.get("commit")) or do.get("drop") == "after"


def spoil(do: Json, answer: Answer) -> Answer:
    """Return what the sender gets in place of the proper answer."""
    if "status" in do:
        answer = _made_up(do)
    elif do.get("garbage"):
        answer = Answer(200, [("Content-Type", JSON_TYPE)], b'{"time_entries":[{"id":\x00\xff<!--')
    answer.stall = float(do.get("stall", 0))
    if do.get("drop") == "before" or ("late" in do and "status" not in do):
        answer.drop = "unheard"
    elif do.get("drop") == "after":
        answer.drop = "unanswered"
    elif do.get("half"):
        answer.drop = "half"
    return answer


def _made_up(do: Json) -> Answer:
    kind, body = "text/plain", b""
    if "json" in do:
        value: Any = do["json"]
        kind, body = JSON_TYPE, json.dumps(value).encode()
    elif "text" in do:
        body = str(do["text"]).encode()
    elif not do.get("empty"):
        kind = "text/html; charset=UTF-8"
        body = str(do.get("html", "<html><title>HARVEST: Sorry</title></html>")).encode()
    headers = [(str(name), str(value)) for name, value in (do.get("headers") or {}).items()]
    return Answer(int(do["status"]), [("Content-Type", kind), *headers], body)
