"""A request and an answer as plain values, and the ways an answer says no; no ASGI here."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from harvest_widget.sandbox.accounts import Account, User, World

Json = dict[str, Any]
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(slots=True)
class Answer:
    """An answer as it goes out; `drop` and `stall` tell the server how to misbehave.

    `drop` is "" (answer properly), "unheard" or "unanswered" (close without a byte; the request was
    not, or was carried out) or "half" (close in the middle of the body). `stall` is in seconds.
    """

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    drop: str = ""
    stall: float = 0.0

    def json(self) -> Any:
        """Decode the body."""
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        """Return the first header of that name in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(slots=True)
class Reply:
    """What an endpoint answers before headers are added; `value` None means an empty body."""

    status: int = 200
    value: object = None
    content_type: str = JSON_TYPE
    headers: list[tuple[str, str]] = field(default_factory=list)


class Refused(Exception):  # noqa: N818 - it says what happened
    """The request is refused with a status and a sentence (422, 403, 404...)."""

    def __init__(self, status: int, message: str = "", *, hint: bool = False) -> None:
        """Keep the status and the sentence; `hint` repeats the sentence in a header."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.hint = hint


@dataclass(slots=True)
class Call:
    """A request whose sender is known, with path and body already read."""

    world: World
    account: Account
    user: User
    now: int
    path: str
    query: dict[str, list[str]]
    fields: Json
    origin: str
    ids: list[int]

    def wanted(self, name: str) -> str | None:
        """Return the last value of a query parameter, or None if absent or empty."""
        values = self.query.get(name)
        return values[-1] or None if values else None


def refusal(error: Refused) -> Reply:
    """Turn a refusal into the body and headers that Harvest sends for its status."""
    match error.status:
        case 404:
            missing = {"status": 404, "error": "Not Found"}
            return Reply(404, missing, "application/json; charset=UTF-8")
        case 403:
            text = error.message or "Not authorized!"
            return Reply(403, {"message": text}, headers=[("Hint", text)])
        case status:
            hint = [("Hint", error.message)] if error.hint else []
            return Reply(status, {"message": error.message}, headers=hint)


def read_body(content_type: str, body: bytes) -> Json:
    """Read a JSON or form body into a dictionary.

    Raises Refused (400) for broken JSON.
    """
    if not body:
        return {}
    if "json" in content_type or (not content_type and body.lstrip()[:1] == b"{"):
        try:
            fields = json.loads(body)
        except ValueError:
            raise Refused(400, "There was a problem in the JSON you submitted") from None
        return fields if isinstance(fields, dict) else {}
    return _read_form(body.decode("utf-8", "replace"))


def _read_form(text: str) -> Json:
    fields: Json = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        outer, bracket, inner = name.partition("[")
        if not bracket:
            fields[outer] = value
        elif inner == "]":
            fields[outer] = [*_found(fields, outer, list), value]
        else:
            fields[outer] = {**_found(fields, outer, dict), inner.rstrip("]"): value}
    return fields


def _found(fields: Json, name: str, kind: type) -> Any:
    """Return what an earlier part of the form gave for the name, if it is of that kind."""
    found = fields.get(name)
    return found if isinstance(found, kind) else kind()


def read_query(query: str) -> dict[str, list[str]]:
    """Read a query string; `task_id[]=3` counts as `task_id=3`, in the order given."""
    values: dict[str, list[str]] = {}
    if query:
        for name, value in parse_qsl(query, keep_blank_values=True):
            values.setdefault(name.removesuffix("[]"), []).append(value)
    return values


def whole(value: object) -> int | None:
    """Read an id or count that may have arrived as a text; None if it is neither."""
    if isinstance(value, bool):
        return None
    try:
        return int(str(value))
    except ValueError:
        return None


def truth(value: object) -> bool:
    """Read a boolean that may have arrived as a text."""
    return str(value).lower() in {"true", "1", "t", "yes"}
