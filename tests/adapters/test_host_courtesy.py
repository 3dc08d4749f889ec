from __future__ import annotations

import asyncio
from datetime import timedelta

from monitor.adapters.host_courtesy import HostTurns


class HandClock:
    """Moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds
        await asyncio.sleep(0)


def turns(clock: HandClock, per_host: int = 2, total: int = 100) -> HostTurns:
    return HostTurns(per_host=per_host, spacing=timedelta(seconds=1), total=total, clock=clock.now, sleep=clock.sleep)


async def test_two_page_fetches_from_one_host_start_a_pause_apart() -> None:
    clock, starts = HandClock(), []
    courtesy = turns(clock)

    async def page(host: str) -> None:
        async with courtesy.turn(host, spaced=True):
            starts.append((host, clock.time))

    await asyncio.gather(*(page("a.example") for _ in range(4)))
    assert starts == [("a.example", 1000.0 + second) for second in range(4)]
    await page("b.example")
    assert starts[-1] == ("b.example", 1003.0)


async def test_feeds_are_not_spaced() -> None:
    clock = HandClock()
    courtesy = turns(clock)
    for _ in range(5):
        async with courtesy.turn("a.example", spaced=False):
            pass
    assert clock.time == 1000.0


async def test_no_more_at_a_time_than_a_host_is_asked_for() -> None:
    courtesy, at_once, most = turns(HandClock()), 0, 0

    async def fetch(spaced: bool) -> None:
        nonlocal at_once, most
        async with courtesy.turn("a.example", spaced=spaced):
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0)
            at_once -= 1

    await asyncio.gather(*(fetch(bool(number % 2)) for number in range(20)))
    assert most == 2


async def test_a_feed_is_not_held_up_by_the_pages_queueing_at_its_host() -> None:
    clock, order = HandClock(), []
    gate = asyncio.Event()
    courtesy = HostTurns(per_host=2, spacing=timedelta(seconds=1), clock=clock.now, sleep=lambda _: gate.wait())

    async def page(number: int) -> None:
        async with courtesy.turn("a.example", spaced=True):
            order.append(f"page {number}")

    pages = [asyncio.create_task(page(number)) for number in range(5)]
    await asyncio.sleep(0)
    async with courtesy.turn("a.example", spaced=False):
        order.append("feed")
    gate.set()
    await asyncio.gather(*pages)
    assert order.index("feed") <= 1


async def test_a_cancelled_wait_gives_its_turn_back() -> None:
    clock = HandClock()
    courtesy = turns(clock, per_host=1)
    async with courtesy.turn("a.example", spaced=False):
        waiting = [asyncio.create_task(_take(courtesy, spaced)) for spaced in (True, False)]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.wait_for(_take(courtesy, True), 1)


async def test_hosts_nobody_asks_any_more_are_forgotten() -> None:
    clock = HandClock()
    courtesy = turns(clock)
    for number in range(10_000):
        clock.time += 2
        await _take(courtesy, True, f"host-{number}.example")
    assert len(courtesy._hosts) <= 4096


async def _take(courtesy: HostTurns, spaced: bool, host: str = "a.example") -> None:
    async with courtesy.turn(host, spaced=spaced):
        pass
