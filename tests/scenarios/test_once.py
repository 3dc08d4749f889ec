"""`monitor once`: one round, safe to repeat, safe beside a daemon, and patient with Slack and with publishers."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk import Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

NOW = datetime.now(UTC)  # noqa: TID251  the stories' dates are judged against the process's clock
NEWS = Story(path="/news", title="General seen", summary="A general was seen abroad.", published=NOW - timedelta(hours=1),
             paragraphs=("General Qassem Suleimani arrived in Moscow on Monday, officials said.",))
OLD = Story(path="/old", title="Qasem Soleimani arrived in Damascus", published=NOW - timedelta(days=30),
            summary="General Qasem Soleimani arrived in Damascus, where he met officials.", paragraphs=("Never fetched.",))


async def once(config: Path) -> tuple[int, str]:
    """Exit status and standard error."""
    async with await Monitor.start("once", "-c", config) as monitor:
        return await monitor.ended(), monitor.text()


def counted(desk: Desk, question: str) -> int:
    with sqlite3.connect(desk.store) as store:
        return int(store.execute(f"SELECT count(*) FROM {question}").fetchone()[0])


async def test_a_second_round_asks_conditionally_and_stores_nothing_twice(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[room.publish("/feed.xml", [NEWS, OLD])], slack=slack.base_url)
        assert (await once(config))[0] == 0
        assert len(slack.messages("travel-bans")) == 1
        assert room.asked("/old") == [], "an old entry is screened on what the feed carries"
        assert (await once(config))[0] == 0
        first, second = room.asked("/feed.xml")
        assert "If-None-Match" not in first
        assert second["If-None-Match"]
        assert len(room.asked("/news")) == 1
        assert len(slack.messages("travel-bans")) == 1
    assert counted(desk, "entry") == counted(desk, "article") == 2
    async with await Monitor.start("alerts", "-c", config, "--suppressed", "--json") as monitor:
        rows = [json.loads(line) for line in (await monitor.out()).splitlines()]
    held = [row for row in rows if row["url"].endswith("/old")]
    assert held
    assert {(row["verdict"], row["reason"]) for row in held} == {("suppressed", "older than backfill")}


async def test_alerts_wait_while_slack_is_away_and_a_later_round_delivers_them(desk: Desk) -> None:
    async with Newsroom() as room:
        slack = SlackStandIn(channels=("travel-bans", "monitor"))
        async with slack:
            address = slack.base_url
        config = desk.write(feeds=[room.publish("/feed.xml", [NEWS])], slack=address)
        status, said = await once(config)
        assert status == 75, said
        assert "1 message waits undelivered" in said
        async with slack:
            due = datetime.fromisoformat(json.loads(await _deliveries(config))["due"])
            async with await Monitor.start("deliveries", "-c", config, "--retry",
                                           json.loads(await _deliveries(config))["id"]) as monitor:
                assert await monitor.ended() == 0
            assert due > NOW
            status, said = await once(config)
            assert status == 0, said
            assert len(slack.messages("travel-bans")) == 1


async def _deliveries(config: Path) -> str:
    async with await Monitor.start("deliveries", "-c", config, "--json") as monitor:
        return await monitor.out()


async def test_a_round_beside_a_daemon_disturbs_neither(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        stories = [NEWS]
        config = desk.write(feeds=[f"{{url: {room.publish('/feed.xml', stories)}, every: 1s}}"], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as daemon:
            await daemon.until("poll")
            for number in range(3):
                stories.append(Story(path=f"/more/{number}", title=f"More {number}", published=NOW,
                                     paragraphs=(f"General Qassem Suleimani arrived in Doha, report {number} said.",)))
                room.publish("/feed.xml", stories)
                status, said = await once(config)
                assert status in (0, 75), said  # 75: what the daemon is sending just now
            while len(slack.messages("travel-bans")) < 4:
                await slack.next_message()
            assert await daemon.stop() == 0
            assert "stage" not in {line["event"] for line in daemon.lines}, daemon.text()
        assert len(slack.messages("travel-bans")) == 4


async def test_a_round_keeps_to_a_publishers_retry_after(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        busy = room.serve("/busy.xml", b"later", status=429, headers={"Retry-After": "3600"})
        config = desk.write(feeds=[busy, room.publish("/feed.xml", [NEWS])], slack=slack.base_url)
        status, said = await once(config)
        assert (status, len(room.asked("/busy.xml"))) == (0, 1)
        assert f"not read: {busy}" in said
        status, said = await once(config)
        assert (status, len(room.asked("/busy.xml"))) == (0, 1)
        assert "1 left alone" in said


@pytest.mark.shared
@pytest.mark.timeout(600)
async def test_real_feeds_are_polled_stored_and_screened_whole(shared: Path, desk: Desk) -> None:
    files = sorted((shared / "feeds" / "real-news").iterdir())
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        for file in files:
            room.serve(f"/{file.name}", file.read_bytes(), "application/xml")
        # their pages stand on the publishers' real sites, which a test leaves in peace
        config = desk.write(feeds=[f"{{url: \"{room.url}/{file.name}\", article: feed}}" for file in files], slack=slack.base_url)
        status, said = await once(config)
        assert status == 0, said
        not_read = [line for line in said.splitlines() if line.startswith("not read: ")]
        print(f"{len(files)} files, {len(not_read)} of them no feeds, {counted(desk, 'entry')} entries, "
              f"{counted(desk, 'article')} articles")
        print("\n".join(not_read))
        assert counted(desk, "entry WHERE state <> 'done'") == 0, "every entry was read and screened"
        assert counted(desk, "entry") > 1000
        assert counted(desk, "feed WHERE status = 'ok'") + len(not_read) == len(files)
        assert len(not_read) < len(files) // 10
        before = counted(desk, "entry")
        assert (await once(config))[0] == 0
        readable = [file for file in files if not any(f"/{file.name}: " in line for line in not_read)]
        assert all("If-None-Match" in room.asked(f"/{file.name}")[1] for file in readable)
        assert counted(desk, "entry") == before


async def test_news_in_an_entry_that_was_old_at_the_first_poll_is_told_and_what_it_said_then_is_not(desk: Desk) -> None:
    def old(summary: str) -> Story:
        return Story(path="/live", title="The day in brief", summary=summary, published=NOW - timedelta(days=30))

    said = "General Qassem Suleimani arrived in Damascus, officials said."
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[f'{{url: "{room.publish("/feed.xml", [old(said)])}", article: feed}}'], slack=slack.base_url)
        assert (await once(config))[0] == 0
        room.publish("/feed.xml", [old(f"{said} More follows.")])
        assert (await once(config))[0] == 0
        assert slack.messages("travel-bans") == []
        room.publish("/feed.xml", [old("General Qassem Suleimani landed in Moscow, officials said.")])
        assert (await once(config))[0] == 0
        assert ["Moscow" in message.text for message in slack.messages("travel-bans")] == [True]
