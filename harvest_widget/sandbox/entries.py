"""The calls under `/time_entries`: how an entry is shown, which filters a list has."""

from harvest_widget.sandbox import rights, rules
from harvest_widget.sandbox.accounts import Account, Entry, World
from harvest_widget.sandbox.clock import read_instant, utc
from harvest_widget.sandbox.messages import Call, Json, Refused, Reply, truth, whole
from harvest_widget.sandbox.paging import page
from harvest_widget.sandbox.settings import Settings
from harvest_widget.sandbox.shapes import project_reference, task_part, user_part
from harvest_widget.sandbox.times import SECONDS_PER_HUNDREDTH, read_date, show_time

# Keys that younger servers added; the switch `answers=old` leaves them out.
_NEWCOMERS = ("hours_without_timer", "rounded_hours", "approval_status")


def show(account: Account, settings: Settings, entry: Entry, now: int) -> Json:
    """Return the entry as Harvest sends it at `now` (whole seconds since 1970)."""
    project = account.projects[entry.project_id]
    client = account.clients[project.client_id]
    task = account.tasks[entry.task_id]
    on_project = account.task_assignment(project.id, task.id)
    person = account.user_assignment(project.id, entry.user_id)
    running = entry.timer_started_at is not None
    hours = rules.total(entry, now)
    started, ended = _times(account, settings, entry)
    shown: Json = {
        "id": entry.id,
        "spent_date": entry.spent_date,
        "hours": hours / 100,
        "hours_without_timer": entry.hundredths / 100,
        "rounded_hours": _rounded(hours, settings.rounding_minutes),
        "notes": entry.notes,
        "is_locked": rights.is_locked(account, entry),
        "locked_reason": rights.locked_reason(account, entry),
        "is_closed": entry.approval_status == "approved",
        "approval_status": entry.approval_status,
        "is_billed": entry.invoice is not None,
        "timer_started_at": utc(entry.timer_started_at) if entry.timer_started_at else None,
        "started_time": started,
        "ended_time": ended,
        "is_running": running,
        "billable": on_project.billable if on_project else task.billable_by_default,
        "budgeted": project.budget is not None,
        "billable_rate": None,
        "cost_rate": None,
        "created_at": utc(entry.created_at),
        "updated_at": utc(entry.updated_at),
        "user": {"id": entry.user_id, "name": account.users[entry.user_id].name},
        "client": {"id": client.id, "name": client.name, "currency": client.currency},
        "project": project_reference(project),
        "task": {"id": task.id, "name": task.name},
        "user_assignment": user_part(person) if person else None,
        "task_assignment": task_part(on_project) if on_project else None,
        "invoice": {"id": entry.id // 7, "number": entry.invoice} if entry.invoice else None,
        "external_reference": entry.reference,
    }
    if settings.answers == "rich":
        shown["is_explicitly_locked"] = entry.period_locked
        shown[f"x_{entry.id % 97:02}"] = {"seen": [entry.id % 5, None, "&amp;"]}
    elif settings.answers == "old":
        for name in _NEWCOMERS:
            del shown[name]
    return shown


def _times(account: Account, settings: Settings, entry: Entry) -> tuple[str | None, str | None]:
    running = entry.timer_started_at is not None
    if not settings.wants_timestamp_timers and not (
        running and settings.running_started_time == "local"
    ):
        return None, None
    zone = account.users[entry.user_id].timezone
    start = entry.started_at
    if start is None:  # booked while the account had durations
        start = entry.created_at - entry.hundredths * SECONDS_PER_HUNDREDTH
    started = show_time(start, zone, settings.clock)
    if running:
        return started, None
    end = entry.ended_at
    if end is None:
        end = start + entry.hundredths * SECONDS_PER_HUNDREDTH
    return started, show_time(end, zone, settings.clock)


def _rounded(hundredths: int, minutes: int) -> float:
    if not minutes:
        return hundredths / 100
    step = max(1, minutes * 100 // 60)
    return -(-hundredths // step) * step / 100


def in_order(entries: list[Entry]) -> list[Entry]:
    """Sort as every list is: date, then creation, the newest first."""
    return sorted(entries, key=_position, reverse=True)


def _position(entry: Entry) -> list[object]:
    return [entry.spent_date, entry.created_at, entry.id]


def all_shown(world: World, now: int) -> list[Json]:
    """Every entry of every account, each with the account's id."""
    return [
        {**show(account, world.settings, entry, now), "account_id": account.id}
        for account in world.accounts.values()
        for entry in in_order(list(account.entries.values()))
    ]


def listed(call: Call) -> Reply:
    """GET /time_entries."""
    wanted = Filter(call).lets_through
    found = in_order([entry for entry in call.account.entries.values() if wanted(entry)])
    settings = call.world.settings
    return page(
        call, "time_entries", found, _position, lambda e: show(call.account, settings, e, call.now)
    )


class Filter:
    """The filters of one list call."""

    def __init__(self, call: Call) -> None:
        """Read the query; raises Refused (422) for dates that are none."""
        self.call = call
        self.ids = {
            name: {whole(value) for value in call.query[name]}
            for name in ("user_id", "client_id", "project_id", "task_id")
            if call.wanted(name) is not None
        }
        self.first, self.last = self._day("from"), self._day("to")
        since = call.wanted("updated_since")
        self.since = read_instant(since) if since else None
        if since and self.since is None:
            raise Refused(422, f'Invalid updated_since datetime provided: "{since}"')
        self.billed, self.running = self._flag("is_billed"), self._flag("is_running")
        self.approval = call.wanted("approval_status")
        works = call.world.settings.reference_filter == "works"
        self.reference = call.wanted("external_reference_id") if works else None

    def _day(self, name: str) -> str | None:
        text = self.call.wanted(name)
        day = read_date(text) if text else None
        if text and day is None:
            raise Refused(422, f'Invalid spent_date provided: "{text}"')
        return day

    def _flag(self, name: str) -> bool | None:
        text = self.call.wanted(name)
        return None if text is None else truth(text)

    def lets_through(self, entry: Entry) -> bool:
        """Whether the entry belongs in the list, the caller's rights included."""
        account = self.call.account
        values = {
            "user_id": entry.user_id,
            "project_id": entry.project_id,
            "task_id": entry.task_id,
        }
        for name, ids in self.ids.items():
            if name == "client_id":
                if account.projects[entry.project_id].client_id not in ids:
                    return False
            elif values[name] not in ids:
                return False
        return (
            (self.first is None or entry.spent_date >= self.first)
            and (self.last is None or entry.spent_date <= self.last)
            and (self.since is None or entry.updated_at >= self.since)
            and (self.billed is None or (entry.invoice is not None) is self.billed)
            and (self.running is None or (entry.timer_started_at is not None) is self.running)
            and (self.approval is None or entry.approval_status == self.approval)
            and (self.reference is None or (entry.reference or {}).get("id") == self.reference)
            and rights.may_see(account, self.call.user, entry)
        )


def _found(call: Call, *, writing: bool) -> Entry:
    entry = call.account.entries.get(call.ids[0])
    if entry is None:
        raise Refused(404)
    rights.refuse_foreign(call.account, call.world.settings, call.user, entry, writing=writing)
    return entry


def _answered(call: Call, entry: Entry) -> Reply:
    return Reply(200, show(call.account, call.world.settings, entry, call.now))


def got(call: Call) -> Reply:
    """GET /time_entries/ID."""
    return _answered(call, _found(call, writing=False))


def created(call: Call) -> Reply:
    """POST /time_entries."""
    settings = call.world.settings
    entry = rules.create(call.account, settings, call.user, call.fields, now=call.now)
    reply = _answered(call, entry)
    reply.status = 201
    reply.headers.append(("Location", f"{call.origin}/api/v2/time_entries/{entry.id}"))
    return reply


def updated(call: Call) -> Reply:
    """PATCH /time_entries/ID."""
    entry = _found(call, writing=True)
    settings = call.world.settings
    changed = rules.update(call.account, settings, call.user, entry, call.fields, now=call.now)
    return _answered(call, changed)


def stopped(call: Call) -> Reply:
    """PATCH /time_entries/ID/stop."""
    entry = _found(call, writing=True)
    return _answered(
        call, rules.stop(call.account, call.world.settings, call.user, entry, now=call.now)
    )


def restarted(call: Call) -> Reply:
    """PATCH /time_entries/ID/restart."""
    entry = _found(call, writing=True)
    return _answered(
        call, rules.restart(call.account, call.world.settings, call.user, entry, now=call.now)
    )


def deleted(call: Call) -> Reply:
    """DELETE /time_entries/ID."""
    entry = _found(call, writing=True)
    shown = _answered(call, entry)
    rules.delete(call.account, call.user, entry)
    return shown if call.world.settings.delete_body == "object" else Reply(200, None)


def reference_deleted(call: Call) -> Reply:
    """DELETE /time_entries/ID/external_reference."""
    entry = _found(call, writing=True)
    rules.clear_reference(call.account, call.world.settings, entry, now=call.now)
    if call.world.settings.delete_body == "object":
        return _answered(call, entry)
    return Reply(200, None)
