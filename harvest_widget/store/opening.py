"""Opens the database, or what stands in for it where it is damaged or can't be kept."""

import logging
from pathlib import Path

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.store.disk import DamagedError, Disk, put_aside
from harvest_widget.store.state import State

log = logging.getLogger(__name__)


def opened(path: Path) -> tuple[State, Disk | None, list[str]]:
    """The State, the disk it is kept on, and what to tell the user; raises DatabaseTooNewError.

    A damaged file is put aside; where nothing can be kept the program runs all the same.
    """
    said: list[str] = []
    try:
        try:
            return *_loaded(path), said
        except DamagedError as error:
            log.warning("the database is damaged: %s", error)
            aside = put_aside(path)
            said.append(words.DAMAGED.format(name=aside.name))
            return *_loaded(path), said
    except OSError as error:
        said.append(words.NOT_KEPT.format(folder=path.parent, why=error.strerror or error))
        return State(), None, said


def _loaded(path: Path) -> tuple[State, Disk]:
    disk = Disk(path)
    return disk.load(), disk


def keep_in_memory(_before: State, after: State) -> State:
    """Save nothing, and let the State say so."""
    return after if after.unsaved else replace(after, unsaved=True)
