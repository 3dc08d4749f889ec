"""What becomes of a delivery that may have arrived, once its channel has been searched for it, or cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.delivery.outcomes import AMBIGUOUS, backoff, named_pause, transition
from monitor.model import Blind, Delivery, DeliveryState, Transition

_LONGEST = timedelta(minutes=1)  # between two look-ups of one delivery: reading costs little


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The message stands in the channel."""

    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Every page was read, and it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """The channel could not be searched. ``for_good``: no scope for it, so waiting does not help. ``away``: the sink could
    not be reached. ``refused``: the app itself is. ``limited``: it asks to slow down, for ``after`` where it says how long."""

    reason: str
    for_good: bool = False
    away: bool = False
    limited: bool = False
    refused: bool = False
    after: timedelta | None = None


LookUp = Found | Absent | Unreadable


def reconcile(delivery: Delivery, found: LookUp | None, *, now: datetime, jitter: float, blind: Blind) -> Transition | Delivery:
    """Either the state to write (it arrived; ask again later; send it blindly), or the delivery to send now, known not to
    have arrived.

    ``found`` None: the sink cannot be searched, ever. Then ``blind`` says what to do: one copy more, and never a second, goes
    out marked as a possible repeat; that it will be is written before it is sent, so that no crash makes a third.
    """
    match found:
        case Found(receipt=receipt):
            return transition(delivery, DeliveryState.SENT, now, receipt=receipt, sent=delivery.first_sent or now, reached=True)
        case Absent():
            return replace(delivery, state=DeliveryState.SENDING, error="")
        case Unreadable(for_good=False):
            return _again(delivery, found, now, jitter)
    why = found.reason if isinstance(found, Unreadable) else "this sink cannot be searched"
    if delivery.message.possible_repeat:
        return _held(delivery, f"so may its repeat, and {why}", now)
    if blind is Blind.HOLD:
        return _held(delivery, why, now)
    return transition(delivery, DeliveryState.PENDING, now, repeats=1, error=f"sent again, marked as a possible repeat: {why}")


def _again(delivery: Delivery, unread: Unreadable, now: datetime, jitter: float) -> Transition:
    error = f"{AMBIGUOUS}: {unread.reason}"
    if unread.limited:
        until = now + named_pause(unread.after)
        return transition(delivery, DeliveryState.UNKNOWN, now, due=until, error=error, lookups_rest_until=until)
    attempts = delivery.attempts + 1
    return transition(delivery, DeliveryState.UNKNOWN, now, due=now + backoff(attempts, jitter, _LONGEST), attempts=attempts, error=error,
                      reached=False if unread.away else None, stopped=unread.reason if unread.refused else "")


def _held(delivery: Delivery, why: str, now: datetime) -> Transition:
    return transition(delivery, DeliveryState.HELD, now, due=now,
                      error=f"{AMBIGUOUS}: {why}: look into the channel; `monitor deliveries --retry {delivery.id}` sends it again")
