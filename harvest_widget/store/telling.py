"""State -> what is told of acts, events and days, in the account's notation."""

from datetime import date, datetime

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.model.formats import show_hours, show_instant
from harvest_widget.store.selectors import day_sum, formats, is_read, sheet, shown_total, zone
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


def day_total(state: State, day: date, now: datetime) -> str:
    """The total of a day as the account writes it; a dash where nobody knows of any time yet."""
    shown = formats(state)
    seconds = shown_total((day_sum(state, day),), shown, now)
    return show_hours(seconds, shown) if seconds or is_read(state, day) else words.UNKNOWN_TIME


def notices(state: State) -> tuple[Notice, ...]:
    """What happened without the user; times in the account's present notation.

    There is nothing to decide any more about an entry that is gone.
    """
    where, shown, there = zone(state), formats(state), sheet(state)
    return tuple(
        replace(
            told,
            text=words.told(told.text, show_instant(told.instant or told.at, where, shown)),
            conflict=told.conflict if told.conflict and told.conflict.ref in there else None,
        )
        for told in state.notices
    )
