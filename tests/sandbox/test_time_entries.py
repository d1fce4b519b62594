"""Time entries in an account that keeps durations, as the notes on the API describe them."""

import pytest

from harvest_widget.sandbox import Sandbox
from tests.sandbox.asker import Asker


def test_an_entry_created_with_hours_is_stopped(me: Asker) -> None:
    made = me.book(hours=1.5, notes="Draft\nreview & fix")
    assert (made["hours"], made["is_running"], made["timer_started_at"]) == (1.5, False, None)
    assert made["notes"] == "Draft\nreview & fix"
    assert made["created_at"] == made["updated_at"] == "2026-03-09T14:00:00Z"
    assert (made["started_time"], made["ended_time"]) == (None, None)


def test_an_entry_created_without_hours_runs_from_now(me: Asker) -> None:
    made = me.book()
    assert (made["hours"], made["is_running"]) == (0.0, True)
    assert made["timer_started_at"] == "2026-03-09T14:00:00Z"


def test_ids_do_not_fit_into_32_bits(me: Asker) -> None:
    assert me.book(hours=1)["id"] > 2**31


@pytest.mark.parametrize(
    ("seconds", "hours"), [(17, 0.0), (18, 0.01), (78, 0.02), (3600, 1.0), (100_000, 27.78)]
)
def test_hours_of_a_running_timer_follow_from_its_start(
    me: Asker, seconds: int, hours: float
) -> None:
    made = me.book()
    me.wait(seconds)
    assert me.entry(made["id"])["hours"] == hours
    assert me.entry(made["id"])["hours_without_timer"] == 0.0


def test_rounded_hours_go_up_to_the_quarter_hour(me: Asker) -> None:
    made = me.book()
    me.wait(78)
    assert me.patch(f"time_entries/{made['id']}/stop")["rounded_hours"] == 0.25


def test_stopping_freezes_the_hours(me: Asker) -> None:
    made = me.book()
    me.wait(1800)
    stopped = me.patch(f"time_entries/{made['id']}/stop")
    me.wait(1800)
    assert me.entry(made["id"]) == stopped
    assert (stopped["hours"], stopped["hours_without_timer"]) == (0.5, 0.5)
    assert stopped["timer_started_at"] is None
    assert stopped["updated_at"] == "2026-03-09T14:30:00Z"


def test_a_stopped_timer_cannot_be_stopped_again(me: Asker) -> None:
    made = me.book(hours=1)
    refusal = me.refused("PATCH", f"time_entries/{made['id']}/stop")
    assert refusal == (422, "can't stop a stopped timer")


def test_a_running_timer_cannot_be_restarted(me: Asker) -> None:
    made = me.book()
    assert me.refused("PATCH", f"time_entries/{made['id']}/restart")[0] == 422


def test_a_restart_keeps_id_and_date_and_adds_to_the_old_total(me: Asker) -> None:
    made = me.book(hours=0.25, spent_date="2026-03-02")
    me.wait(60)
    again = me.patch(f"time_entries/{made['id']}/restart")
    assert (again["id"], again["spent_date"]) == (made["id"], "2026-03-02")
    assert again["updated_at"] == "2026-03-09T14:01:00Z"
    me.wait(648)
    running = me.entry(made["id"])
    assert (running["hours"], running["hours_without_timer"]) == (0.43, 0.25)


@pytest.mark.parametrize("by_restart", [True, False])
def test_a_start_stops_the_other_timer_without_a_word(me: Asker, *, by_restart: bool) -> None:
    other = me.book(hours=1)
    first = me.book()
    me.wait(360)
    if by_restart:
        me.patch(f"time_entries/{other['id']}/restart")
    else:
        me.book()
    me.wait(360)
    stopped = me.entry(first["id"])
    assert (stopped["is_running"], stopped["hours"]) == (False, 0.1)
    assert stopped["updated_at"] == "2026-03-09T14:06:00Z"
    assert len(me.entries("is_running=true")) == 1


def test_two_people_each_run_a_timer(sandbox: Sandbox, me: Asker) -> None:
    mine = me.book()
    Asker(sandbox, "second-user-token").book()
    assert me.entry(mine["id"])["is_running"]


def test_a_running_timer_does_not_move_its_time_of_change(me: Asker) -> None:
    made = me.book()
    me.wait(3600)
    assert me.entry(made["id"])["updated_at"] == made["updated_at"]


