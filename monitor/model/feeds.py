"""What is polled and what it holds: feeds, entries, parsed feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model.words import ArticleMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What we poll, as the config names it."""

    url: str
    name: str
    every: timedelta = timedelta(minutes=5)
    language: str | None = None
    article: ArticleMode = ArticleMode.FETCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """A server's own words for a version of a document, returned byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as published, its texts free of markup.

    ``key`` identifies it inside its feed for good; ``id`` is what the feed gave (may be empty);
    ``content_hash`` changes when any text changes.
    """

    feed: str
    key: str
    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    contents: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    published_raw: str = ""
    authors: tuple[str, ...] = ()
    language: str | None = None
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document read: ``cut`` entries beyond the cap were left out; ``degraded`` says which reader was needed."""

    source: str
    title: str = ""
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    ttl: timedelta | None = None
    cut: int = 0
    degraded: str | None = None
