"""`monitor deliveries`: the outbox."""

from __future__ import annotations

from typing import Any

import click

from monitor.cli.options import config_option
from monitor.cli.stored import print_json, short, with_store
from monitor.errors import UserFault
from monitor.text import counted


@click.command(name="deliveries")
@config_option()
@click.option("--dead", is_flag=True, help="Only those that were given up, or are held for a person to decide.")
@click.option("--retry", metavar="ID", help="Send this one again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a delivery.")
def command(config_path: str, dead: bool, retry: str | None, as_json: bool) -> None:
    """The outbox: what is on its way, was sent, or was given up."""
    if retry:
        if not with_store(config_path, lambda store, _config, now: store.retry_delivery(retry, now=now)):
            raise UserFault(f"no delivery {retry} that could be sent again: `monitor deliveries` lists them")
        click.echo(f"{retry} is due again", err=True)
        return
    rows: list[dict[str, Any]] = with_store(config_path, lambda store, _config, _now: store.delivery_rows(dead_only=dead))
    for row in rows:
        if as_json:
            print_json(row)
            continue
        error = f"  {row['error']}" if row.get("error") else ""
        click.echo(f"{row['id']}  {row['state']:8} {row['sink']} {row['channel']}  {row['kind']}, {row['severity']}; created "
                   f"{short(row['created'])}, {counted(row['attempts'], 'attempt')}, sent {short(row.get('sent'))}{error}")
    if not rows and not as_json:
        click.echo("nothing was given up or held" if dead else "the outbox is empty", err=True)
