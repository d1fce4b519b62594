"""What the command line asks of the running program, and what it is answered; no sockets, no Qt."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from harvest_widget import words
from harvest_widget.model.entries import Work
from harvest_widget.model.formats import show_hours
from harvest_widget.model.hours import Duration, read_duration
from harvest_widget.model.operations import new_ref
from harvest_widget.model.search import Index, One, Several, Unknown, resolve
from harvest_widget.model.timesheet import elapsed
from harvest_widget.store import changes, selectors, telling
from harvest_widget.store.state import Online, SignedOut, State
from harvest_widget.store.store import Store

Reply = Callable[[dict[str, object]], None]
FIRST_ASSIGNMENTS = 10.0
"""Seconds that `start` waits for the first list of projects (design.md 5)."""


class Commands:
    """Obeys commands; `later(seconds, work)` runs something after a while."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        *,
        show: Callable[[], None],
        new_entry: Callable[[], None],
        quit_program: Callable[[], None],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._store, self._clock, self._later = store, clock, later
        self._does: dict[object, Callable[[], None]] = {
            "status": lambda: None,
            "stop": lambda: store.update(changes.stop_timer, now=clock()),
            "show": show,
            "new": new_entry,
            "quit": quit_program,
        }

    def answer(self, request: dict[str, object], reply: Reply) -> None:
        """Obey, and answer with the state after it: at once, on disk, whether sent yet or not."""
        command = request.get("command")
        if command == "start":
            self._when_known(request, reply)
        elif command == "toggle":
            self._toggle(reply)
        elif command in self._does:
            before = self._store.state
            self._does[command]()
            self._done(reply, before)
        else:
            reply({"exit": 2, "error": words.unknown_command(str(command))})

    def _done(self, reply: Reply, before: State | None = None) -> None:
        """Answer with the state; in words with what was done since `before`, if anything was."""
        state = self._store.state
        answer: dict[str, object] = {"exit": 0, "object": described(state, self._clock())}
        act = telling.last_act(state)
        if before is not None and act is not None and state.undo != before.undo:
            answer["text"] = act.text
        reply(answer)

    def _toggle(self, reply: Reply) -> None:
        if selectors.last_worked_on(self._store.state) is None:
            reply({"exit": 1, "error": words.NOTHING_TO_CONTINUE})
            return
        before = self._store.state
        self._store.update(changes.toggle, now=self._clock(), new_ref=new_ref())
        self._done(reply, before)

    def _when_known(self, request: dict[str, object], reply: Reply) -> None:
        """Start as soon as there are projects to choose from: a new program may have none yet."""
        waiting = [True]

        def go_on() -> None:
            if waiting.pop(0) if waiting else False:
                stop()
                self._start(request, reply)

        def look(ready: bool) -> None:  # noqa: FBT001  (what is watched)
            if ready:
                # Not from within `watch`: its way to stop is not known yet.
                self._later(0, go_on)

        stop = self._store.watch(_ready, look)
        self._later(FIRST_ASSIGNMENTS, go_on)

    def _start(self, request: dict[str, object], reply: Reply) -> None:
        state = self._store.state
        if isinstance(state.connection, SignedOut):
            reply({"exit": 1, "error": words.START_SIGNED_OUT})
            return
        ago = _seconds(state, request.get("ago"))
        if ago is None:
            reply({"exit": 1, "error": words.ago_unreadable(str(request.get("ago")))})
            return
        works = selectors.bookable(state)
        index = Index(works, _texts, lambda work: work.pair)
        match resolve(index, str(request.get("query") or ""), ranks=selectors.ranks(state)):
            case One(pair=work):
                notes = str(request.get("notes") or "")
                self._store.update(
                    changes.start_timer,
                    work=work,
                    notes=notes,
                    now=self._clock(),
                    ref=new_ref(),
                    ago=ago,
                )
                self._done(reply, state)
            case Several() as several:
                _refuse(reply, words.AMBIGUOUS, several.candidates)
            case Unknown() as unknown:
                error = words.UNKNOWN_WORK if works else words.NO_PROJECTS
                _refuse(reply, error, unknown.nearest)


def _ready(state: State) -> bool:
    return state.assignments_read_at is not None or isinstance(state.connection, SignedOut)


def _refuse(reply: Reply, error: str, candidates: tuple[Work, ...]) -> None:
    reply({"exit": 1, "error": error, "candidates": [named(work) for work in candidates]})


def _texts(work: Work) -> tuple[str, str, str, str]:
    return work.client.name, work.project.name, work.project.code or "", work.task.name


def _seconds(state: State, ago: object) -> int | None:
    """Seconds of `--ago 15m`; None if it is no duration."""
    if ago is None:
        return 0
    symbol = selectors.formats(state).decimal_symbol
    match read_duration(str(ago).strip().lstrip("-"), decimal_symbol=symbol, prefer="minutes"):
        case Duration(seconds=seconds, other=None):
            return seconds
    return None


def named(work: Work) -> dict[str, str]:
    """A project and task as the command line names them."""
    return {"client": work.client.name, "project": work.project.name, "task": work.task.name}


def described(state: State, now: datetime) -> dict[str, Any]:
    """The object of `--json`, in decimal hours: what runs, today's total, what is on its way."""
    shown = selectors.formats(state)
    row = selectors.running(state)
    running = None
    if row is not None:
        entry, seconds = row.entry, row.entry.seconds(now)
        since = entry.timer_started_at
        running = {
            "ref": row.ref,
            "id": entry.id if entry.id is not None else state.refs.get(row.ref),
            **named(entry.work),
            "notes": entry.text,
            "spent_date": entry.spent_date.isoformat(),
            "hours": seconds / 3600,
            "display": show_hours(elapsed(entry, now, shown), shown, running=True),
            "since": since.strftime("%Y-%m-%dT%H:%M:%SZ") if since else None,
        }
    today = selectors.day_sum(state, selectors.today(state, now))
    exact = today.booked + (today.running.seconds(now) if today.running else 0)
    problems = len(selectors.problems(state))
    more = {}
    match state.connection:
        case Online():
            connection = "online"
        case SignedOut():
            connection = "signed-out"
        case offline:
            connection, more = "offline", {"why": offline.why}
    return {
        "running": running,
        "today": {
            "hours": exact / 3600,
            "display": show_hours(selectors.shown_total((today,), shown, now), shown),
        },
        "pending": len(state.outbox),
        "problems": problems,
        "connection": connection,
        **more,
    }
