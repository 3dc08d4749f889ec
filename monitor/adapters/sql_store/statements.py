"""Small pieces every query file uses: leases, row locks, and inserts that meet an existing row."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

_T = TypeVar("_T")
_IN_LIST = 500  # values in one IN (…)

NO_LEASE: dict[str, Any] = {"lease_until": None, "lease_owner": None, "lease_token": None}


def new_token() -> str:
    """A claim's token: no other claim has it."""
    return secrets.token_hex(12)


def lease_values(now: datetime, lease: timedelta, owner: str, token: str) -> dict[str, Any]:
    """The columns of a lease that begins now."""
    return {"lease_until": now + lease, "lease_owner": owner, "lease_token": token}


def free(table: Table, now: datetime) -> sa.ColumnElement[bool]:
    """Whether no lease is running on the row."""
    return sa.or_(table.c.lease_until.is_(None), table.c.lease_until <= now)


def locked(connection: Connection, query: Select[Any], *tables: Table) -> Select[Any]:
    """The query with its rows of ``tables`` locked and those of others passed over; SQLite's writer has the whole file."""
    return query if connection.dialect.name == "sqlite" else query.with_for_update(skip_locked=True, of=tables)


def awaited(connection: Connection, query: Select[Any], *tables: Table) -> Select[Any]:
    """The query with its rows of ``tables`` locked, waiting for whoever holds them."""
    return query if connection.dialect.name == "sqlite" else query.with_for_update(of=tables)


def insert(dialect: str, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of that name."""
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)


def insert_missing(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts the rows whose keys are not there yet."""
    if rows:
        connection.execute(insert(connection.dialect.name, table).on_conflict_do_nothing(), rows)


def chunks(values: Iterable[_T], size: int = _IN_LIST) -> Iterator[list[_T]]:
    """The values in lists short enough for one IN (…)."""
    everything = list(values)
    for start in range(0, len(everything), size):
        yield everything[start:start + size]
