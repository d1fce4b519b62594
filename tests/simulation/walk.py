"""One episode: a random walk of a World, healed and judged every now and then."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

from msgspec.structs import replace

from harvest_widget.model import operations
from harvest_widget.store import changes, selectors, session
from harvest_widget.store.state import SignedOut
from harvest_widget.sync.absorb import departing
from harvest_widget.sync.steps import Step
from tests.simulation import person
from tests.simulation.computer import Computer
from tests.simulation.world import Found, World

WAITS = (0, 0, 1, 5, 20, 60, 300, 900, 3600, 6 * 3600)
WINDOW = 16 * 60
"""Seconds after which no request comes true any more, and keys are cleared."""


def walk(seed: int, path: Path, steps: int, *, stamps: bool, keyed: bool) -> World:
    """Live through `steps` steps and see that nothing was lost. Raises Found."""
    names = Random(seed)
    with patch.object(operations, "uuid4", lambda: UUID(int=names.getrandbits(128))):
        return _live(World(seed, path, stamps=stamps, keyed=keyed), steps)


def _live(world: World, steps: int) -> World:
    for computer in world.computers:
        computer.between = partial(meanwhile, world, computer)
        computer.strange = partial(strange, world, computer)
    try:
        until = 0
        while world.steps < steps:
            until += world.random.randrange(30, 150)
            while world.steps < until:
                something(world)
            heal(world)
    except Exception as error:
        error.add_note("\n".join(world.told))
        raise
    for computer in world.computers:
        assert computer.disk is not None
        computer.disk.close()
    return world


def something(world: World) -> None:
    """The next thing that happens, by chance."""
    random = world.random
    computer = random.choice(world.computers)
    chance = random.random()
    if chance < 0.25:
        if len(world.computers) > 1 and world.touched.keys() - {computer} and random.random() < 0.8:
            # Mostly one lets the devices catch up before one goes on at another.
            catch_up(world)
        person.act(world, computer)
    elif chance < 0.45:
        wait(world, random.choice(WAITS) + random.random())
    elif chance < 0.80:
        send(world, computer, random.randrange(1, 8))
    elif chance < 0.93:
        read(world, computer)
    elif chance < 0.97:
        die(world, computer)
    elif chance < 0.98:
        computer.fill_disk(full=random.random() < 0.5)
    elif chance < 0.99:
        computer.sign_in_again()
    else:
        person.decide(world, computer)


def meanwhile(world: World, computer: Computer) -> None:
    """A request is under way: the user may act, time may pass."""
    if world.random.random() < 0.04:
        person.act(world, computer)
    if world.random.random() < 0.05:
        wait(world, world.random.choice((0.5, 3, 20)))


def strange(world: World, computer: Computer, fault: str, step: Step) -> None:
    """A request is delivered twice, or late: what no client can tell from the user's own wish."""
    waiting, request = computer.waiting(step), step.request
    if waiting is None or request is None:
        return
    entry = selectors.sheet(computer.state).get(waiting.op.ref)
    notes = getattr(waiting.op, "notes", "") or (entry.text if entry else "")
    tag = notes.split()[0] if notes else ""
    if request.method == "POST" and fault == "twice":
        world.oracle.race("a create delivered twice", tag)
        world.twice.add(tag)
    if request.method == "PATCH" and fault == "late":
        world.oracle.race("a change that came true late", tag)
        world.touched.setdefault("late", set()).add(tag)
        if "restart" in request.path:
            # It will stop whatever runs by then.
            world.timed.add("late")
            world.oracle.race("a change that came true late", world.oracle.running)


def wait(world: World, seconds: float) -> None:
    """Let time pass."""
    world.steps += 1
    world.office.wait(seconds)
    world.office.sandbox.catch_up()


def send(world: World, computer: Computer, steps: int) -> None:
    """Send a few steps of the queue, perhaps until the power goes."""
    for _ in range(steps):
        if world.random.random() < 0.5:
            computer.act(session.hurry, now=computer.now)
        step = computer.next_step()
        if step is None:
            return
        world.steps += 1
        if step.request is not None and world.random.random() < 0.02:
            die(world, computer, during=step)
            return
        told(world, computer, step)


def told(world: World, computer: Computer, step: Step) -> None:
    """Take a step and note it."""
    computer.met, waiting = "", computer.waiting(step)
    computer.take(step)
    if step.kind == "clear_key" and (computer.forbidden or computer.met in ("403", "422")):
        world.excused.add(step.ref or "")  # A refusal ends the clean-up (rule 12).
    if step.kind == "delete_echo" and (computer.forbidden or computer.met in ("403", "422")):
        kept = world.office.sandbox.world.main.entries.get(step.entry_id or 0)
        tag = (kept.notes or "").split()[0] if kept else None
        world.oracle.race("an echo that Harvest kept", tag)
        world.excused.add(step.ref or "")
    if computer.met or not step.kind.startswith(("read_", "clear_")):
        request = step.request
        path = f"{request.method} {request.path} {request.content or b''!r}" if request else ""
        what = f"{computer.token[-1]} {step.kind} {path[-90:]} {step.refusal or ''}"
        world.tell(f"{what} {computer.met} for {brief(waiting)}")


