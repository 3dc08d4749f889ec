"""Invented feeds and pages for the benchmarks, shaped like those of news sites: seeded, so that two runs compare."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from html import escape

from names import articles

_NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def paragraphs(text: str, words: int = 45) -> list[str]:
    """A text in paragraphs of so many words."""
    tokens = text.split()
    return [" ".join(tokens[place:place + words]) for place in range(0, len(tokens), words)]


def rss(entries: int, seed: int) -> bytes:
    """An RSS 2.0 feed whose entries carry a summary with markup and the whole text in ``content:encoded``."""
    rng = random.Random(seed)
    items = []
    for number, text in enumerate(articles(entries, ["Arvin Taheri"], seed=seed, words=220)):
        when = _NEW_YEAR + timedelta(minutes=rng.randrange(500_000))
        body = "".join(f"<p>{part} <a href='/more/{number}'>more</a></p>" for part in paragraphs(text))
        items.append(f"<item><title>{escape(text[:70])} &amp;amp; more</title><link>https://news.example/{seed}/{number}</link>"
                     f"<guid isPermaLink='false'>{seed}-{number}</guid><pubDate>{when:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
                     f"<dc:creator>A. Writer</dc:creator><description>{escape('<b>' + text[:180] + '</b>')}</description>"
                     f"<content:encoded><![CDATA[{body}]]></content:encoded></item>")
    return ('<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title><link>https://news.example/'
            f"</link><language>en</language>{''.join(items)}</channel></rss>").encode()


def atom(entries: int, seed: int) -> bytes:
    """An Atom feed with HTML summaries."""
    rng = random.Random(seed)
    items = []
    for number, text in enumerate(articles(entries, ["Arvin Taheri"], seed=seed, words=90)):
        when = _NEW_YEAR + timedelta(minutes=rng.randrange(500_000))
        items.append(f"<entry><title type='html'>{escape(escape(text[:70]))}</title><id>tag:news.example,2026:{seed}-{number}</id>"
                     f"<link href='https://news.example/{seed}/{number}'/><updated>{when:%Y-%m-%dT%H:%M:%SZ}</updated>"
                     f"<author><name>A. Writer</name></author><summary type='html'>{escape('<p>' + text + '</p>')}</summary></entry>")
    return ('<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>'
            f"<id>tag:news.example,2026:{seed}</id><updated>2026-01-01T00:00:00Z</updated>{''.join(items)}</feed>").encode()


def page(text: str, *, number: int, caption: str = "", sentence: str = "") -> bytes:
    """An article page: menus, JSON-LD, the article with a picture, related links, comments and a footer.

    ``sentence`` begins its fourth paragraph.
    """
    rng = random.Random(number)
    when = (_NEW_YEAR + timedelta(minutes=rng.randrange(500_000))).isoformat()
    title = " ".join(text.split()[:9])
    menu = "".join(f"<li><a href='/section/{place}'>Section {place}</a></li>" for place in range(60))
    related = "".join(f"<li><a href='/r/{number}/{place}'><img src='/t/{place}.jpg' alt=''>{escape(one)}</a></li>"
                      for place, one in enumerate(paragraphs(text, 8)[:25]))
    comments = "".join(f"<div class='comment'><b>Reader {place}</b><p>{escape(one)}</p></div>"
                       for place, one in enumerate(paragraphs(text, 20)[:12]))
    body = "".join(f"<p>{escape(sentence if place == 3 else '')}{escape(part)}</p><div class='ad' data-slot='{place}'></div>"
                   for place, part in enumerate(paragraphs(text)))
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": when,
                       "author": {"@type": "Person", "name": "A. Writer"}})
    script = "".join(f"window.slot{place}={{id:{place},size:[300,250],page:'news'}};" for place in range(120))
    return (f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{escape(title)} | News</title>"
            f"<meta property='og:title' content='{escape(title)}'><meta property='og:type' content='article'>"
            f"<link rel='canonical' href='https://news.example/a/{number}'><script type='application/ld+json'>{data}</script>"
            f"<script>{script}</script></head><body><nav><ul>{menu}</ul></nav><main><article><h1>{escape(title)}</h1>"
            f"<time datetime='{when}'></time><figure><img src='/p.jpg' alt=''><figcaption>{escape(caption)}</figcaption></figure>"
            f"{body}</article><aside><h2>Related</h2><ul>{related}</ul></aside><section id='comments'>{comments}</section></main>"
            f"<footer><ul>{menu}</ul></footer></body></html>").encode()
