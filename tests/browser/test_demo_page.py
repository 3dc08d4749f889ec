"""The stand-in's page in a real browser: what an alert shows, and that nothing a stranger wrote is more than text."""

from __future__ import annotations

import asyncio
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from lxml import html

from monitor.adapters.slack_notifier import SlackNotifier
from monitor.model import Delivery, Sent, Snippet
from monitor.testing.slack import SlackStandIn
from monitor.testing.slack.sample import sample_alert, sample_delivery, sample_match, sample_message

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on the PATH")

HOSTILE = ('</span></article><script>document.title="taken over"</script><img src=x onerror="document.title=1"> '
           "<!channel> <https://evil.example|harmless> {{ 7 * 7 }} &lt;b&gt;")


async def deliver(slack: SlackStandIn, delivery: Delivery) -> None:
    notifier = SlackNotifier(token="xoxb-test", base_url=slack.base_url, timeout=timedelta(seconds=10))
    try:
        outcome = await notifier.send(delivery)
    finally:
        await notifier.close()
    assert isinstance(outcome, Sent)


async def opened(address: str, profile: Path, *, size: str = "1100,900") -> html.HtmlElement:
    """The page's DOM once its scripts ran."""
    assert BROWSER is not None
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    process = await asyncio.create_subprocess_exec(
        BROWSER, "--headless", *sandbox, "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", f"--user-data-dir={profile}", f"--window-size={size}",
        "--virtual-time-budget=1000", "--dump-dom", address, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    try:
        out, _ = await asyncio.wait_for(process.communicate(), 90)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return html.fromstring(out.decode())


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


async def test_an_alert_says_who_where_to_how_sure_and_from_which_source(tmp_path: Path) -> None:
    async with SlackStandIn(channels=("monitor",)) as slack:
        await deliver(slack, sample_delivery())
        page = await opened(slack.address, tmp_path)
    [article] = page.xpath("//main//article")
    assert words(article.xpath(".//h3")[0]) == "HIGH · Arvin Tahery — travelled to Valletta, Malta (reportedly)"
    assert "high" in article.xpath(".//div[contains(@class, 'card')]")[0].get("class")
    quote = article.xpath(".//blockquote")[0]
    assert words(quote.xpath(".//strong")[0]) == "Arvin Taheri"
    assert "landed" in words(quote.xpath(".//em")[0])
    said = words(article)
    for part in ("Source: Example News", "Match: strong, score 0.97", "EX EXi.001", "Also named: organisation Darya Shipping"):
        assert part in said
    assert [link.get("href") for link in article.xpath(".//a")] == [
        "https://news.example/world/general-lands-in-valletta", "https://example.org/list/EXi.001"]


async def test_a_hostile_headline_and_snippet_are_text_and_run_nothing(tmp_path: Path) -> None:
    match = replace(sample_match(), snippet=Snippet(text=HOSTILE, marks=((0, 10, "name"),)), name=f"Arvin {HOSTILE}")
    message = replace(sample_message(), lead=sample_alert(match, title=HOSTILE, feed_name=HOSTILE,
                                                          article_url="javascript:document.title='taken over'"), others=())
    async with SlackStandIn(channels=("monitor",)) as slack:
        await deliver(slack, sample_delivery(message))
        async with aiohttp.ClientSession() as session, session.get(slack.address) as answer:
            untouched = await answer.text()
        page = await opened(slack.address, tmp_path)
    assert page.xpath("//title/text()") == ["#monitor – Stand-in for Slack"]
    assert len(page.xpath("//script")) == untouched.count("<script") == 1
    assert page.xpath("//img | //iframe | //object | //form | //*[@onerror or @onload or @onclick]") == []
    assert page.xpath("//mark[contains(@class, 'ping')]") == []
    assert {link.get("href").split(":")[0] for link in page.xpath("//main//a")} <= {"https"}
    assert 'document.title="taken over"' in words(page.xpath("//main//article")[0])
    assert "{{ 7 * 7 }}" in words(page.xpath("//main//article")[0])


async def test_an_empty_channel_says_so_and_each_channel_is_a_link(tmp_path: Path) -> None:
    async with SlackStandIn(channels=("monitor", "monitor-ops")) as slack:
        page = await opened(f"{slack.address}?channel=monitor-ops", tmp_path, size="390,800")
    assert words(page.xpath("//main")[0]).endswith("No message yet.")
    assert page.xpath("//nav//a/@href") == ["/?channel=monitor", "/?channel=monitor-ops"]
    assert words(page.xpath("//nav//a[@aria-current]")[0]) == "# monitor-ops"
