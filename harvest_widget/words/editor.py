"""The editor: labels, readings of what was typed, and why it is not taken."""

NEW_ENTRY, EDIT_ENTRY = "New entry", "Edit entry"
WORK_LABEL, NOTES_LABEL, TIME_LABEL = "Project and task", "Notes", "Time"
START_LABEL, END_LABEL, DATE_LABEL, NEXT_DAY = "Start", "End", "Date", "Ends the next day"
SEARCH_WORK = "Client, project, code or task"
START, SAVE, TRY_AGAIN, SAVE_AND_RUN = "Start", "Save", "Try again", "Save and run"
DELETE_ENTRY, DISCARD_DRAFT = "Delete entry", "Discard"
CLOSE, CONTINUE_TODAY = "Close", "Continue today"
ENTER_KEY, ESC_KEY = "Enter", "Esc"
BACK, PREVIOUS_MONTH, NEXT_MONTH = "Back", "Previous month", "Next month"
NO_PROJECTS = (
    "No project is assigned to you yet. Ask an administrator of your"
    " Harvest account, then press F5."
)
PROJECTS_COMING = "Your projects have not arrived yet. They will appear here by themselves."
WORK_MISSING = "Choose a project and task first."
NOTES_MISSING = "This account wants notes on every entry. Type some first."
DATE_UNREADABLE = "Type a date such as {example}."
GONE_ELSEWHERE = "This entry was deleted elsewhere. Your text is still here to copy."
TIME_HELP = "Leave the time empty to start a timer now. “-15m” starts it 15 minutes ago."
TIMES_HELP = (
    "Leave both empty to start a timer now. A start alone runs since then;"
    " “-15m” is 15 minutes ago."
)
OTHER_DAY_HELP = "To start a timer, set the date to today."
EDIT_TIME_HELP = "“+15m” adds to what is there, “-15m” takes away."
NOTES_HINT = "From earlier entries · ↓ choose · Enter takes it"

STARTS_NOW, SINCE, NOW, SUBTRACTION = "starts now", "since", "now", "a subtraction"
RUNNING, NEXT_DAY_ASKED = "running", "Next day?"
TAB_SWITCHES = "Tab switches"
START_MISSING = "Type when it started."
END_MISSING = "Type when it ended."
STARTED_YESTERDAY = "That was yesterday. Set the date to yesterday first."
ENDS_BEFORE_START = "The end lies before the start. Correct it, or tick “Ends the next day”."
TIME_REFUSED = {
    "unreadable": "This is not a time. Try 1:30, 1.5, 90m or 9a-10:30a.",
    "minutes_over_59": "Minutes go up to 59 after a colon. Write 90m for more.",
    "unit_missing": "Hours or minutes? Write 800m or 13h.",
    "too_long": "More than {limit} does not fit. Type less.",
    "below_zero": "That would be below zero. Take away less.",
    "zero": "That is no time at all. Type more than 0:00.",
    "empty": "Type a time. To remove the entry, delete it.",
    "empty_other_day": "Type a time, or set the date to today.",
    "not_today": "Only an entry dated today can start earlier. Type a time, or set the"
    " date to today.",
    "ends_before_start": "The end lies before the start. Correct one of them.",
}


def matches(found: int, of: int) -> str:
    """Line below the search results."""
    return f"{found} of {of} · ↑↓ choose · Enter takes it"


def all_work(count: int) -> str:
    """Line below the list while nothing is typed: favourites and recents come first."""
    return f"{count} · favourites and recents first · ↑↓ choose"


def nothing_found(typed: str) -> str:
    """Nothing matches the search."""
    return f"Nothing matches “{typed}”. Type less of it, or press F5 to fetch new projects."


def choice(title: str, client: str, place: int, count: int) -> str:
    """What a screen reader says of the chosen line."""
    return f"{title}, {client}, {place} of {count}"


def will_stop(project: str) -> str:
    """Start would end what runs."""
    return f"{project} will stop."


def will_stop_with_run(project: str) -> str:
    """Save and run would end what runs."""
    return f"With Save and run, {project} will stop."


def either(first: str, second: str) -> str:
    """Two readings of a bare number."""
    return f"{first} or {second}?"


def two_readings(typed: str, first: str, second: str) -> str:
    """Saving is refused while nobody chose between two readings."""
    return f"“{typed}” may be {first} or {second}. Press Tab in the field to choose."


def tab_switches_to(shown: str) -> str:
    """The other reading of a bare number."""
    return f"Tab: {shown}"


def decimal_hours(shown: str) -> str:
    """Decimal hours beside hours and minutes."""
    return f"{shown} h"


def ago(shown: str) -> str:
    """How long a timer will have run."""
    return f"{shown} so far"


def instead_of(shown: str) -> str:
    """An adjustment, with what was there before."""
    return f"instead of {shown}"


def next_day(times: str) -> str:
    """A range that ends after midnight."""
    return f"{times}, next day"


def still_to_come(shown: str) -> str:
    """A start that lies ahead."""
    return f"{shown} is still to come. Type an earlier start, or an end too."
