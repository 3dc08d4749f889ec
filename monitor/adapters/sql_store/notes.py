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
    return None if value is None else value[1:] if value[:1] == b"=" else unpack_bytes(value)


def put_note(connection: Connection, key: str, value: bytes) -> None:
    """Keeps ``value`` under ``key``, in place of what was there."""
    packed = pack_bytes(value)
    stored = b"=" + value if packed is value or len(packed) > len(value) else packed
    statement = insert(connection.dialect.name, note)
    connection.execute(statement.on_conflict_do_update(index_elements=[note.c.key], set_={"value": statement.excluded.value}),
                       {"key": key, "value": stored})
