from __future__ import annotations

import pytest

from monitor.text.sniff import Kind, is_challenge, kind_of


@pytest.mark.parametrize(("body", "kind"), [
    (b"", Kind.EMPTY), (b" \n\xef\xbb\xbf", Kind.EMPTY), (b"<?xml version='1.0'?><rss version='2.0'>", Kind.XML_FEED),
    (b"\xef\xbb\xbf<?xml version='1.0'?><!-- hello --><feed xmlns='x'>", Kind.XML_FEED), (b"<rdf:RDF xmlns:rdf='x'>", Kind.XML_FEED),
    (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", Kind.XML_FEED), (b"<urlset xmlns='x'>", Kind.SITEMAP), (b"  {\"a\": 1}", Kind.JSON),
    (b"<!DOCTYPE html><html>", Kind.HTML), (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", Kind.HTML),
    (b"%PDF-1.7", Kind.BINARY),
    (b"\x89PNG\r\n", Kind.BINARY), (b"\x01\x02\x03\x04\x05\x06" * 30, Kind.BINARY), (b"hello", Kind.UNKNOWN),
    ("<rss>".encode("utf-16"), Kind.XML_FEED), ("<rss>".encode("utf-16-be"), Kind.XML_FEED),
])
def test_a_body_is_told_by_its_beginning(body: bytes, kind: Kind) -> None:
    assert kind_of(body) is kind


def test_bot_checks_are_known_by_their_words() -> None:
    assert is_challenge("<title>Just a moment...</title>")
    assert not is_challenge("The general waited for just a moment, then left.")
