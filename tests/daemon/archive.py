"""Articles in a store of their own, and watchlists in force over them: what screening backwards works on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from monitor.adapters.inline_workers import InlineWorkers
from monitor.adapters.sql_store import SqlStore
from monitor.config import read_config
from monitor.daemon.backwards import Backwards, State
from monitor.daemon.house import policy_of
from monitor.daemon.loading import keep
from monitor.model import Article, Entry, Feed, PollResult, Screened, SeenEntry
from monitor.pipeline import Policy

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(url="https://news.example/rss", name="News")
CONFIG = read_config(b"feeds: [https://news.example/rss]\nrules: [{name: Any mention}]\n", name="config.yaml", environment={})
OLD = b"name: People\nentities:\n  - {name: Leocadia Thistlewood, id: leo}\n"
NEW = OLD + b"  - {name: Godfrey Umberleigh, id: god}\n"
DAYS_30 = timedelta(days=30)


class FixedClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class Lines:
    """Keeps what is recorded."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def record(self, event: str, /, **fields: Any) -> None:
        self.events.append({"event": event} | fields)


@dataclass
class Archive:
    """A store with articles, the workers, and an index below a folder."""

    store: SqlStore
    root: str
    clock: FixedClock
    lines: Lines
    workers: InlineWorkers

    async def edit(self, *files: bytes, **lists: bytes) -> Policy:
        """Puts these watchlists in force as the daemon does, and the CSV lists beside them."""
        found = tuple([(f"list{number}.yaml", data) for number, data in enumerate(files)] + [
            (f"{name}.csv", data) for name, data in lists.items()])
        version, _ = await self.workers.run("compile", list(found), self.root)
        await keep(self.store, found)
        return policy_of(CONFIG, sink="terminal", index_root=self.root, index_version=version)

    def backwards(self) -> Backwards:
        return Backwards(self.store, self.workers, self.clock, self.lines, batch=200)

    async def look(self, policy: Policy, seconds: float = 30, retention: timedelta = DAYS_30) -> State:
        return await self.backwards().look(policy, retention, seconds)

    async def articles(self, *texts: str, seen: datetime) -> None:
        """Stores articles as read then."""
        leased, = await self.store.claim_feeds(now=seen, limit=1, lease=timedelta(minutes=1), owner="t", jitter=lambda: 1.0,
                                               everything=True)
        links = {text: f"https://news.example/{crc32(text.encode())}" for text in texts}
        entries = tuple(SeenEntry(entry=Entry(feed=FEED.url, key=text, link=links[text], content_hash="h")) for text in texts)
        await self.store.record_poll(PollResult(url=FEED.url, token=leased.token, polled=seen, status="ok", entries=entries,
                                                next_due=seen + timedelta(minutes=5)))
        for one in await self.store.claim_entries(now=seen, limit=len(texts), lease=timedelta(minutes=1), owner="t"):
            article = Article(url=one.entry.link, title="Report", text=one.entry.key, language="en", published=seen)
            await self.store.record_screened(Screened(
                entry_id=one.id, token=one.token, article=article, matches=(), alerts=(), seen=seen, screened=seen,
                index_version="before", rules_version="r"))

    async def told(self) -> list[tuple[str, str]]:
        return sorted((row["entity"], row["reason"]) for row in await self.store.alert_rows())


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/monitor.db")
    await store.sync_feeds([FEED], {FEED.url: NOW - timedelta(days=60)}, now=NOW - timedelta(days=60))
    yield Archive(store, str(tmp_path / ".monitor" / "index"), FixedClock(), Lines(), InlineWorkers())
    await store.close()
