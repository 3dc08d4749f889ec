"""Feeds as rows: those of the config, claims by lease, and what a poll brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, bindparam

from monitor.adapters.packing import pack
from monitor.adapters.sql_store.schema import entry, feed, poll
from monitor.adapters.sql_store.statements import NO_LEASE, chunks, free, insert_missing, lease_values, locked, new_token
from monitor.adapters.sql_store.types import indexable
from monitor.model import ArticleMode, Feed, LeasedFeed, PollReceipt, PollResult, Validators

POLLS_KEPT = 20  # a feed
SEEN_STEP = timedelta(hours=6)  # how stale `last_seen` may be: rewriting every row at each poll would double the writes


def feed_of(row: Any, prefix: str = "") -> Feed:
    """The Feed in a row; ``prefix`` of its columns where they stand beside another table's."""
    get = row._mapping
    return Feed(url=get[f"{prefix}address"], name=get[f"{prefix}name"], every=get[f"{prefix}every"],
                language=get[f"{prefix}language"], article=ArticleMode(get[f"{prefix}article"]))


def sync_feeds(connection: Connection, feeds: Sequence[Feed], due: Mapping[str, datetime], now: datetime) -> None:
    """Makes the active feeds those given; see FeedStore.sync_feeds."""
    stored = {row.url: row for row in connection.execute(sa.select(feed))}
    wanted = {indexable(one.url): one for one in feeds}
    fresh = [_columns(one) | {"url": url, "address": one.url, "due": due.get(one.url, now), "added": now, "active": True}
             for url, one in wanted.items() if url not in stored]
    # another process may be doing the same: its rows are as good
    insert_missing(connection, feed, fresh)
    for url, one in wanted.items():
        if (row := stored.get(url)) is not None and (values := _changes(row, one, due, now)):
            connection.execute(feed.update().where(feed.c.id == row.id).values(values))
    for gone in chunks(row.id for url, row in stored.items() if row.active and url not in wanted):
        connection.execute(feed.update().where(feed.c.id.in_(gone)).values(active=False))


def _columns(one: Feed) -> dict[str, Any]:
    return {"name": one.name, "every": one.every, "language": one.language, "article": one.article.value}


def _changes(row: Any, one: Feed, due: Mapping[str, datetime], now: datetime) -> dict[str, Any]:
    values = {name: value for name, value in _columns(one).items() if getattr(row, name) != value}
    if not row.active:
        values |= {"active": True, "due": max(due.get(one.url, now), row.not_before or now)}
    elif "every" in values and row.due > now + one.every:
        # only a new interval brings it forward: what back-off has put off stays put off over a restart
        values["due"] = max(now + one.every, row.not_before or now)
    return values


def claim_feeds(connection: Connection, *, now: datetime, limit: int, lease: timedelta, owner: str,
                jitter: Callable[[], float], everything: bool) -> list[LeasedFeed]:
    """Leases due feeds and puts their next due time down first; see FeedStore.claim_feeds."""
    when = sa.or_(feed.c.not_before.is_(None), feed.c.not_before <= now) if everything else feed.c.due <= now
    query = sa.select(feed).where(feed.c.active, when, free(feed, now)).order_by(feed.c.due, feed.c.id).limit(limit)
    rows = connection.execute(locked(connection, query, feed)).all()
    if not rows:
        return []
    token = new_token()
    connection.execute(_CLAIM, [
        {"row": row.id, "due": now + row.every * jitter(), "due_before": row.due, **lease_values(now, lease, owner, token)}
        for row in rows])
    return [LeasedFeed(feed=feed_of(row), token=token, validators=Validators(etag=row.etag, last_modified=row.last_modified),
                       body_hash=row.body_hash, failures=row.failures, first_poll=row.last_read is None, claimed=now)
            for row in rows]


_CLAIM = feed.update().where(feed.c.id == bindparam("row"))


