"""Real answers of Harvest, recorded over the years: each can be read, each refusal says why."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harvest_widget.api import responses
from harvest_widget.api.errors import error_for
from tests.api.fixtures import NOW

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"
MISSING = "recorded answers not available"
FILES = [path for path in RECORDED.glob("*/*.json") if not path.name.endswith(".meta.json")]
BODIES = [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in sorted(FILES)] or [
    pytest.param(RECORDED, marks=pytest.mark.skip(reason=MISSING), id="none")
]


class Anything(msgspec.Struct):
    """An answer about something that the program does not show."""

    links: responses.Links | None = None


def meta(path: Path) -> dict[str, Any]:
    loaded = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize("path", BODIES)
def test_a_recorded_answer_is_read(path: Path) -> None:
    body, told = path.read_bytes(), meta(path)
    if told["status"] >= 400:
        said = error_for(told["status"], told.get("headers") or {}, body, NOW).said
        assert said
        assert said[0].isalpha()
        assert "{" not in said
        return
    fields = json.loads(body)
    match path.name.rsplit("-", 2)[0].split("-"):
        case [_, "time_entries"] if "time_entries" in fields:
            items, _ = responses.time_entries(body, NOW)
            assert len(items) == len(fields["time_entries"])
        case [_, "time_entries", *_]:
            entry = responses.time_entry(body, NOW)
            assert entry.id == fields["id"]
            assert entry.seconds(NOW) > 0
        case [_, "users", "me"] | ["get", "users", "id"]:
            assert responses.me(body).first_name == fields["first_name"]
        case [_, "users", "id", "project_assignments"]:
            # Recorded without its list.
            assignments, _ = responses.project_assignments(
                json.dumps({"project_assignments": [fields]}).encode()
            )
            assert assignments[0].project.id == fields["project"]["id"]
        case [_, "company"]:
            assert responses.company(body).name == fields["name"]
        case _:
            read = msgspec.json.decode(body, type=Anything, strict=False)
            assert (read.links and read.links.next) == (fields.get("links") or {}).get("next")


def test_the_recorded_links_stay_on_the_api() -> None:
    if not RECORDED.is_dir():
        pytest.skip(MISSING)
    links = [
        url
        for path in RECORDED.glob("*/*.json")
        for url in (json.loads(path.read_text(encoding="utf-8")).get("links") or {}).values()
        if url
    ]
    assert links
    for url in links:
        assert responses.same_origin(url, "https://api.harvestapp.com")
