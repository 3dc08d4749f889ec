"""Which names may stand where: a name becomes a candidate when two of its tokens stand near in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.matching import weights
from monitor.matching.index import BEGINNING, Index, TokenHit
from monitor.matching.normalise import fold
from monitor.matching.tables import body_words, words
from monitor.matching.tokens import Text, is_capital

_JOINTS = frozenset("-‐‑–' ’\u200c\u00a0") | {"", " "}
_HYPHENS = frozenset("-‐‑")
_SERVANT = ("abd", "абд")  # Abdul Karim, Abd al-Karim, Abdulkarim are one name
_SHORT = 4
_LONGEST_JOIN = 18


@dataclass(frozen=True, slots=True)
class Arc:
    """Tokens ``first`` up to ``last`` (one, or two written apart that a list writes as one) that may be part of a name."""

    first: int
    last: int
    hit: TokenHit


def arcs_of(text: Text, index: Index, first: int, last: int) -> list[Arc]:
    """Every token of a run that may be part of a name, in order: one with a capital, behind a hyphen or a body's word after one."""
    found: list[Arc] = []
    bodies, small = body_words(), index.small_beginnings
    after_capital = bool(first) and is_capital(text.surfaces[first - 1])
    for place in range(first, last):
        surface = text.surfaces[place]
        capital = is_capital(surface)
        may_begin = capital or text.caseless or (after_capital and (surface in bodies or text.between(place - 1, place) in _HYPHENS))
        after_capital = capital
        if not may_begin:
            if small and surface[:BEGINNING] in small:
                found += _small_word(place, surface, text, index)
            continue
        hit = index.look_up(surface, text.language)
        if hit is not None:
            found.append(Arc(place, place + 1, hit))
        joined = _joined(text, place, last)
        if joined is not None:
            hit = index.look_up(joined[0], text.language)
            if hit is not None:
                found.append(Arc(place, joined[1], hit))
    return found


def _small_word(place: int, surface: str, text: Text, index: Index) -> list[Arc]:
    """A word in small letters that may be a one-word name listed so: of names of several words it is no part."""
    hit = index.look_up(surface, text.language)
    return [Arc(place, place + 1, TokenHit(hit.tokens, frozenset(), hit.single))] if hit is not None and hit.single else []


def candidate_names(arcs: list[Arc]) -> list[int]:
    """Names of which two tokens stand within a span of each other; at most ``CANDIDATES_PER_SENTENCE``, in a fixed order."""
    found: dict[int, None] = {}
    multi = [arc for arc in arcs if arc.hit.full]
    for place, left in enumerate(multi):
        for right in multi[place + 1:]:
            if right.first >= left.first + weights.SPAN:
                break
            if right.first < left.last:
                continue
            shared = left.hit.full & right.hit.full
            if shared:
                found.update(dict.fromkeys(sorted(shared)))
                if len(found) >= weights.CANDIDATES_PER_SENTENCE:
                    return list(found)[:weights.CANDIDATES_PER_SENTENCE]
    return list(found)


def runs_with_arcs(text: Text, index: Index) -> Iterator[list[Arc]]:
    """The arcs of each sentence that has any."""
    for first, last in text.runs():
        arcs = arcs_of(text, index, first, last)
        if arcs:
            yield arcs


def _joined(text: Text, place: int, last: int) -> tuple[str, int] | None:
    """Two neighbours as one word, a small article between them left out: Jong Un, abd al-Rahman, نصر الله."""
    end = place + 1
    if end < last and end + 1 < last and fold(text.surfaces[end]).plain in words("particles"):
        end += 1
    for right in dict.fromkeys((place + 1, end)):
        if right >= last or text.between(right - 1, right) not in _JOINTS:
            continue
        one, two = text.surfaces[place], text.surfaces[right]
        short = min(len(one), len(two)) <= _SHORT or one.lower().startswith(_SERVANT)
        beside = right == place + 1
        if not short or len(one) + len(two) > _LONGEST_JOIN or not (beside or one[0] in "AaعАа"):
            continue
        if not beside or is_capital(two) or text.caseless or text.between(place, right) == "-":
            return one + two.lower(), right + 1
    return None
