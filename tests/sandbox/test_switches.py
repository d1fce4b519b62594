"""Every open question has both answers: each test throws one switch both ways."""

import json

import pytest

from harvest_widget.sandbox import SWITCHES, Sandbox, Settings
from tests.sandbox.asker import Asker


def each(name: str) -> pytest.MarkDecorator:
    """Run a test once per value of a switch, which is set beforehand."""
    return pytest.mark.parametrize("value", SWITCHES[name], ids=lambda value: f"{name}={value}")


REFERENCE = {"id": "k1", "group_id": "g", "permalink": "https://example.com/k1"}


def test_the_first_value_of_each_switch_is_the_default() -> None:
    fresh = Settings()
    assert {name: getattr(fresh, name) for name in SWITCHES} == {
        name: values[0] for name, values in SWITCHES.items()
    }


def test_a_switch_knows_only_its_values(sandbox: Sandbox) -> None:
    for name in SWITCHES:
        with pytest.raises(ValueError, match=name):
            sandbox.change(name, "sideways")


@each("answers")
def test_answers_hold_more_or_less_than_documented(me: Asker, value: str) -> None:
    me.sandbox.change("answers", value)
    entry, user = me.book(hours=1), me.get("users/me")
    assert ("is_explicitly_locked" in entry) is (value == "rich")
    assert any(name.startswith("x_") for name in entry) is (value == "rich")
    newer = {"hours_without_timer", "rounded_hours", "approval_status"}
    assert newer.isdisjoint(entry) is (value == "old")
    assert ("access_roles" in user) is (value != "old")
    _, message = me.refused("POST", "time_entries")
    prefix = "Task must exist, Project must exist, " if value == "rich" else ""
    assert message.startswith(f"{prefix}Project can't be blank")


@each("restart_notes")
def test_notes_after_a_restart(clocked: Asker, value: str) -> None:
    clocked.sandbox.change("restart_notes", value)
    old = clocked.book(started_time="8:00am", ended_time="9:00am", notes="Plan")
    notes = clocked.patch(f"time_entries/{old['id']}/restart")["notes"]
    assert notes == ("Plan" if value == "copied" else None)


@each("zero_hours")
def test_zero_hours_on_create(me: Asker, value: str) -> None:
    me.sandbox.change("zero_hours", value)
    assert me.book(hours=0)["is_running"] is (value == "starts")


@each("hours_while_running")
def test_hours_of_a_running_entry(me: Asker, value: str) -> None:
    me.sandbox.change("hours_while_running", value)
    made = me.book()
    me.wait(3600)
    answer = me.ask("PATCH", f"time_entries/{made['id']}", {"hours": 3})
    me.wait(360)
    if value == "422":
        assert answer.status == 422
        assert me.entry(made["id"])["hours"] == 1.1
    else:
        assert me.entry(made["id"])["timer_started_at"] == "2026-03-09T15:00:00Z"
        assert me.entry(made["id"])["hours"] == 3.1


@each("delete_body")
def test_the_body_of_a_delete(me: Asker, value: str) -> None:
    me.sandbox.change("delete_body", value)
    made = me.book(hours=1, external_reference=REFERENCE)
    cleared = me.ask("DELETE", f"time_entries/{made['id']}/external_reference").body
    gone = me.ask("DELETE", f"time_entries/{made['id']}").body
    if value == "empty":
        assert (cleared, gone) == (b"", b"")
    else:
        assert [json.loads(body)["id"] for body in (cleared, gone)] == [made["id"], made["id"]]


@each("running_started_time")
def test_the_start_of_a_running_duration(me: Asker, value: str) -> None:
    me.sandbox.change("running_started_time", value)
    assert me.book()["started_time"] == (None if value == "null" else "2:00pm")


@each("max_per_page")
def test_the_largest_page(me: Asker, value: str) -> None:
    me.sandbox.change("max_per_page", value)
    assert me.get("time_entries")["per_page"] == int(value)
    assert me.get(f"time_entries?per_page={value}")["per_page"] == int(value)
    assert me.refused("GET", f"time_entries?per_page={int(value) + 1}")[0] == 422


