from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import Faults
from monitor.feeds.opml import Outline, read_opml, write_opml

NOW = datetime(2024, 3, 4, 10, tzinfo=UTC)


def test_feeds_are_read_with_their_folders_each_address_once() -> None:
    body = b"""<?xml version="1.0"?><opml version="1.0"><body><outline text="News"><outline text="Iran">
      <outline title="A &amp; B" text="ignored" xmlUrl="https://a.example/rss"/></outline><outline text="again" XMLURL="https://a.example/rss"/>
      </outline><outline text="C" xmlUrl=" https://c.example/feed "/></body></opml>"""
    assert read_opml(body, name="feeds.opml") == (
        Outline(url="https://a.example/rss", title="A & B", folder=("News", "Iran")), Outline(url="https://c.example/feed", title="C"))


@pytest.mark.parametrize("body", [b"", b"hello", b"<rss/>", b"{}"])
def test_what_is_no_opml_is_a_fault_with_the_files_name(body: bytes) -> None:
    with pytest.raises(Faults, match=r"feeds\.opml.*is no OPML"):
        read_opml(body, name="feeds.opml")


LAUGHS = """<?xml version="1.0"{encoding}?>
<!DOCTYPE opml [<!ENTITY a "https://a.example/"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<opml version="2.0"><body><outline text="x" xmlUrl="&c;"/></body></opml>"""


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_document_type_is_refused_in_every_charset_with_its_place(charset: str) -> None:
    declared = ' encoding="utf-16"' if charset.startswith("utf-16") else ""
    with pytest.raises(Faults, match=r"feeds\.opml:2:1: <!DOCTYPE: OPML needs no document type"):
        read_opml(LAUGHS.format(encoding=declared).encode(charset), name="feeds.opml")


def test_a_charset_that_the_file_names_is_read() -> None:
    body = '<?xml version="1.0" encoding="windows-1251"?><opml><body><outline text="Новости" xmlUrl="https://a.example/"/></body></opml>'
    assert read_opml(body.encode("cp1251"), name="x")[0].title == "Новости"


@given(st.lists(st.builds(Outline, url=st.text(alphabet="abc/:?&<>\"é", min_size=1).map("https://x.example/".__add__),
                          title=st.text(max_size=20)), max_size=8, unique_by=lambda outline: outline.url))
def test_what_is_written_is_read_again(outlines: list[Outline]) -> None:
    again = read_opml(write_opml(outlines, title="Mine", now=NOW), name="x")
    assert [outline.url for outline in again] == [outline.url for outline in outlines]


def test_folders_are_nested_once() -> None:
    outlines = [Outline(url="https://a.example/", title="A", folder=("N", "I")),
                Outline(url="https://b.example/", title="B", folder=("N",))]
    body = write_opml(outlines, title="Mine", now=NOW)
    assert body.count(b'text="N"') == 1
    assert read_opml(body, name="x") == tuple(outlines)
