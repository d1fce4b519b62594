"""The fields of a time entry as they are sent, read leniently and checked; pure functions.

Nothing is changed here: a refusal leaves the account as it was.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from harvest_widget.sandbox import times
from harvest_widget.sandbox.accounts import Account, Entry, User
from harvest_widget.sandbox.messages import Json, Refused, whole
from harvest_widget.sandbox.settings import Settings

Reference = dict[str, str | None]
Moment = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sent:
    """Checked fields; hours are hundredths, start and end (hour, minute), None where not sent."""

    project_id: int
    task_id: int
    spent_date: str
    notes: str | None
    hours: int | None
    start: Moment | None
    end: Moment | None
    reference: Reference | None


def owner(account: Account, caller: User, fields: Json) -> User:
    """Return whose entry it will be: `user_id` or the caller.

    Raises Refused (422) for an unknown user.
    """
    if fields.get("user_id") in (None, ""):
        return caller
    found = account.users.get(whole(fields["user_id"]) or 0)
    if found is None:
        raise Refused(422, "User can't be blank")
    return found


def for_create(account: Account, settings: Settings, user: User, fields: Json) -> Sent:
    """Read the fields of a POST.

    Raises Refused (422) that names every problem.
    """
    problems: list[str] = []
    project_id = whole(fields.get("project_id")) or 0
    task_id = whole(fields.get("task_id")) or 0
    day = times.read_date(str(fields.get("spent_date") or ""))
    notes = _text(fields.get("notes"))
    if settings.answers == "rich":
        problems += ["Task must exist"] * (task_id not in account.tasks)
        problems += ["Project must exist"] * (project_id not in account.projects)
    problems += ["Project can't be blank"] * (project_id not in account.projects)
    problems += ["Task can't be blank"] * (task_id not in account.tasks)
    problems += ["Spent date can't be blank"] * (not fields.get("spent_date"))
    problems += ["Spent date is not a valid date"] * (day is None)
    if settings.day_entry_notes_required and not (notes or "").strip():
        problems.append("Notes can't be blank")
    if not problems:
        problems += pair_problems(account, user, project_id, task_id)
    hours, start, end = _amounts(settings, fields, problems)
    reference = _reference(settings, fields, problems)
    if problems or day is None:
        raise Refused(422, ", ".join(problems))
    return Sent(project_id, task_id, day, notes, hours, start, end, reference)


def for_update(
    account: Account, settings: Settings, user: User, entry: Entry, fields: Json
) -> Sent:
    """Read the fields of a PATCH; what is not sent, or sent as it is shown, stays.

    Raises Refused (422) that names every problem.
    """
    problems: list[str] = []
    project_id = whole(fields.get("project_id", entry.project_id)) or 0
    task_id = whole(fields.get("task_id", entry.task_id)) or 0
    if (project_id, task_id) != (entry.project_id, entry.task_id):
        problems += pair_problems(account, user, project_id, task_id)
    day = times.read_date(str(fields.get("spent_date", entry.spent_date) or ""))
    problems += ["Spent date is not a valid date"] * (day is None)
    notes = _text(fields["notes"]) if "notes" in fields else entry.notes
    if settings.day_entry_notes_required and "notes" in fields and not (notes or "").strip():
        problems.append("Notes can't be blank")
    amounts = {
        name: value
        for name, value in fields.items()
        if value != _shown(settings, user, entry, name)
    }
    hours, start, end = _amounts(settings, amounts, problems)
    reference = _reference(settings, fields, problems) or entry.reference
    if problems or day is None:
        raise Refused(422, ", ".join(problems))
    return Sent(project_id, task_id, day, notes, hours, start, end, reference)


def refuse_pair(account: Account, user: User, project_id: int, task_id: int) -> None:
    """Raise Refused (422) unless `user` may book time on the task in the project."""
    problems = pair_problems(account, user, project_id, task_id)
    if problems:
        raise Refused(422, ", ".join(problems))


def pair_problems(account: Account, user: User, project_id: int, task_id: int) -> list[str]:
    """Sentences that say why `user` may not book time on the task in the project."""
    project = account.projects.get(project_id)
    task = account.tasks.get(task_id)
    if project is None or task is None:
        return ["Project can't be blank"] * (not project) + ["Task can't be blank"] * (not task)
    if not project.is_active:
        return ["Project is archived"]
    on_project = account.task_assignment(project_id, task_id)
    if on_project is None or not on_project.is_active or not task.is_active:
        return ["Task is not assigned to the project"]
    member = account.user_assignment(project_id, user.id)
    if member is None or not member.is_active:
        return ["User is not assigned to the project"]
    return []


def _shown(settings: Settings, user: User, entry: Entry, name: str) -> object:
    """Return what an answer shows for a time of the entry, so that an echo of it moves nothing."""
    instant = {"started_time": entry.started_at, "ended_time": entry.ended_at}.get(name)
    if instant is None:
        return None
    return times.show_time(instant, user.timezone, settings.clock)


def _amounts(
    settings: Settings, fields: Json, problems: list[str]
) -> tuple[int | None, Moment | None, Moment | None]:
    hours = None
    if fields.get("hours") not in (None, ""):
        hours = times.read_hours(fields["hours"])
        problems += ["Hours is not a number"] * (hours is None)
    if not settings.wants_timestamp_timers:
        return hours, None, None  # times are the wrong kind here, and are ignored
    moments: list[Moment | None] = []
    for name, words in (("started_time", "Started time"), ("ended_time", "Ended time")):
        text = fields.get(name)
        if text in (None, ""):
            moments.append(None)
            continue
        strict = settings.time_notation == "strict"
        moment = times.read_time(str(text), settings.clock, strict=strict)
        problems += [f"{words} is not a valid time"] * (moment is None)
        moments.append(moment)
    return hours, moments[0], moments[1]


def _reference(settings: Settings, fields: Json, problems: list[str]) -> Reference | None:
    sent = fields.get("external_reference")
    if not isinstance(sent, dict) or settings.references == "dropped":
        return None
    if settings.references == "refused":
        problems.append("External reference is invalid")
        return None
    link = _text(sent.get("permalink"))
    host = _host(link or "")
    return {
        "id": _text(sent.get("id")),
        "group_id": _text(sent.get("group_id")),
        "account_id": _text(sent.get("account_id")),
        "permalink": link,
        "service": host,
        "service_icon_url": f"https://proxy.harvestfiles.example/{host}.png" if host else None,
    }


def _host(link: str) -> str | None:
    try:
        return urlsplit(link).hostname
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
