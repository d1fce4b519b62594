"""Who may do what, what a lock stops, and when too much is too much."""

import pytest

from harvest_widget.sandbox import Sandbox
from tests.sandbox.asker import Asker


@pytest.fixture
def admin(sandbox: Sandbox) -> Asker:
    sandbox.change("role", "administrator")
    return Asker(sandbox)


@pytest.fixture
def colleague(sandbox: Sandbox) -> Asker:
    return Asker(sandbox, "second-user-token")


@pytest.mark.parametrize(
    "path", ["clients", "projects", "tasks", "users", "roles", "contacts", "user_assignments"]
)
def test_members_are_kept_out_of_the_catalogue(me: Asker, path: str) -> None:
    answer = me.ask("GET", path)
    assert (answer.status, answer.json()) == (403, {"message": "Not authorized!"})
    assert answer.header("Hint") == "Not authorized!"
    me.sandbox.change("role", "administrator")
    assert me.ask("GET", path).status == 200


def test_managers_see_what_they_manage(sandbox: Sandbox, me: Asker, colleague: Asker) -> None:
    sandbox.change("role", "manager")
    assert me.get("projects")["projects"] == []
    theirs = colleague.book(hours=1)
    assert me.refused("PATCH", f"time_entries/{theirs['id']}", notes="x")[0] == 403
    project = theirs["project"]["id"]
    mine = sandbox.world.main.user_assignment(project, sandbox.world.owner.id)
    assert mine is not None
    mine.is_project_manager = True
    assert [one["id"] for one in me.get("projects")["projects"]] == [project]
    assert me.patch(f"time_entries/{theirs['id']}", notes="x")["notes"] == "x"
    assert me.ask("GET", "roles").status == 403


def test_an_administrators_list_mixes_everybody(admin: Asker, colleague: Asker) -> None:
    admin.book(hours=1)
    colleague.book(hours=1)
    assert len(admin.entries()) == 2
    assert len(admin.entries(f"user_id={admin.get('users/me')['id']}")) == 1
    assert len(colleague.entries()) == 1


def test_only_administrators_book_for_others(me: Asker, colleague: Asker) -> None:
    them = colleague.get("users/me")["id"]
    fields = {"spent_date": "2026-03-09", "hours": 1, **me.pair, "user_id": them}
    assert me.ask("POST", "time_entries", fields).status == 403
    me.sandbox.change("role", "administrator")
    assert me.post("time_entries", **fields)["user"]["id"] == them


def test_only_administrators_change_the_company(me: Asker) -> None:
    assert me.ask("PATCH", "company", {"wants_timestamp_timers": True}).status == 403
    me.sandbox.change("role", "administrator")
    changed = me.patch("company", wants_timestamp_timers=True, weekly_capacity=90000, name="X")
    assert (changed["wants_timestamp_timers"], changed["weekly_capacity"]) == (True, 90000)
    assert changed["name"] != "X"


@pytest.mark.parametrize(
    ("billed", "approved", "locked", "reason"),
    [
        (True, False, False, "Item Invoiced"),
        (False, True, True, "Item Approved and Locked for this Time Period"),
        (True, True, True, "Item Invoiced and Approved and Locked for this Time Period"),
        (False, False, False, None),
    ],
)
def test_the_reason_of_a_lock_names_its_parts(
    me: Asker, *, billed: bool, approved: bool, locked: bool, reason: str | None
) -> None:
    made = me.book(hours=1)
    entry = me.sandbox.world.main.entries[made["id"]]
    entry.invoice = "7" if billed else None
    entry.approval_status = "approved" if approved else "unsubmitted"
    entry.period_locked = locked
    shown = me.entry(made["id"])
    assert (shown["is_locked"], shown["locked_reason"]) == (reason is not None, reason)
    assert (shown["is_billed"], shown["is_closed"]) == (billed, approved)
    assert (shown["invoice"] or {}).get("number") == ("7" if billed else None)


