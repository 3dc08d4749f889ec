"""Edits made live: the files are watched, read, validated and compiled aside, and swapped in whole; or refused and said."""

from __future__ import annotations

import asyncio
import os
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from watchfiles import Change, awatch

from monitor.adapters.disk_files import DiskFiles
from monitor.adapters.index_folder import has_grown, is_whole, mark_used, remove_old
from monitor.config import Config
from monitor.daemon.house import House
from monitor.daemon.loading import (
    SUFFIXES,
    Loaded,
    WatchlistFiles,
    base_compiled,
    checked,
    compiled,
    digest_of,
    gather,
    keep,
    load_config,
    watchlist_paths,
)
from monitor.errors import Faults, MonitorError, StoreFault

BROKEN = "watchlists"  # the cause of notices about a broken edit
REST, RESTS = 0.2, 15  # seconds in which a list in a file must not have grown before it is read; looks at it, at most
INDEX_STAYS = timedelta(days=1)  # of an index not in force here: another process beside this one may still use it


class Reloader:
    """Looks at the files when told to (``wake``), when they change, and now and then in case a change was not seen."""

    def __init__(self, house: House, environment: Mapping[str, str]) -> None:
        self._house, self._environment = house, environment
        self._busy = asyncio.Lock()
        self._refused = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._base: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Looks now; for SIGHUP."""
        task = asyncio.get_running_loop().create_task(self.look(asked=True))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Waits for what is compiled in the background."""
        if self._base is not None:
            await self._base

    # -------------------------------------------------------------- watch
    async def watch(self, stop: asyncio.Event) -> None:
        """Looks whenever something in the watched folders changes, until ``stop``; begins again where the folders changed."""
        while not stop.is_set():
            try:
                await self._watch(self._folders(), stop)
            except (OSError, RuntimeError) as error:  # a folder that is just being swapped, or no watches left
                self._house.journal.record("watch", error=f"files cannot be watched ({error}); looking every 30 s meanwhile")
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 30)

    async def _watch(self, folders: set[str], stop: asyncio.Event) -> None:
        # each folder by itself: the config may stand in one with a whole project, or a home, below it
        first = True
        async for changes in awatch(*folders, stop_event=stop, debounce=100, step=50, recursive=False, watch_filter=self._concerns,
                                    rust_timeout=500, yield_on_timeout=True):
            if changes or first:  # first: what was edited before the watch stood
                await _at_rest([path for _, path in changes if not path.endswith(SUFFIXES)])
                await self.look()
            if first or changes:
                if self._folders() != folders or any(os.path.isdir(path) for _, path in changes):
                    return
                first = False

    def _folders(self) -> set[str]:
        """The config's folder, every folder that may hold a watchlist, and those of the lists in files."""
        found = {os.path.dirname(path) for path in (os.path.abspath(self._house.config_path), *self._house.lists.files())}
        for path in watchlist_paths(self._house.config, self._house.config_path):
            found |= set(_folders_below(path)) if os.path.isdir(path) else {os.path.dirname(path)}
        return {folder for folder in found if os.path.isdir(folder)}

    def _concerns(self, _change: Change, path: str) -> bool:
        """Editors replace a file by renaming, ConfigMaps by swapping the link ``..data``; a new folder may bring watchlists."""
        name = os.path.basename(path)
        return (path.endswith(SUFFIXES) or name.startswith("..data") or os.path.isdir(path)
                or any(os.path.basename(of_list) == name for of_list in self._house.lists.files()))

    # -------------------------------------------------------------- look
    async def look(self, *, asked: bool = False) -> None:
        """Reads everything again; puts it in force where it changed and is sound, and says so where it is not. Never raises."""
        async with self._busy:
            try:
                changed = await self._look()
            except Faults as faults:
                await self._refuse(str(faults))
            except StoreFault as fault:  # nothing was changed; the next look tries again
                self._house.journal.record("reload", error=str(fault))
            except MonitorError as fault:
                await self._refuse(str(fault))
            except Exception as surprise:
                self._house.journal.record("reload", error=repr(surprise), trace=traceback.format_exc())
            else:
                if asked and not changed:
                    self._house.journal.record("reload", hint="nothing has changed")

    async def _look(self) -> bool:
        house = self._house
        config, found = await asyncio.to_thread(self._read)
        if digest_of(config, found) == house.digest and is_whole(house.index_root, house.pipeline.policy.index_version):
            if self._refused:
                await self._accepted()
            return False
        loaded = await asyncio.to_thread(checked, config, found)
        house.lists.note(loaded.watchlists)
        version = await compiled(loaded, house.workers, house.index_root)
        before, old = house.config, house.pipeline.policy.index_version
        await keep(house.store, loaded.files)
        await house.use(loaded, version)
        house.journal.record("reloaded", index=version, watchlists=len(loaded.watchlists), feeds=len(loaded.config.feeds))
        for key in restart_needed(before, loaded.config):
            house.journal.record("restart needed", key=key, hint=f"`{key}` takes effect at the next start")
        await self._accepted()
        tidy_index(house, old)
        if has_grown(house.index_root, version) and (self._base is None or self._base.done()):
            self._base = asyncio.get_running_loop().create_task(self._new_base(loaded))
        return True

    async def _new_base(self, loaded: Loaded) -> None:
        """So much was edited since the lists were last compiled whole that they are again, beside the work. Never raises."""
        try:
            await base_compiled(loaded, self._house.workers, self._house.index_root)
        except MonitorError as fault:  # edits go on building on the old one, only more slowly
            self._house.journal.record("reload", error=f"the watchlists are not compiled anew: {fault}")

    def _read(self) -> tuple[Config, WatchlistFiles]:
        config = load_config(self._house.config_path, DiskFiles(), self._environment)
        return config, gather(watchlist_paths(config, self._house.config_path), DiskFiles())

    async def _refuse(self, complaint: str) -> None:
        if complaint != self._refused:
            self._refused = complaint
            self._house.journal.record("broken edit", error=complaint, hint="the last good version stays in force")
        await broken(self._house, "A broken edit: the last good version stays in force", complaint)

    async def _accepted(self) -> None:
        self._refused = ""
        await mended(self._house)


