"""One page of a list with its seven paging keys, in the three manners Harvest has been seen in.

`mixed`: the first page links to a cursor and names page 2 as well; `pages`: numbers only;
`cursors`: links hold cursors only and the numbers are null between the two ends.
"""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from harvest_widget.sandbox.messages import Call, Json, Refused, Reply, whole

Item = TypeVar("Item")
Position = list[object]
_OWN = {"page", "per_page", "cursor", "ref", "access_token", "account_id"}


def page(
    call: Call,
    name: str,
    items: Sequence[Item],
    position: Callable[[Item], Position],
    show: Callable[[Item], Json],
) -> Reply:
    """Answer one page of `items`, which are sorted by `position`, the greatest first.

    A position ends in the item's id. Raises Refused (422) for a bad `per_page`, `page` or cursor.
    """
    size = _size(call)
    cursor = call.wanted("cursor")
    if cursor is not None:
        first = _after_cursor(cursor, items, position, size)
        number = first // size + 1
    else:
        number = _number(call, "page", 1)
        first = (number - 1) * size
    shown = items[first : first + size]
    pages = max(1, -(-len(items) // size))
    more = first + size < len(items)
    by_cursor = cursor is not None or call.world.settings.links == "cursors"
    middle = by_cursor and 1 < number < pages
    numbers_next = more and not by_cursor
    values: Json = {
        name: [show(item) for item in shown],
        "per_page": size,
        "total_pages": pages,
        "total_entries": len(items),
        "next_page": number + 1 if numbers_next else None,
        "previous_page": number - 1 if number > 1 and not middle else None,
        "page": None if middle else number,
    }
    link = _Links(call, name, size).link
    following = None
    if more:
        after = {"after": _spell(position(shown[-1]))}
        following = link("next", number + 1) if _numbered(call) else link("next_cursor", after)
    preceding = None
    if first > 0:
        numbered = cursor is None and call.world.settings.links != "cursors"
        before = {"before": _spell(position(shown[0]))} if shown and not numbered else None
        preceding = link("previous", before or number - 1)
    values["links"] = {
        "first": link("first", 1),
        "next": following,
        "previous": preceding,
        "last": link("last", pages),
    }
    return Reply(200, values)


def _numbered(call: Call) -> bool:
    """Whether the next page is linked by number: mixed lists do so once a number was asked for."""
    match call.world.settings.links:
        case "pages":
            return True
        case "cursors":
            return False
    return call.wanted("cursor") is None and call.wanted("page") not in (None, "1")


def _size(call: Call) -> int:
    largest = int(call.world.settings.max_per_page)
    size = _number(call, "per_page", largest)
    if size > largest:
        raise Refused(422, f"per_page must be less than or equal to {largest}")
    return size


def _number(call: Call, name: str, default: int) -> int:
    text = call.wanted(name)
    number = default if text is None else whole(text)
    if number is None or number < 1:
        raise Refused(422, f"{name} must be a positive number")
    return number


class _Links:
    """Builds the addresses of one list: parameters in alphabetical order, filters kept."""

    def __init__(self, call: Call, name: str, size: int) -> None:
        self.address = f"{call.origin}/v2/{call.path or name}"
        self.kept = [
            (key if len(values) == 1 else f"{key}[]", value)
            for key, values in call.query.items()
            if key not in _OWN
            for value in values
        ]
        self.size = size

    def link(self, ref: str, target: int | Json) -> str:
        where = ("page", str(target)) if isinstance(target, int) else ("cursor", _encode(target))
        query = [*self.kept, where, ("per_page", str(self.size)), ("ref", ref)]
        return f"{self.address}?{urlencode(sorted(query, key=lambda pair: pair[0]))}"


def _spell(position: Position) -> Json:
    return {"id": position[-1], "at": position}


def _encode(cursor: Json) -> str:
    return base64.b64encode(json.dumps(cursor, separators=(",", ":")).encode()).decode()


def _after_cursor(
    cursor: str, items: Sequence[Item], position: Callable[[Item], Position], size: int
) -> int:
    """Return the index of the cursor's first item; the item it names may be gone by now."""
    try:
        read = json.loads(base64.b64decode(cursor))
        ascending = [position(item) for item in reversed(items)]
        if "after" in read:
            return len(items) - bisect_left(ascending, read["after"]["at"])
        return max(0, len(items) - bisect_right(ascending, read["before"]["at"]) - size)
    except (binascii.Error, ValueError, TypeError, KeyError):
        raise Refused(422, "Invalid cursor") from None
