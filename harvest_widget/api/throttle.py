"""When the next request may leave; counts and computes, never waits. Time is an argument.

Harvest allows 100 requests in 15 seconds and 100 reports in 15 minutes. Calling on while blocked
prolongs the block, so a refusal silences everything; after it one request goes alone, and the
others follow once it was answered.
"""

from collections import deque
from datetime import datetime, timedelta

LIMIT = 100
WINDOW = 15.5
"""Seconds, half a one more than Harvest counts: requests may arrive closer than they left."""
REPORT_WINDOW = 905.0
FIRST_DELAY = 15.0
LONGEST_DELAY = 300.0
LOOK_AGAIN = 0.25
"""Seconds until it is worth asking again while the first request after a silence is under way."""


class Throttle:
    """The pace of one token. All instants come from one clock, aware; all lengths are seconds."""

    def __init__(self, silent_until: datetime | None = None) -> None:
        self.silent_until = silent_until
        self.in_a_row = 0
        self._alone = False
        self._under_way = 0
        self._sent: deque[datetime] = deque(maxlen=LIMIT)
        self._reports: deque[datetime] = deque(maxlen=LIMIT)

    def silence(self, now: datetime) -> float:
        """Seconds during which nothing may be sent; 0 if Harvest asked for none."""
        if self.silent_until is None:
            return 0.0
        return max(0.0, (self.silent_until - now).total_seconds())

    def wait(self, now: datetime, path: str) -> float:
        """Seconds until a request to `path` may leave; 0 means now."""
        if seconds := self.silence(now):
            return seconds
        if self._alone and self._under_way:
            return LOOK_AGAIN
        waits = [_room(self._sent, WINDOW, now)]
        if _is_report(path):
            waits.append(_room(self._reports, REPORT_WINDOW, now))
        return max(waits)

    def sent(self, now: datetime, path: str) -> None:
        """Count a request; one of `answered`, `unanswered` and `refused` must follow."""
        self._under_way += 1
        self._sent.append(now)
        if _is_report(path):
            self._reports.append(now)

    def answered(self, now: datetime) -> None:
        """Harvest let a request through; an answer to an earlier one ends no silence."""
        self._under_way -= 1
        if not self.silence(now):
            self.silent_until = None
            self.in_a_row = 0
            self._alone = False

    def unanswered(self) -> None:
        """A request was cut off or never left; it stays counted, for it may have arrived."""
        self._under_way -= 1

    def refused(self, now: datetime, retry_after: float | None) -> float:
        """Harvest asks for silence; returns its seconds.

        Without `retry_after` it is 15, doubled each time, at most 300. A refusal that comes in
        during a silence can prolong it, never cut it short.
        """
        self._under_way -= 1
        if retry_after is None:
            retry_after = min(FIRST_DELAY * 2.0 ** min(self.in_a_row, 10), LONGEST_DELAY)
        self.in_a_row += 1
        self._alone = True
        seconds = max(retry_after, self.silence(now))
        self.silent_until = now + timedelta(seconds=seconds)
        return seconds


def _room(sent: deque[datetime], window: float, now: datetime) -> float:
    """Seconds until the oldest of the last hundred leaves the window."""
    if len(sent) < LIMIT:
        return 0.0
    if sent[-1] > now:
        # The clock was set back: waiting for it to catch up could take hours.
        sent.extend([now] * LIMIT)
    return max(0.0, window - (now - sent[0]).total_seconds())


def _is_report(path: str) -> bool:
    return "/reports/" in path
