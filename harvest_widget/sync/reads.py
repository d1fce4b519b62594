"""Pure: what to read and when, and what a read changes in the snapshot (sync.md 21 and 23).

It writes nothing.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from harvest_widget import words
from harvest_widget.api import requests
from harvest_widget.api.errors import Fate
from harvest_widget.model.account import Company, User
from harvest_widget.model.entries import TimeEntry
from harvest_widget.store import selectors
from harvest_widget.store.session import tell
from harvest_widget.store.state import SignedOut, Snapshot, Span, State
from harvest_widget.sync import keys
from harvest_widget.sync.creates import user_id
from harvest_widget.sync.settle import with_entry, without
from harvest_widget.sync.steps import Failed, Kind, Outcome, Step

HOURLY = timedelta(hours=1)
KEPT_SPANS = 8


def plan_read(state: State, now: datetime, pace: timedelta) -> Step | datetime:
    """The next thing to read, or when there will be one.

    `pace` is the pause between polls of the shown days.
    """
    shown = selectors.week_of(state, selectors.shown_day(state, now))
    span = _span_at(state, shown)

    def due_at(kind: Kind, read_at: datetime | None, pause: timedelta) -> datetime:
        # An instant still to come is one of a clock that was set back since.
        if kind in state.asked or read_at is None or read_at > now:
            return selectors.EARLIEST
        return read_at + pause

    running = requests.running(user_id=user_id(state))
    due = [
        (due_at(step.kind, read_at, pause), step)
        for step, read_at, pause in (
            (Step(kind="read_user", request=requests.me()), state.user_read_at, HOURLY),
            (Step(kind="read_company", request=requests.company()), state.company_read_at, HOURLY),
            (_read_span(state, shown), span.read_at if span else None, pace),
            (Step(kind="read_running", request=running), state.snapshot.running_read_at, pace),
            (
                Step(kind="read_assignments", request=requests.project_assignments()),
                state.assignments_read_at,
                HOURLY,
            ),
        )
    ]
    for entry_id in state.snapshot.reread[:1]:
        request = requests.time_entry(entry_id=entry_id)
        due.insert(0, (now, Step(kind="read_entry", request=request, entry_id=entry_id)))
    for at, step in due:
        if at <= now:
            return step
    return min(at for at, _ in due)


def _span_at(state: State, first: date) -> Span | None:
    return next((span for span in state.snapshot.spans if span.first == first), None)


def _read_span(state: State, first: date) -> Step:
    last = first + timedelta(days=6)
    request = requests.time_entries(user_id=user_id(state), from_=first, to=last)
    return Step(kind="read_span", request=request, first=first, last=last)


def absorb_read(state: State, step: Step, outcome: Outcome, now: datetime) -> State:
    """The State after a read.

    What failed is asked again when it is due; what is forbidden is done without.
    """
    if isinstance(outcome, Failed) and outcome.fate is not Fate.REJECTED:
        return state
    state = replace(state, asked=tuple(kind for kind in state.asked if kind != step.kind))
    if isinstance(outcome, Failed):
        return _forbidden(state, step, now)
    value: Any = outcome.value
    match step.kind:
        case "read_user":
            return _with_user(replace(state, user_read_at=now), value)
        case "read_company":
            return replace(state, company=value, company_guessed=False, company_read_at=now)
        case "read_assignments":
            return replace(state, assignments=tuple(value), assignments_read_at=now)
        case "read_entry":
            return with_entry(state, value)
        case "read_running":
            return _running(state, value[0] if value else None, now)
        case "read_span":
            assert step.first is not None
            assert step.last is not None
            return _span(state, Span(step.first, step.last, now), value, now)
    raise AssertionError(step.kind)


def _forbidden(state: State, step: Step, now: datetime) -> State:
    match step.kind:
        case "read_company":
            # Some members may not read it: guess from the entries, and ask again in an hour (open
            # question 34).
            guessed = guess(state) if state.company_guessed else state.company
            return replace(state, company=guessed, company_read_at=now)
        case "read_entry":
            return without(state, step.entry_id)
        case "read_user":
            return replace(state, connection=SignedOut("refused"))
        case "read_assignments":
            return replace(state, assignments_read_at=now)
        case "read_running":
            return replace(state, snapshot=replace(state.snapshot, running_read_at=now))
    assert step.first is not None
    assert step.last is not None
    spans = _spans(state.snapshot, Span(step.first, step.last, now))
    return replace(state, snapshot=replace(state.snapshot, spans=spans))


def guess(state: State) -> Company:
    """The account's settings as its entries show them (harvest-api.md section 5).

    The fallback where they may not be read.
    """
    entries = state.snapshot.entries.values()
    times = [t for e in entries if not e.is_running for t in (e.started_time, e.ended_time) if t]
    twelve = any(text[-1:] in "mM" for text in times)
    return replace(
        state.company,
        wants_timestamp_timers=bool(times),
        clock="12h" if twelve else "24h",
    )


def _with_user(state: State, user: User) -> State:
    account = state.account
    if account is None or user.id != account.user.id:
        return state
    return replace(state, account=replace(account, user=user))


def _running(state: State, running: TimeEntry | None, now: datetime) -> State:
    """What runs at the server.

    Whatever else we took to run has been stopped elsewhere and is read again.
    """
    before, told = selectors.running(state), state.snapshot.running_read_at is not None
    state = keys.find_echoes(state, [running] if running else [], now)
    snapshot = state.snapshot
    stale = tuple(
        i
        for i, entry in snapshot.entries.items()
        if entry.is_running and (running is None or i != running.id)
    )
    snapshot = replace(
        snapshot,
        entries=_stopped(snapshot, stale),
        reread=tuple(dict.fromkeys((*snapshot.reread, *stale))),
        running_read_at=now,
    )
    state = replace(state, snapshot=snapshot)
    state = with_entry(state, running) if running is not None else state
    # What runs when we look for the first time is no news.
    return _tell(state, before, now) if told else state


def _stopped(snapshot: Snapshot, stale: Iterable[int]) -> dict[int, TimeEntry]:
    entries = dict(snapshot.entries)
    for i in stale:
        entry = entries[i]
        hours = entry.hours
        entries[i] = replace(
            entry, is_running=False, timer_started_at=None, hours_without_timer=hours
        )
    return entries


def _span(state: State, span: Span, listed: list[TimeEntry], now: datetime) -> State:
    """A range of days as the server has it: what is not listed is gone."""
    before, told = selectors.running(state), state.snapshot.running_read_at is not None
    state = keys.find_echoes(state, listed, now)
    snapshot = state.snapshot
    spans = _spans(snapshot, span)
    kept = {
        i: entry
        for i, entry in snapshot.entries.items()
        # What still waits for its entry shows it, also one that was deleted elsewhere.
        if _wanted(state, i)
        or (
            not span.first <= entry.spent_date <= span.last
            and (entry.is_running or _covered(spans, entry.spent_date))
        )
    }
    new = {entry.id: entry for entry in listed if entry.id is not None}
    reread = tuple(i for i in snapshot.reread if i not in new)
    snapshot = replace(snapshot, entries={**kept, **new}, spans=spans, reread=reread)
    state = replace(state, snapshot=snapshot, refs=_refs_in_use(state, snapshot))
    if state.company_guessed and state.company_read_at is not None:
        state = replace(state, company=guess(state))
    return _tell(state, before, now) if told else state


def _spans(snapshot: Snapshot, span: Span) -> tuple[Span, ...]:
    others = (kept for kept in snapshot.spans if kept.first != span.first)
    return (span, *others)[:KEPT_SPANS]


def _covered(spans: Iterable[Span], day: date) -> bool:
    return any(span.first <= day <= span.last for span in spans)


def _wanted(state: State, entry_id: int) -> bool:
    refs = {ref for ref, i in state.refs.items() if i == entry_id} | {str(entry_id)}
    return any(waiting.op.ref in refs for waiting in state.outbox)


def _refs_in_use(state: State, snapshot: Snapshot) -> dict[str, int]:
    """Our names of entries that are still shown, on their way, or known by their key."""
    waiting = {w.op.ref for w in state.outbox} | state.keys.keys()
    acts = {op.ref for act in state.undo for op in act.ops}
    return {
        ref: i
        for ref, i in state.refs.items()
        if i in snapshot.entries or ref in waiting or ref in acts
    }


def _tell(state: State, before: selectors.Row | None, now: datetime) -> State:
    """A notice about a timer that began or ended elsewhere.

    None about what is ours or still on its way.
    """
    after = selectors.running(state)
    if (before and before.ref) == (after and after.ref) or state.outbox:
        return state
    if after is not None:
        return tell(state, words.started_elsewhere(after.entry.project.name), now=now)
    assert before is not None
    stopped = state.snapshot.entries.get(before.entry.id or 0)
    at = (stopped.updated_at if stopped else None) or now
    told = words.stopped_elsewhere(before.entry.project.name, words.TIME)
    return tell(state, told, now=now, instant=at)
