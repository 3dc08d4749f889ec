"""Edits made live: the files are watched, read, validated and compiled aside, and swapped in whole; or refused and said."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from watchfiles import awatch

from monitor.adapters.disk_files import DiskFiles
from monitor.adapters.index_folder import remove_old
from monitor.daemon.house import House
from monitor.daemon.loading import compiled, keep, load, watchlist_paths
from monitor.errors import Faults, MonitorError

BROKEN = "watchlists"
RESTART_ONLY = ("store", "http", "status")  # keys of the config that a running daemon cannot change


class Reloader:
    """Looks at the files when told to (``wake``), when they change, and now and then in case a change was not seen."""

    def __init__(self, house: House, environment: Mapping[str, str]) -> None:
        self._house, self._environment = house, environment
        self._busy = asyncio.Lock()
        self._refused = ""
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Looks now; for SIGHUP."""
        task = asyncio.get_running_loop().create_task(self.look())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def watch(self, stop: asyncio.Event) -> None:
        """Looks whenever something below the watched folders changes, until ``stop``."""
        while not stop.is_set():
            try:
                # folders, not files: editors replace a file by renaming, ConfigMaps by swapping a symbolic link
                async for _ in awatch(*self._folders(), stop_event=stop, debounce=100, step=50, recursive=True,
                                      watch_filter=_is_yaml, rust_timeout=1000):
                    await self.look()
            except OSError as error:
                self._house.journal.record("watch", error=f"files cannot be watched ({error}); looking every 30 s instead")
                return

    def _folders(self) -> set[str]:
        paths = watchlist_paths(self._house.config, self._house.config_path)
        folders = {path if os.path.isdir(path) else os.path.dirname(path) for path in paths}
        return {folder for folder in folders | {os.path.dirname(os.path.abspath(self._house.config_path))} if os.path.isdir(folder)}

    async def look(self) -> None:
        """Reads everything again; puts it in force where it changed and is sound, and says so where it is not."""
        async with self._busy:
            house = self._house
            try:
                loaded = load(house.config_path, DiskFiles(), self._environment)
            except Faults as faults:
                await self._refuse(str(faults))
                return
            if loaded.digest == house.digest:
                if self._refused:
                    await self._accepted()
                return
            try:
                version = await compiled(loaded, house.workers, house.index_root)
            except MonitorError as fault:
                await self._refuse(str(fault))
                return
            before, old = house.config, house.pipeline.policy.index_version
            await house.use(loaded, version)
            await keep(house.store, loaded.files)
            remove_old(house.index_root, keep={version, old})
            house.journal.record("reloaded", index=version, watchlists=len(loaded.watchlists), feeds=len(loaded.config.feeds))
            for key in RESTART_ONLY:
                if getattr(before, key) != getattr(loaded.config, key):
                    house.journal.record("restart needed", key=key, hint=f"`{key}` takes effect at the next start")
            await self._accepted()

    async def _refuse(self, complaint: str) -> None:
        if complaint == self._refused:
            return
        self._refused = complaint
        self._house.journal.record("broken edit", error=complaint, hint="the last good version stays in force")
        self._house.journal.metrics.watchlist_version.set(0)
        await self._house.notices.open(BROKEN, "A broken edit: the last good version stays in force", complaint)

    async def _accepted(self) -> None:
        self._refused = ""
        self._house.journal.metrics.watchlist_version.set(1)
        await self._house.notices.clear(BROKEN, "The edit is mended and in force")


def _is_yaml(_change: object, path: str) -> bool:
    return path.endswith((".yaml", ".yml")) or os.path.basename(path).startswith("..data")
