"""`monitor health`: the daemon's health, as text and exit status; for HEALTHCHECK."""

from __future__ import annotations

import http.client
import json
import os
import sys
from contextlib import closing

import click

from monitor.cli.options import config_option


@click.command(name="health")
@config_option()
@click.option("--url", metavar="HOST:PORT", help="Ask this address instead of the config's status.listen.")
def command(config_path: str, url: str | None) -> None:
    """Asks the daemon on status.listen; exit status 0 when it is alive, ready, and its sinks take messages, else 1."""
    address = url or _configured(config_path)
    host, _, port = address.removeprefix("http://").rstrip("/").rpartition(":")
    if not (port.isascii() and port.isdigit()):
        raise click.UsageError(f"{address} names no port: write it as 127.0.0.1:8080")
    if host.strip("[]") in ("", "0.0.0.0", "::"):  # noqa: S104  listened on everywhere, so reached on loopback
        host = "127.0.0.1"
    failed, stopped = False, dict[str, str]()
    for path in ("/healthz", "/readyz"):
        try:
            with closing(http.client.HTTPConnection(host.strip("[]"), int(port), timeout=5)) as connection:
                connection.request("GET", path)
                answer = connection.getresponse()
                body = json.loads(answer.read() or b"{}")
        except (OSError, ValueError, http.client.HTTPException) as error:
            click.echo(f"{path}: no answer from {host}:{port}: {error or type(error).__name__}")
            sys.exit(1)
        stopped = body.get("stopped") or {}
        failed |= answer.status != 200 or bool(stopped)
        click.echo(f"{path}: {'fine' if answer.status == 200 else 'not fine'} {json.dumps(body, ensure_ascii=False)}")
    for sink, reason in stopped.items():
        click.echo(f"{sink}: stopped: {reason}")
    sys.exit(1 if failed else 0)


def _configured(config_path: str) -> str:
    from monitor.adapters.disk_files import DiskFiles
    from monitor.daemon.loading import load_config

    listen = load_config(config_path, DiskFiles(), os.environ).status.listen
    if not listen or listen.endswith(":0"):
        raise click.UsageError("status.listen is off or picks its own port: name the address with --url")
    return listen
