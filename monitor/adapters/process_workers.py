"""A pool of worker processes that hostile input may hang, bloat or crash without touching the daemon or each other.

Every worker has its own socket and its own thread in the daemon, and shares no lock or pipe with its siblings: pools that share
one lose all pending work with one killed worker, or wedge. A task past its deadline ends by SIGKILL (an alarm can't interrupt
C code) and the worker is replaced. Workers are forked from a forkserver that was started before any thread, socket or loop.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import multiprocessing
import os
import queue
import signal
import socket
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from typing import Any

from monitor.adapters.worker_child import LENGTH, serve
from monitor.adapters.worker_codec import CannotCross, decode, decode_error, encode
from monitor.errors import DeadlineExceeded, TaskFailed, WorkerDied, WorkerFault

MEMORY = 1536 * 1024 * 1024
"""Address space of a worker in bytes: extraction fits in 150-700 MB, and numpy and the mapped index count as well."""

RECYCLE_TASKS = 2_000
RECYCLE_RSS = 500 * 1024 * 1024
LARGEST_ANSWER = 256 * 1024 * 1024

_PRELOAD = ["monitor.adapters.worker_forkserver"]
_START = timedelta(seconds=60)
_STARTS = 3
_REAP = timedelta(seconds=5)
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
# multiprocessing walks over all children whenever one starts: no other may be reaped meanwhile.
_lifecycle = threading.Lock()


def start_forkserver() -> None:
    """Starts the process that workers are forked from. The daemon calls it first of all, before it has a thread, a socket or a
    loop; a second call does nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOAD)
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))  # numpy's library would start threads, which a fork does not survive
    try:
        forkserver.ensure_running()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    task: str
    args: tuple[Any, ...]
    deadline: timedelta
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Any]

    def resolve(self, value: Any = None, error: BaseException | None = None) -> None:
        """Answers whoever waits, from any thread; a loop that is closed has nobody waiting."""
        with contextlib.suppress(RuntimeError):
            self.loop.call_soon_threadsafe(self._set, value, error)

    def _set(self, value: Any, error: BaseException | None) -> None:
        if self.answer.done():
            return
        if error is None:
            self.answer.set_result(value)
        else:
            self.answer.set_exception(error)


class _Hung(Exception):
    """The deadline passed before the child was through with a frame."""


class _Gone(Exception):
    """The child hung up."""


class _Child:
    """One worker process and our end of its socket. Frames are described in :mod:`monitor.adapters.worker_child`."""

    def __init__(self, tasks: str, memory: int, recycle_tasks: int, recycle_rss: int, *, warm: bool) -> None:
        context = multiprocessing.get_context("forkserver")
        self._socket, theirs = socket.socketpair()
        with theirs, _lifecycle:
            self._process: BaseProcess = context.Process(
                target=serve, args=(theirs, tasks, memory, recycle_tasks, recycle_rss, warm), daemon=True, name="monitor-worker")
            try:
                self._process.start()
            except BaseException:
                self._socket.close()
                raise
        self.pid = self._process.pid

    def wait_ready(self) -> None:
        """Returns when the child takes tasks. Raises _Hung or _Gone."""
        self._frame(time.monotonic() + _START.total_seconds())

    def ask(self, request: bytes, deadline: timedelta) -> bytes:
        """The answer to a request frame. Raises _Hung or _Gone."""
        end = time.monotonic() + deadline.total_seconds()
        try:
            self._socket.settimeout(_left(end))
            self._socket.sendall(LENGTH.pack(len(request)) + request)
        except TimeoutError:
            raise _Hung from None
        except OSError:
            raise _Gone from None
        return self._frame(end)

    def _frame(self, end: float) -> bytes:
        size = LENGTH.unpack(self._exactly(LENGTH.size, end))[0]
        if size > LARGEST_ANSWER:
            raise _Gone
        return self._exactly(size, end)

    def _exactly(self, size: int, end: float) -> bytes:
        data = bytearray(size)
        view, got = memoryview(data), 0
        while got < size:
            try:
                self._socket.settimeout(_left(end))
                more = self._socket.recv_into(view[got:])
            except TimeoutError:
                raise _Hung from None
            except OSError:
                raise _Gone from None
            if not more:
                raise _Gone
            got += more
        return bytes(data)

    def is_gone(self) -> bool:
        """Whether it ended while it had nothing to do."""
        try:
            self._socket.settimeout(0)
            return self._socket.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def kill(self) -> None:
        """SIGKILL, from any thread; its own thread notices and ends it."""
        with contextlib.suppress(ValueError, OSError):  # ended already
            self._process.kill()

    def end(self, *, kill: bool) -> str:
        """Hangs up, kills, reaps, and says how it ended."""
        self._socket.close()
        if kill:
            self.kill()
        with _lifecycle:
            self._process.join(_REAP.total_seconds())
            if self._process.exitcode is None:
                self._process.kill()
                self._process.join(_REAP.total_seconds())
            code = self._process.exitcode
            if code is not None:
                self._process.close()
        return _ending(code)


def _left(end: float) -> float:
    return max(end - time.monotonic(), 0.000_001)  # zero would mean: do not wait at all


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit status {code}"


