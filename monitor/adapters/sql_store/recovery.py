"""What a process that died left behind: its leases ended at once, where it is known to be dead, instead of when they run out."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.sql_store.entries import release_entries
from monitor.adapters.sql_store.feeds import release_feeds
from monitor.adapters.sql_store.schema import alert, channel, delivery, entry, feed
from monitor.adapters.sql_store.stories import release_groups


def lease_owners(connection: Connection) -> list[str]:
    """Who holds leases, running or not."""
    owners: set[str] = set()
    for table in (feed, entry, alert, delivery):
        owners |= set(connection.execute(sa.select(table.c.lease_owner).where(table.c.lease_owner.is_not(None)).distinct()).scalars())
    return sorted(owners)


def bury(connection: Connection, owner: str, now: datetime) -> None:
    """Ends every lease of a dead owner. What it was sending may have arrived: the next claim finds those leases run out and
    has them looked up."""
    release_feeds(connection, owner)
    release_entries(connection, owner)
    release_groups(connection, owner)
    connection.execute(delivery.update().where(delivery.c.lease_owner == owner, delivery.c.lease_until > now).values(lease_until=now))


def next_delivery(connection: Connection, sinks: list[str]) -> datetime | None:
    """When the next delivery of these sinks can go out, pauses and pace of its channel included; None where none waits."""
    query = (sa.select(delivery.c.due, channel.c.next_at, channel.c.paused_until)
             .join(channel, sa.and_(channel.c.sink == delivery.c.sink, channel.c.name == delivery.c.channel))
             .where(delivery.c.state.in_(("pending", "unknown")), delivery.c.sink.in_(sinks)))
    times = [max(time for time in row if time is not None) for row in connection.execute(query)]
    return min(times, default=None)
