"""What a user does at a computer: all that the program knows to do, and the oracle told of it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from harvest_widget.model.entries import TimeEntry
from harvest_widget.model.operations import Delete, Values
from harvest_widget.store import changes, problems, selectors
from tests.simulation.computer import Computer
from tests.simulation.world import BERLIN, World, day_of

INTENTS = {
    "start": 6,
    "start earlier": 2,
    "stop": 5,
    "toggle": 4,
    "resume": 5,
    "book": 4,
    "edit notes": 3,
    "edit work": 2,
    "edit day": 2,
    "edit time": 4,
    "edit running": 3,
    "delete": 3,
    "undo": 4,
    "look": 2,
    "turn": 1,
}


def act(world: World, computer: Computer) -> None:
    """Do something, if there is anything to do it to."""
    intent = world.random.choices(tuple(INTENTS), tuple(INTENTS.values()))[0]
    if not computer.certain and intent not in ("look", "turn"):
        return  # Its clock was set while the program was not running: nobody can know the time.
    world.steps += 1
    state = computer.state
    _DEEDS[intent](world, computer)
    if computer.state is not state:
        made = [waiting.op for waiting in computer.state.outbox if waiting not in state.outbox]
        world.tell(f"{computer.token[-1]} {intent} {world.oracle.running} {made}")


def _ref(world: World) -> str:
    """A name for a new entry, like the program's own, but the same for the same seed."""
    return f"{world.random.getrandbits(128):032x}"


def _tag(entry: TimeEntry) -> str:
    return entry.text.split()[0] if entry.text else ""


def _do(world: World, computer: Computer, change: Any, **given: Any) -> bool:
    """Carry out an act that can be taken back; False: the program saw nothing to do."""
    before, copy = _last_undo(computer), world.oracle.copy()
    computer.act(change, now=computer.now, **given)
    after = _last_undo(computer)
    if after == before:
        return False
    world.undos.setdefault(id(computer), []).append((after, copy))
    return True


def _last_undo(computer: Computer) -> int:
    return computer.state.undo[-1].n if computer.state.undo else 0


def _running(computer: Computer) -> str | None:
    row = selectors.running(computer.state)
    return _tag(row.entry) if row else None


def start(world: World, computer: Computer, ago: int = 0) -> None:
    work = world.random.choice(selectors.bookable(computer.state))
    world.made += 1
    tag, at = f"t{world.made}", computer.now - timedelta(seconds=ago)
    before = selectors.running(computer.state)
    ends = world.oracle.works.get(_tag(before.entry)) if before else None
    since = [before.entry.timer_started_at if before else None, ends.since if ends else None]
    if before and any(began is not None and began > at for began in since):
        # Its late start, or its time that was set anew, has reached Harvest as a later beginning.
        world.oracle.race("dated back before what it ends", _tag(before.entry))
    world.touch(computer, tag, _running(computer), timer=True)
    today = day_of(at if world.stamps else computer.now)
    if _do(world, computer, changes.start_timer, work=work, notes=tag, ref=_ref(world), ago=ago):
        world.oracle.start(tag, pair=work.pair, notes=tag, day=today, at=_true(world, computer, at))


def _true(world: World, computer: Computer, at: datetime) -> datetime:
    """The instant that this computer calls `at`."""
    return at + (world.office.instant - computer.now)


def _start_earlier(world: World, computer: Computer) -> None:
    start(world, computer, ago=60 * world.random.randrange(1, 60))


def _stop(world: World, computer: Computer) -> None:
    world.touch(computer, _running(computer), timer=True)
    if _do(world, computer, changes.stop_timer):
        world.oracle.stop(world.office.instant)


def _toggle(world: World, computer: Computer) -> None:
    if selectors.running(computer.state) is not None:
        world.touch(computer, _running(computer), timer=True)
        if _do(world, computer, changes.toggle, new_ref=_ref(world)):
            world.oracle.stop(world.office.instant)
        return
    last = selectors.last_worked_on(computer.state)
    if last is not None and _tag(last.entry) and not world.is_stale(computer, last.entry):
        _resume_row(world, computer, last, changes.toggle, {"new_ref": _ref(world)})


