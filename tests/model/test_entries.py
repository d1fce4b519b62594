"""Entries as Harvest tells them: their time, exactly; what may be booked on; whose they are."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.model.account import Company, User, week_start
from harvest_widget.model.assignments import ProjectAssignment, TaskAssignment, bookable
from harvest_widget.model.entries import (
    ExternalReference,
    Named,
    Project,
    TimeEntry,
    Work,
    hours_of,
    seconds_of,
    stopped_at,
)

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
WORK = Work(Named(1, "Acme"), Project(2, "Website"), Named(3, "Programming"))


def entry(hours: str = "1.00", **told: Any) -> TimeEntry:
    return TimeEntry(
        id=1,
        spent_date=date(2026, 3, 10),
        client=WORK.client,
        project=WORK.project,
        task=WORK.task,
        hours=Decimal(hours),
        **told,
    )


@given(st.integers(0, 1_000_000))
def test_hundredths_survive_the_way_to_seconds_and_back(hundredths: int) -> None:
    hours = Decimal(hundredths) / 100
    assert seconds_of(hours) == hundredths * 36
    assert hours_of(seconds_of(hours)) == hours


@given(st.integers(0, 10_000_000))
def test_what_is_sent_is_the_nearest_hundredth(seconds: int) -> None:
    hours = hours_of(seconds)
    assert hours == hours.quantize(Decimal("0.01"))
    assert abs(hours * 3600 - seconds) <= 18


@given(st.integers(-5, 3), st.integers(0, 200_000), st.integers(0, 9999))
def test_a_running_entry_counts_from_its_start_and_never_below_its_base(
    early: int, ran: int, base: int
) -> None:
    there = entry(
        "99.99",
        hours_without_timer=Decimal(base) / 100,
        is_running=True,
        timer_started_at=NOW,
    )
    assert there.seconds(NOW + timedelta(seconds=ran)) == base * 36 + ran
    assert there.seconds(NOW + timedelta(seconds=min(early, 0))) == base * 36


def test_a_stopped_entry_does_not_count() -> None:
    there = entry("0.33", timer_started_at=None)
    assert there.seconds(NOW) == there.seconds(NOW + timedelta(days=1)) == 1188


def test_a_running_entry_without_a_base_or_a_start_has_the_hours_that_it_has() -> None:
    there = entry("0.50", is_running=True)
    assert there.base_hours == Decimal("0.50")
    assert there.seconds(NOW) == 1800


def test_an_entry_without_notes_has_an_empty_text() -> None:
    assert (entry().text, entry(notes="x").text) == ("", "x")


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        (None, None),
        (ExternalReference(), None),
        (ExternalReference(id=17), "17"),
        (ExternalReference(id="abc"), "abc"),
    ],
)
def test_a_reference_is_a_text_whatever_the_server_makes_of_it(
    reference: ExternalReference | None, key: str | None
) -> None:
    assert entry(external_reference=reference).key == key


def test_work_is_named_by_its_project_and_task() -> None:
    assert (WORK.pair, WORK.title) == ((2, 3), "Website · Programming")
    assert entry().work == WORK


def test_a_stop_books_the_run_in_hundredths() -> None:
    there = entry(is_running=True, hours_without_timer=Decimal("0.50"), timer_started_at=NOW)
    stopped = stopped_at(there, NOW + timedelta(seconds=720))
    assert (stopped.hours, stopped.is_running, stopped.ended_time) == (Decimal("0.70"), False, None)
    assert stopped_at(stopped, NOW) is stopped


def test_a_stop_of_a_run_without_a_start_books_what_was_there() -> None:
    stopped = stopped_at(entry("0.50", is_running=True, started_time="8:00"), NOW, "9:00")
    assert (stopped.hours, stopped.ended_time) == (Decimal("0.50"), "9:00")


def test_a_user_without_a_name_is_called_by_the_address() -> None:
    assert User(id=1, first_name="Ada", last_name="Example").name == "Ada Example"
    assert User(id=1, email="ada@example.com").name == "ada@example.com"


@pytest.mark.parametrize(
    ("day", "number"), [("Monday", 0), ("sunday", 6), ("Thursday", 3), ("", 0), ("Someday", 0)]
)
def test_any_day_may_begin_the_week(day: str, number: int) -> None:
    assert week_start(Company(week_start_day=day)) == number


def test_what_may_be_booked_on_keeps_the_servers_order() -> None:
    tasks = [
        TaskAssignment(Named(5, "B")),
        TaskAssignment(Named(4, "A")),
        TaskAssignment(Named(6, "Old"), is_active=False),
    ]
    one = ProjectAssignment(WORK.project, WORK.client, tasks)
    over = ProjectAssignment(Project(9, "Over"), WORK.client, tasks, is_active=False)
    assert [work.task.name for work in bookable([one, over])] == ["B", "A"]
