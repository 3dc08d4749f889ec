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