def record_poll(connection: Connection, result: PollResult) -> PollReceipt:
    """Writes a poll and its entries, fenced by the lease's token; see FeedStore.record_poll."""
    values: dict[str, Any] = {
        "due": result.next_due, "not_before": result.not_before, "failures": result.failures, "status": result.status,
        "error": result.error, "last_poll": result.polled, "due_before": None, **NO_LEASE}
    if result.status != "failed":
        values |= {"last_good": result.polled, "etag": result.validators.etag,
                   "last_modified": result.validators.last_modified, "body_hash": result.body_hash}
    if result.status == "ok":
        values |= {"last_read": result.polled, "title": result.title, "feed_language": result.language}
    ours = sa.and_(feed.c.url == indexable(result.url), feed.c.lease_token == result.token)
    feed_id = connection.execute(feed.update().where(ours).values(values).returning(feed.c.id)).scalar()
    if feed_id is None:
        return PollReceipt(fenced=True)
    receipt = _record_entries(connection, feed_id, result)
    _record_history(connection, feed_id, result, receipt)
    return receipt


def _record_entries(connection: Connection, feed_id: int, result: PollResult) -> PollReceipt:
    seen = {indexable(one.entry.key): one for one in result.entries}  # a key twice in one document: the last one stands
    known: dict[str, Any] = {}
    for keys in chunks(seen):
        known |= {row.key: row for row in connection.execute(_KNOWN, {"feed": feed_id, "keys": keys})}
    fresh, changed, shown = [], [], []
    for key, one in seen.items():
        row = known.get(key)
        if row is None:
            fresh.append(_entry_values(one.entry) | {"feed_id": feed_id, "key": key, "old": one.old, "now": result.polled})
        elif row.content_hash != one.entry.content_hash:
            changed.append(_entry_values(one.entry) | {"row": row.id, "now": result.polled})
        elif row.last_seen + SEEN_STEP <= result.polled:
            shown.append(row.id)
    if fresh:
        connection.execute(_NEW, fresh)
    if changed:
        connection.execute(_CHANGED, changed)
    for ids in chunks(shown):
        connection.execute(_SHOWN, {"rows": ids, "now": result.polled})
    return PollReceipt(new=len(fresh), changed=len(changed), known=len(seen) - len(fresh) - len(changed))


def _entry_values(one: Any) -> dict[str, Any]:
    return {"link": indexable(one.link), "payload": pack(one), "content_hash": one.content_hash}


_KNOWN = sa.select(entry.c.id, entry.c.key, entry.c.content_hash, entry.c.last_seen).where(
    entry.c.feed_id == bindparam("feed"), entry.c.key.in_(bindparam("keys", expanding=True)))
_NEW = entry.insert().values(
    rev=0, state="waiting", attempts=0, first_seen=bindparam("now", type_=entry.c.first_seen.type),
    last_seen=bindparam("now"), due=bindparam("now"))
# The running lease stays: what was claimed is screened and recorded, then the new revision waits for its own turn.
_CHANGED = entry.update().where(entry.c.id == bindparam("row")).values(
    rev=entry.c.rev + 1, state="waiting", attempts=0, error="", due=bindparam("now"), last_seen=bindparam("now"),
    link=bindparam("link"), payload=bindparam("payload"), content_hash=bindparam("content_hash"))
_SHOWN = entry.update().where(entry.c.id.in_(bindparam("rows", expanding=True))).values(last_seen=bindparam("now"))


def _record_history(connection: Connection, feed_id: int, result: PollResult, receipt: PollReceipt) -> None:
    connection.execute(poll.insert(), {
        "feed_id": feed_id, "polled": result.polled, "status": result.status, "error": result.error,
        "new": receipt.new, "changed": receipt.changed, "known": receipt.known, "next_due": result.next_due})
    connection.execute(_TRIM, {"feed": feed_id, "kept": POLLS_KEPT})


_LAST = sa.select(poll.c.id).where(poll.c.feed_id == bindparam("feed")).order_by(poll.c.id.desc()).limit(1).offset(
    bindparam("kept"))
_TRIM = poll.delete().where(poll.c.feed_id == bindparam("feed"), poll.c.id <= _LAST.scalar_subquery())


def release_feeds(connection: Connection, owner: str) -> None:
    """Ends the owner's leases: those feeds are due again when they were, as if never claimed."""
    connection.execute(feed.update().where(feed.c.lease_owner == owner).values(
        due=sa.func.coalesce(feed.c.due_before, feed.c.due), due_before=None, **NO_LEASE))
