"""Feeds as the commands read them: in worker processes under a deadline, as the daemon does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.errors import ContentFault, DeadlineExceeded, WorkerDied
from monitor.model import Fetched, FetchKind, FetchRequest

if TYPE_CHECKING:
    from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
    from monitor.adapters.process_workers import ProcessWorkers
    from monitor.config import HttpConfig
    from monitor.model import ParsedFeed

DEADLINE = timedelta(seconds=5)


@asynccontextmanager
async def readers(http: HttpConfig, count: int) -> AsyncIterator[tuple[AiohttpFetcher, ProcessWorkers]]:
    """A fetcher and ``count`` workers; the caller has called start_forkserver before there was a loop."""
    from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
    from monitor.adapters.process_workers import ProcessWorkers

    workers = ProcessWorkers(count, tasks="monitor.cli.feed_reading", deadline=DEADLINE)
    try:
        async with AiohttpFetcher(http) as fetcher:
            yield fetcher, workers
    finally:
        await workers.close(timedelta(seconds=1))


async def fetched(fetcher: AiohttpFetcher, url: str) -> Fetched:
    """The document at an address. Raises ContentFault where there is none to be had."""
    outcome = await fetcher.fetch(FetchRequest(url=url, kind=FetchKind.FEED))
    if not isinstance(outcome, Fetched):
        raise ContentFault(str(getattr(outcome, "detail", "the server answered 304 though nothing was asked conditionally")))
    return outcome


async def parsed(workers: ProcessWorkers, document: Fetched) -> ParsedFeed:
    """The feed in a document; one that hangs or kills the full reader is read by the plain one. Raises NotAFeed and WorkerFault."""
    arguments = (document.body, document.url, document.content_type)
    try:
        feed: ParsedFeed = await workers.run("parse_feed", *arguments)
    except (DeadlineExceeded, WorkerDied):
        feed = await workers.run("parse_feed_degraded", *arguments)
    return feed


async def named(workers: ProcessWorkers, document: Fetched) -> list[tuple[str, str]]:
    """The feeds a page names, as (address, title). Raises WorkerFault."""
    links: list[tuple[str, str]] = await workers.run("feed_links", document.body, document.url, document.content_type)
    return links


# ------------------------------------------------------------------ in a worker
def _parse_feed(body: bytes, url: str, content_type: str) -> ParsedFeed:
    from monitor.feeds.parse import parse_feed

    return parse_feed(body, url=url, content_type=content_type)


def _parse_feed_degraded(body: bytes, url: str, content_type: str) -> ParsedFeed:
    from monitor.feeds.parse import parse_feed_degraded

    return parse_feed_degraded(body, url=url, content_type=content_type)


def _feed_links(body: bytes, url: str, content_type: str) -> list[tuple[str, str]]:
    from monitor.feeds.discover import feed_links

    return [(link.url, link.title) for link in feed_links(body, url=url, content_type=content_type)]


TASKS: dict[str, Callable[..., Any]] = {
    "parse_feed": _parse_feed, "parse_feed_degraded": _parse_feed_degraded, "feed_links": _feed_links}
