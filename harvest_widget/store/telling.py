"""State -> the sentences that tell what was done and what happened, in the account's notation."""

from datetime import datetime

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.model.formats import show_hours, show_instant
from harvest_widget.store.selectors import formats, zone
from harvest_widget.store.state import Notice, State, Undo


def last_act(state: State) -> Undo | None:
    """The last act that can be taken back; its sentence in the account's present notation."""
    if not state.undo:
        return None
    act = state.undo[-1]
    return replace(act, text=words.told(act.text, show_hours(act.seconds, formats(state))))


def toast(state: State, now: datetime) -> Undo | None:
    """The last act, while it can be taken back at a glance."""
    act = last_act(state)
    return act if act is not None and act.until > now else None


def notices(state: State) -> tuple[Notice, ...]:
    """What happened without the user; times in the account's present notation."""
    where, shown = zone(state), formats(state)
    return tuple(
        replace(
            told, text=words.told(told.text, show_instant(told.instant or told.at, where, shown))
        )
        for told in state.notices
    )
