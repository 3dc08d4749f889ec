"""The Store of monitor.ports in SQLite or Postgres: each method is one unit of work, answered after its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, Engine

from monitor.adapters.sql_store import claims, connections, entries, feeds, notes, outbox, recovery, stories
from monitor.adapters.sql_store.migrating import migrate
from monitor.adapters.sql_store.presence import ByProcess, BySession, Presence
from monitor.adapters.sql_store.queries import Queries
from monitor.adapters.sql_store.writer import GroupWriter, Runner, Threads
from monitor.model import (
    AlertGroup,
    Delivery,
    Feed,
    LeasedEntry,
    LeasedFeed,
    PollReceipt,
    PollResult,
    Screened,
    ScreenedReceipt,
    Story,
    Transition,
)

GRACE = timedelta(seconds=60)
_READERS = 3
_WRITERS = 4


class SqlStore(Queries):
    """Everything the daemon and the commands keep. Make one with :meth:`open`.

    Every method raises StoreFault where the database cannot be reached or written (``transient``: the same call may succeed
    later); nothing of such a call is kept, and the store goes on working.
    """

    def __init__(self, writer: Runner, reader: Runner, engines: Sequence[Engine], grace: timedelta, presence: Presence) -> None:
        super().__init__(writer, reader)
        self._presence = presence
        self._engines = tuple(engines)
        self._grace = grace

    @classmethod
    async def open(cls, url: str, *, create: bool = True, grace: timedelta = GRACE) -> SqlStore:
        """The store at ``url`` with its schema brought up to date; two that open together take turns.

        ``grace``: how long a delivery left in mid-send by a dead process rests before it is looked up.
        Raises UserFault for an address of another kind or in a missing folder, StoreFault where it cannot be opened.
        """
        address = connections.read_url(url)
        place = connections.place_of(address)
        writer, reader, engines = await asyncio.to_thread(_runners, url, create)
        try:
            await writer.run(partial(migrate, place=place))
        except BaseException:
            await asyncio.to_thread(_close, writer, reader, engines)
            raise
        presence = BySession(address, place) if address.get_backend_name() == "postgresql" else ByProcess()
        return cls(writer, reader, engines, grace, presence)

    async def close(self) -> None:
        """Finishes what is queued, then ends threads and connections."""
        await asyncio.to_thread(self._presence.close)
        await asyncio.to_thread(_close, self._writer, self._reader, self._engines)

    async def release(self, owner: str) -> None:
        """See Store.release. Deliveries in mid-send keep their lease: only their outcome, or its end, may change them."""
        def unit(connection: Connection) -> None:
            feeds.release_feeds(connection, owner)
            entries.release_entries(connection, owner, attempted=False)
            stories.release_groups(connection, owner)

        await self._writer.run(unit)

    async def attend(self, owner: str) -> None:
        """Lets the others see that ``owner`` (``host:pid:chance``) is there: before its first lease, and now and again after."""
        await self._presence.attend(owner)

    async def dead_owners(self, own: str, *, starting: bool = True) -> Sequence[str]:
        """Who holds leases and is known to be gone, as far as ``own``, which is just ``starting`` or not, can tell."""
        return await self._reader.run(lambda connection: self._presence.dead(connection, own, starting))

    async def bury(self, owner: str, now: datetime) -> None:
        """Ends every lease of an owner that is known to be dead; what it was sending is looked up."""
        await self._writer.run(lambda connection: recovery.bury(connection, owner, now))

    # -------------------------------------------------------------- feeds
    async def sync_feeds(self, feeds_: Sequence[Feed], due: Mapping[str, datetime], *, now: datetime) -> None:
        """See FeedStore.sync_feeds."""
        await self._writer.run(lambda connection: feeds.sync_feeds(connection, feeds_, due, now))

    async def claim_feeds(self, *, now: datetime, limit: int, lease: timedelta, owner: str, jitter: Callable[[], float],
                          everything: bool = False) -> list[LeasedFeed]:
        """See FeedStore.claim_feeds."""
        return await self._writer.run(partial(feeds.claim_feeds, now=now, limit=limit, lease=lease, owner=owner,
                                              jitter=jitter, everything=everything))

    async def record_poll(self, result: PollResult) -> PollReceipt:
        """See FeedStore.record_poll."""
        return await self._writer.run(lambda connection: feeds.record_poll(connection, result))

    # -------------------------------------------------------------- entries
    async def claim_entries(self, *, now: datetime, limit: int, lease: timedelta, owner: str,
                            per_feed: int | None = None) -> list[LeasedEntry]:
        """See EntryStore.claim_entries."""
        return await self._writer.run(partial(entries.claim_entries, now=now, limit=limit, lease=lease, owner=owner,
                                              per_feed=per_feed))

    async def known_keys(self, article_url: str) -> frozenset[str]:
        """See EntryStore.known_keys."""
        return await self._reader.run(lambda connection: entries.known_keys(connection, article_url))

    async def old_keys(self, article_url: str) -> frozenset[str]:
        """See EntryStore.old_keys."""
        return await self._reader.run(lambda connection: entries.old_keys(connection, article_url))

    async def record_screened(self, result: Screened) -> ScreenedReceipt:
        """See EntryStore.record_screened."""
        return await self._writer.run(lambda connection: entries.record_screened(connection, result))

    async def record_replayed(self, result: Screened, article_id: int) -> ScreenedReceipt:
        """Matches and decisions of a replay over a stored article: as record_screened, but no entry waits for them."""
        return await self._writer.run(lambda connection: entries.record_replayed(connection, result, article_id))

    async def postpone_entry(self, entry_id: int, token: str, *, due: datetime, error: str) -> bool:
        """See EntryStore.postpone_entry."""
        return await self._writer.run(lambda connection: entries.postpone_entry(connection, entry_id, token, due, error))

    # -------------------------------------------------------------- stories
    async def claim_ungrouped(self, *, now: datetime, limit: int, lease: timedelta, owner: str) -> list[AlertGroup]:
        """See StoryStore.claim_ungrouped."""
        return await self._writer.run(partial(stories.claim_ungrouped, now=now, limit=limit, lease=lease, owner=owner))

    async def record_story(self, group: AlertGroup, story: Story, deliveries: Sequence[Delivery]) -> bool:
        """See StoryStore.record_story."""
        return await self._writer.run(lambda connection: stories.record_story(connection, group, story, deliveries))

    # -------------------------------------------------------------- outbox
    async def queue(self, delivery: Delivery) -> bool:
        """See OutboxStore.queue."""
        return await self._writer.run(lambda connection: outbox.queue(connection, delivery))

    async def claim_deliveries(self, *, now: datetime, sinks: Sequence[str], limit: int, lease: timedelta, owner: str,
                               spacing: timedelta, workspace_spacing: timedelta = timedelta(0)) -> list[Delivery]:
        """See OutboxStore.claim_deliveries. One to be looked up first comes with its state UNKNOWN, others with SENDING."""
        claim = claims.Claim(now=now, lease=lease, owner=owner, spacing=spacing, workspace_spacing=workspace_spacing)
        return await self._writer.run(lambda connection: claims.claim_deliveries(
            connection, claim, sinks=sinks, limit=limit, grace=self._grace))

    async def record_outcome(self, delivery_id: str, token: str, transition: Transition) -> bool:
        """See OutboxStore.record_outcome."""
        return await self._writer.run(lambda connection: outbox.record_outcome(connection, delivery_id, token, transition))

    async def next_delivery(self, sinks: Sequence[str]) -> datetime | None:
        """When the next delivery of these sinks can go out, pauses of its channel included; None where none waits."""
        return await self._reader.run(lambda connection: recovery.next_delivery(connection, sinks))

    async def ever_accepted(self, sink: str) -> bool:
        """Whether the sink ever took a message."""
        return await self._reader.run(lambda connection: outbox.ever_accepted(connection, sink))

    async def stop_sink(self, sink: str, reason: str, *, now: datetime) -> None:
        """Marks a sink as taking nothing until a person has mended it, as a send that is refused so does."""
        await self._writer.run(lambda connection: outbox.stop_sink(connection, sink, reason, now))

    async def retry_delivery(self, delivery_id: str, *, now: datetime) -> bool:
        """Makes a dead, held or waiting delivery due now; False where there is none, it was sent, or it is being sent."""
        return await self._writer.run(lambda connection: outbox.retry_delivery(connection, delivery_id, now))

    # -------------------------------------------------------------- notes
    async def get_note(self, key: str) -> bytes | None:
        """What was last put under ``key``; None where nothing was."""
        return await self._reader.run(lambda connection: notes.get_note(connection, key))

    async def put_note(self, key: str, value: bytes) -> None:
        """Keeps ``value`` under ``key``, in place of what was there."""
        await self._writer.run(lambda connection: notes.put_note(connection, key, value))


def _runners(url: str, create: bool) -> tuple[Runner, Runner, list[Engine]]:
    address = connections.read_url(url)
    place = connections.place_of(address)
    if address.get_backend_name() == "postgresql":
        engine = connections.postgres(address, _WRITERS + _READERS)
        return (Threads(engine, place, count=_WRITERS, name="store-writer"),
                Threads(engine, place, count=_READERS, name="store-reader"), [engine])
    writing = connections.sqlite_writer(address, create=create)
    writer = GroupWriter(writing, place)
    if connections.is_memory(address):
        return writer, writer, [writing]
    reading = connections.sqlite_readers(address, _READERS)
    return writer, Threads(reading, place, count=_READERS, name="store-reader"), [writing, reading]


def _close(writer: Runner, reader: Runner, engines: Sequence[Engine]) -> None:
    writer.close()
    reader.close()
    for engine in engines:
        engine.dispose()
