from __future__ import annotations

from datetime import UTC, datetime

from monitor.articles import article_from_entry
from monitor.model import Entry

SEEN = datetime(2024, 3, 4, 10, tzinfo=UTC)


def test_all_that_a_feed_says_is_searched() -> None:
    entry = Entry(feed="f", key="k", link="https://A.example/1?utm_source=x", title="T", summary="S", language="de", updated=SEEN,
                  contents=("a caption", "the long text of the article"))
    article = article_from_entry(entry)
    assert article.fields() == (("title", "T"), ("standfirst", "S"), ("text", "the long text of the article\na caption"))
    assert (article.url, article.partial, article.language, article.published) == ("https://a.example/1", True, "de", SEEN)
    assert (article.extracted_by, article.published_by) == ("feed", "feed")


def test_what_stands_in_the_text_is_not_repeated() -> None:
    article = article_from_entry(Entry(feed="f", key="k", title="T", summary="the long", contents=("the long text", "long")))
    assert (article.standfirst, article.text) == ("", "the long text")


def test_an_entry_without_a_link_is_known_by_its_key() -> None:
    assert article_from_entry(Entry(feed="f", key="k", title="T"), reason="it has no link").url == "k"
