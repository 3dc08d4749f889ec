from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import canonical_url, resolved


@pytest.mark.parametrize(("url", "canonical"), [
    ("HTTPS://Example.COM/News/A", "https://example.com/News/A"),
    ("http://example.com", "http://example.com/"),
    ("http://example.com:80/a", "http://example.com/a"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("https://example.com:8443/a", "https://example.com:8443/a"),
    ("https://example.com/a?utm_source=rss&id=7&fbclid=x&gclid=y", "https://example.com/a?id=7"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?b=2&a=1"),
    ("https://example.com/a?", "https://example.com/a"),
    ("https://example.com/a#comments", "https://example.com/a"),
    ("https://example.com/#!/story/7", "https://example.com/#!/story/7"),
    ("https://user:secret@example.com/a", "https://example.com/a"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://example.com/a b", "https://example.com/a%20b"),
    ("https://example.com/a%20b", "https://example.com/a%20b"),
    (" https://example.com/a\n", "https://example.com/a"),
    ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
    ("https://example.com/новости", "https://example.com/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
    ("tag:example.com,2020:7", "tag:example.com,2020:7"),
    ("https://[broken/a", "https://[broken/a"),
    ("", ""),
])
def test_one_address_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@given(st.one_of(
    st.text(max_size=80),
    st.builds("{}://{}{}{}?{}#{}".format, st.sampled_from(["http", "HTTPS", "ftp"]),
              st.text(alphabet="aB.-:[]@1é ", max_size=12), st.sampled_from(["", ":80", ":443", ":x", ":99999"]),
              st.text(max_size=20), st.text(alphabet="utm_a=&%7;é ", max_size=20), st.text(max_size=8))))
def test_the_canonical_spelling_is_its_own(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


def test_relative_links_are_resolved_where_they_can_be() -> None:
    assert resolved("https://example.com/feeds/rss", "../a") == "https://example.com/a"
    assert resolved("", "/a") == "/a"
    assert resolved("https://example.com/", "http://[broken") == "http://[broken"
