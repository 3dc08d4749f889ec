"""Read and screen: from a page's bytes, its entry and an index to an article and its matches. What a worker runs.

::

    bytes ─► decode, parse, metadata, wide text ─► gate ──no candidate──► article of wide text, gated
                                                     └──candidate──► body ladder ─► zones + entry's texts ─► screen

What the feed carries always belongs to what is screened: a name is never missed because a page lacks it, or because
the page could not be had.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.articles import READ_MORE, ParsedPage, article_from_entry, extract, feed_text, furniture_of, read_page
from monitor.errors import NotAPage
from monitor.matching import Index, has_candidate, screen
from monitor.model import Article, Document, Entry, Evidence, Match, Page, Reading, Tier

_FULL_TEXT = 1500                 # characters; 16 of 76 real news feeds carry that much of each article
_DISAGREE = timedelta(days=2)     # print papers are dated a day after they appear online; more is one of the two wrong
_AHEAD = timedelta(days=1)        # a clock or zone may be wrong by so much
_PROSE = 80                       # characters from which a line outside the article is prose and no headline
_ELSEWHERE = Evidence(rule="outside the article", weight=0.0, detail="named only in links, menus or comments of the page")
_JOINERS = dict.fromkeys((0x200C, 0x200D))  # zero-width: one text may have them where another lost them
_WORD = re.compile(r"\w+")
_CUT_OFF = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|read more)\s*$", re.IGNORECASE)


def read_and_screen(page: Page | None, entry: Entry, index: Index | None, *, now: datetime,
                    partial_reason: str = "") -> Reading:
    """The article behind an entry, and what of the watchlists it holds.

    ``page`` is None where there is none to be had, and ``partial_reason`` then says why; a body that is no page counts as
    none. A page without a candidate is stored with its wide text (``gated``). ``index`` None: everything is extracted and
    nothing screened. ``now`` bounds dates: none lies in the future.
    """
    parsed, reason = _parsed(page, partial_reason)
    version = index.version if index is not None else ""
    if parsed is None:
        article = _dated(article_from_entry(entry, reason=reason), entry, now)
        return Reading(article=article, matches=_matches(article, index), index_version=version)
    carried = (entry.title, entry.summary, *entry.contents)
    gated = index is not None and not has_candidate(index, (parsed.wide, *carried))
    article = extract(parsed, fallback_title=entry.title, published=entry.published or entry.updated, full=not gated)
    article = _dated(_with_entry(article, entry), entry, now)
    if index is None or gated:
        return Reading(article=article, gated=gated, index_version=version)
    article = replace(article, rest=_rest(parsed, article, index))
    return Reading(article=article, matches=_outside_lowered(_matches(article, index), article, parsed), index_version=version)


def feed_text_suffices(entry: Entry) -> bool:
    """Whether the feed carries the whole article, so that its page need not be fetched."""
    text = max((feed_text(entry), entry.summary), key=len)
    return len(text) >= _FULL_TEXT and not READ_MORE.search(text[-300:])


def _parsed(page: Page | None, reason: str) -> tuple[ParsedPage | None, str]:
    if page is None:
        return None, reason
    try:
        return read_page(page), ""
    except NotAPage as fault:
        return None, str(fault)


def _matches(article: Article, index: Index | None) -> tuple[Match, ...]:
    if index is None:
        return ()
    return screen(document_of(article), index)


def document_of(article: Article) -> Document:
    """What is screened of an article: its zones in reading order."""
    return Document(fields=article.fields(), language=article.language, published=article.published)


def _with_entry(article: Article, entry: Entry) -> Article:
    """The article with what only the feed says: title and summary as further paragraphs of the standfirst, contents of the
    text. What the page says too, in the same words, is not repeated."""
    page = _words("\n".join((article.title, article.standfirst, article.text)))
    leads = [text for text in (entry.title, entry.summary) if text and not _is_said(text, page)]
    if not article.title and leads and leads[0] == entry.title:
        article = replace(article, title=leads.pop(0))
    paragraphs = [line for line in feed_text(entry).split("\n") if not _is_said(line, page)]
    return replace(
        article, standfirst="\n".join(filter(None, (article.standfirst, *leads))),
        text="\n".join(filter(None, (article.text, *paragraphs))), language=article.language or entry.language,
    )


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.translate(_JOINERS).casefold()))} "


def _is_said(text: str, page: str) -> bool:
    """Whether the page has these words in a row; a summary cut off in mid-word is judged without its last one."""
    is_cut = _CUT_OFF.search(text)
    words = _words(text[:is_cut.start()] if is_cut else text)
    if is_cut:
        words = words.rstrip().rpartition(" ")[0] + " "
    return words.strip() == "" or words in page


def _rest(parsed: ParsedPage, article: Article, index: Index) -> str:
    """The paragraphs outside the article that name someone, each with its neighbours: a body that was cut short must not lose
    a name, and what menus and related links name must be known to be theirs."""
    inside = _words("\n".join(text for _, text in article.fields()))
    lines = parsed.wide.split("\n")
    outside = [place for place, line in enumerate(lines) if _words(line) not in inside]
    likely = [place for place in outside if has_candidate(index, (lines[place],))]
    if not likely:
        return ""
    trial = replace(article, rest="\n".join(lines[place] for place in likely))
    named = {likely[trial.rest.count("\n", 0, start)] for match in _matches(trial, index) for start in _in_rest(match)}
    near = {place for hit in named for place in (hit - 1, hit, hit + 1)}
    return "\n".join(lines[place] for place in outside if place in near)


def _in_rest(match: Match) -> list[int]:
    return [mention.start for mention in match.mentions if mention.field == "rest"]


def _outside_lowered(matches: tuple[Match, ...], article: Article, parsed: ParsedPage) -> tuple[Match, ...]:
    """Matches that stand only in links, menus or comments outside the article become ``possible``: they are another
    article's news. A paragraph of prose that extraction missed keeps its tier."""
    if not any(len(_in_rest(match)) == len(match.mentions) for match in matches):
        return matches
    furniture = furniture_of(parsed.tree)
    lines = article.rest.split("\n")

    def is_elsewhere(match: Match) -> bool:
        starts = _in_rest(match)
        named = [lines[article.rest.count("\n", 0, start)] for start in starts]
        return len(starts) == len(match.mentions) and all(line in furniture or len(line) < _PROSE for line in named)

    return tuple(replace(match, tier=Tier.POSSIBLE, evidence=(*match.evidence, _ELSEWHERE)) if is_elsewhere(match) else match
                 for match in matches)


def _dated(article: Article, entry: Entry, now: datetime) -> Article:
    """Page and feed may disagree: then the later one counts, since nothing may be dropped for its age by a wrong date, and
    both are told. A date in the future is read as now."""
    feed = entry.published or entry.updated
    page = article.published
    if page and feed and article.published_by != "feed" and feed - page > _DISAGREE:
        article = replace(article, published=feed, published_by=f"feed; {article.published_by} says {page:%Y-%m-%d}")
    if article.published and article.published > now + _AHEAD:
        said = f"{article.published_by} says {article.published.astimezone(UTC):%Y-%m-%d %H:%M}"
        article = replace(article, published=now, published_by=f"first seen; {said}")
    return article
