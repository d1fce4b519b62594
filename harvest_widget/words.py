"""Every sentence that a user can read, in one place; it imports nothing and decides nothing."""

# --- What the user did (undo toast) ---


def started(project: str) -> str:
    """Toast after a start while nothing ran."""
    return f"Started {project}"


def started_and_stopped(project: str, other: str, shown: str) -> str:
    """Toast after a start that ended another timer."""
    return f"Started {project} · {other} stopped with {shown}"


def continued(project: str) -> str:
    """Toast after Continue."""
    return f"Continued {project}"


def continued_and_stopped(project: str, other: str, shown: str) -> str:
    """Toast after Continue that ended another timer."""
    return f"Continued {project} · {other} stopped with {shown}"


def stopped(project: str, shown: str) -> str:
    """Toast after a stop."""
    return f"Stopped {project} with {shown}"


def created(project: str) -> str:
    """Toast after a stopped entry was booked."""
    return f"Added time to {project}"


def edited(project: str) -> str:
    """Toast after an edit."""
    return f"Changed {project}"


def deleted(project: str) -> str:
    """Toast after a delete, which waits for its undo time."""
    return f"Deleted {project}"


# --- What happened without the user (notices) ---


def stopped_elsewhere(project: str, at: str) -> str:
    """Another device or the browser stopped our timer."""
    return f"{project} was stopped elsewhere at {at}"


def started_elsewhere(project: str) -> str:
    """Another device or the browser started a timer."""
    return f"{project} was started elsewhere"


def ended_by_other_timer(project: str, other: str) -> str:
    """A timer that began elsewhere ended ours before it could be sent (sync.md 14)."""
    return f"{project} ended when {other} was started elsewhere"


def stop_dropped(project: str) -> str:
    """The run that a waiting stop named is over, another one is on (sync.md 16)."""
    return f"{project} was started again elsewhere; your earlier stop was left out"


def overwritten(project: str, field: str, theirs: str) -> str:
    """An edit met a change made elsewhere (sync.md 5)."""
    return f"{project}: {field} was changed elsewhere to “{theirs}”; yours was kept"


def split_at_midnight(project: str) -> str:
    """One entry over midnight became two (sync.md 20)."""
    return f"{project} ran over midnight and was booked on both days"


def next_stretch(project: str) -> str:
    """Undo of a stop in a start/end account (sync.md 4)."""
    return f"{project} goes on as a new entry from where it stopped"


FIELDS = {
    "work": "project and task",
    "notes": "notes",
    "spent_date": "date",
    "seconds": "time",
    "started_time": "start",
    "ended_time": "end",
}

REFUSALS = {
    "refused": "Harvest refused this. Correct it, or discard it.",
    "forbidden": "You may not do this in Harvest. Ask an administrator, or discard it.",
    "not_found": "Harvest does not know this. Choose another project, or discard it.",
    "bad_request": "Harvest did not understand this. Retry, or discard it.",
    "deleted_elsewhere": "The entry was deleted elsewhere. Retry makes no sense: copy the text, or discard it.",
    "two_candidates": "Harvest holds two entries that could be this one. Look there, then discard this one or retry.",
    "maybe_sent": "It is not certain that Harvest has this. Look there, then discard it or retry.",
    "unchanged": "Harvest took this and changed nothing. Look there, then discard it or retry.",
}

NOTHING_TO_CONTINUE = "There is nothing to continue yet: start something first"
AMBIGUOUS = "That fits more than one project and task; say more"
UNKNOWN_WORK = "That fits no project and task"
TROUBLE = "Something went wrong inside Harvest Widget. Your time is safe; the log says more."
DAMAGED = "The database was damaged and was put aside as {name}. What Harvest has is fetched again."
NOT_KEPT = "Nothing can be kept in {folder}: {why}. Your time is sent, but not remembered here."
TOO_NEW = "A newer Harvest Widget has used this data. Install that version again; nothing was changed."
QUIT_UNSAVED = "Some changes are not saved yet. Quit once more to leave all the same."
MACHINE_ZONE = "Your Harvest profile's time zone “{name}” is unknown here; this computer's is used."


def ago_unreadable(typed: str) -> str:
    """`--ago` with something that is no duration."""
    return f"--ago {typed} is not a time span; write 15m or 1:30"


# --- The editor ---