def test_archived_work_locks_and_takes_no_time(me: Asker) -> None:
    made = me.book(hours=1)
    me.sandbox.world.main.projects[me.pair["project_id"]].is_active = False
    shown = me.entry(made["id"])
    assert (shown["is_locked"], shown["locked_reason"]) == (True, "Item Archived")
    names = me.get("users/me/project_assignments")["project_assignments"]
    assert "Website relaunch" not in [one["project"]["name"] for one in names]
    fields = {"spent_date": "2026-03-09", "hours": 1}
    fields |= {"project_id": made["project"]["id"], "task_id": made["task"]["id"]}
    assert me.refused("POST", "time_entries", **fields) == (422, "Project is archived")


def test_a_locked_entry_cannot_be_deleted_by_a_member(me: Asker) -> None:
    made = me.book(hours=1)
    me.post("/_sandbox/approve", **{"from": "2026-03-09", "to": "2026-03-09"})
    assert me.refused("DELETE", f"time_entries/{made['id']}")[0] == 422
    me.sandbox.change("role", "administrator")
    assert me.ask("DELETE", f"time_entries/{made['id']}").status == 200


def test_administrators_change_locked_entries_but_not_where_they_belong(admin: Asker) -> None:
    made = admin.book(hours=1)
    admin.post("/_sandbox/approve", **{"from": "2026-03-09", "to": "2026-03-09"})
    changed = admin.patch(
        f"time_entries/{made['id']}", notes="Checked", hours=2, spent_date="2026-03-01"
    )
    assert (changed["notes"], changed["hours"]) == ("Checked", 2.0)
    assert changed["spent_date"] == "2026-03-09"


def test_a_submitted_week_stays_editable(me: Asker) -> None:
    made = me.book(hours=1)
    week = {"from": "2026-03-09", "to": "2026-03-15", "status": "submitted"}
    me.post("/_sandbox/approve", **week)
    assert me.entry(made["id"])["approval_status"] == "submitted"
    assert me.patch(f"time_entries/{made['id']}", hours=2)["hours"] == 2.0


def test_a_client_in_use_stays(admin: Asker) -> None:
    client = admin.get("clients")["clients"][0]["id"]
    answer = admin.ask("DELETE", f"clients/{client}")
    words = "This client is not removable. It still has projects and/or invoices."
    assert (answer.status, answer.json(), answer.header("Hint")) == (422, {"message": words}, words)
    fresh = admin.post("clients", name="Mr. Robot", currency="USD")
    assert fresh["currency"] == "USD"
    assert admin.ask("DELETE", f"clients/{fresh['id']}").status == 200
    assert admin.ask("GET", f"clients/{fresh['id']}").status == 404


def test_a_project_with_a_task_can_be_set_up_and_booked_on(admin: Asker) -> None:
    client = admin.get("clients")["clients"][0]["id"]
    project = admin.post("projects", name="Castle", client_id=str(client), bill_by="Tasks")
    task = admin.post("tasks", name="Digging")
    admin.post(f"projects/{project['id']}/task_assignments", task_id=task["id"])
    made = admin.book(hours=1, project_id=project["id"], task_id=task["id"])
    assert (made["project"]["name"], made["task"]["name"]) == ("Castle", "Digging")
    assert admin.refused("DELETE", f"tasks/{task['id']}")[0] == 422
    assert admin.ask("DELETE", f"projects/{project['id']}").status == 200
    assert admin.ask("GET", f"time_entries/{made['id']}").status == 404
    assert admin.refused("POST", "projects", name="")[1] == (
        "Name can't be blank, Client can't be blank"
    )


def test_time_reports_add_up_hours(admin: Asker, colleague: Asker) -> None:
    admin.book(hours=1.25)
    colleague.book(hours=2)
    for by in ("clients", "projects", "tasks"):
        rows = admin.get(f"reports/time/{by}?from=2026-03-01&to=2026-03-31")["results"]
        assert [row["total_hours"] for row in rows] == [3.25]
    team = admin.get("reports/time/team?from=2026-03-01&to=2026-03-31")["results"]
    assert [row["total_hours"] for row in team] == [2.0, 1.25]
    assert admin.refused("GET", "reports/time/team?from=2025-01-01&to=2026-03-01")[0] == 422


