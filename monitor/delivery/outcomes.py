"""From the outcome of a send to the delivery's next state and due time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.model import Ambiguous, Blind, Delivery, DeliveryState, Rejected, Retry, SendOutcome, Sent, Transition

AMBIGUOUS = "may have arrived"
"""How the error of a delivery begins while it is not known whether a send of it arrived."""

DIED = f"{AMBIGUOUS}: the process ended while it was being sent"
"""The error of a row found in mid-send after its process died."""

_SHORTEST = timedelta(seconds=1)
_LONGEST = timedelta(minutes=15)
_UNNAMED_PAUSE = timedelta(seconds=30)  # a 429 without Retry-After: as long as Slack's own usually say


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``timeout`` of one send, ``grace`` before an ambiguous one is looked up, ``fallback``: where a message goes when its
    channel is refused (empty: it waits), ``ambiguous``: what to do where it cannot be looked up."""

    timeout: timedelta = timedelta(seconds=15)
    grace: timedelta = timedelta(seconds=60)
    fallback: str = ""
    ambiguous: Blind = Blind.RESEND


def next_state(delivery: Delivery, outcome: SendOutcome, *, now: datetime, jitter: float, settings: Settings) -> Transition:
    """What to write after a send. ``jitter`` is in 0..1; ``due`` is never before ``now``.

    A Retry that does not count (429) pauses the channel and is no attempt; any other outcome is one, except a refused app.
    """
    match outcome:
        case Sent(receipt=receipt):
            return transition(delivery, DeliveryState.SENT, now, attempts=delivery.attempts + 1, receipt=receipt, sent=now,
                              reached=True)
        case Retry():
            return _later(delivery, outcome, now, jitter)
        case Rejected(what="payload"):
            return _refused_payload(delivery, outcome, now)
        case Rejected(what="destination"):
            return _refused_channel(delivery, outcome, now, jitter, settings)
        case Rejected():  # the sink rests until it is tried again: see pace.stop
            return transition(delivery, DeliveryState.PENDING, now, error=outcome.reason, stopped=outcome.reason, reached=True)
        case Ambiguous(reason=reason):
            return transition(delivery, DeliveryState.UNKNOWN, now, due=grace_after(now, now, settings),
                              attempts=delivery.attempts + 1, error=f"{AMBIGUOUS}: {reason}", reached=False)


def transition(delivery: Delivery, state: DeliveryState, now: datetime, *, due: datetime | None = None, **changes: Any) -> Transition:
    """The delivery as it is, in another state, due at once where nothing else is said; ``changes`` are fields of the Transition."""
    kept: dict[str, Any] = {"attempts": delivery.attempts, "plain": delivery.plain, "channel": delivery.channel,
            "repeats": int(delivery.message.possible_repeat)}
    return Transition(state=state, at=now, due=due or now, **kept | changes)


def grace_after(sent: datetime, now: datetime, settings: Settings) -> datetime:
    """When an ambiguous send, last tried at ``sent``, may be looked up: a server that answers late has committed by then.

    A server committing 2.5 s after the client gave up made a duplicate of one message in four without this wait.
    """
    return max(sent + max(settings.grace, 4 * settings.timeout), now + _SHORTEST)


def may_have_arrived(delivery: Delivery) -> bool:
    """Whether an earlier send of it is unaccounted for, and is to be looked up before anything else."""
    return delivery.state is DeliveryState.UNKNOWN


def backoff(attempts: int, jitter: float, longest: timedelta = _LONGEST) -> timedelta:
    """Full jitter between 1 s and a ceiling that doubles with each attempt, up to ``longest``."""
    ceiling = min(longest.total_seconds(), 2.0 ** min(max(attempts, 1), 20))
    return timedelta(seconds=1.0 + min(max(jitter, 0.0), 1.0) * (ceiling - 1.0))


def named_pause(after: timedelta | None) -> timedelta:
    """How long a Retry-After is kept to: at least a second, at most 15 min, 30 s where none was named."""
    return _UNNAMED_PAUSE if after is None else min(max(after, _SHORTEST), _LONGEST)


def _later(delivery: Delivery, outcome: Retry, now: datetime, jitter: float) -> Transition:
    """A pause holds for the whole channel, so that what came later does not overtake; a refusal of this one message does not."""
    if not outcome.counts:
        until = now + named_pause(outcome.after)
        return transition(delivery, DeliveryState.PENDING, now, due=until, error=outcome.reason, pause_channel_until=until, reached=True)
    attempts = delivery.attempts + 1
    if outcome.away:  # how long the sink is left alone is for all its channels: pace.rest
        until = now + _SHORTEST
        return transition(delivery, DeliveryState.PENDING, now, due=until, attempts=attempts, error=outcome.reason,
                          pause_channel_until=until, reached=False)
    wait = max(backoff(attempts, jitter), _SHORTEST if outcome.after is None else named_pause(outcome.after))
    return transition(delivery, DeliveryState.PENDING, now, due=now + wait, attempts=attempts, error=outcome.reason, reached=True)


def _refused_payload(delivery: Delivery, outcome: Rejected, now: datetime) -> Transition:
    attempts = delivery.attempts + 1
    if not delivery.plain:
        return transition(delivery, DeliveryState.PENDING, now, attempts=attempts, plain=True, reached=True,
                          error=f"{outcome.reason}: once more as plain text")
    return transition(delivery, DeliveryState.DEAD, now, attempts=attempts, error=outcome.reason, reached=True)


def _refused_channel(delivery: Delivery, outcome: Rejected, now: datetime, jitter: float, settings: Settings) -> Transition:
    attempts = delivery.attempts + 1
    reason = f"{delivery.channel}: {outcome.reason}"
    if settings.fallback and delivery.channel != settings.fallback:
        return transition(delivery, DeliveryState.PENDING, now, attempts=attempts, channel=settings.fallback,
                          error=f"{reason}: to {settings.fallback} instead", refused=outcome.reason, reached=True)
    until = now + backoff(attempts, jitter)
    return transition(delivery, DeliveryState.PENDING, now, due=until, attempts=attempts, error=reason, pause_channel_until=until,
                      refused=outcome.reason, reached=True)
