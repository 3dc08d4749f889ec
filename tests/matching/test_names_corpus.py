"""Our own labelled names: each row of tests/corpus/names.csv is one listed party and one text.

``expect``: ``match`` (claimed), ``match:WORD`` or ``match:WORD@2`` (claimed, with a mention over that word, the second one),
``possible`` (at most for a person to look at), ``none`` (not claimed; a ``possible`` is one too many only for persons in full).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from monitor.matching import compile_index, open_index, screen
from monitor.model import Alias, Document, Entity, EntityType, Match, Tier, Watchlist

ROWS = list(csv.DictReader((Path(__file__).parents[1] / "corpus" / "names.csv").read_text(encoding="utf-8").splitlines()))
CLAIMED = (Tier.STRONG, Tier.PROBABLE)


def _entity(row: dict[str, str]) -> Entity:
    name, *aliases = row["listed"].split("/")
    extra = dict(part.split("=", 1) for part in row["extra"].split(";") if part)
    weak = row["class"] == "weak"
    return Entity(id="party", name=name, type=EntityType(row["type"]), aliases=tuple(Alias(text=text, weak=weak) for text in aliases),
                  context=tuple(filter(None, [extra.get("context", "")])), not_texts=tuple(filter(None, [extra.get("not", "")])),
                  identifiers=(("imo", extra["imo"]),) if "imo" in extra else ())


def _matches(row: dict[str, str]) -> list[Match]:
    index = open_index(compile_index([Watchlist(name="Names", entities=(_entity(row),))]))
    return list(screen(Document(fields=(("text", row["text"]),)), index))


def _passes(row: dict[str, str]) -> bool:
    matches = _matches(row)
    claimed = [match for match in matches if match.tier in CLAIMED]
    kind, _, word = row["expect"].partition(":")
    if kind != "match":
        return not claimed
    if not claimed:
        return False
    if not word:
        return True
    surface, _, number = word.partition("@")
    start = -1
    for _ in range(int(number or 1)):
        start = row["text"].index(surface, start + 1)
    return any(mention.start <= start < mention.end for mention in claimed[0].mentions)


@pytest.mark.parametrize("row", ROWS, ids=[f"{place}-{row['class']}" for place, row in enumerate(ROWS, 2)])
def test_a_labelled_name_is_judged_as_its_row_says(row: dict[str, str]) -> None:
    assert _passes(row), [(match.tier, match.score, [line.detail for line in match.evidence]) for match in _matches(row)]


def test_the_corpus_is_large_and_a_third_of_it_must_not_match() -> None:
    by_class: dict[str, int] = defaultdict(int)
    for row in ROWS:
        by_class[row["class"]] += 1
    negatives = sum(not row["expect"].startswith("match") for row in ROWS)
    assert len(ROWS) >= 150
    assert negatives >= 0.35 * len(ROWS)
    assert {"one-letter", "inflection", "cyrillic", "arabic", "reversed", "surname-after"} <= by_class.keys()
