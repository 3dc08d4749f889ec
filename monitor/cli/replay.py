"""`monitor replay`: the stored articles, screened again with today's (or other) watchlists."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.compiled import compiled
from monitor.cli.options import Duration, config_option
from monitor.cli.progress import counting
from monitor.cli.rows import match_row
from monitor.cli.stored import print_json, short, with_store
from monitor.model import Screened

if TYPE_CHECKING:
    from monitor.adapters.backwards_tasks import KnownNames
    from monitor.adapters.sql_store import SqlStore
    from monitor.adapters.sql_store.queries import StoredArticle, StoredText
    from monitor.config import Config
    from monitor.daemon.stored import Found
    from monitor.errors import WorkerFault
    from monitor.model import Article, Decision, Match, Rule, Watchlist
    from monitor.ports import Workers

BATCH = 400  # articles read at once


@dataclass(slots=True)
class Report:
    """What a replay came to: alerts shown or queued, articles of the period, those whose text is gone and those left out."""

    shown: int = 0
    articles: int = 0
    gone: int = 0
    left_out: list[int] = field(default_factory=list)


@click.command(name="replay")
@config_option()
@click.option("--since", type=Duration(), default="30d", show_default=True, help="How far back.")
@click.option("-w", "--watchlist", "paths", multiple=True, metavar="PATH", help="Watchlist file or folder instead of the config's.")
@click.option("--send", is_flag=True, help="Queue what would alert and was never told; the daemon (or `monitor once`) delivers it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an alert.")
def command(config_path: str, since: timedelta, paths: tuple[str, ...], send: bool, as_json: bool) -> None:
    """Screens the stored articles again and shows what would have alerted.

    Exit status 1 where articles of the period could not be screened: the answer is not the whole one then.
    """
    from monitor.adapters.backwards_tasks import backwards_beside, known_names
    from monitor.adapters.process_workers import start_forkserver
    from monitor.cli.lists import index_root

    start_forkserver()

    async def ask(store: Any, config: Any, now: datetime) -> tuple[Report, Any]:
        rules, watchlists = _asked(config, config_path, paths)
        names = known_names(Path(backwards_beside(index_root(config, config_path))))
        replay = Replay(store, replace(config, rules=rules), now, send=send, as_json=as_json, names=names)
        return await replay.run(watchlists, now - since), config

    report, config = with_store(config_path, ask)
    click.echo(f"{report.shown} {'queued' if send else 'would alert'}, in {report.articles - report.gone} articles", err=True)
    if report.gone:
        click.echo(f"left out: {report.gone} of {report.articles} articles, whose text is no longer kept "
                   f"(retention: {config.retention.days}d)", err=True)
    if report.left_out:
        click.echo(f"left out: {len(report.left_out)} of {report.articles} articles, which could not be screened", err=True)
    sys.exit(1 if report.gone or report.left_out else 0)


class Replay:
    """One run of the command over a store. ``names``: who is listed here, and since when; None where that is not known."""

    def __init__(self, store: SqlStore, config: Config, now: datetime, *, send: bool, as_json: bool,
                 names: KnownNames | None = None) -> None:
        self._store, self._config, self._now, self._send, self._as_json = store, config, now, send, as_json
        self._report = Report()
        self._names = names

    async def run(self, watchlists: Sequence[Watchlist], since: datetime) -> Report:
        """Shows (and queues) what the articles first seen at ``since`` or later alert, in their order."""
        from monitor.adapters.process_workers import ProcessWorkers

        report = self._report
        report.articles, kept = await self._store.kept_texts(since, self._now)
        report.gone = report.articles - kept
        processes = max(2, os.cpu_count() or 1)
        with compiled(watchlists) as (folder, version):
            workers = ProcessWorkers(processes)
            try:
                with counting("screening again", "articles", total=kept) as step:
                    async for number, found in self._screened(workers, since, folder, version, ahead=2 * processes):
                        matches = {one.id: own for one, own in found}
                        for stored in await self._store.articles(list(matches)):
                            report.shown += await self._told(stored, matches[stored.id])
                        step(number)
            finally:
                await workers.close(timedelta(seconds=1))
        return report

    async def _screened(self, workers: Workers, since: datetime, folder: str, version: str, *,
                        ahead: int) -> AsyncIterator[tuple[int, list[Found[StoredText]]]]:
        """How many articles a chunk had and what was found in which of them, oldest first; up to ``ahead`` chunks in work."""
        from monitor.daemon.stored import chunks, screen_stored

        waiting: deque[tuple[int, asyncio.Task[list[Found[StoredText]]]]] = deque()
        seen, last = since, 0
        while batch := await self._store.texts_after(seen, last, self._now, BATCH):
            seen, last = batch[-1].seen, batch[-1].id
            for chunk in chunks(batch):
                work = screen_stored(workers, chunk, folder, version, left_out=self._left_out)
                waiting.append((len(chunk), asyncio.create_task(work)))
                if len(waiting) > ahead:
                    number, task = waiting.popleft()
                    yield number, await task
        for number, task in waiting:
            yield number, await task

    def _left_out(self, one: StoredText, fault: WorkerFault) -> None:
        click.echo(f"left out: article {one.id}: {fault}", err=True)
        self._report.left_out.append(one.id)

    async def _told(self, stored: StoredArticle, matches: tuple[Match, ...]) -> int:
        """Shows (and queues) what this article alerts; how many."""
        from monitor.alerts.rules import Context, before_listing, decide
        from monitor.model import Reading, Verdict
        from monitor.pipeline import Origin, alerts_of

        article, config = stored.article, self._config
        known = await self._store.known_keys(article.url) if self._send else frozenset()
        decisions = decide(matches, config.rules, Context(article_url=article.url, old=False, known_keys=known, today=self._now.date(),
                                                          default_channel=config.slack.channel))
        by_entity = {(match.watchlist, match.entity): match for match in matches}
        fired = [one for decision in decisions if decision.verdict is Verdict.ALERT
                 for one in (before_listing([decision]) if self._was_unlisted(by_entity, decision, stored) else [decision])]
        for decision in fired:
            _show(decision, by_entity[decision.watchlist, decision.entity], article, self._as_json)
        if not (self._send and fired):
            return len(fired)
        origin = Origin(entry_id=0, rev=0, feed_url=stored.feed_url, feed_name=stored.feed_name, seen=stored.seen)
        receipt = await self._store.record_replayed(Screened(
            entry_id=0, token="", article=article, matches=matches, seen=stored.seen, screened=self._now,
            alerts=alerts_of(Reading(article=article, matches=matches), fired, origin, self._now),
            index_version="replay", rules_version=config.version), stored.id)
        return receipt.alerts

    def _was_unlisted(self, by_entity: Mapping[tuple[str, str], Match], decision: Decision, stored: StoredArticle) -> bool:
        from monitor.watchlists.newcomers import was_unlisted

        match = by_entity[decision.watchlist, decision.entity]
        return self._names is not None and was_unlisted(match, stored.seen, self._names.listed, self._names.came)


def _show(decision: Decision, match: Match, article: Article, as_json: bool) -> None:
    from monitor.alerts.rules import BEFORE_LISTING, is_before_listing

    if as_json:
        print_json({"rule": decision.rule, "severity": str(decision.severity), "reason": decision.reason, "url": article.url,
                    "title": article.title, "published": article.published} | match_row(match))
    else:
        click.echo(f"{short(article.published)}  {str(decision.severity).upper():6} {match.name} ({match.tier}): {article.title}")
        before = f"; {BEFORE_LISTING}" if is_before_listing(decision) else ""
        click.echo(f"    {article.url}; rule: {decision.rule}{before}")


def _asked(config: Config, config_path: str, paths: Sequence[str]) -> tuple[tuple[Rule, ...], tuple[Watchlist, ...]]:
    """The rules and watchlists that apply. Raises Faults."""
    from monitor.adapters.disk_files import DiskFiles
    from monitor.cli.lists import kept_lists
    from monitor.cli.screen import rules_for
    from monitor.config import check_rules
    from monitor.daemon.loading import gather, watchlist_paths
    from monitor.errors import Faults
    from monitor.watchlists.local import read_with_lists

    found = gather(list(paths) or watchlist_paths(config, config_path), DiskFiles())
    watchlists = read_with_lists(found, kept_lists(config, config_path)).watchlists
    if paths:
        return rules_for(config.rules, {watchlist.name for watchlist in watchlists}), watchlists
    if faults := check_rules(config, watchlists):
        raise Faults(faults)
    return config.rules, watchlists
