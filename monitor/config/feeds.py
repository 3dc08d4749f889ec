"""The ``feeds`` of a config."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from monitor.model import ArticleMode, Feed
from monitor.yaml import Complaints, Kind, Node, fields

SHORTEST = timedelta(seconds=1)  # the tick's own pace: anything shorter is a slip of the pen
_KEYS = frozenset({"url", "name", "every", "language", "article"})
_HINTS = {"interval": 'unknown key "interval", did you mean "every"?', "lang": 'unknown key "lang", did you mean "language"?'}
_DEFAULT_PORTS = {"http": 80, "https": 443}


def read_feeds(node: Node | None, root: Node, complaints: Complaints) -> tuple[Feed, ...]:
    """The feeds in the order written; two with one address are a fault, and so is none at all."""
    if node is None or fields.is_absent(node) or (node.kind is Kind.LIST and not node.items):
        if node is None or not node.source:
            complaints.add(node or root, "feeds is missing: list at least one address under `feeds:` (it has no default)")
        return ()
    feeds = []
    seen: dict[str, Node] = {}
    for item in fields.items(node, complaints):
        feed = _read_feed(item, complaints)
        if feed is None:
            continue
        first = seen.setdefault(_identity(feed.url), item)
        if first is not item:
            complaints.add(item, f"this feed is listed twice, first on line {first.line}")
        feeds.append(feed)
    return tuple(feeds)


def _read_feed(node: Node, complaints: Complaints) -> Feed | None:
    if node.kind is Kind.TEXT:
        url = fields.web_address(node, complaints, what="a feed")
        return Feed(url=url, name=_host(url)) if url else None
    keys = fields.mapping(node, _KEYS, complaints, what="a feed", hints=_HINTS)
    if node.kind is not Kind.MAPPING:
        return None
    every = fields.duration(keys.get("every"), complaints, timedelta(minutes=5), what="every")
    if every < SHORTEST and (written := keys.get("every")) is not None:
        complaints.add(written, f"every must be {SHORTEST.total_seconds():g}s or longer: minutes are what publishers bear")
    article = fields.choice(keys.get("article"), complaints, ArticleMode, ArticleMode.FETCH, what="article")
    language = fields.language(keys.get("language"), complaints)
    name = fields.text(keys.get("name"), complaints, what="name")
    url_node = keys.get("url")
    if url_node is None or url_node.kind is Kind.EMPTY:
        if url_node is None or not url_node.source:
            complaints.add(url_node or node, "this feed has no url")
        return None
    url = fields.web_address(url_node, complaints, what="a feed")
    if url is None:
        return None
    return Feed(url=url, name=name or _host(url), every=every, language=language, article=article)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


def _identity(url: str) -> str:
    """Two spellings of one address compare equal: case of scheme and host, default port, fragment, empty path."""
    parts = urlsplit(url)
    port = parts.port if parts.port != _DEFAULT_PORTS.get(parts.scheme) else None
    user = parts.netloc.rpartition("@")[0]
    return f"{parts.scheme}://{user}@{parts.hostname}:{port or ''}{parts.path or '/'}?{parts.query}"
