"""After an outage: a channel's backlog becomes one digest with a thread, except for what is of high severity.

A channel had an outage when it accepted nothing for a while although messages waited all that time: whether Slack was away,
the app or the channel was refused, or the monitor itself did not run. A backlog that only waits for its turns is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from monitor.alerts.stories import DIGEST
from monitor.model import Delivery, Message, Severity

OUTAGE = timedelta(minutes=1)
BACKLOG = 20
"""A channel with more messages waiting than this gets a digest (judgement: what a person reads one by one)."""

PER_MESSAGE = 20
"""Articles a message of a digest tells of: 20 short lines with links stay below Slack's size of a message."""

_RANKS = tuple(Severity)


def had_outage(accepted: datetime | None, oldest: datetime, now: datetime) -> bool:
    """Whether a channel that last accepted a message then, and whose oldest waiting one is as old, had an outage."""
    return now - max(accepted or oldest, oldest) >= OUTAGE


def digest(waiting: Sequence[Delivery], *, now: datetime) -> tuple[Delivery, ...]:
    """The deliveries that tell of all the alerts in ``waiting``, alerts of one channel in order, in its place.

    The first heads the thread that the others reply in. Their ids follow from what they tell, so that folding twice is once.
    """
    parts = [waiting[start:start + PER_MESSAGE] for start in range(0, len(waiting), PER_MESSAGE)]
    made: list[Delivery] = []
    for number, part in enumerate(parts, start=1):
        title = (f"{len(waiting)} articles waited while this channel could not be reached" if number == 1
                 else f"Articles that waited, part {number} of {len(parts)}")
        severity = max((one.severity for one in part), key=_RANKS.index)
        key = sha256("\x00".join((DIGEST, *(one.id for one in part))).encode()).hexdigest()[:24]
        alerts = [alert for one in part for alert in (one.message.lead, *one.message.others) if alert is not None]
        message = Message(id=key, kind=DIGEST, severity=severity, others=tuple(alerts), notice_title=title)
        made.append(Delivery(id=key, sink=part[0].sink, channel=part[0].channel, kind=DIGEST, severity=severity, message=message,
                             due=now, created=min(one.created for one in part), reply_to=made[0].id if made else ""))
    return tuple(made)
