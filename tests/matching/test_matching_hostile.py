"""Texts meant to make the matcher slow: work stays bounded by the length of the text."""

from __future__ import annotations

from time import process_time

import pytest

from monitor.matching import compile_index, has_candidate, open_index, screen
from monitor.matching.index import Index
from monitor.matching.weights import MENTIONS_PER_MATCH
from monitor.model import Document, Entity, Keyword, Watchlist

SECONDS = 20.0


@pytest.fixture(scope="module")
def index() -> Index:
    given = "Mohammad Ahmad Ali Hassan Hussein Abdullah Omar Khalid Yusuf Ibrahim".split()
    entities = [Entity(id=f"{a}-{b}-{c}", name=f"{a} {b} {c}") for a in given for b in given for c in given if len({a, b, c}) == 3]
    words = Watchlist(name="Words", keywords=(Keyword(term="went*"),))
    return open_index(compile_index([Watchlist(name="Many", entities=tuple(entities)), words]))


@pytest.mark.parametrize("text", [
    "Mohammad Ahmad Ali Hassan Hussein Abdullah " * 1_000, "Mohammad " * 10_000, "A" * 1_000_000, "a." * 200_000, "\u200b" * 300_000,
    "Ali-" * 10_000, "محمد احمد علي " * 5_000, "金" * 300_000, "'" * 200_000, "o'" * 100_000, "went " * 50_000, "M. " * 60_000,
], ids=["names", "one name", "one word", "full stops", "invisible", "hyphens", "arabic", "han", "quotes", "elisions", "keywords",
        "initials"])
def test_a_hostile_text_is_screened_in_bounded_time(index: Index, text: str) -> None:
    started = process_time()
    matches = screen(Document(fields=(("text", text),)), index)
    has_candidate(index, [text])
    assert process_time() - started < SECONDS
    assert all(len(match.mentions) <= MENTIONS_PER_MATCH for match in matches)
