"""A name that spells a word of it in several ways, as the names it stands for: ``Samir Foz/Fawz``, ``Galina Knizhonak or Knizhonok``."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import islice, pairwise, product

_BETWEEN = re.compile(r"(\s*/\s*|\s+or\s+)", re.IGNORECASE)
_ALIKE = 0.4  # share of common letters: Foz and Fawz are spellings of one word, Musa and Abu are not
_ALIKE_BETWEEN_NAMES = 0.7  # where names could stand on both sides, the words that meet must be as good as one
_MOST = 12  # names from one


def spellings(text: str) -> list[str]:
    """The names a person's name stands for, in the order it gives them; itself alone where it gives no second spelling of a word.

    Where whole names stand on both sides (two words or more, and the words that meet are not alike), each is a name of its own."""
    parts = _BETWEEN.split(text)
    sides, marks = [side.split() for side in parts[::2]], parts[1::2]
    if not marks or not all(sides):
        return [text]
    groups: list[list[list[str]]] = [[[word] for word in sides[0]]]  # names, each of places, each of the words that may stand there
    for (left, right), mark in zip(pairwise(sides), marks, strict=True):
        names = len(left) > 1 and len(right) > 1
        needed = _ALIKE_BETWEEN_NAMES if names else _ALIKE if mark != "/" else 0  # no blank: one word, however it is spelt
        if _alike(left[-1], right[0]) >= needed:
            groups[-1][-1].append(right[0])
            groups[-1] += [[word] for word in right[1:]]
        elif names:
            groups.append([[word] for word in right])
        else:
            return [text]
    found = [" ".join(words) for places in groups for words in product(*places)]
    return list(dict.fromkeys(islice(found, _MOST)))


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()
