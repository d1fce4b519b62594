"""What is asked of Harvest, value by value."""

import tomllib
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.api import requests

DAY = date(2026, 3, 9)
PAIR = (31, 8)


def sent(request: requests.Request) -> dict[str, object]:
    assert request.content is not None
    return msgspec.json.decode(request.content, type=dict[str, object])


def test_every_list_of_entries_names_the_user() -> None:
    assert requests.time_entries(user_id=71).query == (("user_id", "71"),)
    assert requests.running(user_id=71).query == (("user_id", "71"), ("is_running", "true"))


def test_filters_travel_in_harvests_notation() -> None:
    request = requests.time_entries(
        user_id=71,
        client_id=5,
        project_id=31,
        task_id=8,
        external_reference_id="6f1c",
        is_billed=False,
        is_running=True,
        approval_status="submitted",
        updated_since=datetime(2026, 3, 9, 15, 0, 30, 999, tzinfo=timezone(timedelta(hours=1))),
        from_=DAY,
        to=DAY,
    )
    assert (request.method, request.path) == ("GET", "/time_entries")
    assert dict(request.query) == {
        "user_id": "71",
        "client_id": "5",
        "project_id": "31",
        "task_id": "8",
        "external_reference_id": "6f1c",
        "is_billed": "false",
        "is_running": "true",
        "approval_status": "submitted",
        "updated_since": "2026-03-09T14:00:30Z",
        "from": "2026-03-09",
        "to": "2026-03-09",
    }


def test_reads_name_their_path_and_send_no_body() -> None:
    paths = {
        requests.me(): "/users/me",
        requests.company(): "/company",
        requests.project_assignments(): "/users/me/project_assignments",
        requests.time_entry(entry_id=3000000017): "/time_entries/3000000017",
    }
    for request, path in paths.items():
        assert (request.method, request.path) == ("GET", path)
        assert request.content is None
        assert request.needs_account


def test_the_accounts_are_asked_of_the_sign_in_host_without_an_account() -> None:
    assert requests.accounts().path == "/api/v2/accounts"
    assert not requests.accounts().needs_account


def test_a_timer_starts_without_hours() -> None:
    request = requests.create_timer(pair=PAIR, spent_date=DAY, notes="Draft\nreview & fix")
    assert (request.method, request.path) == ("POST", "/time_entries")
    assert sent(request) == {
        "project_id": 31,
        "task_id": 8,
        "spent_date": "2026-03-09",
        "notes": "Draft\nreview & fix",
    }


def test_a_late_start_in_a_start_end_account_names_its_time_and_its_key() -> None:
    request = requests.create_timer(pair=PAIR, spent_date=DAY, started_time="8:05am", key="6f1c")
    assert sent(request) == {
        "project_id": 31,
        "task_id": 8,
        "spent_date": "2026-03-09",
        "started_time": "8:05am",
        "external_reference": {
            "id": "6f1c",
            "group_id": "harvest-widget",
            "permalink": f"{requests.PROJECT_URL}#6f1c",
        },
    }


def test_a_stopped_entry_has_hours_with_two_places() -> None:
    request = requests.create(pair=PAIR, spent_date=DAY, hours=Decimal("1.5"), key="k")
    assert request.content is not None
    assert request.content.endswith(b',"hours":1.50}')


def test_a_stopped_entry_of_a_start_end_account_has_both_times() -> None:
    body = sent(requests.create(pair=PAIR, spent_date=DAY, started_time="23:10", ended_time="1:10"))
    assert (body["started_time"], body["ended_time"]) == ("23:10", "1:10")
    assert "hours" not in body


def test_a_stopped_entry_is_either_hours_or_times() -> None:
    with pytest.raises(ValueError, match="either hours or both"):
        requests.create(pair=PAIR, spent_date=DAY)
    with pytest.raises(ValueError, match="either hours or both"):
        requests.create(pair=PAIR, spent_date=DAY, started_time="9:00")
    with pytest.raises(ValueError, match="either hours or both"):
        requests.create(
            pair=PAIR,
            spent_date=DAY,
            hours=Decimal(1),
            started_time="9:00",
            ended_time="10:00",
        )


@pytest.mark.parametrize("hours", ["0", "0.00", "0.004", "-1"])
def test_no_hours_are_never_sent(hours: str) -> None:
    with pytest.raises(ValueError, match="may start a timer"):
        requests.create(pair=PAIR, spent_date=DAY, hours=Decimal(hours))
    with pytest.raises(ValueError, match="may start a timer"):
        requests.update(entry_id=1, hours=Decimal(hours))


@given(st.decimals(min_value="0.01", max_value=9999, places=4))
def test_hours_arrive_exactly_as_hundredths(hours: Decimal) -> None:
    content = requests.update(entry_id=1, hours=hours).content
    assert content is not None
    number = content.removeprefix(b'{"hours":').removesuffix(b"}").decode()
    assert number[-3] == "."
    assert abs(Decimal(number) - hours) <= Decimal("0.005")


def test_an_update_sends_changed_fields_only() -> None:
    request = requests.update(entry_id=7, notes="")
    assert (request.method, request.path) == ("PATCH", "/time_entries/7")
    assert sent(request) == {"notes": ""}


def test_project_and_task_move_together() -> None:
    request = requests.update(
        entry_id=7, pair=PAIR, spent_date=DAY, started_time="9:00", ended_time="10:00"
    )
    assert sent(request) == {
        "project_id": 31,
        "task_id": 8,
        "spent_date": "2026-03-09",
        "started_time": "9:00",
        "ended_time": "10:00",
    }


def test_an_update_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        requests.update(entry_id=7)


def test_stop_restart_and_delete_send_no_body() -> None:
    calls = [
        (requests.stop(entry_id=7), "PATCH", "/time_entries/7/stop"),
        (requests.restart(entry_id=7), "PATCH", "/time_entries/7/restart"),
        (requests.delete(entry_id=7), "DELETE", "/time_entries/7"),
        (
            requests.delete_external_reference(entry_id=7),
            "DELETE",
            "/time_entries/7/external_reference",
        ),
    ]
    for request, method, path in calls:
        assert (request.method, request.path, request.content) == (method, path, None)


def test_the_project_has_one_address() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    addresses = tomllib.loads(text)["project"].get("urls", {}).values()
    assert f"Harvest Widget ({requests.PROJECT_URL})" == requests.USER_AGENT
    assert [a for a in addresses if not a.startswith(requests.PROJECT_URL)] == []