def test_changing_other_fields_leaves_a_timer_running(me: Asker) -> None:
    made = me.book()
    me.wait(360)
    pair = me.pair_of("Mobile app", "Testing")
    moved = me.patch(f"time_entries/{made['id']}", notes="New", spent_date="2026-03-08", **pair)
    assert (moved["is_running"], moved["timer_started_at"]) == (True, made["timer_started_at"])
    assert (moved["notes"], moved["spent_date"], moved["hours"]) == ("New", "2026-03-08", 0.1)
    assert moved["project"]["name"] == "Mobile app"


def test_fields_that_are_left_out_stay(me: Asker) -> None:
    made = me.book(hours=2, notes="Keep me")
    me.wait(60)
    assert me.patch(f"time_entries/{made['id']}", hours=3)["notes"] == "Keep me"


def test_a_whole_entry_sent_back_changes_nothing(me: Asker) -> None:
    made = me.book(hours=2, notes="All of it")
    me.wait(60)
    assert me.patch(f"time_entries/{made['id']}", **{**made, **me.pair}) == made


def test_loose_values_are_read(me: Asker) -> None:
    pair = {name: str(number) for name, number in me.pair.items()}
    made = me.book(**pair, hours="1:30", spent_date="2026-03-09T08:00:00Z", is_running="false")
    assert (made["hours"], made["spent_date"]) == (1.5, "2026-03-09")
    assert me.book(hours="6", spent_date="20260308")["spent_date"] == "2026-03-08"


def test_an_empty_post_names_every_problem(me: Asker) -> None:
    assert me.refused("POST", "time_entries") == (
        422,
        (
            "Project can't be blank, Task can't be blank, Spent date can't be blank, "
            "Spent date is not a valid date"
        ),
    )


@pytest.mark.parametrize("hours", ["abc", -1, True, [1], "nan", "1e9"])
def test_hours_that_are_no_hours_are_refused(me: Asker, hours: object) -> None:
    fields = {"spent_date": "2026-03-09", **me.pair, "hours": hours}
    assert me.refused("POST", "time_entries", **fields) == (422, "Hours is not a number")
    assert me.entries() == []


def test_a_task_counts_only_in_a_project_that_has_it(me: Asker) -> None:
    task = me.pair_of("Mobile app", "Testing")["task_id"]
    fields = {"spent_date": "2026-03-09", **me.pair, "task_id": task}
    assert me.refused("POST", "time_entries", **fields)[0] == 422
    made = me.book(hours=1)
    assert me.refused("PATCH", f"time_entries/{made['id']}", task_id=task)[0] == 422


def test_deleting_removes_the_entry_and_its_timer(me: Asker) -> None:
    made = me.book()
    answer = me.ask("DELETE", f"time_entries/{made['id']}")
    assert (answer.status, answer.body) == (200, b"")
    assert me.refused("GET", f"time_entries/{made['id']}") == (404, "Not Found")
    assert me.book()["is_running"]


def test_an_external_reference_comes_back_with_its_service(me: Asker) -> None:
    link = {"id": 17, "group_id": "widget", "permalink": "https://example.com/17"}
    made = me.book(hours=1, external_reference=link)
    kept = made["external_reference"]
    assert (kept["id"], kept["group_id"], kept["service"]) == ("17", "widget", "example.com")
    assert [one["id"] for one in me.entries("external_reference_id=17")] == [made["id"]]
    assert me.ask("DELETE", f"time_entries/{made['id']}/external_reference").status == 200
    assert me.entry(made["id"])["external_reference"] is None


def test_a_form_is_as_good_as_json(me: Asker) -> None:
    pair = me.pair
    body = f"project_id={pair['project_id']}&task_id={pair['task_id']}&spent_date=2026-03-09"
    body += "&hours=1.0&external_reference[id]=a&notes=Gr%C3%BC%C3%9Fe"
    answer = me.sandbox.answer("POST", "/v2/time_entries", "", me.headers, body.encode())
    made = answer.json()
    assert (answer.status, made["hours"], made["notes"]) == (201, 1.0, "Grüße")
    assert made["external_reference"]["id"] == "a"


def test_the_day_is_that_of_the_person_who_works(sandbox: Sandbox) -> None:
    sandbox.change("timezone", "Tokyo")
    sandbox.change("wants_timestamp_timers", value=True)
    sandbox.clock.advance(4 * 3600)
    assert Asker(sandbox).book(spent_date="2026-03-10")["started_time"] == "3:00am"
