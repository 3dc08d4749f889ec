"""What the commands, the health page and replay ask: reads beside the daemon, and the purge of what is too old."""

from __future__ import annotations

from monitor.adapters.sql_store.writer import Runner


class Queries:
    """The store's questions, each a snapshot of its own."""

    def __init__(self, writer: Runner, reader: Runner) -> None:
        self._writer = writer
        self._reader = reader
