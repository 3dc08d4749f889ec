"""What a sink answers to a send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The sink accepted it; ``receipt`` is its proof (Slack: channel id and ts)."""

    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Certainly not sent; try later, after ``after`` where the sink named a time. ``counts``: it is an attempt.

    ``away``: the sink could not be reached, so no other message would get through either.
    """

    reason: str
    after: timedelta | None = None
    counts: bool = True
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Certainly not sent, and would be refused again: ``what`` is payload, destination or app."""

    reason: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """It may have been sent: look it up before trying again."""

    reason: str


SendOutcome = Sent | Retry | Rejected | Ambiguous
