"""Deliveries on their way: queued, claimed one a channel, and what became of each send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.packing import pack, unpack
from monitor.adapters.sql_store.schema import channel, delivery, delivery_alert
from monitor.adapters.sql_store.statements import NO_LEASE, insert, insert_missing, lease_values, locked, new_token
from monitor.adapters.sql_store.types import indexable
from monitor.delivery import DIED
from monitor.model import Delivery, DeliveryState, Message, Severity, Transition

_RANK = {Severity.LOW: 0, Severity.MEDIUM: 1, Severity.HIGH: 2}
OPEN = delivery.c.state.in_([sa.literal_column("'pending'"), sa.literal_column("'sending'"), sa.literal_column("'unknown'")])
_SENDING = DeliveryState.SENDING.value


# ------------------------------------------------------------------ in
def queue(connection: Connection, one: Delivery) -> bool:
    """Adds a delivery; False where its id exists; see OutboxStore.queue."""
    return add_deliveries(connection, [one]) == 1


def add_deliveries(connection: Connection, deliveries: Sequence[Delivery]) -> int:
    """Adds those whose id is not there yet, with the alerts they tell of; how many were."""
    added = 0
    for one in deliveries:
        statement = insert(connection.dialect.name, delivery).on_conflict_do_nothing().returning(delivery.c.id)
        if connection.execute(statement, _values(one)).scalar() is None:
            continue
        added += 1
        told = [one.message.lead, *one.message.others] if one.message.lead else []
        insert_missing(connection, delivery_alert, [{"delivery_id": one.id, "alert_id": each.id} for each in told])
        _ensure_channel(connection, one.sink, one.channel)
    return added


def _values(one: Delivery) -> dict[str, Any]:
    return {"id": one.id, "sink": one.sink, "channel": indexable(one.channel), "kind": one.kind, "severity": one.severity.value,
            "rank": _RANK[one.severity], "story": one.story, "rev": one.rev, "state": one.state.value,
            "attempts": one.attempts, "plain": one.plain, "due": one.due, "created": one.created,
            "first_sent": one.first_sent, "receipt": one.receipt, "error": one.error, "payload": pack(one.message)}


def _ensure_channel(connection: Connection, sink: str, name: str) -> None:
    insert_missing(connection, channel, [{"sink": sink, "name": indexable(name)}])


# ------------------------------------------------------------------ out
def claim_deliveries(connection: Connection, *, now: datetime, sinks: Sequence[str], limit: int, lease: timedelta,
                     owner: str, spacing: timedelta, grace: timedelta) -> list[Delivery]:
    """Claims at most one due delivery a channel and commits it as SENDING; see OutboxStore.claim_deliveries.

    A row claimed to be looked up is given back with its state UNKNOWN (and is SENDING in the store, so that a second
    death finds it again); one to be sent is given back as SENDING.
    """
    _expire(connection, now, grace)
    claimed = []
    for place in _ready_channels(connection, now, sinks, limit):
        if (row := _first_due(connection, place, now)) is not None:
            claimed.append(_claim(connection, row, lease_values(now, lease, owner, new_token()), now))
            connection.execute(channel.update().where(channel.c.sink == place.sink, channel.c.name == place.name).values(
                next_at=now + spacing))
    return claimed


def _expire(connection: Connection, now: datetime, grace: timedelta) -> None:
    """A row left SENDING by a dead process may have arrived: it is looked up once the sink has had time to show it."""
    sent = sa.func.coalesce(delivery.c.last_sent, delivery.c.first_sent, delivery.c.created)
    rows = sa.select(delivery.c.id, sent.label("sent")).where(
        OPEN, delivery.c.state == _SENDING, delivery.c.lease_until <= now)
    for row in connection.execute(locked(connection, rows, delivery)).all():
        connection.execute(delivery.update().where(delivery.c.id == row.id).values(
            state=DeliveryState.UNKNOWN.value, due=row.sent + grace, error=DIED, **NO_LEASE))


def _due(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(OPEN, delivery.c.state != _SENDING, delivery.c.due <= now)


def _ready_channels(connection: Connection, now: datetime, sinks: Sequence[str], limit: int) -> Sequence[Any]:
    """Channels with a due delivery that may be given one now, the most urgent first; their rows locked in Postgres."""
    waiting = (sa.select(delivery.c.sink, delivery.c.channel, sa.func.max(delivery.c.rank).label("rank"),
                         sa.func.min(delivery.c.created).label("oldest"))
               .where(_due(now), delivery.c.sink.in_(list(sinks))).group_by(delivery.c.sink, delivery.c.channel).subquery())
    sending = sa.select(delivery.c.id).where(
        OPEN, delivery.c.state == _SENDING, delivery.c.lease_until > now,
        delivery.c.sink == channel.c.sink, delivery.c.channel == channel.c.name)
    query = (sa.select(channel).join(waiting, sa.and_(waiting.c.sink == channel.c.sink, waiting.c.channel == channel.c.name))
             .where(sa.or_(channel.c.next_at.is_(None), channel.c.next_at <= now),
                    sa.or_(channel.c.paused_until.is_(None), channel.c.paused_until <= now), ~sending.exists())
             .order_by(waiting.c.rank.desc(), waiting.c.oldest).limit(limit))
    return connection.execute(locked(connection, query, channel)).all()


def _first_due(connection: Connection, place: Any, now: datetime) -> Any | None:
    """The channel's most severe, then oldest due row: looked up again under the channel's lock."""
    busy = sa.select(delivery.c.id).where(
        OPEN, delivery.c.state == _SENDING, delivery.c.sink == place.sink, delivery.c.channel == place.name).limit(1)
    if connection.execute(busy).first() is not None:
        return None
    query = (sa.select(delivery).where(_due(now), delivery.c.sink == place.sink, delivery.c.channel == place.name)
             .order_by(delivery.c.rank.desc(), delivery.c.created, delivery.c.id).limit(1))
    return connection.execute(locked(connection, query, delivery)).first()


def _claim(connection: Connection, row: Any, lease: dict[str, Any], now: datetime) -> Delivery:
    first_sent = row.first_sent or now
    connection.execute(delivery.update().where(delivery.c.id == row.id).values(
        state=_SENDING, first_sent=first_sent, last_sent=now, **lease))
    state = DeliveryState.UNKNOWN if row.state == DeliveryState.UNKNOWN.value else DeliveryState.SENDING
    return replace(delivery_of(row), state=state, token=lease["lease_token"], first_sent=first_sent)


def delivery_of(row: Any) -> Delivery:
    """The Delivery in a row."""
    return Delivery(id=row.id, sink=row.sink, channel=row.channel, kind=row.kind, severity=Severity(row.severity),
                    message=unpack(row.payload, Message), story=row.story, rev=row.rev, state=DeliveryState(row.state),
                    attempts=row.attempts, plain=row.plain, due=row.due, created=row.created, first_sent=row.first_sent,
                    token=row.lease_token or "", receipt=row.receipt, error=row.error)


def record_outcome(connection: Connection, delivery_id: str, token: str, transition: Transition) -> bool:
    """Writes a transition as it stands, fenced by the claim's token; see OutboxStore.record_outcome."""
    ours = sa.and_(delivery.c.id == delivery_id, delivery.c.lease_token == token, delivery.c.state == _SENDING)
    row = connection.execute(sa.select(delivery.c.sink, delivery.c.channel).where(ours)).first()
    if row is None:
        return False
    values: dict[str, Any] = {
        "state": transition.state.value, "due": transition.due, "attempts": transition.attempts, "error": transition.error,
        "receipt": transition.receipt, "plain": transition.plain, "sent": transition.sent, **NO_LEASE}
    if transition.channel:
        values["channel"] = indexable(transition.channel)
        _ensure_channel(connection, row.sink, transition.channel)
    if connection.execute(delivery.update().where(ours).values(values)).rowcount != 1:
        return False
    if transition.pause_channel_until is not None:
        connection.execute(_pause(connection.dialect.name), {
            "sink": row.sink, "name": row.channel, "paused_until": transition.pause_channel_until})
    return True


def _pause(dialect: str) -> Any:
    statement = insert(dialect, channel)
    later = sa.case((channel.c.paused_until > statement.excluded.paused_until, channel.c.paused_until),
                    else_=statement.excluded.paused_until)
    return statement.on_conflict_do_update(index_elements=[channel.c.sink, channel.c.name], set_={"paused_until": later})


def retry_delivery(connection: Connection, delivery_id: str, now: datetime) -> bool:
    """Makes a dead or waiting delivery due now; False where there is none, it was sent, or it is being sent.

    An unknown one stays unknown: it is looked up at once rather than sent twice.
    """
    values = {"due": now, "state": sa.case((delivery.c.state == DeliveryState.DEAD.value, DeliveryState.PENDING.value),
                                           else_=delivery.c.state)}
    waiting = [DeliveryState.DEAD.value, DeliveryState.PENDING.value, DeliveryState.UNKNOWN.value]
    result = connection.execute(delivery.update().where(
        delivery.c.id == delivery_id, delivery.c.state.in_(waiting)).values(values))
    return result.rowcount == 1
