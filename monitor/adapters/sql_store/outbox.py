"""Deliveries on their way: queued, what became of each send, and what an outage makes of a backlog; claims.py hands them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.packing import pack, unpack
from monitor.adapters.sql_store.schema import channel, delivery, delivery_alert, sink
from monitor.adapters.sql_store.statements import NO_LEASE, awaited, chunks, insert, insert_missing, locked
from monitor.adapters.sql_store.types import indexable
from monitor.delivery import BACKLOG, OUTAGE, digest, had_outage, rest, stop
from monitor.model import Delivery, DeliveryState, Message, Severity, Transition

_RANK = {Severity.LOW: 0, Severity.MEDIUM: 1, Severity.HIGH: 2}
OPEN = delivery.c.state.in_([sa.literal_column("'pending'"), sa.literal_column("'sending'"), sa.literal_column("'unknown'")])
SENDING = DeliveryState.SENDING.value


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
        told = [*([one.message.lead] if one.message.lead else []), *one.message.others]
        insert_missing(connection, delivery_alert, [{"delivery_id": one.id, "alert_id": each.id} for each in told])
        _ensure_channel(connection, one.sink, one.channel)
    return added


def _values(one: Delivery) -> dict[str, Any]:
    return {"id": one.id, "sink": one.sink, "channel": indexable(one.channel), "kind": one.kind, "severity": one.severity.value,
            "rank": _RANK[one.severity], "story": one.story, "rev": one.rev, "state": one.state.value,
            "attempts": one.attempts, "plain": one.plain, "due": one.due, "created": one.created,
            "first_sent": one.first_sent, "receipt": one.receipt, "error": one.error, "reply_to": one.reply_to,
            "repeats": int(one.message.possible_repeat), "payload": pack(one.message)}


def _ensure_channel(connection: Connection, its_sink: str, name: str) -> None:
    insert_missing(connection, sink, [{"name": its_sink}])
    insert_missing(connection, channel, [{"sink": its_sink, "name": indexable(name)}])


# ------------------------------------------------------------------ back
def delivery_of(row: Any, **claimed: Any) -> Delivery:
    """The Delivery in a row; ``claimed`` are fields that its claim sets."""
    message = replace(unpack(row.payload, Message), possible_repeat=row.repeats > 0)
    kept: dict[str, Any] = {"state": DeliveryState(row.state), "first_sent": row.first_sent, "token": row.lease_token or ""}
    return Delivery(id=row.id, sink=row.sink, channel=row.channel, kind=row.kind, severity=Severity(row.severity), message=message,
                    story=row.story, rev=row.rev, attempts=row.attempts, plain=row.plain, due=row.due, created=row.created,
                    receipt=row.receipt, error=row.error, reply_to=row.reply_to, **kept | claimed)


def record_outcome(connection: Connection, delivery_id: str, token: str, transition: Transition) -> bool:
    """Writes a transition as it stands, fenced by the claim's token, and what it says of channel and sink; see
    OutboxStore.record_outcome."""
    ours = sa.and_(delivery.c.id == delivery_id, delivery.c.lease_token == token, delivery.c.state == SENDING)
    row = connection.execute(sa.select(delivery.c.sink, delivery.c.channel).where(ours)).first()
    if row is None:
        return False
    values: dict[str, Any] = {
        "state": transition.state.value, "due": transition.due, "attempts": transition.attempts, "error": transition.error,
        "receipt": transition.receipt, "plain": transition.plain, "repeats": transition.repeats, "sent": transition.sent, **NO_LEASE}
    if transition.channel:
        values["channel"] = indexable(transition.channel)
        _ensure_channel(connection, row.sink, transition.channel)
    if connection.execute(delivery.update().where(ours).values(values)).rowcount != 1:
        return False
    _note_channel(connection, row.sink, row.channel, transition)
    _note_sink(connection, row.sink, transition)
    return True


def _note_channel(connection: Connection, its_sink: str, name: str, transition: Transition) -> None:
    its = sa.and_(channel.c.sink == its_sink, channel.c.name == name)
    if transition.pause_channel_until is not None:
        later = sa.or_(channel.c.paused_until.is_(None), channel.c.paused_until < transition.pause_channel_until)
        connection.execute(channel.update().where(its, later).values(paused_until=transition.pause_channel_until))
    if transition.lookups_rest_until is not None:
        connection.execute(delivery.update().where(
            OPEN, delivery.c.state == DeliveryState.UNKNOWN.value, delivery.c.sink == its_sink, delivery.c.channel == name,
            delivery.c.due < transition.lookups_rest_until).values(due=transition.lookups_rest_until))
    if transition.refused:
        since = connection.execute(sa.select(channel.c.refused_since).where(its)).scalar() or transition.at
        connection.execute(channel.update().where(its).values(refused=transition.refused, refused_since=since))
    if transition.state is DeliveryState.SENT:
        accepted = connection.execute(sa.select(channel.c.accepted).where(its)).scalar()
        connection.execute(channel.update().where(its).values(accepted=transition.at, refused="", refused_since=None))
        fold(connection, its_sink, name, accepted, transition.at)


def _note_sink(connection: Connection, name: str, transition: Transition) -> None:
    its, at = sink.c.name == name, transition.at
    if transition.state is DeliveryState.SENT:
        connection.execute(sink.update().where(its, sink.c.stopped != "").values(stopped="", stopped_since=None, paused_until=None))
    if transition.reached is True:
        connection.execute(sink.update().where(its, sink.c.failures > 0).values(failures=0))
    elif transition.reached is False:
        failures = 1 + int(connection.execute(awaited(connection, sa.select(sink.c.failures).where(its), sink)).scalar() or 0)
        connection.execute(sink.update().where(its).values(failures=failures, paused_until=at + rest(failures)))
    if transition.stopped:
        stop_sink(connection, name, transition.stopped, at)


def stop_sink(connection: Connection, name: str, reason: str, at: datetime) -> None:
    """Notes that a sink refuses the app: it rests, for as long as pace.stop says."""
    its = sink.c.name == name
    since = connection.execute(awaited(connection, sa.select(sink.c.stopped_since).where(its), sink)).scalar() or at
    connection.execute(sink.update().where(its).values(stopped=reason, stopped_since=since, paused_until=at + stop(since, at)))


def ever_accepted(connection: Connection, its_sink: str) -> bool:
    """Whether any channel of the sink ever took a message."""
    query = sa.select(channel.c.name).where(channel.c.sink == its_sink, channel.c.accepted.is_not(None)).limit(1)
    return connection.execute(query).first() is not None


# ------------------------------------------------------------------ after an outage
def fold(connection: Connection, its_sink: str, name: str, accepted: datetime | None, now: datetime) -> int:
    """Puts a digest in the place of a channel's backlog where it had an outage up to ``now``; how many deliveries it tells.

    ``accepted``: when the channel took a message before the one that ended the outage.
    """
    if accepted is not None and now - accepted < OUTAGE:
        return 0
    waiting = sa.and_(OPEN, delivery.c.state == DeliveryState.PENDING.value, delivery.c.sink == its_sink,
                      delivery.c.channel == name, delivery.c.kind == "alert", delivery.c.repeats == 0)
    total, oldest = connection.execute(sa.select(sa.func.count(), sa.func.min(delivery.c.created)).where(waiting)).one()
    if total <= BACKLOG or not had_outage(accepted, oldest, now):
        return 0
    query = (sa.select(delivery).where(waiting, delivery.c.rank < _RANK[Severity.HIGH])
             .order_by(delivery.c.rank.desc(), delivery.c.created, delivery.c.id))
    folded = [delivery_of(row) for row in connection.execute(locked(connection, query, delivery))]
    if len(folded) < 2:
        return 0
    digests = digest(folded, now=now)
    for some in chunks(one.id for one in folded):
        connection.execute(delivery.update().where(delivery.c.id.in_(some)).values(
            state=DeliveryState.FOLDED.value, error=f"told in the digest {digests[0].id}"))
    add_deliveries(connection, digests)
    return len(folded)


# ------------------------------------------------------------------ by hand
def retry_delivery(connection: Connection, delivery_id: str, now: datetime) -> bool:
    """Makes a dead, held or waiting delivery due now; False where there is none, it was sent or folded, or is being sent.

    A dead one starts anew, with its layout. A held one is sent marked as a possible repeat. An unknown one stays unknown: it
    is looked up at once rather than sent twice.
    """
    state = delivery.c.state
    waiting = [one.value for one in (DeliveryState.DEAD, DeliveryState.HELD, DeliveryState.PENDING, DeliveryState.UNKNOWN)]
    again = {DeliveryState.DEAD: {"state": DeliveryState.PENDING.value, "plain": False, "error": ""},
             DeliveryState.HELD: {"state": DeliveryState.PENDING.value, "repeats": 1, "error": ""}}
    query = sa.select(state).where(delivery.c.id == delivery_id, state.in_(waiting))
    row = connection.execute(awaited(connection, query, delivery)).first()
    if row is None:
        return False
    values = again.get(DeliveryState(row.state), {})
    connection.execute(delivery.update().where(delivery.c.id == delivery_id).values(due=now, **values))
    return True
