"""Which call is answered by which function, and which role it takes."""

from collections.abc import Callable

from harvest_widget.sandbox import catalogue, entries, people, reports
from harvest_widget.sandbox.messages import Call, Refused, Reply

Endpoint = Callable[[Call], Reply]

_EVERYONE: dict[str, Endpoint] = {
    "GET time_entries": entries.listed,
    "POST time_entries": entries.created,
    "GET time_entries/#": entries.got,
    "PATCH time_entries/#": entries.updated,
    "DELETE time_entries/#": entries.deleted,
    "PATCH time_entries/#/stop": entries.stopped,
    "PATCH time_entries/#/restart": entries.restarted,
    "DELETE time_entries/#/external_reference": entries.reference_deleted,
    "GET users/me": people.me,
    "GET users/me/project_assignments": people.my_project_assignments,
    "GET company": people.company,
    "GET expense_categories": reports.categories,
    "GET expenses": reports.nothing,
    "GET reports/time/clients": reports.time_report,
    "GET reports/time/projects": reports.time_report,
    "GET reports/time/tasks": reports.time_report,
    "GET reports/time/team": reports.time_report,
}

_STAFF: dict[str, Endpoint] = {
    "GET users": people.users,
    "GET users/#": people.got_user,
    "GET users/#/project_assignments": people.project_assignments_of,
    "GET task_assignments": catalogue.assignments,
    "GET user_assignments": catalogue.assignments,
    "GET projects/#/task_assignments": catalogue.assignments,
    "GET projects/#/user_assignments": catalogue.assignments,
    "POST projects/#/task_assignments": catalogue.assigned,
    "POST projects/#/user_assignments": catalogue.assigned,
    **{f"GET {name}": reports.nothing for name in ("contacts", "invoices", "estimates")},
}
for _name in ("clients", "projects", "tasks"):
    _STAFF |= {
        f"GET {_name}": catalogue.listed,
        f"POST {_name}": catalogue.created,
        f"GET {_name}/#": catalogue.got,
        f"PATCH {_name}/#": catalogue.updated,
        f"DELETE {_name}/#": catalogue.deleted,
    }

_ADMINISTRATORS: dict[str, Endpoint] = {
    "PATCH company": people.company_changed,
    "GET roles": people.roles,
    "GET roles/#": people.got_role,
}

_RIGHTS: dict[str, tuple[Endpoint, frozenset[str]]] = {
    key: (endpoint, frozenset(roles))
    for table, roles in (
        (_EVERYONE, ("member", "manager", "administrator")),
        (_STAFF, ("manager", "administrator")),
        (_ADMINISTRATORS, ("administrator",)),
    )
    for key, endpoint in table.items()
}


def route(method: str, path: str) -> tuple[str, list[int]] | None:
    """Return the key and ids of a known call, else None; `path` is without prefix and slashes."""
    ids: list[int] = []
    parts = path.split("/")
    for number, part in enumerate(parts):
        if part.isascii() and part.isdecimal():
            ids.append(int(part))
            parts[number] = "#"
    key = f"{method} {'/'.join(parts)}"
    return (key, ids) if key in _RIGHTS else None


def dispatch(key: str, call: Call) -> Reply:
    """Answer a call.

    Raises Refused, with 403 if the caller's role has no right to it.
    """
    endpoint, roles = _RIGHTS[key]
    if call.user.role not in roles:
        raise Refused(403)
    return endpoint(call)
