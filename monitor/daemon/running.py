"""`monitor run` and `monitor once`: from the command line to an exit status."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TextIO

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.adapters.disk_files import DiskFiles
from monitor.adapters.index_folder import remove_old
from monitor.adapters.process_workers import start_forkserver
from monitor.adapters.structlog_journal import StructlogJournal
from monitor.config import Config
from monitor.daemon.house import House, open_house
from monitor.daemon.loading import Loaded, checked, compiled, gather, keep, kept, load_config, watchlist_paths
from monitor.daemon.reload import Reloader
from monitor.errors import Faults, MonitorError
from monitor.web import Health, StatusServer

DRAIN = 20.0  # seconds for the rows in work; with the sends' five this keeps the promise of 25
BROKEN = "watchlists"  # the cause of notices about a broken edit


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceReport:
    """What one round did: for the person who started it, and the exit status."""

    feeds: int
    unread: tuple[tuple[str, str], ...]
    waiting: int

    def status(self) -> int:
        """0, or 75 when alerts wait undelivered."""
        return 75 if self.waiting else 0


def run(config_path: str, *, environment: Mapping[str, str], out: TextIO = sys.stdout) -> int:
    """The daemon until a signal. Raises Faults, AddressFault and SlackRefused before anything starts."""
    config = load_config(config_path, DiskFiles(), environment)
    start_forkserver()
    return asyncio.run(_run(config, config_path, environment, out))


def once(config_path: str, *, environment: Mapping[str, str], out: TextIO = sys.stdout) -> OnceReport:
    """Polls every feed now, reads, delivers, and reports."""
    config = load_config(config_path, DiskFiles(), environment)
    start_forkserver()
    return asyncio.run(_once(config, config_path, environment, out))


# ------------------------------------------------------------------ run
async def _run(config: Config, config_path: str, environment: Mapping[str, str], out: TextIO) -> int:
    journal = StructlogJournal()
    house = await open_house(config, config_path, environment=environment, journal=journal, out=out)
    server: StatusServer | None = None
    try:
        health = Health(clock=house.clock)
        if config.status.listen:
            server = StatusServer(config.status.listen, health, journal.metrics.registry)
            await server.start()
        await start(house, environment)
        journal.record("started", feeds=len(config.feeds), rules=len(config.rules), store=config.store, status=server and server.url,
                       sink=house.pipeline.policy.sink, index=house.pipeline.policy.index_version)
        if house.pipeline.policy.sink == "terminal":
            journal.record("no Slack token", hint="SLACK_BOT_TOKEN is not set: alerts are shown here instead")
        await _until_stopped(house, health, environment)
    finally:
        if server is not None:
            await server.close()
        await house.close(DRAIN)
    journal.record("stopped")
    return 0


async def start(house: House, environment: Mapping[str, str]) -> Loaded:
    """Loads the watchlists, or the last good ones, and puts them in force. Raises Faults where there are none."""
    config = house.config
    await bury_the_dead(house)
    try:
        loaded = checked(config, gather(watchlist_paths(config, house.config_path), DiskFiles()))
    except Faults as faults:
        last_good = await kept(house.store)
        if last_good is None:
            raise
        loaded = replace(checked(config, last_good), digest="")
        await house.notices.open(BROKEN, "Watchlists not loaded: the last good version is in force", str(faults))
        house.journal.metrics.watchlist_version.set(0)
    else:
        await keep(house.store, loaded.files)
        await house.notices.clear(BROKEN, "Watchlists loaded again")
        house.journal.metrics.watchlist_version.set(1)
    await house.use(loaded, await compiled(loaded, house.workers, house.index_root))
    remove_old(house.index_root, keep={house.pipeline.policy.index_version})
    return loaded


async def bury_the_dead(house: House) -> None:
    """Ends the leases of processes of this machine that are gone, so that a restart after a crash goes on at once.

    Only for SQLite, whose users share a machine; elsewhere leases run out by themselves.
    """
    if not house.config.store.startswith("sqlite"):
        return
    host = house.pipeline.owner.partition(":")[0]
    for owner in await house.store.lease_owners():
        name, _, rest = owner.partition(":")
        pid = rest.partition(":")[0]
        if name == host and owner != house.pipeline.owner and pid.isdigit() and (int(pid) == os.getpid() or not _is_running(int(pid))):
            await house.store.bury(owner, house.clock.now())
            house.journal.record("recovered", owner=owner, hint="a process that died left leases; they are ended")


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


async def _until_stopped(house: House, health: Health, environment: Mapping[str, str]) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    reloader = Reloader(house, environment)

    def on_signal() -> None:
        if stop.is_set():
            os._exit(1)  # the second signal: at once; leases and outbox make that safe
        house.journal.record("stopping", hint="finishing what is in work; a second signal stops at once")
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    loop.add_signal_handler(signal.SIGHUP, reloader.wake)
    scheduler = _ticker(house, health, reloader)
    watching = loop.create_task(reloader.watch(stop))
    scheduler.start()
    health.ready = True
    try:
        await stop.wait()
    finally:
        health.ready = False
        scheduler.shutdown(wait=False)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


def _ticker(house: House, health: Health, reloader: Reloader) -> AsyncIOScheduler:
    """The fixed jobs. Feeds are rows with a due time, not jobs: a scheduler that drops late jobs would drop polls."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})

    async def tick() -> None:
        health.last_tick = house.clock.now()
        await house.polls.fill()
        await house.reads.fill()

    async def measure() -> None:
        metrics, now = house.journal.metrics, house.clock.now()
        for queue, age in (await house.store.queue_ages(now)).items():
            metrics.queues.labels(queue).set(age.total_seconds() if age else 0)
        for queue, rows in (await house.store.counts()).items():
            metrics.depth.labels(queue).set(rows)

    async def retain() -> None:
        await house.store.purge(house.clock.now(), house.config.retention)

    def guarded(job: object) -> object:
        async def running() -> None:
            try:
                await job()  # type: ignore[operator]  # one of the four above
            except MonitorError as fault:
                house.journal.record("job", error=str(fault))
        return running

    for name, job, seconds in (("tick", tick, 1), ("outbox", house.tell, 1), ("reload", reloader.look, 30),
                               ("measure", measure, 10), ("retention", retain, 3600)):
        scheduler.add_job(guarded(job), "interval", seconds=seconds, id=name)
    scheduler.add_listener(lambda event: house.journal.record("job", error=f"{event.job_id}: late, overlapping or failed"),
                           EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_ERROR)
    return scheduler


