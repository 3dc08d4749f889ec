"""What can go wrong with a call, to be planned: by hand for the next call, or by a seed for thousands."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.adapters.slack_errors import APP, DESTINATION, PAYLOAD


class FaultKind(StrEnum):
    """How a call fails."""

    LIMITED = "429"             # HTTP 429; ``retry_after`` as given (empty: no header), ``body`` html for a proxy's page
    RATELIMITED = "ratelimited"  # HTTP 200 with Slack's error of that name
    STATUS = "status"           # HTTP ``status``
    ERROR = "error"             # HTTP 200, ok false, ``error``
    RESET = "reset"             # the connection is reset
    CLOSE = "close"             # the connection is closed in good order, without an answer
    SLOW = "slow"               # the answer comes ``delay`` seconds late
    LATE = "late"               # the message is committed ``delay`` seconds after the connection was cut
    TRUNCATED = "truncated"     # the body ends in the middle
    BODY = "body"               # a body that is none of Slack's: ``body``; empty is one, too
    LAG = "lag"                 # a history without what was posted in the last ``delay`` seconds
    DELETED = "deleted"         # the call succeeds, and a person deletes the message it made
    ARCHIVED = "archived"       # a person archives the channel just before the call


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One planned fault. ``committed``: the call takes effect before it fails. Times are seconds."""

    kind: FaultKind
    committed: bool = False
    status: int = 500
    retry_after: str = "1"
    error: str = ""
    delay: float = 0.0
    body: str = ""
    content_type: str = "application/json"


FaultPlan = Callable[[str], Fault | None]
"""Asked with the method's name at each call."""


PERMANENT = (*sorted(PAYLOAD), *sorted(DESTINATION), *sorted(APP))
"""Every error of Slack's that comes again however often a call is made."""

RETRY_AFTER = ("1", "0.5", "", "900", "soon", "Mon, 02 Mar 2026 10:02:00 GMT")
"""Retry-After in every form: whole seconds, a part of one, missing, as long as it gets, nonsense, a date."""


class SeededFaults:
    """Draws a fault for calls of ``methods`` with the given chances; the same seed gives the same faults."""

    def __init__(self, seed: int, chances: Mapping[Fault, float], methods: tuple[str, ...] = ("chat.postMessage",)) -> None:
        self._random = random.Random(seed)  # noqa: S311 (reproducible, not secret)
        self._chances = dict(chances)
        self._methods = methods

    def __call__(self, method: str) -> Fault | None:
        if method not in self._methods:
            return None
        drawn = self._random.random()
        for fault, chance in self._chances.items():
            drawn -= chance
            if drawn < 0:
                return fault
        return None


def rough(seed: int, *, delay: float = 1.0, retry_after: Sequence[str] = ("1", "0.5", "", "soon")) -> FaultPlan:
    """A rough day: about every third chat.postMessage and every tenth read fails, in each way that passes by itself.

    ``delay`` is how late an answer or a commit may come, in seconds, ``retry_after`` what a 429 may name.
    """
    unanswered = (FaultKind.RESET, FaultKind.CLOSE)
    post: dict[Fault, float] = {Fault(kind=FaultKind.LIMITED, retry_after=value): 0.06 / len(retry_after) for value in retry_after}
    post |= {Fault(kind=FaultKind.LIMITED, retry_after="1", body="<html>Too many requests</html>"): 0.01,
             Fault(kind=FaultKind.RATELIMITED): 0.01}
    post |= {Fault(kind=FaultKind.STATUS, status=status, committed=committed): 0.01
             for status in (500, 502, 503, 504) for committed in (False, True)}
    post |= {Fault(kind=kind, committed=committed): 0.015 for kind in unanswered for committed in (False, True)}
    post |= {Fault(kind=FaultKind.TRUNCATED, committed=True): 0.015, Fault(kind=FaultKind.SLOW, committed=True, delay=delay): 0.01,
             Fault(kind=FaultKind.LATE, delay=delay): 0.01, Fault(kind=FaultKind.BODY, body="{not json", committed=True): 0.01,
             Fault(kind=FaultKind.BODY, body="<p>hello", content_type="text/html"): 0.01, Fault(kind=FaultKind.BODY): 0.01,
             Fault(kind=FaultKind.ERROR, error="internal_error", committed=True): 0.01,
             Fault(kind=FaultKind.ERROR, error="fatal_error"): 0.02}
    read = {Fault(kind=FaultKind.STATUS, status=500): 0.03, Fault(kind=FaultKind.RESET): 0.02, Fault(kind=FaultKind.TRUNCATED): 0.02,
            Fault(kind=FaultKind.LIMITED, retry_after="1"): 0.02, Fault(kind=FaultKind.BODY, body="[]"): 0.01}
    plans = (SeededFaults(seed, post), SeededFaults(seed + 1, read, ("conversations.history", "conversations.replies")))
    return lambda method: next((fault for plan in plans if (fault := plan(method)) is not None), None)
