"""Years of entries and thousands of projects: what is asked for, what is kept, and what it costs.

Costs are steps of the interpreter, which are the same on every machine; nothing here is timed.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

import pytest
from msgspec.structs import replace

from harvest_widget.model.operations import new_ref
from harvest_widget.sandbox import Clock, Sandbox, Settings, standard
from harvest_widget.store import changes, selectors
from harvest_widget.store.disk import Disk
from harvest_widget.store.state import State
from harvest_widget.sync.plan import plan
from harvest_widget.sync.reads import KEPT_SPANS, plan_read
from harvest_widget.sync.steps import Step
from harvest_widget.ui.picker import index_of
from harvest_widget.ui.tray import offers
from tests.program import program_at, start_harvest
from tests.sync.device import Device, Office
from tests.sync.test_loop import running, until

WEEK = timedelta(days=7)


def steps(work: Callable[[], object]) -> int:
    """How many steps the interpreter takes for `work`, those of comprehensions included."""
    count, before = 0, sys.gettrace()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def big_office(*, entries: int = 0, a_day: int = 6, projects: int | None = None) -> Office:
    """An office whose account holds so much, without a limit of requests."""
    office = Office()
    world = standard(
        now=int(office.seconds()),
        settings=Settings(throttle="off"),
        entries=entries,
        entries_a_day=a_day,
        assignments=projects,
    )
    office.sandbox = Sandbox(world, Clock(office.seconds))
    office.sandbox.change("timezone", "Berlin")
    return office


OnDisk = Callable[[Office, str], Device]


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[OnDisk]:
    """Return what makes devices that keep their state in a file of this name."""
    made: list[Device] = []

    def make(office: Office, name: str) -> Device:
        made.append(Device(office, tmp_path / name))
        return made[-1]

    yield make
    for device in made:
        assert device.disk is not None
        device.disk.close()


def leaf_back(device: Device, weeks: int) -> None:
    """Show one earlier week after the other, then today again."""
    today = selectors.today(device.state, device.now)
    for back in range(1, weeks + 1):
        device.act(changes.show_day, day=today - back * WEEK)
        device.read()
    device.act(changes.show_day, day=None)


def kept_dates(state: State) -> set[date]:
    return {entry.spent_date for entry in state.snapshot.entries.values()}


# -- what is asked for


def test_the_program_asks_for_this_week_and_what_runs_and_keeps_no_more() -> None:
    twelve_years = ["--entries", "20000", "--assignments", "3334"]
    with start_harvest(*twelve_years) as harvest, program_at(harvest.url) as program:
        program.start()
        asked = harvest.ask("requests", method="GET")["requests"]
        program.end()
        lists = [parse_qs(one["query"]) for one in asked if one["path"] == "/v2/time_entries"]
        spans = [query for query in lists if "is_running" not in query]
        assert spans
        for query in spans:
            first, last = (date.fromisoformat(query[name][0]) for name in ("from", "to"))
            assert last - first == timedelta(days=6)
        assert all("user_id" in query for query in lists)
        # Of the projects there are two pages.
        assert sum(one["path"].endswith("project_assignments") for one in asked) == 2
        assert len(asked) < 12
        [database] = program.data_dir.rglob("*.sqlite3")
        disk = Disk(database)
        state = disk.load()
        disk.close()
        assert 10_000 < len(selectors.bookable(state)) < 11_000
        assert len(state.snapshot.entries) < 60


async def test_a_week_of_many_pages_is_replaced_when_the_last_one_is_there(tmp_path: Path) -> None:
    many = ["--entries", "3000", "--entries-a-day", "100", "--switch", "max_per_page=100"]
    with start_harvest(*many, "--throttle", "off") as harvest:
        async with running(harvest.url, tmp_path) as line:
            await until(line.is_read)
            line.chance = 0.0
            day = selectors.today(line.state, line.clock()) - WEEK
            line.store.update(changes.show_day, day=day)
            week = await until(lambda: selectors.is_read(line.state, day) and line.state.snapshot)
            assert len([e for e in week.entries.values() if abs(e.spent_date - day) < WEEK]) > 400
            # All have changed, and the list breaks off on its third page, twice.
            entry = next(e for e in week.entries.values() if e.spent_date <= day)
            harvest.ask(f"entries/{entry.id}", {"notes": "elsewhere"}, method="PATCH")
            match = {"method": "GET", "path": "time_entries$"}
            harvest.ask("faults", {"match": match, "skip": 2, "times": 2, "do": {"drop": "before"}})
            seen: list[int] = []
            line.store.watch(lambda state: len(state.snapshot.entries), seen.append)
            line.refresh()
            await until(lambda: line.state.snapshot.entries[entry.id or 0].text == "elsewhere")
            assert not harvest.ask("faults", method="GET")["rules"]
            # Never was there less to see than before.
            assert set(seen) == {len(week.entries)}


# -- what is kept


def test_leafing_through_a_year_keeps_the_last_weeks_and_todays(on_disk: OnDisk) -> None:
    device = on_disk(big_office(entries=2000), "kept.db")
    today = selectors.today(device.state, device.now)
    this_week = selectors.week(device.state, today)
    assert sum(day.booked for day in this_week)
    leaf_back(device, 40)
    state = device.state
    assert len(state.snapshot.spans) == KEPT_SPANS
    spans = [(span.first, span.last) for span in state.snapshot.spans]
    assert all(any(a <= day <= b for a, b in spans) for day in kept_dates(state))
    # The tray tells today's sum, whatever week is looked at.
    assert selectors.week(state, today) == this_week
    assert selectors.is_read(state, today - 40 * WEEK)
    assert not selectors.is_read(state, today - 20 * WEEK)
    assert on_disk(device.office, "kept.db").state.snapshot == state.snapshot


def test_of_weeks_with_thousands_of_entries_only_the_last_are_kept() -> None:
    device = Device(big_office(entries=15_000, a_day=300))
    leaf_back(device, 6)
    day = selectors.today(device.state, device.now) - 6 * WEEK
    assert sum(abs(other - day) < WEEK for other in kept_dates(device.state)) >= 5
    # The shown week has 1,500, today's 300 so far, and 2,000 may stay of others: one week.
    assert 1_500 < len(device.state.snapshot.entries) < 4_000


def test_four_months_of_work_leave_no_more_behind_than_two(on_disk: OnDisk, tmp_path: Path) -> None:
    device = on_disk(big_office(), "kept.db")

    def start(words: str) -> None:
        work, ref = device.work(words), new_ref()
        device.act(changes.start_timer, work=work, notes="", now=device.now, ref=ref)

    def clean_up() -> None:
        while isinstance(step := plan(device.state, device.now), Step):
            device.take(step)

    def work_on(days: int) -> dict[str, int]:
        for _ in range(days):
            start("website programming")
            device.drain()
            device.office.wait(3600)
            # Without a network a start is sent in vain, and taken back.
            device.cut = lambda step: "refused" if step.kind == "write" else ""
            start("brand design")
            step = plan(device.state, device.now)
            assert isinstance(step, Step)
            device.take(step)
            device.act(changes.undo, now=device.now)
            device.cut = lambda _: ""
            device.drain()
            device.act(changes.stop_timer, now=device.now)
            device.drain()
            device.office.wait(3600)
            clean_up()
            device.read()
            device.office.wait(22 * 3600)
        clean_up()
        of_state = ("refs", "keys", "echoes", "undo", "notices", "outbox", "drafts")
        sizes = {name: len(getattr(device.state, name)) for name in of_state}
        return sizes | {"entries": len(device.state.snapshot.entries)}

    first, second = work_on(60), work_on(60)
    assert len(device.office.entries) == 120
    assert (tmp_path / "kept.db").stat().st_size < 250_000
    assert (tmp_path / "kept.db-wal").stat().st_size < 8_000_000
    assert first["entries"] <= KEPT_SPANS * 7
    assert first["keys"] == second["keys"] == 0
    for name, size in second.items():
        assert size <= first[name] * 1.1 + 7, name


def test_projects_that_have_not_changed_are_not_taken_for_new() -> None:
    device = Device(big_office(projects=300))
    known, read_at = device.state.assignments, device.state.assignments_read_at
    device.act(changes.refresh, now=device.now)
    device.office.wait(60)
    device.read()
    assert device.state.assignments is known
    assert device.state.assignments_read_at != read_at
    device.office.control("POST", "assignments", project="Brand new")
    device.act(changes.refresh, now=device.now)
    device.read()
    assert len(device.state.assignments) == len(known) + 1


# -- what it costs


def grows(few: dict[str, int], four_times_as_many: dict[str, int]) -> dict[str, float]:
    """What costs clearly more than in proportion, and how many times as much."""
    ratios = {name: four_times_as_many[name] / cost for name, cost in few.items()}
    return {name: ratio for name, ratio in ratios.items() if ratio > 6}


def test_a_change_does_not_go_through_ten_thousand_projects_again() -> None:
    def cost(projects: int) -> int:
        state = Device(big_office(entries=60, projects=projects)).state
        offers(state)
        changed = replace(state, failures=1)
        return steps(lambda: offers(changed))

    assert cost(3334) < 2 * cost(8)


def test_showing_and_reading_costs_in_proportion_to_the_kept_entries(on_disk: OnDisk) -> None:
    def costs(a_day: int) -> dict[str, int]:
        office, name = big_office(entries=5 * a_day, a_day=a_day, projects=60), f"{a_day}.db"
        device = on_disk(office, name)
        leaf_back(device, 1)
        today, entries = selectors.today(device.state, device.now), device.state.snapshot.entries
        assert len(entries) > 4 * a_day
        pair = next(iter(entries.values())).work.pair
        # Each entry is known by a name of ours, as if all had been made here.
        refs = {f"ref-{entry_id}": entry_id for entry_id in entries}
        device.act(replace, refs=refs, day=today - WEEK)
        state = device.state
        device.act(changes.refresh, now=device.now)
        step = plan_read(device.state, device.now, looking=True)
        assert isinstance(step, Step)
        return {
            "sheet": steps(lambda: selectors.sheet(state)),
            "rows": steps(lambda: selectors.rows(state, today - WEEK)),
            "week": steps(lambda: selectors.week(state, today - WEEK)),
            "recents": steps(lambda: selectors.recents(state)),
            "notes": steps(lambda: selectors.earlier_notes(state, pair)),
            "last": steps(lambda: selectors.last_worked_on(state)),
            "read": steps(lambda: device.take(step)),
            "load": steps(lambda: on_disk(office, name)),
        }

    assert not grows(costs(15), costs(60))


def test_keeping_projects_costs_in_proportion_to_their_number(on_disk: OnDisk) -> None:
    def costs(projects: int) -> dict[str, int]:
        office, name = big_office(projects=projects), f"{projects}.db"
        device = on_disk(office, name)
        same_anew = (*device.state.assignments,)
        return {
            "index": steps(lambda: index_of(same_anew)),
            "save": steps(lambda: device.act(replace, assignments=same_anew)),
            "load": steps(lambda: on_disk(office, name)),
        }

    few, many = costs(100), costs(400)
    assert not grows(few, many)
    # The database takes them as a whole: no step for each of them.
    assert many["save"] + many["load"] < 2 * (few["save"] + few["load"])
