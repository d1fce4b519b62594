"""Who is signed in and how the account wants its times; no tokens, no network."""

from msgspec import Struct


class User(Struct, frozen=True, kw_only=True):
    """The signed-in user (`GET /v2/users/me`): a Rails `timezone`, `weekly_capacity` in seconds."""

    id: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    timezone: str = ""
    weekly_capacity: int | None = None
    access_roles: list[str] = []

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip() or self.email


class Company(Struct, frozen=True, kw_only=True):
    """The account's settings (`GET /v2/company`); the defaults show while nothing is known."""

    name: str = ""
    wants_timestamp_timers: bool = False
    clock: str = "24h"
    time_format: str = "hours_minutes"
    week_start_day: str = "Monday"
    date_format: str = "%Y-%m-%d"
    decimal_symbol: str = "."
    weekly_capacity: int | None = None
    day_entry_notes_required: bool = False


class AccountChoice(Struct, frozen=True):
    """One account that a token may use (`GET /api/v2/accounts` on the sign-in host)."""

    id: int
    name: str
    product: str = "harvest"


class Account(Struct, frozen=True, kw_only=True):
    """Whom a database's contents belong to: the API's origin, the account and the user in it."""

    origin: str
    id: int
    name: str
    user: User

    @property
    def book(self) -> str:
        """The name under which this user's queue, keys and snapshot are kept (sync.md 24)."""
        return f"{self.origin} {self.id} {self.user.id}"


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def week_start(company: Company) -> int:
    """The first day of the week as a number, Monday 0; any weekday counts, nonsense is Monday."""
    day = company.week_start_day.capitalize()
    return WEEKDAYS.index(day) if day in WEEKDAYS else 0
