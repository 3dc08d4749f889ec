"""Taking turns at a host: so many requests at a time, and a pause between two page fetches.

A queue of pages holds one of a host's slots at most while it waits for its pause, so a feed on the same host is not held up
by the pages behind it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

_HOSTS_KEPT = 4096


class _Host:
    def __init__(self, slots: int) -> None:
        self.slots = asyncio.Semaphore(slots)
        self.pages = asyncio.Lock()
        self.next_page = 0.0
        self.users = 0


class HostTurns:
    """Hands out turns. ``per_host`` requests at a time to one host, ``total`` to all; ``spacing`` between two page starts at
    one host, measured with ``clock`` (monotonic seconds) and waited for with ``sleep``."""

    def __init__(self, *, per_host: int, spacing: timedelta, total: int = 100, clock: Callable[[], float] = time.monotonic,
                 sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self._per_host = per_host
        self._spacing = spacing.total_seconds()
        self._total = asyncio.Semaphore(total)
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, key: str, *, spaced: bool) -> AsyncIterator[None]:
        """Holds a turn at the host ``key``; ``spaced``: it is a page, and starts no sooner than ``spacing`` after the last."""
        host = self._host(key)
        host.users += 1
        try:
            if spaced:
                await self._spaced_slot(host)
            else:
                await host.slots.acquire()
            try:
                async with self._total:
                    yield
            finally:
                host.slots.release()
        finally:
            host.users -= 1

    async def _spaced_slot(self, host: _Host) -> None:
        async with host.pages:
            pause = host.next_page - self._clock()
            if pause > 0:
                await self._sleep(pause)
            await host.slots.acquire()
            host.next_page = self._clock() + self._spacing

    def _host(self, key: str) -> _Host:
        host = self._hosts.get(key)
        if host is None:
            if len(self._hosts) >= _HOSTS_KEPT:
                self._forget()
            host = self._hosts[key] = _Host(self._per_host)
        return host

    def _forget(self) -> None:
        """Drops the hosts that nobody waits for and whose pause is over."""
        now = self._clock()
        self._hosts = {key: host for key, host in self._hosts.items() if host.users or host.next_page > now}
