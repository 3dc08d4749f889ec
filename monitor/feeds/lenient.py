"""The lenient XML readers: sitemaps, and any feed that has already cost a worker its life.

lxml in recover mode is 35 times faster than feedparser and survives every hostile body known to us, but alone it would
cut texts at undeclared entities and trust wrong charset labels: both are repaired in the text before it sees it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

from monitor.errors import NotAFeed
from monitor.feeds.entries import RawEntry
from monitor.feeds.jsonfeed import RawFeed
from monitor.text import decode, parse_date, resolved

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"^\s*(?:<!--.{0,2000}?-->\s*)*<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_PROLOGUE = 100_000  # characters in which a document type stands, if any
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(#?\w{1,31};?)?")
_INVALID = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+")
_TWICE = re.compile("[ÂÃ][\x80-\xbf]")
_SUMMARY = ("description", "summary", "subtitle")
_CONTENT = ("encoded", "content", "body")
_PUBLISHED = ("pubDate", "published", "issued", "date", "created")
_UPDATED = ("updated", "modified", "lastmod")


def read_xml_leniently(body: bytes, *, cap: int, content_type: str = "") -> RawFeed:
    """RSS, Atom and RDF entries. Raises NotAFeed where no feed element is found."""
    root = _root(body, content_type)
    if root is None or not any(_name(node) in ("rss", "feed", "rdf", "rdf:rdf", "channel", "item", "entry")
                               for node in _first(root, 50)):
        raise NotAFeed("no feed could be found in it, even by the lenient reader")
    nodes = [node for node in root.iter() if _name(node) in ("item", "entry")]
    channel = next((node for node in root.iter() if _name(node) in ("channel", "feed")), root)
    return RawFeed(title=_child(channel, ("title",)), language=_child(channel, ("language",)) or _lang(channel),
                   entries=[_entry(node) for node in nodes[:cap]], total=len(nodes), ttl_minutes=_child(channel, ("ttl",)))


def read_sitemap(body: bytes, *, cap: int, content_type: str = "") -> RawFeed:
    """Sitemaps, with Google's news extension (https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
    The newest ``cap`` addresses where all are dated, else the first. Raises NotAFeed for an index of sitemaps."""
    root = _root(body, content_type)
    if root is None or _name(root) != "urlset":
        raise NotAFeed("an index of sitemaps, not a feed: name one of the sitemaps it lists, best the one for news")
    nodes = [node for node in root if _name(node) == "url"]
    entries = [_sitemap_entry(node) for node in nodes]
    if len(entries) > cap:
        entries = _newest(entries)[:cap]
    return RawFeed(entries=entries, total=len(nodes), language=next((e.language for e in entries if e.language), None),
                   title=_child_anywhere(nodes[0], "name") if nodes else "")


def _newest(entries: list[RawEntry]) -> list[RawEntry]:
    dates = [date for entry in entries if (date := parse_date(entry.published_raw or entry.updated_raw))]
    if len(dates) < len(entries):
        return entries
    return [entry for _, entry in sorted(zip(dates, entries, strict=True), key=lambda pair: pair[0], reverse=True)]


def _root(body: bytes, content_type: str) -> etree._Element | None:
    text = _DECLARATION.sub("", decode(body, content_type=content_type).text)
    text = _DOCTYPE.sub("", text[:_PROLOGUE], count=1) + text[_PROLOGUE:]
    text = _INVALID.sub("", _ENTITY.sub(_spelt_out, text))
    parser = etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False, no_network=True, remove_comments=True,
                             remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _encoded_once(text: str) -> str:
    """A text that was encoded as UTF-8 twice, as feedparser repairs it: ``Ã©`` → ``é``."""
    if not _TWICE.search(text):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _spelt_out(match: re.Match[str]) -> str:
    """A named or numeric reference as its character, a bare ampersand as `&amp;`."""
    written = match.group()
    character = html.unescape(written) if written.endswith(";") else written
    if character == written:
        return f"&amp;{written[1:]}"
    return character.replace("&", "&amp;").replace("<", "&lt;")


def _first(root: etree._Element, count: int) -> Iterator[etree._Element]:
    for place, node in enumerate(root.iter()):
        if place >= count:
            return
        yield node


def _name(node: etree._Element) -> str:
    tag = node.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _lang(node: etree._Element) -> str | None:
    return node.get("{http://www.w3.org/XML/1998/namespace}lang")


def _inner(node: etree._Element) -> str:
    if len(node) == 0:
        return _encoded_once(node.text or "")
    parts = [html.escape(node.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode") for child in node]
    return _encoded_once("".join(parts))


def _children(node: etree._Element, names: tuple[str, ...]) -> list[str]:
    wanted = {name.lower() for name in names}
    return [text for child in node if _name(child) in wanted and (text := _inner(child).strip())]


def _child(node: etree._Element, names: tuple[str, ...]) -> str:
    return next(iter(_children(node, names)), "")


def _child_anywhere(node: etree._Element, name: str) -> str:
    return next((child.text.strip() for child in node.iter() if _name(child) == name and child.text), "")


def _link(node: etree._Element) -> str:
    links = [child for child in node if _name(child) == "link"]
    for link in links:  # RSS before Atom: an `atom:link` inside an RSS item may be a related article's
        if link.text and link.text.strip():
            return resolved(link.base or "", link.text)
    for link in links:
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return resolved(link.base or "", link.get("href", ""))
    return ""


def _entry(node: etree._Element) -> RawEntry:
    own = _child(node, ("guid", "id"))
    link = _link(node)
    if not link and own.startswith(("http://", "https://")):
        link = own
    summaries = _children(node, _SUMMARY)
    return RawEntry(
        id=own or node.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", ""), link=link, title=_child(node, ("title",)),
        summary=summaries[0] if summaries else "", contents=(*summaries[1:], *_children(node, _CONTENT)),
        published_raw=_child(node, _PUBLISHED), updated_raw=_child(node, _UPDATED), language=_lang(node),
        authors=tuple(_children(node, ("author", "creator"))),
    )


def _sitemap_entry(node: etree._Element) -> RawEntry:
    link = _child(node, ("loc",))
    return RawEntry(
        link=link, title=_child_anywhere(node, "title"), summary=_child_anywhere(node, "keywords"),
        published_raw=_child_anywhere(node, "publication_date"), updated_raw=_child(node, ("lastmod",)),
        language=_child_anywhere(node, "language") or None,
    )
