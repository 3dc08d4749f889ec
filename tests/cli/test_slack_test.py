"""`monitor slack test`: its exit status tells a Slack that is away from one that refuses. `monitor slack serve`: a Slack to try with."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest
from command_line import Answer
from desk import Desk
from processes import Monitor

from monitor.testing.slack import SlackStandIn

FEED = ["http://127.0.0.1:9/feed.xml"]


def test_slack_being_away_is_something_to_try_again(monitor: Callable[..., Answer], desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
    answer = monitor("slack", "test", "-c", desk.write(feeds=FEED, slack=f"http://127.0.0.1:{port}/api/"))
    assert answer.status == 75
    assert answer.out == ""
    assert "#monitor: not sent: Slack cannot be reached" in answer.err


@pytest.mark.parametrize(("channel", "status"), [("#monitor", 0), ("#nowhere", 2)])
def test_slack_itself_takes_or_refuses_it(desk: Desk, channel: str, status: int) -> None:
    async def sent() -> int:
        async with SlackStandIn(channels=("monitor",)) as slack:
            config = desk.write(feeds=FEED, slack=slack.base_url)
            async with await Monitor.start("slack", "test", "-c", config, "--channel", channel) as monitor:
                return await monitor.ended()

    assert asyncio.run(sent()) == status


def test_the_stand_in_has_the_channels_it_is_asked_for(desk: Desk) -> None:
    """The config's own channels, so that nothing need be edited to try it."""
    async def sent(config: object, channel: str) -> int:
        async with await Monitor.start("slack", "test", "-c", config, "--channel", channel) as monitor:
            return await monitor.ended()

    async def served() -> list[int]:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        config = desk.write(feeds=FEED, slack=f"http://127.0.0.1:{port}/api/")
        async with await Monitor.start("slack", "serve", "--port", port, "--channel", "#travel-bans", "--channel", "monitor") as server:
            assert server.process.stdout is not None
            assert (await server.process.stdout.readline()).startswith(b"slack.base_url: ")  # said when it listens
            return [await sent(config, channel) for channel in ("#travel-bans", "#monitor", "#nowhere")]

    assert asyncio.run(served()) == [0, 0, 2]
