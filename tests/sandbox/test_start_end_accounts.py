"""Time entries in an account that keeps start and end times."""

import pytest

from harvest_widget.sandbox import Sandbox
from tests.sandbox.asker import Asker


def test_both_times_make_a_stopped_entry(clocked: Asker) -> None:
    made = clocked.book(started_time="8:00am", ended_time="9:30am")
    assert (made["hours"], made["is_running"]) == (1.5, False)
    assert (made["started_time"], made["ended_time"]) == ("8:00am", "9:30am")


def test_a_start_without_an_end_runs_from_there(clocked: Asker) -> None:
    made = clocked.book(started_time="1:00pm")
    assert (made["hours"], made["is_running"]) == (1.0, True)
    assert (made["timer_started_at"], made["ended_time"]) == ("2026-03-09T13:00:00Z", None)


def test_no_times_at_all_run_from_now(clocked: Asker) -> None:
    made = clocked.book(spent_date="2026-03-12")
    assert (made["started_time"], made["spent_date"]) == ("2:00pm", "2026-03-12")
    assert made["timer_started_at"] == "2026-03-09T14:00:00Z"


def test_hours_keep_the_seconds_that_the_times_lose(clocked: Asker) -> None:
    clocked.wait(12)
    made = clocked.book()
    clocked.wait(78)
    stopped = clocked.patch(f"time_entries/{made['id']}/stop")
    assert (stopped["started_time"], stopped["ended_time"]) == ("2:00pm", "2:01pm")
    assert (stopped["hours"], stopped["rounded_hours"]) == (0.02, 0.25)


def test_the_clock_chooses_the_notation(clocked: Asker) -> None:
    clocked.sandbox.change("clock", "24h")
    made = clocked.book(started_time="8:05", ended_time="13:00")
    assert (made["started_time"], made["ended_time"]) == ("8:05", "13:00")
    clocked.sandbox.change("clock", "12h")
    assert clocked.entry(made["id"])["ended_time"] == "1:00pm"


def test_midnight_and_noon_are_told_apart(clocked: Asker) -> None:
    made = clocked.book(started_time="12:00am", ended_time="12:05pm")
    assert (made["started_time"], made["ended_time"]) == ("12:00am", "12:05pm")
    assert made["hours"] == 12.08


def test_a_restart_opens_a_new_entry_on_the_old_date(clocked: Asker) -> None:
    old = clocked.book(spent_date="2026-03-02", started_time="8:00am", ended_time="9:00am")
    new = clocked.patch(f"time_entries/{old['id']}/restart")
    assert new["id"] != old["id"]
    assert (new["spent_date"], new["hours"], new["ended_time"]) == ("2026-03-02", 0.0, None)
    assert new["created_at"] == "2026-03-09T14:00:00Z"
    assert clocked.entry(old["id"]) == old


def test_a_timer_over_midnight_stays_one_entry(clocked: Asker) -> None:
    made = clocked.book()
    clocked.wait(12 * 3600)
    stopped = clocked.patch(f"time_entries/{made['id']}/stop")
    assert (stopped["started_time"], stopped["ended_time"]) == ("2:00pm", "2:00am")
    assert (stopped["hours"], stopped["spent_date"]) == (12.0, "2026-03-09")


def test_a_new_start_moves_a_running_timer(clocked: Asker) -> None:
    made = clocked.book()
    moved = clocked.patch(f"time_entries/{made['id']}", started_time="1:30pm")
    assert (moved["hours"], moved["is_running"]) == (0.5, True)
    assert moved["timer_started_at"] == "2026-03-09T13:30:00Z"


def test_an_end_stops_a_running_timer(clocked: Asker) -> None:
    made = clocked.book(started_time="1:00pm")
    ended = clocked.patch(f"time_entries/{made['id']}", ended_time="1:45pm")
    assert (ended["hours"], ended["is_running"], ended["timer_started_at"]) == (0.75, False, None)
    assert clocked.entries("is_running=true") == []


