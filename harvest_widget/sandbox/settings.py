"""Everything about the sandbox that a test can choose: account settings and open questions."""

from dataclasses import asdict, dataclass

# Each row is a question nobody outside Harvest can answer for certain, so the sandbox knows both
# ways; the first value is the default. The number is the question's in the API notes.
SWITCHES: dict[str, tuple[str, ...]] = {
    "answers": ("lean", "rich", "old"),  # 1: extra keys and texts; old leaves optional keys out
    "restart_notes": ("copied", "null"),  # 3
    "zero_hours": ("stopped", "starts"),  # 5
    "hours_while_running": ("rebase", "422"),  # 6
    "delete_body": ("empty", "object"),  # 7
    "running_started_time": ("null", "local"),  # 8
    "max_per_page": ("2000", "100"),  # 9
    "throttle_answer": ("both", "html", "json"),  # 10
    "locked_change": ("422", "403", "unchanged"),  # 11
    "time_notation": ("both", "strict"),  # 14
    "foreign_entry": ("404", "403"),  # 19
    "throttle_per": ("token", "account"),  # 21
    "new_assignments": ("at_once", "delayed"),  # 22
    "implicit_answer": ("query", "fragment"),  # 26
    "member_categories": ("200", "403"),  # 28
    "links": ("mixed", "pages", "cursors"),  # 30
    "references": ("kept", "refused", "dropped"),  # 35
    "reference_filter": ("works", "ignored"),  # 35
    "restart_reference": ("not_copied", "copied"),  # 36
    "cleared_reference": ("moved", "not_moved"),  # 37
    "locked_reference": ("allowed", "422"),  # 37
    "end_before_start": ("accepted", "422"),  # 38
    "earlier_start": ("that_instant", "now"),  # 38
}

ROLES = ("member", "manager", "administrator")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATE_FORMATS = ("%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%Y.%m.%d", "%Y/%m/%d")

_CHOICES: dict[str, tuple[str, ...]] = {
    **SWITCHES,
    "clock": ("12h", "24h"),
    "time_format": ("hours_minutes", "decimal"),
    "role": ROLES,
    "week_start_day": DAYS,
    "date_format": DATE_FORMATS,
}


@dataclass(slots=True)
class Settings:
    """The account's settings, the default user's role and zone, and every switch."""

    clock: str = "12h"
    time_format: str = "hours_minutes"
    wants_timestamp_timers: bool = False
    role: str = "member"
    timezone: str = "UTC"
    week_start_day: str = "Monday"  # 31: Monday / any
    date_format: str = "%m/%d/%Y"
    decimal_symbol: str = "."
    thousands_separator: str = ","
    day_entry_notes_required: bool = False  # 16
    company_forbidden: bool = False  # 34
    weekly_capacity: int = 126000
    rounding_minutes: int = 15  # rounded_hours is rounded up to this; 0 is off
    throttle: str = "100/15"
    registered_redirect: str = ""

    answers: str = "lean"
    restart_notes: str = "copied"
    zero_hours: str = "stopped"
    hours_while_running: str = "rebase"
    delete_body: str = "empty"
    running_started_time: str = "null"
    max_per_page: str = "2000"
    throttle_answer: str = "both"
    locked_change: str = "422"
    time_notation: str = "both"
    foreign_entry: str = "404"
    throttle_per: str = "token"
    new_assignments: str = "at_once"
    implicit_answer: str = "query"
    member_categories: str = "200"
    links: str = "mixed"
    references: str = "kept"
    reference_filter: str = "works"
    restart_reference: str = "not_copied"
    cleared_reference: str = "moved"
    locked_reference: str = "allowed"
    end_before_start: str = "accepted"
    earlier_start: str = "that_instant"


def as_json(settings: Settings) -> dict[str, object]:
    """All settings by name."""
    return asdict(settings)


def change(settings: Settings, name: str, value: object) -> None:
    """Set one setting; texts stand for numbers and booleans too.

    Raises ValueError with a sentence if the name is unknown or the value does not fit.
    """
    present = getattr(settings, name, None)
    if name.startswith("_") or present is None:
        msg = f"there is no setting {name!r}"
        raise ValueError(msg)
    if name in _CHOICES:
        text = str(value)
        if text not in _CHOICES[name]:
            msg = f"{name} is one of {', '.join(_CHOICES[name])}, not {text!r}"
            raise ValueError(msg)
        setattr(settings, name, text)
    elif name == "throttle":
        text = str(value)
        read_rate(text)
        settings.throttle = text
    elif isinstance(present, bool):
        setattr(settings, name, _read_switch(name, value))
    elif isinstance(present, int):
        setattr(settings, name, int(str(value)))
    else:
        setattr(settings, name, str(value))


def read_rate(text: str) -> tuple[int, float]:
    """Read `100/15` as requests per seconds; 0 requests or `off` mean no limit.

    Raises ValueError for anything else.
    """
    if text == "off":
        return 0, 1.0
    count, slash, seconds = text.partition("/")
    if not slash or not count.isdigit() or float(seconds) <= 0:
        msg = f"a throttle is written N/SECONDS, not {text!r}"
        raise ValueError(msg)
    return int(count), float(seconds)


def _read_switch(name: str, value: object) -> bool:
    match str(value).lower():
        case "true" | "1" | "yes" | "on":
            return True
        case "false" | "0" | "no" | "off":
            return False
    msg = f"{name} is true or false, not {value!r}"
    raise ValueError(msg)
