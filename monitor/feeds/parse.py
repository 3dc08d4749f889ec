"""Feed bytes to entries: feedparser on bytes, its sanitising and link rewriting off, and our own normaliser after it.

feedparser is slow, and on hostile bodies very slow: call this in a worker with a deadline, and `parse_feed_degraded` for
a body that was killed once. feedparser never gets a str or an address: it would open them.
"""

from __future__ import annotations

import io
import re
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser

from monitor.errors import NotAFeed
from monitor.feeds.entries import RawEntry, entries_from
from monitor.feeds.jsonfeed import RawFeed, read_json_feed
from monitor.feeds.lenient import read_sitemap, read_xml_leniently
from monitor.model import ParsedFeed
from monitor.text import language_tag, plain_text
from monitor.text.charset import mostly_utf8
from monitor.text.sniff import Kind, binary_name, is_challenge, kind_of

CAP = 2000  # a sitemap of 50,000 entries has held a worker of another project for 530 s
_ENTRY_END = re.compile(rb"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']""", re.IGNORECASE)
_FEED_TAG = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_INFLATED = 20 << 20  # bytes; twice the cap of a feed
_LONGEST_TTL = timedelta(days=7)


def parse_feed(body: bytes, *, url: str, content_type: str = "", cap: int = CAP) -> ParsedFeed:
    """The entries of an RSS, Atom, RDF or JSON feed or a sitemap, in its order.

    ``url`` is where it came from (relative links are made absolute by it; empty: they stay). Entries beyond ``cap`` are
    left out and counted in ``cut``. An empty feed is a feed. Raises NotAFeed, saying what the body looks like instead.
    """
    body = _inflated(body)
    kind = kind_of(body)
    if kind is Kind.JSON:
        raw = read_json_feed(body, cap=cap, content_type=content_type)
    elif kind is Kind.SITEMAP:
        raw = read_sitemap(body, cap=cap, content_type=content_type)
    elif kind in (Kind.EMPTY, Kind.BINARY) or (kind is Kind.HTML and not _FEED_TAG.search(body)):
        raise NotAFeed(_looks_like(kind, body))
    else:
        raw = _by_feedparser(body, content_type=content_type, cap=cap, kind=kind)
    return _parsed(raw, url=url, degraded=None)


def parse_feed_degraded(body: bytes, *, url: str, content_type: str = "", cap: int = CAP) -> ParsedFeed:
    """As `parse_feed`, by a reader that no body keeps busy for long; ``degraded`` says so in the answer."""
    body = _inflated(body)
    kind = kind_of(body)
    if kind is Kind.JSON:
        raw = read_json_feed(body, cap=cap, content_type=content_type)
    elif kind is Kind.SITEMAP:
        raw = read_sitemap(body, cap=cap, content_type=content_type)
    elif kind in (Kind.EMPTY, Kind.BINARY, Kind.HTML):
        raise NotAFeed(_looks_like(kind, body))
    else:
        raw = read_xml_leniently(body, cap=cap, content_type=content_type)
    return _parsed(raw, url=url, degraded="lenient XML reader")


def _inflated(body: bytes) -> bytes:
    """A body that is itself a gzip file, as sitemaps often are, inflated up to a cap. Raises NotAFeed beyond it."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflater = zlib.decompressobj(wbits=31)
    try:
        text = inflater.decompress(body, _INFLATED)
    except zlib.error as error:
        raise NotAFeed(f"a gzip file that is broken: {error}") from None
    if inflater.unconsumed_tail:
        raise NotAFeed(f"a gzip file of more than {_INFLATED:,} bytes")
    return text


def _parsed(raw: RawFeed, *, url: str, degraded: str | None) -> ParsedFeed:
    language = language_tag(raw.language)
    return ParsedFeed(
        source=url, title=plain_text(raw.title).replace("\n", " "), language=language, ttl=_ttl(raw.ttl_minutes),
        entries=entries_from(raw.entries, feed=url, base=raw.base or url, language=language),
        cut=raw.total - len(raw.entries), degraded=degraded,
    )


def _ttl(minutes: str) -> timedelta | None:
    if not minutes.strip().isdecimal():
        return None
    return min(timedelta(minutes=int(minutes.strip()[:6])), _LONGEST_TTL) or None


def _looks_like(kind: Kind, body: bytes) -> str:
    if kind is Kind.EMPTY:
        return "the body is empty"
    if kind is Kind.BINARY:
        return f"{binary_name(body)}, not a feed"
    if is_challenge(body[:100_000].decode("utf-8", "replace")):
        return "a bot check ('Just a moment…') instead of a feed: the site refuses this client"
    if kind is Kind.HTML:
        title = re.search(rb"<title[^>]*>([^<]{0,200})", body[:100_000], re.IGNORECASE)
        words = plain_text(title.group(1).decode("utf-8", "replace"))[:80] if title else ""
        return f"an HTML page instead of a feed{f' (its title: {words})' if words else ''}: give the address of its feed"
    return f"no feed: it begins with {body[:40].decode('utf-8', 'replace')!r}"


def _by_feedparser(body: bytes, *, content_type: str, cap: int, kind: Kind) -> RawFeed:
    """feedparser is not told the feed's address: it would make guids absolute, and they would change when the feed moves."""
    body, cut = _capped(body, cap)
    body, labelled = _repaired(body, content_type)
    headers = {"content-type": labelled} if labelled else {}
    read = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    entries = read.get("entries") or []
    if not entries and (kind is Kind.HTML or not read.get("version")):
        raise NotAFeed(_looks_like(kind, body))
    feed = read.get("feed") or {}
    is_rss = str(read.get("version") or "").startswith("rss")
    raws = [_raw(entry, is_rss=is_rss) for entry in entries[:cap]]
    return RawFeed(title=_text(feed, "title"), language=_text(feed, "language") or None, entries=raws,
                   total=len(entries) + cut, ttl_minutes=_text(feed, "ttl"))