def test_times_sent_back_as_shown_lose_no_seconds(clocked: Asker) -> None:
    clocked.wait(50)
    made = clocked.book()
    clocked.wait(120)
    stopped = clocked.patch(f"time_entries/{made['id']}/stop")
    again = clocked.patch(f"time_entries/{made['id']}", **{**stopped, **clocked.pair})
    assert again == stopped


def test_hours_get_a_made_up_start(clocked: Asker) -> None:
    made = clocked.book(hours=2)
    assert (made["started_time"], made["ended_time"], made["hours"]) == ("12:00pm", "2:00pm", 2.0)


def test_entries_kept_as_durations_get_times_when_the_account_changes(me: Asker) -> None:
    made = me.book(hours=2)
    me.sandbox.change("wants_timestamp_timers", value=True)
    shown = me.entry(made["id"])
    assert (shown["started_time"], shown["ended_time"]) == ("12:00pm", "2:00pm")


@pytest.mark.parametrize("text", ["24:00", "8:60", "9:60am", "13:00pm", "soon", "0:00am"])
def test_times_that_are_none_are_refused(clocked: Asker, text: str) -> None:
    fields = {"spent_date": "2026-03-09", **clocked.pair, "started_time": text}
    refusal = clocked.refused("POST", "time_entries", **fields)
    assert refusal == (422, "Started time is not a valid time")


def test_the_clock_change_of_spring_is_no_worked_hour(sandbox: Sandbox, clocked: Asker) -> None:
    sandbox.change("timezone", "Berlin")
    night = {"spent_date": "2026-03-29", "started_time": "1:00am", "ended_time": "4:00am"}
    assert clocked.book(**night)["hours"] == 2.0
    evening = {"spent_date": "2026-03-29", "started_time": "10:00pm", "ended_time": "12:30am"}
    assert clocked.book(**evening)["hours"] == 2.5


def test_times_of_a_stopped_entry_can_be_moved(clocked: Asker) -> None:
    made = clocked.book(started_time="9:00am", ended_time="10:00am")
    path = f"time_entries/{made['id']}"
    assert clocked.patch(path, started_time="9:30am")["hours"] == 0.5
    assert clocked.patch(path, ended_time="10:15am")["hours"] == 0.75
    moved = clocked.patch(path, started_time="1:00pm")
    assert (moved["hours"], moved["ended_time"]) == (21.25, "10:15am")
    assert clocked.patch(path, hours=2)["ended_time"] == "3:00pm"


def test_hours_of_a_running_entry_get_a_made_up_start(clocked: Asker) -> None:
    made = clocked.book()
    moved = clocked.patch(f"time_entries/{made['id']}", hours=1)
    assert (moved["started_time"], moved["hours"], moved["is_running"]) == ("1:00pm", 1.0, True)


def test_times_mean_nothing_where_durations_are_kept(me: Asker) -> None:
    made = me.book(started_time="9:00am", ended_time="10:00am")
    assert (made["is_running"], made["hours"]) == (True, 0.0)


def test_changing_a_stopped_entry_leaves_the_other_timer_alone(clocked: Asker) -> None:
    done = clocked.book(started_time="9:00am", ended_time="10:00am")
    running = clocked.book()
    clocked.patch(f"time_entries/{done['id']}", notes="x", ended_time="10:30am")
    clocked.wait(60)
    clocked.book()
    assert not clocked.entry(running["id"])["is_running"]


def test_after_an_end_the_next_start_stops_nothing(clocked: Asker) -> None:
    made = clocked.book(started_time="1:00pm")
    ended = clocked.patch(f"time_entries/{made['id']}", ended_time="1:45pm")
    clocked.wait(60)
    clocked.book()
    assert clocked.entry(made["id"]) == ended


def test_an_end_in_the_minute_of_the_start_is_no_midnight(clocked: Asker) -> None:
    clocked.wait(50)
    made = clocked.book()
    ended = clocked.patch(f"time_entries/{made['id']}", ended_time="2:00pm")
    assert (ended["hours"], ended["started_time"], ended["ended_time"]) == (0.0, "2:00pm", "2:00pm")
