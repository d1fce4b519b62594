"""The calls about what work can be booked on: clients, projects, tasks and their assignments."""

from harvest_widget.sandbox import seed, shapes
from harvest_widget.sandbox.accounts import Client, Project, Task, TaskAssignment, UserAssignment
from harvest_widget.sandbox.clock import read_instant
from harvest_widget.sandbox.messages import Call, Json, Refused, Reply, truth, whole
from harvest_widget.sandbox.paging import Position, page

Thing = Client | Project | Task
Assignment = TaskAssignment | UserAssignment


def _newest(thing: Thing | Assignment) -> Position:
    return [thing.created_at, thing.id]


def _show(call: Call, thing: Thing) -> Json:
    match thing:
        case Client():
            return shapes.client(thing)
        case Project():
            return shapes.project(thing, call.account)
        case Task():
            return shapes.task(thing)


def _things(call: Call) -> dict[int, Client] | dict[int, Project] | dict[int, Task]:
    match call.path.partition("/")[0]:
        case "clients":
            return call.account.clients
        case "projects":
            return call.account.projects
        case _:
            return call.account.tasks


def _manages(call: Call, project_id: int) -> bool:
    if call.user.role == "administrator":
        return True
    return project_id in call.account.managed_projects(call.user)


def _found(call: Call) -> Thing:
    thing = _things(call).get(call.ids[0])
    if thing is None:
        raise Refused(404)
    if isinstance(thing, Project) and not _manages(call, thing.id):
        raise Refused(403)
    return thing


def listed(call: Call) -> Reply:
    """GET /clients, /projects, /tasks."""
    things: list[Thing] = [
        thing
        for thing in _things(call).values()
        if not isinstance(thing, Project) or _manages(call, thing.id)
    ]
    active, since = call.wanted("is_active"), call.wanted("updated_since")
    if active is not None:
        things = [thing for thing in things if thing.is_active is truth(active)]
    if since is not None:
        instant = read_instant(since)
        if instant is None:
            raise Refused(422, f'Invalid updated_since datetime provided: "{since}"')
        things = [thing for thing in things if thing.updated_at >= instant]
    of_client = whole(call.wanted("client_id"))
    if of_client is not None:
        things = [t for t in things if not isinstance(t, Project) or t.client_id == of_client]
    things.sort(key=_newest, reverse=True)
    return page(call, call.path, things, _newest, lambda thing: _show(call, thing))


def got(call: Call) -> Reply:
    """GET /clients/ID, /projects/ID, /tasks/ID."""
    return Reply(200, _show(call, _found(call)))


def created(call: Call) -> Reply:
    """POST /clients, /projects, /tasks.

    Raises Refused (422) without a name, or without a client for a project.
    """
    name = str(call.fields.get("name") or "").strip()
    problems = ["Name can't be blank"] * (not name)
    client = None
    if call.path == "projects":
        client = call.account.clients.get(whole(call.fields.get("client_id")) or 0)
        problems += ["Client can't be blank"] * (client is None)
    if any(thing.name == name for thing in _things(call).values()) and call.path != "projects":
        problems.append("Name has already been taken")
    if problems:
        raise Refused(422, ", ".join(problems))
    thing: Thing
    if call.path == "clients":
        thing = seed.add_client(call.account, name, call.now)
    elif client is not None:
        thing = seed.add_project(call.account, client, name, None, call.now)
        seed.assign_user(call.account, thing, call.user, call.now).is_project_manager = True
        for person in call.account.users.values():
            if person.all_future_projects and person is not call.user:
                seed.assign_user(call.account, thing, person, call.now)
        for task in call.account.tasks.values():
            if task.is_default:
                seed.assign_task(call.account, thing, task, call.now)
    else:
        thing = seed.add_task(call.account, name, call.now)
    _apply(call, thing)
    location = f"{call.origin}/api/v2/{call.path}/{thing.id}"
    return Reply(201, _show(call, thing), headers=[("Location", location)])


def updated(call: Call) -> Reply:
    """PATCH /clients/ID, /projects/ID, /tasks/ID; `is_active` false archives."""
    thing = _found(call)
    if "name" in call.fields and not str(call.fields["name"] or "").strip():
        raise Refused(422, "Name can't be blank")
    _apply(call, thing)
    thing.updated_at = call.now
    return Reply(200, _show(call, thing))


