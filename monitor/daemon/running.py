"""`monitor run` and `monitor once`: from the command line to an exit status."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TextIO

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import __version__
from monitor.adapters.disk_files import DiskFiles
from monitor.adapters.process_workers import start_forkserver
from monitor.adapters.structlog_journal import StructlogJournal
from monitor.adapters.system_clock import SystemClock
from monitor.config import Config
from monitor.daemon.backwards import Backwards, facts
from monitor.daemon.daily import Daily
from monitor.daemon.house import House, open_house
from monitor.daemon.loading import Loaded, checked, compiled, gather, keep, kept, load_config, watchlist_paths
from monitor.daemon.places import is_new_store
from monitor.daemon.reload import Reloader, broken, mended, tidy_index
from monitor.daemon.silent import SilentFeeds
from monitor.daemon.stalls import Stalls
from monitor.daemon.troubles import Troubles
from monitor.errors import Faults, MonitorError
from monitor.model import LeasedFeed
from monitor.web import Health, StatusServer

LOOK_BACK = 60.0  # seconds of one round for what is newly listed: the news of the next one must not wait for it
LIMIT = 25.0  # seconds from the first signal to the end, whatever hangs


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceReport:
    """What one round did: for the person who started it, and the exit status. ``let_be``: feeds another process has in hand,
    or that asked to be left alone for a while; ``failed``: rows on which our own work failed; ``behind``: stored articles in which
    newly listed names are still to be looked for."""

    feeds: int
    unread: tuple[tuple[str, str], ...]
    waiting: int
    let_be: int = 0
    failed: int = 0
    behind: int = 0
    stopped: bool = False

    def status(self) -> int:
        """0; 1 when something of our own failed; 75 when alerts wait undelivered, or it was stopped before its end."""
        return 75 if self.waiting or self.stopped else 1 if self.failed else 0


def run(config_path: str, *, environment: Mapping[str, str], out: TextIO = sys.stdout) -> int:
    """The daemon until a signal; its exit status. Raises Faults, AddressFault and SlackRefused before anything starts."""
    config = load_config(config_path, DiskFiles(), environment)
    start_forkserver()
    return asyncio.run(_run(config, config_path, environment, out))


def once(config_path: str, *, environment: Mapping[str, str], out: TextIO = sys.stdout) -> OnceReport:
    """Polls every feed now, reads, delivers, and reports. Raises as :func:`run` does."""
    config = load_config(config_path, DiskFiles(), environment)
    start_forkserver()
    return asyncio.run(_once(config, config_path, environment, out))


# ------------------------------------------------------------------ run
async def _run(config: Config, config_path: str, environment: Mapping[str, str], out: TextIO) -> int:
    journal = StructlogJournal()
    stop = _signals(journal)
    health = Health(clock=SystemClock())
    server = StatusServer(config.status.listen, health, journal.metrics.registry) if config.status.listen else None
    async with AsyncExitStack() as opened:
        written = await read_lists(config, config_path)
        if server is not None:
            await server.start()
            opened.push_async_callback(server.close)
        house = await open_house(config, config_path, environment=environment, journal=journal, out=out)
        opened.push_async_callback(house.close)
        health.facts = house.facts
        if await _unless(stop, start(house, environment, written)):
            _started(house, server)
            await _until_stopped(house, health, environment, stop)
    journal.record("stopped")
    return 0


def _signals(journal: StructlogJournal) -> asyncio.Event:
    """Set by the first SIGTERM or Ctrl-C; the second ends the process at once: leases and outbox make that safe."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def on_signal() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()
        journal.record("stopping", hint="finishing what is in work; a second signal stops at once")
        loop.call_later(LIMIT, os._exit, 1)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)
    return stop


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, object]) -> bool:
    """Does the work, and says whether it was done before ``stop``. Raises what the work raised."""
    doing, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait((doing, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not doing.done():
        doing.cancel()
        await asyncio.gather(doing, return_exceptions=True)
        return False
    doing.result()
    return True


def _started(house: House, server: StatusServer | None) -> None:
    config, policy = house.config, house.pipeline.policy
    house.facts |= {"version": __version__, "sink": policy.sink, "feeds": len(config.feeds)}
    house.journal.record("started", feeds=len(config.feeds), rules=len(config.rules), store=config.store, sink=policy.sink,
                         index=policy.index_version, status=server.url if server else "off")
    if policy.sink == "terminal":
        house.journal.record("no Slack token", hint="SLACK_BOT_TOKEN is not set: alerts are shown here instead")


async def read_lists(config: Config, config_path: str) -> Loaded | Faults:
    """What the user wrote as watchlists, or what is wrong with it. Raises Faults where no earlier version can stand in."""
    try:
        return checked(config, gather(watchlist_paths(config, config_path), DiskFiles()))
    except Faults as faults:
        if is_new_store(config.store, os.path.dirname(os.path.abspath(config_path))):
            raise
        return faults


async def start(house: House, environment: Mapping[str, str], written: Loaded | Faults | None = None) -> Loaded:
    """Puts the watchlists in force, or the last good ones. Raises Faults where there are none."""
    written = written or await read_lists(house.config, house.config_path)
    await bury_the_dead(house, starting=True)
    version = ""
    if isinstance(written, Loaded):
        await house.lists.ready(written.watchlists)
        house.lists.note(written.watchlists)
        try:
            version = await compiled(written, house.workers, house.index_root)
        except Faults as faults:  # of a list file: lists are imported where the index is compiled
            written = faults
    if isinstance(written, Faults):
        loaded = await _last_good(house, written)
        house.journal.record("broken edit", error=str(written), hint="the last good version, kept in the store, is in force")
        house.lists.note(loaded.watchlists)
        await house.use(loaded, await compiled(loaded, house.workers, house.index_root))
        await broken(house, "Watchlists not loaded: the last good version is in force", str(written))
        return loaded
    await house.use(written, version)
    await keep(house.store, written.files)
    await mended(house)
    return written


async def _last_good(house: House, faults: Faults) -> Loaded:
    """The version kept in the store, without a digest: so the files are looked at again. Raises ``faults`` where there is none."""
    files = await kept(house.store)
    if files is None:
        raise faults
    try:
        return replace(checked(house.config, files), digest="")
    except Faults:
        raise faults from None


async def bury_the_dead(house: House, *, starting: bool = False) -> None:
    """Ends the leases of processes that are gone, so that what one had in work goes on at once. Raises StoreFault."""
    await house.store.attend(house.pipeline.owner)
    for owner in await house.store.dead_owners(house.pipeline.owner, starting=starting):
        await house.store.bury(owner, house.clock.now())
        house.journal.record("recovered", owner=owner, hint="a process that died left leases; they are ended")


async def _until_stopped(house: House, health: Health, environment: Mapping[str, str], stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    reloader = Reloader(house, environment)
    loop.add_signal_handler(signal.SIGHUP, reloader.wake)
    running: set[asyncio.Task[None]] = set()
    scheduler = _ticker(house, health, reloader, running)
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
        if running:  # a claim begun is a claim that counts: the stages must hear of its rows
            await asyncio.wait(running, timeout=1)


def _ticker(house: House, health: Health, reloader: Reloader, running: set[asyncio.Task[None]]) -> AsyncIOScheduler:
    """The fixed jobs. Feeds are rows with a due time, not jobs: a scheduler that drops late jobs would drop polls."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})

    async def beat() -> None:
        health.last_tick = house.clock.now()

    async def tick() -> None:
        await house.polls.fill()
        await house.reads.fill()

    async def measure() -> None:
        metrics, now = house.journal.metrics, house.clock.now()
        for queue, age in (await house.store.queue_ages(now)).items():
            metrics.queues.labels(queue).set(age.total_seconds() if age else 0)
        for queue, rows in (await house.store.counts()).items():
            metrics.depth.labels(queue).set(rows)

    async def lists() -> None:
        if await house.lists.look():
            house.digest = ""  # the files are as they were, the lists they name are not
            await reloader.look()
        house.facts["lists"] = house.lists.rows()

    backwards = Backwards(house.store, house.workers, house.clock, house.journal)

    async def back() -> None:
        state = await backwards.look(house.pipeline.policy, house.config.retention)
        house.facts["backwards"] = facts(state)

    async def retain() -> None:
        tidy_index(house)
        await house.store.purge(house.clock.now(), house.config.retention)

    stalls = Stalls(house.store, house.notices, house.clock, house.journal, house.stages)
    silent = SilentFeeds(house.store, house.notices, house.clock)
    daily = Daily(house.store, house.notices, house.clock, when=lambda: house.config.summary, lists=house.lists.rows)

    async def watch() -> None:
        await stalls.look()  # first: a summary tells of the time in which nothing ran, which this finds
        await daily.look()

    jobs: tuple[tuple[str, Callable[[], Coroutine[Any, Any, object]], float], ...] = (
        ("beat", beat, 1), ("tick", tick, 1), ("outbox", house.tell, 1), ("reload", reloader.look, 30), ("lists", lists, 5),
        ("backwards", back, 10), ("measure", measure, 10), ("troubles", Troubles(house).look, 5), ("watch", watch, 30),
        ("dead", partial(bury_the_dead, house), 30), ("silent", silent.look, 600), ("retention", retain, 3600))
    for name, job, seconds in jobs:
        scheduler.add_job(_guarded(name, job, house, running), "interval", seconds=seconds, id=name, next_run_time=house.clock.now())
    # a job that waits for a locked store is not started again beside itself: counted, and the wait is said where it is
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler.add_listener(lambda _: house.journal.metrics.jobs.inc(), EVENT_JOB_MAX_INSTANCES)
    scheduler.add_listener(lambda event: house.journal.record("job", error=f"{event.job_id}: missed or failed"),
                           EVENT_JOB_MISSED | EVENT_JOB_ERROR)
    return scheduler


def _guarded(name: str, job: Callable[[], Coroutine[Any, Any, object]], house: House,
             running: set[asyncio.Task[None]]) -> Callable[[], Coroutine[Any, Any, None]]:
    """The job in a task of its own, which the scheduler's end does not cancel half-way, and whose failure is said."""
    async def safely() -> None:
        try:
            await job()
        except MonitorError as fault:
            house.journal.record("job", job=name, error=str(fault))
        except Exception as surprise:
            house.journal.record("job", job=name, error=repr(surprise), trace=traceback.format_exc())

    async def running_job() -> None:
        task = asyncio.get_running_loop().create_task(safely())
        running.add(task)
        task.add_done_callback(running.discard)
        await asyncio.shield(task)

    return running_job


# ------------------------------------------------------------------ once
async def _once(config: Config, config_path: str, environment: Mapping[str, str], out: TextIO) -> OnceReport:
    journal = StructlogJournal(quiet=not sys.stderr.isatty())
    stop = _signals(journal)
    written = await read_lists(config, config_path)
    house = await open_house(config, config_path, environment=environment, journal=journal, out=out)
    report = OnceReport(feeds=0, unread=(), waiting=0, stopped=True)

    async def everything() -> None:
        nonlocal report
        if isinstance(written, Loaded):
            await house.lists.lists.refresh_due(written.watchlists)
        await start(house, environment, written)
        report = await one_round(house)

    try:
        await _unless(stop, everything())  # stopped: what was not done waits for the next run
    finally:
        await house.close()
    return report


async def one_round(house: House) -> OnceReport:
    """Polls every feed once, then reads and delivers until nothing is left that can be done now."""
    leased = await house.pipeline.claim_feeds(1_000_000, everything=True)
    places = asyncio.Semaphore(house.polls.limit)
    failed: list[tuple[str, str]] = []

    async def poll(feed: LeasedFeed) -> None:
        async with places:
            try:
                await house.pipeline.poll(feed)
            except MonitorError as fault:
                failed.append((feed.feed.url, str(fault)))
            except Exception as surprise:
                failed.append((feed.feed.url, repr(surprise)))
                house.journal.record("stage", stage="polls", error=repr(surprise), trace=traceback.format_exc())

    await asyncio.gather(*(poll(feed) for feed in leased))
    await house.reads.settle()
    await house.pipeline.group()
    await _deliver(house)
    behind = await _look_back(house, failed)
    await Troubles(house).look()
    await _deliver(house)
    claimed = {feed.feed.url for feed in leased}
    unread = [(row["url"], row["error"]) for row in await house.store.feed_rows()
              if row["url"] in claimed and row["status"] == "failed"]
    counts = await house.store.counts()
    waiting = counts["alerts_ungrouped"] + sum(counts[f"deliveries_{state}"] for state in ("pending", "sending", "unknown"))
    return OnceReport(feeds=len(leased), unread=(*unread, *failed), waiting=waiting, let_be=len(house.config.feeds) - len(leased),
                      failed=len(failed) + house.reads.failed + house.sends.failed, behind=behind)


async def _look_back(house: House, failed: list[tuple[str, str]]) -> int:
    """Looks for newly listed names in the stored articles and tells what is found; how many articles are left for the next round."""
    backwards = Backwards(house.store, house.workers, house.clock, house.journal)
    try:
        state = await backwards.look(house.pipeline.policy, house.config.retention, LOOK_BACK)
    except MonitorError as fault:
        failed.append(("newly listed names", str(fault)))
        house.journal.record("job", job="backwards", error=str(fault))
        return 0
    await house.pipeline.group()
    await _deliver(house)
    left = [await house.store.kept_texts(job.seen, job.until) for job in state.jobs]
    return sum(kept for _, kept in left)


async def _deliver(house: House) -> None:
    """Sends until nothing is due any more, at the pace the channels allow."""
    while True:
        await house.sends.settle()
        due = await house.store.next_delivery(house.pipeline.policy.sinks)
        if due is None:
            return
        wait = max(0.05, (due - house.clock.now()).total_seconds())
        if wait > house.pipeline.policy.spacing.total_seconds() + 0.5:
            return  # waiting for a retry: that is for the next run or a daemon
        await asyncio.sleep(wait)
