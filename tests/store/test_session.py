"""Who is signed in, the server's clock, and when it is tried again."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from harvest_widget.model.account import Company
from harvest_widget.store import changes, session
from harvest_widget.store.state import Offline, Online, SignedOut, State
from tests.store.made import ADA, NOW, Hand, state


def test_signing_in_goes_on_in_the_users_own_book() -> None:
    own = replace(state(), connection=SignedOut("by_user"), failures=3, company=Company(name="X"))
    held = session.sign_in(State(offset=5.0), opened=own, account=ADA, company=None, now=NOW)
    assert (held.connection, held.failures, held.offset) == (Online(), 0, 5.0)
    assert (held.company.name, held.refresh_asked) == ("X", NOW)
    told = Company(name="Y")
    held = session.sign_in(State(), opened=own, account=ADA, company=told, now=NOW)
    assert (held.company, held.company_guessed) == (told, False)


def test_what_was_told_before_anybody_signed_in_is_still_to_be_read() -> None:
    held = session.tell(State(), "The file was damaged.", now=NOW)
    held = session.sign_in(held, opened=state(), account=ADA, company=None, now=NOW)
    assert [notice.text for notice in held.notices] == ["The file was damaged."]
    again = session.sign_in(held, opened=held, account=ADA, company=None, now=NOW)
    assert again.notices == held.notices


def test_signing_out_keeps_the_queue() -> None:
    hand = Hand(state())
    hand.book()
    held = session.sign_out(hand.state, why=SignedOut("by_user"))
    assert held.outbox == hand.state.outbox
    assert session.token_found(held).connection == Online()
    assert session.token_found(state()).connection == Online()


def test_being_out_of_reach_counts_from_the_first_time() -> None:
    pause = timedelta(seconds=10)
    held = session.out_of_reach(state(), now=NOW, pause=pause, why="no_network")
    later = NOW + timedelta(minutes=1)
    held = session.out_of_reach(held, now=later, pause=pause, why="down")
    assert held.connection == Offline(NOW, later + pause, down=True, why="down")


def test_small_changes_of_the_servers_clock_mean_nothing() -> None:
    held = state(offset=10.0, clock_heard=True)
    assert session.hear_clock(held, offset=11.9) is held
    assert session.hear_clock(held, offset=12.0).offset == 12.0


def test_the_first_word_of_the_servers_clock_is_noted_though_it_changes_nothing() -> None:
    held = session.hear_clock(state(offset=10.0), offset=11.9)
    assert (held.offset, held.clock_heard) == (10.0, True)
    assert session.hear_clock(state(offset=10.0), offset=90.0).clock_heard


def test_hurrying_cuts_a_pause_short_but_never_a_silence() -> None:
    silent = NOW + timedelta(minutes=1)
    held = state(connection=Offline(NOW, NOW + timedelta(seconds=30)), silent_until=silent)
    hurried = session.hurry(held, now=NOW)
    assert hurried.connection == Offline(NOW, NOW)
    assert hurried.silent_until == silent
    assert session.hurry(hurried, now=NOW) is hurried


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer is in Tokyo."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def living_in(held: State, zone: str) -> State:
    """Return the State of a user whose Harvest profile says so."""
    return replace(held, account=replace(ADA, user=replace(ADA.user, timezone=zone)))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone can't be set here")
@pytest.mark.usefixtures("in_tokyo")
@pytest.mark.parametrize(
    ("zone", "says"), [("Berlin", "another time zone (JST)"), ("Middle Earth", "unknown here")]
)
def test_a_time_zone_that_differs_is_told_once(zone: str, says: str) -> None:
    """Rule 6: one notice, not one per refresh."""
    held = session.compare_zones(living_in(state(), zone), now=NOW)
    [notice] = held.notices
    assert says in notice.text
    assert zone in notice.text
    held = changes.dismiss_notice(held, n=notice.n)
    assert session.compare_zones(held, now=NOW + timedelta(hours=1)) is held
    back = session.compare_zones(living_in(held, "Osaka"), now=NOW)
    assert back.notices == ()
    assert session.compare_zones(back, now=NOW) is back
    assert len(session.compare_zones(living_in(back, zone), now=NOW).notices) == 1


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone can't be set here")
@pytest.mark.usefixtures("in_tokyo")
def test_a_zone_with_the_same_time_under_another_name_is_no_news() -> None:
    held = living_in(state(), "Seoul")
    assert session.compare_zones(held, now=NOW) is held
    nobody = State()
    assert session.compare_zones(nobody, now=NOW) is nobody


def test_notices_are_numbered_kept_in_bounds_and_put_away_one_by_one() -> None:
    held = state()
    for number in range(session.KEPT_NOTICES + 3):
        held = session.tell(held, f"{number}", now=NOW)
    assert [notice.text for notice in held.notices][:1] == ["3"]
    first = held.notices[0]
    held = changes.dismiss_notice(held, n=first.n)
    assert first not in held.notices
    assert len(held.notices) == session.KEPT_NOTICES - 1