def test_the_hundred_and_first_request_in_15_seconds_is_throttled(me: Asker) -> None:
    me.sandbox.change("throttle", "100/15")
    for _ in range(100):
        me.get("users/me")
        me.wait(0.1)
    refused = me.ask("GET", "users/me")
    assert (refused.status, refused.header("Retry-After")) == (429, "6")
    assert refused.json()["retry_after"] == 6
    me.wait(6)
    assert me.ask("GET", "users/me").status == 200


def test_calling_on_prolongs_the_block(me: Asker) -> None:
    me.sandbox.change("throttle", "2/10")
    me.get("users/me")
    me.get("users/me")
    me.wait(5)
    assert [me.ask("GET", "users/me").status for _ in range(2)] == [429, 429]
    me.wait(6)
    assert me.ask("GET", "users/me").status == 429


def test_reports_have_a_limit_of_their_own(me: Asker) -> None:
    me.sandbox.change("throttle", "1/15")
    report = "reports/time/team?from=2026-03-01&to=2026-03-31"
    assert [me.ask("GET", report).status for _ in range(101)] == [200] * 100 + [429]
    assert me.ask("GET", "users/me").status == 200
    me.wait(899)
    assert me.ask("GET", report).status == 429
    me.wait(900)
    assert me.ask("GET", report).status == 200


def test_unknown_people_and_things_cannot_be_booked_on(admin: Asker) -> None:
    fields = {"spent_date": "2026-03-09", "hours": 1, **admin.pair}
    assert admin.refused("POST", "time_entries", **fields, user_id=1)[1] == "User can't be blank"
    assert admin.refused("POST", "time_entries", **{**fields, "project_id": 1})[0] == 422
    made = admin.book(hours=1)
    assert admin.refused("PATCH", f"time_entries/{made['id']}", task_id=1)[0] == 422
    assert admin.refused("PATCH", f"time_entries/{made['id']}", spent_date="soon")[0] == 422


def test_archiving_a_task_hides_it_from_everybody(admin: Asker) -> None:
    pair = admin.pair
    admin.patch(f"tasks/{pair['task_id']}", is_active="false")
    with pytest.raises(LookupError):
        admin.pair_of("Website relaunch", "Programming")
    assert pair["task_id"] not in [
        task["id"] for task in admin.get("tasks?is_active=true")["tasks"]
    ]
    fields = {"spent_date": "2026-03-09", "hours": 1, **pair}
    assert admin.refused("POST", "time_entries", **fields)[0] == 422


def test_lists_of_the_catalogue_are_filtered(admin: Asker) -> None:
    client = admin.get("clients")["clients"][0]
    projects = admin.get(f"projects?client_id={client['id']}")["projects"]
    assert {project["client"]["id"] for project in projects} == {client["id"]}
    admin.wait(60)
    admin.patch(f"clients/{client['id']}", address="Here 1")
    changed = admin.get("clients?updated_since=2026-03-09T14:00:30Z")["clients"]
    assert [(one["id"], one["address"]) for one in changed] == [(client["id"], "Here 1")]
    assert admin.refused("GET", "clients?updated_since=x")[0] == 422
    assert admin.refused("PATCH", f"clients/{client['id']}", name="")[0] == 422
    assert admin.refused("POST", "clients", name=client["name"]) == (
        422,
        "Name has already been taken",
    )


def test_administrators_read_people_and_roles(admin: Asker, colleague: Asker) -> None:
    people = admin.get("users?is_active=true")["users"]
    them = colleague.get("users/me")
    assert them["id"] in [person["id"] for person in people]
    assert admin.get(f"users/{them['id']}") == them
    assert admin.ask("GET", "users/1").status == 404
    theirs = admin.get(f"users/{them['id']}/project_assignments")
    assert theirs["total_entries"] == colleague.get("users/me/project_assignments")["total_entries"]
    role = admin.get("roles")["roles"][0]
    assert admin.get(f"roles/{role['id']}") == role
    assert admin.ask("GET", "roles/1").status == 404
