"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) to raw entries."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import NotAFeed
from monitor.feeds.entries import RawEntry
from monitor.text import decode


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed document as a reader found it; ``total`` counts the entries before any was cut."""

    title: str = ""
    language: str | None = None
    entries: Sequence[RawEntry] = ()
    total: int = 0
    ttl_minutes: str = ""
    base: str = ""


def read_json_feed(body: bytes, *, cap: int, content_type: str = "") -> RawFeed:
    """Raises NotAFeed for JSON that is broken or holds no items. The version is not asked: `items` and what they hold is."""
    try:
        data = json.loads(decode(body, content_type=content_type).text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"looks like JSON, but cannot be read: {str(error)[:120]}") from None
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(items, list) or not _is_feed(data, items):
        raise NotAFeed("JSON, but no JSON Feed: it has no list of items with an id, url or content")
    entries = [_raw(item) for item in items if isinstance(item, dict)]
    return RawFeed(title=_text(data.get("title")), language=_text(data.get("language")) or None, entries=entries[:cap],
                   total=len(entries))


def _is_feed(data: Mapping[str, Any], items: Sequence[Any]) -> bool:
    if "jsonfeed.org" in _text(data.get("version")):
        return True
    fields = {"id", "url", "title", "content_html", "content_text", "external_url"}
    return "version" in data and any(isinstance(item, dict) and len(fields & item.keys()) > 1 for item in items)


def _raw(item: Mapping[str, Any]) -> RawEntry:
    contents = tuple(filter(None, (_text(item.get("content_html")), _text(item.get("content_text")))))
    return RawEntry(
        id=_text(item.get("id")), link=_text(item.get("url")) or _text(item.get("external_url")), title=_text(item.get("title")),
        summary=_text(item.get("summary")), contents=contents, published_raw=_text(item.get("date_published")),
        updated_raw=_text(item.get("date_modified")), authors=_authors(item), language=_text(item.get("language")) or None,
    )


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    authors = item.get("authors")
    listed = [*(authors if isinstance(authors, list) else []), item.get("author")]
    return tuple(filter(None, (_text(author.get("name")) for author in listed if isinstance(author, dict))))


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
