"""Small values by key: the last good watchlists, the state of notices."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.adapters.packing import pack_bytes, unpack_bytes
from monitor.adapters.sql_store.schema import note
from monitor.adapters.sql_store.statements import insert


def get_note(connection: Connection, key: str) -> bytes | None:
    """What was last put under ``key``; None where nothing was."""
    value = connection.execute(sa.select(note.c.value).where(note.c.key == key)).scalar()
    return None if value is None else _unpacked(value)


def notes_below(connection: Connection, prefix: str) -> dict[str, bytes]:
    """The values whose key begins with ``prefix``, by key."""
    query = sa.select(note).where(note.c.key.startswith(prefix, autoescape=True)).order_by(note.c.key)
    return {row.key: _unpacked(row.value) for row in connection.execute(query)}


def _unpacked(value: bytes) -> bytes:
    return value[1:] if value[:1] == b"=" else unpack_bytes(value)


def put_note(connection: Connection, key: str, value: bytes) -> None:
    """Keeps ``value`` under ``key``, in place of what was there."""
    packed = pack_bytes(value)
    stored = b"=" + value if packed is value or len(packed) > len(value) else packed
    statement = insert(connection.dialect.name, note)
    connection.execute(statement.on_conflict_do_update(index_elements=[note.c.key], set_={"value": statement.excluded.value}),
                       {"key": key, "value": stored})
