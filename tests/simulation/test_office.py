"""An office on one account: nobody keeps the others out, and clicks go before polls."""

import pytest

from tests.simulation.office import OUTAGE, Office, day_of, share

MINUTE = 60.0


def assert_sound(office: Office) -> None:
    """Nothing crashed, was lost or doubled, and in the evening every widget is right."""
    assert sum(seat.crashes for seat in office.seats) == 0
    assert office.lost_or_double() == 0
    assert office.wrong == 0


def test_forty_seats_share_a_limit_of_forty_seats() -> None:
    # A small limit is coarser than a large one: the bars are wider than those of a whole office.
    office = day_of(40, throttle="40/150", seed=1)
    assert_sound(office)
    assert office.refused <= 0.06
    assert share(office.clicks(in_storms=False), 0.95) <= 30
    assert share(office.stale, 0.5) <= 10 * MINUTE


def test_with_a_limit_for_each_token_nobody_is_refused() -> None:
    office = day_of(10, counted="token", seed=2)
    assert_sound(office)
    assert office.refused == 0
    assert share(office.clicks(in_storms=False), 0.99) <= 2
    assert share(office.stale, 0.5) <= 5 * MINUTE


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [False, True])
def test_a_thousand_seats_on_a_usual_monday(at_once: bool) -> None:
    office = day_of(1000, at_once=at_once, crowded=1.0)
    print(office.table())
    assert_sound(office)
    assert office.refused <= 0.02
    assert share(office.clicks(in_storms=False), 0.95) <= 30
    assert share(office.stale, 0.5) <= 5 * MINUTE
    assert share(office.until_right(None), 0.99) <= 20 * MINUTE
    assert share(office.until_right(OUTAGE[1]), 0.99) <= 20 * MINUTE
