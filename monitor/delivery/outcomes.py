"""From the outcome of a send to the delivery's next state and due time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Ambiguous, Delivery, DeliveryState, Rejected, Retry, SendOutcome, Sent, Transition

AMBIGUOUS = "may have arrived"
"""How the error of a delivery begins while it is not known whether a send of it arrived."""

DIED = f"{AMBIGUOUS}: the process ended while it was being sent"
"""The error of a row found in mid-send after its process died."""

_SHORTEST = timedelta(seconds=1)
_LONGEST = timedelta(minutes=15)
_UNNAMED_PAUSE = timedelta(seconds=30)  # a 429 without Retry-After: as long as Slack's own usually say
_APP_PAUSE = timedelta(minutes=5)       # a refused token is mended by a person, and a restart follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``timeout`` of one send, ``grace`` before an ambiguous one is looked up, ``fallback``: where a message goes when its
    channel is refused (empty: it waits)."""

    timeout: timedelta = timedelta(seconds=15)
    grace: timedelta = timedelta(seconds=60)
    fallback: str = ""


def next_state(delivery: Delivery, outcome: SendOutcome, *, now: datetime, jitter: float, settings: Settings) -> Transition:
    """What to write after a send. ``jitter`` is in 0..1; ``due`` is never before ``now``.

    A Retry that does not count (429) pauses the channel and is no attempt; any other outcome is one.
    """
    match outcome:
        case Sent(receipt=receipt):
            return Transition(state=DeliveryState.SENT, due=now, attempts=delivery.attempts + 1, receipt=receipt,
                              plain=delivery.plain, channel=delivery.channel, sent=now)
        case Retry():
            return _later(delivery, outcome, now, jitter)
        case Rejected(what="payload"):
            return _refused_payload(delivery, outcome, now)
        case Rejected(what="destination"):
            return _refused_channel(delivery, outcome, now, settings)
        case Rejected():
            return _waiting(delivery, outcome.reason, due=now + _APP_PAUSE, attempts=delivery.attempts,
                            pause_until=now + _APP_PAUSE)
        case Ambiguous(reason=reason):
            return Transition(state=DeliveryState.UNKNOWN, due=grace_after(now, now, settings),
                              attempts=delivery.attempts + 1, error=f"{AMBIGUOUS}: {reason}", plain=delivery.plain,
                              channel=delivery.channel)


def grace_after(sent: datetime, now: datetime, settings: Settings) -> datetime:
    """When an ambiguous send, last tried at ``sent``, may be looked up: a server that answers late has committed by then.

    A server committing 2.5 s after the client gave up made a duplicate of one message in four without this wait.
    """
    return max(sent + max(settings.grace, 4 * settings.timeout), now + _SHORTEST)


def stops_sink(outcome: SendOutcome) -> bool:
    """Whether nothing can be sent until a person has mended the app (its token, a scope)."""
    return isinstance(outcome, Rejected) and outcome.what == "app"


def may_have_arrived(delivery: Delivery) -> bool:
    """Whether an earlier send of it is unaccounted for."""
    return delivery.state is DeliveryState.UNKNOWN or delivery.error.startswith(AMBIGUOUS)


def backoff(attempts: int, jitter: float) -> timedelta:
    """Full jitter between 1 s and a ceiling that doubles with each attempt, up to 15 min."""
    ceiling = min(_LONGEST.total_seconds(), 2.0 ** min(max(attempts, 1), 20))
    return timedelta(seconds=1.0 + min(max(jitter, 0.0), 1.0) * (ceiling - 1.0))


def _later(delivery: Delivery, outcome: Retry, now: datetime, jitter: float) -> Transition:
    named = None if outcome.after is None else min(max(outcome.after, _SHORTEST), _LONGEST)
    if not outcome.counts:
        until = now + (named or _UNNAMED_PAUSE)
        return _waiting(delivery, outcome.reason, due=until, attempts=delivery.attempts, pause_until=until)
    attempts = delivery.attempts + 1
    return _waiting(delivery, outcome.reason, due=now + max(backoff(attempts, jitter), named or _SHORTEST), attempts=attempts)


def _refused_payload(delivery: Delivery, outcome: Rejected, now: datetime) -> Transition:
    attempts = delivery.attempts + 1
    if not delivery.plain:
        return _waiting(delivery, f"{outcome.reason}: once more as plain text", due=now, attempts=attempts, plain=True)
    return Transition(state=DeliveryState.DEAD, due=now, attempts=attempts, error=outcome.reason, plain=True,
                      channel=delivery.channel)


def _refused_channel(delivery: Delivery, outcome: Rejected, now: datetime, settings: Settings) -> Transition:
    attempts = delivery.attempts + 1
    reason = f"{delivery.channel}: {outcome.reason}"
    if settings.fallback and delivery.channel != settings.fallback:
        return _waiting(delivery, f"{reason}: to {settings.fallback} instead", due=now, attempts=attempts,
                        channel=settings.fallback)
    return _waiting(delivery, reason, due=now + _LONGEST, attempts=attempts)


def _waiting(delivery: Delivery, reason: str, *, due: datetime, attempts: int, plain: bool = False, channel: str = "",
             pause_until: datetime | None = None) -> Transition:
    """Back to the outbox. A delivery that may have arrived keeps that mark: this attempt says nothing about the earlier."""
    unsure = may_have_arrived(delivery)
    return Transition(
        state=DeliveryState.UNKNOWN if unsure else DeliveryState.PENDING, due=due, attempts=attempts,
        error=f"{AMBIGUOUS}; {reason}" if unsure else reason, plain=plain or delivery.plain,
        channel=channel or delivery.channel, pause_channel_until=pause_until,
    )
