"""What the user did (the undo toast), and what happened without them (notices)."""

TIME = "\x1f"
"""Stands in a sentence that is kept, where a time is to be: the account's notation may change."""


QUOTED = 80
"""So many letters of what somebody else wrote tell it from what the user wrote."""


def told(kept: str, shown: str) -> str:
    """A sentence that was kept, with its time as it is written now."""
    return kept.replace(TIME, shown)


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


def discarded(project: str) -> str:
    """Toast after something refused was discarded."""
    return f"Discarded {project}".strip()


def unknown_zone(name: str) -> str:
    """The time zone of the Harvest profile is one that this program has never heard of."""
    return (
        f"Your Harvest time zone “{name}” is unknown here: days and times follow this computer."
        " Choose another in your Harvest profile."
    )


def other_zone(name: str, here: str) -> str:
    """The Harvest profile and this computer have different times at present."""
    return (
        f"This computer is in another time zone ({here}) than your Harvest profile ({name}):"
        " days and times follow Harvest."
    )


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
    theirs = " ".join(theirs.split())
    cut = theirs if len(theirs) <= QUOTED else f"{theirs[:QUOTED]}…"
    return f"{project}: {field} changed elsewhere to “{cut}”. Yours was kept."


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

NOTHING_TO_CONTINUE = "There is nothing to continue yet: start something first"
AMBIGUOUS = "That fits more than one project and task; say more"
UNKNOWN_WORK = "That fits no project and task"
TROUBLE = "Something went wrong inside Harvest Widget. Your time is safe; the log says more."
DAMAGED = "The database was damaged and was put aside as {name}. What Harvest has is fetched again."
NOT_KEPT = "Nothing can be kept in {folder}: {why}. Your time is sent, but not remembered here."
TOO_NEW = (
    "A newer Harvest Widget has used this data. Install that version again; nothing was changed."
)
QUIT_UNSAVED = "Some changes are not saved yet. Quit once more to leave all the same."


def ago_unreadable(typed: str) -> str:
    """`--ago` with something that is no duration."""
    return f"--ago {typed} is not a time span; write 15m or 1:30"
