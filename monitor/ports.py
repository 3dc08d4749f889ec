"""What the pipeline needs from the world, as Protocols of a few methods each. Adapters keep them, fakes share their names.

The store takes and gives whole values: each method is one transaction, never a session. Every write that follows a claim
carries the claim's token; when the lease has passed on, the write is refused and says so (``fenced`` or False).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from monitor.delivery import LookUp
from monitor.model import (
    AlertGroup,
    Delivery,
    Feed,
    FetchOutcome,
    FetchRequest,
    LeasedEntry,
    LeasedFeed,
    PollReceipt,
    PollResult,
    Screened,
    ScreenedReceipt,
    SendOutcome,
    Story,
    Transition,
)


class Clock(Protocol):
    """The time, as an aware UTC datetime."""

    def now(self) -> datetime: ...


class Fetcher(Protocol):
    """Makes one polite, guarded GET. Never raises for what a network or server does: that is a FetchFailed."""

    async def fetch(self, request: FetchRequest) -> FetchOutcome: ...


class Files(Protocol):
    """What the user wrote, by path. Raises OSError as the system does."""

    def read(self, path: str) -> bytes: ...
    def listing(self, folder: str, suffixes: Sequence[str]) -> list[str]:
        """The files below ``folder`` with one of these endings, sorted, hidden ones left out."""
        ...


class Notifier(Protocol):
    """One sink. ``send`` gives an outcome as a value; it raises only for a defect of our own."""

    @property
    def sink(self) -> str: ...
    async def send(self, delivery: Delivery) -> SendOutcome: ...
    async def find(self, delivery: Delivery) -> LookUp | None:
        """Whether a delivery that may have arrived did; None where the sink cannot be searched."""
        ...
    async def close(self) -> None: ...


class Workers(Protocol):
    """Runs a named task in a worker process.

    ``run`` raises DeadlineExceeded, WorkerDied or TaskFailed; only the task concerned is affected.
    """

    async def run(self, task: str, /, *args: Any, deadline: timedelta | None = None) -> Any: ...
    def free(self) -> int:
        """How many tasks could start at once now."""
        ...
    async def close(self, grace: timedelta) -> None: ...


class Journal(Protocol):
    """Where the pipeline says what it did: one canonical line a unit of work, and the figures behind the metrics."""

    def record(self, event: str, /, **fields: Any) -> None: ...


class FeedStore(Protocol):
    """Feeds as rows with a due time and a lease."""

    async def sync_feeds(self, feeds: Sequence[Feed], due: Mapping[str, datetime], *, now: datetime) -> None:
        """Makes the stored feeds those of the config: new ones first due at ``due[url]``, missing ones set aside
        (their history stays), changed ones updated; a due time further off than the new interval is brought forward."""
        ...
    async def claim_feeds(self, *, now: datetime, limit: int, lease: timedelta, owner: str, jitter: Callable[[], float],
                          everything: bool = False) -> list[LeasedFeed]:
        """Claims up to ``limit`` feeds that are due and not leased, oldest due first, and stores their provisional next
        due time (now + every x jitter()) before anything is fetched. ``everything``: whatever their due time, but not
        against a running lease nor before a ``not_before``."""
        ...
    async def record_poll(self, result: PollResult) -> PollReceipt:
        """Writes a poll and its new and changed entries in one transaction and frees the lease."""
        ...


class EntryStore(Protocol):
    """Entries waiting to be read, and what reading them gave."""

    async def claim_entries(self, *, now: datetime, limit: int, lease: timedelta, owner: str,
                            per_feed: int | None = None) -> list[LeasedEntry]:
        """Claims up to ``limit`` due entries, news before backfill, each the oldest first. ``per_feed``: so many of one feed's
        news at a time, those under a running lease counted, so that a feed on a slow host does not fill every place."""
        ...
    async def known_keys(self, article_url: str) -> frozenset[str]:
        """The keys of alerts already made for this canonical address."""
        ...
    async def old_keys(self, article_url: str) -> frozenset[str]:
        """The keys held back for this canonical address as older than backfill."""
        ...
    async def record_screened(self, result: Screened) -> ScreenedReceipt:
        """Article, matches, verdicts and alerts (ungrouped) in one transaction; the entry is done, or due ``again``."""
        ...
    async def postpone_entry(self, entry_id: int, token: str, *, due: datetime, error: str) -> bool:
        """Gives an entry back, to be claimed again at ``due``; the attempt stays counted."""
        ...


class StoryStore(Protocol):
    """The group stage."""

    async def claim_ungrouped(self, *, now: datetime, limit: int, lease: timedelta, owner: str) -> list[AlertGroup]:
        """Ungrouped alerts, those of one article together, oldest first."""
        ...
    async def record_story(self, group: AlertGroup, story: Story, deliveries: Sequence[Delivery]) -> bool:
        """Story and deliveries in one transaction; a delivery id that exists is left as it is."""
        ...


class OutboxStore(Protocol):
    """Deliveries on their way."""

    async def queue(self, delivery: Delivery) -> bool:
        """Adds a delivery; False where its id exists."""
        ...
    async def claim_deliveries(self, *, now: datetime, sinks: Sequence[str], limit: int, lease: timedelta, owner: str,
                               spacing: timedelta, workspace_spacing: timedelta) -> list[Delivery]:
        """Claims due deliveries and commits them as SENDING (with ``first_sent``) before anything is sent: at most one a
        channel, high severity first, then oldest; none of a channel that is paused, has one SENDING under a running
        lease, or was given more than one a ``spacing`` and a short burst; of a sink one a ``workspace_spacing`` and a burst,
        and one at a time while it is away or stopped. A row left SENDING by a dead process (its lease ran out) becomes UNKNOWN, due
        after the grace its delivery room sets."""
        ...
    async def record_outcome(self, delivery_id: str, token: str, transition: Transition) -> bool:
        """Writes the transition, and what it says of channel and sink. The first message that a channel accepts after an
        outage puts a digest in the place of its backlog, in the same transaction (see delivery.digest)."""
        ...


class Store(FeedStore, EntryStore, StoryStore, OutboxStore, Protocol):
    """All of it."""

    async def release(self, owner: str) -> None:
        """Ends every lease of ``owner`` on feeds and entries that are not being written, at an orderly stop."""
        ...
    async def close(self) -> None: ...

