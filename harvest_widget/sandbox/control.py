"""The calls under `/_sandbox`: tests look inside, move the clock, order faults, play other devices.

They need no token and no User-Agent, are not throttled and not logged. A bad order gets a 400
with a sentence under `message`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from harvest_widget.sandbox import entries, faults, rules, seed, settings
from harvest_widget.sandbox.accounts import Account, Entry
from harvest_widget.sandbox.clock import read_instant, utc_milliseconds
from harvest_widget.sandbox.messages import Json, Refused, Reply, refusal, truth, whole
from harvest_widget.sandbox.times import day_of, read_hours

if TYPE_CHECKING:
    from harvest_widget.sandbox.sandbox import Sandbox


def answer(sandbox: Sandbox, method: str, path: str, body: bytes) -> Reply:
    """Answer one control request; `body` is JSON."""
    try:
        order = json.loads(body) if body else {}
        if not isinstance(order, dict):
            msg = "the body is a JSON object"
            raise ValueError(msg)  # noqa: TRY301, TRY004 - one way out for every bad order
        return _carry_out(sandbox, f"{method} {path.removeprefix('/_sandbox/')}", order)
    except ValueError as error:
        return Reply(400, {"message": str(error)})
    except Refused as error:
        return refusal(error)


def _carry_out(sandbox: Sandbox, call: str, order: Json) -> Reply:
    kind, _, number = call.partition("/")
    if number and kind in _ON_ONE:
        account, entry = _find(sandbox, number)
        shown = _shown(sandbox, _ON_ONE[kind](sandbox, account, entry, order))
        return Reply(200, shown)
    if number or kind not in _CALLS:
        raise Refused(404)
    status = 201 if kind in {"POST entries", "POST assignments"} else 200
    return Reply(status, _CALLS[kind](sandbox, order))


def state(sandbox: Sandbox, _: Json) -> Json:
    """Everything a test may want to look at; entries look as an administrator sees them."""
    return {
        "entries": entries.all_shown(sandbox.world, int(sandbox.clock.now())),
        **requests(sandbox, {}),
        "clock": _clock(sandbox)["clock"],
        "settings": settings.as_json(sandbox.world.settings),
    }


def requests(sandbox: Sandbox, _: Json) -> Json:
    """Only the latest requests: in a big account the entries take seconds."""
    return {"requests": [{**one, "at": utc_milliseconds(one["at"])} for one in sandbox.log]}


def change_settings(sandbox: Sandbox, order: Json) -> Json:
    """Set every setting that is named, and return all; ValueError stops at the first bad one."""
    for name, value in order.items():
        sandbox.change(name, value)
    return settings.as_json(sandbox.world.settings)


def _clock(sandbox: Sandbox) -> Json:
    now = sandbox.clock.now()
    return {"clock": utc_milliseconds(now), "frozen": sandbox.clock.frozen}


def move_clock(sandbox: Sandbox, order: Json) -> Json:
    """Obey `set` (ISO text or seconds since 1970), `freeze` and `advance` (seconds), in that order.

    Raises ValueError for anything else.
    """
    unknown = order.keys() - {"set", "freeze", "advance"}
    if unknown:
        msg = f"not understood: {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    if "set" in order:
        given = order["set"]
        sandbox.clock.set(_instant(given) if isinstance(given, str) else float(given))
    if "freeze" in order:
        sandbox.clock.freeze(frozen=truth(order["freeze"]))
    sandbox.clock.advance(float(order.get("advance", 0)))
    sandbox.catch_up()
    return _clock(sandbox)


def add_entry(sandbox: Sandbox, order: Json) -> Json:
    """Add an entry as another device would; what is missing is filled in.

    `is_running` true runs it from `timer_started_at` (now) on top of `hours` (0).
    """
    world, now = sandbox.world, int(sandbox.clock.now())
    user = world.main.users.get(whole(order.get("user_id")) or 0, world.owner)
    fields = {"spent_date": day_of(now, user.timezone), **_first_pair(world.main), **order}
    running = truth(order.get("is_running", "hours" not in order and "ended_time" not in order))
    started = order.get("timer_started_at")
    if not running and "ended_time" not in fields:
        fields.setdefault("hours", 1)
    with_head_start = running and "hours" in order
    if running:
        fields.pop("hours", None)
        fields.pop("ended_time", None)
    entry = rules.create(world.main, world.settings, user, fields, now=now)
    if started and running:
        entry.timer_started_at = entry.started_at = _instant(started)
    if with_head_start:
        entry.hundredths = _hundredths(order["hours"])
    _mark(entry, order)
    return _shown(sandbox, entry)


def _first_pair(account: Account) -> Json:
    for one in account.task_assignments.values():
        return {"project_id": one.project_id, "task_id": one.task_id}
    return {}


def change_entry(sandbox: Sandbox, account: Account, entry: Entry, order: Json) -> Entry:
    """Change an entry from outside, locks or not; `is_running` stops or runs it in place."""
    world, now = sandbox.world, int(sandbox.clock.now())
    wanted = order.get("is_running")
    owner = account.users[entry.user_id]
    locks = entry.invoice, entry.approval_status, entry.period_locked
    entry.invoice, entry.approval_status, entry.period_locked = None, "unsubmitted", False
    try:
        rules.update(account, world.settings, owner, entry, order, now=now)
    finally:
        changed = account.entries[entry.id]
        changed.invoice, changed.approval_status, changed.period_locked = locks
    if wanted is not None and truth(wanted) is not (changed.timer_started_at is not None):
        if truth(wanted):
            rules.begin(account, changed, now, since=now)
        else:
            rules.halt(account, changed, now)
    if order.get("timer_started_at") and changed.timer_started_at is not None:
        changed.timer_started_at = changed.started_at = _instant(order["timer_started_at"])
    _mark(changed, order)
    changed.updated_at = now
    return changed


def remove_entry(_: Sandbox, account: Account, entry: Entry, __: Json) -> Entry:
    """Delete an entry from outside, locks or not."""
    account.running = {user: one for user, one in account.running.items() if one != entry.id}
    return account.entries.pop(entry.id)


def _mark(entry: Entry, order: Json) -> None:
    """Set what no client can: invoice, approval, lock."""
    if "is_billed" in order:
        entry.invoice = "1042" if truth(order["is_billed"]) else None
    if "approval_status" in order:
        entry.approval_status = str(order["approval_status"])
    if "is_locked" in order:
        entry.period_locked = truth(order["is_locked"])


def _instant(value: object) -> int:
    instant = read_instant(str(value))
    if instant is None:
        msg = f"no instant: {value!r}"
        raise ValueError(msg)
    return instant


def _hundredths(value: object) -> int:
    hours = read_hours(value)
    if hours is None:
        msg = f"no hours: {value!r}"
        raise ValueError(msg)
    return hours


def approve(sandbox: Sandbox, order: Json) -> Json:
    """Approve everything stopped between two dates (`status`: submitted, unsubmitted to undo)."""
    status, now = str(order.get("status", "approved")), int(sandbox.clock.now())
    done = []
    for entry in sandbox.world.main.entries.values():
        inside = str(order.get("from", "")) <= entry.spent_date <= str(order.get("to", "9999"))
        if inside and entry.timer_started_at is None:
            entry.approval_status, entry.period_locked = status, status == "approved"
            entry.updated_at = now
            done.append(entry.id)
    return {"approved": done}


def assign(sandbox: Sandbox, order: Json) -> Json:
    """Give every user something new to book on: `client`, `project`, `code`, `tasks`."""
    work = seed.Work(
        str(order.get("client", "New Client")),
        str(order.get("project", "New project")),
        order.get("code"),
        tuple(map(str, order.get("tasks", ["Programming"]))),
    )
    project = seed.add_work(sandbox.world.main, work, int(sandbox.clock.now()))
    parts = sandbox.world.main.task_assignments.values()
    tasks = [part.task_id for part in parts if part.project_id == project.id]
    return {"project_id": project.id, "task_ids": tasks}


def order_faults(sandbox: Sandbox, order: Json) -> Json:
    """Add one rule or those under `rules`; `clear` removes the earlier ones first.

    Raises ValueError, and orders nothing, if one is not understood.
    """
    rows = order.get("rules", [order] if "do" in order else [])
    if not rows and not order.get("clear"):
        msg = "order a rule with do, several under rules, or clear"
        raise ValueError(msg)
    fresh = [faults.read_rule(row) for row in rows]
    if order.get("clear"):
        sandbox.rules.clear()
    sandbox.rules += fresh
    return ordered_faults(sandbox, {})


def ordered_faults(sandbox: Sandbox, _: Json) -> Json:
    """Return the rules, with how often each still applies."""
    return {"rules": [rule.as_json() for rule in sandbox.rules]}


def forget_faults(sandbox: Sandbox, _: Json) -> Json:
    """Remove every rule."""
    return order_faults(sandbox, {"clear": True})


def forget_requests(sandbox: Sandbox, _: Json) -> Json:
    """Empty the list of requests."""
    sandbox.log.clear()
    return {}


def _find(sandbox: Sandbox, number: str) -> tuple[Account, Entry]:
    for account in sandbox.world.accounts.values():
        entry = account.entries.get(whole(number) or 0)
        if entry is not None:
            return account, entry
    raise Refused(404)


def _shown(sandbox: Sandbox, entry: Entry) -> Json:
    world = sandbox.world
    account = next(a for a in world.accounts.values() if entry.user_id in a.users)
    return entries.show(account, world.settings, entry, int(sandbox.clock.now()))


_CALLS: dict[str, Callable[[Sandbox, Json], Json]] = {
    "GET state": state,
    "GET requests": requests,
    "POST settings": change_settings,
    "POST clock": move_clock,
    "POST entries": add_entry,
    "POST approve": approve,
    "POST assignments": assign,
    "GET faults": ordered_faults,
    "POST faults": order_faults,
    "DELETE faults": forget_faults,
    "DELETE requests": forget_requests,
}
_ON_ONE: dict[str, Callable[[Sandbox, Account, Entry, Json], Entry]] = {
    "PATCH entries": change_entry,
    "DELETE entries": remove_entry,
}