def _capped(body: bytes, cap: int) -> tuple[bytes, int]:
    """The body without its entries beyond ``cap``, still well-formed: feedparser would read all of them first."""
    ends = [match.end() for match in _ENTRY_END.finditer(body)] if body.count(b"</") > cap else []
    if len(ends) <= cap:
        return body, 0
    return body[:ends[cap - 1] if cap else 0] + body[ends[-1]:], len(ends) - cap


def _repaired(body: bytes, content_type: str) -> tuple[bytes, str]:
    """The body, and the content type feedparser may be told.

    UTF-8 with a few faulty bytes is mended first: feedparser would read all of it as windows-1252. A charset in the HTTP
    header is passed on only where the body is not UTF-8 anyway: servers add ISO-8859-1 without looking.
    """
    declared = _DECLARED.match(body[:400])
    label = declared.group(1).lower() if declared else b"utf-8"
    try:
        body.decode("utf-8")
        return body, ""
    except UnicodeDecodeError:
        pass
    if label in (b"utf-8", b"utf8", b"us-ascii") and body[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        text = mostly_utf8(body)
        if text is not None:
            return text.encode("utf-8"), ""
    return body, content_type if "charset" in content_type.lower() and not declared else ""


def _raw(entry: dict[str, Any], *, is_rss: bool) -> RawEntry:
    """``dict.get`` throughout: that of feedparser's own class answers one field with another, with a warning."""
    contents = dict.get(entry, "content") or []
    published = _moment(entry, "published_parsed") or _moment(entry, "created_parsed")
    own, link = _text(entry, "id"), _rss_link(entry) if is_rss else _text(entry, "link")
    if link == own and not link.startswith(("http://", "https://", "/")):  # a guid that feedparser took for a link
        link = ""
    return RawEntry(
        id=own, link=link, title=_text(entry, "title"), summary=_text(entry, "summary"),
        contents=tuple(value for part in contents if (value := _text(part, "value"))),
        published=published, updated=_moment(entry, "updated_parsed"),
        published_raw=_text(entry, "published") or _text(entry, "created"), updated_raw=_text(entry, "updated"),
        authors=_authors(entry), language=_text(dict.get(entry, "title_detail") or {}, "language") or None,
    )


def _rss_link(entry: dict[str, Any]) -> str:
    """The `<link>` of an RSS item. feedparser takes the last one, also an `atom:link` that leads to a related article:
    those have a title, and an RSS link never does."""
    links = [link for link in dict.get(entry, "links") or [] if _text(link, "rel") == "alternate" and _text(link, "href")]
    own = next((link for link in links if not _text(link, "title")), None)
    return _text(own, "href") if own is not None and len(links) > 1 else _text(entry, "link")


def _authors(entry: dict[str, Any]) -> tuple[str, ...]:
    people: list[dict[str, Any]] = dict.get(entry, "authors") or []
    names = tuple(name for person in people if (name := _text(person, "name")))
    return names or tuple(filter(None, (_text(entry, "author"),)))


def _text(mapping: dict[str, Any], key: str) -> str:
    value = dict.get(mapping, key)
    return value if isinstance(value, str) else ""


def _moment(entry: dict[str, Any], key: str) -> datetime | None:
    parts = dict.get(entry, key)
    if not parts:
        return None
    try:
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
