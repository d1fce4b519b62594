"""How often a widget reads of its own accord, and how it makes room for an office."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from harvest_widget.api.errors import Fate
from harvest_widget.model.account import Account, User
from harvest_widget.store.state import Offline, Online, Snapshot, Span, State
from harvest_widget.sync import pace
from harvest_widget.sync.reads import plan_read
from harvest_widget.sync.standing import stand
from harvest_widget.sync.steps import Answered, Failed, Step

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
REFUSED = Failed("throttled", Fate.UNSENT, status=429, retry_after=4.0)
WEEK = NOW.date(), NOW.date() + timedelta(days=6)


def of(user: int, **more: object) -> State:
    account = Account(origin="https://api.example", id=1, name="Office", user=User(id=user))
    return replace(State(account=account, connection=Online(), clock_heard=True), **more)


def read(user: int, ago: timedelta, **more: object) -> State:
    """A widget that has read everything so long ago."""
    at = NOW - ago
    snapshot = Snapshot(spans=(Span(*WEEK, at),), running_read_at=at)
    return of(
        user,
        snapshot=snapshot,
        user_read_at=at,
        company_read_at=at,
        assignments_read_at=at,
        **more,
    )


def test_a_refusal_doubles_the_pauses_once_however_often_it_is_repeated() -> None:
    state = of(1)
    for _ in range(5):
        state = stand(state, REFUSED, NOW, 0.5)
    assert pace.poll_pause(state, looking=False) == 2 * pace.IDLE


def test_answers_bring_the_pauses_back_over_hours_not_at_once() -> None:
    state = stand(of(1), REFUSED, NOW, 0.5)
    after_one = stand(state, Answered(), NOW, 0.5)
    assert pace.poll_pause(after_one, looking=False) > 1.9 * pace.IDLE
    for _ in range(500):
        state = stand(state, Answered(), NOW, 0.5)
    assert pace.poll_pause(state, looking=False) < 1.05 * pace.IDLE


@pytest.mark.parametrize("chance", [0.0, 0.3, 1.0])
def test_a_silence_is_never_cut_short(chance: float) -> None:
    state = of(1)
    for _ in range(6):
        state = stand(state, REFUSED, NOW, chance)
        assert state.silent_until is not None
        assert NOW + timedelta(seconds=4) <= state.silent_until <= NOW + timedelta(seconds=604)


def test_a_thousand_who_are_refused_at_once_come_back_over_minutes() -> None:
    back = []
    for user in range(1000):
        state = stand(read(user, timedelta(hours=60)), REFUSED, NOW, 0.5)
        at = plan_read(state, NOW, looking=False)
        assert isinstance(at, datetime)
        back.append(at)
    back.sort()
    for early, late in zip(back, back[99:], strict=False):
        assert late - early > timedelta(seconds=45)


def test_a_thousand_who_were_cut_off_come_back_over_minutes() -> None:
    offline = Offline(since=NOW - timedelta(minutes=10), retry_at=NOW)
    states = [read(user, timedelta(minutes=12), connection=offline) for user in range(1000)]
    now_due = [s for s in states if isinstance(plan_read(s, NOW, looking=False), Step)]
    assert len(now_due) < 20
    for state in states[:20]:
        assert isinstance(plan_read(state, NOW, looking=True), Step)
        late = NOW + timedelta(minutes=15)
        assert isinstance(plan_read(state, late, looking=False), Step)


def test_a_short_gap_delays_nobody_for_long() -> None:
    offline = Offline(since=NOW - timedelta(seconds=10), retry_at=NOW)
    state = read(1, timedelta(minutes=12), connection=offline)
    assert isinstance(plan_read(state, NOW + timedelta(seconds=20), looking=False), Step)


def test_what_is_asked_for_waits_for_nothing_but_the_silence() -> None:
    state = stand(read(1, timedelta(seconds=40), crowded=5.0), REFUSED, NOW, 0.5)
    asked = replace(state, asked=("read_span",))
    step = plan_read(asked, NOW + timedelta(minutes=1), looking=True)
    assert isinstance(step, Step)
    assert step.kind == "read_span"


def test_on_monday_morning_not_everything_is_read_in_one_go() -> None:
    state = read(1, timedelta(hours=60))
    step = plan_read(state, NOW, looking=False)
    assert isinstance(step, Step)
    assert step.kind == "read_span"
    fresh = replace(state, snapshot=replace(state.snapshot, spans=(Span(*WEEK, NOW),)))
    fresh = replace(fresh, user_read_at=NOW)
    following = plan_read(fresh, NOW, looking=False)
    assert isinstance(following, datetime)
    assert following - NOW > timedelta(minutes=3)


def test_every_pause_is_another_one() -> None:
    one = {pace.due(of(user), NOW, pace.IDLE) for user in range(100)}
    assert len(one) == 100
    assert min(one) >= NOW + 0.8 * pace.IDLE
    assert max(one) <= NOW + 1.2 * pace.IDLE
    assert pace.due(of(1), NOW, pace.IDLE) == pace.due(of(1), NOW, pace.IDLE)
