"""When is a feed due: adaptive between polls, a publisher's hints as a floor, slower after failures, never given up.

Every function is pure: ``now`` and ``jitter`` are arguments. ``jitter`` is a factor, 0.9 to 1.1 in the daemon.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FASTEST = timedelta(seconds=60)
_HINT_CAP = timedelta(hours=1)           # a max-age of up to a year has been seen (NetNewsWire clamps it too)
_RETRY_AFTER_CAP = timedelta(hours=24)   # 317,100 s have been seen
_BACK_OFF_TIMES = 5                      # linear: n times the interval up to five times …
_BACK_OFF_CAP = timedelta(hours=1)       # … and to an hour
_LIGHT = 0.5                             # weight of what passes by itself: DNS and 5xx
_QUICKER, _SLOWER = 0.5, 1.1
_KNOWN_ENOUGH = 0.5                      # share of a changed feed's entries that were known: below it polls come too rarely


class Failure(StrEnum):
    """What kept a poll from giving entries, as far as the back-off cares."""

    HARD = "hard"
    LIGHT = "light"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What publisher and server ask for: the feed's ttl, the response's freshness, and Retry-After with a refusal."""

    ttl: timedelta | None = None
    max_age: timedelta | None = None
    retry_after: timedelta | None = None


def first_due(url: str, every: timedelta, now: datetime) -> datetime:
    """When a new feed is polled first: within one interval, spread by a hash of its address so that nothing fires together."""
    digest = hashlib.blake2b(url.encode("utf-8", "replace"), digest_size=8).digest()
    return now + every * (int.from_bytes(digest) / (1 << 64))


def next_due(now: datetime, *, interval: timedelta, jitter: float, hints: Hints = Hints()) -> datetime:
    """When the feed is polled next after a poll at ``now`` that worked. Never before ``now``.

    ``interval`` is the target; ttl (only up to an hour: longer ones are meant for another age) and max-age raise it,
    to an hour at most; Retry-After does, to a day.
    """
    wait = max(interval, timedelta()) * max(jitter, 0.0)
    return now + max(wait, _floor(hints) * max(jitter, 1.0))


def next_due_after_failure(now: datetime, *, interval: timedelta, failures: float, jitter: float,
                           hints: Hints = Hints()) -> datetime:
    """When it is tried again after the ``failures``-th failure in a row, weighted by `failure_weight`."""
    return next_due(now, interval=back_off(interval, failures), jitter=jitter,
                    hints=Hints(retry_after=hints.retry_after))


def back_off(interval: timedelta, failures: float) -> timedelta:
    """Linear: the interval times the weighted count of failures, at least once and at most five times, and no more than an
    hour, except where the interval itself is longer."""
    times = min(max(failures, 1.0), _BACK_OFF_TIMES)
    return max(interval, min(interval * times, _BACK_OFF_CAP))


def failure_weight(failure: Failure) -> float:
    """What one failure counts: DNS troubles and 5xx pass by themselves and weigh half."""
    return _LIGHT if failure is Failure.LIGHT else 1.0


def adapted(interval: timedelta, *, every: timedelta, entries: int, known: int) -> timedelta:
    """The interval after a poll that found ``entries``, of which ``known`` had been seen.

    Less than half known: entries may have come and gone between two polls, so half the interval; nothing new: a tenth
    longer. Between a minute and the target ``every``, which itself is the longest; an interval the user set is never
    exceeded.
    """
    lower = min(FASTEST, every)
    if entries and known < entries * _KNOWN_ENOUGH:
        interval *= _QUICKER
    elif known >= entries:
        interval *= _SLOWER
    return max(lower, min(interval, every))


def is_possible_loss(entries: int, known: int, had_entries: bool) -> bool:
    """Whether two polls of a feed share no entry: something may have come and gone unseen."""
    return had_entries and entries > 0 and known == 0


def _floor(hints: Hints) -> timedelta:
    ttl = hints.ttl if hints.ttl is not None and hints.ttl <= _HINT_CAP else timedelta()
    max_age = min(hints.max_age or timedelta(), _HINT_CAP)
    retry_after = min(hints.retry_after or timedelta(), _RETRY_AFTER_CAP)
    return max(ttl, max_age, retry_after, timedelta())
