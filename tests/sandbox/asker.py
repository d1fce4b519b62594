"""A sandbox whose clock stands still on a Monday afternoon, and somebody who asks it things."""

import json
from datetime import UTC, datetime

from harvest_widget.sandbox import TOKEN, Answer, Clock, Sandbox, Settings, standard
from harvest_widget.sandbox.messages import Json

MONDAY = datetime(2026, 3, 9, 14, 0, 0, tzinfo=UTC).timestamp()


class Asker:
    """Sends requests to a sandbox as one signed-in program does."""

    def __init__(self, sandbox: Sandbox, token: str = TOKEN, account: str = "1") -> None:
        self.sandbox = sandbox
        self.headers = {
            "Authorization": f"Bearer {token}",
            "Harvest-Account-Id": account,
            "User-Agent": "Tests (tests@example.com)",
        }

    def ask(self, method: str, target: str, fields: object = None) -> Answer:
        """`target` is a path below /v2, or an absolute one, with a query."""
        path, _, query = target.partition("?")
        headers, body = dict(self.headers), b""
        if fields is not None:
            headers["Content-Type"], body = "application/json", json.dumps(fields).encode()
        path = path if path.startswith("/") else f"/v2/{path}"
        return self.sandbox.answer(method, path, query, headers, body)

    def get(self, target: str) -> Json:
        return self._good(self.ask("GET", target))

    def post(self, target: str, **fields: object) -> Json:
        return self._good(self.ask("POST", target, fields))

    def patch(self, target: str, **fields: object) -> Json:
        return self._good(self.ask("PATCH", target, fields))

    def refused(self, method: str, target: str, **fields: object) -> tuple[int, str]:
        answer = self.ask(method, target, fields)
        assert answer.status >= 400, answer.body
        body = answer.json()
        return answer.status, body.get("message") or body.get("error")

    @property
    def pair(self) -> Json:
        """Project and task of Acme Corp / Website relaunch / Programming."""
        return self.pair_of("Website relaunch", "Programming")

    def pair_of(self, project: str, task: str) -> Json:
        for one in self.get("users/me/project_assignments")["project_assignments"]:
            for part in one["task_assignments"]:
                if (one["project"]["name"], part["task"]["name"]) == (project, task):
                    return {"project_id": one["project"]["id"], "task_id": part["task"]["id"]}
        raise LookupError(project, task)

    def book(self, **fields: object) -> Json:
        """Create an entry dated today unless told otherwise; without hours it runs."""
        return self.post("time_entries", **{"spent_date": "2026-03-09", **self.pair, **fields})

    def entry(self, number: int) -> Json:
        return self.get(f"time_entries/{number}")

    def entries(self, query: str = "") -> list[Json]:
        found = self.get(f"time_entries?{query}")["time_entries"]
        assert isinstance(found, list)
        return found

    def wait(self, seconds: float) -> None:
        self.sandbox.clock.advance(seconds)

    @staticmethod
    def _good(answer: Answer) -> Json:
        assert answer.status < 300, answer.body
        body = answer.json()
        assert isinstance(body, dict)
        return body


def make_sandbox(now: float = MONDAY, **options: object) -> Sandbox:
    clock = Clock(lambda: now)
    clock.freeze()
    sandbox = Sandbox(standard(now=int(now), settings=Settings()), clock)
    for name, value in options.items():
        sandbox.change(name, value)
    return sandbox
