"""Where the invented answers are; reads files, judges nothing."""

from datetime import UTC, datetime
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"
NOW = datetime(2026, 3, 9, 14, 30, tzinfo=UTC)


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()
