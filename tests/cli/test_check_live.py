"""`monitor check --live` and `monitor feeds add` as a person runs them, with documents that mean harm."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from desk import Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

LAUGHS = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' +
          b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)) +
          b']><rss version="2.0"><channel><title>&i;</title><item><title>&i;</title></item></channel></rss>')
STORY = Story(path="/a", title="A", summary="B")


async def said(*arguments: object, token: str = "xoxb-test") -> tuple[int, str]:
    monitor = await Monitor.start(*arguments, token=token)
    async with monitor:
        out = await monitor.out()
        return await monitor.ended(), out + monitor.text()


async def test_every_part_is_told_on_a_line_of_its_own_and_all_fine_is_status_0(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor", "travel-bans")) as slack:
        config = desk.write(feeds=[f"{{url: {room.publish('/feed.xml', [STORY])}, name: Local}}"], slack=slack.base_url)
        status, out = await said("check", "--live", "-c", config)
    assert status == 0, out
    for line in ("slack: the token belongs to @monitor", "slack: #monitor is C", "slack: #travel-bans is C", "feed: Local: 1 entry"):
        assert line in out
    assert "FAULT" not in out


async def test_faults_are_marked_in_words_and_give_status_1(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor",)) as slack:
        feeds = [room.serve("/laughs.xml", LAUGHS, content_type="application/rss+xml"), room.serve("/gone.xml", b"", status=410),
                 room.serve("/page.html", b"<html><p>no feed</p></html>", content_type="text/html")]
        status, out = await said("check", "--live", "-c", desk.write(feeds=feeds, slack=slack.base_url))
    assert status == 1, out
    assert "slack: FAULT: #travel-bans is not there: create it" in out
    assert out.count("feed: 127.0.0.1: FAULT:") == 2, "the entity bomb is a feed without much in it, and hurts nobody"
    assert "monitor preview http://" in out


async def test_adding_a_feed_reads_it_in_a_worker_and_names_what_is_wrong(tmp_path: Path) -> None:
    async with Newsroom() as room:
        (tmp_path / "c.yaml").write_text("feeds: [https://a.example/]\nhttp: {allow_private_addresses: true}\n", "utf-8")
        feed = room.publish("/feed.xml", [STORY], title="Local")
        page = room.serve("/", f'<html><link rel="alternate" type="application/rss+xml" title="Named" href="{feed}"></html>'.encode(),
                          content_type="text/html")
        answers = await asyncio.gather(*(said("feeds", "-c", tmp_path / "c.yaml", "add", url)
                                         for url in (feed, page, room.serve("/x", b"", status=404))))
    assert [status for status, _ in answers] == [0, 0, 2]
    assert f'- url: {feed}\n    name: "Local"' in answers[0][1]
    assert f'- url: {feed}\n    name: "Named"' in answers[1][1]
    assert "404" in answers[2][1]


@pytest.mark.parametrize("channel", ["#monitor", "monitor-ops"])
async def test_a_test_alert_looks_like_one_and_says_that_it_is_a_test(desk: Desk, channel: str) -> None:
    async with SlackStandIn() as slack:
        config = desk.write(feeds=["http://127.0.0.1:9/"], slack=slack.base_url)
        status, out = await said("slack", "test", "-c", config, "--channel", channel)
        [message] = slack.messages(channel)
    assert status == 0, out
    assert message.blocks[0]["text"]["text"] == "HIGH · Arvin Tahery (a test) — travelled to Valletta, Malta (reportedly)"
    assert "This is a test" in message.text
    assert message.metadata is not None
    assert message.metadata["event_type"] == "monitor_alert"
