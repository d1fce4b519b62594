"""What an account holds: people, clients, projects, tasks, assignments, entries, and the tokens.

Only data and look-ups; who may do what is in `rules.py` and `routes.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from harvest_widget.sandbox.settings import Settings

# Real ids passed the 32 bits years ago; a client that stores them in 32 bits must notice here.
FIRST_ENTRY_ID = 3_000_000_001


@dataclass(slots=True)
class User:
    """A person in one account."""

    id: int
    first_name: str
    last_name: str
    email: str
    timezone: str
    role: str
    created_at: int
    updated_at: int
    is_active: bool = True
    all_future_projects: bool = False
    teammates: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(slots=True)
class Client:
    """A customer."""

    id: int
    name: str
    currency: str
    created_at: int
    updated_at: int
    is_active: bool = True
    address: str | None = None


@dataclass(slots=True)
class Project:
    """A project of a client."""

    id: int
    client_id: int
    name: str
    code: str | None
    created_at: int
    updated_at: int
    is_active: bool = True
    is_billable: bool = True
    bill_by: str = "none"
    budget: float | None = None
    budget_by: str = "none"
    notes: str | None = None


@dataclass(slots=True)
class Task:
    """A kind of work, used by many projects."""

    id: int
    name: str
    created_at: int
    updated_at: int
    billable_by_default: bool = True
    is_default: bool = False
    is_active: bool = True


@dataclass(slots=True)
class TaskAssignment:
    """A task on a project."""

    id: int
    project_id: int
    task_id: int
    created_at: int
    updated_at: int
    billable: bool = True
    is_active: bool = True


@dataclass(slots=True)
class UserAssignment:
    """A person on a project."""

    id: int
    project_id: int
    user_id: int
    created_at: int
    updated_at: int
    is_project_manager: bool = False
    is_active: bool = True


@dataclass(slots=True)
class Entry:
    """A time entry; instants are whole seconds since 1970, hours are whole hundredths."""

    id: int
    user_id: int
    project_id: int
    task_id: int
    spent_date: str
    hundredths: int  # the total without the present run
    notes: str | None
    created_at: int
    updated_at: int
    timer_started_at: int | None = None
    started_at: int | None = None
    ended_at: int | None = None
    reference: dict[str, str | None] | None = None
    invoice: str | None = None
    approval_status: str = "unsubmitted"
    period_locked: bool = False


@dataclass(slots=True)
class Account:
    """One Harvest account with everything in it."""

    id: int
    name: str
    users: dict[int, User] = field(default_factory=dict)
    clients: dict[int, Client] = field(default_factory=dict)
    projects: dict[int, Project] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    task_assignments: dict[int, TaskAssignment] = field(default_factory=dict)
    user_assignments: dict[int, UserAssignment] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    running: dict[int, int] = field(default_factory=dict)  # user -> the entry that runs
    next_id: int = 1001
    next_entry_id: int = FIRST_ENTRY_ID
    # Who is where: (project, task or user) -> assignment; never stale, ids are unique.
    found: dict[tuple[int, int], int] = field(default_factory=dict, repr=False, compare=False)
    found_to: int = field(default=0, repr=False, compare=False)  # up to this id it is complete

    def new_id(self) -> int:
        """Return an id nothing else in the account has."""
        self.next_id += 1
        return self.next_id

    def task_assignment(self, project_id: int, task_id: int) -> TaskAssignment | None:
        """Return the task's assignment to the project, active or not."""
        self._find()
        return self.task_assignments.get(self.found.get((project_id, task_id), 0))

    def user_assignment(self, project_id: int, user_id: int) -> UserAssignment | None:
        """Return the user's assignment to the project, active or not."""
        self._find()
        return self.user_assignments.get(self.found.get((project_id, user_id), 0))

    def _find(self) -> None:
        """Note the assignments made since the last time: with the highest ids they stand last."""
        if self.found_to == self.next_id:
            return
        for on_task in reversed(self.task_assignments.values()):
            if on_task.id <= self.found_to:
                break
            self.found[on_task.project_id, on_task.task_id] = on_task.id
        for of_user in reversed(self.user_assignments.values()):
            if of_user.id <= self.found_to:
                break
            self.found[of_user.project_id, of_user.user_id] = of_user.id
        self.found_to = self.next_id

    def managed_projects(self, user: User) -> Iterator[int]:
        """Ids of the projects that `user` manages."""
        for assignment in self.user_assignments.values():
            if assignment.user_id == user.id and assignment.is_project_manager:
                yield assignment.project_id


@dataclass(slots=True)
class Token:
    """A token and what it opens: (account, user) pairs and accounts of the sister product."""

    person: int
    accounts: list[tuple[int, int]]
    forecast: list[tuple[int, str]] = field(default_factory=list)
    expires_at: int | None = None


@dataclass(slots=True)
class World:
    """Everything the sandbox remembers between two requests, and across a dump."""

    settings: Settings = field(default_factory=Settings)
    accounts: dict[int, Account] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    refresh_tokens: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    @property
    def main(self) -> Account:
        """The account of the default token."""
        return next(iter(self.accounts.values()))

    @property
    def owner(self) -> User:
        """The user of the default token."""
        return next(iter(self.main.users.values()))
