"""What a new sandbox holds: accounts, people, tokens, projects to book on, and earlier entries."""

from datetime import date
from random import Random
from typing import NamedTuple

from harvest_widget.sandbox.accounts import (
    Account,
    Client,
    Entry,
    Project,
    Task,
    TaskAssignment,
    Token,
    User,
    UserAssignment,
    World,
)
from harvest_widget.sandbox.settings import Settings
from harvest_widget.sandbox.times import SECONDS_PER_HUNDREDTH, day_after, day_of, instant_of

TOKEN = "sandbox-token"  # noqa: S105 - opens nothing but this sandbox
DAY = 86400


class Work(NamedTuple):
    """One project to book on."""

    client: str
    project: str
    code: str | None
    tasks: tuple[str, ...]


# Only one pair of these holds both "website" and "programming": tests start it by those words.
FIXED = (
    Work("Acme Corp", "Website relaunch", "WEB", ("Programming", "Design", "Meetings")),
    Work("Acme Corp", "Mobile app", "APP", ("Programming", "Testing")),
    Work("Nordwind GmbH", "Maintenance", "", ("Support", "Programming")),
    Work("Nordwind GmbH", "Retainer Q4", "NW-4", ("Consulting", "Reporting")),
    Work("Bluebird", "Maintenance", None, ("Support",)),
    Work("Bluebird", "Brand book", "BB", ("Design", "Copywriting")),
    Work("Us (Internal)", "Internal", None, ("Meetings", "Admin", "Hiring")),
    Work("Us (Internal)", "Ideas", "", ()),
)
_PLACES = ("Harbour", "Mill", "Orchard", "Station", "Garden", "Castle", "Bridge", "Meadow")
_TRADES = ("Bakery", "Books", "Brewery", "Clinic", "Studio", "Tools", "Travel", "Works")
_JOBS = ("Shop", "Catalogue", "Campaign", "Intranet", "Migration", "Newsletter", "Audit", "Rollout")
_TASKS = ("Design", "Programming", "Testing", "Consulting", "Support", "Meetings", "Reporting")
_NOTES = (
    None,
    "",
    "Review & fixes",
    "Call with the client",
    "Draft\nsecond version",
    "Größe prüfen",
)


def world(*, now: int, settings: Settings | None = None) -> World:
    """Two accounts and all tokens, nothing to book on yet."""
    made = World(settings or Settings())
    made.accounts[1] = Account(1, "Sandbox Studio", next_entry_id=3_000_000_001)
    made.accounts[2] = Account(2, "Second Studio", next_id=5000, next_entry_id=3_500_000_001)
    born = now - 400 * DAY
    first = add_user(made.accounts[1], "Ada", "Example", made.settings, born)
    first.role = made.settings.role
    second = add_user(made.accounts[1], "Robin", "Second", made.settings, born)
    first.teammates = [second.id]
    other = add_user(made.accounts[2], "Ada", "Example", made.settings, born)
    other.role = "administrator"
    for account in made.accounts.values():
        account.roles = {account.new_id(): name for name in ("Developer", "Designer")}
    # The person behind a token has an id that is no user's id in any account.
    made.tokens = {
        TOKEN: Token(9100, [(1, first.id)]),
        "second-user-token": Token(9200, [(1, second.id)]),
        "two-accounts-token": Token(
            9100, [(1, first.id), (2, other.id)], [(7001, "Second Studio")]
        ),
        "forecast-only-token": Token(9300, [], [(7002, "Planning only")]),
        "expired-token": Token(9100, [(1, first.id)], expires_at=born),
    }
    return made


def add_user(account: Account, first: str, last: str, settings: Settings, now: int) -> User:
    """Add a member."""
    number = account.new_id()
    mail = f"{first}.{last}@sandbox.example".lower()
    person = User(number, first, last, mail, settings.timezone, "member", now, now)
    account.users[number] = person
    return person


def add_client(account: Account, name: str, now: int) -> Client:
    """Add a client."""
    client = Client(account.new_id(), name, "EUR", now, now)
    account.clients[client.id] = client
    return client


def add_project(account: Account, client: Client, name: str, code: str | None, now: int) -> Project:
    """Add a project, without people and tasks."""
    project = Project(account.new_id(), client.id, name, code, now, now)
    account.projects[project.id] = project
    return project


def add_task(account: Account, name: str, now: int) -> Task:
    """Add a task, on no project yet."""
    task = Task(account.new_id(), name, now, now)
    account.tasks[task.id] = task
    return task


