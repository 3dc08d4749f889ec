"""A text that is nothing but a person's name, compared word by word with a listed one.

In running text a name must stand as alignment reads it (``score``), since what stands beside it may belong to somebody else. Here the
whole text is the name: words may be left out on one side, one more may stand there, a letter may be doubled or two exchanged; where
each side has a telling word that the other lacks, it is another person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel

from monitor.matching import weights
from monitor.matching.names import COMPANY_FORMS, is_common, is_given, same_father, unbracketed
from monitor.matching.normalise import fold
from monitor.matching.similarity import paired, similarity
from monitor.matching.tables import words
from monitor.matching.tokens import words_of

_SERVANT = re.compile("abd(?:[aeiou]l?)?|abd[aeiou]?[lrsdtzn]", re.IGNORECASE)  # Abdul, Abd, Abdel, Abdur: goes on with the next word
_QUOTED = re.compile("[\"“„«][^\"“”„«»]*[\"”»]")
_OF_A_CHAIN = frozenset("al el bin ibn ben bint abu haj ال بن".split())
_ARTICLE = re.compile("^(?:al|el)[-’'](?=[A-Za-z]{3})", re.IGNORECASE)
_TYPO, _TYPO_LETTERS = 0.89, 5  # a letter doubled, left out or exchanged with its neighbour, in words of so many letters
_ONE_WORD_TYPO_LETTERS = 7
_TWO, _THREE = 2, 3
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Compared:
    """Which words of two names agree, as (listed, written, how alike), and which stand on one side only;
    ``of_relatives``: that of a chain of Arab names the first is missing or another, so that one is the other's father or brother."""

    pairs: tuple[tuple[str, str, float], ...]
    listed_only: tuple[str, ...]
    written_only: tuple[str, ...]
    of_relatives: bool

    @property
    def score(self) -> float:
        """The mean of how alike the words are, less a little for each that is missing."""
        missing = len(self.listed_only) + len(self.written_only)
        return round(sum(alike for _, _, alike in self.pairs) / len(self.pairs) - weights.MIDDLE_MISSING * missing / _TWO, 4)


@lru_cache(maxsize=4096)
def compared(listed: str, written: str) -> Compared:
    """Two names word by word: titles, particles and initials that the other has no word for aside."""
    ours, theirs = list(telling_words(listed)), list(telling_words(written))
    pairs = paired((_alike(one, other), number, place) for number, one in enumerate(ours) for place, other in enumerate(theirs))
    taken = {place for place, _ in pairs.values()}
    chain = len(pairs) >= _TWO and any(fold(word).plain in _OF_A_CHAIN for name in (listed, written) for word in words_of(name))
    first = (0 not in pairs and len(taken) == len(theirs)) or (0 not in taken and len(pairs) == len(ours)) or (
        0 not in pairs and 0 not in taken and len(pairs) == len(ours) - 1 and are_unlike(ours[:1], theirs[:1]))
    return Compared(tuple((ours[number], theirs[place], score) for number, (place, score) in sorted(pairs.items())),
                    tuple(one for number, one in enumerate(ours) if number not in pairs and len(one) > 1),
                    tuple(other for place, other in enumerate(theirs) if place not in taken and len(other) > 1), chain and first)


@lru_cache(maxsize=4096)
def telling_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell something, a servant's name as one: Abdul Karim."""
    little = words("particles") | words("titles") | words("ranks") | COMPANY_FORMS
    found: list[str] = []
    servant = ""
    for word in words_of(unbracketed(name)):
        plain = fold(word).plain
        if servant and plain in words("particles"):
            continue
        if _SERVANT.fullmatch(plain):
            servant += word
        elif plain not in little or servant:
            found.append(servant + word.lower() if servant else _ARTICLE.sub("", word))
            servant = ""
    return tuple(found + ([servant] if servant else []))


def _alike(one: str, other: str) -> float:
    ours, theirs = fold(one), fold(other)
    if len(one) == 1 or len(other) == 1:
        return weights.INITIAL if {form[:1] for form in ours.forms} & {form[:1] for form in theirs.forms} else 0.0
    score = similarity(ours, theirs)
    if score >= weights.FUZZY_PAIR:
        return score
    if same_father(one, other):
        return weights.INFLECTED
    return _TYPO if is_slip(ours.plain, theirs.plain) else 0.0


