"""What the commands ask of the past: feeds and their health, alerts, deliveries, and why of one article.

Rows come as JSON-able dictionaries, times in ISO 8601 with zone, in the shapes of INTERFACE's ``--json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.packing import unpack
from monitor.adapters.sql_store.schema import alert, article, delivery, delivery_alert, entry, feed, match, poll
from monitor.adapters.sql_store.statements import chunks
from monitor.adapters.sql_store.types import address, indexable
from monitor.alerts import parties
from monitor.alerts.codec import to_data
from monitor.model import Alert, Article, DeliveryState, Match, Trip, Verdict

Row = dict[str, Any]


def iso(time: datetime | None) -> str | None:
    """ISO 8601 with zone, or None."""
    return None if time is None else time.isoformat()


def feed_rows(connection: Connection) -> list[Row]:
    """The feeds of the config with their health, by name; ``entries`` counts those whose keys are kept."""
    count = (sa.select(sa.func.count()).where(entry.c.feed_id == feed.c.id).scalar_subquery()).label("entries")
    query = sa.select(feed, count).where(feed.c.active).order_by(feed.c.name, feed.c.id)
    return [{"url": row.address, "name": row.name, "last_poll": iso(row.last_poll), "next_due": iso(row.due),
             "status": row.status or "new", "entries": row.entries, "failures": row.failures, "error": row.error or None,
             "title": row.title, "last_read": iso(row.last_read), "not_before": iso(row.not_before)}
            for row in connection.execute(query)]


# ------------------------------------------------------------------ alerts and deliveries
def alert_rows(connection: Connection, since: datetime | None, suppressed: bool, limit: int | None) -> list[Row]:
    """Alerts, newest first, each with its deliveries; ``suppressed``: the decisions not to alert instead."""
    query = sa.select(alert).order_by(alert.c.created.desc(), alert.c.id).limit(limit)
    if since is not None:
        query = query.where(alert.c.created >= since)
    query = query.where(alert.c.verdict == (Verdict.SUPPRESSED if suppressed else Verdict.ALERT).value)
    return _alerts(connection, connection.execute(query).all())


def _alerts(connection: Connection, rows: Sequence[Any]) -> list[Row]:
    sent = _deliveries_of(connection, [row.id for row in rows])
    return [_alert(row, unpack(row.payload, Alert), sent.get(row.id, [])) for row in rows]


def _alert(row: Any, one: Alert, deliveries: list[Row]) -> Row:
    decision, found = one.decision, one.match
    return {
        "id": row.id, "created": iso(one.created), "rule": decision.rule, "severity": decision.severity.value,
        "watchlist": decision.watchlist, "entity": decision.entity, "name": found.name,
        "listings": parties.entries_json(found), "same_because": parties.same_because(found),
        "listed": [to_data(listing) for listing in parties.listings(found)], "tier": found.tier.value,
        "trip": None if found.trip is None else trip_row(found.trip), "title": one.title, "url": one.article_url,
        "feed": one.feed_url, "published": iso(one.published), "seen": iso(one.seen),
        "snippet": None if found.snippet is None else found.snippet.text, "verdict": row.verdict, "reason": row.reason,
        "deliveries": deliveries, "feed_name": one.feed_name, "score": found.score, "channel": decision.channel,
        "state": row.state, "index_version": row.index_version, "rules_version": row.rules_version}


def trip_row(trip: Trip) -> Row:
    """A trip as INTERFACE prints it: ``origin`` is called ``from``."""
    data = to_data(trip)
    return {"status": data["status"], "destination": data["destination"], "country": data["country"], "from": data["origin"],
            **{name: data[name] for name in ("when", "hedge", "denied_by", "cue", "field", "start", "end")}}


def _deliveries_of(connection: Connection, alert_ids: Iterable[str]) -> dict[str, list[Row]]:
    sent: dict[str, list[Row]] = {}
    for ids in chunks(alert_ids):
        query = (sa.select(delivery_alert.c.alert_id, delivery).join(delivery, delivery.c.id == delivery_alert.c.delivery_id)
                 .where(delivery_alert.c.alert_id.in_(ids)).order_by(delivery.c.created, delivery.c.id))
        for row in connection.execute(query):
            sent.setdefault(row.alert_id, []).append(_delivery(row))
    return sent


def _delivery(row: Any) -> Row:
    return {"id": row.id, "sink": row.sink, "channel": row.channel, "state": row.state, "attempts": row.attempts,
            "sent": iso(row.sent), "receipt": row.receipt or None, "error": row.error or None}


def delivery_rows(connection: Connection, dead_only: bool, limit: int | None) -> list[Row]:
    """The outbox, newest first, each with the ids of the alerts it tells of; ``dead_only``: what was given up or is held."""
    query = sa.select(delivery).order_by(delivery.c.created.desc(), delivery.c.id).limit(limit)
    if dead_only:
        query = query.where(delivery.c.state.in_((DeliveryState.DEAD.value, DeliveryState.HELD.value)))
    rows = connection.execute(query).all()
    told: dict[str, list[str]] = {}
    for ids in chunks(row.id for row in rows):
        links = sa.select(delivery_alert).where(delivery_alert.c.delivery_id.in_(ids)).order_by(delivery_alert.c.alert_id)
        for link in connection.execute(links):
            told.setdefault(link.delivery_id, []).append(link.alert_id)
    return [_delivery(row) | {
        "kind": row.kind, "severity": row.severity, "story": row.story, "rev": row.rev, "due": iso(row.due),
        "created": iso(row.created), "first_sent": iso(row.first_sent), "alerts": told.get(row.id, [])} for row in rows]


# ------------------------------------------------------------------ why
def why(connection: Connection, wanted: str) -> Row:
    """Everything about an article named by its address, an entry's link, or an alert's or delivery's id.

    ``{"entries": […], "articles": [{…, "matches": […], "decisions": […]}]}``, both empty where nothing is known of it.
    """
    links = {indexable(wanted), address(wanted)}
    entries = connection.execute(sa.select(entry).where(entry.c.link.in_(links)).order_by(entry.c.id)).all()
    named = (sa.select(article.c.id).where(article.c.url == address(wanted)),
             sa.select(alert.c.article_id).where(alert.c.id == wanted),
             sa.select(alert.c.article_id).join(delivery_alert, delivery_alert.c.alert_id == alert.c.id)
             .where(delivery_alert.c.delivery_id == wanted))
    ids = {row.article_id for row in entries if row.article_id is not None}
    for query in named:
        ids |= set(connection.execute(query).scalars())
    known = {row.id for row in entries}
    more = connection.execute(sa.select(entry).where(entry.c.article_id.in_(ids)).order_by(entry.c.id)).all()
    return {"entries": [_entry(connection, row) for row in [*entries, *(row for row in more if row.id not in known)]],
            "articles": [_article(connection, one) for one in sorted(ids)]}


def _entry(connection: Connection, row: Any) -> Row:
    origin = connection.execute(sa.select(feed).where(feed.c.id == row.feed_id)).one()
    polls = sa.select(poll).where(poll.c.feed_id == row.feed_id).order_by(poll.c.id.desc())
    return {"id": row.id, "feed": origin.address, "feed_name": origin.name, "key": row.key, "link": row.link, "old": row.old,
            "state": row.state, "rev": row.rev, "first_seen": iso(row.first_seen), "last_seen": iso(row.last_seen),
            "due": iso(row.due), "attempts": row.attempts, "error": row.error or None, "note": row.note or None,
            "article": row.article_id, "polls": [_poll(one) for one in connection.execute(polls)]}


def _poll(row: Any) -> Row:
    return {"polled": iso(row.polled), "status": row.status, "error": row.error or None, "new": row.new,
            "changed": row.changed, "known": row.known, "next_due": iso(row.next_due)}


def _article(connection: Connection, article_id: int) -> Row:
    row = connection.execute(sa.select(article).where(article.c.id == article_id)).one()
    matches = connection.execute(sa.select(match).where(match.c.article_id == article_id).order_by(match.c.id)).all()
    decisions = sa.select(alert).where(alert.c.article_id == article_id).order_by(alert.c.created, alert.c.id)
    body = to_data(unpack(row.body, Article)) if row.body is not None else {"text": None, "title": row.title}
    return body | {
        "id": row.id, "url": row.address, "published": iso(row.published), "seen": iso(row.seen), "language": row.language,
        "extracted_by": row.extracted_by, "partial": row.partial, "content_hash": row.content_hash,
        "screened": iso(row.screened), "index_version": row.index_version, "rules_version": row.rules_version,
        "matches": [to_data(unpack(one.payload, Match)) for one in matches],
        "decisions": _alerts(connection, connection.execute(decisions).all())}
