"""The composition root: the one place where ports meet their adapters and stages are put in order.

::

    polls  ──► reads ──► group ──► sends        each a Stage over one verb of the pipeline
"""

from __future__ import annotations

import hashlib
import os
import random
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
from monitor.adapters.console_notifier import ConsoleNotifier
from monitor.adapters.process_workers import ProcessWorkers
from monitor.adapters.slack_notifier import SlackNotifier
from monitor.adapters.sql_store import SqlStore
from monitor.adapters.structlog_journal import StructlogJournal
from monitor.adapters.system_clock import SystemClock
from monitor.config import Config, resolve
from monitor.daemon.loading import Loaded
from monitor.daemon.notices import Notices
from monitor.daemon.stages import Stage
from monitor.delivery import Settings as DeliverySettings
from monitor.feeds.schedule import first_due
from monitor.model import Delivery, LeasedEntry, LeasedFeed
from monitor.pipeline import Pipeline, Policy
from monitor.ports import Notifier

POLLS, READS, SENDS = 20, 24, 8  # rows in work at a time: network-bound, so more than there are cores


@dataclass(slots=True)
class House:
    """Everything a run needs, opened; ``close`` ends it in order."""

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
    index_root: str
    digest: str = ""
    stages: dict[str, Stage[Any]] = field(default_factory=dict)

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
        """Puts a config and its compiled watchlists in force: whole, between two rows."""
        self.config, self.digest = loaded.config, loaded.digest
        await self.sync_feeds()
        self.pipeline.policy = policy_of(self.config, sink=self.pipeline.policy.sink, index_root=self.index_root,
                                         index_version=index_version)

    async def sync_feeds(self) -> None:
        """Makes the stored feeds those of the config; new ones start spread over their interval."""
        now = self.clock.now()
        due = {feed.url: first_due(feed.url, feed.every, now) for feed in self.config.feeds}
        await self.store.sync_feeds(self.config.feeds, due, now=now)

    async def close(self, seconds: float = 20.0) -> None:
        """Claims nothing more, finishes what is in work, gives back the leases, and closes everything."""
        for stage in (self.polls, self.reads):
            await stage.stop(seconds)
        await self.pipeline.group()
        await self.sends.fill()
        await self.sends.stop(5.0)
        await self.store.release(self.pipeline.owner)
        await self.workers.close(timedelta(seconds=2))
        for notifier in self.notifiers.values():
            await notifier.close()
        await self.fetcher.close()
        await self.store.close()


async def open_house(config: Config, config_path: str, *, environment: Mapping[str, str], journal: StructlogJournal,
                     out: TextIO, processes: int | None = None) -> House:
    """Opens store, workers, fetcher and sinks for a config.

    Raises StoreFault where the store cannot be opened and SlackRefused where Slack refuses the token.
    """
    clock = SystemClock()
    base = os.path.dirname(os.path.abspath(config_path))
    token = environment.get("SLACK_BOT_TOKEN", "")
    sink = "slack" if token else "terminal"
    settings = delivery_settings(config)
    notifiers: dict[str, Notifier] = {"terminal": ConsoleNotifier(out)}
    if token:
        slack = SlackNotifier(token=token, base_url=config.slack.base_url, timeout=config.slack.timeout)
        await slack.auth_test()
        notifiers["slack"] = slack
    store = await SqlStore.open(resolve_store(config.store, base), grace=max(settings.grace, 4 * settings.timeout))
    index_root = str(index_folder(config.store, base))
    workers = ProcessWorkers(processes or max(2, os.cpu_count() or 1))
    fetcher = AiohttpFetcher(config.http)
    owner = f"{socket.gethostname()}:{os.getpid()}:{random.SystemRandom().getrandbits(32):08x}"
    rng = random.Random()  # noqa: S311  jitter, not secrets
    pipeline = Pipeline(store=store, fetcher=fetcher, workers=workers, clock=clock, journal=journal, owner=owner,
                        policy=policy_of(config, sink=sink, index_root=index_root, index_version=""),
                        jitter=lambda: rng.uniform(0.9, 1.1), chance=rng.random)
    notices = Notices(store, clock, journal, where=lambda: (sink, config.slack.notices))
    house = House(config=config, config_path=config_path, store=store, fetcher=fetcher, workers=workers, notifiers=notifiers,
                  journal=journal, clock=clock, pipeline=pipeline, notices=notices, index_root=index_root)
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
        await pipeline.send(delivery, house.notifiers[delivery.sink])

    return {
        "polls": Stage("polls", POLLS, claim=pipeline.claim_feeds, work=poll, journal=journal),
        "reads": Stage("reads", READS, claim=pipeline.claim_entries, work=read, journal=journal),
        "sends": Stage("sends", SENDS, claim=pipeline.claim_deliveries, work=send, journal=journal)}


def delivery_settings(config: Config) -> DeliverySettings:
    """The outbox's figures from the config."""
    slack = config.slack
    return DeliverySettings(fallback=slack.channel, grace=slack.grace, timeout=slack.timeout)


def policy_of(config: Config, *, sink: str, index_root: str, index_version: str) -> Policy:
    """What the user's files say, for the pipeline."""
    return Policy(rules=config.rules, rules_version=config.version, default_channel=config.slack.channel,
                  backfill=config.backfill, index_root=index_root, index_version=index_version, sink=sink,
                  delivery=delivery_settings(config), send_lease=4 * config.slack.timeout + timedelta(seconds=5),
                  spacing=timedelta(0) if sink == "terminal" else timedelta(seconds=1 / config.slack.rate))


def resolve_store(url: str, base: str) -> str:
    """The store's address with a relative SQLite path made absolute against the config's folder."""
    return resolve(url, base)


def index_folder(store: str, base: str) -> Path:
    """Where compiled watchlists live: beside the SQLite file, or in the user's cache for another store (they can be remade)."""
    address = resolve_store(store, base)
    if address.startswith("sqlite:///"):
        return Path(address.removeprefix("sqlite:///")).parent / ".monitor" / "index"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "news-monitor" / hashlib.blake2b(base.encode(), digest_size=8).hexdigest()


