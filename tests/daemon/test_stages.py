"""A stage keeps a bounded number of rows in work, outlives every failure of one, and ends in order."""

from __future__ import annotations

import asyncio
from typing import Any

from monitor.daemon.stages import Stage
from monitor.errors import StoreFault


class Lines:
    """A journal that keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def record(self, event: str, /, **fields: Any) -> None:
        self.lines.append({"event": event, **fields})


class Rows:
    """Numbers to be claimed, each once."""

    def __init__(self, count: int) -> None:
        self.left = list(range(count))
        self.done: list[int] = []
        self.at_once = self.most = 0

    async def claim(self, limit: int) -> list[int]:
        claimed, self.left = self.left[:limit], self.left[limit:]
        return claimed

    async def work(self, row: int) -> None:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        self.done.append(row)


async def test_settling_does_every_row_and_no_more_than_the_limit_at_once() -> None:
    rows = Rows(50)
    await Stage("t", 8, claim=rows.claim, work=rows.work, journal=Lines()).settle()
    assert sorted(rows.done) == list(range(50))
    assert rows.most <= 8


async def test_one_rows_failure_is_said_and_the_others_are_done() -> None:
    rows, lines = Rows(10), Lines()

    async def work(row: int) -> None:
        if row == 3:
            raise ZeroDivisionError("a defect")
        if row == 4:
            raise StoreFault("no room")
        await rows.work(row)

    stage = Stage("t", 4, claim=rows.claim, work=work, journal=lines)
    await stage.settle()
    assert len(rows.done) == 8
    assert stage.failed == 2
    assert {(line["event"], line["error"], "trace" in line) for line in lines.lines} == {
        ("stage", "ZeroDivisionError('a defect')", True), ("stage", "no room", False)}


async def test_a_claim_that_fails_in_any_way_is_said_and_tried_again_later() -> None:
    rows, lines = Rows(3), Lines()
    failures: list[Exception] = [StoreFault("locked"), ValueError("a row that cannot be read")]

    async def claim(limit: int) -> list[int]:
        if failures:
            raise failures.pop(0)
        return await rows.claim(limit)

    stage = Stage("t", 4, claim=claim, work=rows.work, journal=lines)
    assert await stage.fill() == 0
    assert await stage.fill() == 0
    assert [line["error"] for line in lines.lines] == ["locked", "ValueError('a row that cannot be read')"]
    await stage.settle()
    assert len(rows.done) == 3


async def test_stopping_waits_for_a_claim_under_way_and_works_on_what_it_gave() -> None:
    rows, asked, answer = Rows(2), asyncio.Event(), asyncio.Event()

    async def claim(limit: int) -> list[int]:
        asked.set()
        await answer.wait()
        return await rows.claim(limit)

    stage = Stage("t", 4, claim=claim, work=rows.work, journal=Lines())
    filling = asyncio.create_task(stage.fill())
    await asked.wait()
    stopping = asyncio.create_task(stage.stop(5))
    answer.set()
    assert await stopping == 0
    assert await filling == 2
    assert sorted(rows.done) == [0, 1], "rows that were claimed and never started would wait for their lease to run out"
    assert await stage.fill() == 0


async def test_stopping_cancels_what_takes_too_long_and_counts_it() -> None:
    rows = Rows(3)

    async def work(_row: int) -> None:
        await asyncio.Event().wait()

    stage = Stage("t", 4, claim=rows.claim, work=work, journal=Lines())
    await stage.fill()
    assert await stage.stop(0.01) == 3
    assert stage.in_work() == 0


async def test_rows_that_can_only_be_had_one_after_another_are_taken_as_soon_as_the_one_before_is_done() -> None:
    """As in the outbox, where a channel has one message on its way at a time."""
    rows, done = Rows(5), asyncio.Event()
    busy = False

    async def claim(limit: int) -> list[int]:
        nonlocal busy
        claimed = [] if busy else await rows.claim(1)
        busy = busy or bool(claimed)
        return claimed

    async def work(row: int) -> None:
        nonlocal busy
        await rows.work(row)
        busy = False
        if row == 4:
            done.set()

    stage = Stage("t", 8, claim=claim, work=work, journal=Lines())
    await stage.fill()
    await stage.fill()
    async with asyncio.timeout(5):
        await done.wait()
    assert rows.done == [0, 1, 2, 3, 4]