def _resume(world: World, computer: Computer) -> None:
    row = _pick(world, computer)
    if row is not None:
        given = {"ref": row.ref, "new_ref": _ref(world)}
        _resume_row(world, computer, row, changes.continue_entry, given)


def _resume_row(
    world: World, computer: Computer, row: selectors.Row, change: Any, given: dict[str, Any]
) -> None:
    tag, entry = _tag(row.entry), row.entry
    world.touch(computer, tag, _running(computer), timer=True)
    today = day_of(computer.now)
    anew = world.stamps or entry.spent_date != today or row.lock is not None
    if not _do(world, computer, change, **given):
        return
    if tag not in world.oracle.works:  # Deleted at another device, which this one does not know.
        world.oracle.stop(world.office.instant)
        world.oracle.race("the same entry", tag)
        return
    world.oracle.resume(tag, at=world.office.instant, anew=anew)
    if anew and world.oracle.works[tag].notes != entry.text:
        world.oracle.race("the same entry", tag)


def _pick(world: World, computer: Computer, *, single: bool = False) -> selectors.Row | None:
    """A stopped row of the user's own; `single`: the only one of its work."""
    sheet = selectors.sheet(computer.state)
    tags = [_tag(entry) for entry in sheet.values()]
    rows = [
        selectors.row(computer.state, ref, entry)
        for ref, entry in sheet.items()
        if not entry.is_running
        and not world.is_stale(computer, entry)
        and (tag := _tag(entry))
        and (not single or (tags.count(tag) == 1 and _is_single(world, tag)))
    ]
    rows = [row for row in rows if row.lock is None]
    return world.random.choice(rows) if rows else None


def _is_alone(world: World, computer: Computer, tag: str) -> bool:
    """Whether the work is one row."""
    rows = [entry for entry in selectors.sheet(computer.state).values() if _tag(entry) == tag]
    return bool(tag) and len(rows) == 1 and _is_single(world, tag)


def _is_single(world: World, tag: str) -> bool:
    work = world.oracle.works.get(tag)
    return work is None or (work.entries == 1 and not (world.stamps and work.midnights))


def _book(world: World, computer: Computer) -> None:
    random = world.random
    work = random.choice(selectors.bookable(computer.state))
    world.made += 1
    tag = f"t{world.made}"
    day = selectors.today(computer.state, computer.now) - timedelta(
        days=random.choice((0, 0, 1, 9))
    )
    given: dict[str, Any] = {"seconds": 36 * random.randrange(1, 800)}
    seconds = float(given["seconds"])
    if world.stamps:
        begins = random.randrange(0, 23 * 60)
        over = random.random() < 0.1
        ends = (
            random.randrange(0, begins) if over and begins else random.randrange(begins + 1, 1440)
        )
        given = {"started_time": clock(begins), "ended_time": clock(ends)}
        on = day + timedelta(days=int(ends < begins))
        seconds = _instant(on, clock(ends)) - _instant(day, clock(begins))
    world.touch(computer, tag)
    more = {"work": work, "notes": tag, "spent_date": day, "ref": _ref(world), **given}
    if not _do(world, computer, changes.create_entry, **more):
        return
    world.oracle.book(tag, pair=work.pair, notes=tag, day=day, seconds=seconds)
    booked = world.oracle.works[tag]
    if world.stamps:
        booked.doubtful = _is_odd(world, tag)
        booked.runs, booked.midnights = 1, int(given["ended_time"] < given["started_time"])
        if booked.midnights:
            booked.day = None


def _instant(day: date, at: time) -> float:
    return datetime.combine(day, at, BERLIN).timestamp()


