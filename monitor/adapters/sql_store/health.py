"""What the daemon asks to see whether anything has gone quiet: the feeds' health and rhythm, and what a day brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.sql_store.outbox import OPEN
from monitor.adapters.sql_store.schema import alert, article, delivery, entry, feed
from monitor.model import DeliveryState, Verdict

RHYTHM = timedelta(days=28)  # before a feed's last news: whole weeks, so that weekends weigh alike
_DAY = timedelta(days=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """A feed as it stands. ``good``: when it could last be read, or since when it is watched.

    ``news``: when it last had an entry that was new (None: never). Of the 28 days up to then it was watched for ``watched``,
    and had something new on ``days`` of them.
    """

    url: str
    name: str
    failures: int
    error: str
    good: datetime
    news: datetime | None = None
    watched: timedelta = timedelta(0)
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What happened in a stretch of time: alerts by severity, decisions not to alert, new articles; and how the outbox stands:
    messages given up or set aside in that time, waiting now, and since when the oldest of those waits."""

    alerts: dict[str, int]
    held_back: int
    articles: int
    given_up: int
    waiting: int
    oldest: datetime | None


def feed_health(connection: Connection) -> list[FeedHealth]:
    """The feeds of the config, by name. Reads every entry's time: for now and then, not for every second."""
    news = sa.select(entry.c.feed_id, sa.func.max(entry.c.first_seen).label("news")).group_by(entry.c.feed_id).subquery()
    since = sa.type_coerce(news.c.news, sa.BigInteger) - RHYTHM // timedelta(microseconds=1)
    seen = sa.type_coerce(entry.c.first_seen, sa.BigInteger)
    rhythm = (sa.select(entry.c.feed_id, news.c.news, sa.func.min(entry.c.first_seen).label("first"),
                        sa.func.count(sa.distinct(seen // _DAY)).label("days"))
              .join(news, news.c.feed_id == entry.c.feed_id).where(seen > since).group_by(entry.c.feed_id, news.c.news).subquery())
    query = (sa.select(feed, rhythm.c.news, rhythm.c.first, rhythm.c.days).outerjoin(rhythm, rhythm.c.feed_id == feed.c.id)
             .where(feed.c.active).order_by(feed.c.name, feed.c.id))
    return [FeedHealth(url=row.address, name=row.name, failures=row.failures, error=row.error, good=row.last_good or row.added,
                       news=row.news, watched=row.news - row.first if row.news else timedelta(0), days=row.days or 0)
            for row in connection.execute(query)]


def tally(connection: Connection, since: datetime, until: datetime) -> Tally:
    """What happened from ``since`` up to ``until``."""
    def count(column: sa.ColumnElement[datetime], *conditions: sa.ColumnElement[bool]) -> int:
        query = sa.select(sa.func.count()).where(column >= since, column < until, *conditions)
        return int(connection.execute(query).scalar_one())

    told = connection.execute(
        sa.select(alert.c.severity, sa.func.count().label("number")).group_by(alert.c.severity)
        .where(alert.c.created >= since, alert.c.created < until, alert.c.verdict == Verdict.ALERT.value))
    waiting, oldest = connection.execute(
        sa.select(sa.func.count(), sa.func.min(delivery.c.created)).where(OPEN, delivery.c.created < until)).one()
    return Tally(alerts={row.severity: row.number for row in told}, waiting=waiting, oldest=oldest,
                 held_back=count(alert.c.created, alert.c.verdict == Verdict.SUPPRESSED.value), articles=count(article.c.seen),
                 given_up=count(delivery.c.created, delivery.c.state.in_([DeliveryState.DEAD.value, DeliveryState.HELD.value])))


def oldest_message(connection: Connection) -> datetime | None:
    """Since when the oldest message that is not sent yet waits; None where none does."""
    oldest: datetime | None = connection.execute(sa.select(sa.func.min(delivery.c.created)).where(OPEN)).scalar()
    return oldest