def is_slip(one: str, other: str) -> bool:
    """Whether two words of five letters or more differ in a letter that is doubled, or in two neighbours that are exchanged."""
    if min(len(one), len(other)) < _TYPO_LETTERS or one[0] != other[0] or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    return sorted(one) == sorted(other) or set(one) == set(other)


def is_one_word(listed: str, written: str) -> bool:
    """Whether two names of one long word each differ in one letter at most."""
    ours, theirs = telling_words(listed), telling_words(written)
    if len(ours) != 1 or len(theirs) != 1:
        return False
    one, other = fold(ours[0]).plain, fold(theirs[0]).plain
    return min(len(one), len(other)) >= _ONE_WORD_TYPO_LETTERS and one[0] == other[0] and OSA.distance(one, other, score_cutoff=1) <= 1


def is_one_person(names: Compared, families: Sequence[str], *, rare: bool) -> bool:
    """Whether two names are one person's: all words of one are words of the other, its family name among them, and enough of them.
    ``families``: the listed words that may be the family name; ``rare``: whether few listed parties have it."""
    full = [pair for pair in names.pairs if pair[2] != weights.INITIAL]
    if (names.listed_only and names.written_only) or names.of_relatives:
        return False
    family = any(listed in families and alike >= weights.FUZZY_PAIR for listed, _, alike in full)
    slips = sum(alike == _TYPO for _, _, alike in full)
    if not family or slips > 1 or (slips and len(full) - slips < 1) or len(names.pairs) < _TWO:
        return False
    if slips and any(alike not in (1.0, _TYPO) for _, _, alike in names.pairs):
        return False
    if len(full) == 1:
        return rare and full[0][2] >= weights.SAME_SOUND and not names.listed_only and not names.written_only
    if names.written_only:
        if all(_is_everybodys(pair[0]) for pair in full):
            return False
        sure = all(alike >= weights.SAME_NAME for _, _, alike in full)
        return len(names.written_only) == 1 and (len(full) >= _THREE or (rare and sure))
    return not names.listed_only or (
        len(names.listed_only) <= _HALF * (len(full) + len(names.listed_only)) and not all(map(_is_everybodys, (pair[0] for pair in full))))


def are_two_persons(names: Compared) -> bool:
    """Whether each name has a word that is nothing like the other's, and what they share is little: two words, or names that many
    bear; or one is of the other's father or brother."""
    if names.of_relatives:
        return True
    if not names.listed_only or not names.written_only or not are_unlike(names.listed_only, names.written_only):
        return False
    few = len(names.pairs) <= _TWO
    return few or (len(names.listed_only) == len(names.written_only) == 1 and all(_is_everybodys(listed) for listed, _, _ in names.pairs))


def are_unlike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether no word of one side sounds at all like one of the other, alone or all together; nothing is told of vowelless script."""
    left, right = ([fold(word) for word in (*every, "".join(every))] for every in (ours, theirs))
    if any(folded.vowelless for folded in (*left, *right)):
        return False
    return all(Indel.normalized_similarity(one, other) < _HALF for mine in left for yours in right
               for one in mine.forms for other in yours.forms)


def _is_everybodys(word: str) -> bool:
    return is_common(word) or is_given(word)


def another_initial(listed: str, written: str) -> bool:
    """Whether both names have a middle initial, or one has and the other a name in its place, and they begin otherwise: William G.
    Frost is not William W. Frost."""
    listed, written = _QUOTED.sub(" ", listed), _QUOTED.sub(" ", written)  # William "Bill" Frost: no middle name
    names = compared(listed, written)
    ours, theirs = _middle(listed, names, 0), _middle(written, names, 1)
    initials = [word for word in (*ours, *theirs) if len(word) == 1]
    return bool(initials and ours and theirs) and _sounds(ours).isdisjoint(_sounds(theirs))


def _middle(name: str, names: Compared, side: int) -> list[str]:
    """The words of a name between or behind its first given name that have none of their own in the other; the family name, which
    stands first before a comma or last, is none of them."""
    head, comma, tail = unbracketed(name).partition(",")
    every = words_of(tail) if comma else words_of(head)
    told = {pair[side] for pair in names.pairs if pair[2] != weights.INITIAL}
    every = every if comma else every[:-1]
    if not every or len(every[0]) == 1:
        return []
    return [word for word in every[1:] if word not in told and fold(word).plain not in words("particles") and word[0].isupper()]


def _sounds(every: Sequence[str]) -> set[str]:
    return {form[:1] for word in every for form in fold(word).forms if form}