# ------------------------------------------------------------------ once
async def _once(config: Config, config_path: str, environment: Mapping[str, str], out: TextIO) -> OnceReport:
    journal = StructlogJournal(quiet=not sys.stderr.isatty())
    house = await open_house(config, config_path, environment=environment, journal=journal, out=out)
    try:
        await start(house, environment)
        return await one_round(house)
    finally:
        await house.close(DRAIN)


async def one_round(house: House) -> OnceReport:
    """Polls every feed once, then reads and delivers until nothing is left that can be done now."""
    leased = await house.pipeline.claim_feeds(1_000_000, everything=True)
    places = asyncio.Semaphore(house.polls.limit)
    unread: list[tuple[str, str]] = []

    async def poll(feed: object) -> None:
        async with places:
            await house.pipeline.poll(feed)  # type: ignore[arg-type]  # a leased feed, as claimed above

    results = await asyncio.gather(*(poll(feed) for feed in leased), return_exceptions=True)
    for feed, result in zip(leased, results, strict=True):
        if isinstance(result, BaseException):
            unread.append((feed.feed.url, str(result)))
    await house.reads.settle()
    await house.pipeline.group()
    await _deliver(house)
    claimed = {feed.feed.url for feed in leased}
    for row in await house.store.feed_rows():
        if row["url"] in claimed and row["status"] == "failed":
            unread.append((row["url"], row["error"]))
    counts = await house.store.counts()
    waiting = sum(counts[f"deliveries_{state}"] for state in ("pending", "sending", "unknown"))
    return OnceReport(feeds=len(leased), unread=tuple(unread), waiting=waiting)


async def _deliver(house: House) -> None:
    """Sends until nothing is due any more, at the pace the channels allow."""
    while True:
        await house.sends.settle()
        due = await house.store.next_delivery((house.pipeline.policy.sink,))
        if due is None:
            return
        wait = max(0.05, (due - house.clock.now()).total_seconds())
        if wait > house.pipeline.policy.spacing.total_seconds() + 0.5:
            return  # waiting for a retry: that is for the next run or a daemon
        await asyncio.sleep(wait)


