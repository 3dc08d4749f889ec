"""Which names may stand where: a name becomes a candidate when two of its tokens stand near in one sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from monitor.matching import weights
from monitor.matching.index import BEGINNING, Index, TokenHit
from monitor.matching.normalise import fold
from monitor.matching.tables import body_words, words
from monitor.matching.tokens import CAPITAL, Text, is_capital

_JOINTS = frozenset("-‐‑–' ’\u200c\u00a0") | {"", " "}
_HYPHENS = frozenset("-‐‑")
_SERVANT = ("abd", "абд")  # Abdul Karim, Abd al-Karim, Abdulkarim are one name
_OVER_PARTICLES = "AaعАа"  # the first letters of words that a particle may part from the rest of a name: Abd al-Rahman
_SHORT = 4
_LONGEST_JOIN = 18


@dataclass(frozen=True, slots=True)
class Arc:
    """Tokens ``first`` up to ``last`` (one, or two written apart that a list writes as one) that may be part of a name."""

    first: int
    last: int
    hit: TokenHit


def arcs_of(text: Text, index: Index, places: Iterable[int], last: int) -> list[Arc]:
    """Every token among these places of a run, which ends at ``last``, that may be part of a name, in order: one with a capital,
    behind a hyphen or a body's word after one."""
    found: list[Arc] = []
    bodies, marks = body_words(), text.marks
    for place in places:
        surface = text.surfaces[place]
        if not (marks[place] & CAPITAL or text.caseless):
            after_capital = place and marks[place - 1] & CAPITAL
            if not (after_capital and (surface in bodies or text.between(place - 1, place) in _HYPHENS)):
                if surface[:BEGINNING] in index.small_beginnings:
                    found += _small_word(place, surface, text, index)
                continue
        hit = index.look_up(surface, text.language)
        if hit is not None:
            found.append(Arc(place, place + 1, hit))
        whole = _joined(text, place, last)
        if whole is not None:
            hit = index.look_up(whole[0], text.language)
            if hit is not None:
                found.append(Arc(place, whole[1], hit))
    return found


def _places(text: Text, index: Index) -> list[int]:
    """The tokens worth a look: those with a capital and those after them, and words in small letters that may be a name listed so."""
    if text.caseless:
        return list(range(len(text.surfaces)))
    capital = np.frombuffer(text.marks, dtype=np.uint8) & CAPITAL
    wanted = capital.copy()
    wanted[1:] |= capital[:-1]
    if index.small_beginnings:
        wanted |= np.frombuffer(bytes(map(index.may_be_small.__getitem__, text.surfaces)), dtype=np.uint8)
    found: list[int] = np.flatnonzero(wanted).tolist()
    return found


def _small_word(place: int, surface: str, text: Text, index: Index) -> list[Arc]:
    """A word in small letters that may be a one-word name listed so: of names of several words it is no part."""
    hit = index.look_up(surface, text.language)
    return [Arc(place, place + 1, TokenHit(hit.tokens, frozenset(), hit.single))] if hit is not None and hit.single else []


def candidate_names(arcs: list[Arc], index: Index) -> list[int]:
    """Names of which two tokens stand within a span of each other, and all that must stand anywhere; at most
    ``CANDIDATES_PER_SENTENCE``, in a fixed order."""
    found: dict[int, None] = {}
    multi = [arc for arc in arcs if len(arc.hit.full)]
    standing: set[int] = set()
    for place, left in enumerate(multi):
        for right in multi[place + 1:]:
            if right.first >= left.first + weights.SPAN:
                break
            if right.first < left.last:
                continue
            shared = left.hit.shared(right.hit)
            if shared:
                standing = standing or {token for arc in arcs for token in arc.hit.tokens}
                found.update((name, None) for name in shared if name not in found and standing.issuperset(index.needed(name)))
                if len(found) >= weights.CANDIDATES_PER_SENTENCE:
                    return list(found)[:weights.CANDIDATES_PER_SENTENCE]
    return list(found)


def runs_with_arcs(text: Text, index: Index) -> Iterator[list[Arc]]:
    """The arcs of each sentence that has any."""
    places = _places(text, index)
    for first, last in text.runs() if places else ():
        own = places[bisect_left(places, first):bisect_left(places, last)]
        arcs = arcs_of(text, index, own, last) if own else []
        if arcs:
            yield arcs


def _may_be_one(text: Text, place: int) -> bool:
    """Whether a word and the next are short enough to be one, and the next looks like a part of a name."""
    if len(text.surfaces[place]) > _SHORT and len(text.surfaces[place + 1]) > _SHORT:
        return False
    return bool(text.marks[place + 1] & CAPITAL) or text.caseless or text.between(place, place + 1) == "-"


def _joined(text: Text, place: int, last: int) -> tuple[str, int] | None:
    """Two neighbours as one word, a small article between them left out: Jong Un, abd al-Rahman, نصر الله."""
    end = place + 1
    one = text.surfaces[place]
    if end >= last or (one[0] not in _OVER_PARTICLES and not _may_be_one(text, place)):
        return None
    if end < last and end + 1 < last and fold(text.surfaces[end]).plain in words("particles"):
        end += 1
    for right in dict.fromkeys((place + 1, end)):
        if right >= last or text.between(right - 1, right) not in _JOINTS:
            continue
        two = text.surfaces[right]
        beside = right == place + 1
        if not _may_join(one, two) or not (beside or one[0] in _OVER_PARTICLES):
            continue
        if not beside or is_capital(two) or text.caseless or text.between(place, right) == "-":
            return one + two.lower(), right + 1
    return None


def _may_join(one: str, two: str) -> bool:
    """Whether two words are so short that a list may write them as one, or the first is a servant's: Abdul."""
    return len(one) + len(two) <= _LONGEST_JOIN and (min(len(one), len(two)) <= _SHORT or one.lower().startswith(_SERVANT))
