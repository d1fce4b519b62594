"""The sandbox held to answers the real service gave: the same keys, values of the same types."""

import json
from pathlib import Path

import pytest

from harvest_widget.sandbox.messages import Json
from tests.sandbox.asker import Asker, make_sandbox

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"
FILES = sorted(path for path in RECORDED.glob("*/*.json") if ".meta." not in path.name)

# What the sandbox does not offer: it keeps no invoices, contacts or budgets.
NOT_OFFERED = ("invoices", "contacts", "reports-uninvoiced", "reports-project_budget", "post-users")


def kind(path: Path) -> str:
    """`get-time_entries-id-200`."""
    return path.stem.rpartition("-")[0]


def offered(path: Path) -> bool:
    return (
        not any(name in path.name for name in NOT_OFFERED) and kind(path) != "delete-users-id-200"
    )


@pytest.fixture(scope="module")
def answers() -> dict[str, object]:
    """One answer of the sandbox for each kind of recording."""
    sandbox = make_sandbox(
        role="administrator", answers="rich", delete_body="object", throttle="off"
    )
    me = Asker(sandbox)
    link = {"id": "1", "group_id": "2", "permalink": "https://example.com"}
    entry = me.book(hours=1, external_reference=link)
    sandbox.world.main.entries[entry["id"]].invoice = "1"
    client = me.post("clients", name="Toto")
    project = me.post("projects", client_id=client["id"], name="Castle Building")
    task = me.post("tasks", name="Coding")
    below = f"projects/{project['id']}"
    span = "from=2026-03-01&to=2026-03-31"
    user = me.get("users/me")
    calls = {
        "get-time_entries-200": ("GET", "time_entries"),
        "get-time_entries-id-200": ("GET", f"time_entries/{entry['id']}"),
        "get-users-me-200": ("GET", "users/me"),
        "get-users-id-200": ("GET", f"users/{user['id']}"),
        "get-users-id-project_assignments-200": ("GET", f"users/{user['id']}/project_assignments"),
        "get-company-200": ("GET", "company"),
        "get-clients-200": ("GET", "clients"),
        "get-projects-200": ("GET", "projects"),
        "get-projects-id-200": ("GET", below),
        "get-projects-id-user_assignments-200": ("GET", f"{below}/user_assignments"),
        "get-user_assignments-200": ("GET", "user_assignments"),
        "get-tasks-200": ("GET", "tasks"),
        "get-reports-time-projects-200": ("GET", f"reports/time/projects?{span}"),
        "get-reports-time-team-200": ("GET", f"reports/time/team?{span}"),
    }
    made: dict[str, object] = {name: me.get(target) for name, (_, target) in calls.items()}
    made |= {
        "post-time_entries-201": entry,
        "patch-time_entries-id-200": me.patch(f"time_entries/{entry['id']}", notes="x"),
        "post-clients-201": client,
        "post-projects-201": project,
        "post-tasks-201": task,
        "post-projects-id-task_assignments-201": me.post(
            f"{below}/task_assignments", task_id=task["id"]
        ),
        "post-projects-id-user_assignments-201": me.post(
            f"{below}/user_assignments", user_id=user["id"]
        ),
        "post-time_entries-422": me.ask("POST", "time_entries", {}).json(),
        "delete-clients-id-422": me.ask("DELETE", f"clients/{client['id']}").json(),
    }
    for what, name in ((entry, "time_entries"), (project, "projects"), (task, "tasks")):
        answer = me.ask("DELETE", f"{name}/{what['id']}")
        made[f"delete-{name}-id-200"] = answer.json()
    made["delete-clients-id-200"] = me.ask("DELETE", f"clients/{client['id']}").json()
    stranger = Asker(sandbox, "wrong")
    made["get-time_entries-401"] = stranger.ask("GET", "time_entries").json()
    made["get-users-me-401"] = stranger.ask("GET", "users/me").json()
    return made


def differences(real: object, ours: object, where: str = "") -> list[str]:
    """Name the keys that ours lacks and the values of another type; null fits everything."""
    if real is None or ours is None:
        return []
    if isinstance(real, dict) and isinstance(ours, dict):
        return [
            problem
            for key, value in real.items()
            for problem in (
                differences(value, ours[key], f"{where}.{key}")
                if key in ours
                else [f"{where}.{key} is missing"]
            )
        ]
    if isinstance(real, list) and isinstance(ours, list):
        return [problem for one in real for problem in differences(one, (ours or [None])[0], where)]
    numbers = (int, float)
    if isinstance(real, bool) or isinstance(ours, bool) or not isinstance(real, numbers):
        return [] if type(real) is type(ours) else [f"{where}: {real!r} is not like {ours!r}"]
    return [] if isinstance(ours, numbers) else [f"{where}: {real!r} is not like {ours!r}"]


@pytest.mark.skipif(not FILES, reason="recorded answers not available")
@pytest.mark.parametrize(
    "path",
    [path for path in FILES if offered(path)],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_the_sandbox_answers_like_the_real_service(path: Path, answers: dict[str, object]) -> None:
    real = json.loads(path.read_text(encoding="utf-8"))
    ours = answers[kind(path)]
    assert isinstance(ours, dict)
    listing = next((value for value in ours.values() if isinstance(value, list)), None)
    if "links" in ours and "links" not in real and listing:
        ours = listing[0]  # the recording holds one record without its list
    assert differences(real, ours) == []


@pytest.mark.skipif(not FILES, reason="recorded answers not available")
@pytest.mark.parametrize("name", ["post-time_entries-422-1", "get-users-me-401-1"])
def test_refusals_are_worded_like_the_real_ones(name: str, answers: dict[str, object]) -> None:
    real: Json = json.loads((RECORDED / "fastruby-harvesting" / f"{name}.json").read_text())
    ours = answers[name.rpartition("-")[0]]
    assert isinstance(ours, dict)
    for key, value in real.items():
        # The switch answers=rich puts the newer variant before the recorded one.
        assert ours[key].endswith(value)


@pytest.mark.skipif(not FILES, reason="recorded answers not available")
def test_recorded_pages_have_the_keys_and_links_of_ours(answers: dict[str, object]) -> None:
    path = RECORDED / "harvest-time" / "get-time_entries-200-5.json"
    real: Json = json.loads(path.read_text(encoding="utf-8"))
    me = Asker(make_sandbox(throttle="off"))
    for _ in range(real["total_entries"]):
        me.book(hours=1, spent_date="2026-03-05")
    ours = me.get("time_entries?from=2026-03-01&page=2&per_page=20&to=2026-03-31")
    for key in ("per_page", "total_pages", "total_entries", "next_page", "previous_page", "page"):
        assert ours[key] == real[key]
    assert ours["links"] == {
        key: link.replace("2023-10", "2026-03") for key, link in real["links"].items()
    }
    assert answers.keys() >= {kind(path)}
