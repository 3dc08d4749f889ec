"""kill -9 at random moments between poll and delivery, a restart, and no alert is lost.

20 kills in CI, 200 with `make soak`; the seed is printed and can be given as MONITOR_SEED.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

ROOT = Path(__file__).resolve().parents[2]
PATH = re.compile(r"/story/\d+")
PLACES = ("Moscow", "Damascus", "Baghdad", "Beirut", "Ankara", "Doha", "Muscat", "Beijing")


def story(number: int) -> Story:
    place = PLACES[number % len(PLACES)]
    return Story(path=f"/story/{number}", title=f"Report {number}", summary="A general was seen abroad.",
                 paragraphs=(f"General Qassem Suleimani arrived in {place}, report number {number} said.",))


async def start_daemon(config: Path, log: Path) -> asyncio.subprocess.Process:
    with log.open("ab") as stream:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "run", "-c", str(config), cwd=ROOT, stdout=stream, stderr=stream,
            env=os.environ | {"SLACK_BOT_TOKEN": "xoxb-test"}, start_new_session=True)


def kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)


async def told(slack: SlackStandIn, wanted: int, seconds: float) -> Counter[str]:
    """The links in the channel, once there are ``wanted`` different ones or the time is over."""
    def links() -> Counter[str]:
        return Counter(PATH.findall(message.text)[0] for message in slack.messages("travel-bans"))

    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while len(links()) < wanted:
                await slack.next_message()
    return links()


async def killed_and_restarted(desk: Any, kills: int) -> None:
    seed = int(os.environ.get("MONITOR_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"kill test: seed {seed}, {kills} kills")
    rng = random.Random(seed)
    stories: list[Story] = []
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        feed = room.publish("/feed.xml", stories)
        config = desk.write(feeds=[f"{{url: {feed}, every: 1s}}"], slack=slack.base_url)
        log = desk.folder / "daemon.log"
        for _ in range(kills):
            stories += [story(len(stories)), story(len(stories) + 1)]
            room.publish("/feed.xml", stories)
            process = await start_daemon(config, log)
            with suppress(TimeoutError):  # dies by our hand at a random moment, unless it died of itself: then the test fails
                status = await asyncio.wait_for(process.wait(), rng.uniform(0.8, 3.5))
                pytest.fail(f"the daemon ended by itself with {status}: {log.read_text('utf-8')[-2000:]}")
            kill(process)
            await process.wait()
        process = await start_daemon(config, log)
        links = await told(slack, len(stories), 60 + kills)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 25) == 0
    lost = {s.path for s in stories} - set(links)
    assert not lost, f"lost {sorted(lost)} (seed {seed}); log ends {log.read_text('utf-8')[-3000:]}"
    doubled = {path: number for path, number in links.items() if number > 1}
    print(f"kill test: {len(stories)} stories told, doubled {doubled or 'none'}")
    assert not doubled, f"told twice: {doubled} (seed {seed})"


@pytest.mark.timeout(600)
async def test_twenty_kills_lose_no_alert(desk: Any) -> None:
    await killed_and_restarted(desk, 20)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.skipif(not os.environ.get("MONITOR_SOAK"), reason="a long run, with `make soak`")
async def test_two_hundred_kills_lose_no_alert(desk: Any) -> None:
    await killed_and_restarted(desk, 200)