def _apply(call: Call, thing: Thing) -> None:
    """Set the fields the thing has; what else was sent is ignored, as Harvest does."""
    fields = call.fields

    def text(name: str, present: str | None) -> str | None:
        value = fields.get(name, present)
        return None if value is None else str(value)

    if "name" in fields:
        thing.name = str(fields["name"]).strip()
    if "is_active" in fields:
        thing.is_active = truth(fields["is_active"])
    match thing:
        case Client():
            thing.currency = str(fields.get("currency") or thing.currency)
            thing.address = text("address", thing.address)
        case Project():
            thing.code = text("code", thing.code)
            thing.notes = text("notes", thing.notes)
            thing.is_billable = truth(fields.get("is_billable", thing.is_billable))
            thing.bill_by = str(fields.get("bill_by", thing.bill_by))
            thing.budget_by = str(fields.get("budget_by", thing.budget_by))
        case Task():
            by_default = fields.get("billable_by_default", thing.billable_by_default)
            thing.billable_by_default = truth(by_default)
            thing.is_default = truth(fields.get("is_default", thing.is_default))


def deleted(call: Call) -> Reply:
    """DELETE /clients/ID, /projects/ID, /tasks/ID.

    Raises Refused (422) for clients with projects and tasks with time.
    """
    thing, account = _found(call), call.account
    shown = _show(call, thing)
    match thing:
        case Client():
            if any(project.client_id == thing.id for project in account.projects.values()):
                sentence = "This client is not removable. It still has projects and/or invoices."
                raise Refused(422, sentence, hint=True)
            del account.clients[thing.id]
        case Task():
            if any(entry.task_id == thing.id for entry in account.entries.values()):
                raise Refused(422, "This task is not removable. It has tracked time.", hint=True)
            seed.drop_assignments(account, task_id=thing.id)
            del account.tasks[thing.id]
        case Project():
            for entry in [e for e in account.entries.values() if e.project_id == thing.id]:
                del account.entries[entry.id]
                if account.running.get(entry.user_id) == entry.id:
                    del account.running[entry.user_id]
            seed.drop_assignments(account, project_id=thing.id)
            del account.projects[thing.id]
    return Reply(200, shown if call.world.settings.delete_body == "object" else None)


def assignments(call: Call) -> Reply:
    """GET /task_assignments and /user_assignments, of everything or below one project."""
    name = call.path.rpartition("/")[2]
    found: list[Assignment] = [
        *(call.account.task_assignments.values() if name == "task_assignments" else ()),
        *(call.account.user_assignments.values() if name == "user_assignments" else ()),
    ]
    wanted = [
        one
        for one in found
        if _manages(call, one.project_id) and (not call.ids or one.project_id == call.ids[0])
    ]
    wanted.sort(key=_newest, reverse=True)
    return page(call, name, wanted, _newest, lambda one: _show_assignment(call, one))


def _show_assignment(call: Call, one: Assignment) -> Json:
    if isinstance(one, TaskAssignment):
        return shapes.task_assignment(one, call.account)
    return shapes.user_assignment(one, call.account)


def assigned(call: Call) -> Reply:
    """POST /projects/ID/task_assignments and /projects/ID/user_assignments."""
    account, project = call.account, _found(call)
    task = account.tasks.get(whole(call.fields.get("task_id")) or 0)
    person = account.users.get(whole(call.fields.get("user_id")) or 0)
    made: Assignment
    if isinstance(project, Project) and task and call.path.endswith("task_assignments"):
        made = seed.assign_task(account, project, task, call.now)
    elif isinstance(project, Project) and person and call.path.endswith("user_assignments"):
        made = seed.assign_user(account, project, person, call.now)
    else:
        kind = "Task" if call.path.endswith("task_assignments") else "User"
        raise Refused(422, f"{kind} can't be blank")
    location = f"{call.origin}/api/v2/{call.path}/{made.id}"
    return Reply(201, _show_assignment(call, made), headers=[("Location", location)])
