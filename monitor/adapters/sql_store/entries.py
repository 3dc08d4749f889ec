"""Entries waiting to be read, and what reading them gave: article, matches, decisions, in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, bindparam

from monitor.adapters.packing import pack, unpack
from monitor.adapters.sql_store.feeds import feed_of
from monitor.adapters.sql_store.schema import alert, article, entry, feed, match
from monitor.adapters.sql_store.statements import NO_LEASE, awaited, free, insert, lease_values, locked, new_token
from monitor.adapters.sql_store.types import address, indexable
from monitor.alerts.rules import Reason
from monitor.model import Alert, Article, Entry, LeasedEntry, Match, Screened, ScreenedReceipt, Verdict

ALREADY_ALERTED = "already alerted"
_LOOKED_AT = 4000  # waiting entries among which each feed gets its turn: a claim stays a matter of milliseconds in any backlog
WAITING = entry.c.state == sa.literal_column("'waiting'")  # in full: a partial index serves no bound value


def claim_entries(connection: Connection, *, now: datetime, limit: int, lease: timedelta, owner: str,
                  per_feed: int | None) -> list[LeasedEntry]:
    """Leases waiting entries: news before backfill, each the oldest first; see EntryStore.claim_entries."""
    feed_columns = [feed.c[name].label(f"feed_{name}") for name in ("address", "name", "every", "language", "article")]
    query = (sa.select(entry, *feed_columns).join(feed, feed.c.id == entry.c.feed_id)
             .where(WAITING, entry.c.due <= now, free(entry, now))
             .order_by(entry.c.old, entry.c.first_seen, entry.c.id).limit(limit))
    if per_feed is not None:
        query = query.where(entry.c.id.in_(_in_turn(now, per_feed)))
    rows = connection.execute(locked(connection, query, entry)).all()
    if not rows:
        return []
    token = new_token()
    connection.execute(entry.update().where(entry.c.id.in_([row.id for row in rows])).values(
        attempts=entry.c.attempts + 1, leased_rev=entry.c.rev, **lease_values(now, lease, owner, token)))
    return [LeasedEntry(id=row.id, token=token, entry=unpack(row.payload, Entry), feed=feed_of(row, "feed_"), old=row.old,
                        attempts=row.attempts, first_seen=row.first_seen, rev=row.rev) for row in rows]


def _in_turn(now: datetime, per_feed: int) -> Any:
    """The ids of the oldest waiting entries, of each feed's news only the first ``per_feed``, those in work counted first."""
    near = (sa.select(entry.c.id, entry.c.feed_id, entry.c.old, entry.c.first_seen, entry.c.lease_until)
            .where(entry.c.state == sa.literal_column("'waiting'"), entry.c.due <= now)
            .order_by(entry.c.old, entry.c.first_seen, entry.c.id).limit(_LOOKED_AT)).subquery()
    in_work = sa.case((near.c.lease_until > now, 0), else_=1)
    place = sa.func.row_number().over(partition_by=[near.c.feed_id, near.c.old], order_by=[in_work, near.c.first_seen, near.c.id])
    ranked = sa.select(near.c.id, near.c.old, place.label("place")).subquery()
    return sa.select(ranked.c.id).where(sa.or_(ranked.c.old, ranked.c.place <= per_feed))


def known_keys(connection: Connection, article_url: str) -> frozenset[str]:
    """The keys alerted for the article at this canonical address; see EntryStore.known_keys."""
    return frozenset(connection.execute(_KNOWN_KEYS, {"url": address(article_url)}).scalars())


_KNOWN_KEYS = sa.select(alert.c.key).join(article, article.c.id == alert.c.article_id).where(
    article.c.url == bindparam("url"), alert.c.verdict == Verdict.ALERT.value)


def old_keys(connection: Connection, article_url: str) -> frozenset[str]:
    """The keys held back as older than backfill for this article; see EntryStore.old_keys."""
    return frozenset(connection.execute(_OLD_KEYS, {"url": address(article_url)}).scalars())


_OLD_KEYS = sa.select(alert.c.key).join(article, article.c.id == alert.c.article_id).where(
    article.c.url == bindparam("url"), alert.c.verdict == Verdict.SUPPRESSED.value, alert.c.reason == Reason.OLD.value)


