"""kill -9 at the worst moments, a restart, and no alert is lost, none told twice: each time the daemon stands between two steps
that belong together. At random moments, and before a Slack that fails: test_chaos.py."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

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