@each("throttle_answer")
def test_the_look_of_a_429(me: Asker, value: str) -> None:
    me.sandbox.change("throttle", "1/15")
    me.sandbox.change("throttle_answer", value)
    me.get("users/me")
    answer = me.ask("GET", "users/me")
    assert answer.status == 429
    assert (answer.header("Retry-After") == "15") is (value == "both")
    if value == "html":
        assert (answer.header("Content-Type"), answer.body) == ("text/html", b"")
    else:
        assert answer.json()["retry_after"] == 15


@each("locked_change")
def test_a_change_of_a_locked_entry(me: Asker, value: str) -> None:
    me.sandbox.change("locked_change", value)
    made = me.book(hours=1, notes="Before")
    me.sandbox.world.main.entries[made["id"]].approval_status = "approved"
    calls = [("", {"notes": "After"}), ("/restart", {})]
    answers = [me.ask("PATCH", f"time_entries/{made['id']}{rest}", sent) for rest, sent in calls]
    expected = 200 if value == "unchanged" else int(value)
    assert [answer.status for answer in answers] == [expected, expected]
    now = me.entry(made["id"])
    assert (now["notes"], now["is_running"]) == ("Before", False)


@each("time_notation")
def test_the_other_notation_of_times(clocked: Asker, value: str) -> None:
    clocked.sandbox.change("time_notation", value)
    fields = {"spent_date": "2026-03-09", **clocked.pair, "started_time": "13:30"}
    assert clocked.ask("POST", "time_entries", fields).status == (201 if value == "both" else 422)
    clocked.sandbox.change("clock", "24h")
    assert clocked.ask("POST", "time_entries", fields).status == 201
    fields["started_time"] = "1:30pm"
    assert clocked.ask("POST", "time_entries", fields).status == (201 if value == "both" else 422)


@each("foreign_entry")
def test_somebody_elses_entry(me: Asker, value: str) -> None:
    me.sandbox.change("foreign_entry", value)
    theirs = Asker(me.sandbox, "second-user-token").book(hours=1)
    assert me.refused("GET", f"time_entries/{theirs['id']}")[0] == int(value)
    assert me.refused("PATCH", f"time_entries/{theirs['id']}", notes="x")[0] == int(value)


@each("throttle_per")
def test_what_the_limit_is_counted_by(me: Asker, value: str) -> None:
    me.sandbox.change("throttle", "2/15")
    me.sandbox.change("throttle_per", value)
    me.get("users/me")
    me.get("users/me")
    other = Asker(me.sandbox, "second-user-token").ask("GET", "users/me")
    assert other.status == (200 if value == "token" else 429)


@each("new_assignments")
def test_new_assignments_appear(me: Asker, value: str) -> None:
    me.sandbox.change("new_assignments", value)
    before = me.get("users/me/project_assignments")["total_entries"]
    me.post("/_sandbox/assignments", client="New", project="Fresh", tasks=["Work"])
    at_once = me.get("users/me/project_assignments")["total_entries"] - before
    me.wait(31)
    later = me.get("users/me/project_assignments")["total_entries"] - before
    assert (at_once, later) == ((1, 1) if value == "at_once" else (0, 1))


@each("implicit_answer")
def test_where_the_browser_answers(me: Asker, value: str) -> None:
    me.sandbox.change("implicit_answer", value)
    query = "client_id=c&response_type=token&state=s&redirect_uri=http://127.0.0.1:9/x"
    answer = me.ask("GET", f"/oauth2/authorize?{query}&decision=allow")
    mark = "?" if value == "query" else "#"
    assert str(answer.header("Location")).startswith(f"http://127.0.0.1:9/x{mark}access_token=")


@each("member_categories")
def test_members_and_expense_categories(me: Asker, value: str) -> None:
    me.sandbox.change("member_categories", value)
    assert me.ask("GET", "expense_categories").status == int(value)


@each("links")
def test_links_to_the_next_page(me: Asker, value: str) -> None:
    me.sandbox.change("links", value)
    for _ in range(5):
        me.book(hours=1)
    first = me.get("time_entries?per_page=2")
    by_number = me.get("time_entries?per_page=2&page=2")
    assert ("cursor=" in first["links"]["next"]) is (value != "pages")
    assert ("cursor=" in by_number["links"]["next"]) is (value == "cursors")
    assert first["next_page"] == (None if value == "cursors" else 2)


