"""Korean and Chinese names syllable by syllable: one other syllable is another person, however alike the letters are.

Hangul is romanised by rule, not by a list of names: each letter as the Revised Romanisation of South Korea (2000),
McCune-Reischauer (1939), North Korea's system (1992) and English newspapers write it, without marks. Two spellings are one name
where some Hangul string is written both ways. Syllables of Mandarin are those of Hanyu Pinyin (ISO 7098).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from monitor.matching.tables import korean_surnames

# The letters that begin, carry and close the syllables of names, each at its place in Unicode's order, with the ways to write it.
_INITIALS = {0: "g k", 2: "n", 3: "d t", 5: "r l n", 6: "m", 7: "b p", 9: "s sh", 11: "", 12: "j ch", 14: "ch", 15: "k kh", 16: "t th",
             17: "p ph", 18: "h"}
_VOWELS = {0: "a ah", 1: "ae ai", 4: "eo o u", 5: "e", 6: "yeo yo you yu", 7: "ye", 8: "o oh", 9: "wa", 11: "oe oi we", 12: "yo",
           13: "u oo ou", 14: "wo weo", 16: "wi", 17: "yu yoo", 18: "eu u", 19: "ui eui", 20: "i ee"}
_FINALS = {0: "", 1: "k g", 4: "n", 8: "l r", 16: "m", 17: "p b", 21: "ng"}
_FIRST_SYLLABLE, _MEDIALS, _LASTS = 0xAC00, 21, 28
_RIEUL = 5
_SHORTEST_SPELLING, _LONGEST_SPELLING, _LONGEST_NAME = 3, 8, 3
_SLIP = re.compile("([aiu])\\1")  # no spelling of a syllable has these vowels twice
_MARKS = re.compile("[^a-z]")
_RHYMES = "a ai an ang ao e ei en eng er i ia ian iang iao ie in ing iong iu o ong ou u ua uai uan uang ue ui un uo v".split()
_PINYIN = re.compile(f"(?:(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:{'|'.join(sorted(_RHYMES, key=len, reverse=True))}))+")


def are_one(ours: str, theirs: str) -> bool | None:
    """Whether two given names in Latin letters are one: the same Hangul written two ways, or the same Pinyin. None where they are
    no syllables of Korean or Mandarin, so that the question does not arise."""
    left, right = _bare(ours), _bare(theirs)
    readings, others = hangul(left), hangul(right)
    if readings and others:
        return not readings.isdisjoint(others)
    return left == right if _PINYIN.fullmatch(left) and _PINYIN.fullmatch(right) else None


def korean_syllables(plain: str) -> tuple[str, ...]:
    """The Hangul syllables a word in plain form may be, one alone: pyong and byong are both 병."""
    return _syllables().get(plain, ()) if len(plain) >= _SHORTEST_SPELLING else ()


@cache
def hangul(spelling: str) -> frozenset[str]:
    """What a given name in Latin letters may be in Hangul, up to three syllables; nothing where it is no Korean."""
    found: set[str] = set()
    open_ends = {(0, "")}
    while open_ends:
        start, read = open_ends.pop()
        if start == len(spelling):
            found.add(read)
        elif len(read) < _LONGEST_NAME:
            ends = range(start + 1, min(len(spelling), start + _LONGEST_SPELLING) + 1)
            open_ends.update((end, read + syllable) for end in ends for syllable in _syllables().get(spelling[start:end], ()))
    return frozenset(found - {""})


def hangul_names(family: str, given: str) -> list[str]:
    """The Hangul strings a Korean name in Latin letters may stand for: a listed family name and given names of two syllables."""
    families = [name for name, spellings in korean_surnames().items() if _bare(family) in spellings]
    return [name + rest for name in families for rest in sorted(hangul(_bare(given))) if len(rest) == 2]


def is_southern(listed: str, first: str) -> bool:
    """Whether a name listed with R or L in front (Ri, Rim: the North keeps the sound) stands there as the South writes it, whose
    bearers are mostly others: 이 for 리. ``first``: the first Hangul syllable."""
    initial = (ord(first) - _FIRST_SYLLABLE) // (_MEDIALS * _LASTS)
    return _bare(listed)[:1] in ("r", "l") and initial != _RIEUL


def _bare(name: str) -> str:
    return _SLIP.sub(r"\1", _MARKS.sub("", name.lower()))


@cache
def _syllables() -> dict[str, tuple[str, ...]]:
    """A spelling → the Hangul syllables written so."""
    found: dict[str, list[str]] = {}
    for (first, start), (middle, core), (last, end) in product(_INITIALS.items(), _VOWELS.items(), _FINALS.items()):
        syllable = chr(_FIRST_SYLLABLE + (first * _MEDIALS + middle) * _LASTS + last)
        for spelling in product(start.split() or [""], core.split(), end.split() or [""]):
            found.setdefault("".join(spelling), []).append(syllable)
    return {spelling: tuple(dict.fromkeys(syllables)) for spelling, syllables in found.items()}
