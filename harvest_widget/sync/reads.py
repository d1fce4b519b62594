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
from harvest_widget.sync import keys, pace
from harvest_widget.sync.creates import id_of, user_id
from harvest_widget.sync.settle import with_entry, without
from harvest_widget.sync.steps import Failed, Kind, Outcome, Step

KEPT_SPANS = 8
KEPT_ENTRIES = 2000
"""Besides the span just read and today's: so many start the program no slower."""
CROWDED = 0.3
"""From here on (`State.crowded`) a poll is one request, and what else is due goes between two."""
RARELY = 3
"""Polls of the shown days for one of what runs, where these days show that too."""


def plan_read(state: State, now: datetime, *, looking: bool) -> Step | datetime:
    """The next thing to read, or when there will be one; `looking`: the timesheet is in view.

    What was not asked for waits: a poll is the shown days and one thing more at most, so that a
    thousand programs that are started at nine don't ask for everything at nine.
    """
    shown = selectors.week_of(state, selectors.shown_day(state, now))
    span = _span_at(state, shown)

    pause = pace.poll_pause(state, looking=looking)
    rest = pace.rest_until(state, looking=looking)
    hourly = pace.slowed(state, pace.HOURLY)
    running_at = state.snapshot.running_read_at
    beside = (running_at, state.user_read_at, state.company_read_at, state.assignments_read_at)
    latest = max((at for at in beside if at is not None and at <= now), default=None)
    told = _tells_what_runs(state, shown, now)
    # In a crush whoever looks has what was asked for, and everything else comes in good time.
    crush = state.crowded >= CROWDED
    aside = pace.poll_pause(state, looking=looking and not crush)
    between = span.read_at + aside / 2 if span and crush else rest

    def due_at(kind: Kind, read_at: datetime | None) -> datetime:
        # Who looked and was refused, and looks no more, can wait like everybody else.
        if kind in state.asked and (looking or state.silent_until is None):
            return selectors.EARLIEST
        # An instant still to come is one of a clock that was set back since.
        unheard = kind == "read_user" and not state.clock_heard and not crush
        if kind in state.asked or read_at is None or read_at > now or unheard:
            return rest
        if kind == "read_span" or (kind == "read_running" and not told):
            return max(rest, pace.due(state, read_at, pause))
        at = pace.due(state, read_at, aside * RARELY if kind == "read_running" else hourly, kind)
        return max(rest, at, between, pace.due(state, latest or read_at, aside))

    running = requests.running(user_id=user_id(state))
    due = [
        (due_at(step.kind, read_at), step)
        for step, read_at in (
            # First: it shows the most, and any answer tells the time.
            (_read_span(state, shown), span.read_at if span else None),
            (Step(kind="read_user", request=requests.me()), state.user_read_at),
            (Step(kind="read_running", request=running), running_at),
            (
                Step(kind="read_assignments", request=requests.project_assignments()),
                state.assignments_read_at,
            ),
            (Step(kind="read_company", request=requests.company()), state.company_read_at),
        )
    ]
    for entry_id in state.snapshot.reread[:1]:
        request = requests.time_entry(entry_id=entry_id)
        due.insert(0, (now, Step(kind="read_entry", request=request, entry_id=entry_id)))
    for at, step in due:
        if at <= now:
            return step
    return min(at for at, _ in due)


def _tells_what_runs(state: State, shown: date, now: datetime) -> bool:
    """Whether reading the shown days shows a start or a stop of today, and the end of what runs."""
    days = Span(shown, shown + timedelta(days=6), now)
    runs = selectors.running(state)
    on = [selectors.today(state, now), *([runs.entry.spent_date] if runs else [])]
    return all(_covered([days], day) for day in on)


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
            # Equal ones stay the same object: thousands are not written or prepared anew each hour.
            same = state.assignments == (read := tuple(value))
            assignments = state.assignments if same else read
            return replace(state, assignments=assignments, assignments_read_at=now)
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
            return replace(state, connection=SignedOut("no_account"))
        case "read_assignments":
            return replace(state, assignments_read_at=now)
        case "read_running":
            return replace(state, snapshot=replace(state.snapshot, running_read_at=now))
    assert step.first is not None
    assert step.last is not None
    spans = _spans(state, Span(step.first, step.last, now), now)
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
    spans, wanted = _spans(state, span, now), _wanted(state)
    kept = {
        i: entry
        for i, entry in snapshot.entries.items()
        # What still waits for its entry shows it, also one that was deleted elsewhere.
        if i in wanted
        or (
            not span.first <= entry.spent_date <= span.last
            and (entry.is_running or _covered(spans, entry.spent_date))
        )
    }
    new = {entry.id: entry for entry in listed if entry.id is not None}
    reread = tuple(i for i in snapshot.reread if i not in new)
    snapshot = replace(snapshot, entries={**kept, **new}, spans=spans, reread=reread)
    state = keys.drop_unused(replace(state, snapshot=snapshot))
    if state.company_guessed and state.company_read_at is not None:
        state = replace(state, company=guess(state))
    return _tell(state, before, now) if told else state


def _spans(state: State, span: Span, now: datetime) -> tuple[Span, ...]:
    """What is kept: this one, today's, whose sum the tray shows, and those that were read last."""
    today = selectors.today(state, now)
    dates = [entry.spent_date for entry in state.snapshot.entries.values()]
    others = [other for other in state.snapshot.spans if other.first != span.first]
    others.sort(key=lambda other: not _covered([other], today))
    kept, count = [span], 0
    for other in others[: KEPT_SPANS - 1]:
        count += sum(other.first <= day <= other.last for day in dates)
        if count <= KEPT_ENTRIES or _covered([other], today):
            kept.append(other)
    return tuple(kept)


def _covered(spans: Iterable[Span], day: date) -> bool:
    return any(span.first <= day <= span.last for span in spans)


def _wanted(state: State) -> set[int]:
    """The ids of the entries that something on its way is about."""
    ids = (id_of(state, waiting.op.ref) for waiting in state.outbox)
    return {i for i in ids if i is not None}


def _tell(state: State, before: selectors.Row | None, now: datetime) -> State:
    """A notice about a timer that began or ended elsewhere.

    None about what is ours or still on its way.
    """
    after = selectors.running(state)
    on_its_way = any(waiting.refusal is None for waiting in state.outbox)
    if (before and before.ref) == (after and after.ref) or on_its_way:
        return state
    if after is not None:
        told = words.started_elsewhere(after.entry.project.name)
        if before is not None:
            told = words.ended_by_other_timer(before.entry.project.name, after.entry.project.name)
        return tell(state, told, now=now)
    assert before is not None
    stopped = state.snapshot.entries.get(before.entry.id or 0)
    at = (stopped.updated_at if stopped else None) or now
    told = words.stopped_elsewhere(before.entry.project.name, words.TIME)
    return tell(state, told, now=now, instant=at)
