"""What a user does on a Device, in one line each.

What the wire can be told to do to a request.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from harvest_widget.model.operations import Values, new_ref
from harvest_widget.store import changes, selectors
from harvest_widget.sync.steps import Step
from tests.sync.device import Device

Cut = Callable[[Step], str]


def start(device: Device, words: str = "website programming", **more: Any) -> str:
    """Start a timer on the work that the words name."""
    ref, given = new_ref(), {"notes": "", **more}
    work = device.work(words)
    device.act(changes.start_timer, work=work, now=device.now, ref=ref, **given)
    return ref


def stop(device: Device) -> None:
    device.act(changes.stop_timer, now=device.now)


def book(
    device: Device,
    seconds: int = 3600,
    *,
    words: str = "website programming",
    notes: str = "",
    day: date | None = None,
    times: tuple[time, time] | None = None,
) -> str:
    """Book a stopped entry."""
    ref = new_ref()
    started, ended = times or (None, None)
    device.act(
        changes.create_entry,
        work=device.work(words),
        notes=notes,
        spent_date=day or selectors.today(device.state, device.now),
        seconds=None if times else seconds,
        started_time=started,
        ended_time=ended,
        now=device.now,
        ref=ref,
    )
    return ref


def edit(device: Device, ref: str, **to: Any) -> None:
    device.act(changes.edit_entry, ref=ref, to=Values(**to), now=device.now)


def delete(device: Device, ref: str) -> None:
    device.act(changes.delete_entry, ref=ref, now=device.now)


def undo(device: Device) -> None:
    device.act(changes.undo, now=device.now)


def hours(device: Device) -> list[float]:
    """The hours of all entries at the server."""
    return [entry["hours"] for entry in device.office.entries]


def kinds(device: Device) -> list[str]:
    """Why operations were set aside."""
    return [w.refusal.kind for w in selectors.problems(device.state) if w.refusal]


def on(method: str, part: str, *hows: str) -> Cut:
    """Do `hows` to the first requests of that method whose path holds `part`.

    The rest goes through.
    """
    left = list(hows)

    def cut(step: Step) -> str:
        request = step.request
        assert request is not None
        hit = request.method == method and part in request.path
        return left.pop(0) if hit and left else ""

    return cut


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
