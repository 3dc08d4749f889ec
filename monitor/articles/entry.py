"""What the feed itself carries, as an article: for entries whose page is not fetched or cannot be read."""

from __future__ import annotations

import re

from monitor.model import Article, Entry
from monitor.text import canonical_url

READ_MORE = re.compile(
    r"\[?(?:…|\.\.\.|&hellip;)\]?\s*$|(?:read (?:more|on|the (?:full|rest))|continue reading|full (?:story|article)|"
    r"weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo|leggi tutto|continua a leggere|ler mais|leia mais|lees (?:meer|verder)|"
    r"czytaj (?:więcej|dalej)|читать (?:далее|полностью)|читати далі|čtěte více|devamını oku|"
    r"اقرأ المزيد|ادامه مطلب|"
    r"阅读全文|続きを読む|"
    r"the post .{1,200} (?:appeared first|first appeared) on)\b[^\n]{0,120}\s*$",
    re.IGNORECASE,
)


def article_from_entry(entry: Entry, *, reason: str = "") -> Article:
    """An article of the entry's own texts; partial. The longest content is the text, the summary the standfirst, further
    contents follow the text, so that everything the feed said is searched. ``reason`` says why there is no page."""
    text = feed_text(entry)
    standfirst = entry.summary if entry.summary and entry.summary not in text else ""
    return Article(
        url=canonical_url(entry.link) or entry.key, title=entry.title, standfirst=standfirst, text=text,
        published=entry.published or entry.updated, published_by="feed" if entry.published or entry.updated else "",
        language=entry.language, extracted_by=f"feed ({reason})" if reason else "feed", partial=True,
    )


def feed_text(entry: Entry) -> str:
    """All contents of an entry, the longest first, without those that stand inside another."""
    kept: list[str] = []
    for content in sorted(entry.contents, key=len, reverse=True):
        if not any(content in other for other in kept):
            kept.append(content)
    return "\n".join(kept)
