"""Host names looked up in threads of their own.

The system's look-up blocks for many seconds on a dead name. The loop's own few threads, which aiohttp would use, serve the whole
daemon: a handful of dead names would hold up every other look-up until its connection timed out.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

THREADS = 32


class ThreadResolver(AbstractResolver):
    """Asks the system, up to ``threads`` names at a time. Threads start when they are needed."""

    def __init__(self, threads: int = THREADS) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="resolver")

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """The addresses of ``host``. Raises OSError where it has none."""
        found = await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host, port, family)
        return [ResolveResult(hostname=host, host=str(where[0]), port=int(where[1]), family=kind, proto=protocol,
                              flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV)
                for kind, _, protocol, _, where in found]

    async def close(self) -> None:
        """Waits for nobody: a look-up under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


_Found = Sequence[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]]


def _look_up(host: str, port: int, family: socket.AddressFamily) -> _Found:
    try:
        return socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except UnicodeError as problem:  # a label that is empty or too long
        raise OSError(None, f"{host!r} is no host name") from problem
