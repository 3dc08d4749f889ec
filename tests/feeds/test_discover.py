from __future__ import annotations

from monitor.feeds.discover import FeedLink, feed_links

PAGE = b"""<html><head><base href="https://example.org/site/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
<link rel="alternate" type="application/rss+xml" title="World" href="world.xml">
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="https://example.org/atom">
<link rel="alternate" type="application/json+oembed" href="/oembed?x"><link rel="alternate" hreflang="de" href="/de">
</head><body><a href="/rss/politics">Politics</a><a href="world.xml">again</a><a href="mailto:rss@example.org">x</a></body></html>"""


def test_a_pages_feeds_are_found_declared_ones_first_comments_last() -> None:
    assert feed_links(PAGE, url="https://example.org/") == (
        FeedLink(url="https://example.org/site/world.xml", title="World"),
        FeedLink(url="https://example.org/atom"),
        FeedLink(url="https://example.org/comments/feed", title="Comments"),
        FeedLink(url="https://example.org/rss/politics", title="Politics", declared=False),
    )


def test_other_bodies_have_none() -> None:
    for body in (b"", b"\x89PNG", b"{}", b"<rss></rss>", b"\0\0"):
        assert feed_links(body, url="https://example.org/") == ()
