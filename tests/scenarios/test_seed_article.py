"""The first acceptance case: one article about a general's trip, from feed bytes to the message Slack keeps."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from monitor.adapters.structlog_journal import StructlogJournal
from monitor.config import read_config
from monitor.daemon.house import House, open_house
from monitor.daemon.running import one_round, start
from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn


async def round_of(config_path: Path, environment: dict[str, Any]) -> House:
    """One round over a config; the closed house."""
    config = read_config(config_path.read_bytes(), name=str(config_path), environment=environment)
    house = await open_house(config, str(config_path), environment=environment, journal=StructlogJournal(io.StringIO()),
                             out=io.StringIO())
    try:
        await start(house, environment)
        await one_round(house)
    finally:
        await house.close(5)
    return house


@pytest.mark.shared
async def test_the_seed_article_gives_one_high_alert_on_soleimani_and_none_on_the_others(
        shared: Path, desk: Any, environment: dict[str, Any]) -> None:
    paragraphs = tuple((shared / "soleimani-article.txt").read_text(encoding="utf-8").strip().split("\n"))
    first_sentence = paragraphs[0]
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        story = Story(path="/general", title="General traveled despite ban", summary=first_sentence, paragraphs=paragraphs)
        feed = room.publish("/feed.xml", [story])
        await round_of(desk.write(feeds=[feed], slack=slack.base_url), environment)
        messages = slack.messages("travel-bans")
        await round_of(desk.config, environment)
        assert slack.messages("travel-bans") == messages, "a second round sends nothing twice"
        assert slack.messages("monitor") == []
    assert len(messages) == 1
    said = f"{messages[0].text} {messages[0].blocks}"
    assert "Qasem Soleimani" in messages[0].text
    assert "Russia" in messages[0].text
    assert "HIGH" in said.upper()
    assert "travelled to Russia" in said
    assert "traveled to" in said
    assert "travel-ban" in said or "travel ban" in said
    assert not any(name in messages[0].text.split("—")[0] for name in ("Putin", "Power", "Cruz"))
