"""What a fresh sandbox holds, by default and with more of everything."""

from harvest_widget.sandbox import Clock, Sandbox, standard
from tests.sandbox.asker import MONDAY, Asker


def fresh(*, entries: int = 0, assignments: int | None = None, seed: int = 0) -> Asker:
    world = standard(now=int(MONDAY), entries=entries, assignments=assignments, seed=seed)
    sandbox = Sandbox(world, Clock(lambda: MONDAY))
    sandbox.change("throttle", "off")
    return Asker(sandbox)


def test_by_default_there_is_work_but_no_time() -> None:
    me = fresh()
    assert me.entries() == []
    assert me.get("users/me/project_assignments")["total_entries"] >= 5


def test_the_same_seed_gives_the_same_account() -> None:
    first, again, other = (fresh(entries=50, assignments=30, seed=seed) for seed in (3, 3, 4))
    assert first.sandbox.dump() == again.sandbox.dump()
    assert first.sandbox.dump() != other.sandbox.dump()


def test_earlier_entries_are_stopped_and_lie_on_working_days_before_today() -> None:
    found = fresh(entries=200).entries()
    assert len(found) == 200
    assert max(entry["spent_date"] for entry in found) == "2026-03-06"
    assert all(0 < entry["hours"] < 2 and not entry["is_running"] for entry in found)
    assert all(entry["created_at"] < "2026-03-07" for entry in found)


def test_any_number_of_assignments_has_one_website_with_programming() -> None:
    for count in (1, 3, 500):
        me = fresh(assignments=count)
        found = me.get("users/me/project_assignments")["project_assignments"]
        assert len(found) == count
        pairs = [
            f"{one['client']['name']} {one['project']['name']} {part['task']['name']}".lower()
            for one in found
            for part in one["task_assignments"]
        ]
        assert sum("website" in pair and "programming" in pair for pair in pairs) == 1
        assert len(set(pairs)) == len(pairs)


def test_a_long_list_over_many_assignments_is_complete() -> None:
    found = fresh(entries=2000, assignments=500).entries()
    assert len({entry["id"] for entry in found}) == 2000
    assert all(entry["user_assignment"] and entry["task_assignment"] for entry in found)
