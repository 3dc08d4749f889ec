"""What runs inside a worker process: limits first, then one task after the other until the daemon hangs up.

Frames on the socket are 8 bytes of length, big-endian, and the bytes. The daemon sends ``encode((task, args))``; the child
answers with one byte (R a result, E an error; lower case: its last answer, it leaves now) before the encoded value.
"""

from __future__ import annotations

import ctypes
import importlib
import logging
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from multiprocessing import forkserver
from typing import Any

from monitor.adapters.worker_codec import CannotCross, decode, encode, encode_error

LENGTH = struct.Struct("!Q")
READY = b"+"
_PR_SET_PDEATHSIG = 1


def serve(connection: socket.socket, tasks: str, memory: int, recycle_tasks: int, recycle_rss: int, warm: bool) -> None:
    """The child's main function. ``tasks`` is a module with a table ``TASKS`` and perhaps a function ``warm_up``, which is called
    before the first task where ``warm``; ``memory`` (bytes) limits the address space; after ``recycle_tasks`` tasks or beyond
    ``recycle_rss`` bytes resident it answers a last time and leaves."""
    _settle(memory)
    connection.settimeout(None)
    module = importlib.import_module(tasks)
    table: Mapping[str, Callable[..., Any]] = module.TASKS
    if warm and (warm_up := getattr(module, "warm_up", None)) is not None:
        warm_up()
    connection.sendall(LENGTH.pack(len(READY)) + READY)
    done = 0
    while (frame := _receive(connection)) is not None:
        mark, body = _answer(table, frame)
        del frame
        done += 1
        leaves = done >= recycle_tasks or resident() > recycle_rss
        connection.sendall(LENGTH.pack(len(body) + 1) + (mark.lower() if leaves else mark))
        connection.sendall(body)
        if leaves:
            return


def _answer(table: Mapping[str, Callable[..., Any]], frame: bytes) -> tuple[bytes, bytes]:
    """Runs the task of a frame: whatever comes out of it, SystemExit included, is an answer."""
    try:
        name, args = decode(frame)
        function = table.get(name)
        if function is None:
            raise CannotCross(f"there is no task {name!r}; the tasks are {', '.join(sorted(table))}")
        return b"R", encode(function(*args))
    except BaseException as error:  # the daemon decides what it means
        return b"E", encode_error(error)


def _receive(connection: socket.socket) -> bytes | None:
    """The next frame, or None when the daemon has hung up."""
    head = _exactly(connection, LENGTH.size)
    return None if head is None else _exactly(connection, LENGTH.unpack(head)[0])


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    data = bytearray(size)
    view, got = memoryview(data), 0
    while got < size:
        more = connection.recv_into(view[got:])
        if not more:
            return None
        got += more
    return bytes(data)


def _settle(memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # draining is the daemon's decision
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _hold_no_forkserver()
    _die_with_parent()
    os.dup2(2, 1)  # a library that prints must not write into the results on standard output
    logging.getLogger().addHandler(logging.NullHandler())  # what matters is in the answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _hold_no_forkserver() -> None:
    """Closes this child's copy of the pipe by which the forkserver knows that someone still needs it: else a hung child would
    keep the forkserver, and so itself, alive after the daemon was killed. multiprocessing has no public way to that pipe."""
    server: Any = forkserver._forkserver
    if server._forkserver_alive_fd is not None:
        os.close(server._forkserver_alive_fd)
        server._forkserver_alive_fd = None


def _die_with_parent() -> None:
    """Asks Linux for SIGKILL when the forkserver goes, which goes when the daemon does. Elsewhere the socket's end must do."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() == 1:  # it went before we asked
            os._exit(1)


def resident() -> int:
    """Bytes of this process in memory now; its peak where the system has no /proc."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
