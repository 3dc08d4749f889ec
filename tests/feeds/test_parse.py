"""Feed bytes to entries: nothing a feed says is lost, and nothing that is no feed passes for one."""

from __future__ import annotations

import contextlib
import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed, parse_feed_degraded
from monitor.model import ParsedFeed

URL = "https://news.example.org/feeds/world.xml"


def rss(items: str, head: str = "", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return (f'{declaration}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"<channel><title>World</title><language>en-gb</language>{head}{items}</channel></rss>").encode()


def item(title: str = "A headline", **more: str) -> str:
    return f"<item><title>{title}</title>{''.join(f'<{tag}>{text}</{tag}>' for tag, text in more.items())}</item>"


def read(body: bytes) -> ParsedFeed:
    return parse_feed(body, url=URL)


def test_an_rss_entry_comes_with_all_its_texts() -> None:
    body = rss('<item><guid isPermaLink="false">g1</guid><link>/news/1</link><title>Envoy lands &amp; leaves</title>'
               "<description>&lt;p&gt;First &lt;b&gt;par&lt;/b&gt;agraph&lt;/p&gt;</description>"
               "<content:encoded><![CDATA[<p>Long text</p><p>second</p>]]></content:encoded>"
               "<pubDate>Thu, 28 Jul 2022 10:00:00 GMT</pubDate><author>Ana</author></item>", head="<ttl>15</ttl>")
    feed = read(body)
    (entry,) = feed.entries
    assert (feed.source, feed.title, feed.language, feed.ttl) == (URL, "World", "en-GB", timedelta(minutes=15))
    assert (entry.feed, entry.key, entry.id, entry.link) == (URL, "g1", "g1", "https://news.example.org/news/1")
    assert (entry.title, entry.summary, entry.contents) == ("Envoy lands & leaves", "First paragraph", ("Long text\nsecond",))
    assert entry.published == datetime(2022, 7, 28, 10, tzinfo=UTC)
    assert (entry.authors, entry.language) == (("Ana",), "en-GB")


def test_an_atom_entry_takes_its_base_and_its_alternate_link() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Monde</title>
      <entry xml:base="https://cdn.example.net/x/"><id>tag:example.org,2024:1</id><link rel="self" href="self.xml"/>
      <link href="a.html"/><title type="html">L&amp;eacute;&lt;b&gt;o&lt;/b&gt;</title>
      <updated>2024-03-04T22:15:00-05:00</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un</p><p>deux</p></div>
      </content></entry></feed>"""
    (entry,) = read(body).entries
    assert (entry.id, entry.link, entry.title) == ("tag:example.org,2024:1", "https://cdn.example.net/x/a.html", "Léo")
    assert entry.updated == datetime(2024, 3, 5, 3, 15, tzinfo=UTC)
    assert "Un\ndeux" in "\n".join((entry.summary, *entry.contents))
    assert entry.language == "fr"


@pytest.mark.parametrize(("title", "name"), [
    ("Caf&eacute; Sol&nbsp;eimani", "Café Sol eimani"), ("Sole\x0bimani", "Soleimani"), ("AT&T rises", "AT&T rises"),
    ("Sole&#173;imani", "Soleimani"), ("<![CDATA[<b>Sole</b>imani]]>", "Soleimani"), ("&amp;quot;Soleimani&amp;quot;", '"Soleimani"'),
])
def test_no_name_is_lost_to_broken_markup(title: str, name: str) -> None:
    assert read(rss(item(title))).entries[0].title == name
    assert parse_feed_degraded(rss(item(title)), url=URL).entries[0].title == name


@pytest.mark.parametrize(("charset", "declared"), [
    ("utf-8", "utf-8"), ("latin-1", "utf-8"), ("utf-8-sig", "iso-8859-1"), ("cp1256", "windows-1256"), ("koi8-r", "koi8-r"),
    ("utf-16", "utf-16"),
])
def test_titles_come_through_in_every_charset_even_wrongly_declared(charset: str, declared: str) -> None:
    name = {"cp1256": "سليماني", "koi8-r": "Сулеймани"}.get(charset, "Solé")
    body = rss(item(f"{name} in town"), declaration=f'<?xml version="1.0" encoding="{declared}"?>').decode().encode(charset)
    assert read(body).entries[0].title == f"{name} in town"


def test_one_bad_byte_does_not_garble_a_feed() -> None:
    body = rss(item("Генерал Сулеймани прибыл") + item("broken ~ byte")).replace(b"~", b"\xe9")
    first, second = read(body).entries
    assert first.title == "Генерал Сулеймани прибыл"
    assert second.title == "broken \ufffd byte"


def test_a_latin1_header_over_a_utf8_body_is_not_believed() -> None:
    body = rss(item("Сулеймани"), declaration="")
    assert parse_feed(body, url=URL, content_type="text/xml; charset=ISO-8859-1").entries[0].title == "Сулеймани"


@pytest.mark.parametrize(("raw", "moment"), [
    ("Thu,28 Jul 2022 4:35:5 GMT+9", datetime(2022, 7, 27, 19, 35, 5, tzinfo=UTC)),
    ("Qua, 14 Fev 2024 10:00:00 -0300", datetime(2024, 2, 14, 13, tzinfo=UTC)),
])
def test_dates_that_the_parser_leaves_are_read_by_our_own(raw: str, moment: datetime) -> None:
    (entry,) = read(rss(item(pubDate=raw))).entries
    assert (entry.published, entry.published_raw) == (moment, raw)


def test_an_unreadable_date_is_kept_as_it_stands() -> None:
    (entry,) = read(rss(item(pubDate="some day"))).entries
    assert (entry.published, entry.published_raw) == (None, "some day")


def test_keys_fall_back_from_guid_to_link_to_a_hash() -> None:
    first, second, third = read(rss(item(guid="g", link="https://a.example/1") + item(link="https://A.example/2?utm_source=rss#x")
                                    + item("only a title", pubDate="Thu, 28 Jul 2022 10:00:00 GMT"))).entries
    assert first.key == "g"
    assert second.key == "https://a.example/2"
    assert len(third.key) == 24


def test_a_related_articles_link_is_not_the_entrys() -> None:
    body = rss(item(link="https://a.example/own").replace("</item>", '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" '
               'href="https://a.example/related" title="Related"/></item>'))
    assert read(body).entries[0].link == "https://a.example/own"
    assert parse_feed_degraded(body, url=URL).entries[0].link == "https://a.example/own"


def test_a_guid_that_several_entries_share_identifies_none_of_them() -> None:
    entries = read(rss("".join(item(f"t{n}", guid="same", link=f"https://a.example/{n}") for n in range(3)))).entries
    assert len({entry.key for entry in entries}) == 3
    assert all("https://a.example/" in entry.key for entry in entries)


def test_entries_that_share_guid_and_link_are_told_apart_by_their_title() -> None:
    entries = read(rss("".join(item(f"t{n}", guid="same", link="https://a.example/") for n in range(3)))).entries
    assert len({entry.key for entry in entries}) == 3


def test_keys_and_hashes_stay_from_poll_to_poll_and_the_hash_tells_an_edit() -> None:
    before = read(rss(item("One", guid="1", description="text") + item("Two", guid="2"))).entries
    after = read(rss(item("Zero", guid="0") + item("One", guid="1", description="text, edited") + item("Two", guid="2"))).entries
    assert [entry.key for entry in before] == [entry.key for entry in after[1:]]
    assert before[0].content_hash != after[1].content_hash
    assert before[1].content_hash == after[2].content_hash


@pytest.mark.parametrize("reader", [parse_feed, parse_feed_degraded])
def test_entries_beyond_the_cap_are_counted_as_cut(reader: object) -> None:
    feed = reader(rss("".join(item(f"t{n}", guid=str(n)) for n in range(30))), url=URL, cap=10)  # type: ignore[operator]
    assert [entry.id for entry in feed.entries] == [str(n) for n in range(10)]
    assert feed.cut == 20


@pytest.mark.parametrize("body", [
    rss(""), b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": []}',
])
def test_an_empty_feed_is_a_feed(body: bytes) -> None:
    assert read(body).entries == ()


@pytest.mark.parametrize(("body", "words"), [
    (b"", "empty"), (b"   \n", "empty"), (b"%PDF-1.7 ...", "PDF"), (b"\x89PNG\r\n\x1a\n", "image"), (b"\x1f\x8b\x00\x00", "broken"),
    (b"<!DOCTYPE html><html><title>Front page</title><p>x", "HTML page instead of a feed (its title: Front page)"),
    (b"<!DOCTYPE html><html><title>Just a moment...</title>", "bot check"), (b'{"status": "ok"}', "JSON"), (b"{broken", "JSON"),
    (b'[{"id": 1}]', "JSON"), (b"plain words", "plain words"), (b"<sitemapindex><sitemap/></sitemapindex>", "index of sitemaps"),
    (b"<?xml version='1.0'?><note>hi</note>", "no feed"), (b"<html><p>A feed begins with <rss version='2.0'><channel>.", "HTML"),
])
def test_what_is_no_feed_says_what_it_looks_like(body: bytes, words: str) -> None:
    with pytest.raises(NotAFeed) as caught:
        read(body)
    assert words in str(caught.value)
    with pytest.raises(NotAFeed):
        parse_feed_degraded(body, url=URL)


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_a_json_feed_is_read(version: str) -> None:
    (entry,) = read(json.dumps({"version": version, "title": "J", "language": "de", "items": [
        {"id": 7, "url": "/a", "title": "T", "content_html": "<p>Ein <b>Text</b></p>", "summary": "kurz", "author": {"name": "A"},
         "authors": [{"name": "B"}], "date_published": "2024-03-04T10:00:00+01:00"}, "no entry"]}).encode()).entries
    assert (entry.id, entry.key, entry.link, entry.title) == ("7", "7", "https://news.example.org/a", "T")
    assert (entry.summary, entry.contents, entry.authors, entry.language) == ("kurz", ("Ein Text",), ("B", "A"), "de")
    assert entry.published == datetime(2024, 3, 4, 9, tzinfo=UTC)


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>"""


def test_a_news_sitemap_is_a_feed() -> None:
    feed = read(SITEMAP.format("<url><loc>https://a.example/1</loc><news:news><news:publication><news:name>Daily</news:name>"
                               "<news:language>en</news:language></news:publication><news:publication_date>2024-03-04T10:00:00Z"
                               "</news:publication_date><news:title>Envoy lands</news:title></news:news></url>").encode())
    (entry,) = feed.entries
    assert (feed.title, feed.language) == ("Daily", "en")
    assert (entry.link, entry.title, entry.published) == ("https://a.example/1", "Envoy lands", datetime(2024, 3, 4, 10, tzinfo=UTC))


def test_a_sitemap_that_is_a_gzip_file_is_inflated_within_a_cap() -> None:
    body = gzip.compress(SITEMAP.format("<url><loc>https://a.example/1</loc></url>").encode())
    assert read(body).entries[0].link == "https://a.example/1"
    with pytest.raises(NotAFeed, match="more than"):
        read(gzip.compress(b"<rss>" + b" " * (30 << 20)))


def test_a_sitemap_too_long_keeps_its_newest_addresses() -> None:
    urls = "".join(f"<url><loc>https://a.example/{n}</loc><lastmod>2024-01-{n:02}</lastmod></url>" for n in range(1, 29))
    feed = parse_feed(SITEMAP.format(urls).encode(), url=URL, cap=3)
    assert [entry.link[-2:] for entry in feed.entries] == ["28", "27", "26"]
    assert feed.cut == 25


def test_entities_and_files_of_a_feed_are_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("classified")
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    for doctype in (f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{secret}">]>',
                    f'<!DOCTYPE rss [<!ENTITY a0 "ha">{laughs}<!ENTITY x "&a8;">]>'):
        body = rss(item("&x; news"), declaration=doctype)
        for reader in (parse_feed, parse_feed_degraded):
            title = reader(body, url=URL).entries[0].title
            assert "classified" not in title
            assert len(title) < 1000


@pytest.mark.parametrize("body", [
    rss("&" * 300_000), rss("<" * 300_000), rss("<a>" * 100_000), rss(item("x") * 50_000), b"<rss><channel>" + b"<item>" * 100_000,
    b"[" * 200_000, b'{"items":' * 50_000, b"<!DOCTYPE rss [" * 50_000, b"<!--" * 100_000 + rss(""),
], ids=["ampersands", "angles", "nested", "many", "unclosed", "brackets", "deep", "document types", "comments"])
@pytest.mark.timeout(600)
def test_the_degraded_reader_survives_what_kills_workers(body: bytes) -> None:
    with contextlib.suppress(NotAFeed):
        parse_feed_degraded(body, url=URL)


@pytest.mark.shared
def test_the_degraded_reader_finds_what_the_full_one_does_in_real_feeds(shared: Path) -> None:
    full = lenient = 0
    for path in sorted((shared / "feeds" / "real-news").iterdir()):
        body = path.read_bytes()
        if path.suffix == ".tsv":
            continue
        links = {(entry.link, entry.title) for entry in read(body).entries}
        full += len(links)
        lenient += len(links & {(entry.link, entry.title) for entry in parse_feed_degraded(body, url=URL).entries})
    assert lenient >= 0.99 * full
