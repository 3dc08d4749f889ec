"""Markup to text: no name torn apart, none made up."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import clean, plain_text


@pytest.mark.parametrize(("fragment", "text"), [
    ("<b>Sole</b>imani", "Soleimani"),
    ("Qasem <a href='/x'>Soleimani</a>", "Qasem Soleimani"),
    ("Sole\u00adimani", "Soleimani"),
    ("Sole&shy;imani", "Soleimani"),
    ("Sole\u200bimani", "Soleimani"),
    ("Sole<wbr>imani", "Soleimani"),
    ("Sole\x0bimani", "Soleimani"),
    ("Sole\u202aimani\u202c", "Soleimani"),
    ("Qasem\u00a0Soleimani", "Qasem Soleimani"),
    ("Qasem&nbsp;Soleimani", "Qasem Soleimani"),
    ("&#1050;асем", "Касем"),
    ("Jose\u0301", "José"),
    ("Qasem\nSoleimani", "Qasem Soleimani"),
    ("<p>Qasem\nSoleimani</p>", "Qasem Soleimani"),
])
def test_a_name_stays_whole(fragment: str, text: str) -> None:
    assert plain_text(fragment) == text


@pytest.mark.parametrize("fragment", [
    "<td>Qasem</td><td>Soleimani</td>", "<li>Qasem</li><li>Soleimani</li>", "<p>Qasem<p>Soleimani", "Qasem<br/>Soleimani",
    "<div>Qasem</div>Soleimani", "<h2>Qasem</h2><span>Soleimani</span>", "Qasem<hr>Soleimani", "Qasem\n\nSoleimani",
])
def test_a_block_ends_a_line_so_that_no_name_forms_across_two(fragment: str) -> None:
    assert plain_text(fragment) == "Qasem\nSoleimani"


@pytest.mark.parametrize(("fragment", "text"), [
    ("AT&T; rises", "AT&T rises"), ("AT&T rises", "AT&T rises"), ("AT&amp;T rises", "AT&T rises"), ("R&D; spending", "R&D spending"),
    ("a &lt; b", "a < b"), ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"), ("Tom <3 Ann", "Tom <3 Ann"), ("&amp;eacute;t&eacute;", "été"),
    ("caf&eacute; & bar", "café & bar"), ("x <y", "x <y"), ("Doe <doe@example.org", "Doe <doe@example.org"),
])
def test_ampersands_and_angles_of_the_text_survive(fragment: str, text: str) -> None:
    assert plain_text(fragment) == text


def test_text_escaped_twice_is_read() -> None:
    assert plain_text("&lt;p&gt;General &lt;b&gt;Sole&lt;/b&gt;imani&lt;/p&gt;") == "General Soleimani"


def test_scripts_styles_and_comments_are_no_text() -> None:
    assert plain_text("a<script>var b = '<p>x</p>'</script><style>c{}</style><!-- d <p> --> e") == "a\ne"


def test_a_greater_sign_inside_a_quoted_value_ends_no_tag() -> None:
    assert plain_text('<a title="x > y" href="/">Soleimani</a>') == "Soleimani"


def test_alternative_texts_of_images_are_kept_when_they_are_words() -> None:
    assert plain_text('before <img src="a.jpg" alt="Qasem Soleimani in Moscow"> after <img alt="logo">') == (
        "before\nQasem Soleimani in Moscow\nafter")


def test_joiners_stay_where_they_are_spelling_and_go_elsewhere() -> None:
    assert clean("می\u200cرود") == "می\u200cرود"
    assert clean("Sole\u200cimani") == "Soleimani"


def test_cdata_is_text() -> None:
    assert plain_text("<![CDATA[General <i>Soleimani</i>]]>").startswith("General Soleimani")


@pytest.mark.parametrize("body", ["<" * 200_000, "&" * 200_000, '<a "' * 50_000, "<!--" * 50_000, "<p " * 50_000, "<p>" * 100_000,
                                  "<script>" * 30_000, "&lt;" * 50_000, "<![CDATA[" * 20_000, '<a "' * 50_000 + ">",
                                  "<a " * 300_000 + ">", "<img alt='" * 50_000])
@pytest.mark.timeout(600)
def test_hostile_markup_takes_linear_time(body: str) -> None:
    plain_text(body)


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") and letter != "\n" for letter in once)


@given(st.text(alphabet="ab<>&;\"'/ !-[]=pbrscipt\n", max_size=200))
def test_any_markup_becomes_text(fragment: str) -> None:
    assert isinstance(plain_text(fragment), str)


@given(st.lists(st.text(alphabet="abcdefghijklmnoé", min_size=1, max_size=8), min_size=1, max_size=6))
def test_words_in_inline_markup_all_come_through(words: list[str]) -> None:
    assert plain_text(" ".join(f"<em>{word}</em>" for word in words)) == unicodedata.normalize("NFC", " ".join(words))