def record_screened(connection: Connection, result: Screened) -> ScreenedReceipt:
    """Article, matches and decisions, fenced by the entry's token; see EntryStore.record_screened."""
    held = connection.execute(awaited(connection, _HELD, entry), {"row": result.entry_id, "token": result.token}).first()
    if held is None:
        return ScreenedReceipt(fenced=True)
    article_id = _record_article(connection, result)
    receipt = _record_alerts(connection, result, article_id) if result.alerts else ScreenedReceipt()
    waits = held.rev != held.leased_rev or result.again is not None
    # a newer revision came while this one was read: it is due at once, not when the page is tried again
    due = result.again if result.again is not None and held.rev == held.leased_rev else held.due
    connection.execute(_WAITS if waits else _DONE, {
        "row": result.entry_id, "to_due": due, "to_article": article_id, "to_note": result.note})
    return receipt


def record_replayed(connection: Connection, result: Screened, article_id: int) -> ScreenedReceipt:
    """Matches and decisions of a replay over a stored article, for which no entry waits; fenced where it is gone."""
    row = sa.select(article.c.id).where(article.c.id == article_id)
    if connection.execute(awaited(connection, row, article)).first() is None:
        return ScreenedReceipt(fenced=True)
    _record_matches(connection, article_id, result.matches)
    return _record_alerts(connection, result, article_id) if result.alerts else ScreenedReceipt()


_HELD = sa.select(entry.c.rev, entry.c.leased_rev, entry.c.due).where(
    entry.c.id == bindparam("row"), entry.c.lease_token == bindparam("token"))
_WAITS = entry.update().where(entry.c.id == bindparam("row")).values(
    due=bindparam("to_due"), article_id=bindparam("to_article"), note=bindparam("to_note"), error="", **NO_LEASE)
_DONE = _WAITS.values(state="done", payload=None)


# ------------------------------------------------------------------ article and matches
def _record_article(connection: Connection, result: Screened) -> int:
    """Upserts the article by its canonical address, with the matches of its latest screening.

    A page once read in full is not given up for what a feed carries: then its text stays, and so do its matches.
    """
    one = result.article
    row = connection.execute(_article_upsert(connection.dialect.name), {
        "url": address(one.url), "address": one.url, "title": one.title, "body": pack(one), "published": one.published,
        "seen": result.seen, "language": one.language, "extracted_by": one.extracted_by, "partial": one.partial,
        "content_hash": _content_hash(one), "screened": result.screened, "index_version": result.index_version,
        "rules_version": result.rules_version}).one()
    if row.partial == one.partial:
        connection.execute(_FORGET_MATCHES, {"article": row.id})
    _record_matches(connection, row.id, result.matches)
    return int(row.id)


def _record_matches(connection: Connection, article_id: int, matches: Sequence[Match]) -> None:
    if matches:
        connection.execute(_match_upsert(connection.dialect.name), [_match_values(article_id, one) for one in matches])


def _content_hash(one: Article) -> str:
    text = "\x00".join(text for _, text in one.fields())
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _match_values(article_id: int, one: Match) -> dict[str, Any]:
    return {"article_id": article_id, "watchlist": indexable(one.watchlist), "entity": indexable(one.entity),
            "name": one.name, "tier": one.tier.value, "score": one.score, "payload": pack(one)}


_FORGET_MATCHES = match.delete().where(match.c.article_id == bindparam("article"))


@cache
def _article_upsert(dialect: str) -> Any:
    statement = insert(dialect, article)
    new = statement.excluded
    keep = sa.and_(new.partial, sa.not_(article.c.partial), article.c.body.is_not(None))
    text = ("title", "body", "published", "language", "extracted_by", "partial", "content_hash")
    values = {name: sa.case((keep, article.c[name]), else_=new[name]) for name in text}
    values |= {name: new[name] for name in ("screened", "index_version", "rules_version")}
    return statement.on_conflict_do_update(index_elements=[article.c.url], set_=values).returning(
        article.c.id, article.c.partial)


@cache
def _match_upsert(dialect: str) -> Any:
    statement = insert(dialect, match)
    return statement.on_conflict_do_update(
        index_elements=[match.c.article_id, match.c.watchlist, match.c.entity],
        set_={name: statement.excluded[name] for name in ("name", "tier", "score", "payload")})


