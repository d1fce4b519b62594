"""The calls about people and the company: users, their assignments, roles, `/company`."""

from harvest_widget.sandbox import shapes
from harvest_widget.sandbox.accounts import User, UserAssignment
from harvest_widget.sandbox.messages import Call, Json, Refused, Reply, truth, whole
from harvest_widget.sandbox.paging import Position, page
from harvest_widget.sandbox.settings import change

NEW_ASSIGNMENT_DELAY = 30  # seconds, with the switch `new_assignments=delayed`


def newest(thing: User | UserAssignment) -> Position:
    """Position in lists that show the newest first."""
    return [thing.created_at, thing.id]


def me(call: Call) -> Reply:
    """GET /users/me."""
    return Reply(200, shapes.user(call.user, call.world.settings))


def my_project_assignments(call: Call) -> Reply:
    """GET /users/me/project_assignments."""
    return _project_assignments(call, call.user)


def project_assignments_of(call: Call) -> Reply:
    """GET /users/ID/project_assignments."""
    return _project_assignments(call, _seen_user(call))


def _project_assignments(call: Call, person: User) -> Reply:
    delayed = call.world.settings.new_assignments == "delayed"
    newest_shown = call.now - NEW_ASSIGNMENT_DELAY if delayed else call.now
    found = [
        assignment
        for assignment in call.account.user_assignments.values()
        if assignment.user_id == person.id
        and assignment.is_active
        and assignment.created_at <= newest_shown
        and call.account.projects[assignment.project_id].is_active
    ]
    found.sort(key=newest, reverse=True)

    def show(assignment: UserAssignment) -> Json:
        return shapes.project_assignment(assignment, call.account)

    return page(call, "project_assignments", found, newest, show)


def users(call: Call) -> Reply:
    """GET /users: everybody for administrators, teammates for managers."""
    found = [person for person in call.account.users.values() if _visible(call.user, person)]
    found.sort(key=newest, reverse=True)
    active = call.wanted("is_active")
    if active is not None:
        found = [person for person in found if person.is_active is truth(active)]
    return page(
        call, "users", found, newest, lambda person: shapes.user(person, call.world.settings)
    )


def got_user(call: Call) -> Reply:
    """GET /users/ID."""
    return Reply(200, shapes.user(_seen_user(call), call.world.settings))


def _visible(caller: User, person: User) -> bool:
    if caller.role == "administrator" or person.id == caller.id:
        return True
    return caller.role == "manager" and person.id in caller.teammates


def _seen_user(call: Call) -> User:
    person = call.account.users.get(call.ids[0])
    if person is None:
        raise Refused(404)
    if not _visible(call.user, person):
        raise Refused(403)
    return person


def company(call: Call) -> Reply:
    """GET /company."""
    if call.world.settings.company_forbidden and call.user.role != "administrator":
        raise Refused(403)
    return Reply(200, shapes.company(call.account, call.world.settings))


def company_changed(call: Call) -> Reply:
    """PATCH /company: only two fields can be changed, the others are ignored."""
    settings = call.world.settings
    if "wants_timestamp_timers" in call.fields:
        settings.wants_timestamp_timers = truth(call.fields["wants_timestamp_timers"])
    capacity = whole(call.fields.get("weekly_capacity"))
    if capacity is not None:
        change(settings, "weekly_capacity", capacity)
    return Reply(200, shapes.company(call.account, settings))


def roles(call: Call) -> Reply:
    """GET /roles."""
    found = sorted(call.account.roles.items(), reverse=True)
    return page(call, "roles", found, lambda role: [role[0]], lambda role: _role(call, role[0]))


def got_role(call: Call) -> Reply:
    """GET /roles/ID."""
    if call.ids[0] not in call.account.roles:
        raise Refused(404)
    return Reply(200, _role(call, call.ids[0]))


def _role(call: Call, role_id: int) -> Json:
    stamp = shapes.user(call.user, call.world.settings)["created_at"]
    return {
        "id": role_id,
        "name": call.account.roles[role_id],
        "user_ids": [],
        "created_at": stamp,
        "updated_at": stamp,
    }
