"""kill -9 between poll and delivery, a restart, and no alert is lost, none told twice.

At random moments: 20 kills in CI, 200 with `make soak`; the seed is printed and can be given as MONITOR_SEED. And at the worst
moments: each time the daemon stands between two steps that belong together.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from desk import Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import Fault, FaultKind, SlackStandIn

PATH = re.compile(r"/story/\d+")
PLACES = ("Moscow", "Damascus", "Baghdad", "Beirut", "Ankara", "Doha", "Muscat", "Beijing")
FEED = "/feed.xml"


def story(number: int) -> Story:
    place = PLACES[number % len(PLACES)]
    return Story(path=f"/story/{number}", title=f"Report {number}", summary="A general was seen abroad.",
                 paragraphs=(f"General Qassem Suleimani arrived in {place}, report number {number} said.",))


def links(slack: SlackStandIn) -> Counter[str]:
    """How often the channel holds each story."""
    return Counter(PATH.findall(message.text)[0] for message in slack.messages("travel-bans"))


async def told(slack: SlackStandIn, wanted: int, seconds: float) -> Counter[str]:
    """The stories in the channel, once there are ``wanted`` different ones or nothing came for ``seconds``."""
    with suppress(TimeoutError):
        while len(links(slack)) < wanted:
            async with asyncio.timeout(seconds):
                await slack.next_message()
    return links(slack)


class Moments:
    """What the world around the daemon sees of it, counted: requests for feeds and pages, calls to Slack."""

    def __init__(self, room: Newsroom, slack: SlackStandIn) -> None:
        self._left = 0
        self._come = asyncio.Event()
        room.watch = self._seen
        slack.plan = self._seen

    def _seen(self, _what: str) -> None:
        self._left -= 1
        if self._left == 0:
            self._come.set()

    async def after(self, number: int, seconds: float) -> None:
        """Returns when the daemon has been seen ``number`` more times, or after ``seconds``."""
        self._left = number
        self._come.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._come.wait(), seconds)


async def killed_and_restarted(desk: Desk, kills: int) -> None:
    seed = int(os.environ.get("MONITOR_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"kill test: seed {seed}, {kills} kills")
    rng = random.Random(seed)
    stories: list[Story] = []
    recovered = looked_up = 0
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        moments = Moments(room, slack)
        config = desk.write(feeds=[f"{{url: {room.publish(FEED, stories)}, every: 1s}}"], slack=slack.base_url,
                            timeout="1s", grace="1s")
        for _ in range(kills):
            stories += [story(len(stories)), story(len(stories) + 1)]
            room.publish(FEED, stories)
            async with await Monitor.start("run", "-c", config) as monitor:
                # seen 1 to 10 times: from the call that tests the token, by feed, pages and posts, to the next poll's
                await moments.after(rng.randint(1, 10), 20)
                with suppress(TimeoutError):
                    status = await asyncio.wait_for(monitor.ended(), rng.choice((0.0, 0.02, 0.2)) * rng.random())
                    pytest.fail(f"it ended by itself with {status}: {monitor.text()[-3000:]}")
                monitor.kill()
                recovered += any(line["event"] == "recovered" for line in monitor.lines)
                looked_up += sum(str(line.get("outcome")).startswith("looked up") for line in monitor.lines)
        async with await Monitor.start("run", "-c", config) as monitor:
            counted = await told(slack, len(stories), 60)
            log = monitor.text()
            assert await monitor.stop() == 0
        counted = links(slack)
    print(f"kill test: {len(stories)} stories, {len(counted)} told, {counted.total()} messages; {recovered} starts found leases of "
          f"a dead process, {looked_up} sends were looked up and found to have arrived")
    lost = {one.path for one in stories} - set(counted)
    assert not lost, f"lost {sorted(lost)} (seed {seed}); the last log: {log[-3000:]}"
    doubled = {path: number for path, number in counted.items() if number > 1}
    assert not doubled, f"told twice: {doubled} (seed {seed}); the last log: {log[-3000:]}"


@pytest.mark.timeout(600)
async def test_twenty_kills_lose_no_alert_and_double_none(desk: Desk) -> None:
    await killed_and_restarted(desk, 20)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.skipif(not os.environ.get("MONITOR_SOAK"), reason="a long run, with `make soak`")
async def test_two_hundred_kills_lose_no_alert_and_double_none(desk: Desk) -> None:
    await killed_and_restarted(desk, 200)


async def killed_when(monitor: Monitor, world: Newsroom | SlackStandIn, wanted: str, fault: Fault | None = None) -> None:
    """Kills it the moment ``wanted`` (a path or a method of Slack) is asked for; Slack then answers as ``fault`` says."""
    def seen(what: str) -> Fault | None:
        if what != wanted:
            return None
        monitor.kill()
        return fault

    hook: Callable[[str], Fault | None] = seen
    if isinstance(world, Newsroom):
        world.watch = hook  # type: ignore[assignment]  # what it returns is of no interest
    else:
        world.plan = hook
    assert await monitor.ended() == -9
    if isinstance(world, Newsroom):
        world.watch = None
    else:
        world.plan = None


async def test_a_kill_at_the_worst_moments_loses_nothing_and_doubles_nothing(desk: Desk) -> None:
    accepted = Fault(kind=FaultKind.SLOW, committed=True, delay=5)   # in the channel, and nobody left to note it
    unanswered = Fault(kind=FaultKind.SLOW, committed=False, delay=5)  # never in the channel, and nobody left to hear so
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[f"{{url: {room.publish(FEED, [story(0)])}, every: 1s}}"], slack=slack.base_url,
                            timeout="1s", grace="1s")

        async def started() -> Monitor:
            return await Monitor.start("run", "-c", config)

        async with await started() as monitor:
            await killed_when(monitor, room, FEED)
        async with await started() as monitor:
            await killed_when(monitor, room, "/story/0")
        async with await started() as monitor:
            await killed_when(monitor, slack, "chat.postMessage", accepted)
        assert links(slack) == {"/story/0": 1}
        async with await started() as monitor:
            await killed_when(monitor, slack, "conversations.history")
        async with await started() as monitor:
            assert (await monitor.until("delivery"))["outcome"] == "looked up: found"
            room.publish(FEED, [story(0), story(1)])
            await killed_when(monitor, slack, "chat.postMessage", unanswered)
        assert links(slack) == {"/story/0": 1}
        async with await started() as monitor:
            assert await told(slack, 2, 30) == {"/story/0": 1, "/story/1": 1}
            assert await monitor.stop() == 0
        assert links(slack) == {"/story/0": 1, "/story/1": 1}
        assert slack.messages("monitor") == []
