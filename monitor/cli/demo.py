"""`monitor demo`: the whole pipeline, offline, with a local newsroom and a stand-in for Slack."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import port_of_ours

if TYPE_CHECKING:
    from monitor.delivery import LookUp
    from monitor.model import Delivery, SendOutcome
    from monitor.ports import Notifier


@click.command(name="demo")
@click.option("--port", default=0, help="Port of the page that looks like the channel (default: any free one).")
@click.option("--stay/--no-stay", default=None, help="Keep the page up until Ctrl-C (default: when on a terminal).")
@click.option("--browser/--no-browser", default=None, help="Open the page in a browser (default: when on a terminal).")
def command(port: int, stay: bool | None, browser: bool | None) -> None:
    """Polls an invented newsroom with the real pipeline; alerts appear here and as a page in the browser.

    Needs no network and no Slack. Every person and event in it is invented.
    """
    from monitor.adapters.process_workers import start_forkserver

    start_forkserver()
    on_terminal = sys.stdout.isatty()
    with contextlib.suppress(KeyboardInterrupt), tempfile.TemporaryDirectory(prefix="monitor-demo-") as folder, port_of_ours(port):
        asyncio.run(_demo(Path(folder), port, on_terminal if stay is None else stay, on_terminal if browser is None else browser))


async def _demo(folder: Path, port: int, stay: bool, browser: bool) -> None:
    from monitor.adapters.structlog_journal import StructlogJournal
    from monitor.adapters.system_clock import SystemClock
    from monitor.config import read_config
    from monitor.daemon.house import open_house
    from monitor.daemon.running import one_round, start
    from monitor.testing.newsroom import Newsroom, demo
    from monitor.testing.slack import SlackStandIn

    environment = {"SLACK_BOT_TOKEN": "xoxb-demo"}
    async with Newsroom() as room, SlackStandIn(port=port, channels=("travel-bans",)) as slack:
        feeds = demo.publish(room, SystemClock().now())
        (folder / "watchlists").mkdir()
        (folder / "watchlists" / "travel-bans.yaml").write_text(demo.WATCHLIST, encoding="utf-8")
        config_path = folder / "config.yaml"
        config_path.write_text(demo.config_of(feeds, slack.base_url), encoding="utf-8")
        click.echo(f"A local newsroom serves {len(feeds)} feeds on {room.url}; a stand-in for Slack listens on {slack.address}")
        config = read_config(config_path.read_bytes(), name=str(config_path), environment=environment)
        house = await open_house(config, str(config_path), environment=environment, journal=StructlogJournal(quiet=True),
                                 out=sys.stdout)
        house.notifiers["slack"] = _Both(house.notifiers["slack"], house.notifiers["terminal"])
        try:
            await start(house, environment)
            report = await one_round(house)
        finally:
            await house.close(5)
        click.echo(f"\nPolled {report.feeds} feeds; {len(slack.messages('travel-bans'))} messages in the channel.")
        click.echo(f"The channel as it would look: {slack.address}")
        if browser:
            webbrowser.open(slack.address)
        if stay:
            click.echo("Ctrl-C ends the demo.")
            await asyncio.Event().wait()


class _Both:
    """The Slack sink, which also shows each accepted message on the terminal."""

    sink = "slack"

    def __init__(self, slack: Notifier, console: Notifier) -> None:
        self._slack, self._console = slack, console

    async def send(self, delivery: Delivery) -> SendOutcome:
        from monitor.model import Sent

        outcome = await self._slack.send(delivery)
        if isinstance(outcome, Sent):
            await self._console.send(delivery)
        return outcome

    async def find(self, delivery: Delivery) -> LookUp | None:
        return await self._slack.find(delivery)

    async def close(self) -> None:
        await self._slack.close()
        await self._console.close()
