"""Whose a family name is in one document: the parties it names in full, and where each was last named.

Everything is asked for in the order of the text, so that a document of thousands of names is read once and not once a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Protocol

from monitor.matching import weights
from monitor.matching.candidates import Arc
from monitor.matching.geography import is_country, is_nationality
from monitor.matching.index import Index
from monitor.matching.keys import concepts
from monitor.matching.names import Role, is_given
from monitor.matching.normalise import Folded, fold, uninflected
from monitor.matching.parts import Part, is_merely_similar
from monitor.matching.score import Hit
from monitor.matching.similarity import similarity
from monitor.matching.tables import words
from monitor.matching.tokens import Text
from monitor.model import EntityType

_DULL = ("generic", "bodies", "legal", "places", "forces")
Place = tuple[int, int]  # the number of a field, and a token of it


class _Held(Protocol):
    @property
    def hits(self) -> list[Hit]: ...


class Bearers:
    """The family names that full names license, by their plain form."""

    def __init__(self, found: Mapping[int, _Held], texts: Sequence[Text], index: Index) -> None:
        self._index = index
        self._order = {id(text): number for number, text in enumerate(texts)}
        self._taken = [bytearray(len(text.surfaces)) for text in texts]
        self._families: dict[str, dict[int, None]] = {}
        self._written: dict[str, set[Folded]] = {}  # how this document writes each
        self._own: dict[int, list[str]] = {}
        self._licensed: dict[tuple[int, str, str], int | None] = {}
        for entity, held in sorted(found.items()):
            for hit in held.hits:
                self.take(self._order[id(hit.text)], hit.first, hit.last)
                if not (hit.weak or any(rule == "given name" for rule, _, _ in hit.remarks)):
                    self._license(entity, hit)
        self._bearers = {family: tuple(entities) for family, entities in self._families.items()}
        self._first: dict[int, int] = {}
        self._full: dict[int, int] = {}
        for entity in self._own:
            hits = found[entity].hits
            self._first[entity] = min(self._order[id(hit.text)] for hit in hits)
            self._full[entity] = max(hits, key=lambda hit: hit.score).name
        self._named = {family: sorted((self._order[id(hit.text)], hit.first, entity, len(hit.parts)) for entity in entities
                                      for hit in found[entity].hits) for family, entities in self._families.items()}
        self._several = {family: [place[:2] for place in named if place[3] > 1] for family, named in self._named.items()}
        self._read = dict.fromkeys(self._families, 0)
        self._last: dict[str, tuple[Place, list[int]]] = {}

    def __bool__(self) -> bool:
        return bool(self._families)

    def _license(self, entity: int, hit: Hit) -> None:
        for part in hit.parts:
            if part.role == Role.FAMILY or self._names_alone(entity, hit, part):
                family = self._index.spelling(part.token)
                self._families.setdefault(family, {})[entity] = None
                own = self._own.setdefault(entity, [])
                if family not in own:
                    own.append(family)
                self._written.setdefault(family, set()).update(
                    fold(surface, hit.text.language) for surface in hit.text.surfaces[part.first:part.last])

    def _names_alone(self, entity: int, hit: Hit, part: Part) -> bool:
        """Whether a word is an organisation's own, by which a text that has named it in full goes on to name it: Zephyria of Zephyria
        Airways."""
        if self._index.record(entity).type is not EntityType.ORGANISATION or len(hit.parts) < 2 or is_merely_similar(part):
            return False
        surface = self._index.token_text(part.token)
        folded = fold(surface)
        dull = is_given(surface) or bool(concepts(folded)) or is_country(folded) or is_nationality(folded.plain)
        return len(surface) >= weights.ONE_WORD_ORGANISATION and not dull and not any(folded.plain in words(kind) for kind in _DULL)

    def of(self, family: str) -> tuple[int, ...]:
        """Who bears it, by number."""
        return self._bearers[family]

    def full_name(self, entity: int) -> int:
        """The listed name by which the document names an entity best."""
        return self._full[entity]

    def take(self, number: int, first: int, last: int) -> None:
        """Tokens of a field stand for somebody."""
        self._taken[number][first:last] = b"\1" * (last - first)

    def is_taken(self, number: int, arc: Arc) -> bool:
        """Whether a word of an arc stands for somebody already."""
        return any(self._taken[number][arc.first:arc.last])

    def licensed(self, arc: Arc, text: Text) -> int | None:
        """The listed family name that a word stands for, of those in the document, or None."""
        surface = text.surfaces[arc.first]
        key = (id(arc.hit), surface, text.language)
        if key not in self._licensed:
            self._licensed[key] = next(
                (token for token, alike in sorted(arc.hit.tokens.items(), key=lambda one: -one[1])
                 if (family := self._index.spelling(token)) in self._families
                 and (alike >= weights.BARE_SIMILARITY or _as_in_full(fold(surface, text.language), self._written[family]))), None)
        return self._licensed[key]

    def named_between(self, family: str, after: Place, before: Place) -> bool:
        """Whether a listed bearer was named in full behind one place of a field and in front of another."""
        named = self._several[family]
        last = bisect_left(named, before) - 1
        return last >= 0 and named[last] > after

    def nearest(self, family: str, here: Place) -> int:
        """Of several parties with one surname the one last named before ``here``, else the one named first."""
        self._read_on(family, here)
        entities: Sequence[int] = self._last[family][1] if family in self._last else self._bearers[family]
        return min(entities, key=lambda entity: (self._first[entity], entity))

    def add(self, entity: int, here: Place) -> None:
        """An entity is named by its surname alone."""
        self._first[entity] = min(self._first[entity], here[0])
        for family in self._own[entity]:
            self._read_on(family, here)
            self._last[family] = (here, [entity])

    def _read_on(self, family: str, here: Place) -> None:
        """Takes in the namings of a family in front of a place."""
        named, place = self._named[family], self._read[family]
        while place < len(named) and named[place][:2] < here:
            last, entity = named[place][:2], named[place][2]
            known = self._last.get(family)
            if known is not None and known[0] == last:
                known[1].append(entity)
            elif known is None or known[0] < last:
                self._last[family] = (last, [entity])
            place += 1
        self._read[family] = place


def _as_in_full(own: Folded, written: set[Folded]) -> bool:
    """Whether a word is the family name as the full name in this document writes it, in another case at most."""
    return any(max(similarity(one, own), similarity(own, one)) >= weights.BARE_SIMILARITY or _share_stem(one, own) for one in written)


def _share_stem(one: Folded, other: Folded) -> bool:
    """Whether two inflected words have a stem of five letters or more in common, with nothing but endings behind it."""
    return any(stem in uninflected(theirs) for ours in one.forms for stem in uninflected(ours) if len(stem) >= 5 for theirs in other.forms)
