"""Texts meant to make the matcher slow: work grows with the length of the text, not with its square."""

from __future__ import annotations

import sys
from itertools import permutations
from types import FrameType

import pytest

from monitor.matching import compile_index, has_candidate, open_index, screen
from monitor.matching.index import Index
from monitor.matching.weights import KEYWORDS_PER_MATCH, MENTIONS_PER_MATCH
from monitor.model import Document, Entity, Keyword, Scope, Watchlist

GROWTH = 3.5  # of the work when the text is twice as long: 2 where it is linear, 4 where it is quadratic
SMALL = 50_000  # calls below which a ratio says nothing


@pytest.fixture(scope="module")
def index() -> Index:
    given = "Mohammad Ahmad Ali Hassan Hussein Abdullah Omar Khalid Yusuf Ibrahim".split()
    entities = [Entity(id=f"{a}-{b}-{c}", name=f"{a} {b} {c}") for a in given for b in given for c in given if len({a, b, c}) == 3]
    words = Watchlist(name="Words", keywords=(Keyword(term="went*"),))
    return open_index(compile_index([Watchlist(name="Many", entities=tuple(entities)), words]))


@pytest.mark.parametrize(("unit", "times"), [
    ("Mohammad Ahmad Ali Hassan Hussein Abdullah ", 40), ("Mohammad ", 2_000), ("A", 500_000), ("a.", 40_000),
    ("\u200b", 150_000), ("Ali-", 1_000), ("محمد احمد علي ", 150), ("金", 60_000), ("'", 40_000), ("o'", 20_000),
    ("went ", 10_000), ("M. ", 12_000), ("Ali Hassan Omar met. Omar left. ", 1_500),
], ids=["names", "one name", "one word", "full stops", "invisible", "hyphens", "arabic", "han", "quotes", "elisions", "keywords",
        "initials", "surnames"])
def test_work_on_a_hostile_text_grows_with_its_length(index: Index, unit: str, times: int) -> None:
    once, twice = (_cost(index, unit * count) for count in (times, 2 * times))
    assert twice < max(SMALL, GROWTH * once)


@pytest.mark.parametrize("between", [" ", ", ", " went to the market. "])
def test_work_on_a_text_that_names_everybody_grows_with_its_length(index: Index, between: str) -> None:
    given = "Mohammad Ahmad Ali Hassan Hussein Abdullah Omar Khalid Yusuf Ibrahim".split()
    named = [" ".join(three) for three in permutations(given, 3)][::3]  # each of the same family names
    once, twice = (_cost(index, "".join(name + between for name in named[:count])) for count in (len(named) // 2, len(named)))
    assert twice < GROWTH * once


def test_a_text_of_very_many_keywords_tells_each_match_of_those_beside_its_name(index: Index) -> None:
    text = "They went. " * (2 * KEYWORDS_PER_MATCH) + "\nAli Hassan Omar went."
    match, = [match for match in screen(Document(fields=(("text", text),)), index) if match.entity == "Ali-Hassan-Omar"]
    assert len(match.keywords) <= 2 * KEYWORDS_PER_MATCH
    assert (match.keywords[0].scope, match.keywords[0].start) == (Scope.SENTENCE, len(text) - len("went."))


def _cost(index: Index, text: str) -> int:
    """How many calls, of Python and of C, it takes to screen the text; what is found stays bounded too.

    Counted, not timed: the same on an idle machine and on a busy one.
    """
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        matches = screen(Document(fields=(("text", text),)), index)
        has_candidate(index, [text])
    finally:
        sys.setprofile(before)
    assert all(len(match.mentions) <= MENTIONS_PER_MATCH for match in matches)
    return calls