def brief(waiting: Any) -> str:
    """An operation, for the story."""
    if waiting is None:
        return ""
    op = waiting.op
    ends = getattr(op, "ends", None)
    more = f" ends {ends.at:%H:%M:%S} of {ends.ref[:4]}" if ends and ends.at else ""
    to = getattr(op, "to", "")
    return f"{waiting.n} {type(op).__name__} {op.ref[-4:]} {op.at:%H:%M:%S}{more} {to}"


def read(world: World, computer: Computer) -> None:
    """Read what is due."""
    for _ in range(6):
        if computer.next_step() is not None:
            return
        step = computer.next_read()
        if step is None:
            return
        world.steps += 1
        told(world, computer, step)


def catch_up(world: World) -> None:
    """Let all computers send and read for a while, then see whether they agree."""
    for computer in world.computers:
        send(world, computer, 12)
        read(world, computer)
    wait(world, 40)
    for computer in world.computers:
        send(world, computer, 12)
        read(world, computer)
    world.agree()


def die(world: World, computer: Computer, during: Step | None = None) -> None:
    """Killed, perhaps with a request under way that arrives all the same; begun again."""
    if computer.state.unsaved:
        return
    world.steps += 1
    random = world.random
    if during is not None:
        computer.act(departing, step=during, now=computer.now)
        if computer.state.unsaved:
            return
        if random.random() < 0.5:
            computer._perform(during)
            world.tell(f"{computer.token[-1]} arrived {during.request} {computer.met}")
    world.tell(f"{computer.token[-1]} killed during {during and during.kind}")
    error = computer.error
    if random.random() < 0.1:
        error = random.choice((0.0, -600.0, 600.0, 3600.0))
    computer.begin_again(error=error)
    if random.random() < 0.3:
        wait(world, random.choice((5, 600, 8 * 3600)))


def heal(world: World) -> None:
    """All is well again: everything is sent, read and judged."""
    share, world.wire.share = world.wire.share, 0.0
    world.tell("heal")
    for computer in world.computers:
        computer.fill_disk(full=False)
        computer.sign_in_again()
        computer.between = lambda: None
    for _ in range(3):
        for computer in world.computers:
            settle(world, computer)
        wait(world, WINDOW)
    for computer in world.computers:
        settle(world, computer)
    for computer in world.computers:
        look(world, computer)
    if not world.agree():
        raise Found("wrong", f"no agreement: {world.disagreement()}")
    see_that_nothing_is_left(world)
    for computer in world.computers:
        computer.between = partial(meanwhile, world, computer)
    world.wire.share = share


def see_that_nothing_is_left(world: World) -> None:
    """A device that lives and has sent everything has cleared its old references (sync.md 12)."""
    for entry in world.mine():
        tag, reference = (entry.notes or "").split()[:1], entry.reference
        if reference is None or reference["id"] in world.excused:
            continue
        if world.twice.isdisjoint(tag) and world.settings["locked_reference"] == "allowed":
            raise Found("wrong", f"an old reference is left: {entry}")


def settle(world: World, computer: Computer) -> None:
    """Send all that waits; what was refused is tried once more, then dropped."""
    end, asked = world.office.instant + timedelta(hours=3), set()
    while world.office.instant < end:
        computer.act(session.hurry, now=computer.now)
        computer.act(replace)
        step = computer.next_step()
        if step is not None:
            world.steps += 1
            told(world, computer, step)
            continue
        refused = selectors.problems(computer.state)
        if refused and all(w.n in asked for w in refused):
            person.drop(world, computer)
            continue
        if refused:
            asked |= {w.n for w in refused}
            person.decide(world, computer)
            continue
        if not computer.state.outbox and not computer.state.echoes:
            break
        if isinstance(computer.state.connection, SignedOut):
            computer.sign_in_again()
        wait(world, 5)
    else:
        raise Found("lost", f"never sent: {computer.state.outbox} {computer.state.connection}")
    look(world, computer)


def look(world: World, computer: Computer) -> None:
    """Read everything anew."""
    computer.act(changes.refresh, now=computer.now)
    for _ in range(600):
        step = computer.next_step() or computer.next_read()
        if step is None:
            if not computer.state.asked:
                return
            wait(world, 5)
            continue
        world.steps += 1
        told(world, computer, step)
    raise Found("wrong", "reads without end")