def assign_task(account: Account, project: Project, task: Task, now: int) -> TaskAssignment:
    """Put a task on a project; one that is there already becomes active again."""
    made = account.task_assignment(project.id, task.id)
    if made is None:
        billable = task.billable_by_default and project.is_billable
        made = TaskAssignment(account.new_id(), project.id, task.id, now, now, billable)
        account.task_assignments[made.id] = made
    made.is_active = True
    return made


def assign_user(account: Account, project: Project, person: User, now: int) -> UserAssignment:
    """Put a person on a project; one who is there already becomes active again."""
    made = account.user_assignment(project.id, person.id)
    if made is None:
        made = UserAssignment(account.new_id(), project.id, person.id, now, now)
        account.user_assignments[made.id] = made
    made.is_active = True
    return made


def drop_assignments(account: Account, *, project_id: int = 0, task_id: int = 0) -> None:
    """Remove the assignments of a project or a task that is about to vanish."""
    account.task_assignments = {
        one.id: one
        for one in account.task_assignments.values()
        if project_id != one.project_id and task_id != one.task_id
    }
    account.user_assignments = {
        one.id: one for one in account.user_assignments.values() if one.project_id != project_id
    }


def add_work(account: Account, work: Work, now: int) -> Project:
    """Add a project with its client and tasks, open to every user; known names are used again."""
    client = next((c for c in account.clients.values() if c.name == work.client), None)
    client = client or add_client(account, work.client, now)
    project = next(
        (
            known
            for known in account.projects.values()
            if known.client_id == client.id and known.name == work.project
        ),
        None,
    )
    if project is None:
        project = add_project(account, client, work.project, work.code, now)
        project.is_billable = not work.client.startswith("Us ")
    for name in work.tasks:
        task = next((t for t in account.tasks.values() if t.name == name), None)
        assign_task(account, project, task or add_task(account, name, now), now)
    for person in account.users.values():
        assign_user(account, project, person, now)
    return project


def works(count: int | None, rng: Random) -> list[Work]:
    """Return the fixed projects, cut or filled up to `count` with made-up ones."""
    if count is None:
        return list(FIXED)
    made = list(FIXED[:count])
    while len(made) < count:
        number = len(made)
        client = f"{rng.choice(_PLACES)} {rng.choice(_TRADES)}"
        tasks = tuple(rng.sample(_TASKS, rng.randint(1, 5)))
        made.append(Work(client, f"{rng.choice(_JOBS)} {number}", f"J{number}", tasks))
    return made


def add_entries(
    account: Account, person: User, count: int, rng: Random, now: int, *, a_day: int = 6
) -> None:
    """Add stopped entries on the working days before today, about `a_day` on each."""
    pairs = [(one.project_id, one.task_id) for one in account.task_assignments.values()]
    day = day_of(now, person.timezone)
    left = count if pairs else 0
    while left:
        day = day_after(day, -1)
        if date.fromisoformat(day).weekday() >= 5:
            continue
        start = instant_of(day, 9, 0, person.timezone)
        for _ in range(min(left, rng.randint(a_day - 2, a_day + 2))):
            length = rng.randint(10, 160)
            project_id, task_id = rng.choice(pairs)
            book(
                account,
                person,
                (project_id, task_id),
                day,
                start=start,
                hundredths=length,
                notes=rng.choice(_NOTES),
            )
            start += length * SECONDS_PER_HUNDREDTH
            left -= 1


def book(
    account: Account,
    person: User,
    pair: tuple[int, int],
    day: str,
    *,
    start: int,
    hundredths: int,
    notes: str | None,
) -> Entry:
    """Add a stopped entry that began at `start`, written down the moment it ended."""
    end = start + hundredths * SECONDS_PER_HUNDREDTH
    entry = Entry(
        account.next_entry_id,
        person.id,
        *pair,
        day,
        hundredths,
        notes,
        start,
        end,
        started_at=start,
        ended_at=end,
    )
    account.next_entry_id += 1
    account.entries[entry.id] = entry
    return entry


def standard(
    *,
    now: int,
    settings: Settings | None = None,
    entries: int = 0,
    entries_a_day: int = 6,
    assignments: int | None = None,
    empty: bool = False,
    seed: int = 0,
) -> World:
    """Return the world of `python -m harvest_widget.sandbox`; a seed always gives the same."""
    rng = Random(seed)
    made = world(now=now, settings=settings)
    if not empty:
        for number, work in enumerate(works(assignments, rng)):
            # Lists show the newest first: the later the work is in the table, the older it is.
            add_work(made.main, work, now - 60 * DAY - number * 60)
        add_work(
            made.accounts[2], Work("Second Client", "Other work", "", ("Thinking",)), now - DAY
        )
    add_entries(made.main, made.owner, entries, rng, now, a_day=max(3, entries_a_day))
    return made