NEW_ENTRY, EDIT_ENTRY = "New entry", "Edit entry"
WORK_LABEL, NOTES_LABEL, TIME_LABEL = "Project and task", "Notes", "Time"
START_LABEL, END_LABEL, DATE_LABEL, NEXT_DAY = "Start", "End", "Date", "Ends the next day"
SEARCH_WORK = "Client, project, code or task"
START, SAVE, TRY_AGAIN, SAVE_AND_RUN = "Start", "Save", "Try again", "Save and run"
DELETE_ENTRY, DISCARD_DRAFT, CLOSE, CONTINUE_TODAY = "Delete entry", "Discard", "Close", "Continue today"
ENTER_KEY, ESC_KEY = "Enter", "Esc"
BACK, PREVIOUS_MONTH, NEXT_MONTH = "Back", "Previous month", "Next month"
NO_PROJECTS = "No project is assigned to you yet. Ask an administrator of your Harvest account, then press F5."
PROJECTS_COMING = "Your projects have not arrived yet. They will appear here by themselves."
WORK_MISSING = "Choose a project and task first."
NOTES_MISSING = "This account wants notes on every entry. Type some first."
DATE_UNREADABLE = "Type a date such as {example}."
GONE_ELSEWHERE = "This entry was deleted elsewhere. Your text is still here to copy."
LOCKED = "This entry is locked."
TIME_HELP = "Leave the time empty to start a timer now. “-15m” starts it 15 minutes ago."
TIMES_HELP = "Leave both empty to start a timer now. A start alone runs since then; “-15m” is 15 minutes ago."
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
    "not_today": "Only an entry dated today can start earlier. Type a time, or set the date to today.",
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


# --- The day, its rows and cards ---

APP = "Harvest Widget"
TODAY, WEEK, OPEN = "Today", "Week", "Open"
NEW_ENTRY_BUTTON = "+ New entry"
NOTHING_YET = "Nothing booked on this day."
NOTHING_YET_HINT = "Press N for a new entry."
NOTHING_TODAY = "Nothing booked today."
NOTHING_TODAY_HINT = "Press N to start a timer, Space to continue what you did last."
PREVIOUS_DAY, FOLLOWING_DAY, MORE = "Previous day", "Next day", "Menu"
UNDO, FIX, STOP = "Undo", "Fix", "Stop"
RETRY, DISCARD, COPY_TEXT, DISMISS = "Retry", "Discard", "Copy text", "Dismiss"
REFRESH, SIGN_IN, SIGN_OUT, QUIT = "Refresh", "Sign in", "Sign out", "Quit"
KEEP_OPEN = "Keep open"
EDIT, DELETE, COPY_ROW = "Edit", "Delete", "Copy as text"
START_AGAIN_TODAY, CONTINUE_THIS = "Start the same today", "Continue this very entry"
ADD_FAVOURITE, REMOVE_FAVOURITE = "Make it a favourite", "No longer a favourite"
INVOICED, APPROVED, ROW_LOCKED = "invoiced", "approved", "locked"
PROGRESS = {"waiting": "not sent yet", "refused": "refused", "unsaved": "not saved"}
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


def locked_because(reason: str) -> str:
    """Name of the lock on a row."""
    return f"Locked: {reason}" if reason else "Locked"


def undo(what: str) -> str:
    """Item of the tray menu after an act; `what` is the act's own sentence."""
    return f"Undo “{what}”"


def not_accepted(what: str) -> str:
    """Title of the card of a refused entry."""
    return f"Not accepted: {what}"


def more_problems(count: int) -> str:
    """Line below the cards of refused entries."""
    return f"{count} more not accepted"


def waiting(count: int) -> str:
    """Header while changes are on their way."""
    return f"{count} waiting"


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


# --- The command line and the start of the program ---

HELP = """\
Harvest Widget, a tray timer for Harvest.

  harvest-widget [OPTION ...]                      start it, or show the one that runs
  harvest-widget COMMAND [OPTION ...]              tell the running program

Commands
  status            the running timer and today's total
  start QUERY       start a timer on the project and task that QUERY means
  stop              stop the running timer
  toggle            stop the running timer, or continue the last one
  new               open an empty entry
  show              open the window
  quit              end the program; what is not sent yet is kept
  --json            answer with one JSON object
  --notes TEXT      notes of the entry (start)
  --ago 15m         begin that long ago (start)

Options
  --demo            try it without an account and without a network
  --hidden          start in the tray only
  --profile NAME    keep separate accounts apart (default: default)
  --data-dir DIR    keep the data there           [HARVEST_WIDGET_DATA_DIR]
  --api-url URL     another API, with /v2         [HARVEST_WIDGET_API_URL]
  --id-url URL      another sign-in, without /api [HARVEST_WIDGET_ID_URL]
  --version, --help

HARVEST_ACCESS_TOKEN and HARVEST_ACCOUNT_ID take the place of the keychain.
Exit codes: 0 done, 1 refused, 2 not understood, 3 no running program."""

