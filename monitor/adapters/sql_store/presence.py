"""Who of the processes that hold leases is still there: what a dead one held is free at once, instead of when its lease ends.

An owner of leases is named ``host:pid:chance``. The users of a SQLite file share a machine, so its processes are asked. On Postgres,
whose users may be anywhere, each holds a session of its own with an advisory lock on its name: the server lets go of that when the
process or its connection ends. Who is wrongly taken for dead, as its connection broke, loses its leases but nothing else: its late
answers are fenced by their tokens.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import Protocol
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import URL

from monitor.adapters.sql_store.faults import fault
from monitor.adapters.sql_store.recovery import lease_owners

_CLASS = crc32(b"news-monitor") & 0x7FFFFFFF  # of the advisory locks of this program, beside those of others in the database
_HELD = sa.text("SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :class AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())")
# a machine that lost its power says no goodbye: the server finds out within a minute
_KEEPALIVE = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"


class Presence(Protocol):
    """How one store knows who is there."""

    async def attend(self, owner: str) -> None: ...
    def dead(self, connection: Connection, own: str, starting: bool) -> Sequence[str]: ...
    def close(self) -> None: ...


class ByProcess:
    """On one machine: by its processes."""

    async def attend(self, owner: str) -> None:
        """Nothing to do: a process is seen."""

    def dead(self, connection: Connection, own: str, starting: bool) -> Sequence[str]:
        """Holders of leases on ``own``'s machine whose process is gone, or has ``own``'s number, which it then had before.

        Asked only at a start: containers of one host name that share a file do not see each other's processes, and would go on
        burying each other.
        """
        if not starting:
            return []
        host, number, _ = own.split(":", 2)
        return [owner for owner in lease_owners(connection) if owner != own and _is_gone(owner, host, number)]

    def close(self) -> None:
        """Nothing to do."""


class BySession:
    """On a Postgres server: by the sessions that are open there."""

    def __init__(self, url: URL, place: str) -> None:
        self._engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", connect_args={
            "connect_timeout": 10, "options": f"{_KEEPALIVE} -c statement_timeout=10s", "application_name": "news-monitor presence"})
        self._place = place
        self._session: Connection | None = None

    async def attend(self, owner: str) -> None:
        """Takes the lock on its name, where it does not hold it any more. Raises StoreFault."""
        await asyncio.to_thread(self._attend, owner)

    def _attend(self, owner: str) -> None:
        try:
            if self._session is None or not self._is_held(self._session, owner):
                self.close()
                self._session = self._engine.connect()
                # shared: two names of one number do not wait for each other
                self._session.execute(sa.text("SELECT pg_advisory_lock_shared(:class, :name)"), {"class": _CLASS, "name": _number(owner)})
        except Exception as problem:
            self.close()
            raise fault(problem, self._place) or problem from problem

    def _is_held(self, session: Connection, owner: str) -> bool:
        try:
            return _number(owner) in session.execute(_HELD, {"class": _CLASS}).scalars().all()
        except sa.exc.DBAPIError:  # the session was ended
            return False

    def dead(self, connection: Connection, own: str, starting: bool) -> Sequence[str]:
        """Holders of leases without a lock on their name."""
        owners = lease_owners(connection)  # first: who takes a lease afterwards had its lock before
        held = set(connection.execute(_HELD, {"class": _CLASS}).scalars())
        return [owner for owner in owners if owner != own and _number(owner) not in held]

    def close(self) -> None:
        """Ends the session, and with it the lock."""
        if self._session is not None:
            session, self._session = self._session, None
            session.invalidate()
            session.close()


def _number(owner: str) -> int:
    return crc32(owner.encode()) & 0x7FFFFFFF


def _is_gone(owner: str, host: str, number: str) -> bool:
    there, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    return there == host and pid.isdigit() and (pid == number or not _is_running(int(pid)))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
