"""What is told together: alerts of one event become one story, those of one channel one message.

Every article is its own story; one message a channel, headed by the most severe alert. Ids are hashes of what they stand
for, so that planning twice after a crash gives the same rows and writes nothing new.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from monitor.model import Alert, AlertGroup, Delivery, Message, Severity, Story, Tier, TripStatus, Verdict

ALERT = "alert"
NOTICE = "notice"
DIGEST = "digest"

_SEVERITIES = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)
_TIERS = tuple(Tier)
_STATUSES = tuple(TripStatus)


def plan(group: AlertGroup, *, now: datetime, sink: str) -> tuple[Story, tuple[Delivery, ...]]:
    """The story of a group of alerts and its deliveries, due at ``now``: one a channel, in order of the channels' names.

    Held back alerts in the group are left out; a group without any other gives no delivery. What the channel was told of the article
    before goes along, to be named beside what is new.
    """
    url = group.alerts[0].article_url if group.alerts else ""
    created = min((alert.created for alert in group.alerts), default=now)
    story = Story(id=_hash("story", url or str(group.article_id)), article_url=url, created=created)
    told = [alert for alert in group.alerts if alert.decision.verdict is Verdict.ALERT]
    channels = sorted({alert.decision.channel for alert in told})
    return story, tuple(
        _delivery(_of(channel, told), _of(channel, group.told), story, sink, channel, now)
        for channel in channels
    )


def _of(channel: str, alerts: Sequence[Alert]) -> list[Alert]:
    return [alert for alert in alerts if alert.decision.channel == channel]


def _delivery(alerts: Sequence[Alert], before: Sequence[Alert], story: Story, sink: str, channel: str, now: datetime) -> Delivery:
    ranked = sorted(alerts, key=_rank)
    id = _hash("delivery", sink, channel, story.id, *sorted(alert.id for alert in alerts))
    lead = ranked[0]
    severity = lead.decision.severity
    message = Message(id=id, kind=ALERT, severity=severity, lead=lead, others=tuple(ranked[1:]),
                      before=tuple(sorted(before, key=_rank)))
    return Delivery(id=id, sink=sink, channel=channel, kind=ALERT, severity=severity, message=message, story=story.id,
                    due=now, created=now)


def _rank(alert: Alert) -> tuple[int, int, int, float, str, str, str]:
    """Most severe first, then by what a reader would want as the headline: a trip that took place, a surer match."""
    trip = alert.match.trip
    return (_SEVERITIES.index(alert.decision.severity), len(_STATUSES) if trip is None else _STATUSES.index(trip.status),
            _TIERS.index(alert.match.tier), -alert.match.score, alert.match.watchlist, alert.match.entity, alert.id)


def _hash(*parts: str) -> str:
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