@each("references")
def test_references_on_create(me: Asker, value: str) -> None:
    me.sandbox.change("references", value)
    fields = {"spent_date": "2026-03-09", **me.pair, "hours": 1, "external_reference": REFERENCE}
    answer = me.ask("POST", "time_entries", fields)
    if value == "refused":
        assert answer.status == 422
        assert me.entries() == []
    else:
        assert (answer.json()["external_reference"] is not None) is (value == "kept")


@each("reference_filter")
def test_the_filter_by_reference(me: Asker, value: str) -> None:
    me.sandbox.change("reference_filter", value)
    me.book(hours=1)
    me.book(hours=1, external_reference=REFERENCE)
    assert len(me.entries("external_reference_id=k1")) == (1 if value == "works" else 2)


@each("restart_reference")
def test_the_reference_after_a_restart(clocked: Asker, value: str) -> None:
    clocked.sandbox.change("restart_reference", value)
    made = clocked.book(ended_time="3:00pm", external_reference=REFERENCE)
    again = clocked.patch(f"time_entries/{made['id']}/restart")
    assert (again["external_reference"] is not None) is (value == "copied")


@each("cleared_reference")
def test_clearing_a_reference_moves_the_time_of_change(me: Asker, value: str) -> None:
    me.sandbox.change("cleared_reference", value)
    made = me.book(hours=1, external_reference=REFERENCE)
    me.wait(60)
    me.ask("DELETE", f"time_entries/{made['id']}/external_reference")
    moved = me.entry(made["id"])["updated_at"] != made["updated_at"]
    assert moved is (value == "moved")


@each("locked_reference")
def test_clearing_the_reference_of_a_locked_entry(me: Asker, value: str) -> None:
    me.sandbox.change("locked_reference", value)
    made = me.book(hours=1, external_reference=REFERENCE)
    me.sandbox.world.main.entries[made["id"]].period_locked = True
    answer = me.ask("DELETE", f"time_entries/{made['id']}/external_reference")
    assert answer.status == (200 if value == "allowed" else 422)


@each("end_before_start")
def test_an_end_before_the_start(clocked: Asker, value: str) -> None:
    clocked.sandbox.change("end_before_start", value)
    times = {"started_time": "11:00pm", "ended_time": "12:30am", "spent_date": "2026-03-08"}
    answer = clocked.ask("POST", "time_entries", {**times, **clocked.pair})
    if value == "accepted":
        assert (answer.json()["hours"], answer.json()["ended_time"]) == (1.5, "12:30am")
    else:
        assert answer.status == 422


@each("earlier_start")
def test_a_start_on_an_earlier_date(clocked: Asker, value: str) -> None:
    clocked.sandbox.change("earlier_start", value)
    made = clocked.book(spent_date="2026-03-08", started_time="11:00pm")
    assert made["spent_date"] == "2026-03-08"
    assert made["hours"] == (15.0 if value == "that_instant" else 0.0)


@pytest.mark.parametrize("required", [True, False])
def test_notes_may_be_required(me: Asker, *, required: bool) -> None:
    me.sandbox.change("day_entry_notes_required", value=required)
    fields = {"spent_date": "2026-03-09", **me.pair, "notes": " "}
    assert me.ask("POST", "time_entries", fields).status == (422 if required else 201)
    assert me.get("company")["day_entry_notes_required"] is required
    made = me.book(hours=1, notes="Plan")
    answer = me.ask("PATCH", f"time_entries/{made['id']}", {"notes": ""})
    assert answer.status == (422 if required else 200)
    assert me.patch(f"time_entries/{made['id']}", notes="New", hours=2)["hours"] == 2.0


@pytest.mark.parametrize("forbidden", [True, False])
def test_members_may_or_may_not_read_the_company(me: Asker, *, forbidden: bool) -> None:
    me.sandbox.change("company_forbidden", value=forbidden)
    assert me.ask("GET", "company").status == (403 if forbidden else 200)


@pytest.mark.parametrize("day", ["Monday", "Sunday", "Wednesday"])
def test_a_week_may_start_on_any_day(me: Asker, day: str) -> None:
    me.sandbox.change("week_start_day", day)
    assert me.get("company")["week_start_day"] == day
