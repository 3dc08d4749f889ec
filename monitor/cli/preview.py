"""`monitor preview`: what the monitor reads in a feed or page, told apart by what they hold."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitor.errors import ContentFault, NotAFeed
from monitor.model import Article, Page, ParsedFeed


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("sources", nargs=-1, required=True, metavar="FILE_OR_URL...")
def command(sources: tuple[str, ...], as_json: bool) -> None:
    """Show what the monitor reads there: the entries of a feed, or the title, date and text of an article."""
    failed = False
    for source in sources:
        row = _row(source)
        failed = failed or "error" in row
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else row)
    sys.exit(1 if failed else 0)


def _row(source: str) -> dict[str, Any]:
    try:
        body = Path(source).read_bytes()
        return {**_read(body), "source": source}
    except (ContentFault, OSError) as error:
        return {"source": source, "error": str(error)}


def _read(body: bytes, url: str = "", content_type: str = "") -> dict[str, Any]:
    from monitor.articles import extract, read_page
    from monitor.feeds.parse import parse_feed

    try:
        return _feed_row(parse_feed(body, url=url, content_type=content_type))
    except NotAFeed as no_feed:
        try:
            return _article_row(extract(read_page(Page(url=url, body=body, content_type=content_type))))
        except ContentFault as no_page:
            raise ContentFault(f"neither a feed ({no_feed}) nor a page ({no_page})") from None


def _feed_row(feed: ParsedFeed) -> dict[str, Any]:
    return {"kind": "feed", "source": feed.source, "title": feed.title, "language": feed.language, "entries": [
        {"id": entry.id, "link": entry.link, "title": entry.title, "summary": entry.summary, "published": _iso(entry.published),
         "updated": _iso(entry.updated), "authors": list(entry.authors)} for entry in feed.entries]}


def _article_row(article: Article) -> dict[str, Any]:
    return {"kind": "article", "source": "", "url": article.url, "title": article.title, "standfirst": article.standfirst,
            "text": article.text, "captions": list(article.captions), "published": _iso(article.published),
            "language": article.language, "extracted_by": article.extracted_by, "partial": article.partial}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
