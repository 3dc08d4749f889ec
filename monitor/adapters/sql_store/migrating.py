"""The schema's migrations, applied at opening by whoever comes first, the others waiting.

Alembic is imported only where something is to be done: a command beside a running daemon finds the head and goes on.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from monitor.errors import StoreFault

HEAD = "0002"
FOLDER = Path(__file__).with_name("migrations")
_LOCK = 0x6D6F6E69746F72  # "monitor", the key of Postgres's advisory lock


def migrate(connection: Connection, place: str) -> None:
    """Brings the schema to HEAD within the connection's transaction.

    Raises StoreFault (not transient) for a schema this version does not know.
    """
    if _version(connection) == HEAD:
        return
    if connection.dialect.name == "postgresql":  # in SQLite BEGIN IMMEDIATE is the lock
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if (found := _version(connection)) == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreFault(f"store {place}: its schema is {found}, which this version does not know; use the version that "
                         f"wrote it, or a newer one", transient=False) from error


def _version(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    value = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return None if value is None else str(value)
