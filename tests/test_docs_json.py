"""The JSON reference against what the commands print about one round over an invented newsroom."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monitor.adapters.system_clock import SystemClock
from monitor.testing.newsroom import Newsroom, demo
from monitor.testing.slack import SlackStandIn

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")


def section(name: str) -> str:
    found = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", REFERENCE, re.M | re.S)
    assert found is not None
    return found[1]


def keys_of_table(name: str) -> set[str]:
    cells = re.findall(r"^\| (`[^|]*) \|", section(name), re.M)
    return {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}


def shape(value: Any) -> Any:
    """The keys of a JSON value, all the way down; of a list those of its first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def monitor(*arguments: str, given: str | None = None) -> list[dict[str, Any]]:
    done = subprocess.run([sys.executable, "-m", "monitor", *arguments], cwd=ROOT, input=given, capture_output=True, text=True,
                          timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The config of a store that has been through one round of the demo's newsroom."""
    folder = tmp_path_factory.mktemp("newsroom")

    async def one_round() -> int | None:
        async with Newsroom() as room, SlackStandIn(channels=("travel-bans",)) as slack:
            feeds = demo.publish(room, SystemClock().now())
            (folder / "watchlists").mkdir()
            (folder / "watchlists" / "travel-bans.yaml").write_text(demo.WATCHLIST, encoding="utf-8")
            (folder / "config.yaml").write_text(demo.config_of(feeds, slack.base_url), encoding="utf-8")
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "monitor", "once", "-c", str(folder / "config.yaml"), cwd=ROOT,
                env=os.environ | {"SLACK_BOT_TOKEN": "xoxb-test"})
            return await process.wait()

    assert asyncio.run(one_round()) == 0
    return str(folder / "config.yaml")


def test_the_example_of_screen_is_what_screen_says() -> None:
    [block] = re.findall(r"```json\n(.*?)```", section("monitor screen"), re.S)
    [text] = re.findall(r"For `([^`]+)` and", section("monitor screen"))
    [answer] = monitor("screen", "--json", given=json.dumps({"text": text}))
    assert shape(json.loads(block)) == shape(answer)
    assert json.loads(block)["matches"][0]["mentions"] == answer["matches"][0]["mentions"]
    assert json.loads(block)["matches"][0]["trip"] == answer["matches"][0]["trip"]
    assert json.loads(block)["alerts"] == answer["alerts"]


@pytest.mark.parametrize("command", ["alerts", "feeds", "deliveries"])
def test_the_tables_name_every_key_and_no_other(config: str, command: str) -> None:
    rows = monitor(command, "--json", "-c", config)
    assert rows != []
    assert {key for row in rows for key in row} == keys_of_table(f"monitor {command}")


async def test_the_rows_of_lists_have_the_keys_that_are_told(tmp_path: Path) -> None:
    (tmp_path / "watchlists").mkdir()
    async with Newsroom() as room:
        url = room.serve("/list.csv", b"Ref,Full name\n1,Arvin Taheri\n2,Darya Shipping\n", "text/csv")
        (tmp_path / "watchlists" / "register.yaml").write_text(
            f"name: Register\nsource: {{format: csv, url: '{url}', mapping: {{id: Ref, name: Full name}}}}\n", encoding="utf-8")
        config = tmp_path / "config.yaml"
        config.write_text("feeds: [https://news.example/feed.xml]\nhttp: {allow_private_addresses: true}\n", encoding="utf-8")
        done = await asyncio.create_subprocess_exec(sys.executable, "-m", "monitor", "lists", "refresh", "-c", str(config), cwd=ROOT,
                                                    stdout=asyncio.subprocess.DEVNULL)
        assert await done.wait() == 0
        [row] = await asyncio.to_thread(monitor, "lists", "status", "--json", "-c", str(config))
    told = re.findall(r"`([^`]+)`", section("monitor lists").split("`show`")[0])
    outcomes = {"waiting", "imported", "unchanged", "empty", "failed", "shrunk"}
    assert set(row) == set(told) - outcomes
    assert (row["outcome"], row["entities"]) == ("imported", 2)


def test_suppressed_alerts_and_replays_have_the_keys_that_are_told(config: str) -> None:
    [suppressed, *_] = monitor("alerts", "--suppressed", "--json", "-c", config)
    assert set(suppressed) == keys_of_table("monitor alerts")
    [replayed, *_] = monitor("replay", "--json", "-c", config)
    [block] = re.findall(r"```json\n(.*?)```", section("monitor screen"), re.S)
    assert set(replayed) == {"rule", "severity", "reason", "url", "title", "published", *json.loads(block)["matches"][0]}
    assert set(re.findall(r"`([a-z_]+)`", section("monitor replay"))) <= set(replayed)


def test_why_gives_entries_with_polls_and_articles_with_decisions(config: str) -> None:
    [alert, *_] = monitor("alerts", "--json", "-c", config)
    [answer] = monitor("why", "--json", alert["id"], "-c", config)
    assert set(answer) == {"entries", "articles"}
    assert "polls" in answer["entries"][0]
    assert {"matches", "decisions"} <= set(answer["articles"][0])
    assert set(answer["articles"][0]["decisions"][0]) == keys_of_table("monitor alerts")


def test_preview_of_a_feed_and_of_an_article_have_the_keys_that_are_told(tmp_path: Path) -> None:
    feed, article = tmp_path / "feed.xml", tmp_path / "article.html"
    feed.write_text("<rss version='2.0'><channel><title>A feed</title><item><title>One</title><link>https://news.example/1</link>"
                    "</item></channel></rss>", encoding="utf-8")
    article.write_text("<html><head><title>A general lands</title></head><body><article><h1>A general lands</h1>"
                       f"<p>{'He landed on Monday, two workers said. ' * 20}</p></article></body></html>", encoding="utf-8")
    rows = monitor("preview", "--json", str(feed), str(article))
    told = set(re.findall(r"`([a-z_]+)`", section("monitor preview")))
    assert [row["kind"] for row in rows] == ["feed", "article"]
    assert {key for row in rows for key in row} | set(rows[0]["entries"][0]) <= told
    assert told - {"cut", "degraded", "feed", "article"} == {key for row in rows for key in row} | set(rows[0]["entries"][0])
