"""Feeds that fell silent: one notice when a feed cannot be read for a while, one "resolved" when it can again."""

from __future__ import annotations

from typing import Any, Protocol

from monitor.daemon.notices import Notices

FAILURES = 5  # polls in a row: with the default interval and its back-off, about an hour


class FeedRows(Protocol):
    """What is asked of the store."""

    async def feed_rows(self) -> list[dict[str, Any]]: ...


class SilentFeeds:
    """Looks at the feeds' health now and then."""

    def __init__(self, store: FeedRows, notices: Notices) -> None:
        self._store, self._notices = store, notices
        self._silent: set[str] | None = None  # None: not known yet, a restart may have left notices open

    async def look(self) -> None:
        """Opens and clears the notices of the feeds as they are now. Raises StoreFault."""
        rows = {row["url"]: row for row in await self._store.feed_rows()}
        silent = {url for url, row in rows.items() if row["failures"] >= FAILURES}
        for url in sorted(silent - (self._silent or set())):
            row = rows[url]
            await self._notices.open(f"feed {url}", f"A feed is silent: {row['name']}",
                                     f"{url} could not be read {row['failures']} times in a row: {row['error']}")
        before = set(rows) if self._silent is None else self._silent
        for url in sorted(before - silent):
            name = rows[url]["name"] if url in rows else url
            await self._notices.clear(f"feed {url}", f"{name} can be read again" if url in rows else f"{name} is no longer watched")
        self._silent = silent
