"""What a database says when it cannot, as one sentence for the operator."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from monitor.errors import StoreFault

_SQLITE = {
    sqlite3.SQLITE_FULL: ("the disk is full: free some space, the monitor goes on by itself", True),
    sqlite3.SQLITE_BUSY: ("another program has kept it locked for too long: the monitor tries again", True),
    sqlite3.SQLITE_LOCKED: ("another program has kept it locked for too long: the monitor tries again", True),
    sqlite3.SQLITE_IOERR: ("reading or writing the file failed: look at the disk's space, its limits and its health", True),
    sqlite3.SQLITE_READONLY: ("the file or its folder may not be written: give this user the right to", True),
    sqlite3.SQLITE_CANTOPEN: ("the file cannot be opened: its folder must exist and this user may write there", True),
    sqlite3.SQLITE_NOTADB: ("the file is no SQLite database: name another file, or move this one away", False),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged: restore a copy, or move it away to start afresh", False),
}
_TRANSIENT_CLASSES = {
    "08": "the connection failed", "25": "the server takes no writes", "40": "other writers stood in the way",
    "53": "the server is out of disk space, memory or connections",
    "55": "the server is not ready for this, or another writer holds it",
    "57": "the server is shutting down or starting", "58": "the server's disk fails"}
_REFUSED = {"28": "the server refuses this user or password", "3D": "there is no such database",
            "42": "the user may not do that"}


def fault(error: Exception, place: str) -> StoreFault | None:
    """The StoreFault behind a driver's error, or None where the error is a defect of our own. ``place`` names the store."""
    if not isinstance(error, DBAPIError):
        return StoreFault(f"store {place}: no connection was free in time") if isinstance(error, sa.exc.TimeoutError) else None
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        if code is None or (code & 0xFF) not in _SQLITE:
            return None
        words, transient = _SQLITE[code & 0xFF]
        return StoreFault(f"store {place}: {words} ({cause})", transient=transient)
    return _server_fault(error, place)


def _server_fault(error: DBAPIError, place: str) -> StoreFault | None:
    state = getattr(error.orig, "sqlstate", None) or ""
    detail = (str(error.orig).strip().splitlines() or [""])[0]
    if state[:2] in _TRANSIENT_CLASSES:
        return StoreFault(f"store {place}: {_TRANSIENT_CLASSES[state[:2]]}: {detail}")
    if state[:2] in ("28", "3D") or state == "42501":
        return StoreFault(f"store {place}: {_REFUSED[state[:2]]}: {detail}", transient=False)
    if not state and isinstance(error, OperationalError | InterfaceError):
        return StoreFault(f"store {place}: the server cannot be reached: {detail}")
    return None


def is_collision(error: Exception) -> bool:
    """Whether Postgres gave up a transaction only because another stood in its way: it may simply run again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in ("40001", "40P01")
