"""An app or a channel that Slack refuses: told where it can be heard, once, and nothing is lost by it."""

from __future__ import annotations

import asyncio
import sys

from desk import Desk
from processes import ROOT, Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn
from monitor.testing.slack.calls import SCOPES

FEED = "/feed.xml"


def story(number: int) -> Story:
    return Story(path=f"/story/{number}", title=f"Report {number}",
                 paragraphs=(f"General Qassem Suleimani arrived in Moscow, report number {number} said.",))


async def health(address: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "monitor", "health", "--url", address, cwd=ROOT,
                                                   stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


async def came(slack: SlackStandIn, channel: str, wanted: int) -> list[str]:
    """The texts in a channel, once there are so many."""
    async with asyncio.timeout(60):
        while len(slack.messages(channel)) < wanted:
            await slack.next_message()
    return [message.text for message in slack.messages(channel)]


async def test_a_revoked_app_stops_with_an_alarm_out_of_band_and_goes_on_once_it_is_mended(desk: Desk) -> None:
    tokens = {"xoxb-test": SCOPES}
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor"), tokens=tokens) as slack:
        config = desk.write(feeds=[f"{{url: {room.publish(FEED, [story(0)])}, every: 1s}}"], slack=slack.base_url,
                            listen="127.0.0.1:0")
        async with await Monitor.start("run", "-c", config) as monitor:
            address = str((await monitor.until("started"))["status"])
            await came(slack, "travel-bans", 1)
            assert (await health(address))[0] == 0
            mended, slack.tokens = slack.tokens, {}
            room.publish(FEED, [story(0), story(1)])
            alarm = await monitor.until("alarm")
            assert "Slack refuses the app: invalid_auth" in str(alarm["error"])
            assert "SLACK_BOT_TOKEN" in str(alarm["error"])
            status, said = await health(address)
            assert (status, "slack: stopped: invalid_auth" in said) == (1, True)
            assert await monitor.stop() == 0
            shown = await monitor.out()
            assert shown.count("Slack refuses the app") == 1
        async with await Monitor.start("run", "-c", config) as monitor:  # the token worked before: the news is read all the same
            address = str((await monitor.until("started"))["status"])
            room.publish(FEED, [story(0), story(1), story(2)])
            await monitor.until("entry", link=f"{room.url}/story/2")
            slack.tokens = mended
            await came(slack, "travel-bans", 3)
            notices = await came(slack, "monitor", 2)
            assert ["Slack refuses the app" in notices[0], "Resolved" in notices[1]] == [True, True]
            await monitor.until("notice", title="Resolved: Slack refuses the app")
            assert (await health(address))[0] == 0
            assert await monitor.stop() == 0
            shown = await monitor.out()
        assert len(slack.messages("travel-bans")) == 3
        assert all(line["event"] != "alarm" for line in monitor.lines)
    assert shown.count("Slack refuses the app") == 1  # that it is resolved


async def test_a_channel_that_is_archived_mid_run_falls_back_and_is_told_once_until_it_is_back(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        stories = [story(0)]
        config = desk.write(feeds=[f"{{url: {room.publish(FEED, stories)}, every: 1s}}"], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as monitor:
            await came(slack, "travel-bans", 1)
            slack.workspace.archive("travel-bans")
            stories += [story(1), story(2)]
            room.publish(FEED, stories)
            texts = await came(slack, "monitor", 3)
            assert sum("takes no messages" in text for text in texts) == 1
            assert sum("/story/" in text for text in texts) == 2
            slack.workspace.archive("travel-bans", archived=False)
            stories.append(story(3))
            room.publish(FEED, stories)
            await came(slack, "travel-bans", 2)
            texts = await came(slack, "monitor", 4)
            assert texts[3].count("Resolved") == 1
            assert await monitor.stop() == 0
        assert (len(slack.messages("travel-bans")), len(slack.messages("monitor"))) == (2, 4)
