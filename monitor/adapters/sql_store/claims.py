"""Which deliveries may go out now: at the pace of channel and workspace, in order, and past what is paused or does not answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.sql_store.outbox import OPEN, SENDING, delivery_of
from monitor.adapters.sql_store.schema import channel, delivery, sink
from monitor.adapters.sql_store.statements import NO_LEASE, awaited, lease_values, locked, new_token
from monitor.delivery import DIED, PROBING, allowance, charged, next_turn
from monitor.model import Delivery, DeliveryState

_UNKNOWN = DeliveryState.UNKNOWN.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a claim is made with; see OutboxStore.claim_deliveries."""

    now: datetime
    lease: timedelta
    owner: str
    spacing: timedelta
    workspace_spacing: timedelta


def claim_deliveries(connection: Connection, claim: Claim, *, sinks: Sequence[str], limit: int, grace: timedelta) -> list[Delivery]:
    """Claims at most one due delivery a channel and commits it as SENDING; see OutboxStore.claim_deliveries.

    A row claimed to be looked up is given back with its state UNKNOWN (and is SENDING in the store, so that a second
    death finds it again); one to be sent is given back as SENDING.
    """
    _expire(connection, claim.now, grace)
    claimed: list[Delivery] = []
    for name in sinks:
        row = connection.execute(awaited(connection, sa.select(sink).where(sink.c.name == name), sink)).first()
        if row is not None and (row.paused_until is None or row.paused_until <= claim.now):
            claimed += _of_sink(connection, claim, row, limit - len(claimed))
    return claimed


def _expire(connection: Connection, now: datetime, grace: timedelta) -> None:
    """A row left SENDING by a dead process may have arrived: it is looked up once the sink has had time to show it."""
    sent = sa.func.coalesce(delivery.c.last_sent, delivery.c.first_sent, delivery.c.created)
    rows = sa.select(delivery.c.id, sent.label("sent")).where(OPEN, delivery.c.state == SENDING, delivery.c.lease_until <= now)
    for row in connection.execute(locked(connection, rows, delivery)).all():
        connection.execute(delivery.update().where(delivery.c.id == row.id).values(
            state=_UNKNOWN, due=row.sent + grace, error=DIED, **NO_LEASE))


def _of_sink(connection: Connection, claim: Claim, row: Any, limit: int) -> list[Delivery]:
    """What one sink may be given. While it is stopped or away one message at a time finds out whether it still is."""
    away = row.failures >= PROBING
    limit = min(limit, allowance(row.next_at, claim.now, claim.workspace_spacing))
    if away or row.stopped:
        limit = min(limit, 0 if _in_flight(connection, claim.now, row.name) else 1)
    claimed: list[Delivery] = []
    for place in _ready_channels(connection, claim.now, row.name, limit, away) if limit > 0 else ():
        if (found := _first_due(connection, place, claim.now, away)) is not None:
            claimed.append(_claim(connection, found, claim))
            connection.execute(channel.update().where(channel.c.sink == place.sink, channel.c.name == place.name).values(
                next_at=next_turn(place.next_at, claim.now, claim.spacing)))
    if claimed and claim.workspace_spacing:
        connection.execute(sink.update().where(sink.c.name == row.name).values(
            next_at=charged(row.next_at, claim.now, claim.workspace_spacing, len(claimed))))
    return claimed


def _in_flight(connection: Connection, now: datetime, name: str) -> bool:
    query = sa.select(delivery.c.id).where(OPEN, delivery.c.state == SENDING, delivery.c.lease_until > now, delivery.c.sink == name)
    return connection.execute(query.limit(1)).first() is not None


def due(now: datetime) -> sa.ColumnElement[bool]:
    """Whether a delivery may be claimed: due, not in hand, and in a thread only once the message that heads it is settled."""
    root = delivery.alias("root")
    unsettled = sa.select(root.c.id).where(root.c.id == delivery.c.reply_to, root.c.state.in_(("pending", "sending", "unknown")))
    return sa.and_(OPEN, delivery.c.state != SENDING, delivery.c.due <= now, sa.or_(delivery.c.reply_to == "", ~unsettled.exists()))


def _ready_channels(connection: Connection, now: datetime, name: str, limit: int, away: bool) -> Sequence[Any]:
    """Channels with a due delivery that may be given one now, the most urgent first; their rows locked in Postgres.

    ``away``: those with something to look up before the others, as reading makes no second copy.
    """
    unknown = sa.func.max(sa.case((delivery.c.state == _UNKNOWN, 1), else_=0))
    waiting = (sa.select(delivery.c.channel, sa.func.max(delivery.c.rank).label("rank"), unknown.label("unknown"),
                         sa.func.min(delivery.c.created).label("oldest"))
               .where(due(now), delivery.c.sink == name).group_by(delivery.c.channel).subquery())
    sending = sa.select(delivery.c.id).where(
        OPEN, delivery.c.state == SENDING, delivery.c.lease_until > now,
        delivery.c.sink == channel.c.sink, delivery.c.channel == channel.c.name)
    query = (sa.select(channel).join(waiting, waiting.c.channel == channel.c.name)
             .where(channel.c.sink == name, sa.or_(channel.c.next_at.is_(None), channel.c.next_at <= now),
                    sa.or_(channel.c.paused_until.is_(None), channel.c.paused_until <= now), ~sending.exists())
             .order_by(*([waiting.c.unknown.desc()] if away else []), waiting.c.rank.desc(), waiting.c.oldest).limit(limit))
    return connection.execute(locked(connection, query, channel)).all()


def _first_due(connection: Connection, place: Any, now: datetime, away: bool) -> Any | None:
    """The channel's most severe, then oldest due row: looked up again under the channel's lock."""
    busy = sa.select(delivery.c.id).where(
        OPEN, delivery.c.state == SENDING, delivery.c.sink == place.sink, delivery.c.channel == place.name).limit(1)
    if connection.execute(busy).first() is not None:
        return None
    order = [delivery.c.rank.desc(), delivery.c.created, delivery.c.id]
    if away:
        order.insert(0, sa.case((delivery.c.state == _UNKNOWN, 0), else_=1))
    query = (sa.select(delivery).where(due(now), delivery.c.sink == place.sink, delivery.c.channel == place.name)
             .order_by(*order).limit(1))
    return connection.execute(locked(connection, query, delivery)).first()


def _claim(connection: Connection, row: Any, claim: Claim) -> Delivery:
    first_sent = row.first_sent or claim.now
    lease = lease_values(claim.now, claim.lease, claim.owner, new_token())
    connection.execute(delivery.update().where(delivery.c.id == row.id).values(
        state=SENDING, first_sent=first_sent, last_sent=claim.now, **lease))
    state = DeliveryState.UNKNOWN if row.state == _UNKNOWN else DeliveryState.SENDING
    return delivery_of(row, state=state, token=lease["lease_token"], first_sent=first_sent, thread=_thread(connection, row))


def _thread(connection: Connection, row: Any) -> str:
    """The receipt of the message a reply belongs to; empty where that stands in another channel, or was never sent."""
    if not row.reply_to:
        return ""
    query = sa.select(delivery.c.receipt).where(
        delivery.c.id == row.reply_to, delivery.c.state == DeliveryState.SENT.value, delivery.c.channel == row.channel)
    return str(connection.execute(query).scalar() or "")
