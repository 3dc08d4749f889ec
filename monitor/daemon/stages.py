"""A stage: claims rows, keeps a bounded number of them in work, and claims again as places come free.

Back-pressure is the claim: no more rows are taken than can be worked on. A row whose work fails unexpectedly keeps its
lease until it runs out, and is then claimed again: nothing is lost, and nothing spins.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from monitor.errors import MonitorError
from monitor.ports import Journal

Row = TypeVar("Row")


class Stage(Generic[Row]):
    """``claim(n)`` gives at most n rows; ``work(row)`` does one. At most ``limit`` rows are in work at a time.

    ``done`` counts rows whose work has ended, ``failed`` those of them that ended unexpectedly.
    """

    def __init__(self, name: str, limit: int, *, claim: Callable[[int], Awaitable[Sequence[Row]]],
                 work: Callable[[Row], Awaitable[object]], journal: Journal) -> None:
        self.name, self.limit = name, limit
        self.failed = self.done = 0
        self._claim, self._work, self._journal = claim, work, journal
        self._running: set[asyncio.Task[None]] = set()
        self._claiming = asyncio.Lock()
        self._refills: set[asyncio.Task[int]] = set()
        self._more = False
        self._stopped = False

    def in_work(self) -> int:
        """How many rows are in work now."""
        return len(self._running)

    async def fill(self) -> int:
        """Claims as many rows as there are free places and starts them; the number started."""
        async with self._claiming:
            free = self.limit - len(self._running)
            if self._stopped or free <= 0:
                return 0
            try:
                rows = await self._claim(free)
            except Exception as problem:  # the store is away or full, or a defect: said, and tried again at the next tick
                self._more = False
                self._say(problem)
                return 0
            # none to be had while some are in work may mean: none until one of those is done (a feed's or a channel's turn)
            self._more = bool(rows or self._running)
            for row in rows:
                self.start(row)
            return len(rows)

    def start(self, row: Row) -> None:
        """Begins the work on a row that is already claimed."""
        task = asyncio.get_running_loop().create_task(self._guarded(row), name=f"{self.name}")
        self._running.add(task)
        task.add_done_callback(self._finished)

    async def settle(self) -> None:
        """Returns when nothing is in work and nothing more can be claimed."""
        while await self.fill() or self._running:
            if self._running:
                await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self, seconds: float) -> int:
        """Claims nothing more, waits up to ``seconds`` for the rows in work and cancels what is left; how many those were."""
        self._stopped = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async with self._claiming:  # what is being claimed now is started first: nobody else would know of it
                    pass
                while self._running:
                    await asyncio.wait(self._running)
        left = list(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return len(left)

    async def _guarded(self, row: Row) -> None:
        try:
            await self._work(row)
        except Exception as problem:  # one row must not stop the others; its lease runs out and it comes again
            self.failed += 1
            self._say(problem)

    def _say(self, problem: Exception) -> None:
        if isinstance(problem, MonitorError):
            self._journal.record("stage", stage=self.name, error=str(problem))
        else:
            trace = "".join(traceback.format_exception(problem))
            self._journal.record("stage", stage=self.name, error=repr(problem), trace=trace)

    def fill_in(self, seconds: float) -> None:
        """Claims again then, besides the ticks: for rows that come due at a time that is known."""
        asyncio.get_running_loop().call_later(seconds, self._refill)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.done += 1
        half_empty = len(self._running) <= self.limit // 2
        if self._more and half_empty and not self._claiming.locked() and not self._refills:
            self._refill()

    def _refill(self) -> None:
        if self._stopped:
            return
        refill = asyncio.get_running_loop().create_task(self.fill())
        self._refills.add(refill)
        refill.add_done_callback(self._refills.discard)
