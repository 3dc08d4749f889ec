"""An open index: looks tokens up, remembers what it found, decodes an entity only when it is named.

It may be made of two segments, a base and what was added to it (see ``index_build``). Entities and names go by the numbers
of the whole; a token of the delta has its number behind those of the base.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from monitor.matching import weights
from monitor.matching.blobs import Array, Buffers, Strings, key_of, read_ints
from monitor.matching.entity_codec import Record, Same, decode_entity, decode_same
from monitor.matching.keywords import Keywords
from monitor.matching.names import Kind
from monitor.matching.normalise import fold
from monitor.matching.segment import BEGINNING, COMMON, ORDERED, STRICT, WEAK, Segment
from monitor.matching.tokens import UNSPACED

__all__ = ["BEGINNING", "COMMON", "ORDERED", "STRICT", "WEAK", "Index", "TokenHit", "open_index"]


@dataclass(frozen=True, slots=True)
class TokenHit:
    """What a written token may be: listed tokens with their similarity, and the names they belong to by kind."""

    tokens: dict[int, float]
    full: frozenset[int]
    single: tuple[int, ...]


class Index:
    """Read-only, shared by every call of a process; the look-ups it remembers never change an answer."""

    def __init__(self, files: Buffers, version: str) -> None:
        meta = json.loads(bytes(files["meta.json"]))
        self.version = version
        self.watchlists: tuple[str, ...] = tuple(meta["watchlists"])
        self.keyword_lists: tuple[str, ...] = tuple(meta["keyword_lists"])
        self.keywords = Keywords(json.loads(bytes(files["keywords.json"])))
        self._segments = [Segment(files, "base")]
        if "order.entities" in files:
            self._segments.append(Segment(files, "delta"))
        self._numbers = _Numbers(files, self._segments)
        self.name_entity, self.name_kind, self.name_flags = self._numbers.entity, self._numbers.kind, self._numbers.flags
        self.has_identifiers = any(segment.has_identifiers for segment in self._segments)
        self._has_exact = any(segment.has_exact for segment in self._segments)
        self._has_native = any(segment.has_native for segment in self._segments)
        self.small_beginnings = frozenset(
            beginning for place, segment in enumerate(self._segments) for beginning, name in segment.small()
            if self._numbers.names(place, [name]))
        self._seen: dict[tuple[str, str], TokenHit | None] = {}
        self._held = 0
        self._bearers: dict[tuple[str, str, float], int] = {}
        self._records: dict[int, Record] = {}
        self._shapes: dict[int, tuple[tuple[int, int], ...]] = {}
        self._spellings: dict[int, str] = {}
        self.may_be_small = _Remembered(lambda surface: surface[:BEGINNING] in self.small_beginnings)
        self._begins = _Remembered(self._begins_exact)
        self._exact_at = _Remembered(lambda words: self._in_all(Segment.exact_at, words))
        self._native_at = _Remembered(lambda letters: self._in_all(Segment.native_at, letters))

    # ------------------------------------------------------------------ entities
    def record(self, entity: int) -> Record:
        """The entity of that number."""
        record = self._records.get(entity)
        if record is None:
            place, local = self._numbers.entity_at(entity)
            data = self._segments[place].entities[local]
            record = self._records[entity] = decode_entity(data, self._numbers.same(entity))
        return record

    @property
    def size(self) -> int:
        """How many entities it holds."""
        return len(self._numbers.first) - 1

    def bearers(self, surface: str, language: str, alike: float) -> int:
        """How many entities have a name of two words or more with a part that ``surface`` is at least so much ``alike``."""
        key = (surface, language, alike)
        found = self._bearers.get(key)
        if found is None:
            hit = self.look_up(surface, language)
            tokens = [token for token, score in hit.tokens.items() if score >= alike] if hit else []
            found = self._bearers[key] = len(np.unique(self.name_entity[self._names_with(tokens)])) if tokens else 0
        return found

    def _names_with(self, tokens: Sequence[int]) -> list[int]:
        """The names of several words that have one of these tokens."""
        own = len(self._segments[0].tokens)
        shares = [[token for token in tokens if token < own], [token - own for token in tokens if token >= own]]
        return [name for place, segment in enumerate(self._segments)
                for name in self._numbers.names(place, segment.full.of(np.array(shares[place], dtype=np.int64)))]

    def has_longer_name(self, entity: int) -> bool:
        """Whether an entity is listed by a name of two words or more as well."""
        first, last = self._numbers.first[entity:entity + 2].tolist()
        return bool((self.name_kind[first:last] == Kind.FULL).any())

    def identified(self, identifier: str) -> list[int]:
        """The entities that have an identifier (``imo:9074729``)."""
        return sorted(number for place, segment in enumerate(self._segments)
                      for number in self._numbers.entities(place, segment.identified(identifier)))

    # ------------------------------------------------------------------ names
    def name_text(self, name: int) -> str:
        """A listed spelling as it stands on its list."""
        place, local = self._numbers.name_at(name)
        return self._segments[place].names.text(local)

    def slots(self, name: int) -> tuple[tuple[int, int], ...]:
        """A name's tokens as (token, role), in order."""
        shape = self._shapes.get(name)
        if shape is None:
            place, local = self._numbers.name_at(name)
            row = self._segments[place].slots[local].tolist()
            first = len(self._segments[0].tokens) if place else 0
            shape = tuple((first + token, role) for token, role in zip(row[::2], row[1::2], strict=True))
            if len(self._shapes) >= weights.CACHE_TOKENS:
                self._shapes.clear()
            self._shapes[name] = shape
        return shape

    def token_text(self, token: int) -> str:
        """A listed token as written on its list."""
        own = len(self._segments[0].tokens)
        return self._segments[0].tokens.text(token) if token < own else self._segments[1].tokens.text(token - own)

    def spelling(self, token: int) -> str:
        """The plain form of a listed token: what its spellings in capitals, small letters and with accents have in common."""
        plain = self._spellings.get(token)
        if plain is None:
            plain = self._spellings[token] = fold(self.token_text(token)).plain
        return plain

    def spellings(self) -> Iterator[str]:
        """The listed spellings of several words, in plain form, as :meth:`exact_names` looks for them."""
        for place, segment in enumerate(self._segments):
            for spelling, name in segment.exact():
                if self._numbers.names(place, [name]):
                    yield spelling

    def exact_names(self, words: Sequence[str]) -> list[tuple[int, int, int]]:
        """(first, last, name) of the listed spellings of several words among these plain ones, in their order."""
        if not self._has_exact:
            return []
        found = []
        begins, exact_at = self._begins, self._exact_at
        for place in [place for place, word in enumerate(words[:-1]) if begins[word]]:
            for spelling, name in exact_at[f"{words[place]} {words[place + 1]}"]:
                size = spelling.count(" ") + 1
                if " ".join(words[place:place + size]) == spelling:
                    found.append((place, place + size, name))
        return found

    def native_names(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, name) of the native-script names in ``text``, overlapping ones too."""
        if not self._has_native or text.isascii() or not UNSPACED.search(text):
            return []
        native_at = self._native_at
        return [(start, start + len(spelling), name) for start in range(len(text) - 1)
                for spelling, name in native_at[text[start:start + 2]] if text.startswith(spelling, start)]

    def _begins_exact(self, word: str) -> bool:
        return any(segment.begins_exact(key_of(word)) for segment in self._segments)

    def _in_all(self, find: Callable[[Segment, str], list[tuple[str, int]]], anchor: str) -> list[tuple[str, int]]:
        found = []
        for place, segment in enumerate(self._segments):
            for spelling, name in find(segment, anchor):
                found += [(spelling, number) for number in self._numbers.names(place, [name])]
        return sorted(found)

    # ------------------------------------------------------------------ tokens
    def look_up(self, surface: str, language: str) -> TokenHit | None:
        """What a token may be, or None: most tokens of a text are nothing here."""
        key = (surface, language)
        try:
            return self._seen[key]
        except KeyError:
            return self._remember(key, self._find(surface, language))

    def _remember(self, key: tuple[str, str], hit: TokenHit | None) -> TokenHit | None:
        self._held += len(hit.full) if hit else 0
        if len(self._seen) > weights.CACHE_TOKENS or self._held > weights.CACHE_NAMES:
            self._seen.clear()
            self._bearers.clear()
            self._held = len(hit.full) if hit else 0
        self._seen[key] = hit
        return hit

    def _find(self, surface: str, language: str) -> TokenHit | None:
        written = fold(surface, language)
        found: list[tuple[int, float]] = []
        full: list[int] = []
        single: list[int] = []
        for place, segment in enumerate(self._segments):
            alike = segment.alike(written)
            tokens = [token for token, _ in alike]
            full += self._numbers.names(place, segment.full.of(tokens))
            single += self._numbers.names(place, segment.single.of(tokens))
            first = len(self._segments[0].tokens) if place else 0
            found += [(first + token, score) for token, score in alike]
        if not full and not single:
            return None
        if len(self._segments) > 1:
            found.sort(key=lambda one: self.token_text(one[0]))
        return TokenHit(dict(found), frozenset(full), tuple(sorted(single)))


class _Remembered(dict[str, Any]):
    """What a function answered, by what it was asked; forgotten when it becomes too much."""

    def __init__(self, answer: Callable[[str], Any]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, asked: str) -> Any:
        if len(self) >= weights.CACHE_TOKENS:
            self.clear()
        answer = self[asked] = self._answer(asked)
        return answer


class _Numbers:
    """The numbers of the whole beside those of its segments. Of a single segment they are its own."""

    def __init__(self, files: Buffers, segments: Sequence[Segment]) -> None:
        self._whole = len(segments) == 1
        base = segments[0]
        self.first, self.entity, self.kind, self.flags = base.first_names, base.name_entity, base.name_kind, base.name_flags
        self._base_same = _SameTable(files, "base.same")
        if not self._whole:
            self.first, self.entity = read_ints(files, "order.first"), read_ints(files, "order.entity")
            self.kind, self.flags = read_ints(files, "order.kind", np.int8), read_ints(files, "order.flags", np.int8)
            self._entity_places, self._name_places = read_ints(files, "order.entities"), read_ints(files, "order.names")
            self._entities = [read_ints(files, f"order.{name}.entities") for name in ("base", "delta")]
            self._names = [read_ints(files, f"order.{name}.names") for name in ("base", "delta")]
            self._same = _SameTable(files, "same")

    def entity_at(self, entity: int) -> tuple[int, int]:
        """Which segment an entity is in, and its number there."""
        place = entity if self._whole else int(self._entity_places[entity])
        return (0, place) if place >= 0 else (1, ~place)

    def name_at(self, name: int) -> tuple[int, int]:
        """Which segment a name is in, and its number there."""
        place = name if self._whole else int(self._name_places[name])
        return (0, place) if place >= 0 else (1, ~place)

    def names(self, segment: int, local: Array | list[int]) -> list[int]:
        """Names of a segment by the numbers of the whole; what no longer stands on a list is left out."""
        return _standing(local, None if self._whole else self._names[segment])

    def entities(self, segment: int, local: Array | list[int]) -> list[int]:
        """The same for entities."""
        return _standing(local, None if self._whole else self._entities[segment])

    def same(self, entity: int) -> tuple[Same, ...]:
        """The entities that are the same party."""
        if self._whole:
            return self._base_same.of(entity) or ()
        anew = self._same.of(entity)
        place, local = self.entity_at(entity)
        if anew is not None or place:
            return anew or ()
        return tuple((int(self._entities[0][other]), because) for other, because in self._base_same.of(local) or ())


def _standing(local: Array | list[int], numbers: Array | None) -> list[int]:
    if numbers is None:
        return list(local) if isinstance(local, list) else list(local.tolist())
    whole = numbers[np.asarray(local, dtype=np.int64)]
    found: list[int] = whole[whole >= 0].tolist()
    return found


class _SameTable:
    """Entities with those that are the same party."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._entities, self._same = read_ints(files, f"{name}.entities"), Strings(files, name)

    def of(self, entity: int) -> tuple[Same, ...] | None:
        """None where the table says nothing of it."""
        place = bisect_left(self._entities, entity)
        known = place < len(self._entities) and int(self._entities[place]) == entity
        return decode_same(self._same[place]) if known else None


def open_index(files: Buffers, *, version: str = "") -> Index:
    """Opens what ``compile_index`` wrote, or the files of a base together with those of ``compile_delta``; the buffers may be
    memory-mapped and must outlive the index."""
    return Index(files, version)
