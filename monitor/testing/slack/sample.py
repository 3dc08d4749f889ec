"""One invented alert, complete in every part: for trying a channel, for the demo's page and for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.model import (
    Alert,
    Decision,
    Delivery,
    EntityType,
    Evidence,
    KeywordHit,
    Listing,
    Match,
    Mention,
    Message,
    Scope,
    Severity,
    Snippet,
    Tier,
    Trip,
    TripStatus,
    Verdict,
)

SEEN = datetime(2026, 3, 2, 10, 1, tzinfo=UTC)
_TEXT = "General Arvin Taheri landed in Valletta on Monday, two airport workers said, three years after the travel ban."


def sample_match(**changes: Any) -> Match:
    """An invented general who landed in Malta; ``changes`` replace fields."""
    start = _TEXT.index("Arvin")
    cue, place = _TEXT.index("landed"), _TEXT.index("Valletta")
    trip = Trip(status=TripStatus.OCCURRED, destination="Valletta", country="MT", hedge="reportedly", when="2026-03-02",
                cue="landed in", field="text", start=cue, end=place + 8)
    match = Match(
        watchlist="Travel bans", entity="taheri", name="Arvin Tahery", type=EntityType.PERSON, score=0.97, tier=Tier.STRONG,
        mentions=(Mention(field="text", start=start, end=start + 12, surface="Arvin Taheri", name="Arvin Tahery", score=0.96),),
        keywords=(KeywordHit(watchlist="Travel", term="land* in", surface="landed in", field="text", start=cue, end=cue + 9,
                             scope=Scope.SENTENCE),),
        trip=trip, trips=(trip,),
        evidence=(Evidence(rule="family name", weight=0.61, detail="Taheri ≈ Tahery"),
                  Evidence(rule="given name", weight=0.3, detail="Arvin = Arvin"),
                  Evidence(rule="position", weight=0.12, detail="General stands before the name")),
        snippet=Snippet(text=_TEXT, marks=((start, start + 12, "name"), (cue, cue + 9, "cue"), (place, place + 8, "place"))),
        listings=(Listing(authority="EX", reference="EXi.001", measures=("travel-ban", "asset-freeze"), since="2023-02-14",
                          url="https://example.org/list/EXi.001"),),
        countries=("XK",), list_severity=Severity.HIGH)
    return replace(match, **changes)


def sample_alert(match: Match | None = None, **changes: Any) -> Alert:
    """The alert on :func:`sample_match`."""
    match = match or sample_match()
    decision = Decision(rule="Listed person on the move", watchlist=match.watchlist, entity=match.entity, verdict=Verdict.ALERT,
                        reason="matched: strong match, trip occurred to Valletta", severity=Severity.HIGH, channel="#monitor",
                        key=f"key-{match.entity}")
    alert = Alert(id=f"alert-{match.entity}", decision=decision, match=match, article_id=1,
                  article_url="https://news.example/world/general-lands-in-valletta",
                  title="General on travel ban lands in Valletta",
                  feed_url="https://news.example/rss.xml", feed_name="Example News", language="en",
                  published=SEEN - timedelta(minutes=3), seen=SEEN, created=SEEN)
    return replace(alert, **changes)


def sample_message(**changes: Any) -> Message:
    """The alert with a second party, as one channel's message."""
    other = sample_match(entity="darya", name="Darya Shipping", type=EntityType.ORGANISATION, trip=None, trips=(), score=0.81,
                         tier=Tier.PROBABLE)
    decision = replace(sample_alert().decision, entity="darya", severity=Severity.LOW, rule="Any mention")
    message = Message(id="sample", kind="alert", severity=Severity.HIGH, lead=sample_alert(),
                      others=(sample_alert(other, decision=decision),))
    return replace(message, **changes)


def sample_delivery(message: Message | None = None, **changes: Any) -> Delivery:
    """The message on its way to ``#monitor``."""
    message = message or sample_message()
    delivery = Delivery(id=message.id, sink="slack", channel="#monitor", kind=message.kind, severity=message.severity,
                        message=message, due=SEEN, created=SEEN, first_sent=SEEN)
    return replace(delivery, **changes)
