"""Read and screen: no name is missed because a page lacks it, hides it, or could not be had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.matching import Index, compile_index, open_index
from monitor.model import Entity, Entry, Page, Reading, Tier, Watchlist
from monitor.reading import feed_text_suffices, read_and_screen

NOW = datetime(2024, 3, 4, 12, tzinfo=UTC)
URL = "https://news.example.org/2024/03/04/envoy"
BODY = " ".join("The talks went on until late in the evening and nobody would say what they had been about." for _ in range(6))


@pytest.fixture(scope="module")
def index() -> Index:
    people = Watchlist(name="People", version="1", entities=(
        Entity(id="soleimani", name="Qasem Soleimani", countries=("IR",)), Entity(id="bout", name="Viktor Anatolyevich Bout")))
    return open_index(compile_index([people]), version="v1")


def entry(**fields: object) -> Entry:
    given: dict[str, object] = {"feed": "https://news.example.org/rss", "key": "1", "link": URL, "title": "Talks in the capital", **fields}
    return Entry(**given)  # type: ignore[arg-type]


def page(body: str, head: str = "", title: str = "Talks in the capital") -> Page:
    markup = f"""<html lang="en"><head><title>{title} | Daily</title><meta property="og:title" content="{title}">{head}</head><body>
      <nav><a href="/">Home</a><a href="/world">World</a></nav><article><h1>{title}</h1>{body}</article>
      <footer>All rights reserved</footer></body></html>"""
    return Page(url=URL, body=markup.encode())


def read(the_page: Page | None, the_entry: Entry, index: Index | None, **more: str) -> Reading:
    return read_and_screen(the_page, the_entry, index, now=NOW, **more)


def found(reading: Reading) -> dict[str, set[str]]:
    return {match.entity: {mention.field for mention in match.mentions} for match in reading.matches}


def test_a_name_in_the_body_is_found_and_the_page_fully_extracted(index: Index) -> None:
    reading = read(page(f"<p>{BODY}</p><p>General Qasem Soleimani landed in Moscow on Monday.</p><p>{BODY}</p>"), entry(), index)
    assert found(reading) == {"soleimani": {"text"}}
    assert not reading.gated
    assert reading.index_version == "v1"
    assert reading.article.extracted_by == "trafilatura"
    assert reading.article.rest == ""


def test_a_page_without_a_candidate_is_gated_and_keeps_its_text(index: Index) -> None:
    reading = read(page(f"<p>{BODY}</p>", head='<meta property="og:description" content="A short summary.">'), entry(), index)
    assert reading.gated
    assert reading.matches == ()
    assert BODY in reading.article.text
    assert (reading.article.extracted_by, reading.article.title) == ("wide text", "Talks in the capital")
    assert reading.article.standfirst == "A short summary."


@pytest.mark.parametrize("place", ["title", "summary", "contents"])
def test_a_name_that_only_the_feed_gives_is_never_missed(index: Index, place: str) -> None:
    words = "General Qasem Soleimani landed in Moscow."
    reading = read(page(f"<p>{BODY}</p>"), entry(**{place: (words,) if place == "contents" else words}), index)
    assert "soleimani" in found(reading)
    assert reading.article.title == "Talks in the capital"


def test_what_page_and_feed_both_say_stands_once(index: Index) -> None:
    summary = "The talks went on until late in the evening and nobody would say wh…"
    reading = read(page(f"<p>{BODY}</p>"), entry(title="Talks in the Capital", summary=summary, contents=(BODY,)), index)
    assert reading.article.standfirst == ""
    assert reading.article.text.count("until late") == 6


@pytest.mark.parametrize("extra", [
    '<figure><img src="a.jpg"><figcaption>Qasem Soleimani at the airport</figcaption></figure>',
    '<img alt="General Qasem Soleimani at the airport">',
    "<table><tr><td>Qasem Soleimani</td><td>arrived</td></tr></table>", "<p>General Qasem <b>Sole</b>imani came.</p>",
    "<p>General Qasem Sole&shy;imani came.</p>", '<aside class="factbox"><p>Qasem Soleimani commands the force.</p></aside>',
])
def test_a_name_is_found_wherever_it_stands_on_the_page(index: Index, extra: str) -> None:
    assert "soleimani" in found(read(page(f"<p>{BODY}</p>{extra}<p>{BODY}</p>"), entry(), index))


def test_a_name_in_the_headline_or_standfirst_alone_is_found(index: Index) -> None:
    assert "soleimani" in found(read(page(f"<p>{BODY}</p>", title="Qasem Soleimani in Moscow"), entry(), index))
    head = '<meta property="og:description" content="Qasem Soleimani is in Moscow.">'
    assert found(read(page(f"<p>{BODY}</p>", head=head), entry(), index)) == {"soleimani": {"standfirst"}}


def test_no_name_forms_across_two_cells(index: Index) -> None:
    assert found(read(page(f"<p>{BODY}</p><table><tr><td>Qasem</td><td>Soleimani</td></tr></table>"), entry(), index)) == {}


def test_a_hit_in_related_links_goes_to_the_rest_and_is_only_possible(index: Index) -> None:
    links = "".join(f"<li><a href='/{n}'>Another story number {n}</a></li>" for n in range(30))
    related = f'<ul class="related">{links}<li><a href="/x">Viktor Bout seen in Harare</a></li>{links}</ul>'
    the_page = page(f"<p>{BODY}</p><p>{BODY}</p>")
    reading = read(Page(url=URL, body=the_page.body.replace(b"<footer>", related.encode() + b"<footer>")), entry(), index)
    assert found(reading) == {"bout": {"rest"}}
    assert "Viktor Bout seen in Harare" in reading.article.rest
    assert reading.article.rest.count("\n") <= 2
    (match,) = reading.matches
    assert match.tier is Tier.POSSIBLE
    assert match.evidence[-1].rule == "outside the article"


@pytest.mark.parametrize("body", [b"%PDF-1.7 binary", b"", b'{"a": 1}', b"\x89PNG\r\n",
                                  b"<html><title>Just a moment...</title><body>Checking your browser"])
def test_a_body_that_is_no_page_leaves_what_the_feed_carries(index: Index, body: bytes) -> None:
    reading = read(Page(url=URL, body=body), entry(summary="General Qasem Soleimani landed in Moscow."), index)
    assert "soleimani" in found(reading)
    assert reading.article.partial
    assert reading.article.extracted_by.startswith("feed (")


def test_a_page_that_could_not_be_had_says_why(index: Index) -> None:
    reading = read(None, entry(title="Qasem Soleimani lands", summary="short"), index, partial_reason="the server answered 403")
    assert found(reading) == {"soleimani": {"title"}}
    assert reading.article.extracted_by == "feed (the server answered 403)"


def test_without_an_index_everything_is_extracted_and_nothing_screened() -> None:
    reading = read(page(f"<p>{BODY}</p><p>Qasem Soleimani</p>"), entry(), None)
    assert (reading.matches, reading.gated, reading.index_version) == ((), False, "")
    assert reading.article.extracted_by == "trafilatura"


def test_the_later_of_two_dates_that_disagree_counts_and_both_are_told(index: Index) -> None:
    head = '<meta property="article:published_time" content="2019-02-01T10:00:00Z">'
    feed = datetime(2024, 3, 4, 9, tzinfo=UTC)
    article = read(page(f"<p>{BODY}</p>", head=head), entry(published=feed), index).article
    assert (article.published, article.published_by) == (feed, "feed; meta says 2019-02-01")
    article = read(page(f"<p>{BODY}</p>", head=head.replace("2019-02-01", "2024-03-03")), entry(published=feed), index).article
    assert article.published_by == "meta"


def test_a_date_in_the_future_is_read_as_now(index: Index) -> None:
    article = read(None, entry(published=NOW + timedelta(days=400)), index).article
    assert article.published == NOW
    assert "first seen" in article.published_by


def test_the_language_comes_from_the_page_else_from_the_feed(index: Index) -> None:
    assert read(page(f"<p>{BODY}</p>"), entry(language="de"), index).article.language == "en"
    assert read(None, entry(language="de"), index).article.language == "de"


@pytest.mark.parametrize(("text", "suffices"), [
    ("word " * 400, True), ("word " * 100, False), ("word " * 400 + "Read more", False), ("word " * 400 + "[…]", False), ("", False),
    ("word " * 400 + "Weiterlesen »", False),
])
def test_a_feed_with_the_whole_text_needs_no_page(text: str, suffices: bool) -> None:
    assert feed_text_suffices(entry(contents=(text.strip(),))) is suffices
    assert feed_text_suffices(entry(summary=text.strip())) is suffices
