"""How fast a workspace may be written to, and how long it is left alone while it does not answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

BURST = 10
"""Messages a rested workspace takes at once, whatever its rate."""

CHANNEL_BURST = 3
"""Messages a rested channel takes one after the other: Slack tolerates short bursts, and news often comes in twos and threes."""

PROBING = 3
"""Failures in a row after which a sink counts as away: then one message at a time tries whether it is back."""

_LONGEST_REST = timedelta(minutes=1)  # also how late, at most, an alert of high severity is once Slack is back
_FIRST_PROBE, _LONGEST_STOP = timedelta(seconds=2), timedelta(minutes=5)


def next_turn(next_at: datetime | None, now: datetime, spacing: timedelta) -> datetime:
    """When a channel that is given a message now may be given the next: one a ``spacing`` on average, CHANNEL_BURST at once."""
    rested = now - (CHANNEL_BURST - 1) * spacing
    return (rested if next_at is None else max(next_at, rested)) + spacing


def allowance(next_at: datetime | None, now: datetime, spacing: timedelta) -> int:
    """How many messages may go out now, by a bucket that holds BURST and gains one a ``spacing``; ``next_at``: see charged."""
    if not spacing:
        return BURST
    ahead = max((next_at or now) - now, timedelta(0))
    return max(0, BURST - ceil(ahead / spacing))


def charged(next_at: datetime | None, now: datetime, spacing: timedelta, count: int) -> datetime:
    """When the bucket will be full again, after ``count`` messages more."""
    return max(next_at or now, now) + count * spacing


def rest(failures: int) -> timedelta:
    """How long a sink is left alone after so many failures in a row: not at all at first, then 1 s, doubling up to a minute."""
    if failures < PROBING:
        return timedelta(0)
    return min(_LONGEST_REST, timedelta(seconds=2.0 ** min(failures - PROBING, 10)))


def stop(since: datetime, now: datetime) -> timedelta:
    """How long a sink that refuses the app since then is left alone: as long again, from 2 s to 5 min.

    Only a person can mend it, and a try costs nothing: soon at first, for a refusal that was Slack's own mistake.
    """
    return min(_LONGEST_STOP, max(_FIRST_PROBE, now - since))
