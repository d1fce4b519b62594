"""A Harvest light enough for a thousand people: the sandbox's throttle before plain dictionaries.

No rights, no projects that end, no times of day: only what the traffic of an office depends on.
"""

from collections import Counter, deque
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import msgspec

from harvest_widget.sandbox.settings import Settings
from harvest_widget.sandbox.throttle import Throttle

OUTAGE_BEGINS_WITH_ERRORS = 300.0
"""Seconds. First the gateway answers in Harvest's place, then nothing does."""

Said = tuple[int, Any]
"""Status and value of an answer."""


class Unreachable(Exception):  # noqa: N818  (what happened, not a mistake)
    """Nobody answers at Harvest's address."""


class OfficeHarvest:
    """One account, and what it has been asked.

    `now` gives aware UTC, `throttle` is requests per seconds as the sandbox writes it, `counted`
    what they are counted by, `outage` from when until when nothing works (in the same time).
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        throttle: str,
        counted: str,
        outage: tuple[datetime, datetime],
    ) -> None:
        self.now, self.outage, self.counted = now, outage, counted
        self.settings = Settings(throttle=throttle)
        self.throttle = Throttle()
        self.entries: dict[int, dict[int, dict[str, Any]]] = {}
        self.asked: Counter[tuple[str, int]] = Counter()
        self.arrivals: list[float] = []
        self.refusals: list[float] = []
        self.creates = 0
        self._ids = count(1_000_000)

    def answer(
        self, user: int, method: str, path: str, query: dict[str, str], body: bytes | None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one request of a user. Raises Unreachable."""
        now = self.now()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        began, ended = self.outage
        if began <= now < ended:
            if (now - began).total_seconds() < OUTAGE_BEGINS_WITH_ERRORS:
                return 502, {"Content-Type": "text/html"}, b"<h1>Bad gateway</h1>"
            raise Unreachable
        seconds = now.timestamp()
        self.arrivals.append(seconds)
        key = f"user {user}" if self.counted == "token" else "account"
        wait = self.throttle.wait(self.settings, key, seconds, report=False)
        if wait:
            self.refusals.append(seconds)
            self.asked[_kind(method, path, query), 429] += 1
            return 429, {**headers, "Retry-After": str(wait)}, b'{"message":"Too many requests"}'
        status, value = self._said(user, method, path, query, msgspec.json.decode(body or b"{}"))
        self.asked[_kind(method, path, query), status] += 1
        return status, headers, msgspec.json.encode(value)

    def _said(
        self, user: int, method: str, path: str, query: dict[str, str], fields: dict[str, Any]
    ) -> Said:
        match method, path.strip("/").split("/"):
            case "GET", ["users", "me"]:
                return 200, person(user)
            case "GET", ["company"]:
                return 200, COMPANY
            case "GET", ["users", "me", "project_assignments"]:
                return 200, {"project_assignments": ASSIGNMENTS, "links": {"next": None}}
            case "GET", ["time_entries"]:
                return 200, {"time_entries": self._listed(user, query), "links": {"next": None}}
            case "POST", ["time_entries"]:
                return 201, self.shown(self.create(user, fields))
            case _, ["time_entries", number, *rest]:
                entry = self.of(user).get(int(number))
                if entry is None:
                    return 404, {"message": "Not found"}
                return self._on_entry(user, method, rest, entry, fields)
        raise AssertionError((method, path))

    def _on_entry(
        self, user: int, method: str, rest: list[str], entry: dict[str, Any], fields: dict[str, Any]
    ) -> Said:
        match method, rest:
            case "GET", []:
                pass
            case "DELETE", []:
                del self.of(user)[entry["id"]]
                return 200, None
            case "DELETE", ["external_reference"]:
                entry["external_reference"] = None
                return 200, None
            case "PATCH", ["stop"]:
                if not entry["is_running"]:
                    return 422, {"message": "This timer is not running."}
                self.end(entry)
            case "PATCH", ["restart"]:
                if entry["is_running"]:
                    return 422, {"message": "This timer is running."}
                self.run(user, entry)
            case "PATCH", []:
                entry |= fields
                entry["updated_at"] = self._instant()
        return 200, self.shown(entry)

    def of(self, user: int) -> dict[int, dict[str, Any]]:
        """A user's entries by id, as they are kept."""
        return self.entries.setdefault(user, {})

    def create(self, user: int, fields: dict[str, Any]) -> dict[str, Any]:
        """A new entry; it runs unless it has hours."""
        self.creates += 1
        at, number = self._instant(), next(self._ids)
        reference = fields.get("external_reference")
        entry: dict[str, Any] = {
            "id": number,
            "spent_date": fields["spent_date"],
            "client": CLIENT,
            "project": PROJECTS[fields["project_id"]],
            "task": TASK,
            "user": {"id": user, "name": f"Person {user}"},
            "hours": fields.get("hours", 0.0),
            "notes": fields.get("notes"),
            "is_running": False,
            "timer_started_at": None,
            "created_at": at,
            "updated_at": at,
            "external_reference": reference and dict(reference),
        }
        self.of(user)[number] = entry
        if "hours" not in fields:
            self.run(user, entry)
        return entry

    def run(self, user: int, entry: dict[str, Any]) -> None:
        """Let an entry run; what ran ends without a word."""
        for other in self.of(user).values():
            if other["is_running"]:
                self.end(other)
        entry |= {"is_running": True, "timer_started_at": self._instant()}
        entry["updated_at"] = self._instant()

    def end(self, entry: dict[str, Any]) -> None:
        """Stop an entry now."""
        entry["hours"] = self._hours(entry)
        entry |= {"is_running": False, "timer_started_at": None, "updated_at": self._instant()}

    def shown(self, entry: dict[str, Any]) -> dict[str, Any]:
        """An entry as it is sent."""
        return entry | {"hours": self._hours(entry), "hours_without_timer": entry["hours"]}

    def _listed(self, user: int, query: dict[str, str]) -> list[dict[str, Any]]:
        assert query["user_id"] == str(user)
        first, last = query.get("from", ""), query.get("to", "9")
        key = query.get("external_reference_id")
        return [
            self.shown(entry)
            for entry in self.of(user).values()
            if first <= entry["spent_date"] <= last
            and ("is_running" not in query or entry["is_running"])
            and (key is None or (entry["external_reference"] or {}).get("id") == key)
        ]

    def _hours(self, entry: dict[str, Any]) -> float:
        if not entry["is_running"]:
            return float(entry["hours"])
        began = datetime.fromisoformat(entry["timer_started_at"])
        run = (self.now() - began).total_seconds() / 3600
        return round(float(entry["hours"]) + run, 2)

    def _instant(self) -> str:
        return self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")

    def most_in(self, seconds: float) -> int:
        """The most requests that ever arrived within so many seconds."""
        window: deque[float] = deque()
        most = 0
        for at in self.arrivals:
            window.append(at)
            while window[0] <= at - seconds:
                window.popleft()
            most = max(most, len(window))
        return most


def person(user: int) -> dict[str, Any]:
    """A user as `/users/me` tells."""
    return {"id": user, "first_name": "Person", "last_name": str(user), "timezone": "London"}


def _kind(method: str, path: str, query: dict[str, str]) -> str:
    """What a request is called in the table."""
    if method != "GET":
        return "clean-up" if path.endswith("/external_reference") else "click"
    if path != "/time_entries":
        return "look" if path.startswith("/time_entries/") else path.rsplit("/", 1)[1]
    if "external_reference_id" in query:
        return "look"
    return "running" if "is_running" in query else "days"


COMPANY = {"name": "Office", "wants_timestamp_timers": False, "clock": "24h"}
CLIENT = {"id": 1, "name": "Client"}
TASK = {"id": 9, "name": "Work"}
PROJECTS = {n: {"id": n, "name": f"Project {n}", "code": None} for n in range(1, 6)}
ASSIGNMENTS = [
    {"project": project, "client": CLIENT, "task_assignments": [{"task": TASK}]}
    for project in PROJECTS.values()
]
