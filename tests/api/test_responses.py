"""What Harvest answers, in every shape that it is known to have."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.api import responses
from harvest_widget.api.errors import BrokenAnswer, Fate
from harvest_widget.model.entries import TimeEntry
from tests.api.fixtures import FIXTURES, NOW, fixture

ORIGIN = "https://api.harvestapp.com:443"


def entry(name: str) -> TimeEntry:
    return responses.time_entry(fixture(f"time_entry_{name}.json"), NOW)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("time_entry_*.json")), ids=lambda p: p.stem)
def test_every_shape_of_an_entry_is_read(path: object) -> None:
    read = responses.time_entry(fixture(getattr(path, "name", "")), NOW)
    assert read.id
    assert read.work.client.name == "Blue Works"


def test_a_stopped_entry_of_a_duration_account() -> None:
    read = entry("stopped_duration")
    assert (read.id, read.spent_date) == (3000000017, date(2026, 3, 9))
    assert (read.hours, read.text, read.is_running) == (Decimal("1.5"), "", False)
    assert (read.started_time, read.ended_time) == (None, None)


def test_a_running_entry_counts_from_what_it_had_before() -> None:
    read = entry("running_duration")
    started = read.timer_started_at
    assert started is not None
    assert read.seconds(started + timedelta(minutes=10)) == 15 * 60 + 600
    assert read.notes == "Draft\nreview & fix"


def test_hours_before_the_run_are_worked_out_where_harvest_leaves_them_out() -> None:
    # 0.75 h in all at 14:30, running since 14:00: 0.25 h before.
    assert entry("running_without_base").hours_without_timer == Decimal("0.25")


def test_hours_before_the_run_are_never_negative() -> None:
    body = fixture("time_entry_running_without_base.json")
    read = responses.time_entry(body, NOW + timedelta(hours=5))
    assert read.hours_without_timer == 0
    read = responses.time_entry(body, NOW - timedelta(hours=5))
    assert read.hours_without_timer == Decimal("0.75")


def test_clock_times_are_kept_as_they_come() -> None:
    assert entry("stopped_clock_12h").started_time == "11:37am"
    assert entry("stopped_clock_24h_over_midnight").ended_time == "1:10"
    assert entry("running_clock_24h").started_time == "8:32"
    assert entry("running_duration_with_time").started_time == "15:05"


def test_a_lock_and_an_invoice_are_read() -> None:
    read = entry("locked")
    assert read.is_locked
    assert read.approval_status == "approved"
    assert read.invoice is not None
    assert read.invoice.number == "2026-17"


def test_our_key_is_found_again_and_a_number_is_a_key_too() -> None:
    assert entry("with_reference").key == "6f1c0e4e8a2b4b1f9a1d"
    assert entry("with_foreign_reference").key == "4711"


def test_numbers_and_booleans_may_come_as_texts_and_ids_may_be_huge() -> None:
    read = entry("loose_types")
    assert (read.id, read.hours, read.is_locked) == (9007199254740993, Decimal(2), False)
    assert read.client.id == 5


def test_entries_of_years_ago_are_read() -> None:
    read = entry("oldest_generation")
    assert (read.hours, read.hours_without_timer, read.approval_status) == (Decimal(1), None, None)


def test_notes_are_never_interpreted() -> None:
    assert entry("odd_notes").text == "<b>bold</b> &amp; “quoted” 🎉\n\tsecond line"


def test_hardly_any_time_is_no_time() -> None:
    body = fixture("time_entry_stopped_duration.json").replace(b": 1.5,", b": 1e-999999,", 1)
    assert responses.time_entry(body, NOW).seconds(NOW) == 0


@pytest.mark.parametrize(
    ("name", "count", "goes_on"),
    [
        ("empty", 0, False),
        ("past_the_end", 0, False),
        ("numbered", 2, True),
        ("mixed", 1, True),
        ("cursor_middle", 1, True),
        ("cursor_last", 1, False),
        ("without_links", 1, False),
    ],
)
def test_a_list_goes_on_while_it_has_a_next_link(name: str, count: int, *, goes_on: bool) -> None:
    items, following = responses.time_entries(fixture(f"page_{name}.json"), NOW)
    assert len(items) == count
    assert (following is not None) == goes_on


def test_assignments_are_read_with_their_tasks() -> None:
    items, following = responses.project_assignments(fixture("project_assignments.json"))
    assert following is None
    assert [(a.client.name, a.project.name, a.project.code) for a in items] == [
        ("Blue Works", "Website", ""),
        ("Acme Corp", "Website", None),
        ("Blue Works", "Gone", "G"),
    ]
    assert [t.is_active for t in items[0].task_assignments] == [True, False]
    assert items[1].task_assignments == []
    assert not items[2].is_active


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("member", ["member"]),
        ("manager", ["manager", "project_creator", "time_and_expenses_manager"]),
        ("administrator", ["administrator"]),
        ("before_2022", []),
        ("with_nulls", []),
    ],
)
def test_the_user_is_read_in_every_role(name: str, roles: list[str]) -> None:
    user = responses.me(fixture(f"me_{name}.json"))
    assert (user.id, user.first_name, user.access_roles) == (71, "Ada", roles)


def test_what_is_null_of_a_user_is_simply_unknown() -> None:
    user = responses.me(fixture("me_with_nulls.json"))
    assert (user.name, user.timezone, user.weekly_capacity) == ("Ada", "", None)
    assert responses.me(fixture("me_before_2022.json")).weekly_capacity == 126000


def test_company_settings_are_read_in_both_modes() -> None:
    durations = responses.company(fixture("company_duration.json"))
    assert (durations.wants_timestamp_timers, durations.clock) == (False, "24h")
    times = responses.company(fixture("company_clock.json"))
    assert (times.wants_timestamp_timers, times.clock) == (True, "12h")
    assert (times.time_format, times.day_entry_notes_required) == ("decimal", True)
    assert responses.company(fixture("company_lean.json")).clock == "24h"


def test_accounts_of_every_product_are_read() -> None:
    assert [a.product for a in responses.accounts(fixture("accounts_one.json"))] == [
        "harvest",
        "forecast",
    ]
    assert responses.accounts(fixture("accounts_none.json")) == []


BROKEN = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"<html></html>",
    b'{"id":1',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"id":7}',
    b'{"time_entries":null}',
]


@pytest.mark.parametrize("body", BROKEN, ids=lambda b: repr(b[:12]))
def test_a_broken_body_is_a_broken_answer(body: bytes) -> None:
    readers = [
        lambda b: responses.time_entry(b, NOW),
        lambda b: responses.time_entries(b, NOW),
        responses.project_assignments,
        responses.accounts,
    ]
    for read in readers:
        with pytest.raises(BrokenAnswer) as caught:
            read(body)
        assert caught.value.fate is Fate.UNKNOWN


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"null", b"<html>", b"[" * 100_000])
def test_a_user_without_an_id_is_a_broken_answer(body: bytes) -> None:
    with pytest.raises(BrokenAnswer):
        responses.me(body)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"id": 3000000017', '"id": null'),
        ('"hours": 1.5', '"hours": "NaN"'),
        ('"hours": 1.5', '"hours": 1e999999'),
        ('"hours": 1.5', '"hours": null'),
        ('"hours_without_timer": 1.5', '"hours_without_timer": "Infinity"'),
        ("2026-03-09T13:40:02Z", "2026-03-09T13:40:02"),
        ('"spent_date": "2026-03-09"', '"spent_date": "2026-02-30"'),
        ('"client": {', '"client": null, "was": {'),
    ],
)
def test_an_entry_that_makes_no_sense_is_a_broken_answer(old: str, new: str) -> None:
    body = fixture("time_entry_stopped_duration.json").decode()
    assert old in body
    with pytest.raises(BrokenAnswer):
        responses.time_entry(body.replace(old, new).encode(), NOW)


@given(st.binary(max_size=200))
def test_no_body_whatever_gets_past_the_reader(body: bytes) -> None:
    with pytest.raises(BrokenAnswer):
        responses.time_entries(body, NOW)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.harvestapp.com/v2/time_entries?cursor=eyJ9&ref=next_cursor",
        "https://api.harvestapp.com:443/api/v2/time_entries?page=2",
        "https://API.harvestapp.com/v2/time_entries",
    ],
)
def test_a_link_to_the_apis_own_origin_is_followed(url: str) -> None:
    assert responses.same_origin(url, ORIGIN)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.harvestapp.com/v2/time_entries",
        "https://api.harvestapp.com:444/v2/time_entries",
        "https://api.harvestapp.com.example.com/v2",
        "https://example.com/v2/time_entries",
        "https://api.harvestapp.com@example.com/v2",
        "https://example.com\\@api.harvestapp.com/v2",
        "https://api.harvestapp.com\n.example.com/v2",
        "https://аpi.harvestapp.com/v2",
        "https://api.harvestapp.com:port/v2",
        "//api.harvestapp.com/v2",
        "/v2/time_entries?page=2",
        "https:///v2",
        "ftp://api.harvestapp.com/v2",
        "",
    ],
)
def test_a_link_to_anywhere_else_is_not_followed(url: str) -> None:
    assert not responses.same_origin(url, ORIGIN)
