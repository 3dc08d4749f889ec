"""What a process that died left behind: its leases ended at once, where it is known to be dead, instead of when they run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.sql_store.entries import WAITING, release_entries
from monitor.adapters.sql_store.feeds import release_feeds
from monitor.adapters.sql_store.outbox import OPEN
from monitor.adapters.sql_store.schema import alert, channel, delivery, entry, feed, sink
from monitor.adapters.sql_store.stories import UNGROUPED, release_groups
from monitor.model import DeliveryState


def lease_owners(connection: Connection) -> list[str]:
    """Who holds leases, running or not."""
    owners: set[str] = set()
    for table, rows in ((feed, sa.true()), (entry, WAITING), (alert, UNGROUPED), (delivery, OPEN)):
        query = sa.select(table.c.lease_owner).where(rows, table.c.lease_owner.is_not(None)).distinct()
        owners |= set(connection.execute(query).scalars())
    return sorted(owners)


def bury(connection: Connection, owner: str, now: datetime) -> None:
    """Ends every lease of a dead owner. Its attempts count: what it read may be what it died of.

    What it was sending may have arrived: the next claim finds those leases run out and has them looked up.
    """
    release_feeds(connection, owner)
    release_entries(connection, owner, attempted=True)
    release_groups(connection, owner)
    connection.execute(delivery.update().where(OPEN, delivery.c.lease_owner == owner, delivery.c.lease_until > now)
                       .values(lease_until=now))


def next_delivery(connection: Connection, sinks: Sequence[str]) -> datetime | None:
    """When the next delivery of these sinks can go out, pauses and pace of channel and sink included; None where none waits."""
    root = delivery.alias("root")
    query = (sa.select(delivery.c.due, channel.c.next_at, channel.c.paused_until, sink.c.paused_until, root.c.due)
             .join(channel, sa.and_(channel.c.sink == delivery.c.sink, channel.c.name == delivery.c.channel))
             .join(sink, sink.c.name == delivery.c.sink)
             .outerjoin(root, sa.and_(root.c.id == delivery.c.reply_to, root.c.state.in_(("pending", "unknown"))))
             .where(OPEN, delivery.c.state != DeliveryState.SENDING.value, delivery.c.sink.in_(list(sinks))))
    times = [max(time for time in row if time is not None) for row in connection.execute(query)]
    return min(times, default=None)
