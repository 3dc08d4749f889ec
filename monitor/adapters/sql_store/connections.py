"""Engines as this store needs them: SQLite that never loses an answered write, Postgres with a bounded pool."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool, StaticPool

from monitor.errors import StoreFault, UserFault

BUSY = 10.0  # seconds a writer waits for another program's lock; a daemon's batch takes well under one
_WRITE = "write sqlite:///monitor.db or postgresql+psycopg://user@host/database"


def read_url(url: str) -> URL:
    """The store's address as SQLAlchemy's. Raises UserFault for one that is neither SQLite nor Postgres."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise UserFault(f"store: {url!r} is no database address; {_WRITE}") from error
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise UserFault(f"store: {parsed.drivername!r} is not supported; {_WRITE}")
    return parsed


def place_of(url: URL) -> str:
    """How messages name the store: the address without its password."""
    return url.render_as_string(hide_password=True)


def is_memory(url: URL) -> bool:
    """Whether the store lives in this process's memory, so that every unit must share one connection."""
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def sqlite_writer(url: URL, *, create: bool) -> Engine:
    """One connection whose transactions take the write lock at BEGIN, so that none fails half-way for want of it.

    Raises UserFault where its folder is missing, StoreFault (not transient) where the file is and ``create`` is false.
    """
    if not is_memory(url):
        file = Path(str(url.database))
        if not file.parent.is_dir():
            raise UserFault(f"store {place_of(url)}: there is no folder {file.parent}: create it, or name another under `store`")
        if not create and not file.exists():
            raise StoreFault(f"store {place_of(url)}: there is no such file; `monitor run` makes it", transient=False)
    return _sqlite(url, begin="BEGIN IMMEDIATE", pool=StaticPool)


def sqlite_readers(url: URL, count: int) -> Engine:
    """Connections that read a snapshot beside the writer and cannot write."""
    engine = _sqlite(url, begin="BEGIN", pool=QueuePool, pool_size=count, max_overflow=0)

    @event.listens_for(engine, "connect")
    def _read_only(connection: sqlite3.Connection, _record: Any) -> None:
        connection.execute("PRAGMA query_only=ON")

    return engine


def _sqlite(url: URL, *, begin: str, pool: type[Any], **settings: Any) -> Engine:
    # our own BEGIN: the driver's would start a deferred transaction, and only before a write
    engine = sa.create_engine(url, poolclass=pool, query_cache_size=1000, **settings,
                              connect_args={"check_same_thread": False, "timeout": BUSY, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # FULL: an answered write survives a power cut, not only a crash
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={int(BUSY * 1000)}",
                       "temp_store=MEMORY", "cache_size=-16000", "journal_size_limit=67108864"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def postgres(url: URL, count: int) -> Engine:
    """A pool of ``count`` connections, each checked before use, with time limits on locks and statements."""
    options = "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
    return sa.create_engine(url, pool_size=count, max_overflow=0, pool_pre_ping=True, pool_timeout=20, query_cache_size=1000,
                            connect_args={"connect_timeout": 10, "options": options, "application_name": "news-monitor"})
