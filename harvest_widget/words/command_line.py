"""The command line and the start of the program."""

from harvest_widget.words.errors import API_ERRORS, IN_BETWEEN

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
START_SIGNED_OUT = "You are signed out: sign in first (harvest-widget show)"
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
    why = str(status.get("why"))
    offline = API_ERRORS[why] if why in IN_BETWEEN or why == "down" else "Offline"
    connection = {"offline": offline, "signed-out": "Signed out"}
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
