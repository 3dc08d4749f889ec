"""An alert tells the trip its rule asked for."""

from __future__ import annotations

from datetime import UTC, datetime

from monitor.alerts.render import words
from monitor.alerts.rules import Context, decide
from monitor.model import Article, EntityType, Match, Reading, Rule, Tier, Trip, TripStatus
from monitor.pipeline import Origin, alerts_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_rule_for_one_country_heads_its_alert_with_the_trip_there() -> None:
    trips = (Trip(status=TripStatus.OCCURRED, destination="Moscow", country="RU"),
             Trip(status=TripStatus.PLANNED, destination="Aleppo", country="SY"))
    match = Match(watchlist="Travel bans", entity="taheri", name="Arvin Tahery", type=EntityType.PERSON, score=0.9,
                  tier=Tier.STRONG, mentions=(), trip=trips[0], trips=trips)
    rules = [Rule(name="To Syria", to=("SY",), goes_on=True), Rule(name="Any mention")]
    decisions = decide([match], rules, Context(article_url="https://news.example/a", today=NOW.date(), default_channel="#monitor"))
    article = Article(url="https://news.example/a", title="Two journeys", text="")
    origin = Origin(entry_id=1, rev=1, feed_url="https://news.example/feed", feed_name="News", seen=NOW, title="", published=None)
    told = [words.travel(alert.match.trip) for alert in alerts_of(Reading(article=article, matches=(match,)), decisions, origin, NOW)]
    assert told == ["plans to travel to Aleppo, Syria", "travelled to Moscow, Russia"]