START_NEEDS_QUERY = "start needs to know what to start, for example: start website programming"
JSON_NEEDS_COMMAND = "--json belongs to a command, for example: status --json"
DEMO_HAS_ITS_PROFILE = "--demo has a profile of its own; leave --profile out"
NOT_RUNNING = "Harvest Widget is not running"
NO_ANSWER = "Harvest Widget is running but did not answer"
COMMAND_FAILED = "That went wrong inside Harvest Widget; its log says more"
COMMAND_UNREADABLE = "That is not a command"


def unknown_option(option: str) -> str:
    """An option that does not exist."""
    return f"there is no option {option}; --help lists them"


def unknown_command(command: str) -> str:
    """A first word that is no command."""
    return f"there is no command {command}; --help lists them"


def option_needs_value(option: str) -> str:
    """An option at the end of the line, or followed by another."""
    return f"{option} needs a value"


def only_with_start(option: str) -> str:
    """An option of `start` given to another command."""
    return f"{option} belongs to start"


def takes_no_text(command: str, text: str) -> str:
    """Words after a command that takes none."""
    return f"{command} takes no further words, but found {text}"


def bad_profile(name: str) -> str:
    """A profile's name that can't be a folder's."""
    return f"{name!r} can't be the name of a profile: use letters and digits, no slashes"


def bad_address(name: str, url: str) -> str:
    """An address that is none; `name` is the option or variable."""
    return f"{name}: {url} is not an address like https://example.com/v2"


def unprotected_address(name: str, url: str) -> str:
    """An address without TLS on another machine."""
    return f"{name}: {url} would send your token unprotected; use https (http only to this machine)"


def no_place(folder: str, why: str) -> str:
    """The data directory or the socket's folder can't be used."""
    return f"can't keep data in {folder}: {why}"


def not_private(folder: str) -> str:
    """Others could listen where our commands go."""
    return f"{folder} is open to other users of this machine; remove it, then start again"


def timer_line(shown: str, project: str, task: str, client: str) -> str:
    """A running timer in one line: `1:23 Website relaunch · Programming (Acme Corp)`."""
    task = f" · {task}" if task else ""
    client = f" ({client})" if client else ""
    return f"{shown} {project}{task}{client}"


def summary(status: dict[str, object]) -> str:
    """What `status` prints: the object of `--json` in a few short lines."""
    running, today = status.get("running"), status.get("today")
    numbers = (status.get("problems"), status.get("pending"))
    problems, pending = (n if isinstance(n, int) else 0 for n in numbers)
    connection = {"offline": "Offline", "signed-out": "Signed out"}
    lines = [
        candidate(running) if running else "No timer is running",
        f"Today {today.get('display', '')}" if isinstance(today, dict) else "",
        f"{problems} refused" if problems else "",
        f"{pending - problems} not sent yet" if pending > problems else "",
        connection.get(str(status.get("connection")), ""),
    ]
    return "\n".join(line for line in lines if line)


def candidate(found: object) -> str:
    """One of several things that a query may mean, or the running timer, as a line of its own."""
    if not isinstance(found, dict):
        return str(found)
    fields = ("display", "project", "task", "client")
    shown, project, task, client = (str(found.get(name) or "") for name in fields)
    return timer_line(shown, project, task, client).strip()


# --- End of the command line ---


# --- Errors of the API: what went wrong and the next step ---

API_ERRORS = {
    "no_network": "There is no connection to Harvest. Nothing is lost: it goes on by itself once"
    " the network is back.",
    "name_not_found": "Harvest's address was not found. Check the internet connection; it is tried"
    " again by itself.",
    "tls": "The connection to Harvest is not trusted on this computer. Check its date and time;"
    " where a company inspects traffic, ask whoever runs the network to add its certificate to"
    " the system's trust store.",
    "proxy": "The system's proxy did not let us through. Check it in the system's network"
    " settings.",
    "time_out": "Harvest did not answer in time. Nothing is lost: it is tried again by itself.",
    "interrupted": "The connection broke before Harvest had answered. What became of it is looked"
    " up by itself.",
    "broken_answer": "The answer did not look like Harvest's. Sign in to the network if it asks"
    " for it (a hotel, a train); otherwise it is tried again by itself.",
    "down": "Harvest has a problem on its side. Nothing is lost: it is tried again by itself.",
    "throttled": "Harvest asked for a pause because of too many requests. It goes on by itself.",
    "token_refused": "Harvest no longer accepts this sign-in. Sign in again; what is not sent yet"
    " is kept.",
    "forbidden": "You have no permission for this in Harvest. Ask an administrator of your"
    " account, or discard it.",
    "not_found": "Harvest does not know this entry any more. Create it again, or discard it.",
    "refused": "Harvest refused this. Correct it and try again, or discard it.",
    "bad_request": "Harvest did not understand this. Try again, or discard it; a newer version of"
    " the program may help.",
}
HARVEST_SPOKE = {
    "down",
    "throttled",
    "token_refused",
    "forbidden",
    "not_found",
    "refused",
    "bad_request",
}


