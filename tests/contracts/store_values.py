"""Values for the store's suite, and the steps that lead to a stage."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model import (
    Alert,
    Article,
    Decision,
    Delivery,
    EntityType,
    Entry,
    Evidence,
    Feed,
    Listing,
    Match,
    Mention,
    Message,
    PollResult,
    Screened,
    SeenEntry,
    Severity,
    Snippet,
    Story,
    Tier,
    Trip,
    TripStatus,
    Validators,
    Verdict,
)

NOW = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{db}'"
LEASE = timedelta(seconds=60)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FEED = Feed(url="https://news.example/rss", name="News", language="en")


def entry(key="k1", feed=FEED, **fields):
    values = {"link": f"https://news.example/{key}", "title": f"Title {key}", "summary": "A summary.", "content_hash": "h0",
              "published": NOW - MINUTE}
    return Entry(feed=feed.url, key=key, **values | fields)


def match(entity="soleimani", tier=Tier.STRONG, **fields):
    values = {"watchlist": "Travel bans", "name": "Qasem Soleimani", "type": EntityType.PERSON, "score": 0.97,
              "mentions": (Mention(field="text", start=8, end=24, surface="Qassem Suleimani", name="Qassem Suleimani",
                                   score=1.0),),
              "trip": Trip(status=TripStatus.OCCURRED, destination="Moscow", country="RU", origin="Tehran", cue="landed in"),
              "evidence": (Evidence(rule="family name", weight=0.61, detail="Suleimani = Suleimani"),),
              "snippet": Snippet(text="General Qassem Suleimani landed in Moscow.", marks=((8, 24, "name"),)),
              "listings": (Listing(authority="UN", reference="IRi.039", measures=("travel-ban",)),)}
    return Match(entity=entity, tier=tier, **values | fields)


def decision(key="news-1", verdict=Verdict.ALERT, reason="", rule="Any mention", channel="#monitor", entity="soleimani"):
    return Decision(rule=rule, watchlist="Travel bans", entity=entity, verdict=verdict, reason=reason, severity=Severity.HIGH,
                    channel=channel, key=key)


def alert(number=1, url="https://news.example/k1", decided=None, created=NOW, **fields):
    values = {"match": match(), "article_id": 0, "title": "A title", "feed_url": FEED.url, "feed_name": FEED.name,
              "language": "en", "published": NOW - MINUTE, "seen": NOW}
    return Alert(id=f"a{number}", decision=decided or decision(key=f"news-{number}"), article_url=url, created=created,
                 **values | fields)


def article(url="https://news.example/k1", **fields):
    values = {"title": "A title", "text": "General Qassem Suleimani landed in Moscow.", "language": "en",
              "published": NOW - MINUTE, "extracted_by": "own"}
    return Article(url=url, **values | fields)


def screened(leased, *, alerts=(), matches=(), page=None, **fields):
    values = {"seen": leased.first_seen, "screened": NOW, "index_version": "i1", "rules_version": "r1"}
    return Screened(entry_id=leased.id, token=leased.token, article=page or article(leased.entry.link), matches=tuple(matches),
                    alerts=tuple(alerts), **values | fields)


def delivery(number=1, *, channel="#monitor", severity=Severity.LOW, created=NOW, lead=None, sink="slack", **fields):
    message = Message(id=f"d{number}", kind="alert", severity=severity, lead=lead)
    return Delivery(id=f"d{number}", sink=sink, channel=channel, kind="root", severity=severity, message=message,
                    **{"due": created, "created": created} | fields)


async def drained(stores, claim):
    """What claimers at work on every store get together, side by side, until nothing is left to claim."""
    got = []
    while claims := [one for claim_ in await asyncio.gather(*(claim(Wire(store)) for _ in range(4) for store in stores))
                     for one in claim_]:
        got += claims
    return got


class Wire:
    """The store's stages in order, each with ordinary arguments."""

    def __init__(self, store):
        self.store = store

    async def feed(self, feed=FEED, now=NOW, **options):
        await self.store.sync_feeds([feed], {}, now=now)
        [leased] = await self.claim_feeds(now=now, **options)
        return leased

    async def claim_feeds(self, now=NOW, **options):
        return await self.store.claim_feeds(**{"now": now, "limit": 10, "lease": LEASE, "owner": "one", "jitter": lambda: 1.0}
                                            | options)

    async def poll(self, *entries, leased=None, now=NOW, old=False, **fields):
        leased = leased or await self.feed(now=now)
        values = {"status": "ok", "next_due": now + 5 * MINUTE, "validators": Validators(etag='"1"'), "body_hash": "b1"}
        result = PollResult(url=leased.feed.url, token=leased.token, polled=now,
                            entries=tuple(SeenEntry(entry=one, old=old) for one in entries), **values | fields)
        return await self.store.record_poll(result)

    async def poll_again(self, *entries, now, **fields):
        [leased] = await self.claim_feeds(now=now, everything=True)
        return await self.poll(*entries, leased=leased, now=now, **fields)

    async def claim_entries(self, now=NOW, **options):
        return await self.store.claim_entries(**{"now": now, "limit": 10, "lease": LEASE, "owner": "one"} | options)

    async def entry(self, one=None, now=NOW, **lease):
        await self.poll(one or entry(), now=now)
        [leased] = await self.claim_entries(now=now, **lease)
        return leased

    async def alerts(self, *alerts, now=NOW, page=None):
        """An entry screened to these alerts."""
        leased = await self.entry(now=now)
        matches = {one.match.entity: one.match for one in alerts}
        return await self.store.record_screened(screened(leased, alerts=alerts, matches=matches.values(), page=page))

    async def groups(self, now=NOW, **options):
        return await self.store.claim_ungrouped(**{"now": now, "limit": 10, "lease": LEASE, "owner": "one"} | options)

    async def story(self, *deliveries, now=NOW):
        [group] = await self.groups(now=now)
        made = [replace(one, message=replace(one.message, lead=group.alerts[0], others=group.alerts[1:])) for one in deliveries]
        story = Story(id=f"s{group.article_id}", article_url=group.alerts[0].article_url, created=now)
        assert await self.store.record_story(group, story, made)
        return group

    async def deliveries(self, now=NOW, **options):
        return await self.store.claim_deliveries(**{"now": now, "sinks": ["slack"], "limit": 10, "lease": LEASE, "owner": "one",
                                                    "spacing": SECOND} | options)
