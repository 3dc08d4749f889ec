"""What becomes of a delivery that may have arrived, once its channel has been searched for it, or cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor.delivery.outcomes import AMBIGUOUS, backoff
from monitor.model import Delivery, DeliveryState, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The message stands in the channel."""

    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Every page was read, and it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """The channel could not be searched. ``for_good``: no scope for it, so waiting does not help."""

    reason: str
    for_good: bool = False


LookUp = Found | Absent | Unreadable


def reconcile(delivery: Delivery, found: LookUp | None, *, now: datetime, jitter: float) -> Transition | Delivery:
    """Either the state to write (it arrived; or ask again later), or the delivery to send now.

    ``found`` None: the sink cannot be searched. A delivery that is sent again without being looked up says in its message
    that it may be a repeat; one that is known not to have arrived is sent as if for the first time.
    """
    match found:
        case Found(receipt=receipt):
            return Transition(state=DeliveryState.SENT, due=now, attempts=delivery.attempts, receipt=receipt,
                              plain=delivery.plain, channel=delivery.channel, sent=delivery.first_sent or now)
        case Absent():
            return replace(delivery, state=DeliveryState.PENDING, error="")
        case Unreadable(reason=reason, for_good=False):
            attempts = delivery.attempts + 1
            return Transition(state=DeliveryState.UNKNOWN, due=now + backoff(attempts, jitter), attempts=attempts,
                              error=f"{AMBIGUOUS}: {reason}", plain=delivery.plain, channel=delivery.channel)
        case _:
            return replace(delivery, message=replace(delivery.message, possible_repeat=True))