# ------------------------------------------------------------------ decisions
@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of the keys and ids about to be written."""

    keys: frozenset[str]
    rows: dict[str, tuple[str, str]]  # id -> (verdict, reason)


def _record_alerts(connection: Connection, result: Screened, article_id: int) -> ScreenedReceipt:
    """Alerts ungrouped, suppressed decisions with their reason; news told before is held back as already alerted.

    The article's row is locked by now and a key belongs to one article, so no other writer adds the same key now.
    """
    told = _told(connection, result.alerts)
    rows: dict[str, dict[str, Any]] = {}
    here: set[tuple[str, str]] = set()
    counts = {Verdict.ALERT: 0, Verdict.SUPPRESSED: 0}
    for one in result.alerts:
        key = indexable(one.decision.key)
        news = (key, indexable(one.decision.channel))  # under `continue: true` two rules tell the same news in two channels
        if one.decision.verdict is Verdict.ALERT and (key in told.keys or news in here):
            one = replace(one, decision=replace(one.decision, verdict=Verdict.SUPPRESSED, reason=ALREADY_ALERTED))
        counts[one.decision.verdict] += 1
        if one.decision.verdict is Verdict.ALERT:
            here.add(news)
        if (row_id := _row_id(one, told, rows)) is not None:
            rows[row_id] = _alert_values(replace(one, id=row_id, article_id=article_id), result)
    if rows:
        connection.execute(_alert_insert(connection.dialect.name), list(rows.values()))
    return ScreenedReceipt(alerts=counts[Verdict.ALERT], suppressed=counts[Verdict.SUPPRESSED])


def _told(connection: Connection, alerts: Sequence[Alert]) -> _Told:
    keys = sorted({indexable(one.decision.key) for one in alerts})
    known = connection.execute(_ALERTED, {"keys": keys}).scalars()
    ids = connection.execute(_IDS, {"ids": sorted({one.id for one in alerts})})
    return _Told(keys=frozenset(known), rows={row.id: (row.verdict, row.reason) for row in ids})


_ALERTED = sa.select(alert.c.key).where(
    alert.c.key.in_(bindparam("keys", expanding=True)), alert.c.verdict == Verdict.ALERT.value).distinct()
_IDS = sa.select(alert.c.id, alert.c.verdict, alert.c.reason).where(alert.c.id.in_(bindparam("ids", expanding=True)))


def _row_id(one: Alert, told: _Told, rows: dict[str, dict[str, Any]]) -> str | None:
    """The id to store under: its own where free, else one made from it and the reason; None where that stands already."""
    verdict, reason = one.decision.verdict, one.decision.reason
    if one.id not in told.rows and one.id not in rows:
        return one.id
    if told.rows.get(one.id) == (verdict.value, reason) and verdict is Verdict.SUPPRESSED:
        return None
    said = f"{verdict.value}\x00{reason}\x00{one.decision.rule}\x00{one.decision.key}\x00{one.decision.channel}"
    return f"{one.id}-{hashlib.blake2b(said.encode('utf-8', 'surrogatepass'), digest_size=4).hexdigest()}"


def _alert_values(one: Alert, result: Screened) -> dict[str, Any]:
    decision = one.decision
    return {"id": one.id, "article_id": one.article_id, "entry_id": result.entry_id or None, "key": indexable(decision.key),
            "channel": indexable(decision.channel), "rule": decision.rule, "severity": decision.severity.value,
            "watchlist": decision.watchlist, "entity": decision.entity, "tier": one.match.tier.value,
            "verdict": decision.verdict.value, "reason": decision.reason,
            "state": "ungrouped" if decision.verdict is Verdict.ALERT else "suppressed", "created": one.created,
            "index_version": result.index_version, "rules_version": result.rules_version, "payload": pack(one)}


@cache
def _alert_insert(dialect: str) -> Any:
    return insert(dialect, alert).on_conflict_do_nothing(index_elements=[alert.c.id])


# ------------------------------------------------------------------ giving back
def postpone_entry(connection: Connection, entry_id: int, token: str, due: datetime, error: str) -> bool:
    """Gives an entry back until ``due``; False where the lease had passed on; see EntryStore.postpone_entry."""
    result = connection.execute(entry.update().where(entry.c.id == entry_id, entry.c.lease_token == token).values(
        # a revision that came meanwhile is due by its own time
        due=sa.case((entry.c.rev == entry.c.leased_rev, sa.bindparam("later", due, type_=entry.c.due.type)), else_=entry.c.due),
        error=error, **NO_LEASE))
    return result.rowcount == 1


def release_entries(connection: Connection, owner: str, *, attempted: bool) -> None:
    """Ends the owner's leases. Not ``attempted``: an orderly stop gives them back unread, and the attempts do not count."""
    counted = entry.c.attempts if attempted else sa.case((entry.c.attempts > 0, entry.c.attempts - 1), else_=0)
    connection.execute(entry.update().where(entry.c.lease_owner == owner, WAITING).values(attempts=counted, **NO_LEASE))
