"""`monitor slack`: the app manifest, a test alert, and a stand-in to try things with."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.adapters.slack_scopes import SCOPES
from monitor.cli.options import config_option, port_of_ours
from monitor.errors import SlackRefused, UserFault

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.model import Delivery, SendOutcome


@click.group(name="slack")
def command() -> None:
    """Slack: the manifest of your own app, a test alert, a stand-in."""


@command.command(name="manifest")
def manifest() -> None:
    """Prints an app manifest to paste at api.slack.com/apps (Create New App → From a manifest)."""
    click.echo(json.dumps({
        "display_information": {"name": "News monitor", "description": "Alerts on listed people, organisations and vessels in the news",
                                "background_color": "#1f2937"},
        "features": {"bot_user": {"display_name": "monitor", "always_online": True}},
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {"org_deploy_enabled": False, "socket_mode_enabled": False, "token_rotation_enabled": False}}, indent=2))


@command.command(name="test")
@config_option()
@click.option("--channel", help="Another channel than slack.channel.")
def test(config_path: str, channel: str | None) -> None:
    """Sends an invented alert, marked as a test, to the channel and says what Slack answered."""
    token = os.environ.get("SLACK_BOT_TOKEN", "")
    if not token:
        raise UserFault("SLACK_BOT_TOKEN is not set: put the bot token of your Slack app into the environment")
    from monitor.adapters.disk_files import DiskFiles
    from monitor.daemon.loading import load_config
    from monitor.model import Rejected, Sent

    config = load_config(config_path, DiskFiles(), os.environ)
    channel = channel or config.slack.channel
    outcome = asyncio.run(_sent(config, token, channel))
    if isinstance(outcome, Sent):
        click.echo(f"sent to {channel}: {outcome.receipt}; an alert looks like this one")
        return
    if isinstance(outcome, Rejected):
        raise SlackRefused(f"{channel}: not sent: {outcome.reason}")
    click.echo(f"{channel}: not sent: {outcome.reason}; try again later", err=True)
    sys.exit(75)


async def _sent(config: Config, token: str, channel: str) -> SendOutcome:
    from monitor.adapters.slack_notifier import SlackNotifier
    from monitor.adapters.system_clock import SystemClock

    slack = SlackNotifier(token=token, base_url=config.slack.base_url, timeout=config.slack.timeout)
    try:
        await slack.auth_test()
        return await slack.send(_test_delivery(channel, SystemClock().now()))
    finally:
        await slack.close()


def _test_delivery(channel: str, now: datetime) -> Delivery:
    """An alert as a real one would look; that it is a test stands in its headline, title, source and rule."""
    from dataclasses import replace

    from monitor.testing.slack.sample import sample_alert, sample_delivery, sample_match, sample_message

    key = f"test-{now:%Y%m%d%H%M%S%f}"
    match = sample_match(name="Arvin Tahery (a test)")
    alert = sample_alert(match, id=key, title="This is a test: general on travel ban lands in Valletta", published=now, seen=now,
                         created=now, feed_name="a test of the news monitor, every name invented")
    alert = replace(alert, decision=replace(alert.decision, rule="monitor slack test"))
    return sample_delivery(sample_message(id=key, lead=alert), channel=channel, due=now, created=now, first_sent=now)


@command.command(name="serve")
@click.option("--port", default=8090, show_default=True, help="Port of the stand-in's page and API.")
@click.option("--faults", type=int, metavar="SEED", help="A rough day: every third message fails in some way; SEED says which.")
@click.option("--channel", "channels", multiple=True, metavar="NAME", help="A channel beside #monitor and #monitor-ops; repeatable.")
def serve(port: int, faults: int | None, channels: tuple[str, ...]) -> None:
    """A stand-in for Slack: point slack.base_url at it and see the channels as they would look, until Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt), port_of_ours(port):
        asyncio.run(_serve(port, faults, channels))


async def _serve(port: int, faults: int | None, channels: tuple[str, ...]) -> None:
    from monitor.testing.slack import SlackStandIn, rough

    names = dict.fromkeys(name.removeprefix("#") for name in ("monitor", "monitor-ops", *channels))
    async with SlackStandIn(port=port, channels=names, plan=None if faults is None else rough(faults)) as slack:
        click.echo(f"slack.base_url: {slack.base_url}\nthe channels: {slack.address}\nany SLACK_BOT_TOKEN is accepted")
        await asyncio.Event().wait()
