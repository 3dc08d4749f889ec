"""`monitor check --live`: what only the network can tell: Slack's token, scopes, channels and clock, and each feed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from monitor.errors import ContentFault, WorkerFault

if TYPE_CHECKING:
    from monitor.config import Config

_AT_ONCE = 10


def check_live(config: Config, environment: Mapping[str, str]) -> int:
    """Prints a line for each thing tried; 0 when all is well, else 1."""
    from monitor.adapters.process_workers import start_forkserver

    start_forkserver()
    return asyncio.run(_check(config, environment))


async def _check(config: Config, environment: Mapping[str, str]) -> int:
    slack = await _check_slack(config, environment.get("SLACK_BOT_TOKEN", ""))
    feeds = await _check_feeds(config)
    return 0 if slack and feeds else 1


async def _check_slack(config: Config, token: str) -> bool:
    from monitor.adapters.slack_check import SlackCheck
    from monitor.adapters.system_clock import SystemClock

    if not token:
        click.echo("slack: no SLACK_BOT_TOKEN in the environment: alerts are shown on the terminal")
        return True
    channels = [config.slack.channel, *(rule.channel for rule in config.rules if rule.channel)]
    async with SlackCheck(token=token, base_url=config.slack.base_url, timeout=config.slack.timeout, clock=SystemClock()) as slack:
        findings = await slack.findings(channels, config.slack.notices)
    for finding in findings:
        click.echo(f"slack: {'' if finding.fine else 'FAULT: '}{finding.text}")
    return all(finding.fine for finding in findings)


async def _check_feeds(config: Config) -> bool:
    from monitor.cli import feed_reading

    places = asyncio.Semaphore(_AT_ONCE)
    async with feed_reading.readers(config.http, max(2, os.cpu_count() or 1)) as (fetcher, workers):
        async def one(url: str) -> tuple[bool, str]:
            async with places:
                try:
                    feed = await feed_reading.parsed(workers, await feed_reading.fetched(fetcher, url))
                except (ContentFault, WorkerFault) as fault:
                    return False, f"FAULT: {fault}; `monitor preview {url}` shows what is there"
            return True, f"{len(feed.entries)} {'entry' if len(feed.entries) == 1 else 'entries'}"

        answers = await asyncio.gather(*(one(feed.url) for feed in config.feeds))
    for feed, (_, answer) in zip(config.feeds, answers, strict=True):
        click.echo(f"feed: {feed.name}: {answer}")
    return all(fine for fine, _ in answers)
