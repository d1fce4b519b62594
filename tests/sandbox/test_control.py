"""What tests order under /_sandbox: settings, clock, other devices, approvals, faults."""

import pytest

from harvest_widget.sandbox import Answer, Sandbox
from harvest_widget.sandbox.messages import Json
from tests.sandbox.asker import Asker


@pytest.fixture
def control(sandbox: Sandbox) -> Asker:
    """Somebody without a token and without a User-Agent."""
    asker = Asker(sandbox)
    asker.headers.clear()
    return asker


def order(me: Asker, path: str = "", *, times: int | None = 1, **do: object) -> None:
    me.post("/_sandbox/faults", match={"path": path}, times=times, do=do)


def start(me: Asker) -> Answer:
    return me.ask("POST", "time_entries", {"spent_date": "2026-03-09", **me.pair})


def test_the_state_shows_entries_requests_clock_and_settings(control: Asker, me: Asker) -> None:
    made = me.book(hours=1)
    state = control.get("/_sandbox/state")
    assert state["entries"] == [{**made, "account_id": 1}]
    assert [(one["method"], one["path"], one["status"]) for one in state["requests"]] == [
        ("GET", "/v2/users/me/project_assignments", 200),
        ("POST", "/v2/time_entries", 201),
    ]
    assert state["requests"][1]["at"] == state["clock"] == "2026-03-09T14:00:00.000Z"
    assert state["settings"]["clock"] == "12h"
    control.ask("DELETE", "/_sandbox/requests")
    assert control.get("/_sandbox/state")["requests"] == []


def test_control_requests_are_neither_throttled_nor_listed(control: Asker, me: Asker) -> None:
    control.post("/_sandbox/settings", throttle="1/15")
    states = [control.get("/_sandbox/state") for _ in range(5)]
    assert states[-1]["requests"] == []
    assert me.ask("GET", "users/me").status == 200


def test_settings_are_set_by_name(control: Asker, me: Asker) -> None:
    changed = control.post(
        "/_sandbox/settings", clock="24h", role="administrator", restart_notes="null"
    )
    assert (changed["clock"], changed["restart_notes"]) == ("24h", "null")
    assert me.get("company")["clock"] == "24h"
    assert me.ask("GET", "users").status == 200


@pytest.mark.parametrize(
    "fields", [{"nothing": 1}, {"clock": "13h"}, {"throttle": "x"}, {"role": "king"}]
)
def test_settings_that_do_not_exist_are_refused(control: Asker, fields: Json) -> None:
    status, message = control.refused("POST", "/_sandbox/settings", **fields)
    assert (status, bool(message)) == (400, True)


def test_the_clock_is_advanced_set_and_frozen(control: Asker) -> None:
    assert control.post("/_sandbox/clock", advance=90)["clock"] == "2026-03-09T14:01:30.000Z"
    moved = control.post("/_sandbox/clock", set="2026-05-01T08:00:00Z", freeze=True)
    assert moved == {"clock": "2026-05-01T08:00:00.000Z", "frozen": True}
    assert control.post("/_sandbox/clock", freeze=False)["frozen"] is False
    assert control.refused("POST", "/_sandbox/clock", forward=1)[0] == 400
    assert control.refused("POST", "/_sandbox/clock", set="noon")[0] == 400


def test_another_device_adds_changes_and_deletes(control: Asker, me: Asker) -> None:
    made = control.post("/_sandbox/entries", notes="Phone", **me.pair)
    assert me.entry(made["id"])["is_running"]
    changed = control.patch(f"/_sandbox/entries/{made['id']}", is_running=False, hours=2)
    assert me.entry(made["id"]) == changed
    assert (changed["is_running"], changed["hours"]) == (False, 2.0)
    assert control.ask("DELETE", f"/_sandbox/entries/{made['id']}").status == 200
    assert me.entries() == []
    assert control.refused("DELETE", f"/_sandbox/entries/{made['id']}")[0] == 404


def test_another_device_may_have_started_earlier(control: Asker, me: Asker) -> None:
    mine = me.book()
    began = "2026-03-08T20:00:00Z"
    made = control.post(
        "/_sandbox/entries",
        **{**me.pair, "spent_date": "2026-03-08", "timer_started_at": began, "hours": 1},
        is_running=True,
    )
    assert (made["timer_started_at"], made["hours"]) == (began, 19.0)
    assert not me.entry(mine["id"])["is_running"]


def test_another_device_reaches_locked_entries(control: Asker, me: Asker) -> None:
    made = control.post("/_sandbox/entries", hours=1, is_billed=True, **me.pair)
    changed = control.patch(f"/_sandbox/entries/{made['id']}", notes="From the web")
    assert (changed["notes"], changed["is_billed"]) == ("From the web", True)
    opened = control.patch(f"/_sandbox/entries/{made['id']}", is_billed=False)
    assert not opened["is_locked"]


