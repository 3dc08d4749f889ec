"""The store in SQLite or Postgres: reach for :class:`SqlStore` and its ``open``.

``schema`` holds the tables and ``migrations`` how they came to be; ``feeds``, ``entries``, ``stories`` and ``outbox`` hold
each stage's units of work as functions of a connection; ``writer`` runs them, grouped into one commit where that pays.
"""

from monitor.adapters.sql_store.store import SqlStore

__all__ = ["SqlStore"]
