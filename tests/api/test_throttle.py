"""The pace of requests, in virtual time."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvest_widget.api.throttle import LIMIT, LOOK_AGAIN, REPORT_WINDOW, WINDOW, Throttle
from tests.api.fixtures import NOW

ENTRIES = "/time_entries"
REPORT = "/reports/time/projects"


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def one(throttle: Throttle, at: datetime, path: str = ENTRIES) -> None:
    assert throttle.wait(at, path) == 0
    throttle.sent(at, path)
    throttle.answered(at)


def test_a_hundred_requests_leave_at_once_and_the_next_waits_for_the_window() -> None:
    throttle = Throttle()
    for _ in range(LIMIT):
        one(throttle, NOW)
    assert throttle.wait(NOW, ENTRIES) == WINDOW
    assert throttle.wait(after(5), ENTRIES) == WINDOW - 5
    one(throttle, after(WINDOW))


@given(st.lists(st.floats(0, 3), min_size=120, max_size=400))
def test_no_fifteen_seconds_ever_see_more_than_a_hundred(gaps: list[float]) -> None:
    throttle, now, left = Throttle(), NOW, []
    for gap in gaps:
        # Most ask in bursts: a queue that drains.
        now += timedelta(seconds=gap if gap > 2.5 else 0)
        now += timedelta(seconds=throttle.wait(now, ENTRIES))
        one(throttle, now)
        left.append(now)
    for early, late in zip(left, left[LIMIT:], strict=False):
        assert late - early > timedelta(seconds=15)


def test_reports_have_a_bucket_of_their_own_of_a_quarter_of_an_hour() -> None:
    throttle = Throttle()
    for n in range(LIMIT):
        one(throttle, after(n), REPORT)
    now = after(LIMIT)
    assert throttle.wait(now, REPORT) == REPORT_WINDOW - LIMIT
    assert throttle.wait(now, f"/v2{REPORT}") > 0
    assert throttle.wait(now, ENTRIES) == 0


def test_a_silence_silences_everything() -> None:
    throttle = Throttle()
    throttle.sent(NOW, ENTRIES)
    assert throttle.refused(NOW, 7) == 7
    assert throttle.silent_until == after(7)
    for path in (ENTRIES, REPORT, "/users/me"):
        assert throttle.wait(after(6.5), path) == 0.5


def test_after_a_silence_one_request_goes_alone_and_not_a_burst() -> None:
    throttle = Throttle()
    throttle.sent(NOW, ENTRIES)
    throttle.refused(NOW, 7)
    now = after(7)
    assert throttle.wait(now, ENTRIES) == 0
    throttle.sent(now, ENTRIES)
    assert throttle.wait(now, ENTRIES) == LOOK_AGAIN
    throttle.answered(after(8))
    for _ in range(20):
        assert throttle.wait(after(8), ENTRIES) == 0
        throttle.sent(after(8), ENTRIES)


def test_a_request_that_is_cut_off_lets_the_next_one_try() -> None:
    throttle = Throttle()
    throttle.sent(after(-10), ENTRIES)
    throttle.refused(after(-10), 9.0)
    throttle.sent(NOW, ENTRIES)
    throttle.unanswered()
    assert throttle.wait(NOW, ENTRIES) == 0
    throttle.sent(NOW, ENTRIES)
    assert throttle.wait(NOW, ENTRIES) == LOOK_AGAIN


def test_without_a_length_the_silence_doubles_up_to_five_minutes() -> None:
    throttle, now, lengths = Throttle(), NOW, []
    for _ in range(7):
        throttle.sent(now, ENTRIES)
        lengths.append(throttle.refused(now, None))
        now += timedelta(seconds=lengths[-1])
    assert lengths == [15, 30, 60, 120, 240, 300, 300]
    one(throttle, now)
    throttle.sent(now, ENTRIES)
    assert throttle.refused(now, None) == 15


def test_a_second_refusal_never_shortens_a_silence() -> None:
    throttle = Throttle()
    throttle.sent(NOW, ENTRIES)
    throttle.sent(NOW, ENTRIES)
    throttle.refused(NOW, 60)
    assert throttle.refused(after(1), 7) == 59
    assert throttle.silent_until == after(60)


def test_a_late_answer_to_an_earlier_request_ends_no_silence() -> None:
    throttle = Throttle()
    throttle.sent(NOW, ENTRIES)
    throttle.sent(NOW, ENTRIES)
    throttle.refused(NOW, 7)
    throttle.answered(after(1))
    assert throttle.silent_until == after(7)
    assert throttle.in_a_row == 1


def test_a_clock_that_is_set_back_does_not_stop_the_traffic() -> None:
    throttle = Throttle()
    for _ in range(LIMIT):
        one(throttle, NOW)
    hour_ago = after(-3600)
    assert throttle.wait(hour_ago, ENTRIES) == pytest.approx(WINDOW)
    assert throttle.wait(hour_ago + timedelta(seconds=WINDOW), ENTRIES) == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["answered", "unanswered", "refused"]),
            st.floats(0, 20),
            st.none() | st.floats(1, 600),
        ),
        max_size=60,
    )
)
def test_nothing_ever_leaves_during_a_silence(steps: list[tuple[str, float, float | None]]) -> None:
    throttle, now, silent_until = Throttle(), NOW, NOW
    for outcome, gap, retry_after in steps:
        now += timedelta(seconds=gap)
        while wait := throttle.wait(now, ENTRIES):
            now += timedelta(seconds=wait)
        assert now >= silent_until
        throttle.sent(now, ENTRIES)
        match outcome:
            case "answered":
                throttle.answered(now)
            case "unanswered":
                throttle.unanswered()
            case _:
                silent_until = now + timedelta(seconds=throttle.refused(now, retry_after))
