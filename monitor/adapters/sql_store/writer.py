"""Who runs the units of work: one group-committing thread for SQLite, a few threads for Postgres, a few readers.

A unit is a function of a connection that reads and writes within one transaction and may be run again: it is answered
only after its commit. A commit in SQLite waits for the disk (milliseconds), so units that come together share one.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine

from monitor.adapters.sql_store.faults import fault, is_collision
from monitor.errors import StoreFault

_T = TypeVar("_T")
Unit = Callable[[Connection], _T]

_WINDOW = 0.010   # seconds the first of several units waits for more
_BATCH = 256      # units in one commit
_COLLISIONS = 5   # times a unit runs again after Postgres chose it as the victim of a deadlock


class Runner(Protocol):
    """Runs units and answers after their commit."""

    async def run(self, unit: Unit[_T], /) -> _T: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class _Job:
    unit: Unit[Any]
    answer: Future[Any]


class GroupWriter:
    """The one writer of a SQLite file in this process: a thread that commits units in groups, each in its own SAVEPOINT.

    A unit that fails is rolled back alone. Where the transaction itself is lost (disk full, lock not had in time), every
    unit of the group runs again by itself, so that each gets its own answer, and the thread goes on.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine = engine
        self._place = place
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    async def run(self, unit: Unit[_T], /) -> _T:
        """Runs the unit, answering after the commit. Raises StoreFault, or what the unit raised.

        A caller that is cancelled before the unit began takes it back; a unit once begun is committed all the same.
        """
        job = _Job(unit, Future())
        with self._lock:
            if self._closed:
                raise StoreFault(f"store {self._place}: it is closed", transient=False)
            self._jobs.put(job)
        answer: _T = await asyncio.wrap_future(job.answer)
        return answer

    def close(self) -> None:
        """Commits what is queued and ends the thread."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._group(job)

    def _group(self, first: _Job) -> None:
        begun: list[tuple[_Job, Any, Exception | None]] = []
        try:
            with self._engine.connect() as connection, connection.begin():
                for job in self._together(first):
                    if job.answer.set_running_or_notify_cancel():
                        begun.append((job, None, None))
                        begun[-1] = (job, *_in_savepoint(connection, job.unit))
        except _Lost:
            self._one_by_one([job for job, _, _ in begun])
        except Exception as error:
            if not begun:
                self._refuse([first, *self._queued()], error)
            elif len(begun) == 1:
                self._answer(begun[0][0], None, error)
            else:
                self._one_by_one([job for job, _, _ in begun])
        else:
            for job, value, failure in begun:
                self._answer(job, value, failure)

    def _together(self, first: _Job) -> Any:
        """The first unit and those that come while the group is open: at once, or within the window when there are several."""
        yield first
        closes = time.monotonic() + _WINDOW
        for count in range(1, _BATCH):
            wait = closes - time.monotonic() if count > 1 else 0.0
            try:
                job = self._jobs.get(timeout=wait) if wait > 0 else self._jobs.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self._jobs.put(None)  # the end: for the outer loop, after this group
                return
            yield job

    def _queued(self) -> list[_Job]:
        """What waits in the queue now."""
        jobs: list[_Job] = []
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return jobs
            if job is None:
                self._jobs.put(None)
                return jobs
            jobs.append(job)

    def _refuse(self, jobs: list[_Job], error: Exception) -> None:
        """Not even BEGIN went through: those that waited behind it would only wait as long for the same answer."""
        for job in jobs:
            if job.answer.set_running_or_notify_cancel():
                self._answer(job, None, error)

    def _one_by_one(self, jobs: list[_Job]) -> None:
        for job in jobs:
            try:
                with self._engine.connect() as connection, connection.begin():
                    value = job.unit(connection)
            except Exception as error:
                self._answer(job, None, error)
            else:
                self._answer(job, value, None)

    def _answer(self, job: _Job, value: Any, error: Exception | None) -> None:
        if error is None:
            job.answer.set_result(value)
        else:
            job.answer.set_exception(_translated(error, self._place))


class _Lost(Exception):
    """The whole transaction went with a failed unit."""


def _in_savepoint(connection: Connection, unit: Unit[Any]) -> tuple[Any, Exception | None]:
    connection.exec_driver_sql("SAVEPOINT unit")
    try:
        value = unit(connection)
        connection.exec_driver_sql("RELEASE unit")
    except Exception as error:
        # SQLite itself ends the transaction on a full disk and the like; then there is no savepoint to go back to
        raw: Any = connection.connection.driver_connection
        if not raw.in_transaction:
            raise _Lost from error
        connection.exec_driver_sql("ROLLBACK TO unit")
        connection.exec_driver_sql("RELEASE unit")
        return None, error
    return value, None


class Threads:
    """A few threads, each unit in a transaction of its own: reads of either database, and writes of Postgres."""

    def __init__(self, engine: Engine, place: str, *, count: int, name: str) -> None:
        self._engine = engine
        self._place = place
        self._pool = ThreadPoolExecutor(max_workers=count, thread_name_prefix=name)

    async def run(self, unit: Unit[_T], /) -> _T:
        """Runs the unit and answers after the commit. Raises StoreFault, or what the unit raised."""
        try:
            future = self._pool.submit(self._in_transaction, unit)
        except RuntimeError as error:
            raise StoreFault(f"store {self._place}: it is closed", transient=False) from error
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finishes what is queued and ends the threads."""
        self._pool.shutdown(wait=True)

    def _in_transaction(self, unit: Unit[_T]) -> _T:
        for turn in range(_COLLISIONS + 1):
            try:
                with self._engine.connect() as connection, connection.begin():
                    return unit(connection)
            except Exception as error:
                if turn == _COLLISIONS or not is_collision(error):
                    raise _translated(error, self._place) from error
        raise AssertionError("unreachable: the last turn returns or raises")


def _translated(error: Exception, place: str) -> Exception:
    if (known := fault(error, place)) is not None:
        known.__cause__ = error
        return known
    return error
