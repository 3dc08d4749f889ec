"""What the commands, the health page and replay ask: reads beside the daemon, and the purge of what is too old."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.packing import unpack
from monitor.adapters.sql_store import health, history, notes, purge
from monitor.adapters.sql_store.entries import WAITING
from monitor.adapters.sql_store.outbox import OPEN
from monitor.adapters.sql_store.schema import alert, article, channel, delivery, entry, feed, sink
from monitor.adapters.sql_store.statements import chunks
from monitor.adapters.sql_store.stories import UNGROUPED
from monitor.adapters.sql_store.writer import Runner
from monitor.model import Article, DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """An article as it is packed in its row: a worker unpacks it, where it is screened."""

    id: int
    seen: datetime
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article whose text is still kept, with the feed that first brought it (empty where its entry is gone)."""

    id: int
    article: Article
    seen: datetime
    feed_url: str
    feed_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A sink that is stopped (``channel`` empty), or a channel that refuses messages; ``since`` then, and why."""

    sink: str
    channel: str = ""
    reason: str
    since: datetime


class Queries:
    """The store's questions, each a snapshot of its own. Raise StoreFault where the database cannot be read."""

    def __init__(self, writer: Runner, reader: Runner) -> None:
        self._writer = writer
        self._reader = reader

    # -------------------------------------------------------------- the commands
    async def feed_rows(self) -> list[history.Row]:
        """The feeds of the config with their health, as `monitor feeds --json` prints them."""
        return await self._reader.run(history.feed_rows)

    async def alert_rows(self, since: datetime | None = None, suppressed: bool = False,
                         limit: int | None = None) -> list[history.Row]:
        """Alerts of ``since`` and later, newest first, as `monitor alerts --json` prints them.

        ``suppressed``: the decisions not to alert instead.
        """
        return await self._reader.run(lambda connection: history.alert_rows(connection, since, suppressed, limit))

    async def delivery_rows(self, dead_only: bool = False, limit: int | None = None) -> list[history.Row]:
        """The outbox, newest first."""
        return await self._reader.run(lambda connection: history.delivery_rows(connection, dead_only, limit))

    async def why(self, url_or_id: str) -> history.Row:
        """Everything about an article named by its (canonical) address, an entry's link, or an alert's or delivery's id."""
        return await self._reader.run(lambda connection: history.why(connection, url_or_id))

    async def texts_after(self, seen: datetime, number: int, until: datetime, limit: int = 500) -> list[StoredText]:
        """The next articles whose text is kept, after the one first seen at ``seen`` and of that ``number``, before ``until``, oldest
        first."""
        return await self._reader.run(_texts_after(seen, number, until, limit))

    async def kept_texts(self, since: datetime, until: datetime) -> tuple[int, int]:
        """Of the articles first seen from ``since`` to ``until``: how many are there, and of how many the text is kept."""
        return await self._reader.run(lambda connection: _kept_texts(connection, since, until))

    async def articles(self, numbers: Sequence[int]) -> list[StoredArticle]:
        """Those of these articles whose text is kept, oldest first."""
        return await self._reader.run(_articles(numbers))

    # -------------------------------------------------------------- health and metrics
    async def queue_ages(self, now: datetime) -> dict[str, timedelta | None]:
        """How long the oldest due work of each stage has waited (None: nothing waits).

        Keys: ``feeds``, ``entries``, ``backfill``, ``alerts`` (ungrouped), ``deliveries`` (to be sent), ``unknown``.
        """
        return await self._reader.run(lambda connection: _queue_ages(connection, now))

    async def counts(self) -> dict[str, int]:
        """Rows by state. Keys: ``feeds``, ``feeds_failing``, ``entries_waiting``, ``backfill_waiting``,
        ``alerts_ungrouped``, and ``deliveries_<state>`` for every state."""
        return await self._reader.run(_counts)

    async def troubles(self) -> list[Trouble]:
        """What takes no messages now: sinks, then channels, by name."""
        return await self._reader.run(_troubles)

    async def feed_health(self) -> list[health.FeedHealth]:
        """Whether the feeds of the config can be read, and how often they have news."""
        return await self._reader.run(health.feed_health)

    async def tally(self, since: datetime, until: datetime) -> health.Tally:
        """What happened from ``since`` up to ``until``, and how the outbox stands."""
        return await self._reader.run(lambda connection: health.tally(connection, since, until))

    async def oldest_message(self) -> datetime | None:
        """Since when the oldest message that is not sent yet waits; None where none does."""
        return await self._reader.run(health.oldest_message)

    async def notes_below(self, prefix: str) -> dict[str, bytes]:
        """The small values whose key begins so, by key."""
        return await self._reader.run(lambda connection: notes.notes_below(connection, prefix))

    # -------------------------------------------------------------- retention
    async def purge(self, now: datetime, retention: timedelta) -> dict[str, int]:
        """Removes what is older than the retention; how many ``texts``, ``decisions`` and ``entries`` went.

        Article texts go after ``retention``, with all but strong matches; entry keys 90 days after their feed last showed
        them; alerts, suppressed strong matches and deliveries stay.
        """
        return {"texts": await self._all(purge.drop_texts, now - retention),
                "decisions": await self._all(purge.drop_decisions, now - retention),
                "entries": await self._all(purge.drop_entries, now - purge.KEYS_STAY)}

    async def _all(self, drop: Callable[[Connection, datetime], int], before: datetime) -> int:
        gone = 0
        while True:
            some = await self._writer.run(lambda connection: drop(connection, before))
            gone += some
            if some < purge.CHUNK:
                return gone


