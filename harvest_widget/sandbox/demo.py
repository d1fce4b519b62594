"""The account of `--demo`: two lively weeks up to now, older days locked, one timer running."""

from datetime import date
from random import Random

from harvest_widget.sandbox import rules
from harvest_widget.sandbox.accounts import Account, User
from harvest_widget.sandbox.clock import Clock
from harvest_widget.sandbox.sandbox import Sandbox
from harvest_widget.sandbox.seed import DAY, Work, add_work, book, world
from harvest_widget.sandbox.settings import Settings
from harvest_widget.sandbox.times import (
    SECONDS_PER_HUNDREDTH,
    day_after,
    day_of,
    hundredths_of,
    instant_of,
)
from harvest_widget.sandbox.zones import machine_zone

RUNNING_FOR = 23 * 60  # seconds the timer has run, unless the day is younger than that
_SHORTEST = 25  # hundredths of an hour an entry of today lasts at least

_WORKS = (
    Work("Acme Corp", "Website relaunch", "WEB", ("Programming", "Design", "Meetings")),
    Work("Acme Corp", "Mobile app", "APP", ("Programming", "Testing", "Design")),
    Work("Nordwind GmbH", "Retainer Q4", "NW-4", ("Consulting", "Support", "Reporting")),
    Work("Nordwind GmbH", "Shop migration", "NW-7", ("Programming", "Consulting")),
    Work("Bluebird", "Brand book", "", ("Design", "Copywriting")),
    Work("Bluebird", "Retainer Q4", "BB-2", ("Support", "Consulting")),
    Work("Harbour Books", "Catalogue", "HB", ("Design", "Proofreading")),
    Work("Us (Internal)", "Internal", "", ("Meetings", "Admin", "Hiring")),
)

_NOTES: dict[tuple[str, str], tuple[str | None, ...]] = {
    ("Website relaunch", "Programming"): (
        "Search results: keyboard navigation",
        "Contact form: spam check & error texts",
        "Image loading on the start page",
        "Review Robin's changes",
        "Cookie notice\nwait for the lawyer's wording",
    ),
    ("Website relaunch", "Design"): ("Product page, second round", "Icons for the menu"),
    ("Website relaunch", "Meetings"): ("Weekly call with Acme", "Plan the next two weeks"),
    ("Mobile app", "Programming"): ("Sign-in with a passkey", "Offline list of orders", None),
    ("Mobile app", "Testing"): ("Release candidate on old phones", "Reproduce the crash report"),
    ("Retainer Q4", "Consulting"): ("Questions about the price list", "Workshop: what comes next"),
    ("Retainer Q4", "Support"): ("Printer labels are cut off", "Reset accounts", None),
    ("Retainer Q4", "Reporting"): ("Monthly figures",),
    ("Shop migration", "Programming"): ("Import of customers", "Compare stock levels"),
    ("Brand book", "Design"): ("Colours & type", "Größen und Abstände prüfen"),
    ("Brand book", "Copywriting"): ("Chapter on tone of voice",),
    ("Catalogue", "Design"): ("Spring cover, three drafts",),
    ("Internal", "Meetings"): ("Stand-up", "Monday planning"),
    ("Internal", "Admin"): ("Invoices and mail", None),
}
_BILLED = {
    "Acme Corp": "2041",
    "Nordwind GmbH": "2042",
    "Bluebird": "2043",
    "Harbour Books": "2044",
}


def demo(
    now: float | None = None,
    *,
    seed: int = 1,
    timezone: str | None = None,
    clock: Clock | None = None,
) -> Sandbox:
    """Return a sandbox whose account looks as if somebody had worked in it until `now`.

    `now` is in seconds since 1970 (default: the clock's), `timezone` a Harvest zone name (default:
    this machine's). The same arguments give the same data. The sandbox itself follows `clock`.
    """
    clock = clock or Clock()
    moment = int(clock.now() if now is None else now)
    zone = timezone or machine_zone(moment) or "UTC"
    made = world(now=moment, settings=Settings(timezone=zone, clock="24h", date_format="%d.%m.%Y"))
    account, person = made.main, made.owner
    account.name = "Demo Studio"
    for number, work in enumerate(_WORKS):
        add_work(account, work, moment - 90 * DAY - number * 3600)
    rng = Random(seed)
    today = day_of(moment, zone)
    began = max(moment - RUNNING_FOR, instant_of(today, 0, 0, zone))
    this_monday = day_after(today, -date.fromisoformat(today).weekday())
    day = day_after(this_monday, -14)
    while day <= today:
        if date.fromisoformat(day).weekday() < 5:
            _fill(account, person, day, began, rng)
        day = day_after(day)
    _close_books(account, day_after(this_monday, -7), moment)
    _start_timer(made.settings, account, person, began)
    return Sandbox(made, clock, seed_of_ids=seed)


def _fill(account: Account, person: User, day: str, until: int, rng: Random) -> None:
    """Add a working day of seven to eight hours with a lunch break, cut off at `until`."""
    pairs = _pairs(account)
    start = instant_of(day, 8, rng.choice((30, 45, 50)), person.timezone)
    left = rng.randint(140, 160) * 5
    noon = instant_of(day, 12, 15, person.timezone)
    last = None
    while left > 0:
        choice = rng.choice([pair for pair in pairs if pair != last])
        last = choice
        length = 25 if choice == ("Internal", "Meetings") else rng.randint(10, 35) * 5
        length = left if left - length < _SHORTEST else length
        left -= length
        end = start + length * SECONDS_PER_HUNDREDTH
        if end > until:
            length = hundredths_of(until - start - SECONDS_PER_HUNDREDTH)
            if length < _SHORTEST:
                return
            left = 0
        notes = rng.choice(_NOTES[choice])
        book(account, person, pairs[choice], day, start=start, hundredths=length, notes=notes)
        start += length * SECONDS_PER_HUNDREDTH
        if start >= noon:
            start += rng.choice((30, 40, 45)) * 60
            noon += DAY


def _pairs(account: Account) -> dict[tuple[str, str], tuple[int, int]]:
    """Project and task ids by name, of the pairs that have notes; the first client's counts."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for part in account.task_assignments.values():
        names = account.projects[part.project_id].name, account.tasks[part.task_id].name
        if names in _NOTES:
            found.setdefault(names, (part.project_id, part.task_id))
    return found


def _close_books(account: Account, before: str, now: int) -> None:
    """Approve and lock what was booked before a date, and invoice what has a customer."""
    for entry in account.entries.values():
        if entry.spent_date < before:
            client = account.clients[account.projects[entry.project_id].client_id]
            entry.approval_status, entry.period_locked = "approved", True
            entry.invoice = _BILLED.get(client.name)
            entry.updated_at = min(now, entry.created_at + 3 * DAY)


def _start_timer(settings: Settings, account: Account, person: User, began: int) -> None:
    project_id, task_id = _pairs(account)["Website relaunch", "Programming"]
    fields = {
        "project_id": project_id,
        "task_id": task_id,
        "spent_date": day_of(began, person.timezone),
        "notes": "Search results: keyboard navigation",
    }
    rules.create(account, settings, person, fields, now=began)
