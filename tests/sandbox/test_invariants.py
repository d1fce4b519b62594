"""Whatever several people do in whatever order, some things hold; hypothesis looks for a breach."""

from hypothesis import given, settings
from hypothesis import strategies as st

from harvest_widget.sandbox import Sandbox
from tests.sandbox.asker import Asker, make_sandbox

TOKENS = ("sandbox-token", "second-user-token")
DEEDS = ("start", "book", "stop", "restart", "edit", "rehour", "end", "delete", "wait", "archive")

deeds = st.tuples(st.sampled_from(DEEDS), st.integers(0, 1), st.integers(0, 7), st.integers(0, 400))


def act(people: list[Asker], deed: tuple[str, int, int, int]) -> None:
    what, who, which, size = deed
    me = people[who]
    world = me.sandbox.world.main
    part = list(world.task_assignments.values())[which]
    number = list(world.entries)[which % len(world.entries)] if world.entries else 1
    fields = {"project_id": part.project_id, "task_id": part.task_id, "spent_date": "2026-03-09"}
    match what:
        case "start":
            me.ask("POST", "time_entries", fields)
        case "book":
            me.ask("POST", "time_entries", {**fields, "hours": size / 100})
        case "stop" | "restart":
            me.ask("PATCH", f"time_entries/{number}/{what}", {})
        case "edit":
            me.ask("PATCH", f"time_entries/{number}", {**fields, "notes": str(size)})
        case "rehour":
            me.ask("PATCH", f"time_entries/{number}", {"hours": size / 100})
        case "end":
            me.ask("PATCH", f"time_entries/{number}", {"ended_time": "9:00am"})
        case "delete":
            me.ask("DELETE", f"time_entries/{number}")
        case "wait":
            me.wait(size * 60)
        case _:
            project = world.projects[part.project_id]
            project.is_active = not project.is_active


@settings(max_examples=60)
@given(st.lists(deeds, max_size=40), st.booleans())
def test_nobody_ever_has_two_timers_or_negative_hours(
    deeds: list[tuple[str, int, int, int]], timestamps: bool
) -> None:
    sandbox = make_sandbox(throttle="off", wants_timestamp_timers=timestamps)
    people = [Asker(sandbox, token) for token in TOKENS]
    for deed in deeds:
        act(people, deed)
        running = [e for e in sandbox.world.main.entries.values() if e.timer_started_at is not None]
        assert {e.user_id: e.id for e in running} == sandbox.world.main.running
        assert len({e.user_id for e in running}) == len(running)
    shown = people[0].get("/_sandbox/state")["entries"]
    assert all(entry["hours"] >= entry["hours_without_timer"] >= 0 for entry in shown)
    assert all((entry["timer_started_at"] is not None) is entry["is_running"] for entry in shown)
    for person in people:
        assert {e["user"]["name"] for e in person.entries()} <= {
            person.get("users/me")["first_name"] + " " + person.get("users/me")["last_name"]
        }
    again = Sandbox.load(sandbox.dump(), sandbox.clock)
    assert Asker(again).get("/_sandbox/state")["entries"] == shown


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2026-03-09", "0001-01-01", "9:00am", "1:30", "http://["]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)
NAMES = (
    "project_id",
    "task_id",
    "user_id",
    "spent_date",
    "hours",
    "notes",
    "started_time",
    "ended_time",
    "external_reference",
    "name",
    "is_active",
    "code",
    "client_id",
)


@given(st.dictionaries(st.sampled_from(NAMES), values, max_size=6), st.booleans())
def test_no_field_whatever_it_holds_breaks_the_sandbox(
    fields: dict[str, object], timestamps: bool
) -> None:
    me = Asker(
        make_sandbox(throttle="off", role="administrator", wants_timestamp_timers=timestamps)
    )
    number = me.book()["id"]
    project = me.pair["project_id"]
    full = {"spent_date": "2026-03-09", **me.pair, **fields}
    calls = [("POST", "time_entries", fields), ("POST", "time_entries", full)]
    calls += [("PATCH", f"time_entries/{number}", fields), ("PATCH", f"projects/{project}", fields)]
    calls += [("POST", name, fields) for name in ("clients", "projects", "tasks")]
    for method, path, sent in calls:
        assert me.ask(method, path, sent).status in {200, 201, 422}
    me.get("/_sandbox/state")


@given(st.text(max_size=30), st.sampled_from(["time_entries", "users/me", "tasks"]))
def test_no_query_or_form_breaks_the_sandbox(text: str, path: str) -> None:
    me = Asker(make_sandbox(throttle="off", role="administrator"))
    assert me.ask("GET", f"{path}?{text}").status in {200, 422}
    form = me.sandbox.answer("POST", "/v2/tasks", "", me.headers, text.encode())
    assert form.status in {201, 400, 422}
