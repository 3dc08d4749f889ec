"""A small task table for the tests of the pool: what good, slow, greedy, broken and hostile tasks do."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from typing import Any

from monitor import errors


class Unknown(Exception):
    """An error the daemon has no class for."""


def double(number: int) -> int:
    return number * 2


def work(number: int, seconds: float) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return number


def spin() -> None:
    while True:
        pass


def regex() -> bool:
    return re.match(r"(a+)+$", "a" * 64 + "b") is not None


def eat(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    sys.exit(3)


def vanish() -> None:
    os._exit(3)


def opaque() -> object:
    return object()


def raise_unknown() -> None:
    raise Unknown("nobody knows this class")


def raise_opaque() -> None:
    error = errors.StoreFault("has a lock inside")
    error.transient = object()  # type: ignore[assignment]
    raise error


def raise_error(name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> None:
    raise getattr(errors, name)(*args, **keywords)


def pid() -> int:
    return os.getpid()


def chatter() -> str:
    print("a library that prints")
    return "done"


def threads() -> int:
    return len(os.listdir("/proc/self/task"))


def open_sockets() -> int:
    kinds = [os.readlink(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")
             if os.path.exists(f"/proc/self/fd/{number}") or os.path.islink(f"/proc/self/fd/{number}")]
    return sum(kind.startswith("socket:") for kind in kinds)


warmed: list[bool] = []


def warm_up() -> None:
    warmed.append(True)


def is_warm() -> bool:
    return bool(warmed)


TASKS = {function.__name__: function for function in (
    double, work, spin, regex, eat, crash, leave, vanish, opaque, raise_unknown, raise_opaque, raise_error, pid, chatter,
    threads, open_sockets, is_warm)} | {"echo": lambda value: value}
