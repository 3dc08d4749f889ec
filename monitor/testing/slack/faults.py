"""What can go wrong with a call, to be planned: by hand for the next call, or by a seed for thousands."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """How a call fails."""

    LIMITED = "429"             # HTTP 429; ``retry_after`` as given (empty: no header), ``body`` html for a proxy's page
    RATELIMITED = "ratelimited"  # HTTP 200 with Slack's error of that name
    STATUS = "status"           # HTTP ``status``
    ERROR = "error"             # HTTP 200, ok false, ``error``
    RESET = "reset"             # the connection is cut
    SLOW = "slow"               # the answer comes ``delay`` seconds late
    LATE = "late"               # the message is committed ``delay`` seconds after the connection was cut
    TRUNCATED = "truncated"     # the body ends in the middle
    BODY = "body"               # a body that is none of Slack's: ``body``


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One planned fault. ``committed``: the call takes effect before it fails."""

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
