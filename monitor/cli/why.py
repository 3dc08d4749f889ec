"""`monitor why`: each step an article went through, its matches with evidence, each rule's verdict and reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from monitor.alerts.codec import from_data
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
    found: dict[str, Any] = with_store(config_path, lambda store, _config, _now: store.why(what))
    if not found["entries"] and not found["articles"]:
        raise UserFault(f"{what}: no article with this address and no alert with this id is in the store; `monitor alerts` and "
                        "`monitor alerts --suppressed` list them, `monitor screen` tries a text")
    if as_json:
        print_json(found)
        return
    for line in _lines(found, entity):
        click.echo(line)


def _lines(found: dict[str, Any], entity: str | None) -> Iterator[str]:
    """The article's way, step by step."""
    for entry in found["entries"]:
        yield from _entry_lines(entry)
    for article in found["articles"]:
        yield from _article_lines(article, entity)


def _entry_lines(entry: dict[str, Any]) -> Iterator[str]:
    polled = short(entry["polls"][0]["polled"]) if entry["polls"] else "–"
    yield f"seen      {short(entry['first_seen'])} in {entry['feed_name']} (last polled {polled})"
    if entry["old"]:
        yield "          older than backfill at the feed's first poll: screened on what the feed carries, not alerted"
    if entry["note"] or entry["error"]:
        yield f"          {entry['note'] or entry['error']}"
    yield f"state     {entry['state']}, {entry['attempts']} attempts"


def _article_lines(article: dict[str, Any], entity: str | None) -> Iterator[str]:
    partial = ", partial" if article["partial"] else ""
    yield f"article   {article['title']}"
    yield f"          {article['url']}"
    yield f"read      by {article['extracted_by'] or 'the feed'}{partial}; published {short(article['published'])}, " \
          f"language {article['language'] or 'unknown'}"
    yield f"screened  {short(article['screened'])} with watchlists {article['index_version']}, rules {article['rules_version']}"
    yield from _matched(article, entity)
    for decision in article["decisions"]:
        if entity is None or decision["entity"] == entity:
            yield from _decision_lines(decision)


def _matched(article: dict[str, Any], entity: str | None) -> Iterator[str]:
    matches = [from_data(match, Match) for match in article["matches"] if entity is None or match["entity"] == entity]
    if not matches:
        found = f"{entity} was not found" if entity else "nobody on the watchlists"
        yield f"matched   {found} (try `monitor screen` on its text for near misses)"
        return
    yield "matched"
    texts = {"title": article["title"], "standfirst": article.get("standfirst") or "", "text": article.get("text") or "",
             "captions": "\n\n".join(article.get("captions") or ()), "rest": article.get("rest") or ""}
    for match in matches:
        yield from match_lines(match, texts)


def _decision_lines(decision: dict[str, Any]) -> Iterator[str]:
    rule = f"rule “{decision['rule']}”" if decision["rule"] else "no rule"
    reason = f": {decision['reason']}" if decision["reason"] else ""
    yield f"decided   {decision['entity']}: {rule} → {decision['verdict']}, {decision['severity']}{reason} ({decision['id']})"
    for delivery in decision["deliveries"]:
        error = f": {delivery['error']}" if delivery["error"] else ""
        yield f"delivery  {delivery['sink']} {delivery['channel']}: {delivery['state']}, {delivery['attempts']} attempts, " \
              f"sent {short(delivery['sent'])} {delivery['receipt'] or ''}{error}"
