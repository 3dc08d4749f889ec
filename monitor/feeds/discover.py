"""The feeds a site's page names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

from monitor.text import clean, decode, resolved

_TYPES = re.compile(r"application/(?:rss|atom|rdf|feed)\+?(?:xml|json)|application/json\b|text/(?:rss|xml)\b", re.I)
_LIKELY = re.compile(r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:$|[/._?-]|\.xml|\.json)", re.I)
_COMMENTS = re.compile(r"comments?|kommentar|commentaires", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed as a page names it. ``declared``: by `<link rel=alternate>`, not merely by an address that looks like one."""

    url: str
    title: str = ""
    declared: bool = True


def feed_links(body: bytes, *, url: str, content_type: str = "") -> tuple[FeedLink, ...]:
    """The feeds of an HTML page, declared ones first, feeds of comments last, each address once. Empty for any other body."""
    text = decode(body, content_type=content_type).text.replace("\0", "")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ()
    base = next((resolved(url, node.get("href") or "") for node in tree.iter("base") if node.get("href")), url)
    found: dict[str, FeedLink] = {}
    for link in (*_declared(tree, base), *_linked(tree, base)):
        if link.url.startswith(("http://", "https://")):
            found.setdefault(link.url, link)
    return tuple(sorted(found.values(), key=lambda link: (not link.declared, bool(_COMMENTS.search(link.title + link.url)))))


def _declared(tree: html.HtmlElement, base: str) -> list[FeedLink]:
    return [FeedLink(url=resolved(base, node.get("href") or ""), title=clean(node.get("title") or ""))
            for node in tree.iter("link") if _is_feed_link(node)]


def _is_feed_link(node: html.HtmlElement) -> bool:
    kind, href = (node.get("type") or "").strip(), node.get("href") or ""
    is_other = "oembed" in kind + href or "/wp-json/" in href
    return "alternate" in (node.get("rel") or "").lower().split() and bool(_TYPES.match(kind) and href) and not is_other


def _linked(tree: html.HtmlElement, base: str) -> list[FeedLink]:
    return [FeedLink(url=resolved(base, node.get("href") or ""), title=clean(node.text or ""), declared=False)
            for node in tree.iter("a") if _LIKELY.search((node.get("href") or "").partition("#")[0])]
