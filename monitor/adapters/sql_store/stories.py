"""The group stage: ungrouped alerts by article, and the stories and deliveries made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.packing import unpack
from monitor.adapters.sql_store.outbox import add_deliveries
from monitor.adapters.sql_store.schema import alert, article, story
from monitor.adapters.sql_store.statements import NO_LEASE, awaited, chunks, insert_missing, lease_values, locked, new_token
from monitor.model import Alert, AlertGroup, Delivery, Story, Verdict

UNGROUPED = alert.c.state == sa.literal_column("'ungrouped'")


def claim_ungrouped(connection: Connection, *, now: datetime, limit: int, lease: timedelta, owner: str) -> list[AlertGroup]:
    """Leases the ungrouped alerts of up to ``limit`` articles, oldest first; see StoryStore.claim_ungrouped.

    An article one group of which is leased waits: two groups of one article must not be planned side by side.
    """
    articles = _waiting_articles(connection, now, limit)
    if not articles:
        return []
    token = new_token()
    ours = sa.and_(alert.c.article_id.in_(articles), UNGROUPED)
    connection.execute(alert.update().where(ours).values(lease_values(now, lease, owner, token)))
    groups: dict[int, list[Alert]] = {one: [] for one in articles}
    rows = connection.execute(sa.select(alert.c.article_id, alert.c.payload).where(
        alert.c.article_id.in_(articles), alert.c.lease_token == token).order_by(alert.c.created, alert.c.id))
    for row in rows:
        groups[row.article_id].append(unpack(row.payload, Alert))
    told = _told(connection, articles)
    return [AlertGroup(article_id=one, token=token, alerts=tuple(alerts), told=tuple(told.get(one, ())))
            for one, alerts in groups.items() if alerts]


def _told(connection: Connection, articles: Sequence[int]) -> dict[int, list[Alert]]:
    """By article the alerts that went into messages before, oldest first."""
    told: dict[int, list[Alert]] = {}
    for row in connection.execute(sa.select(alert.c.article_id, alert.c.payload).where(
            alert.c.article_id.in_(articles), alert.c.state == "grouped", alert.c.verdict == Verdict.ALERT.value).order_by(
            alert.c.created, alert.c.id)):
        told.setdefault(row.article_id, []).append(unpack(row.payload, Alert))
    return told


def _waiting_articles(connection: Connection, now: datetime, limit: int) -> list[int]:
    """Articles with ungrouped alerts and no running lease on any, oldest first, their rows locked.

    Postgres locks no groups: the articles' own rows are locked, and the alerts looked at again under the lock.
    """
    unleased = sa.func.max(sa.case((alert.c.lease_until > now, 1), else_=0)) == 0
    waiting = (sa.select(alert.c.article_id, sa.func.min(alert.c.created).label("oldest"))
               .where(UNGROUPED).group_by(alert.c.article_id).having(unleased)).subquery()
    query = (sa.select(article.c.id).join(waiting, waiting.c.article_id == article.c.id)
             .order_by(waiting.c.oldest, article.c.id).limit(limit))
    found = connection.execute(locked(connection, query, article)).scalars().all()
    if not found or connection.dialect.name == "sqlite":
        return list(found)
    return list(connection.execute(query.where(article.c.id.in_(found))).scalars())


def record_story(connection: Connection, group: AlertGroup, one: Story, deliveries: Sequence[Delivery]) -> bool:
    """Writes the story with its deliveries, fenced by the group's token; see StoryStore.record_story."""
    ids = [member.id for member in group.alerts]
    if not ids or _held(connection, group.token, ids) != set(ids):
        return False
    insert_missing(connection, story, [{"id": one.id, "article_url": one.article_url, "created": one.created}])
    for some in chunks(ids):
        connection.execute(alert.update().where(alert.c.id.in_(some)).values(_grouped(one)))
    add_deliveries(connection, deliveries)
    return True


def _held(connection: Connection, token: str, ids: Sequence[str]) -> set[str]:
    held: set[str] = set()
    for some in chunks(ids):
        query = sa.select(alert.c.id).where(alert.c.id.in_(some), alert.c.lease_token == token, UNGROUPED)
        held |= set(connection.execute(awaited(connection, query, alert)).scalars())
    return held


def _grouped(one: Story) -> dict[str, Any]:
    return {"state": "grouped", "story_id": one.id, **NO_LEASE}


def release_groups(connection: Connection, owner: str) -> None:
    """Ends the owner's leases on ungrouped alerts."""
    connection.execute(alert.update().where(alert.c.lease_owner == owner, UNGROUPED).values(NO_LEASE))
