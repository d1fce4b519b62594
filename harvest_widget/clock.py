"""The time as Harvest has it: this computer's, run on by a steady clock, moved by an offset."""

import sys
import time
from datetime import UTC, datetime, timedelta


def _running_on() -> float:
    """Seconds of a clock that is never set and goes on while the computer sleeps."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        # time.monotonic() stands still in sleep on macOS, this one does not.
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class Clock:
    """Gives aware UTC instants. `offset` is how many seconds the server is ahead of this computer.

    Setting the computer's clock must not change how long a timer has run (sync.md): spans come from
    a steady clock, and only the offset moves what is shown.
    """

    def __init__(self, offset: float) -> None:
        self.offset = offset
        self._began = datetime.now(UTC)
        self._zero = _running_on()

    def __call__(self) -> datetime:
        """The server's time, as far as it is known."""
        return self.own() + timedelta(seconds=self.offset)

    def own(self) -> datetime:
        """This computer's time, without what the server said."""
        return self._began + timedelta(seconds=_running_on() - self._zero)

    def heard(self, date: datetime, received_at: datetime) -> float:
        """The offset in seconds that an answer's `Date` stands for; `received_at` is from `own`."""
        # Date is cut to whole seconds: on average the server was half a second further.
        return (date - received_at).total_seconds() + 0.5