def clock(minutes: int) -> time:
    """A clock time by its minutes since midnight."""
    return time(minutes // 60, minutes % 60)


def _edit(world: World, computer: Computer, row: selectors.Row | None, to: Values) -> str | None:
    """Edit a row; returns its tag if the oracle is to be told."""
    if row is None:
        return None
    tag = _tag(row.entry)
    world.touch(computer, tag)
    done = _do(world, computer, changes.edit_entry, ref=row.ref, to=to)
    return tag if done and tag in world.oracle.works else None


def _edit_notes(world: World, computer: Computer) -> None:
    row = _pick(world, computer, single=True)
    if world.random.random() < 0.3:
        row = selectors.running(computer.state)
        if row is None or not _is_alone(world, computer, _tag(row.entry)):
            return
    notes = f"{_tag(row.entry)} v{world.random.randrange(1000)}" if row else ""
    if tag := _edit(world, computer, row, Values(notes=notes)):
        world.oracle.works[tag].notes = notes


def _edit_work(world: World, computer: Computer) -> None:
    work = world.random.choice(selectors.bookable(computer.state))
    if tag := _edit(world, computer, _pick(world, computer, single=True), Values(work=work)):
        world.oracle.works[tag].pair = work.pair


def _edit_day(world: World, computer: Computer) -> None:
    today = selectors.today(computer.state, computer.now)
    day = today - timedelta(days=world.random.randrange(0, 4))
    row = _pick(world, computer, single=True)
    if tag := _edit(world, computer, row, Values(spent_date=day)):
        work = world.oracle.works[tag]
        work.day = day
        # Its times are now those of another day.
        work.began = work.ended = None


def _edit_time(world: World, computer: Computer) -> None:
    row = _pick(world, computer, single=True)
    if row is None:
        return
    if not world.stamps:
        seconds = 36 * world.random.randrange(1, 800)
        if tag := _edit(world, computer, row, Values(seconds=seconds)):
            world.oracle.set_seconds(tag, float(seconds), world.office.instant)
        return
    starts, ends = (
        selectors.clock_time_of(row.entry.started_time),
        selectors.clock_time_of(row.entry.ended_time),
    )
    days = (row.entry.spent_date - timedelta(days=1), row.entry.spent_date)
    if starts is None or ends is None or ends <= starts or _is_odd(world, _tag(row.entry)):
        return
    if any(_offset(day) != _offset(day + timedelta(days=1)) for day in days):
        return
    first, last = starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute
    if world.random.random() < 0.5:
        moved = world.random.randrange(first + 1, 1440)
        if tag := _edit(world, computer, row, Values(ended_time=clock(moved))):
            world.oracle.move(tag, end=60.0 * (moved - last))
    else:
        moved = world.random.randrange(0, last)
        if tag := _edit(world, computer, row, Values(started_time=clock(moved))):
            world.oracle.move(tag, start=60.0 * (moved - first))


def _is_odd(world: World, tag: str) -> bool:
    """Whether the clock was changed on the day of this work: its minutes are not what they seem."""
    work = world.oracle.works.get(tag)
    days = [work.day] if work and work.day else []
    days += [day_of(at) for at in (work.began, work.ended) if at] if work else []
    return work is None or any(_offset(day) != _offset(day + timedelta(days=1)) for day in days)


def _offset(day: date) -> timedelta | None:
    return datetime.combine(day, time(0), BERLIN).utcoffset()


def _edit_running(world: World, computer: Computer) -> None:
    row = selectors.running(computer.state)
    if row is None or not _tag(row.entry):
        return
    tag = _tag(row.entry)
    if not _is_alone(world, computer, tag):
        return
    if not world.stamps:
        seconds = 36 * world.random.randrange(1, 400)
        world.touch(computer, tag, timer=True)
        if _edit(world, computer, row, Values(seconds=seconds)):
            world.oracle.set_seconds(tag, float(seconds), world.office.instant)
        return
    work = world.oracle.works.get(tag)
    starts = selectors.clock_time_of(row.entry.started_time)
    if work is None or work.began is None or starts is None or _is_odd(world, tag):
        return
    if row.entry.spent_date != day_of(computer.now) or starts < time(0, 1):
        return
    first = starts.hour * 60 + starts.minute
    moved = world.random.randrange(0, first)
    world.touch(computer, tag, timer=True)
    if _edit(world, computer, row, Values(started_time=clock(moved))):
        world.oracle.move(tag, start=60.0 * (moved - first))


def _delete(world: World, computer: Computer) -> None:
    row = _pick(world, computer, single=True)
    if world.random.random() < 0.15:
        running = selectors.running(computer.state)
        if running is not None and _is_alone(world, computer, _tag(running.entry)):
            row = running
    if row is None or not _tag(row.entry):
        return
    tag = _tag(row.entry)
    world.touch(computer, tag, timer=row.entry.is_running)
    if _do(world, computer, changes.delete_entry, ref=row.ref):
        world.oracle.delete(tag)


def _undo(world: World, computer: Computer) -> None:
    stack = world.undos.get(id(computer))
    if not stack or not computer.state.undo:
        return
    n, before = stack[-1]
    if computer.state.undo[-1].n != n or world.oracle.raced:
        return
    act = computer.state.undo[-1]
    stack.pop()
    gone = world.oracle.gone - before.gone if isinstance(act.ops[0], Delete) else set()
    involved = _differing(world, before)
    timer = world.oracle.running != before.running
    world.touch(computer, *involved, timer=timer)
    computer.act(changes.undo, now=computer.now)
    shown = {_tag(entry) for entry in selectors.sheet(computer.state).values()}
    if gone and not gone <= shown:
        stack.clear()  # The delete has left already: it stands, and what was before can't be told.
        return
    world.oracle.back_to(before)
    world.tell(f"undo {act.text}")
    for tag in involved:
        if tag in world.oracle.works:
            # What is sent back is measured once more, and may be another entry.
            work = world.oracle.works[tag]
            work.runs += 1 if world.stamps or work.runs else 0
            work.entries += world.stamps
            work.began = work.ended = None


def _differing(world: World, before: Any) -> list[str]:
    now = world.oracle.works
    tags = now.keys() | before.works.keys()
    return [tag for tag in sorted(tags) if now.get(tag) != before.works.get(tag)]


def _look(world: World, computer: Computer) -> None:
    computer.act(changes.refresh, now=computer.now)


def _turn(world: World, computer: Computer) -> None:
    today = selectors.today(computer.state, computer.now)
    day = world.random.choice((None, today, today - timedelta(days=world.random.randrange(1, 12))))
    computer.act(changes.show_day, day=day)


def decide(world: World, computer: Computer) -> None:
    """Look through what was refused: try again what may go now, drop what may not."""
    for refused in selectors.problems(computer.state):
        if refused.refusal is None:
            continue
        world.tell(f"problem {refused.refusal} {type(refused.op).__name__}")
        tag = getattr(refused.op, "notes", "").split()[:1]
        if refused.refusal.kind in ("maybe_sent", "two_candidates") and world.is_there(tag):
            world.oracle.race("the user was asked, and found it", *tag)
            computer.act(problems.discard, n=refused.n)
            continue
        computer.act(problems.retry, n=refused.n, now=computer.now)


def drop(world: World, computer: Computer) -> None:
    """Give up what Harvest will not take: what it holds then is the truth."""
    for refused in selectors.problems(computer.state):
        entry = selectors.sheet(computer.state).get(refused.op.ref)
        notes = getattr(refused.op, "notes", "") or (entry.text if entry else "")
        kind = refused.refusal.kind if refused.refusal else ""
        world.oracle.race(f"refused for good: {kind}", notes.split()[0] if notes else None)
        computer.act(problems.discard, n=refused.n)


_DEEDS = {
    "start": start,
    "start earlier": _start_earlier,
    "stop": _stop,
    "toggle": _toggle,
    "resume": _resume,
    "book": _book,
    "edit notes": _edit_notes,
    "edit work": _edit_work,
    "edit day": _edit_day,
    "edit time": _edit_time,
    "edit running": _edit_running,
    "delete": _delete,
    "undo": _undo,
    "look": _look,
    "turn": _turn,
}
