"""What response headers say about time: how long to stay away, and how long an answer stays good."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_RETRY = timedelta(hours=24)
"""A Retry-After of 88 hours has been seen in the wild."""

LONGEST_AGE = timedelta(hours=1)
"""Publishers send a max-age of up to a year; news can't wait for it."""

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[,\s])(?:no-cache|no-store)(?:$|[,\s=])", re.IGNORECASE)


def http_date(value: str) -> datetime | None:
    """An HTTP date in any of its three forms (RFC 9110 section 5.6.7) as an aware UTC datetime; None if it is none."""
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks to stay away (RFC 9110 section 10.2.3): seconds, whole or not, or a date; 24 hours at most.

    A date counts from the server's own Date where it gives one, else from ``now``; a moment gone by is no wait at all."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        until = http_date(value)
        if until is None:
            return None
        return _between(until - (http_date(headers.get("Date", "")) or now), LONGEST_RETRY)
    if math.isnan(seconds):
        return None
    return _between(timedelta(seconds=min(seconds, LONGEST_RETRY.total_seconds()) if seconds > 0 else 0), LONGEST_RETRY)


def max_age(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays good by Cache-Control or else Expires, 1 hour at most; None where nothing is said or it
    must not be cached."""
    control = headers.get("Cache-Control", "")
    if _UNCACHED.search(control):
        return None
    stated = _MAX_AGE.search(control)
    if stated:
        return _between(timedelta(seconds=min(int(stated[1]), 86_400)), LONGEST_AGE)
    expires = http_date(headers.get("Expires", ""))
    if expires is None:
        return None
    return _between(expires - (http_date(headers.get("Date", "")) or now), LONGEST_AGE)


def _between(span: timedelta, longest: timedelta) -> timedelta:
    return max(timedelta(0), min(span, longest))
