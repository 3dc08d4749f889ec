"""The Clock port: the system's time."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        """Now, as an aware UTC datetime."""
        return datetime.now(UTC)  # noqa: TID251  # the one place that asks
