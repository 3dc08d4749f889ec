"""The commands that look back: alerts, why, deliveries, feeds, replay."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from command_line import Answer, Seeded

from monitor.testing.newsroom import Newsroom
from monitor.testing.slack import SlackStandIn

Run = Callable[..., Answer]
ALERT = {"id", "created", "rule", "severity", "watchlist", "entity", "name", "listings", "tier", "trip", "title", "url", "feed",
         "published", "seen", "snippet", "verdict", "reason", "deliveries"}
DELIVERY = {"id", "sink", "channel", "state", "attempts", "sent", "receipt", "error"}
FEED = {"url", "name", "last_poll", "next_due", "status", "entries", "failures", "error"}


def of_entity(rows: list[dict[str, Any]], entity: str) -> dict[str, Any]:
    return next(row for row in rows if row["entity"] == entity)


@pytest.fixture
def copied(seeded: Seeded, tmp_path: Path) -> Seeded:
    """A seeded house of its own, for what changes it."""
    shutil.copytree(seeded.config.parent, tmp_path / "house")
    return Seeded(tmp_path / "house" / "config.yaml", seeded.url)


def test_alerts_have_the_promised_fields(seeded: Seeded, monitor: Run) -> None:
    answer = monitor("alerts", "-c", seeded.config, "--json")
    assert answer.status == 0
    assert len(answer.rows) == 2
    row = of_entity(answer.rows, "soleimani")
    assert set(row) >= ALERT
    assert (row["rule"], row["severity"], row["verdict"], row["tier"]) == ("Move", "high", "alert", "strong")
    assert row["trip"]["status"] == "occurred"
    assert row["trip"]["country"] == "RU"
    assert "Qassem Suleimani" in row["snippet"]
    assert row["listings"] == [{"watchlist": "Travel bans", "entity": "soleimani"}]
    assert all(datetime.fromisoformat(row[name]).tzinfo for name in ("created", "published", "seen"))
    [delivery] = row["deliveries"]
    assert set(delivery) == DELIVERY
    assert (delivery["sink"], delivery["channel"], delivery["state"], delivery["error"]) == ("slack", "#travel-bans", "sent", None)
    assert delivery["receipt"]


def test_alerts_for_people_say_who_where_and_what_became_of_it(seeded: Seeded, monitor: Run) -> None:
    said = monitor("alerts", "-c", seeded.config).out
    assert "HIGH" in said
    assert "Qasem Soleimani" in said
    assert "Moscow" in said
    assert "slack #travel-bans: sent" in said
    assert "invalid_blocks" in said


def test_what_was_held_back_has_its_reason(seeded: Seeded, monitor: Run) -> None:
    rows = monitor("alerts", "-c", seeded.config, "--suppressed", "--json").rows
    assert rows
    assert {row["verdict"] for row in rows} == {"suppressed"}
    assert {row["reason"] for row in rows if row["url"].endswith("/old")} == {"older than backfill"}
    assert "older than backfill" in monitor("alerts", "-c", seeded.config, "--suppressed").out


def test_alerts_from_before_since_are_left_out(seeded: Seeded, monitor: Run) -> None:
    assert monitor("alerts", "-c", seeded.config, "--since", "0s", "--json").rows == []


@pytest.mark.parametrize("by", ["address", "alert"])
def test_why_tells_each_step(seeded: Seeded, monitor: Run, by: str) -> None:
    alert = of_entity(monitor("alerts", "-c", seeded.config, "--json").rows, "soleimani")
    answer = monitor("why", "-c", seeded.config, f"{seeded.url}/news" if by == "address" else alert["id"])
    assert answer.status == 0
    for word in ("seen", "Local News", "read", "screened", "matched", "Qasem Soleimani", "decided", "rule “Move” → alert",
                 "delivery  slack #travel-bans: sent"):
        assert word in answer.out


def test_why_of_one_entity_tells_of_it_alone(seeded: Seeded, monitor: Run) -> None:
    assert "nobody" not in monitor("why", "-c", seeded.config, f"{seeded.url}/news", "soleimani").out
    said = monitor("why", "-c", seeded.config, f"{seeded.url}/news", "cruz").out
    assert "cruz was not found" in said
    assert "Soleimani →" not in said


def test_why_of_an_article_nobody_is_in_says_so(seeded: Seeded, monitor: Run) -> None:
    assert "matched   nobody on the watchlists" in monitor("why", "-c", seeded.config, f"{seeded.url}/weather").out


def test_why_of_something_unknown_is_the_users_fault(seeded: Seeded, monitor: Run) -> None:
    answer = monitor("why", "-c", seeded.config, "https://example.org/nothing")
    assert answer.status == 2
    assert "https://example.org/nothing: no article" in answer.err


def test_deliveries_that_were_given_up_are_listed_and_sent_again(copied: Seeded, monitor: Run) -> None:
    kinds = [row["kind"] for row in monitor("deliveries", "-c", copied.config, "--json").rows]
    assert sorted(kinds) == ["alert", "alert", "notice"]  # the notice says that one was set aside
    [dead] = monitor("deliveries", "-c", copied.config, "--dead", "--json").rows
    assert set(dead) >= DELIVERY
    assert (dead["state"], dead["attempts"]) == ("dead", 2)
    assert "invalid_blocks" in dead["error"]
    assert monitor("deliveries", "-c", copied.config, "--retry", dead["id"]).status == 0
    assert monitor("deliveries", "-c", copied.config, "--dead", "--json").rows == []
    answer = monitor("deliveries", "-c", copied.config, "--retry", "no-such")
    assert answer.status == 2
    assert "no-such" in answer.err


def test_feeds_are_listed_with_their_health(seeded: Seeded, monitor: Run) -> None:
    rows = {row["url"]: row for row in monitor("feeds", "-c", seeded.config, "--json").rows}
    good, bad = rows[f"{seeded.url}/feed.xml"], rows[f"{seeded.url}/nowhere.xml"]
    assert set(good) >= FEED
    assert (good["name"], good["status"], good["entries"], good["failures"], good["error"]) == ("Local News", "ok", 4, 0, None)
    assert (bad["status"], bad["failures"]) == ("failed", 2)
    assert "404" in bad["error"]
    said = monitor("feeds", "list", "-c", seeded.config).out
    assert "Local News" in said
    assert "2 failures in a row" in said


def test_feeds_go_out_as_opml_and_come_in_again(seeded: Seeded, monitor: Run, tmp_path: Path) -> None:
    opml = tmp_path / "feeds.opml"
    opml.write_text(monitor("feeds", "-c", seeded.config, "export").out, "utf-8")
    assert monitor("feeds", "-c", seeded.config, "import", opml).out == "", "all of them are in the config"
    fresh = monitor("feeds", "-c", tmp_path / "none.yaml", "import", opml)
    assert fresh.status == 0
    assert f"  - url: {seeded.url}/feed.xml\n    name: \"Local News\"" in fresh.out


async def test_a_sites_feed_is_found(seeded: Seeded, monitor: Run, tmp_path: Path) -> None:
    async with Newsroom() as room:
        room.publish("/rss.xml", [], title="The Site")
        home = room.serve("/", b'<html><head><link rel="alternate" type="application/rss+xml" title="News" href="/rss.xml"></head>'
                               b"<body>Hello</body></html>", "text/html")
        plain = room.serve("/plain", b"<html><body>No feed</body></html>", "text/html")
        found = await asyncio.to_thread(monitor, "feeds", "-c", seeded.config, "add", home)
        assert f"  - url: {room.url}/rss.xml" in found.out
        none = await asyncio.to_thread(monitor, "feeds", "-c", seeded.config, "add", plain)
        assert none.status == 2
        assert plain in none.err


def test_a_replay_shows_what_would_alert_with_other_lists(seeded: Seeded, monitor: Run, tmp_path: Path) -> None:
    rows = monitor("replay", "-c", seeded.config, "--json").rows
    assert {row["entity"] for row in rows} == {"soleimani", "putin"}
    lists = tmp_path / "other.yaml"
    lists.write_text("name: Travel bans\nentities:\n  - {name: Vladimir Putin, id: putin}\n", "utf-8")
    rows = monitor("replay", "-c", seeded.config, "-w", lists, "--json").rows
    assert {row["entity"] for row in rows} == {"putin"}
    assert "would alert" in monitor("replay", "-c", seeded.config).err


async def test_a_replay_that_sends_tells_only_what_was_never_told(copied: Seeded, monitor: Run) -> None:
    lists = copied.config.parent / "watchlists" / "more.yaml"
    lists.write_text("name: Officials\nentities:\n  - {name: Qassem Suleimani, id: other}\n", "utf-8")
    text = copied.config.read_text("utf-8").replace("watchlists: [Travel bans]", "watchlists: [Officials]")
    async with SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        copied.config.write_text(text.replace(text.split("base_url: ")[1].split("\n")[0], slack.base_url), "utf-8")
        before = {row["id"] for row in (await asyncio.to_thread(monitor, "deliveries", "-c", copied.config, "--json")).rows}
        sent = await asyncio.to_thread(monitor, "replay", "-c", copied.config, "--send")
        assert sent.status == 0
        assert "queued" in sent.err
        again = await asyncio.to_thread(monitor, "replay", "-c", copied.config, "--send")
        assert "0 queued" in again.err
        alerts = (await asyncio.to_thread(monitor, "alerts", "-c", copied.config, "--json")).rows
        assert of_entity(alerts, "other")["verdict"] == "alert"
        assert before
