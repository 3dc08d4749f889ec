"""What goes when it is too old, in small units so that no writer waits long.

Article texts and all but strong matches go after the retention; an entry's key once its feed has not shown it for ninety
days; alerts, suppressed strong matches and deliveries stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.sql_store.feeds import SEEN_STEP
from monitor.adapters.sql_store.schema import alert, article, entry, feed, match
from monitor.adapters.sql_store.types import Number
from monitor.model import Tier, Verdict

KEYS_STAY = timedelta(days=90)  # an old entry reappears when a site moves: within this time it is still known
CHUNK = 500


def drop_texts(connection: Connection, before: datetime) -> int:
    """Empties up to CHUNK article texts screened last by ``before``, and forgets their matches but the strong ones."""
    query = sa.select(article.c.id).where(article.c.body.is_not(None), article.c.screened <= before).limit(CHUNK)
    ids = connection.execute(query).scalars().all()
    if ids:
        connection.execute(article.update().where(article.c.id.in_(ids)).values(body=None))
        connection.execute(match.delete().where(match.c.article_id.in_(ids), match.c.tier != Tier.STRONG.value))
    return len(ids)


def drop_decisions(connection: Connection, before: datetime) -> int:
    """Deletes up to CHUNK decisions not to alert of ``before`` and earlier, strong matches excepted."""
    old = sa.select(alert.c.id).where(alert.c.verdict == Verdict.SUPPRESSED.value, alert.c.tier != Tier.STRONG.value,
                                      alert.c.created <= before).limit(CHUNK)
    return connection.execute(alert.delete().where(alert.c.id.in_(old))).rowcount


def drop_entries(connection: Connection, before: datetime) -> int:
    """Deletes up to CHUNK entries no feed has shown since ``before``, and articles of which nothing else is left.

    A 304 shows again all that the last document held: there ``last_seen`` stands still while the feed is read.
    """
    shown = sa.and_(feed.c.active, feed.c.last_good > before,
                    sa.type_coerce(entry.c.last_seen, Number) > sa.type_coerce(feed.c.last_read, Number) - _step())
    query = (sa.select(entry.c.id, entry.c.article_id).join(feed, feed.c.id == entry.c.feed_id)
             .where(entry.c.state == "done", entry.c.last_seen <= before, sa.not_(sa.func.coalesce(shown, sa.false())))
             .limit(CHUNK))
    rows = connection.execute(query).all()
    if not rows:
        return 0
    connection.execute(entry.delete().where(entry.c.id.in_([row.id for row in rows])))
    touched = {row.article_id for row in rows if row.article_id is not None}
    bare: list[sa.ColumnElement[bool]] = [article.c.id.in_(touched), article.c.body.is_(None)]
    bare += [~sa.select(1).where(other.c.article_id == article.c.id).exists() for other in (entry, alert, match)]
    connection.execute(article.delete().where(*bare))
    return len(rows)


def _step() -> int:
    return SEEN_STEP // timedelta(microseconds=1)
