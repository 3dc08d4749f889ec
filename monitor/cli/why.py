"""`monitor why`: each step an article went through, its matches with evidence, each rule's verdict and reason."""

from __future__ import annotations

from typing import Any

import click

from monitor.cli.explain import match_lines
from monitor.cli.options import config_option
from monitor.cli.stored import print_json, short, with_store
from monitor.errors import UserFault
from monitor.model import Match


@click.command(name="why")
@config_option()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.argument("what", metavar="URL_OR_ALERT")
@click.argument("entity", required=False)
def command(config_path: str, as_json: bool, what: str, entity: str | None) -> None:
    """Why an article alerted, or why it did not: give its address or an alert's id, and an entity to look at only that."""
    story = with_store(config_path, lambda store, _config, _now: store.why(what))
    if story is None:
        raise UserFault(f"{what}: no article with this address and no alert with this id is in the store; `monitor alerts` and "
                        "`monitor alerts --suppressed` list them, `monitor screen` tries a text")
    if as_json:
        print_json(story.row())
        return
    for line in _lines(story, entity):
        click.echo(line)


def _lines(story: Any, entity: str | None) -> list[str]:
    """The article's way, step by step."""
    lines = [f"{story.title}", f"  {story.url}"]
    for entry in story.entries:
        lines.append(f"seen      {short(entry['first_seen'])} in {entry['feed']} (last polled {short(entry['last_poll'])})")
        if entry.get("old"):
            lines.append("          older than backfill at the feed's first poll")
        if entry.get("note") or entry.get("error"):
            lines.append(f"          {entry.get('note') or entry.get('error')}")
        lines.append(f"state     {entry['state']}, {entry['attempts']} attempts")
    if story.screened:
        partial = ", partial" if story.partial else ""
        lines.append(f"read      by {story.extracted_by or 'the feed'}{partial}; published {short(story.published)}, {story.language or 'language unknown'}")
        lines.append(f"screened  {short(story.screened)} with watchlists {story.index_version}, rules {story.rules_version}")
    lines += _match_part(story, entity)
    for decision in story.decisions:
        if entity is None or decision["entity"] == entity:
            rule = f"rule “{decision['rule']}”" if decision["rule"] else "no rule"
            lines.append(f"decided   {decision['entity']}: {rule} → {decision['verdict']}"
                         + (f": {decision['reason']}" if decision["reason"] else f", {decision['severity']} ({decision['id']})"))
    for delivery in story.deliveries:
        error = f": {delivery['error']}" if delivery.get("error") else ""
        lines.append(f"delivery  {delivery['sink']} {delivery['channel']}: {delivery['state']}, {delivery['attempts']} attempts, "
                     f"sent {short(delivery.get('sent'))} {delivery.get('receipt') or ''}{error}")
    return lines


def _match_part(story: Any, entity: str | None) -> list[str]:
    matches: list[Match] = [match for match in story.matches if entity is None or match.entity == entity]
    if not matches:
        who = f"{entity} was not found" if entity else "nobody on the watchlists was found"
        return [f"matched   {who} (try `monitor screen` on its text for near misses)"] if story.screened else []
    texts = dict(story.fields)
    return ["matched", *(line for match in matches for line in match_lines(match, texts))]