def tidy_index(house: House, *also: str) -> None:
    """Marks the index in force as used and removes those that no process has used for a day. Raises OperatorFault."""
    now, version = house.clock.now(), house.pipeline.policy.index_version
    mark_used(house.index_root, version, now.timestamp())
    remove_old(house.index_root, keep={version, *also}, unused_since=(now - INDEX_STAYS).timestamp())


async def broken(house: House, title: str, complaint: str) -> None:
    """Says on the status page, in the metrics and once in Slack that what the user wrote is not in force."""
    house.facts["broken_edit"] = complaint
    house.journal.metrics.watchlist_version.set(0)
    try:
        await house.notices.open(BROKEN, title, complaint)
    except StoreFault as fault:
        house.journal.record("reload", error=f"the notice waits for the next look: {fault}")


async def mended(house: House) -> None:
    """Takes that back: what the user wrote is in force."""
    house.facts.pop("broken_edit", None)
    house.journal.metrics.watchlist_version.set(1)
    try:
        await house.notices.clear(BROKEN, "what was edited is in force again")
    except StoreFault as fault:
        house.journal.record("reload", error=str(fault))


def restart_needed(before: Config, after: Config) -> list[str]:
    """The changed keys that a running daemon cannot take over."""
    pairs = {"store": (before.store, after.store), "http": (before.http, after.http), "status": (before.status, after.status),
             "slack.base_url": (before.slack.base_url, after.slack.base_url),
             "slack.timeout": (before.slack.timeout, after.slack.timeout),
             "slack.grace": (before.slack.grace, after.slack.grace)}
    return [key for key, (old, new) in pairs.items() if old != new]


async def _at_rest(paths: Sequence[str]) -> None:
    """Waits, for a few seconds at most, while these files are being written: half a list would be refused, and that be said."""
    before: list[tuple[int, int]] = []
    for _ in range(RESTS):
        now = [_written(path) for path in paths]
        if now == before:
            return
        before = now
        await asyncio.sleep(REST)


def _written(path: str) -> tuple[int, int]:
    """Size and time of the last write in nanoseconds; zeros where there is no such file."""
    with suppress(OSError):
        found = os.stat(path)
        return found.st_size, found.st_mtime_ns
    return 0, 0


def _folders_below(folder: str) -> Iterator[str]:
    for here, names, _ in os.walk(folder):
        names[:] = [name for name in names if not name.startswith(".")]
        yield here
