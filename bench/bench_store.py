"""The store against raw sqlite3 in the same run and on the same disk: durable commits a second.

    python bench/bench_store.py [units] [folder]      default: 4000, a temporary folder

Every row is on disk (WAL, synchronous=FULL) before it counts. "One by one" commits each row before the next begins, as a
single caller does; "at once" is 64 callers side by side, whose units the store's writer groups into one commit. "In one
transaction" is the most that raw sqlite3 can do, and keeps nothing of a crash before its end.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from monitor.adapters.sql_store import SqlStore  # noqa: E402  the folder is put on the path above
from monitor.alerts.codec import to_json  # noqa: E402
from monitor.model import Delivery, Message, Severity  # noqa: E402

CALLERS = 64
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def delivery(number: int, kind: str) -> Delivery:
    """A row of the outbox with a message of an ordinary size."""
    message = Message(id=f"{kind}-{number}", kind="notice", severity=Severity.LOW, notice_title="A feed is silent",
                      notice_text="Nothing was read for six hours. " * 20)
    return Delivery(id=message.id, sink="slack", channel="#monitor", kind="notice", severity=Severity.LOW, message=message,
                    due=NOW, created=NOW)


def raw(folder: Path, units: int, *, together: bool) -> float:
    """Rows a second of plain sqlite3 with the same durability."""
    path = folder / f"raw-{together}.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                             "CREATE TABLE outbox (id TEXT PRIMARY KEY, message TEXT)")
    rows = [(one.id, to_json(one.message)) for one in (delivery(number, "raw") for number in range(units))]
    started = time.perf_counter()
    if together:
        connection.execute("BEGIN IMMEDIATE")
    for row in rows:
        connection.execute("INSERT INTO outbox VALUES (?, ?)", row)
    if together:
        connection.execute("COMMIT")
    taken = time.perf_counter() - started
    connection.close()
    return units / taken


async def side_by_side(work: Callable[[int], Awaitable[object]], units: int, callers: int) -> float:
    """Units a second when ``callers`` share them, each waiting for its own commit."""
    numbers: Iterator[int] = iter(range(units))

    async def caller() -> None:
        for number in numbers:
            await work(number)

    started = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return units / (time.perf_counter() - started)


async def measure(folder: Path, units: int) -> None:
    store = await SqlStore.open(f"sqlite:///{folder / 'monitor.db'}")
    try:
        alone = await side_by_side(lambda number: store.queue(delivery(number, "alone")), units // 4, 1)
        many = await side_by_side(lambda number: store.queue(delivery(number, "many")), units, CALLERS)
    finally:
        await store.close()
    print(f"{'':<34} {'rows/s':>8}")
    rows = (("sqlite3, one by one", raw(folder, units // 4, together=False)), ("the store, one by one", alone),
            (f"the store, {CALLERS} at once", many), ("sqlite3, all in one transaction", raw(folder, units, together=True)))
    for label, rate in rows:
        print(f"{label:<34} {rate:>8.0f}")


def main() -> None:
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    with tempfile.TemporaryDirectory(prefix="monitor-bench-", dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
        asyncio.run(measure(Path(folder), units))


if __name__ == "__main__":
    main()
