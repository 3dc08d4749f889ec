"""Invented names and news-like articles for the benchmarks: seeded, so that two runs compare."""

from __future__ import annotations

import random

from monitor.model import Entity, Watchlist

_ONSETS = "b d f g h j k l m n p r s t v z ch sh kh gh zh br dr kr st".split()
_VOWELS = "a e i o u aa ei ou".split()
_ENDS = ["", "n", "r", "d", "m", "sh", "ri", "ov", "ani", "zadeh", "enko", "ian", "pour"]
_WORDS = ("the of and to in said on that for with officials government talks minister report according city week new "
          "president security meeting visit border market prices court election leaders statement country capital people "
          "group agency police attack deal support energy war trade crisis company region state foreign deputy council").split()


def word(rng: random.Random) -> str:
    """A pronounceable name part."""
    parts = [rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.choice((1, 2, 2, 3)))]
    return ("".join(parts) + rng.choice(_ENDS)).capitalize()


def watchlist(size: int, seed: int = 1) -> Watchlist:
    """``size`` persons with two or three name parts, parts shared as on real lists."""
    rng = random.Random(seed)
    given = [word(rng) for _ in range(max(50, size // 20))]
    family = [word(rng) for _ in range(max(100, size // 3))]
    entities = [Entity(id=f"e{number}", name=" ".join([rng.choice(given), *([rng.choice(given)] if rng.random() < 0.3 else []),
                                                       rng.choice(family)])) for number in range(size)]
    return Watchlist(name="Bench", entities=tuple(entities))


def articles(count: int, names: list[str], seed: int = 2, words: int = 546) -> list[str]:
    """News-like texts of ``words`` words, 5 % of them naming a listed person, all with unlisted capitalised names."""
    rng = random.Random(seed)
    texts = []
    for _ in range(count):
        tokens = [rng.choice(_WORDS) for _ in range(words)]
        for place in range(0, words, 13):
            tokens[place] = tokens[place].capitalize()
        for place in range(5, words - 1, 45):
            tokens[place:place + 2] = [word(rng), word(rng)]
        if rng.random() < 0.05:
            tokens[words // 2] = rng.choice(names)
        texts.append(" ".join(token + ("." if number % 17 == 16 else "") for number, token in enumerate(tokens)))
    return texts