def test_approving_locks_what_is_stopped(control: Asker, me: Asker) -> None:
    done = me.book(hours=1)
    earlier = me.book(hours=1, spent_date="2026-03-01")
    me.book()
    span = {"from": "2026-03-09", "to": "2026-03-09"}
    assert control.post("/_sandbox/approve", **span) == {"approved": [done["id"]]}
    assert me.entry(done["id"])["is_locked"]
    assert not me.entry(earlier["id"])["is_locked"]


def test_an_unheard_request_has_no_effect(me: Asker) -> None:
    me.get("users/me")
    order(me, "time_entries$", drop="before")
    assert start(me).drop == "unheard"
    assert me.get("/_sandbox/state")["entries"] == []
    assert me.get("/_sandbox/state")["requests"][-1]["status"] is None
    assert start(me).status == 201


def test_an_unanswered_request_has_its_effect(me: Asker) -> None:
    order(me, "time_entries$", drop="after")
    assert start(me).drop == "unanswered"
    assert len(me.entries()) == 1


def test_a_status_on_order_replaces_the_answer(me: Asker) -> None:
    order(me, "users/me$", status=503, empty=True, headers={"Retry-After": "7"})
    answer = me.ask("GET", "users/me")
    assert (answer.status, answer.body, answer.header("Retry-After")) == (503, b"", "7")
    assert answer.header("Date") is not None
    order(me, "users/me$", status=500)
    assert b"<html>" in me.ask("GET", "users/me").body
    order(me, "users/me$", status=422, json={"message": "No"})
    assert me.refused("GET", "users/me") == (422, "No")


@pytest.mark.parametrize("commit", [True, False])
def test_a_status_may_hide_that_the_request_was_carried_out(me: Asker, *, commit: bool) -> None:
    order(me, "time_entries$", status=502, commit=commit)
    assert start(me).status == 502
    assert len(me.entries()) == int(commit)


def test_garbage_and_half_answers_come_after_the_deed(me: Asker) -> None:
    order(me, "time_entries$", garbage=True)
    answer = start(me)
    assert answer.status == 200
    with pytest.raises(ValueError, match="can't decode"):
        answer.json()
    order(me, "time_entries$", half=True)
    assert start(me).drop == "half"
    assert len(me.entries()) == 2


def test_a_stall_is_left_to_the_server(me: Asker) -> None:
    order(me, "users/me$", stall=2.5)
    answer = me.ask("GET", "users/me")
    assert (answer.status, answer.stall) == (200, 2.5)


def test_a_late_request_is_carried_out_at_its_own_instant(me: Asker) -> None:
    order(me, "time_entries$", late=20)
    assert start(me).drop == "unheard"
    assert me.entries() == []
    me.wait(19)
    assert me.entries() == []
    me.wait(60)
    assert [entry["created_at"] for entry in me.entries()] == ["2026-03-09T14:00:20Z"]


def test_a_late_request_may_be_answered_with_a_status(me: Asker) -> None:
    order(me, "time_entries$", late=5, status=504)
    assert start(me).status == 504
    me.wait(5)
    assert len(me.entries()) == 1


def test_faults_choose_by_method_path_and_body_and_count(me: Asker) -> None:
    match = {"method": "post", "path": "time_entries$", "body": '"notes": "b'}
    me.post("/_sandbox/faults", match=match, times=2, skip=1, do={"status": 500})
    pair = me.pair
    statuses = [
        me.ask("POST", "time_entries", {"spent_date": "2026-03-09", **pair, "notes": note}).status
        for note in ("a", "b1", "b2", "b3", "b4")
    ]
    assert statuses == [201, 201, 500, 500, 201]
    assert me.get("/_sandbox/faults") == {"rules": []}


def test_faults_stay_until_they_are_cleared(me: Asker) -> None:
    order(me, times=None, status=500)
    assert [me.ask("GET", "users/me").status for _ in range(3)] == [500] * 3
    me.ask("DELETE", "/_sandbox/faults")
    assert me.ask("GET", "users/me").status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": {}},
        {"do": {"explode": True}},
        {"do": {"drop": "sometimes"}},
        {"do": {"status": 500}, "match": {"path": "("}},
        {"rules": [{"match": {}}]},
    ],
)
def test_faults_that_are_not_understood_are_refused(control: Asker, fields: Json) -> None:
    assert control.refused("POST", "/_sandbox/faults", **fields)[0] == 400
    assert control.get("/_sandbox/faults") == {"rules": []}


def test_nothing_else_is_there(control: Asker) -> None:
    assert control.ask("GET", "/_sandbox/secrets").status == 404
    assert control.ask("GET", "/_sandbox/entries").status == 404
