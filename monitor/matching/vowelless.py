"""Names in scripts that write no short vowels, against spellings in Latin letters: equal consonants alone say little."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.matching import weights
from monitor.matching.normalise import fold, script_of
from monitor.matching.tables import words

if TYPE_CHECKING:
    from monitor.matching.index import Index
    from monitor.matching.parts import Part
    from monitor.matching.tokens import Text

_ON = frozenset(["على", "وعلى"])  # the preposition; the name Ali is علي in Arabic, in Persian also written like it
_DIGRAPHS = re.compile("[sktgcdpz]h")
_LONG_VOWELS = re.compile("[اویى]")
SERVANT = "عبد"  # a name of God behind it: no other word begins so
_OF_THE_FAITH = "الدین"
_PERSIAN = re.compile("[پچژگک]")


def says_enough(parts: Sequence[Part], text: Text, index: Index, *, ordered: bool, alone: bool = False) -> bool:
    """Whether the parts that agree in their consonants only are a name all the same.

    An organisation's, ship's or aircraft's never is (``ordered``): its words are everyday words. A person's is where another
    part is a given name of the table, two have letters enough and the same h, all stand in a row in the listed order, and none is an
    everyday word (``everyday`` of ``data/words.txt``). In a text that is nothing but the name (``alone``) the order is free, and
    letters enough will do.
    """
    if any(text.surfaces[place] in _ON for part in parts for place in range(part.first, part.last)) and not _PERSIAN.search(text.text):
        return False
    unsure = [part for part in parts if part.similarity == weights.SAME_SKELETON_VOWELLESS]
    if not unsure:
        return True
    if alone:
        telling = sum(_tells(part, text, index) for part in unsure)
        return _letters(parts, text) >= weights.VOWELLESS_LETTERS and len(parts) - len(unsure) + telling >= 2
    if ordered or not _stands_as_listed(parts):
        return False
    if script_of(text.surfaces[unsure[0].first]) == "hebrew":  # the table and the everyday words are of Arabic script
        return _letters(parts, text) >= (weights.VOWELLESS_BOTH if len(unsure) == len(parts) else weights.VOWELLESS_LETTERS)
    sure = len(parts) - sum(not _is_compound(part, text) for part in unsure)
    if sure < 2 and any(_says_nothing(text.surfaces[place]) for part in unsure for place in range(part.first, part.last)):
        return False
    telling = sum(_tells(part, text, index) for part in unsure)
    if not sure:
        return telling == len(parts) > 2
    return sure + telling >= 2 and _letters(parts, text) >= weights.VOWELLESS_LETTERS


def _is_compound(part: Part, text: Text) -> bool:
    """Whether a part is a given name by its make: the servant of a name of God, or two words ending in al-Din (of the faith)."""
    return text.surfaces[part.first].startswith(SERVANT) or (
        fold(text.surfaces[part.last - 1]).plain == _OF_THE_FAITH and part.last - part.first > 1)


def _stands_as_listed(parts: Sequence[Part]) -> bool:
    """Whether the parts stand in a row, in the listed order."""
    return all(left.last == right.first for left, right in pairwise(parts))


def _letters(parts: Sequence[Part], text: Text) -> int:
    return sum(len(fold(text.surfaces[place]).plain.removeprefix("ال")) for part in parts for place in range(part.first, part.last))


def _tells(part: Part, text: Text, index: Index) -> bool:
    """Whether a written word has letters enough, three of them consonants where it is short, and an h where the listed one has
    it: حنیف, Hanif."""
    written = fold("".join(text.surfaces[part.first:part.last])).plain.removeprefix("ال")
    listed = _DIGRAPHS.sub("", fold(index.token_text(part.token)).plain)
    heard, seen = listed.rstrip("h").count("h") > 0, any(letter in "حه" for letter in written[:-1] + written[-1:].replace("ه", ""))
    enough = len(written) > weights.VOWELLESS_CONSONANTS or len(_LONG_VOWELS.sub("", written)) >= weights.VOWELLESS_CONSONANTS
    return enough and (heard == seen or listed.endswith("h"))


def _says_nothing(surface: str) -> bool:
    """Whether a word of an Arabic or Persian text is a figure or an everyday word, with or without what is written onto it."""
    return surface[0].isdigit() or any(form in words("everyday") for form in fold(surface).forms)