def _texts_after(seen: datetime, number: int, until: datetime, limit: int) -> Callable[[Connection], list[StoredText]]:
    query = (sa.select(article.c.id, article.c.seen, article.c.body)
             .where(article.c.seen >= seen, article.c.seen < until, sa.or_(article.c.seen > seen, article.c.id > number),
                    article.c.body.is_not(None))
             .order_by(article.c.seen, article.c.id).limit(limit))
    return lambda connection: [StoredText(id=row.id, seen=row.seen, body=row.body) for row in connection.execute(query)]


def _kept_texts(connection: Connection, since: datetime, until: datetime) -> tuple[int, int]:
    query = sa.select(sa.func.count(), sa.func.count(article.c.body)).where(article.c.seen >= since, article.c.seen < until)
    found, kept = connection.execute(query).one()
    return int(found), int(kept)


def _articles(numbers: Sequence[int]) -> Callable[[Connection], list[StoredArticle]]:
    its = entry.alias("its")
    first_entry = sa.select(sa.func.min(its.c.id)).where(its.c.article_id == article.c.id).scalar_subquery()
    query = (sa.select(article.c.id, article.c.body, article.c.seen, feed.c.address, feed.c.name)
             .select_from(article).outerjoin(entry, entry.c.id == first_entry).outerjoin(feed, feed.c.id == entry.c.feed_id)
             .where(article.c.body.is_not(None)))

    def unit(connection: Connection) -> list[StoredArticle]:
        rows = [row for some in chunks(numbers) for row in connection.execute(query.where(article.c.id.in_(some)))]
        return [StoredArticle(id=row.id, article=unpack(row.body, Article), seen=row.seen, feed_url=row.address or "",
                              feed_name=row.name or "") for row in sorted(rows, key=lambda row: (row.seen, row.id))]

    return unit


def _troubles(connection: Connection) -> list[Trouble]:
    stopped = sa.select(sink).where(sink.c.stopped != "").order_by(sink.c.name)
    refused = sa.select(channel).where(channel.c.refused != "").order_by(channel.c.sink, channel.c.name)
    return [*(Trouble(sink=row.name, reason=row.stopped, since=row.stopped_since) for row in connection.execute(stopped)),
            *(Trouble(sink=row.sink, channel=row.name, reason=row.refused, since=row.refused_since)
              for row in connection.execute(refused))]


def _queue_ages(connection: Connection, now: datetime) -> dict[str, timedelta | None]:
    oldest: dict[str, Any] = {
        "feeds": sa.select(sa.func.min(feed.c.due)).where(feed.c.active, feed.c.due <= now),
        "entries": sa.select(sa.func.min(entry.c.due)).where(WAITING, sa.not_(entry.c.old), entry.c.due <= now),
        "backfill": sa.select(sa.func.min(entry.c.due)).where(WAITING, entry.c.old, entry.c.due <= now),
        "alerts": sa.select(sa.func.min(alert.c.created)).where(UNGROUPED, alert.c.created <= now)}
    for name, state in (("deliveries", DeliveryState.PENDING), ("unknown", DeliveryState.UNKNOWN)):
        oldest[name] = sa.select(sa.func.min(delivery.c.due)).where(
            OPEN, delivery.c.state == state.value, delivery.c.due <= now)
    since = {name: connection.execute(query).scalar() for name, query in oldest.items()}
    return {name: None if time is None else now - time for name, time in since.items()}


def _counts(connection: Connection) -> dict[str, int]:
    def count(*conditions: sa.ColumnElement[bool]) -> int:
        return int(connection.execute(sa.select(sa.func.count()).where(*conditions)).scalar_one())

    states = {row.state: row.number for row in connection.execute(
        sa.select(delivery.c.state, sa.func.count().label("number")).group_by(delivery.c.state))}
    return {"feeds": count(feed.c.active), "feeds_failing": count(feed.c.active, feed.c.failures > 0),
            "entries_waiting": count(WAITING, sa.not_(entry.c.old)), "backfill_waiting": count(WAITING, entry.c.old),
            "alerts_ungrouped": count(UNGROUPED),
            **{f"deliveries_{state.value}": states.get(state.value, 0) for state in DeliveryState}}
