"""Which names may stand where: a name becomes a candidate when two of its tokens stand near in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from monitor.matching import weights
from monitor.matching.index import Index, TokenHit
from monitor.matching.normalise import plain_form
from monitor.matching.tables import body_words, words
from monitor.matching.tokens import CAPITAL, OVER_PARTICLES, SERVANT, SHORT, Text

_JOINTS = frozenset("-‐‑–' ’\u200c\u00a0") | {"", " "}
_HYPHENS = frozenset("-‐‑")
_LONGEST_JOIN = 18

_Asked = tuple[int, int, str]  # first and last of the tokens that are looked up as one word, and that word


@dataclass(frozen=True, slots=True)
class Arc:
    """Tokens ``first`` up to ``last`` (one, or two written apart that a list writes as one) that may be part of a name."""

    first: int
    last: int
    hit: TokenHit


class Arcs:
    """The arcs of a text, in order, its sentences found when they are asked for."""

    def __init__(self, text: Text, every: list[Arc]) -> None:
        self._text, self.every = text, every
        self._by_sentence: list[list[Arc]] | None = None

    @property
    def by_sentence(self) -> list[list[Arc]]:
        """Those of each sentence that has any."""
        if self._by_sentence is None:
            self._by_sentence = _by_sentence(self._text, self.every)
        return self._by_sentence

    def __iter__(self) -> Iterator[Arc]:
        """Those within a sentence."""
        return chain.from_iterable(self.by_sentence)


def arcs_in(texts: Sequence[Text], index: Index) -> list[Arcs]:
    """The arcs of each text."""
    asked = [_asked(text, index) for text in texts]
    hits = iter(index.look_up_all([(surface, text.language) for text, own in zip(texts, asked, strict=True) for _, _, surface in own]))
    return [Arcs(text, _arcs(text, own, hits)) for text, own in zip(texts, asked, strict=True)]


def _arcs(text: Text, asked: Iterable[_Asked], hits: Iterator[TokenHit | None]) -> list[Arc]:
    """Takes as many of the ``hits`` as are asked for."""
    found: list[Arc] = []
    for (first, last, _), hit in zip(asked, hits, strict=False):
        if hit is None:
            continue
        if text.marks[first] & CAPITAL or text.caseless or _goes_on(text, first):
            found.append(Arc(first, last, hit))
        elif hit.single:  # in small letters a word may be a name of one word listed so: of those of several it is no part
            found.append(Arc(first, last, TokenHit(hit.tokens, frozenset(), hit.single)))
    return found


def _by_sentence(text: Text, arcs: Sequence[Arc]) -> list[list[Arc]]:
    """The arcs of each sentence that has any; one over a cut is none."""
    found: list[list[Arc]] = []
    place = 0
    for _, last in text.runs() if arcs else ():
        own = []
        while place < len(arcs) and arcs[place].first < last:
            own += [arcs[place]] if arcs[place].last <= last else []
            place += 1
        if own:
            found.append(own)
    return found


def _asked(text: Text, index: Index) -> list[_Asked]:
    """What may be part of a name, in order: every token with a capital, behind a hyphen after one, or a body's word after one; two
    neighbours that a list may write as one; a word in small letters that may be a name listed so."""
    found: list[_Asked] = []
    surfaces, marks = text.surfaces, text.marks
    before_last = len(surfaces) - 1
    for place in _places(text, index):
        surface = surfaces[place]
        if marks[place] & CAPITAL or text.caseless or _goes_on(text, place):
            found.append((place, place + 1, surface))
            if place < before_last and (marks[place] & OVER_PARTICLES or _may_follow(text, place)):
                whole = _joined(text, place)
                if whole is not None:
                    found.append((place, whole[1], whole[0]))
        elif index.small_beginnings and index.may_be_small[surface]:
            found.append((place, place + 1, surface))
    return found


def _may_follow(text: Text, place: int) -> bool:
    """Whether the word behind one may be written as one with it: as ``_joined`` has it, by what is quickly seen."""
    mark, after = text.marks[place], text.marks[place + 1]
    if not (mark & (SHORT | SERVANT) or after & SHORT):
        return False
    return bool(after & CAPITAL) or text.caseless or text.text[text.ends[place]] == "-"


def _goes_on(text: Text, place: int) -> bool:
    """Whether a word in small letters goes on with what a capital begins."""
    if not (place and text.marks[place - 1] & CAPITAL):
        return False
    end = text.ends[place - 1]
    hyphen = text.text[end] in _HYPHENS and text.starts[place] == end + 1
    return hyphen or text.surfaces[place] in body_words()


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


def pairs_near(arcs: Sequence[Arc]) -> list[Arc]:
    """Of the arcs of a text those with another one behind them, within a span, that may be part of the same name."""
    multi = [arc for arc in arcs if len(arc.hit.full)]
    found = []
    for place, left in enumerate(multi):
        for behind in range(place + 1, len(multi)):
            right = multi[behind]
            if right.first >= left.first + weights.SPAN:
                break
            if right.first >= left.last and left.hit.shares(right.hit):
                found.append(left)
                break
    return found


def candidate_names(arcs: list[Arc], index: Index) -> list[int]:
    """Names of which two tokens stand within a span of each other, and all that must stand anywhere; at most
    ``CANDIDATES_PER_SENTENCE``, in a fixed order."""
    found: dict[int, None] = {}
    multi = [arc for arc in arcs if len(arc.hit.full)]
    standing: set[int] = set()
    tried: set[int] = set()
    for place, left in enumerate(multi):
        for right in multi[place + 1:]:
            if right.first >= left.first + weights.SPAN:
                break
            if right.first < left.last:
                continue
            shared = [name for name in left.hit.shared(right.hit) if name not in tried]
            if shared:
                tried.update(shared)
                standing = standing or {token for arc in arcs for token in arc.hit.tokens}
                found.update((name, None) for name in shared if standing.issuperset(index.needed(name)))
                if len(found) >= weights.CANDIDATES_PER_SENTENCE:
                    return list(found)[:weights.CANDIDATES_PER_SENTENCE]
    return list(found)


def _joined(text: Text, place: int) -> tuple[str, int] | None:
    """Two neighbours as one word, a small article between them left out: Jong Un, abd al-Rahman, نصر الله."""
    right, marks = place + 1, text.marks
    one, two = text.surfaces[place], text.surfaces[right]
    if _may_join(text, place, right):
        between = text.between(place, right)
        if between in _JOINTS and (marks[right] & CAPITAL or text.caseless or between == "-"):
            return one + two.lower(), right + 1
    return _over_particle(text, place, right) if marks[place] & OVER_PARTICLES else None


def _over_particle(text: Text, place: int, particle: int) -> tuple[str, int] | None:
    one, right = text.surfaces[place], particle + 1
    if right >= len(text.surfaces) or not _may_join(text, place, right):
        return None
    if text.between(particle, right) not in _JOINTS or plain_form(text.surfaces[particle]) not in words("particles"):
        return None
    return one + text.surfaces[right].lower(), right + 1


def _may_join(text: Text, left: int, right: int) -> bool:
    """Whether two words are so short that a list may write them as one, or the first is a servant's: Abdul."""
    short = text.marks[left] & (SHORT | SERVANT) or text.marks[right] & SHORT
    return bool(short) and len(text.surfaces[left]) + len(text.surfaces[right]) <= _LONGEST_JOIN
