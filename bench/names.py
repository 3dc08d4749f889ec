"""Names and news-like articles for the benchmarks, invented or recombined from real lists: seeded, so that two runs compare."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from monitor.adapters.disk_files import DiskFiles  # noqa: E402  the folder is put on the path above
from monitor.daemon.loading import gather  # noqa: E402
from monitor.model import Entity, Watchlist  # noqa: E402
from monitor.watchlists.local import read_with_lists  # noqa: E402

_ONSETS = "b d f g h j k l m n p r s t v z ch sh kh gh zh br dr kr st".split()
_VOWELS = "a e i o u aa ei ou".split()
_ENDS = ["", "n", "r", "d", "m", "sh", "ri", "ov", "ani", "zadeh", "enko", "ian", "pour"]
_WORDS = ("the of and to in said on that for with officials government talks minister report according city week new "
          "president security meeting visit border market prices court election leaders statement country capital people "
          "group agency police attack deal support energy war trade crisis company region state foreign deputy council").split()
_CAPITALS = "President Minister Reuters Monday Tuesday Friday European Union United Nations Ministry Council January March".split()
NEW = 0.28  # of the name parts in an article those that no article before it had: six or seven, as measured on news


def word(rng: random.Random) -> str:
    """A pronounceable name part."""
    parts = [rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.choice((1, 2, 2, 3)))]
    return ("".join(parts) + rng.choice(_ENDS)).capitalize()


def watchlist(size: int, seed: int = 1, name: str = "Bench") -> Watchlist:
    """``size`` persons with two or three name parts, parts shared as on real lists."""
    rng = random.Random(seed)
    given = [word(rng) for _ in range(max(50, size // 20))]
    family = [word(rng) for _ in range(max(100, size // 3))]
    entities = [Entity(id=f"e{number}", name=" ".join([rng.choice(given), *([rng.choice(given)] if rng.random() < 0.3 else []),
                                                       rng.choice(family)])) for number in range(size)]
    return Watchlist(name=name, file=f"{name}.yaml", version=f"{size} {seed}", entities=tuple(entities))


def recombined(paths: Sequence[str], size: int, seed: int = 1, name: str = "Bench") -> Watchlist:
    """``size`` names of the watchlists at ``paths``, as they are as far as they go; then the first words of one with the last words
    of another of its type."""
    rng = random.Random(seed)
    entities = [entity for watchlist in read_with_lists(gather(paths, DiskFiles())).watchlists for entity in watchlist.entities]
    rng.shuffle(entities)
    found = [Entity(id=f"e{number}", name=entity.name, type=entity.type, countries=entity.countries)
             for number, entity in enumerate(entities[:size])]
    by_type: dict[str, list[list[str]]] = {}
    for entity in entities:
        by_type.setdefault(entity.type, []).append(entity.name.split())
    while len(found) < size:
        entity = rng.choice(entities)
        own, other = entity.name.split(), rng.choice(by_type[entity.type])
        found.append(Entity(id=f"e{len(found)}", name=" ".join([*own[:max(1, len(own) // 2)], *other[len(other) // 2:]]), type=entity.type,
                            countries=entity.countries))
    return Watchlist(name=name, file=f"{name}.yaml", version=f"{size} {seed}", entities=tuple(found))


def articles(count: int, names: list[str], seed: int = 2, words: int = 546) -> list[str]:
    """News-like texts of ``words`` words in sentences of some twenty, 5 % of them naming a listed person, all with a dozen unlisted
    names, whose parts are mostly those of earlier articles, the more often one was used the likelier."""
    rng = random.Random(seed)
    used: list[str] = [word(rng)]
    texts = []
    for _ in range(count):
        tokens = [rng.choice(_WORDS) for _ in range(words)]
        for place in range(9, words, 23):
            tokens[place] = rng.choice(_CAPITALS)
        for place in range(5, words - 1, 45):
            for part in (place, place + 1):
                tokens[part] = word(rng) if rng.random() < NEW else rng.choice(used)
                used.append(tokens[part])
        if rng.random() < 0.05:
            tokens[words // 2] = rng.choice(names)
        sentences, left = [], tokens
        while left:
            size = rng.randrange(12, 29)
            sentences.append(" ".join([left[0][:1].upper() + left[0][1:], *left[1:size]]) + ".")
            left = left[size:]
        texts.append(" ".join(sentences))
    return texts
