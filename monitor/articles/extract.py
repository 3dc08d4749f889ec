"""The body ladder: a full extraction for a page that holds a candidate, from the tree that is already there."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from monitor.articles.page import ParsedPage
from monitor.model import Article
from monitor.text import clean, parse_date
from monitor.text.sniff import is_challenge

WIDE_TEXT = "wide text"
_ENOUGH = 500          # characters; a shorter body is doubted
_SHARE = 0.25          # of the wide text; a smaller body is doubted
_WIDER = 1.5           # how much longer the reading that favours recall must be: less is mostly page furniture
_BYLINE = 100          # characters of a line that gives the day
_RESCUE = 1.3          # how much longer JSON-LD's body must be to be taken instead
_SENTENCE_END = re.compile(r"(?<=[.!?…][\"”’»)]) +(?=[A-ZÀ-ÞА-Я„“«])|(?<=[.!?…]) +(?=[A-ZÀ-ÞА-Я„“«])")
_ROW = re.compile(r"\|.*\|")
_JOINERS = dict.fromkeys((0x200C, 0x200D))  # zero-width: spelling in Persian and Indic scripts, no word of their own
_STARTS, _PARTS = 20, 200  # places tried for a joined line, and blocks in one: more is no article
_WORD = re.compile(r"[^\W\d_]{2}")
_WORDS = re.compile(r"\w+")


def extract(parsed: ParsedPage, *, fallback_title: str = "", published: datetime | None = None, full: bool = True) -> Article:
    """The article of a page in its zones.

    ``fallback_title`` and ``published`` are the entry's: the title is used where the page has none better than its
    `<h1>` or `<title>`, the date before a guess from the page's text. ``full=False``: the wide text stands in for the body, which is
    what a page without a candidate is stored with.
    """
    metadata = parsed.metadata
    title = metadata.title or fallback_title or parsed.heading or metadata.page_title
    text, rung = _body(parsed, title) if full else (_after_title(parsed.wide, title), WIDE_TEXT)
    day, day_rung = _published(parsed, published, guess=full)
    return Article(
        url=metadata.url, title=title, standfirst=metadata.standfirst, text=text, captions=_captions(parsed, text),
        published=day, published_by=day_rung, language=metadata.language, extracted_by=rung, partial=not metadata.is_free,
    )


def _published(parsed: ParsedPage, entry_date: datetime | None, *, guess: bool) -> tuple[datetime | None, str]:
    metadata = parsed.metadata
    if metadata.published:
        return metadata.published.astimezone(UTC), metadata.published_by
    if entry_date:
        return entry_date, "feed"
    found = _beside_title(parsed)
    if found or not guess:
        return found, "beside the title" if found else ""
    from htmldate import find_date  # 0.3 s to import

    # its own parse: the tree has lost the scripts, in which dates may stand
    found = parse_date(find_date(parsed.markup, original_date=True, extensive_search=True, url=parsed.url or None))
    return (found, "htmldate") if found else (None, "")


def _beside_title(parsed: ParsedPage) -> datetime | None:
    """The date on a short line under the headline, or just above it."""
    lines = parsed.wide.split("\n")
    headings = [place for place, line in enumerate(lines) if parsed.heading and line == parsed.heading]
    for place in headings:
        for line in (*lines[place + 1:place + 9], *reversed(lines[max(0, place - 3):place])):
            if len(line) <= _BYLINE and (found := parse_date(line, language=parsed.metadata.language)):
                return found
    return None


def _body(parsed: ParsedPage, title: str) -> tuple[str, str]:
    """The ladder: the default reading, the one that favours recall where that is doubtful, JSON-LD's body
    where it is much longer, a plain baseline, and at last the wide text."""
    text, rung = _trafilatura(parsed, recall=False), "trafilatura"
    if len(text) < _ENOUGH or len(text) < _SHARE * len(parsed.wide):
        wider = _trafilatura(parsed, recall=True)
        if len(wider) > _WIDER * len(text):
            text, rung = wider, "trafilatura, favouring recall"
    carried = parsed.metadata.body
    if len(carried) > _RESCUE * len(text):
        text, rung = _in_paragraphs(carried), "JSON-LD"
    if not text:
        text, rung = _baseline(parsed), "baseline"
    if not text:
        text, rung = parsed.wide, WIDE_TEXT
    return _after_title(_lined(text, parsed.wide), title), rung


def _lined(text: str, wide: str) -> str:
    """``text`` as the page's own blocks where it holds them: on short pages the extractor joins blocks with spaces, so that a
    headline, a date and the first sentence become one, and it drops the joiners that Persian spelling needs."""
    blocks = [(block.translate(_JOINERS), block) for block in wide.split("\n")]
    places: dict[str, list[int]] = {}
    for place, (plain, _) in enumerate(blocks):
        places.setdefault(plain.partition(" ")[0], []).append(place)
    return "\n".join(_split(line, blocks, places) for line in text.split("\n"))


def _split(line: str, blocks: list[tuple[str, str]], places: dict[str, list[int]]) -> str:
    """The line as the consecutive blocks it was joined from; as it is where it was not."""
    line_plain = line.translate(_JOINERS)
    for start in places.get(line_plain.partition(" ")[0], [])[:_STARTS]:
        place, rest = start, line_plain
        while rest and place < len(blocks) and rest.startswith(blocks[place][0]) and place - start < _PARTS:
            rest = rest[len(blocks[place][0]):].lstrip()
            place += 1
        if place > start and not rest:
            return "\n".join(block for _, block in blocks[start:place])
    return line


def _trafilatura(parsed: ParsedPage, *, recall: bool) -> str:
    from trafilatura import extract as extract_body  # 0.3 s to import; workers load it before the first task

    # Comments name people who are not in the article; deduplication keeps a store over all pages of a process, in which
    # the same page gives nothing from its fourth time on.
    return _cells_apart(clean(extract_body(parsed.tree, favor_recall=recall, include_comments=False, include_tables=True,
                                           deduplicate=False, with_metadata=False) or ""))


def _cells_apart(text: str) -> str:
    """Each cell of a table on a line of its own: no name may form across two cells."""
    lines = text.split("\n")
    return "\n".join(cell for line in lines for cell in (
        [part.strip() for part in line.split("|") if part.strip(" -:")] if _ROW.fullmatch(line) else [line]))


def _baseline(parsed: ParsedPage) -> str:
    from trafilatura import baseline

    return clean(baseline(parsed.tree)[1] or "")


def _in_paragraphs(text: str) -> str:
    """Bodies in JSON-LD mostly come without a line break: a sentence a line there."""
    return text if "\n" in text else _SENTENCE_END.sub("\n", text)


def _after_title(text: str, title: str) -> str:
    """``text`` without leading lines that only repeat the title, or hold no word (a date, a time)."""
    wanted = _WORDS.findall(title.casefold())
    lines = text.split("\n")
    while lines and ((wanted and _WORDS.findall(lines[0].casefold()) == wanted) or not _WORD.search(lines[0])):
        lines.pop(0)
    return "\n".join(lines).strip()


def _captions(parsed: ParsedPage, text: str) -> tuple[str, ...]:
    return tuple(caption for caption in parsed.captions if caption not in text and not is_challenge(caption))
