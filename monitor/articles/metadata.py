"""What a page says of itself: title, standfirst, address, day, language, paywall. Each by its own order of sources.

Never by trafilatura: its metadata reader is quadratic on malformed JSON-LD and never gives a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree

from monitor.articles import jsonld
from monitor.text import canonical_url, language_tag, parse_local_date, plain_text, resolved

_DATE_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "date.published", "published_time", "pubdate",
    "publishdate", "publish-date", "publish_date", "parsely-pub-date", "sailthru.date", "article.published", "published",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "citation_publication_date", "citation_date", "article_date_original", "originalpublicationdate", "og:published_time",
    "article:post_date", "vr:published_time", "bt:pubdate",
)
_VAGUE_METAS = ("date", "dc.date", "dcterms.date", "timestamp", "last-modified-date")  # often the day of the last change
_URL_DATE = re.compile(r"[/_-]((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$|\D)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Empty texts and None where the page says nothing. ``body`` is the text JSON-LD carries."""

    url: str
    title: str = ""
    page_title: str = ""
    standfirst: str = ""
    published: datetime | None = None
    published_by: str = ""
    language: str | None = None
    body: str = ""
    captions: tuple[str, ...] = ()
    is_free: bool = True
    kind: str = ""


def metadata_of(tree: etree._Element, *, url: str) -> Metadata:
    """Reads a tree whose scripts are still there. ``url`` is the final address of the fetch; empty for a file."""
    nodes = jsonld.articles_of(tree)
    metas = _metas(tree)
    language = language_tag(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")) or language_tag(
        jsonld.text_of(nodes, "inLanguage") or metas.get("og:locale") or metas.get("content-language"))
    published, rung = _published(tree, nodes, metas, url, language)
    title = tree.find(".//title")
    page_title = _line(title.text or "") if title is not None else ""
    return Metadata(
        url=_canonical(tree, metas, url), page_title=page_title,
        title=_line(jsonld.text_of(nodes, "headline") or metas.get("og:title") or metas.get("twitter:title") or ""),
        standfirst=_standfirst(nodes, metas), published=published, published_by=rung, language=language,
        body=plain_text(jsonld.text_of(nodes, "articleBody")), is_free=jsonld.is_free(nodes),
        captions=tuple(filter(None, (plain_text(caption) for caption in jsonld.image_captions(nodes)))),
        kind=metas.get("og:type", ""),
    )


def _line(text: str) -> str:
    return plain_text(text).replace("\n", " ")


def _metas(tree: etree._Element) -> Mapping[str, str]:
    """name, property or itemprop (lower case) → first content that is not empty."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        if content:
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                key = (meta.get(attribute) or "").strip().lower()
                if key:
                    found.setdefault(key, content)
    return found


def _standfirst(nodes: Sequence[Mapping[str, Any]], metas: Mapping[str, str]) -> str:
    for text in (jsonld.text_of(nodes, "description"), metas.get("og:description"), metas.get("description"),
                 metas.get("twitter:description")):
        if text and (read := plain_text(text)):
            return read
    return ""


def _canonical(tree: etree._Element, metas: Mapping[str, str], url: str) -> str:
    """rel=canonical, else og:url, else the address itself. A canonical that leads to the front page is a publisher's slip."""
    links = (link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split())
    for link in (*links, metas.get("og:url", "")):
        found = canonical_url(resolved(url, link)) if link.strip() else ""
        if found.startswith(("http://", "https://")) and not (_is_front(found) and url and not _is_front(canonical_url(url))):
            return found
    return canonical_url(url)


def _is_front(url: str) -> bool:
    return url.count("/") <= 3 and url.endswith("/") and "?" not in url


def _published(tree: etree._Element, nodes: Sequence[Mapping[str, Any]], metas: Mapping[str, str], url: str,
               language: str | None) -> tuple[datetime | None, str]:
    """The moment of publication in the page's own zone, and the rung it came from."""
    found = parse_local_date(jsonld.text_of(nodes, "datePublished", "dateCreated"), language=language)
    if found:
        return found, "JSON-LD"
    found = _from_metas(metas, _DATE_METAS, language)
    if found:
        return found, "meta"
    found = _time_element(tree, language)
    if found:
        return found, "time element"
    found = _from_metas(metas, _VAGUE_METAS, language)
    if found:
        return found, "meta"
    match = _URL_DATE.search(url or metas.get("og:url", ""))
    found = parse_local_date("-".join(match.groups())) if match else None
    return (found, "address") if found else (None, "")


def _from_metas(metas: Mapping[str, str], names: Sequence[str], language: str | None) -> datetime | None:
    return next((found for name in names if (found := parse_local_date(metas.get(name), language=language))), None)


def _time_element(tree: etree._Element, language: str | None) -> datetime | None:
    """The `<time>` marked as publication, else any, where those of one kind agree on one day. Several days: a list of
    articles, of which none can be told to be this one."""
    times = [time for time in tree.iter("time") if time.get("datetime")]
    inside = [time for time in times if any(parent.tag in ("article", "header") for parent in time.iterancestors())]
    for kind in ([time for time in times if _marks_publication(time)], inside, times):
        dates = [date for time in kind if (date := parse_local_date(time.get("datetime"), language=language))]
        if dates and len({date.date() for date in dates}) == 1:
            return dates[0]
    return None


def _marks_publication(time: etree._Element) -> bool:
    marks = f"{time.get('itemprop') or ''} {time.get('class') or ''}".lower()
    return "publish" in marks or "pubdate" in marks or "entry-date" in marks or time.get("pubdate") is not None
