"""Page bytes to a parsed page: what it says of itself, and that everything hostile ends quickly."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.articles import ParsedPage, extract, read_page
from monitor.errors import NotAPage
from monitor.model import Article, Page

URL = "https://news.example.org/2024/03/04/envoy"
BODY = "".join(f"<p>Paragraph {n} tells at some length of the talks, which went on until late in the evening.</p>" for n in range(8))


def page(head: str = "", body: str = BODY, html: str = '<html lang="en-gb">', url: str = URL) -> ParsedPage:
    return read_page(Page(url=url, body=f"<!DOCTYPE html>{html}<head>{head}</head><body>{body}</body></html>".encode()))


def json_ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def article(head: str = "", body: str = BODY, **more: str) -> Article:
    return extract(page(head, body, **more))


def test_the_page_says_what_it_is() -> None:
    head = ('<title>Envoy lands | Daily</title><meta property="og:title" content="Envoy lands"><meta property="og:description" '
            'content="He came &amp; went."><link rel="canonical" href="/a?utm_source=x&id=1"><meta property="article:published_time" '
            'content="2024-03-04T22:15:00-05:00">')
    found = article(head)
    assert (found.title, found.standfirst, found.language) == ("Envoy lands", "He came & went.", "en-GB")
    assert found.url == "https://news.example.org/a?id=1"
    assert (found.published, found.published_by) == (datetime(2024, 3, 5, 3, 15, tzinfo=UTC), "meta")
    assert not found.partial
    assert found.extracted_by == "trafilatura"
    assert found.text.startswith("Paragraph 0")
    assert found.text.count("\n") == 7


def test_json_ld_comes_first_also_inside_a_graph() -> None:
    head = ('<meta property="og:title" content="Other">' + '<script type="application/ld+json">' + json.dumps({"@graph": [
        {"@type": "WebSite", "name": "Daily"}, {"@type": ["NewsArticle"], "headline": "From JSON &amp; LD", "description": "Lead",
         "datePublished": "2024-03-04T10:00:00+01:00", "inLanguage": {"alternateName": "de"}, "isAccessibleForFree": "False",
         "image": [{"@type": "ImageObject", "caption": "Soleimani at the airport"}]}]}) + "</script>")
    found = article(head, html="<html>")
    assert (found.title, found.standfirst, found.language, found.partial) == ("From JSON & LD", "Lead", "de", True)
    assert (found.published, found.published_by) == (datetime(2024, 3, 4, 9, tzinfo=UTC), "JSON-LD")
    assert "Soleimani at the airport" in found.captions


@pytest.mark.parametrize(("head", "body", "rung", "day"), [
    (json_ld(datePublished="2024-02-01"), "", "JSON-LD", 1), ('<meta name="pubdate" content="2024-02-02">', "", "meta", 2),
    ("", '<time datetime="2024-02-03T10:00Z">x</time>', "time element", 3), ('<meta name="date" content="2024-02-04">', "", "meta", 4),
    ('<meta name="date" content="2024-02-09">', '<time class="published" datetime="2024-02-05">x</time>', "time element", 5),
    ("", "<h1>Envoy lands</h1><p>By Ana, 6 February 2024</p>", "beside the title", 6),
])
def test_the_day_comes_from_the_surest_rung(head: str, body: str, rung: str, day: int) -> None:
    found = article(head, body + BODY, url="https://news.example.org/x")
    assert (found.published, found.published_by) == (datetime(2024, 2, day, tzinfo=UTC) + (found.published or datetime.min.replace(
        tzinfo=UTC)).replace(minute=0).time().hour * timedelta(hours=1), rung)


def test_an_address_that_holds_the_day_dates_the_page() -> None:
    assert article().published_by == "address"
    assert article().published == datetime(2024, 3, 4, tzinfo=UTC)


def test_times_of_several_articles_date_none_of_them() -> None:
    times = "".join(f'<time class="published" datetime="2024-02-{n:02}">x</time>' for n in range(1, 6))
    assert page(body=times + BODY, url="").metadata.published is None


def test_the_entrys_date_comes_before_a_guess() -> None:
    feed = datetime(2024, 1, 1, tzinfo=UTC)
    found = extract(page(url="https://news.example.org/x"), published=feed, fallback_title="From the feed")
    assert (found.published, found.published_by, found.title) == (feed, "feed", "From the feed")


def test_a_canonical_that_leads_to_the_front_page_is_a_slip() -> None:
    assert article('<link rel="canonical" href="https://news.example.org/">').url == URL


def test_captions_are_a_zone_of_their_own() -> None:
    body = ('<figure><img alt="portrait of the general in uniform"><figcaption>Qasem <b>Sole</b>imani, left '
            '<span>Photo: Ana</span></figcaption></figure><div class="image-caption">Viktor Bout in court</div>')
    found = article(body=BODY + body)
    assert "Qasem Soleimani, left Photo: Ana" in found.captions
    assert "Viktor Bout in court" in found.captions
    assert "portrait of the general in uniform" in found.captions


def test_the_wide_text_has_every_zone_and_joins_no_cells() -> None:
    wide = page('<title>T</title><meta property="og:description" content="Lead">' + json_ld(articleBody="Carried body"),
                "<nav>Menu</nav><td>Qasem</td><td>Soleimani</td><p>Sole<b>im</b>ani</p><p>a<br>b</p><script>var x = 'hidden'</script>"
                '<img alt="two words"><noscript>none</noscript>').wide.split("\n")
    assert {"T", "Lead", "Carried body", "Menu", "Qasem", "Soleimani", "a", "b", "two words"} <= set(wide)
    assert "Qasem Soleimani" not in wide
    assert not any("hidden" in line or "none" in line for line in wide)


def test_leading_lines_that_repeat_the_title_are_no_text() -> None:
    found = article('<meta property="og:title" content="Envoy lands!">', f"<article><h1>Envoy lands</h1>{BODY}</article>")
    assert not found.text.startswith("Envoy")


def test_a_body_that_only_json_ld_carries_is_taken_from_there_sentence_by_sentence() -> None:
    carried = " ".join(f"Sentence number {n} tells of the talks in the capital." for n in range(30))
    found = article(json_ld(articleBody=carried), "<p>Subscribe to read on.</p>")
    assert found.extracted_by == "JSON-LD"
    assert found.text.count("\n") == 29


def test_readers_comments_are_no_article_text() -> None:
    comments = '<div id="comments" class="comments"><p class="comment">Viktor Bout should be named here, says a reader at length.</p></div>'
    assert "Bout" not in article(body=f"<article>{BODY}</article>{comments}").text


@pytest.mark.parametrize(("body", "content_type", "words"), [
    (b"", "", "empty"), (b"%PDF-1.4", "", "PDF"), (b"\xff\xd8\xff\xe0", "text/html", "image"), (b'{"a": 1}', "", "JSON"),
    (b"<rss><channel/></rss>", "", "feed"), (b"just words", "application/pdf", "application/pdf"), (b"just words", "text/plain", "no HTML"),
    (b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>", "", "bot check"),
    (b"<html><body><p>We value your privacy</p><button>Accept all cookies</button><a>Privacy settings</a></body></html>", "", "consent"),
])
def test_what_is_no_article_says_why(body: bytes, content_type: str, words: str) -> None:
    with pytest.raises(NotAPage) as caught:
        read_page(Page(url=URL, body=body, content_type=content_type))
    assert words in str(caught.value)


def test_an_article_about_captchas_and_cookies_is_one() -> None:
    about = "<p>We value your privacy, says every site. Accept all cookies, it adds. Verify you are human.</p>"
    assert page(body=BODY + BODY + BODY + about).wide


HOSTILE = {
    "nested": "<div>" * 3000 + "Qasem Soleimani", "many divs": "<div>Qasem</div>" * 50_000,
    "broken JSON-LD": '<script type="application/ld+json">' + '{"@type": "NewsArticle", "headline": "x' * 6_000 + "</script>" + BODY,
    "huge JSON-LD": json_ld(headline="x" * 600_000) + BODY,
    "deep JSON-LD": '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + BODY, "angles": "<" * 300_000,
    "ampersands": "&" * 300_000, "links": "<a href='/x'>Qasem Soleimani</a>" * 20_000,
    "attributes": "<p " + "a='b' " * 50_000 + ">x</p>" + BODY,
    "captions": '<div class="caption">' * 2000 + "x", "unclosed": "<table><tr><td>x" * 3_000, "zero bytes": "\0" * 1000 + BODY,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(600)
def test_hostile_pages_are_read_in_bounded_time(body: str) -> None:
    parsed = page(body=body)
    assert extract(parsed, full=False).extracted_by == "wide text"


@pytest.mark.parametrize("name", ["nested", "broken JSON-LD", "deep JSON-LD", "unclosed"])
@pytest.mark.timeout(600)
def test_hostile_pages_are_extracted_without_an_error(name: str) -> None:
    assert extract(page(body=HOSTILE[name])).extracted_by


def test_a_short_page_keeps_its_line_breaks_and_persian_joiners() -> None:
    body = "سردار عصر سه‌شنبه وارد شد."
    markup = f"""<html lang="fa"><head><title>خبر</title></head><body><main><article><h1>خبر تازه</h1>
      <time>2026-11-24</time><p>{body}</p><p>جزئیات بیشتری منتشر نشد.</p></article></main></body></html>"""
    article = extract(read_page(Page(url="https://news.example.org/a", body=markup.encode())))
    assert article.text == f"{body}\nجزئیات بیشتری منتشر نشد."
