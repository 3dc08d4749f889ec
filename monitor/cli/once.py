"""`monitor once`: one round of everything."""

from __future__ import annotations

import os
import sys

import click

from monitor.cli.options import config_option


@click.command(name="once")
@config_option()
def command(config_path: str) -> None:
    """Polls every feed now, reads, delivers, and exits: 0, or 75 when alerts wait undelivered."""
    from monitor.daemon.running import once

    report = once(config_path, environment=os.environ)
    if report.stopped:
        click.echo("stopped before the round was done: what is left waits for the next", err=True)
        sys.exit(report.status())
    for url, error in report.unread:
        click.echo(f"not read: {url}: {error}", err=True)
    waiting = f"; {report.waiting} {'message waits' if report.waiting == 1 else 'messages wait'} undelivered" if report.waiting else ""
    let_be = f"; {report.let_be} left alone: in another process's hands, or asking for a pause" if report.let_be else ""
    click.echo(f"polled {report.feeds} feed{'s' * (report.feeds != 1)}, {len(report.unread)} could not be read{let_be}{waiting}", err=True)
    if report.behind:
        click.echo(f"newly listed names are looked for in {report.behind} more stored articles in the next rounds", err=True)
    sys.exit(report.status())
