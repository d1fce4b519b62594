"""One function per call of the API that the program makes; builds values, sends nothing.

Every list of time entries takes the user's id: an administrator's unfiltered list mixes all people.
Hours travel as decimals with two places, never as binary floats, and never as 0, which some
accounts take for a request to start a timer.
"""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from msgspec import Struct
from msgspec.json import Encoder

from harvest_widget.model.entries import HUNDREDTH

PROJECT_URL = "https://github.com/harvest-widget/harvest-widget"
"""Where people find this program: in the User-Agent (Harvest wants it) and behind references."""

USER_AGENT = f"Harvest Widget ({PROJECT_URL})"

GROUP = "harvest-widget"
"""The group of our references; names the program: a key in it need not be ours (sync.md 9)."""

_encoder = Encoder(decimal_format="number")


class Request(Struct, frozen=True, kw_only=True):
    """One call. `path` is relative to the API's address, or a whole URL as Harvest gave it.

    Without `needs_account` it goes to the sign-in host, which wants no account named.
    """

    method: Literal["GET", "POST", "PATCH", "DELETE"] = "GET"
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: dict[str, Any] | None = None
    needs_account: bool = True

    @property
    def content(self) -> bytes | None:
        """The body as JSON, decimals as plain numbers; None where none is sent."""
        return None if self.body is None else _encoder.encode(self.body)


def accounts() -> Request:
    """Which accounts the token may use; asked of the sign-in host."""
    return Request(path="/api/v2/accounts", needs_account=False)


def me() -> Request:
    """The signed-in user."""
    return Request(path="/users/me")


def company() -> Request:
    """The account's settings; some members may not read them."""
    return Request(path="/company")


def project_assignments() -> Request:
    """What the user may book time on."""
    return Request(path="/users/me/project_assignments")


def time_entries(
    *,
    user_id: int,
    from_: date | None = None,
    to: date | None = None,
    is_running: bool | None = None,
    external_reference_id: str | None = None,
    client_id: int | None = None,
    project_id: int | None = None,
    task_id: int | None = None,
    is_billed: bool | None = None,
    approval_status: Literal["unsubmitted", "submitted", "approved"] | None = None,
    updated_since: datetime | None = None,
) -> Request:
    """The user's entries, newest day first, from `from_` to `to`, both included (`spent_date`).

    A server may ignore a filter: whoever looks up a reference checks the ids that come back.
    """
    filters = {
        "user_id": user_id,
        "client_id": client_id,
        "project_id": project_id,
        "task_id": task_id,
        "external_reference_id": external_reference_id,
        "is_billed": is_billed,
        "is_running": is_running,
        "approval_status": approval_status,
        "updated_since": updated_since,
        "from": from_,
        "to": to,
    }
    query = tuple((name, _text(value)) for name, value in filters.items() if value is not None)
    return Request(path="/time_entries", query=query)


def running(*, user_id: int) -> Request:
    """The user's running timer, on whatever day it is booked: a list of one or none."""
    return time_entries(user_id=user_id, is_running=True)


def time_entry(*, entry_id: int) -> Request:
    """One entry."""
    return Request(path=f"/time_entries/{entry_id}")


def create_timer(
    *,
    pair: tuple[int, int],
    spent_date: date,
    notes: str = "",
    started_time: str | None = None,
    key: str | None = None,
) -> Request:
    """A new entry whose timer runs, from now on or (start/end accounts only) since `started_time`.

    `pair` is project and task id, `started_time` stands in the account's notation, `key` is our
    name of the entry.
    """
    body = _new(pair, spent_date, notes, key)
    if started_time is not None:
        body["started_time"] = started_time
    return Request(method="POST", path="/time_entries", body=body)


def create(
    *,
    pair: tuple[int, int],
    spent_date: date,
    notes: str = "",
    hours: Decimal | None = None,
    started_time: str | None = None,
    ended_time: str | None = None,
    key: str | None = None,
) -> Request:
    """A new, stopped entry: decimal `hours` in a duration account, else both its times.

    Raises ValueError if it gets anything but one of the two, or hours that come to 0.00.
    """
    body = _new(pair, spent_date, notes, key)
    match hours, started_time, ended_time:
        case Decimal() as given, None, None:
            body["hours"] = _two_places(given)
        case None, str(), str():
            body |= {"started_time": started_time, "ended_time": ended_time}
        case _:
            raise ValueError("A stopped entry has either hours or both its times.")
    return Request(method="POST", path="/time_entries", body=body)


def update(
    *,
    entry_id: int,
    pair: tuple[int, int] | None = None,
    spent_date: date | None = None,
    notes: str | None = None,
    hours: Decimal | None = None,
    started_time: str | None = None,
    ended_time: str | None = None,
) -> Request:
    """New values for the given fields; the others stay. An empty text clears the notes.

    Project and task go together in `pair`: a task counts only within a project that has it. Raises
    ValueError if nothing changes or the hours come to 0.00.
    """
    body: dict[str, Any] = {}
    if pair is not None:
        body |= _on(pair)
    if hours is not None:
        body["hours"] = _two_places(hours)
    fields = {
        "spent_date": spent_date,
        "notes": notes,
        "started_time": started_time,
        "ended_time": ended_time,
    }
    body |= {name: value for name, value in fields.items() if value is not None}
    if not body:
        raise ValueError("An update without a changed field says nothing.")
    return Request(method="PATCH", path=f"/time_entries/{entry_id}", body=body)


def stop(*, entry_id: int) -> Request:
    """End the entry's run now; a stopped entry refuses."""
    return Request(method="PATCH", path=f"/time_entries/{entry_id}/stop")


def restart(*, entry_id: int) -> Request:
    """Let a stopped entry run again; in start/end accounts another entry is made and answered."""
    return Request(method="PATCH", path=f"/time_entries/{entry_id}/restart")


def delete(*, entry_id: int) -> Request:
    """Remove the entry."""
    return Request(method="DELETE", path=f"/time_entries/{entry_id}")


def delete_external_reference(*, entry_id: int) -> Request:
    """Remove only the reference that our create left on the entry."""
    return Request(method="DELETE", path=f"/time_entries/{entry_id}/external_reference")


def external_reference(key: str) -> dict[str, str]:
    """The reference that makes a create of ours known again; Harvest shows its link."""
    return {"id": key, "group_id": GROUP, "permalink": f"{PROJECT_URL}#{key}"}


def _new(pair: tuple[int, int], spent_date: date, notes: str, key: str | None) -> dict[str, Any]:
    body: dict[str, Any] = {**_on(pair), "spent_date": spent_date}
    if notes:
        body["notes"] = notes
    if key is not None:
        body["external_reference"] = external_reference(key)
    return body


def _on(pair: tuple[int, int]) -> dict[str, int]:
    project_id, task_id = pair
    return {"project_id": project_id, "task_id": task_id}


def _two_places(hours: Decimal) -> Decimal:
    """Hundredths of an hour, the nearest."""
    rounded = hours.quantize(HUNDREDTH, ROUND_HALF_UP)
    if rounded <= 0:
        raise ValueError(f"Harvest can't be sent {hours} hours: 0 may start a timer.")
    return rounded


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case _:
            return str(value)