def api_error(kind: str, said: str = "") -> str:
    """The sentence of a kind of error, and what was said: by Harvest or by this system."""
    if not said:
        return API_ERRORS[kind]
    says = f"Harvest says: “{said}”" if kind in HARVEST_SPOKE else f"({said})"
    return f"{API_ERRORS[kind]} {says}"


def http_status(number: int) -> str:
    """A status of HTTP that has no name."""
    return f"status {number}"


TOKEN_UNSENDABLE = "A token has no blanks inside and no unusual characters. Copy it again."  # noqa: S105


def unprotected(url: str) -> str:
    """Refusal of an address over which others could read the token."""
    return f"{url} is not protected: use https (plain http only on this computer itself)."


def no_address(url: str) -> str:
    """Refusal of an address that is none."""
    return f"{url} is not the address of a server."


# --- End of the API's errors ---


# --- Signing in ---

SIGN_IN_TITLE = "Sign in to Harvest"
SIGN_IN_AGAIN = "Sign in again"
WHAT_IT_IS = "An unofficial tray timer for your Harvest account; it is not made by Harvest."
TOKEN_LABEL = "Personal access token"  # noqa: S105
TOKEN_HINT = "Paste it here"  # noqa: S105
SHOW_TOKEN, HIDE_TOKEN = "Show the token", "Hide the token"  # noqa: S105
SHOW, HIDE = "Show", "Hide"
MAKE_TOKEN = "Open the page where tokens are made"  # noqa: S105
TOKEN_STAYS = "It is kept in this system's keychain and sent to nobody but Harvest."  # noqa: S105
SIGNING_IN, KEEPING_TOKEN = "Signing in…", "Waiting for the keychain…"  # noqa: S105
CANCEL = "Cancel"
TRY_DEMO = "Try the demo"
DEMO_HINT = "Two weeks of sample data on this computer. No account needed."
TOKEN_MISSING = "Paste a token first."  # noqa: S105
TOKEN_UNKNOWN = "Harvest does not know this token. Copy it again, all of it, or make a new one."  # noqa: S105
NO_HARVEST_ACCOUNT = "This token opens no Harvest account. Make one while you are signed in to Harvest."
CHOOSE_ACCOUNT = "Which account?"
CHOOSE_ACCOUNT_HINT = "Your token opens several. You can change this later by signing in again."
OTHER_TOKEN = "Use another token"  # noqa: S105
SESSION_ONLY = "Keep it for this session only"
KEYCHAIN_TITLE = "The token could not be kept"
KEYCHAIN = {
    "locked": "The system's keychain is locked. Unlock it and try again, or sign in anew after each start.",
    "absent": "This system has no keychain. You can go on, but you will have to sign in after each start.",
    "slow": "The keychain does not answer. It may be asking for its password in another window.",
    "failed": "The keychain refused: {why}",
}
UNREACHABLE = {
    "no_network": "Harvest can't be reached. Check the internet connection, then try again.",
    "name_not_found": "Harvest's address was not found. Check the internet connection, then try again.",
    "time_out": "Harvest did not answer in time. Try again.",
    "interrupted": "The connection broke before Harvest had answered. Try again.",
    "broken_answer": "The answer did not look like Harvest's. Sign in to the network if it asks for it"
    " (a hotel, a train), then try again.",
    "down": "Harvest has a problem on its side. Try again in a few minutes.",
    "throttled": "Harvest asked for a pause because of too many requests. Try again in a minute.",
}


def unreachable(kind: str, said: str) -> str:
    """Why nothing is known about a token."""
    return UNREACHABLE[kind] if kind in UNREACHABLE else api_error(kind, said)


def account_refused(name: str) -> str:
    """An account of the token that did not let the user in."""
    return f"{name} did not let you in. Choose another account, or ask an administrator there."


def waiting_for_account(count: int, account: str, user: str) -> str:
    """Signed out with a queue."""
    entries = "1 entry is" if count == 1 else f"{count} entries are"
    return f"{entries} waiting for {account}. Sign in as {user} to send what is waiting."


def other_user(user: str, account: str) -> str:
    """The token is somebody else's than before."""
    return f"This token belongs to {user} at {account}."


def queue_stays(count: int, user: str) -> str:
    """What becomes of the queue when somebody else signs in."""
    entries = "The entry that waits" if count == 1 else f"The {count} entries that wait"
    return f"{entries} for {user} will stay here, to be sent when {user} signs in again."


def continue_as(user: str) -> str:
    """Button: sign in as somebody else than before."""
    return f"Continue as {user}"


# --- End of signing in ---
