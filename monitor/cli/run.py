"""`monitor run`: the daemon."""

from __future__ import annotations

import os
import sys

import click

from monitor.cli.options import config_option


@click.command(name="run")
@config_option()
def command(config_path: str) -> None:
    """The daemon: polls, screens, alerts, until SIGTERM or Ctrl-C (drains within 25 s; a second signal stops at once)."""
    from monitor.daemon.running import run

    sys.exit(run(config_path, environment=os.environ))
