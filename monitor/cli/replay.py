"""`monitor replay`: the stored articles, screened again with today's (or other) watchlists."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.compiled import compiled
from monitor.cli.options import Duration, config_option
from monitor.cli.progress import counting
from monitor.cli.rows import match_row
from monitor.cli.stored import print_json, short, with_store
from monitor.errors import WorkerFault
from monitor.model import Screened

if TYPE_CHECKING:
    from monitor.adapters.sql_store import SqlStore
    from monitor.adapters.sql_store.queries import StoredArticle
    from monitor.config import Config
    from monitor.model import Article, Decision, Document, Match, Watchlist
    from monitor.ports import Workers

CHUNK = 32
CHUNK_DEADLINE = timedelta(seconds=120)


@click.command(name="replay")
@config_option()
@click.option("--since", type=Duration(), default="30d", show_default=True, help="How far back.")
@click.option("-w", "--watchlist", "paths", multiple=True, metavar="PATH", help="Watchlist file or folder instead of the config's.")
@click.option("--send", is_flag=True, help="Queue what would alert and was never told; the daemon (or `monitor once`) delivers it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an alert.")
def command(config_path: str, since: timedelta, paths: tuple[str, ...], send: bool, as_json: bool) -> None:
    """Screens the stored articles again and shows what would have alerted."""
    from monitor.adapters.process_workers import start_forkserver

    start_forkserver()

    async def ask(store: Any, config: Any, now: datetime) -> int:
        return await _replayed(store, config, now, config_path=config_path, since=now - since, paths=paths, send=send,
                               as_json=as_json)

    shown = with_store(config_path, ask)
    click.echo(f"{shown} {'queued' if send else 'would alert'}", err=True)


async def _replayed(store: SqlStore, config: Config, now: datetime, *, config_path: str, since: datetime,
                    paths: Sequence[str], send: bool, as_json: bool) -> int:
    from monitor.adapters.process_workers import ProcessWorkers
    from monitor.reading import document_of

    shown = 0
    with compiled(_watchlists(config, config_path, paths)) as (folder, version):
        workers = ProcessWorkers(max(2, os.cpu_count() or 1))
        try:
            with counting("screening again", "articles") as step:
                async for batch in store.articles_since(since):
                    found = await _screened(workers, [document_of(stored.article) for stored in batch], folder, version)
                    for stored, matches in zip(batch, found, strict=True):
                        step()
                        shown += await _told(store, config, stored, matches, now, send=send, as_json=as_json)
        finally:
            await workers.close(timedelta(seconds=1))
    return shown


async def _screened(workers: Workers, documents: list[Document], folder: str, version: str) -> list[tuple[Match, ...]]:
    """The matches of each; one that kills its worker is halved out, said, and has none: the others are not given up for it."""
    try:
        found = await workers.run("screen", documents, folder, version, False, deadline=CHUNK_DEADLINE)
    except WorkerFault as fault:
        if len(documents) == 1:
            click.echo(f"left out: {dict(documents[0].fields).get('title', '')!r}: {fault}", err=True)
            return [()]
        half = len(documents) // 2
        return await _screened(workers, documents[:half], folder, version) + await _screened(workers, documents[half:], folder, version)
    return [matches for matches, _ in found]


async def _told(store: SqlStore, config: Config, stored: StoredArticle, matches: tuple[Match, ...], now: datetime, *, send: bool,
                as_json: bool) -> int:
    """Shows (and queues) what this article alerts; how many."""
    from monitor.alerts.rules import Context, decide
    from monitor.model import Reading, Verdict
    from monitor.pipeline import Origin, alerts_of

    article = stored.article
    known = await store.known_keys(article.url) if send else frozenset()
    decisions = decide(matches, config.rules, Context(article_url=article.url, old=False, known_keys=known, today=now.date(),
                                                      default_channel=config.slack.channel))
    by_entity = {(match.watchlist, match.entity): match for match in matches}
    fired = [decision for decision in decisions if decision.verdict is Verdict.ALERT]
    for decision in fired:
        _show(decision, by_entity[decision.watchlist, decision.entity], article, as_json)
    if not (send and fired):
        return len(fired)
    origin = Origin(entry_id=0, rev=0, feed_url=stored.feed_url, feed_name=stored.feed_name, seen=stored.seen)
    alerts = alerts_of(Reading(article=article, matches=matches), fired, origin, now)
    receipt = await store.record_replayed(Screened(
        entry_id=0, token="", article=article, matches=matches, alerts=alerts, seen=stored.seen, screened=now,
        index_version="replay", rules_version=config.version), stored.id)
    return receipt.alerts


def _show(decision: Decision, match: Match, article: Article, as_json: bool) -> None:
    if as_json:
        print_json({"rule": decision.rule, "severity": str(decision.severity), "url": article.url, "title": article.title,
                    "published": article.published} | match_row(match))
    else:
        click.echo(f"{short(article.published)}  {str(decision.severity).upper():6} {match.name} ({match.tier}): {article.title}")
        click.echo(f"    {article.url}; rule: {decision.rule}")


def _watchlists(config: Config, config_path: str, paths: Sequence[str]) -> tuple[Watchlist, ...]:
    from monitor.adapters.disk_files import DiskFiles
    from monitor.cli.lists import kept_lists
    from monitor.daemon.loading import gather, watchlist_paths
    from monitor.watchlists.local import read_with_lists

    found = gather(list(paths) or watchlist_paths(config, config_path), DiskFiles())
    return read_with_lists(found, kept_lists(config, config_path)).watchlists

