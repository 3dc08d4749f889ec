"""`monitor check --live`: what only the network can tell: the Slack token and its channels, and each feed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from monitor.config import Config

SCOPES = {"chat:write": "to post", "channels:read": "to find channels by name", "channels:history": "to look up a lost answer"}


def check_live(config: Config, environment: Mapping[str, str]) -> int:
    """Prints a line for each thing tried; 0 when all is well, else 1."""
    return asyncio.run(_check(config, environment))


async def _check(config: Config, environment: Mapping[str, str]) -> int:
    slack = await _check_slack(config, environment.get("SLACK_BOT_TOKEN", ""))
    feeds = await _check_feeds(config)
    return 0 if slack and feeds else 1


async def _check_slack(config: Config, token: str) -> bool:
    from monitor.adapters.slack_notifier import SlackNotifier, Workspace
    from monitor.errors import SlackRefused

    if not token:
        click.echo("slack: no SLACK_BOT_TOKEN in the environment: alerts are shown on the terminal")
        return True
    notifier = SlackNotifier(token=token, base_url=config.slack.base_url, timeout=config.slack.timeout)
    try:
        workspace = await notifier.auth_test()
        if not isinstance(workspace, Workspace):
            click.echo(f"slack: not reached: {workspace.reason}")
            return False
        click.echo(f"slack: the token belongs to {workspace.user} in {workspace.team}")
        missing = [scope for scope in SCOPES if workspace.scopes and scope not in workspace.scopes]
        for scope in missing:
            click.echo(f"slack: the scope {scope} is missing ({SCOPES[scope]}): add it under OAuth & Permissions and reinstall the app")
        channels = {config.slack.channel, config.slack.notices, *(rule.channel for rule in config.rules if rule.channel)}
        found = [await _check_channel(notifier, channel) for channel in sorted(channels)]
        return not missing and all(found)
    except SlackRefused as error:
        click.echo(f"slack: {error}")
        return False
    finally:
        await notifier.close()


async def _check_channel(notifier: object, channel: str) -> bool:
    answer = await notifier.resolve(channel)  # type: ignore[attr-defined]  # a SlackNotifier, imported only when it runs
    if isinstance(answer, str):
        click.echo(f"slack: {channel} is {answer}")
        return True
    click.echo(f"slack: {channel}: {answer.reason}")
    return False


async def _check_feeds(config: Config) -> bool:
    from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
    from monitor.errors import NotAFeed
    from monitor.feeds.parse import parse_feed
    from monitor.model import Fetched, FetchKind, FetchRequest

    fetcher, fine = AiohttpFetcher(config.http), True
    places = asyncio.Semaphore(10)

    async def one(url: str) -> str:
        async with places:
            outcome = await fetcher.fetch(FetchRequest(url=url, kind=FetchKind.FEED))
        if not isinstance(outcome, Fetched):
            return f"not read: {getattr(outcome, 'detail', 'no document')}"
        try:
            return f"{len(parse_feed(outcome.body, url=outcome.url, content_type=outcome.content_type).entries)} entries"
        except NotAFeed as fault:
            return f"not read: {fault}"

    try:
        answers = await asyncio.gather(*(one(feed.url) for feed in config.feeds))
    finally:
        await fetcher.close()
    for feed, answer in zip(config.feeds, answers, strict=True):
        fine &= not answer.startswith("not read")
        click.echo(f"feed: {feed.name}: {answer}")
    return fine
