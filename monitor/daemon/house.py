"""The composition root: the one place where ports meet their adapters and stages are put in order.

::

    polls  ──► reads ──► group ──► sends        each a Stage over one verb of the pipeline
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TextIO

from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
from monitor.adapters.console_notifier import ConsoleNotifier
from monitor.adapters.disk_files import DiskFiles
from monitor.adapters.list_folder import lists_beside
from monitor.adapters.process_workers import ProcessWorkers
from monitor.adapters.slack_errors import mend
from monitor.adapters.slack_notifier import SlackNotifier
from monitor.adapters.sql_store import SqlStore
from monitor.adapters.structlog_journal import StructlogJournal
from monitor.adapters.system_clock import SystemClock
from monitor.config import Config
from monitor.daemon.lists import ListJob, Lists
from monitor.daemon.loading import Loaded
from monitor.daemon.notices import Notices
from monitor.daemon.places import index_folder, is_new_store, resolve_store
from monitor.daemon.stages import Stage
from monitor.delivery import Settings as DeliverySettings
from monitor.errors import MonitorError, SlackRefused
from monitor.feeds.schedule import first_due
from monitor.model import Ambiguous, Delivery, LeasedEntry, LeasedFeed, Retry
from monitor.pipeline import Pipeline, Policy
from monitor.ports import Notifier

POLLS, READS, SENDS = 20, 48, 8  # rows in work at a time: network-bound, so more than there are cores
FIRST_POLLS, FIRST_POLL_STEP = timedelta(seconds=5), timedelta(milliseconds=200)  # new feeds are all polled within: the least, each
DRAIN = 15.0  # seconds for the rows in work; with the steps after it this keeps the promise of 25


@dataclass(slots=True)
class House:
    """Everything a run needs, opened; ``close`` ends it in order. ``facts`` are what the status page says of it."""

    config: Config
    config_path: str
    store: SqlStore
    fetcher: AiohttpFetcher
    workers: ProcessWorkers
    notifiers: dict[str, Notifier]
    journal: StructlogJournal
    clock: SystemClock
    pipeline: Pipeline
    notices: Notices
    lists: ListJob
    index_root: str
    digest: str = ""
    stages: dict[str, Stage[Any]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def polls(self) -> Stage[LeasedFeed]:
        return self.stages["polls"]

    @property
    def reads(self) -> Stage[LeasedEntry]:
        return self.stages["reads"]

    @property
    def sends(self) -> Stage[Delivery]:
        return self.stages["sends"]

    async def tell(self) -> None:
        """Groups what is ungrouped and sends what is due."""
        await self.pipeline.group()
        await self.sends.fill()

    async def use(self, loaded: Loaded, index_version: str) -> None:
        """Puts a config and its compiled watchlists in force: whole, between two rows. Raises StoreFault: then nothing changed."""
        await self.sync_feeds(loaded.config)
        self.config, self.digest = loaded.config, loaded.digest
        self.pipeline.policy = policy_of(self.config, sink=self.pipeline.policy.sink, index_root=self.index_root,
                                         index_version=index_version)

    async def sync_feeds(self, config: Config) -> None:
        """Makes the stored feeds those of the config; new ones start spread out, but soon."""
        now = self.clock.now()
        window = max(FIRST_POLLS, len(config.feeds) * FIRST_POLL_STEP)
        due = {feed.url: first_due(feed.url, min(feed.every, window), now) for feed in config.feeds}
        await self.store.sync_feeds(config.feeds, due, now=now)

    async def close(self, seconds: float = DRAIN) -> None:
        """Claims nothing more, finishes what is in work within ``seconds``, gives back the leases, and closes everything."""
        await self.lists.close()
        await asyncio.gather(self.polls.stop(seconds), self.reads.stop(seconds))
        async with self._said("grouping and sending what was found last"), asyncio.timeout(2):
            await self.tell()
        await self.sends.stop(3)
        async with self._said("giving back the leases"), asyncio.timeout(2):
            await self.store.release(self.pipeline.owner)
        await self.workers.close(timedelta(seconds=1))
        for notifier in self.notifiers.values():
            await notifier.close()
        await self.fetcher.close()
        await self.store.close()

    @asynccontextmanager
    async def _said(self, doing: str) -> AsyncIterator[None]:
        """A step of the end that may fail: said, and the others follow. The next start finds what it left."""
        try:
            yield
        except (MonitorError, TimeoutError) as problem:
            self.journal.record("closing", error=f"{doing}: {problem or 'it took too long'}")


async def open_house(config: Config, config_path: str, *, environment: Mapping[str, str], journal: StructlogJournal,
                     out: TextIO, processes: int | None = None) -> House:
    """Opens store, workers, fetcher and sinks for a config; what is open is closed again where the rest cannot be.

    Raises StoreFault where the store cannot be opened, and SlackRefused where Slack refuses a token that never worked.
    """
    refusal: SlackRefused | None = None
    base = os.path.dirname(os.path.abspath(config_path))
    settings = delivery_settings(config)
    async with AsyncExitStack() as opened:
        notifiers: dict[str, Notifier] = {"terminal": ConsoleNotifier(out)}
        if token := environment.get("SLACK_BOT_TOKEN", ""):
            slack = notifiers["slack"] = SlackNotifier(token=token, base_url=config.slack.base_url, timeout=config.slack.timeout)
            opened.push_async_callback(slack.close)
            refusal = await _refusal(slack, journal)
            if refusal is not None and is_new_store(config.store, base):
                raise refusal
        store = await SqlStore.open(resolve_store(config.store, base), grace=max(settings.grace, 4 * settings.timeout))
        opened.push_async_callback(store.close)
        if refusal is not None:
            # it worked before: news goes on to be read and kept while a person mends the app
            if not await store.ever_accepted("slack"):
                raise refusal
            await store.stop_sink("slack", f"{refusal.code}: {mend(refusal.code)}", now=SystemClock().now())
        house = _house(config, config_path, store=store, notifiers=notifiers, journal=journal,
                       workers=ProcessWorkers(processes or max(2, os.cpu_count() or 1)))
        opened.pop_all()
    return house


async def _refusal(slack: SlackNotifier, journal: StructlogJournal) -> SlackRefused | None:
    """Whether Slack refuses the token; where it cannot be reached now that is said, and not known."""
    try:
        team = await slack.auth_test()
    except SlackRefused as refusal:
        return refusal
    if isinstance(team, Retry | Ambiguous):
        journal.record("Slack away", error=team.reason, hint="alerts wait in the store until it answers")
    return None


def _house(config: Config, config_path: str, *, store: SqlStore, notifiers: dict[str, Notifier], journal: StructlogJournal,
           workers: ProcessWorkers) -> House:
    clock = SystemClock()
    sink = "slack" if "slack" in notifiers else "terminal"
    index_root = str(index_folder(config.store, os.path.dirname(os.path.abspath(config_path))))
    fetcher = AiohttpFetcher(config.http)
    owner = f"{socket.gethostname()}:{os.getpid()}:{random.SystemRandom().getrandbits(32):08x}"
    rng = random.Random()  # noqa: S311  jitter, not secrets
    pipeline = Pipeline(store=store, fetcher=fetcher, workers=workers, clock=clock, journal=journal, owner=owner,
                        policy=policy_of(config, sink=sink, index_root=index_root, index_version=""),
                        jitter=lambda: rng.uniform(0.9, 1.1), chance=rng.random)
    notices = Notices(store, clock, journal, where=lambda: (sink, house.config.slack.notices))
    lists = Lists(lists_beside(index_root), fetcher=fetcher, workers=workers, clock=clock, journal=journal, notices=notices,
                  files=DiskFiles())
    house = House(config=config, config_path=config_path, store=store, fetcher=fetcher, workers=workers, notifiers=notifiers,
                  journal=journal, clock=clock, pipeline=pipeline, notices=notices, lists=ListJob(lists), index_root=index_root)
    house.stages = _stages(house)
    return house


def _stages(house: House) -> dict[str, Stage[Any]]:
    pipeline, journal = house.pipeline, house.journal

    async def poll(leased: LeasedFeed) -> None:
        receipt = await pipeline.poll(leased)
        if receipt.new or receipt.changed:
            await house.reads.fill()

    async def read(leased: LeasedEntry) -> None:
        receipt = await pipeline.read(leased)
        if receipt is not None and receipt.alerts:
            await house.tell()

    async def send(delivery: Delivery) -> None:
        # the channel's next turn comes one spacing after this claim: waiting for the tick would halve the rate
        house.sends.fill_in(pipeline.policy.spacing.total_seconds() + 0.01)
        await pipeline.send(delivery, house.notifiers[delivery.sink])

    return {
        "polls": Stage("polls", POLLS, claim=pipeline.claim_feeds, work=poll, journal=journal),
        "reads": Stage("reads", READS, claim=pipeline.claim_entries, work=read, journal=journal),
        "sends": Stage("sends", SENDS, claim=pipeline.claim_deliveries, work=send, journal=journal)}


def delivery_settings(config: Config) -> DeliverySettings:
    """The outbox's figures from the config."""
    slack = config.slack
    return DeliverySettings(fallback=slack.channel, grace=slack.grace, timeout=slack.timeout, ambiguous=slack.ambiguous)


def policy_of(config: Config, *, sink: str, index_root: str, index_version: str) -> Policy:
    """What the user's files say, for the pipeline."""
    return Policy(rules=config.rules, rules_version=config.version, default_channel=config.slack.channel,
                  backfill=config.backfill, index_root=index_root, index_version=index_version, sink=sink,
                  sinks=("slack", "terminal") if sink == "slack" else ("terminal",),
                  delivery=delivery_settings(config), send_lease=4 * config.slack.timeout + timedelta(seconds=5),
                  spacing=timedelta(0) if sink == "terminal" else timedelta(seconds=1 / config.slack.rate),
                  workspace_spacing=timedelta(0) if sink == "terminal" else timedelta(seconds=1 / config.slack.workspace_rate))
