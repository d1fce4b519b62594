"""The rate limit: how many requests in how many seconds, and the three looks of a 429."""

from collections import deque
from math import ceil

from harvest_widget.sandbox.messages import Reply
from harvest_widget.sandbox.settings import Settings, read_rate

REPORT_LIMIT, REPORT_SECONDS = 100, 900.0


class Throttle:
    """Counts requests per key; a refused one counts as well, so calling on prolongs the block."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._seen: dict[tuple[str, bool], deque[float]] = {}

    def wait(self, settings: Settings, key: str, now: float, *, report: bool) -> int:
        """Count a request of `key` at `now`; return whole seconds to wait, 0 if it may pass."""
        limit, seconds = REPORT_LIMIT, REPORT_SECONDS
        if not report:
            limit, seconds = read_rate(settings.throttle)
        if not limit:
            return 0
        seen = self._seen.get((key, report))
        if seen is None or seen.maxlen != limit:
            seen = self._seen[key, report] = deque(seen or (), maxlen=limit)
        full = len(seen) == limit and seen[0] > now - seconds
        seen.append(now)
        return max(1, ceil(seen[0] + seconds - now)) if full else 0

    def forget(self) -> None:
        """Start counting anew."""
        self._seen.clear()


def refusal(settings: Settings, wait: int) -> Reply:
    """Return the 429 in the look the settings ask for; `wait` is in seconds."""
    if settings.throttle_answer == "html":
        return Reply(429, None, "text/html")
    text = f"Your account has exceeded its request limit. Please retry in {wait} seconds."
    reply = Reply(429, {"retry_after": wait, "message": text})
    if settings.throttle_answer == "both":
        reply.headers.append(("Retry-After", str(wait)))
    return reply
