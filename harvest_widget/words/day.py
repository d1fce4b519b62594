"""The day, its rows and cards, and the tray."""

APP = "Harvest Widget"
TODAY, WEEK, OPEN = "Today", "Week", "Open"
NEW_ENTRY_BUTTON = "+ New entry"
LOADING, NOT_READ, NOT_READ_OFFLINE = "Loading…", "Not read yet", "Not read yet: offline"
UNKNOWN_TIME = "–"
NOTHING_YET = "Nothing booked on this day."
NOTHING_YET_HINT = "Press N for a new entry."
NOTHING_TODAY = "Nothing booked today."
NOTHING_TODAY_HINT = "Press N to start a timer, Space to continue what you did last."
PREVIOUS_DAY, FOLLOWING_DAY, MORE = "Previous day", "Next day", "Menu"
UNDO, FIX, STOP = "Undo", "Fix", "Stop"
RETRY, DISCARD, COPY_TEXT, DISMISS = "Retry", "Discard", "Copy text", "Dismiss"
CREATE_AGAIN, KEEP_IT, USE_THEIRS = "Create again", "Keep it", "Use theirs"
REFRESH, SIGN_IN, SIGN_OUT, QUIT = "Refresh", "Sign in", "Sign out", "Quit"
PIN, UNPIN = "Keep open", "Close by itself again"
EDIT, DELETE, COPY_ROW = "Edit", "Delete", "Copy as text"
START_AGAIN_TODAY, CONTINUE_THIS = "Start the same today", "Continue this very entry"
ADD_FAVOURITE, REMOVE_FAVOURITE = "Make it a favourite", "No longer a favourite"
INVOICED, APPROVED, ROW_LOCKED = "invoiced", "approved", "locked"
NOT_SENT, NOT_SAVED = "not sent yet", "not saved"
NO_TRAY = "This desktop shows no tray icons, so this is a normal window."
UNSAVED = "Your last changes could not be written to disk."
UNSAVED_HINT = "Free some space. They are kept in memory until then: do not quit."
SIGNED_OUT = {
    "never": "Sign in to send your time to Harvest.",
    "by_user": "You are signed out. What you book is kept here.",
    "refused": "Harvest no longer accepts your sign-in. What you book is kept here.",
    "no_account": "This sign-in has no Harvest account. Sign in with another.",
    "keychain_locked": "The system's keychain is locked. Unlock it, or sign in again.",
    "keychain_missing": "This system has no keychain for your sign-in. Sign in again.",
    "keychain_failed": "The system's keychain did not work. Sign in again.",
    "keychain_slow": "Waiting for the system's keychain. It may be asking for its password.",
}
REFUSALS = {
    "forbidden": "you have no permission for this",
    "not_found": "its project or task is not there any more",
    "deleted_elsewhere": "the entry was deleted elsewhere",
    "bad_request": "Harvest did not understand it",
    "unchanged": "Harvest did not take it over",
    "maybe_sent": "it may be booked already; look at the day before you try again",
    "two_candidates": "two entries look like this one; discard it or delete one of them",
}
OFFLINE, DOWN, THROTTLED = "Offline", "Harvest is down", "Harvest is busy"
CHIP_SIGNED_OUT = "Signed out"


def joined(*parts: str) -> str:
    """Names and notes in one line."""
    return " · ".join(" ".join(part.split()) for part in parts if part.strip())


def refused_because(kind: str, sentence: str) -> str:
    """Why an entry was set aside: the server's own sentence where it gave one."""
    why = sentence or REFUSALS.get(kind, "")
    return f"Refused: {why}" if why else "Refused by Harvest"


def both_readings(shown: str, other: str) -> str:
    """A time in the account's notation and in the other one."""
    return f"{shown} ({other})"


def running_for(shown: str) -> str:
    """A running time, for a screen reader."""
    return f"running, {shown}"


def since(at: str) -> str:
    """When the running timer was started."""
    return f"since {at}"


def since_yesterday(at: str) -> str:
    """A timer that is booked on yesterday."""
    return f"since yesterday {at}"


def since_day(day: str, at: str) -> str:
    """A timer that is booked on another day."""
    return f"since {day} {at}"


def short_day(weekday: int, day: int) -> str:
    """A weekday (Monday 0) and the day of the month."""
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[weekday]} {day}"


def start_work(work: str) -> str:
    """Name of a play button."""
    return f"Start {work}"


def stop_work(work: str) -> str:
    """Name of a stop button, and the first item of the tray menu."""
    return f"Stop {work}"


def continue_work(work: str) -> str:
    """First item of the tray menu while nothing runs."""
    return f"Continue {work}"


def fix_work(work: str) -> str:
    """Name of the button that opens a refused entry."""
    return f"Fix {work}"


def answer_for(answer: str, work: str) -> str:
    """Name of an answer's button on the card of a refused entry: there may be several cards."""
    return f"{answer}: {work}" if work else answer


def locked_because(reason: str) -> str:
    """Name of the lock on a row."""
    return f"Locked: {reason}" if reason else "Locked"


def undo(what: str) -> str:
    """Item of the tray menu after an act; `what` is the act's own sentence."""
    return f"Undo “{what}”"


NOT_ACCEPTED = {
    "StartTimer": "Start not accepted",
    "ContinueTimer": "Continuing not accepted",
    "StopTimer": "Stop not accepted",
    "Create": "Not accepted",
    "Edit": "Change not accepted",
    "Delete": "Delete not accepted",
}


def not_accepted(kind: str, what: str) -> str:
    """Title of the card of a refused operation; nothing may be known of its entry any more."""
    return ": ".join(part for part in (NOT_ACCEPTED[kind], what) if part)


def more_notices(count: int) -> str:
    """Line below the notices."""
    return f"{count} more {'notice' if count == 1 else 'notices'}"


def more_problems(count: int) -> str:
    """Line below the cards of refused entries."""
    return f"{count} more not accepted"


def waiting(count: int) -> str:
    """Header while changes are on their way."""
    return f"{count} waiting"


def unsent_as(count: int, user: str) -> str:
    """What another user of this computer has left here."""
    return f"{count} unsent as {user}"


def refused(count: int) -> str:
    """Header while changes are set aside."""
    return f"{count} refused"


def total_of(shown: str, capacity: str) -> str:
    """The week's total against its capacity."""
    return f"{shown} / {capacity}"


def day_and_total(day: str, shown: str) -> str:
    """Name of a day in the week strip."""
    return f"{day}, {shown}"


def tray_running(shown: str, title: str, client: str, today: str) -> str:
    """Tooltip of the tray icon while a timer runs."""
    return f"{shown} {title} ({client}) · today {today}"


def tray_stopped(today: str) -> str:
    """Tooltip of the tray icon while nothing runs."""
    return f"No timer · today {today}"
