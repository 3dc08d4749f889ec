"""`monitor preview`: what the monitor reads in a feed or page, told apart by what they hold, never by their ending.

Everything is read in worker processes as the daemon's are: a file that hangs or kills its worker becomes an error row.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import textwrap
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.errors import ContentFault, NotAFeed, WorkerFault

if TYPE_CHECKING:
    from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
    from monitor.adapters.process_workers import ProcessWorkers
    from monitor.config import HttpConfig
    from monitor.model import Article, ParsedFeed

_DEADLINE = timedelta(seconds=10)  # of a page; feeds are read faster
_FEED_DEADLINE = timedelta(seconds=5)
_GRACE = timedelta(seconds=5)
_TASKS_MODULE = "monitor.cli.preview"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("-c", "--config", "config_path", type=click.Path(dir_okay=False, exists=True),
              help="Take the http settings for addresses from this file.")
@click.argument("sources", nargs=-1, required=True, metavar="FILE_OR_URL...")
def command(sources: tuple[str, ...], as_json: bool, config_path: str | None) -> None:
    """Show what the monitor reads there: the entries of a feed, or the title, date and text of an article."""
    from monitor.adapters.process_workers import start_forkserver

    start_forkserver()
    failed = asyncio.run(_preview(sources, _http(config_path), _json_line if as_json else _for_people))
    sys.exit(1 if failed else 0)


def _http(config_path: str | None) -> HttpConfig:
    from monitor.config import HttpConfig, read_config

    if config_path is None:
        return HttpConfig()
    return read_config(Path(config_path).read_bytes(), name=config_path, environment=os.environ).http


# ------------------------------------------------------------------ reading all, answering in order
async def _preview(sources: tuple[str, ...], http: HttpConfig, shown: Callable[[dict[str, Any]], str]) -> bool:
    """Prints a row for each source as soon as those before it are printed; whether any failed."""
    from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
    from monitor.adapters.process_workers import ProcessWorkers

    count = max(1, min(len(sources), os.cpu_count() or 1, 4))
    workers = ProcessWorkers(count, tasks=_TASKS_MODULE, deadline=_DEADLINE)
    turns, failed = asyncio.Semaphore(4 * count), False
    async with AiohttpFetcher(http) as fetcher:
        try:
            tasks = [asyncio.create_task(_row(source, workers, fetcher, turns, http)) for source in sources]
            for task in tasks:
                row = await task
                failed = failed or "error" in row
                click.echo(shown(row).encode("utf-8", "backslashreplace"))
        finally:
            await workers.close(_GRACE)
    return failed


async def _row(source: str, workers: ProcessWorkers, fetcher: AiohttpFetcher, turns: asyncio.Semaphore,
               http: HttpConfig) -> dict[str, Any]:
    async with turns:
        try:
            url, body, content_type = await _body(source, fetcher, http)
            row = await _read(workers, body, url, content_type)
        except (ContentFault, WorkerFault, OSError) as error:
            return {"source": source, "error": str(error)}
    return {"kind": row.pop("kind"), "source": source, **row}


async def _body(source: str, fetcher: AiohttpFetcher, http: HttpConfig) -> tuple[str, bytes, str]:
    """Final address (empty for a file), bytes and content type. Raises ContentFault or OSError."""
    from monitor.model import Fetched, FetchFailed, FetchKind, FetchRequest

    if not source.lower().startswith(("http://", "https://")):
        path = Path(source)
        if path.stat().st_size > http.max_feed_bytes:
            raise ContentFault(f"larger than http.max_feed_bytes ({http.max_feed_bytes:,} bytes)")
        return "", await asyncio.to_thread(path.read_bytes), ""
    outcome = await fetcher.fetch(FetchRequest(url=source, kind=FetchKind.FEED))
    if isinstance(outcome, FetchFailed):
        raise ContentFault(outcome.detail)
    if not isinstance(outcome, Fetched):
        raise ContentFault("the server answered 304 though nothing was asked conditionally")
    return outcome.url, outcome.body, outcome.content_type


async def _read(workers: ProcessWorkers, body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """What a worker reads; a body that killed one is read once more by the plain readers."""
    from monitor.errors import DeadlineExceeded, WorkerDied
    from monitor.text.sniff import Kind, kind_of

    deadline = _FEED_DEADLINE if kind_of(body) in (Kind.XML_FEED, Kind.SITEMAP) else _DEADLINE
    try:
        row = await workers.run("look", body, url, content_type, deadline=deadline)
    except (DeadlineExceeded, WorkerDied):
        row = await workers.run("look_degraded", body, url, content_type)
    return dict(row)


# ------------------------------------------------------------------ in a worker
def look(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """The row of a feed or article. Raises ContentFault for what is neither."""
    from monitor.feeds.parse import parse_feed

    return _looked(parse_feed, body, url, content_type, full=True)


def look_degraded(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """The same by the plain readers: nothing keeps them busy for long."""
    from monitor.feeds.parse import parse_feed_degraded

    return _looked(parse_feed_degraded, body, url, content_type, full=False)


def _looked(parse: Callable[..., ParsedFeed], body: bytes, url: str, content_type: str, *, full: bool) -> dict[str, Any]:
    from monitor.articles import extract, read_page
    from monitor.model import Page

    try:
        return _feed_row(parse(body, url=url, content_type=content_type))
    except NotAFeed as no_feed:
        try:
            parsed = read_page(Page(url=url, body=body, content_type=content_type))
        except ContentFault as no_page:
            raise ContentFault(f"neither a feed ({no_feed}) nor an article ({no_page})") from None
    article = extract(parsed, full=full)
    return _article_row(article, parsed.metadata.published or article.published)


TASKS: dict[str, Callable[..., Any]] = {"look": look, "look_degraded": look_degraded}


# ------------------------------------------------------------------ rows
def _feed_row(feed: ParsedFeed) -> dict[str, Any]:
    entries = [{"id": entry.id, "link": entry.link, "title": entry.title, "summary": entry.summary,
                "published": _iso(entry.published), "updated": _iso(entry.updated), "authors": list(entry.authors)}
               for entry in feed.entries]
    row = {"kind": "feed", "title": feed.title, "language": feed.language, "entries": entries}
    return row | ({"cut": feed.cut} if feed.cut else {}) | ({"degraded": feed.degraded} if feed.degraded else {})


def _article_row(article: Article, published: datetime | None) -> dict[str, Any]:
    """``published`` in the zone the page names: its day is the day readers saw on it."""
    return {"kind": "article", "url": article.url, "title": article.title, "standfirst": article.standfirst,
            "text": article.text, "captions": list(article.captions), "published": _iso(published),
            "language": article.language, "extracted_by": article.extracted_by, "partial": article.partial}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


# ------------------------------------------------------------------ printing
def _json_line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _for_people(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"{row['source']}: {row['error']}\n"
    lines = _feed_lines(row) if row["kind"] == "feed" else _article_lines(row)
    return "\n".join((*lines, ""))


def _feed_lines(row: dict[str, Any]) -> list[str]:
    count = len(row["entries"])
    lines = [f"{row['title'] or row['source']}",
             f"  feed, {count} {'entry' if count == 1 else 'entries'}, language {row['language'] or 'not named'}, {row['source']}"]
    for entry in row["entries"]:
        day = (entry["published"] or entry["updated"] or "undated")[:16].replace("T", " ")
        lines += ["", f"  {day:16}  {entry['title'] or '(no title)'}", *_wrapped(entry["summary"][:400], indent=20)]
        lines += [f"{'':20}{entry['link']}"] if entry["link"] else []
    if row.get("cut"):
        lines += ["", f"  {row['cut']} more entries were left out"]
    return lines


def _article_lines(row: dict[str, Any]) -> list[str]:
    facts = [row["published"] or "undated", f"language {row['language'] or 'not named'}", f"text by {row['extracted_by']}"]
    facts += ["partial: the page is behind a paywall"] if row["partial"] else []
    lines = [row["title"] or "(no title)", f"  article, {', '.join(facts)}", f"  {row['url'] or row['source']}", ""]
    lines += [*_wrapped(row["standfirst"], indent=2), ""] if row["standfirst"] else []
    for paragraph in row["text"].split("\n"):
        lines += [*_wrapped(paragraph, indent=2), ""]
    lines += [line for caption in row["captions"] for line in _wrapped(f"[caption] {caption}", indent=2)]
    return lines


def _wrapped(text: str, *, indent: int) -> list[str]:
    return textwrap.wrap(text, width=110, initial_indent=" " * indent, subsequent_indent=" " * indent)
