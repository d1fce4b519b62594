"""Time reports, expense categories, and the lists that this sandbox keeps empty."""

from harvest_widget.sandbox import rights
from harvest_widget.sandbox.accounts import Entry
from harvest_widget.sandbox.clock import utc
from harvest_widget.sandbox.messages import Call, Json, Refused, Reply
from harvest_widget.sandbox.paging import page
from harvest_widget.sandbox.rules import total
from harvest_widget.sandbox.times import day_after, read_date

_CATEGORIES = (("Travel", None, None), ("Mileage", "km", 0.3), ("Meals", None, None))


def time_report(call: Call) -> Reply:
    """GET /reports/time/clients|projects|tasks|team: hours of a span of at most a year."""
    first, last = (read_date(call.wanted(name) or "") for name in ("from", "to"))
    if first is None or last is None:
        raise Refused(422, "A valid from and to date are required")
    if last > day_after(first, 365):
        raise Refused(422, "The span of dates must not exceed 365 days")
    by = call.path.rpartition("/")[2]
    rows: dict[int, Json] = {}
    for entry in call.account.entries.values():
        if first <= entry.spent_date <= last and rights.may_see(call.account, call.user, entry):
            key, subject = _subject(call, by, entry)
            row = rows.setdefault(key, {**subject, "total_hours": 0.0, "billable_hours": 0.0})
            hours = total(entry, call.now) / 100
            row["total_hours"] = round(row["total_hours"] + hours, 2)
            on_project = call.account.task_assignment(entry.project_id, entry.task_id)
            if on_project and on_project.billable:
                row["billable_hours"] = round(row["billable_hours"] + hours, 2)
    if call.user.role == "administrator":
        for row in rows.values():  # rates are not kept here
            row |= {"currency": "EUR", "billable_amount": 0.0}
    keys = sorted(rows, reverse=True)
    return page(call, "results", keys, lambda key: [key], lambda key: rows[key])


def _subject(call: Call, by: str, entry: Entry) -> tuple[int, Json]:
    account = call.account
    project = account.projects[entry.project_id]
    client = account.clients[project.client_id]
    match by:
        case "clients":
            return client.id, {"client_id": client.id, "client_name": client.name}
        case "projects":
            name = f"[{project.code}] {project.name}" if project.code else project.name
            of = {"client_id": client.id, "client_name": client.name}
            return project.id, {"project_id": project.id, "project_name": name, **of}
        case "tasks":
            task = account.tasks[entry.task_id]
            return task.id, {"task_id": task.id, "task_name": task.name}
        case _:
            person = account.users[entry.user_id]
            return person.id, {
                "user_id": person.id,
                "user_name": person.name,
                "is_contractor": False,
                "weekly_capacity": call.world.settings.weekly_capacity,
                "avatar_url": "",
            }


def categories(call: Call) -> Reply:
    """GET /expense_categories."""
    if call.user.role != "administrator" and call.world.settings.member_categories == "403":
        raise Refused(403)
    stamp = utc(call.user.created_at)

    def show(number: int) -> Json:
        name, unit, price = _CATEGORIES[number]
        return {
            "id": 501 + number,
            "name": name,
            "unit_name": unit,
            "unit_price": price,
            "is_active": True,
            "created_at": stamp,
            "updated_at": stamp,
        }

    return page(call, "expense_categories", [2, 1, 0], lambda number: [number], show)


def nothing(call: Call) -> Reply:
    """GET a list of something this sandbox has none of: contacts, invoices, estimates, expenses."""
    return page(call, call.path, [], lambda _: [], lambda _: {})