class ProcessWorkers:
    """Implements ``ports.Workers`` with ``count`` processes that run the functions of the module ``tasks`` (its ``TASKS``).

    ``deadline`` is for tasks that name none, and runs from the moment a worker takes the task. Beyond ``backlog`` waiting
    tasks, ``run`` waits for room. ``memory`` and ``recycle_rss`` are bytes.
    """

    def __init__(self, count: int, *, tasks: str = "monitor.adapters.worker_tasks", deadline: timedelta = timedelta(seconds=10),
                 backlog: int | None = None, memory: int = MEMORY, recycle_tasks: int = RECYCLE_TASKS,
                 recycle_rss: int = RECYCLE_RSS) -> None:
        start_forkserver()
        self._count = count
        self._deadline = deadline
        self._settings = (tasks, memory, recycle_tasks, recycle_rss)
        self._room = asyncio.Semaphore(count + (2 * count if backlog is None else backlog))
        self._pending = 0
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._children: dict[int, _Child] = {}
        self._late: set[int] = set()  # whose last task ran past its deadline: on a busy machine a cold start may have been all it had
        self._closing = False
        self._aborted = False
        self._threads = [threading.Thread(target=self._work, args=(number,), daemon=True, name=f"worker-{number}")
                         for number in range(count)]
        atexit.register(self._abort)  # before multiprocessing's own exit, which would wait for children deaf to SIGTERM
        for thread in self._threads:
            thread.start()

    async def run(self, task: str, /, *args: Any, deadline: timedelta | None = None) -> Any:
        """What the task returns. Raises DeadlineExceeded, WorkerDied, TaskFailed, or the error of :mod:`monitor.errors` that
        the task raised."""
        self._pending += 1
        try:
            async with self._room:
                if self._closing:
                    raise WorkerDied(f"task {task!r} came when the workers were being stopped")
                loop = asyncio.get_running_loop()
                job = _Job(task=task, args=args, deadline=deadline or self._deadline, loop=loop, answer=loop.create_future())
                self._jobs.put(job)
                return await job.answer
        finally:
            self._pending -= 1

    def free(self) -> int:
        """How many tasks could start at once now."""
        return 0 if self._closing else max(0, self._count - self._pending)

    def pids(self) -> list[int]:
        """The processes there are now."""
        return [child.pid for child in list(self._children.values()) if child.pid is not None]

    async def close(self, grace: timedelta) -> None:
        """Takes no more tasks, gives those accepted ``grace`` to end, kills what is left and answers it with WorkerDied."""
        if not self._closing:
            self._closing = True
            for _ in self._threads:
                self._jobs.put(None)
        if not await asyncio.to_thread(self._joined, grace):
            self._abort()
            await asyncio.to_thread(self._joined, 2 * _REAP)
        atexit.unregister(self._abort)

    def _joined(self, patience: timedelta) -> bool:
        end = time.monotonic() + patience.total_seconds()
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _abort(self) -> None:
        self._aborted = True
        for child in list(self._children.values()):
            child.kill()

    # -------------------------------------------------------------- in a worker's thread
    def _work(self, number: int) -> None:
        with contextlib.suppress(WorkerFault):  # the first task will try again, and be told
            self._ready(number)
        while (job := self._jobs.get()) is not None:
            if not job.answer.cancelled():
                self._do(number, job)
            del job
        child = self._children.pop(number, None)
        if child:
            child.end(kill=False)

    def _do(self, number: int, job: _Job) -> None:
        """Runs one task: whatever happens, its job is answered."""
        try:
            job.resolve(self._result(number, job))
        except BaseException as error:
            job.resolve(error=error)

    def _result(self, number: int, job: _Job) -> Any:
        try:
            request = encode((job.task, job.args))
        except CannotCross as problem:
            raise TaskFailed(f"task {job.task!r} can't be handed to a worker: {problem}", kind="CannotCross") from problem
        child = self._ready(number)
        try:
            answer = child.ask(request, job.deadline)
        except _Hung:
            self._drop(number, kill=True)
            self._late.add(number)
            limit = f"{job.deadline.total_seconds():g} s"
            raise DeadlineExceeded(f"task {job.task!r} ran past its deadline of {limit} and its worker was killed") from None
        except _Gone:
            how = self._drop(number, kill=True)
            raise WorkerDied(f"the worker running task {job.task!r} ended in the middle of it ({how})") from None
        if answer[:1].islower():
            self._drop(number, kill=False)
        return self._decoded(job, answer)

    def _decoded(self, job: _Job, answer: bytes) -> Any:
        try:
            if answer[:1] in b"Rr":
                return decode(memoryview(answer)[1:])
            error = decode_error(memoryview(answer)[1:])
        except CannotCross as problem:
            raise TaskFailed(f"the answer of task {job.task!r} can't be read: {problem}", kind="CannotCross") from problem
        raise error

    def _ready(self, number: int) -> _Child:
        """A worker that takes tasks: the one there is, or a new one. Raises WorkerDied when none can be started."""
        child = self._children.get(number)
        if child is not None and not child.is_gone():
            return child
        if child is not None:
            self._drop(number, kill=True)
        reason = "the workers are being stopped"
        for _ in range(_STARTS):
            if self._aborted:
                break
            try:
                child = self._children[number] = _Child(*self._settings, warm=number in self._late)
                child.wait_ready()
                self._late.discard(number)
                return child
            except (_Hung, _Gone) as problem:
                how = self._drop(number, kill=True)
                reason = f"it did not come up within {_START.total_seconds():g} s" if isinstance(problem, _Hung) else how
            except (OSError, EOFError) as problem:
                reason = str(problem)
        raise WorkerDied(f"no worker process can be started: {reason}")

    def _drop(self, number: int, *, kill: bool) -> str:
        return self._children.pop(number).end(kill=kill)
