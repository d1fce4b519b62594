"""Filters, order and paging of lists."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from harvest_widget.sandbox.messages import Json
from tests.sandbox.asker import Asker


@pytest.fixture
def full(me: Asker) -> Asker:
    """Seven entries on three days, created a minute apart."""
    for day in (3, 5, 4, 5, 3, 5, 4):
        me.book(hours=1, spent_date=f"2026-03-0{day}", notes=f"day {day}")
        me.wait(60)
    return me


def walk(me: Asker, target: str) -> list[Json]:
    """Follow `links.next` from a first page to the last."""
    pages = [me.get(target)]
    while following := pages[-1]["links"]["next"]:
        address = urlsplit(following)
        assert address.netloc == "api.harvestapp.com"
        pages.append(me.get(f"{address.path}?{address.query}"))
    return pages


def test_the_newest_day_comes_first_and_in_it_the_newest_entry(full: Asker) -> None:
    order = [(entry["spent_date"], entry["created_at"]) for entry in full.entries()]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize("style", ["mixed", "pages", "cursors"])
def test_following_links_shows_every_entry_once(full: Asker, style: str) -> None:
    full.sandbox.change("links", style)
    pages = walk(full, "time_entries?per_page=3&from=2026-03-01")
    assert [len(page["time_entries"]) for page in pages] == [3, 3, 1]
    ids = [entry["id"] for page in pages for entry in page["time_entries"]]
    assert ids == [entry["id"] for entry in full.entries()]
    assert {page["total_entries"] for page in pages} == {7}


def test_with_cursors_the_page_numbers_of_the_middle_are_null(full: Asker) -> None:
    first, middle, last = walk(full, "time_entries?per_page=3")
    assert (first["page"], first["next_page"]) == (1, 2)
    assert (middle["page"], middle["next_page"], middle["previous_page"]) == (None, None, None)
    assert (last["page"], last["next_page"], last["previous_page"]) == (3, None, 2)


def test_a_page_asked_for_by_number_links_to_numbers(full: Asker) -> None:
    links = full.get("time_entries?to=2026-03-31&page=2&per_page=3&from=2026-03-01")["links"]
    base = "https://api.harvestapp.com/v2/time_entries?from=2026-03-01&page="
    rest = "&per_page=3&ref={}&to=2026-03-31"
    assert links == {
        "first": f"{base}1{rest.format('first')}",
        "next": f"{base}3{rest.format('next')}",
        "previous": f"{base}1{rest.format('previous')}",
        "last": f"{base}3{rest.format('last')}",
    }


def test_a_cursor_names_the_entry_before_and_outlives_it(full: Asker) -> None:
    first = full.get("time_entries?per_page=3")
    query = parse_qs(urlsplit(first["links"]["next"]).query)
    assert query["ref"] == ["next_cursor"]
    last_shown = first["time_entries"][-1]["id"]
    assert json.loads(base64.b64decode(query["cursor"][0]))["after"]["id"] == last_shown
    expected = full.entries()[3]["id"]
    full.ask("DELETE", f"time_entries/{last_shown}")
    address = urlsplit(first["links"]["next"])
    page = full.get(f"{address.path}?{address.query}")
    assert page["time_entries"][0]["id"] == expected


def test_the_way_back_ends_at_the_first_page(full: Asker) -> None:
    middle = walk(full, "time_entries?per_page=3")[1]
    address = urlsplit(middle["links"]["previous"])
    back = full.get(f"{address.path}?{address.query}")
    assert back["time_entries"] == full.get("time_entries?per_page=3")["time_entries"]


def test_an_empty_list_has_one_page(me: Asker) -> None:
    assert me.get("time_entries") == {
        "time_entries": [],
        "per_page": 2000,
        "total_pages": 1,
        "total_entries": 0,
        "next_page": None,
        "previous_page": None,
        "page": 1,
        "links": {
            "first": "https://api.harvestapp.com/v2/time_entries?page=1&per_page=2000&ref=first",
            "next": None,
            "previous": None,
            "last": "https://api.harvestapp.com/v2/time_entries?page=1&per_page=2000&ref=last",
        },
    }


def test_a_page_past_the_end_is_empty(full: Asker) -> None:
    page = full.get("time_entries?page=9&per_page=3")
    assert (page["time_entries"], page["page"], page["next_page"]) == ([], 9, None)
    assert page["previous_page"] == 8


@pytest.mark.parametrize("query", ["per_page=0", "per_page=x", "page=0", "cursor=nonsense"])
def test_paging_that_makes_no_sense_is_refused(me: Asker, query: str) -> None:
    assert me.refused("GET", f"time_entries?{query}")[0] == 422


def test_from_and_to_are_both_included(full: Asker) -> None:
    found = full.entries("from=2026-03-04&to=2026-03-04")
    assert {entry["spent_date"] for entry in found} == {"2026-03-04"}
    assert len(full.entries("from=20260304&to=2026-03-05T00:00:00Z")) == 5


def test_updated_since_includes_its_own_second(full: Asker) -> None:
    full.patch(f"time_entries/{full.entries()[-1]['id']}", notes="changed")
    assert len(full.entries("updated_since=2026-03-09T14:06:00Z")) == 2
    assert len(full.entries("updated_since=2026-03-09T15:06:00%2B01:00")) == 2
    assert full.entries("updated_since=2026-03-09T14:07:01Z") == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("updated_since=soon", 'Invalid updated_since datetime provided: "soon"'),
        ("from=2026-02-30", 'Invalid spent_date provided: "2026-02-30"'),
        ("to=x", 'Invalid spent_date provided: "x"'),
    ],
)
def test_filters_that_make_no_sense_are_refused(me: Asker, query: str, words: str) -> None:
    assert me.refused("GET", f"time_entries?{query}") == (422, words)


def test_lists_are_narrowed_by_what_was_booked_on(full: Asker) -> None:
    other = full.pair_of("Retainer Q4", "Consulting")
    made = full.book(hours=1, **other)
    assert [e["id"] for e in full.entries(f"project_id={other['project_id']}")] == [made["id"]]
    assert [e["id"] for e in full.entries(f"task_id={other['task_id']}")] == [made["id"]]
    assert [e["id"] for e in full.entries(f"client_id={made['client']['id']}")] == [made["id"]]
    both = f"task_id[]={other['task_id']}&task_id[]={full.pair['task_id']}"
    assert len(full.entries(both)) == 8
    assert full.entries("project_id=1") == []


def test_lists_are_narrowed_by_state(full: Asker) -> None:
    running = full.book(spent_date="2026-02-01")
    billed, approved = full.entries()[:2]
    full.sandbox.world.main.entries[billed["id"]].invoice = "1"
    full.sandbox.world.main.entries[approved["id"]].approval_status = "approved"
    assert [e["id"] for e in full.entries("is_running=true")] == [running["id"]]
    assert len(full.entries("is_running=false")) == 7
    assert [e["id"] for e in full.entries("is_billed=true")] == [billed["id"]]
    assert [e["id"] for e in full.entries("approval_status=approved")] == [approved["id"]]


def test_assignments_come_newest_first_with_their_tasks(me: Asker) -> None:
    found = me.get("users/me/project_assignments")["project_assignments"]
    stamps = [one["created_at"] for one in found]
    assert stamps == sorted(stamps, reverse=True)
    assert me.get("users/me/project_assignments?per_page=3")["total_pages"] == 3
    assert any(one["task_assignments"] == [] for one in found)
    names = [one["project"]["name"] for one in found]
    assert len(set(names)) < len(names)
    assert {one["project"]["code"] for one in found} >= {None, "", "WEB"}


def test_website_programming_means_one_pair_only(me: Asker) -> None:
    pairs = [
        " ".join([one["client"]["name"], one["project"]["name"], part["task"]["name"]]).lower()
        for one in me.get("users/me/project_assignments")["project_assignments"]
        for part in one["task_assignments"]
    ]
    matching = [pair for pair in pairs if "website" in pair and "programming" in pair]
    assert matching == ["acme corp website relaunch programming"]
