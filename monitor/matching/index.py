"""An open index: looks tokens up, remembers what it found, decodes an entity only when it is named.

It may be made of two segments, a base and what was added to it (see ``index_build``). Entities and names go by the numbers
of the whole; a token of the delta has its number behind those of the base.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Any

import numpy as np

from monitor.matching import weights
from monitor.matching.blobs import Array, Buffers, Rows, Strings, key_of, read_ints, unique
from monitor.matching.entity_codec import Record, Same, decode_entity, decode_same
from monitor.matching.keywords import Keywords
from monitor.matching.names import Kind, Role
from monitor.matching.normalise import fold, plain_form
from monitor.matching.segment import BEGINNING, COMMON, ORDERED, STRICT, WEAK, Segment
from monitor.matching.tokens import UNSPACED

__all__ = ["BEGINNING", "COMMON", "ORDERED", "STRICT", "WEAK", "Index", "TokenHit", "open_index"]


@dataclass(frozen=True, slots=True)
class TokenHit:
    """What a written token may be: listed tokens with their similarity, and the names they belong to by kind. Those of several
    words are a set as long as they are few, else an array in order: a frequent name is a part of thousands."""

    tokens: dict[int, float]
    full: frozenset[int] | Array
    single: tuple[int, ...]

    def shares(self, other: TokenHit) -> bool:
        """Whether there are any."""
        if isinstance(self.full, frozenset) and isinstance(other.full, frozenset):
            return not self.full.isdisjoint(other.full)
        return bool(self.shared(other))

    def shared(self, other: TokenHit) -> list[int]:
        """The names of several words that both may be a part of, in order."""
        if isinstance(self.full, frozenset) and isinstance(other.full, frozenset):
            return sorted(self.full & other.full)
        few, many = sorted((_as_array(self.full), _as_array(other.full)), key=len)  # a set is the smaller one
        places = np.searchsorted(many, few)
        found: list[int] = few[many.take(places, mode="clip") == few].tolist()
        return sorted(found)

    @property
    def cost(self) -> int:
        """What remembering it costs, a token of its dictionary counted as many names of an array."""
        names = len(self.full) * (_SET_COST if isinstance(self.full, frozenset) else 1)
        return names + _TOKEN_COST * len(self.tokens) + _HIT_COST


def _as_array(names: frozenset[int] | Array) -> Array:
    return np.fromiter(names, dtype=np.int32, count=len(names)) if isinstance(names, frozenset) else names


_FEW = 256
_TOGETHER, _COMPARED = (16, 256), 4_000_000  # tokens looked up at once, by the listed ones: what is compared stands in memory together
_SET_COST, _TOKEN_COST, _HIT_COST = 16, 25, 100  # in the four bytes that a name takes in an array


class Index:
    """Read-only, shared by every call of a process; the look-ups it remembers never change an answer."""

    def __init__(self, files: Buffers, version: str, after: Index | None = None) -> None:
        meta = json.loads(bytes(files["meta.json"]))
        self.version = version
        self.watchlists: tuple[str, ...] = tuple(meta["watchlists"])
        self.keyword_lists: tuple[str, ...] = tuple(meta["keyword_lists"])
        self.keywords = Keywords(json.loads(bytes(files["keywords.json"])))
        self._segments = [Segment(files, "base")]
        self._inherited: dict[tuple[str, str], TokenHit | None] = {}
        if after is not None and after._segments[0].is_same(self._segments[0]):
            self._segments, self._inherited = after._segments[:1], after._older | after._seen
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
        self._older: dict[tuple[str, str], TokenHit | None] = {}
        self._held = 0
        self._bearers: dict[tuple[str, str, float], int] = {}
        self._records: dict[int, Record] = {}
        self._shapes: dict[int, tuple[tuple[int, int], ...]] = {}
        self._needed: dict[int, tuple[int, ...]] = {}
        self._spellings: dict[int, str] = {}
        self.may_be_small = _Remembered(lambda surface: surface[:BEGINNING] in self.small_beginnings)
        self._spelt: dict[tuple[int, str, str, bool], bool] = {}
        self._identified = _Remembered(self._identified_in_all)
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
        found: list[int] = self._identified[identifier]
        return found

    def _identified_in_all(self, identifier: str) -> list[int]:
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

    def needed(self, name: int) -> tuple[int, ...]:
        """The tokens without which a name of several words never stands in a text (see ``score``)."""
        tokens = self._needed.get(name)
        if tokens is None:
            slots = self.slots(name)
            roles = (Role.FAMILY, Role.WHOLE, Role.GIVEN) if len(slots) == 2 else (Role.FAMILY, Role.WHOLE)
            if len(self._needed) >= weights.CACHE_TOKENS:
                self._needed.clear()
            tokens = self._needed[name] = tuple(token for token, role in slots if role in roles)
        return tokens

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

    def remembered(self, asked: tuple[int, str, str, bool], answer: Callable[[], bool]) -> bool:
        """What was answered of a (name, surface, language, whether capitals say nothing): a list-like text asks it again and again."""
        known = self._spelt.get(asked)
        if known is None:
            if len(self._spelt) >= weights.CACHE_TOKENS:
                self._spelt.clear()
            known = self._spelt[asked] = answer()
        return known

    def exact_names(self, words: Sequence[str]) -> list[tuple[int, int, int]]:
        """(first, last, name) of the listed spellings of several words among these, in their order."""
        if not self._has_exact:
            return []
        found = []
        for place in list(compress(range(len(words) - 1), map(self._begins.__getitem__, words))):
            for spelling, name in self._exact_at[f"{plain_form(words[place])} {plain_form(words[place + 1])}"]:
                size = spelling.count(" ") + 1
                if " ".join(map(plain_form, words[place:place + size])) == spelling:
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
        key = key_of(plain_form(word))
        return any(segment.begins_exact(key) for segment in self._segments)

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
            return self._remember(key, self._older[key] if key in self._older else self._find([key])[0])

    def look_up_all(self, asked: Sequence[tuple[str, str]]) -> list[TokenHit | None]:
        """The same of many (token, language): those not met before cost less together than one by one."""
        seen = self._seen
        try:
            return [seen[key] for key in asked]
        except KeyError:
            self._learn(asked)
            return [self.look_up(*key) for key in asked]

    def _learn(self, asked: Iterable[tuple[str, str]]) -> None:
        new = [key for key in dict.fromkeys(asked) if key not in self._seen and key not in self._older]
        size = min(max(_COMPARED // max(1, len(self._segments[0].tokens)), _TOGETHER[0]), _TOGETHER[1])
        for start in range(0, len(new), size):
            together = new[start:start + size]
            for key, hit in zip(together, self._find(together), strict=True):
                self._remember(key, hit)

    def _remember(self, key: tuple[str, str], hit: TokenHit | None) -> TokenHit | None:
        """What was not asked for while as much again was remembered is forgotten."""
        self._held += hit.cost if hit else _HIT_COST
        if self._held > weights.CACHE_NAMES // 2:
            self._older, self._seen, self._inherited = self._seen, {}, {}
            self._bearers.clear()
            self._held = hit.cost if hit else _HIT_COST
        self._seen[key] = hit
        return hit

    def _find(self, asked: Sequence[tuple[str, str]]) -> list[TokenHit | None]:
        written = [fold(surface, language) for surface, language in asked]
        known = [self._known(key) for key in asked]
        unknown = iter(self._segments[0].alike([one for one, own in zip(written, known, strict=True) if own is None]))
        alike = [[next(unknown) if own is None else own for own in known], *(segment.alike(written) for segment in self._segments[1:])]
        full, single = (self._names_of(alike, [getattr(segment, kind) for segment in self._segments]) for kind in ("full", "single"))
        return list(map(self._hit, zip(*alike, strict=True), full, single))

    def _names_of(self, alike: Sequence[list[list[tuple[int, float]]]], rows: Sequence[Rows]) -> list[Array]:
        """For each written token the names, in order, of the tokens that it may be: those of each segment, and its rows of names."""
        found = []
        for place, (own, names_of) in enumerate(zip(alike, rows, strict=True)):
            tokens = np.array([token for tokens in own for token, _ in tokens], dtype=np.int64)
            counts, local = names_of.of_each(tokens)
            names = self._numbers.whole(place, local)
            owners = np.repeat(np.repeat(np.arange(len(own)), list(map(len, own))), counts)
            found.append(owners[names >= 0] << 32 | names[names >= 0])
        every = unique(np.concatenate(found))
        cuts = np.searchsorted(every, np.arange(len(alike[0]) + 1) << 32).tolist()
        names = every.astype(np.int32)  # the lower half
        return [names[first:last] for first, last in pairwise(cuts)]

    def _hit(self, alike: Sequence[list[tuple[int, float]]], full: Array, single: Array) -> TokenHit | None:
        """What a written token is, by the tokens of each segment that it may be and their names."""
        if not len(full) and not len(single):
            return None
        found = list(alike[0])
        if len(alike) > 1:
            first = len(self._segments[0].tokens)
            found += [(first + token, score) for token, score in alike[1]]
            found.sort(key=lambda one: self.token_text(one[0]))
        return TokenHit(dict(found), frozenset(full.tolist()) if len(full) <= _FEW else full.copy(), tuple(single.tolist()))

    def _known(self, key: tuple[str, str]) -> list[tuple[int, float]] | None:
        """The tokens of the base that a written one may be, where the index before this one knew them."""
        hit = self._inherited.get(key)
        if hit is None:
            return None
        own = len(self._segments[0].tokens)
        return sorted((token, score) for token, score in hit.tokens.items() if token < own)


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

    def whole(self, segment: int, local: Array) -> Array:
        """Names of a segment by the numbers of the whole, -1 for what no longer stands on a list."""
        if self._whole:
            return local
        whole: Array = self._names[segment][local]
        return whole

    def names(self, segment: int, local: Array | list[int]) -> list[int]:
        """The same as a list, without what no longer stands there."""
        whole = self.whole(segment, np.asarray(local, dtype=np.int64))
        found: list[int] = whole[whole >= 0].tolist()
        return found

    def entities(self, segment: int, local: list[int]) -> list[int]:
        """The same for entities."""
        if self._whole:
            return local
        return [number for number in self._entities[segment][local].tolist() if number >= 0]

    def same(self, entity: int) -> tuple[Same, ...]:
        """The entities that are the same party."""
        if self._whole:
            return self._base_same.of(entity) or ()
        anew = self._same.of(entity)
        place, local = self.entity_at(entity)
        if anew is not None or place:
            return anew or ()
        return tuple((int(self._entities[0][other]), because) for other, because in self._base_same.of(local) or ())


class _SameTable:
    """Entities with those that are the same party."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._entities, self._same = read_ints(files, f"{name}.entities"), Strings(files, name)

    def of(self, entity: int) -> tuple[Same, ...] | None:
        """None where the table says nothing of it."""
        place = bisect_left(self._entities, entity)
        known = place < len(self._entities) and int(self._entities[place]) == entity
        return decode_same(self._same[place]) if known else None


def open_index(files: Buffers, *, version: str = "", after: Index | None = None) -> Index:
    """Opens what ``compile_index`` wrote, or the files of a base together with those of ``compile_delta``; the buffers may be
    memory-mapped and must outlive the index. What an index before (``after``) looked up in the same base needs not be looked up
    there again."""
    return Index(files, version, after)
