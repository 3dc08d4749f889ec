"""`monitor alerts`: what was alerted, or held back, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import click

from monitor.cli.options import Duration, config_option
from monitor.cli.stored import print_json, short, with_store


@click.command(name="alerts")
@config_option()
@click.option("--since", type=Duration(), default="7d", show_default=True, help="How far back.")
@click.option("--suppressed", is_flag=True, help="What was held back, with the reason, instead of what was alerted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an alert.")
def command(config_path: str, since: timedelta, suppressed: bool, as_json: bool) -> None:
    """What was alerted (or held back), when, where to, and what became of it."""
    async def ask(store: Any, _config: Any, now: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await store.alert_rows(since=now - since, suppressed=suppressed)
        return [row for row in rows if (row["verdict"] != "alert") == suppressed]

    rows = with_store(config_path, ask)
    for row in rows:
        (print_json if as_json else _print)(row)
    if not rows and not as_json:
        click.echo("nothing was held back" if suppressed else "no alerts", err=True)


def _print(row: dict[str, Any]) -> None:
    trip = row.get("trip")
    where = f" — {trip['status']} trip to {trip.get('destination') or trip.get('country') or 'an unknown place'}" if trip else ""
    click.echo(f"{short(row['created'])}  {row['id']}  {str(row['severity']).upper():6} {row['name']}{where}  ({row['tier']})")
    click.echo(f"    {row['title']}  {row['url']}")
    click.echo(f"    {row['feed_name'] or row['feed']}, published {short(row['published'])}, seen {short(row['seen'])}; "
               f"rule: {row['rule'] or 'none'}")
    if row["verdict"] != "alert":
        click.echo(f"    suppressed: {row['reason']}")
    for delivery in row["deliveries"]:
        error = f": {delivery['error']}" if delivery.get("error") else ""
        click.echo(f"    {delivery['sink']} {delivery['channel']}: {delivery['state']}{error}")
