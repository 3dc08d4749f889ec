"""A desk that runs from cron: who is listed between two rounds is looked for in what earlier rounds read, also after a kill."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desk import TRAVEL, Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

NOW = datetime.now(UTC)  # noqa: TID251  the stories' dates are judged against the process's clock
STORY = Story(path="/news", title="Ministers meet", summary="Ministers met.", published=NOW - timedelta(hours=1),
              paragraphs=("Karem Solvani met Leocadia Thistlewood in Geneva on Monday, officials said.",))
LISTED = "name: People\nentities:\n  - {name: Leocadia Thistlewood, id: leo}\n"
NEWCOMER = LISTED + "  - {name: Karem Solvani, id: karem}\n"
RULES = "rules: [{name: Any mention}]\n"


async def once(config: Path) -> str:
    async with await Monitor.start("once", "-c", config) as monitor:
        assert await monitor.ended() == 0, monitor.text()
        return monitor.text()


async def alerts(config: Path) -> list[dict[str, Any]]:
    async with await Monitor.start("alerts", "--json", "-c", config) as monitor:
        return [json.loads(line) for line in (await monitor.out()).splitlines()]


async def test_who_is_listed_between_two_rounds_is_found_in_what_the_first_read(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor",)) as slack:
        lists = {"people.yaml": LISTED, "travel.yaml": TRAVEL}
        config = desk.write(feeds=[room.publish("/feed.xml", [STORY])], slack=slack.base_url, rules=RULES, watchlists=lists)
        await once(config)
        [first] = slack.messages("monitor")
        desk.write(feeds=[room.publish("/feed.xml", [STORY])], slack=slack.base_url, rules=RULES,
                   watchlists=lists | {"people.yaml": NEWCOMER})
        await once(config)
        await once(config)
        [_, second] = slack.messages("monitor")
    shown = json.dumps(second.blocks, ensure_ascii=False)
    assert "Karem Solvani" in shown
    assert "published before the listing" in shown
    assert "Leocadia Thistlewood — " in shown
    assert "told before" in shown
    assert "Leocadia Thistlewood" in json.dumps(first.blocks, ensure_ascii=False)
    assert sorted(row["entity"] for row in await alerts(config)) == ["karem", "leo"]


async def test_kills_while_it_looks_back_lose_nothing_and_nothing_is_told_twice(desk: Desk) -> None:
    stories = [Story(path=f"/news/{number}", title=f"Ministers meet, part {number}", published=NOW - timedelta(hours=1),
                     summary=f"Karem Solvani met officials in Geneva for round {number} of the talks, they said.") for number in range(12)]
    async with Newsroom() as room, SlackStandIn(channels=("monitor",)) as slack:
        feeds = [f"{{url: {room.publish('/feed.xml', stories)}, article: feed}}"]
        lists = {"people.yaml": LISTED, "travel.yaml": TRAVEL}
        config = desk.write(feeds=feeds, slack=slack.base_url, rules=RULES, watchlists=lists)
        await once(config)
        desk.write(feeds=feeds, slack=slack.base_url, rules=RULES, watchlists=lists | {"people.yaml": NEWCOMER})
        async with await Monitor.start("run", "-c", config) as daemon:
            await daemon.until("backwards", step="begun")
            daemon.process.kill()
            await daemon.ended()
        async with await Monitor.start("once", "-c", config) as round_:
            await slack.next_message()
            round_.process.kill()
            await round_.ended()
        async with await Monitor.start("run", "-c", config) as daemon:
            while len(slack.messages("monitor")) < len(stories):
                await slack.next_message()
            assert await daemon.stop() == 0
        told = [row["url"] for row in await alerts(config)]
        assert len(told) == len(set(told)) == len(stories)
        assert len(slack.messages("monitor")) == len(stories)


async def test_a_replay_says_of_whom_was_published_before_the_listing(desk: Desk) -> None:
    async def replayed(config: Path) -> dict[str, bool]:
        async with await Monitor.start("replay", "--json", "-c", config) as monitor:
            rows = [json.loads(line) for line in (await monitor.out()).splitlines()]
            return {row["entity"]: "published before the listing" in row["reason"] for row in rows}

    def listing(people: str) -> Path:
        return desk.write(feeds=feeds, slack=slack.base_url, rules=RULES, watchlists={"people.yaml": people, "travel.yaml": TRAVEL})

    async with Newsroom() as room, SlackStandIn(channels=("monitor",)) as slack:
        feeds = [room.publish("/feed.xml", [STORY])]
        await once(listing(LISTED))
        assert await replayed(desk.config) == {"leo": False}
        listing(NEWCOMER)  # not in force anywhere yet
        assert await replayed(desk.config) == {"leo": False, "karem": True}
        await once(desk.config)
        assert await replayed(desk.config) == {"leo": False, "karem": True}
        room.publish("/feed.xml", [STORY, replace(STORY, path="/later", title="Ministers meet again")])
        await once(desk.config)
        async with await Monitor.start("replay", "-c", desk.config) as monitor:
            shown = await monitor.out()
    assert shown.count("; published before the listing") == 1, "the later article came when both were listed"
