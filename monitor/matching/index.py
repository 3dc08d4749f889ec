"""An open index: looks tokens up, remembers what it found, decodes an entity only when it is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import ahocorasick_rs
import numpy as np

from monitor.matching import weights
from monitor.matching.blobs import Ints, Rows, Strings, hashed
from monitor.matching.entity_codec import Record, decode_entity
from monitor.matching.keys import written_keys
from monitor.matching.keywords import Keywords
from monitor.matching.names import Kind
from monitor.matching.normalise import Folded, fold
from monitor.matching.similarity import similarity

WEAK, ORDERED, COMMON, STRICT = 1, 2, 4, 8  # flags of a name, as compiled
BEGINNING = 4  # letters by which words in small letters are sorted out


@dataclass(frozen=True, slots=True)
class TokenHit:
    """What a written token may be: listed tokens with their similarity, and the names they belong to by kind."""

    tokens: dict[int, float]
    full: frozenset[int]
    single: tuple[int, ...]


class Index:
    """Read-only, shared by every call of a process; the look-ups it remembers never change an answer."""

    def __init__(self, files: Mapping[str, bytes | memoryview], version: str) -> None:
        meta = json.loads(bytes(files["meta.json"]))
        self.version = version
        self.watchlists: tuple[str, ...] = tuple(meta["watchlists"])
        self.keyword_lists: tuple[str, ...] = tuple(meta["keyword_lists"])
        self.keywords = Keywords(json.loads(bytes(files["keywords.json"])))
        self.identifiers: dict[str, list[int]] = {}
        for key, entity in meta["identifiers"]:
            self.identifiers.setdefault(key, []).append(entity)
        self._entities, self._names = Strings(files, "entities"), Strings(files, "names")
        self._tokens, self._slots, self._postings = Strings(files, "tokens"), Rows(files, "slots"), Rows(files, "postings")
        self._hashes = np.frombuffer(files["keys.hashes"], dtype=np.uint64)
        self._starts = np.frombuffer(files["keys.starts"], dtype=np.int32)
        self._key_tokens = np.frombuffer(files["keys.tokens"], dtype=np.int32)
        columns = np.frombuffer(files["names.columns"], dtype=np.int32).reshape(-1, 3)
        self.name_entity, self.name_kind, self.name_flags = columns[:, 0], columns[:, 1], columns[:, 2]
        self._native_names = [(text, name) for text, name in meta["native"]]
        self.native = ahocorasick_rs.AhoCorasick([text for text, _ in self._native_names]) if self._native_names else None
        self._exact, self._exact_names = Strings(files, "exact"), np.frombuffer(files["exact.names"], dtype=np.int32)
        self._listed: dict[int, Folded] = {}
        self._seen: dict[tuple[str, str], TokenHit | None] = {}
        self._held = 0
        self._bearers: dict[tuple[str, str, float], int] = {}
        self._records: dict[int, Record] = {}
        self._shapes: dict[int, tuple[tuple[int, int], ...]] = {}

    def record(self, entity: int) -> Record:
        """The entity of that number."""
        record = self._records.get(entity)
        if record is None:
            record = self._records[entity] = decode_entity(self._entities[entity])
        return record

    @property
    def size(self) -> int:
        """How many entities it holds."""
        return len(self._entities)

    def bearers(self, surface: str, language: str, alike: float) -> int:
        """How many entities have a name of two words or more with a part that ``surface`` is at least so much ``alike``."""
        key = (surface, language, alike)
        found = self._bearers.get(key)
        if found is None:
            hit = self.look_up(surface, language)
            names = [self._postings[token] for token, score in hit.tokens.items() if score >= alike] if hit else []
            found = self._bearers[key] = len(np.unique(self.name_entity[np.concatenate(names)])) if names else 0
        return found

    def has_longer_name(self, entity: int) -> bool:
        """Whether an entity is listed by a name of two words or more as well."""
        return entity in self._longer_named

    @cached_property
    def _longer_named(self) -> frozenset[int]:
        return frozenset(self.name_entity[self.name_kind == Kind.FULL].tolist())

    @cached_property
    def small_beginnings(self) -> frozenset[str]:
        """The first letters of the one-word names that their lists write in small letters."""
        found = set()
        for name in np.flatnonzero(self.name_kind == Kind.ONE).tolist():
            text = self.name_text(name)
            if text.islower() and len(text) >= weights.ONE_WORD_LETTERS and text[0].upper() != text[0]:
                found.add(text[:BEGINNING])
        return frozenset(found)

    def name_text(self, name: int) -> str:
        """A listed spelling as it stands on its list."""
        return self._names[name].decode()

    def slots(self, name: int) -> tuple[tuple[int, int], ...]:
        """A name's tokens as (token, role), in order."""
        shape = self._shapes.get(name)
        if shape is None:
            row = self._slots[name].tolist()
            shape = self._shapes[name] = tuple(zip(row[::2], row[1::2], strict=True))
        return shape

    def token_text(self, token: int) -> str:
        """A listed token as written on its list."""
        return self._tokens[token].decode()

    @cached_property
    def exact(self) -> ahocorasick_rs.AhoCorasick | None:
        """The automaton of listed spellings, built when it is first asked."""
        patterns = [self._exact[place].decode() for place in range(len(self._exact))]
        return ahocorasick_rs.AhoCorasick(patterns) if patterns else None

    def exact_names(self, words: str) -> list[tuple[int, int, int]]:
        """(start, end, name) of the listed spellings in folded words joined and enclosed by spaces."""
        if self.exact is None:
            return []
        return [(start, end, int(self._exact_names[pattern]))
                for pattern, start, end in self.exact.find_matches_as_indexes(words, overlapping=True)]

    def native_names(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, name) of the native-script names in ``text``, overlapping ones too."""
        if self.native is None:
            return []
        return [(start, end, self._native_names[pattern][1])
                for pattern, start, end in self.native.find_matches_as_indexes(text, overlapping=True)]

    def look_up(self, surface: str, language: str) -> TokenHit | None:
        """What a token may be, or None: most tokens of a text are nothing here."""
        key = (surface, language)
        try:
            return self._seen[key]
        except KeyError:
            return self._remember(key, self._find(fold(surface, language)))

    def _remember(self, key: tuple[str, str], hit: TokenHit | None) -> TokenHit | None:
        self._held += len(hit.full) if hit else 0
        if len(self._seen) > weights.CACHE_TOKENS or self._held > weights.CACHE_NAMES:
            self._seen.clear()
            self._bearers.clear()
            self._held = len(hit.full) if hit else 0
        self._seen[key] = hit
        return hit

    def _find(self, written: Folded) -> TokenHit | None:
        found: dict[int, float] = {}
        for token in sorted(self._alike(written)):
            score = similarity(self._fold(token), written)
            if score:
                found[token] = score
        if not found:
            return None
        full: list[int] = []
        single: list[int] = []
        for token in found:
            posting: Ints = self._postings[token]
            kinds = self.name_kind[posting]
            full += posting[kinds == Kind.FULL].tolist()
            single += posting[kinds != Kind.FULL].tolist()
        return TokenHit(found, frozenset(full), tuple(sorted(single)))

    def _alike(self, written: Folded) -> set[int]:
        keys = np.array(sorted({hashed(key) for key in written_keys(written) if key}), dtype=np.uint64)
        places = np.searchsorted(self._hashes, keys)
        found: set[int] = set()
        for place, key in zip(places.tolist(), keys.tolist(), strict=True):
            if place < len(self._hashes) and int(self._hashes[place]) == key:
                found.update(self._key_tokens[self._starts[place]:self._starts[place + 1]].tolist())
        return found

    def _fold(self, token: int) -> Folded:
        folded = self._listed.get(token)
        if folded is None:
            folded = self._listed[token] = fold(self.token_text(token))
        return folded


def open_index(files: Mapping[str, bytes | memoryview], *, version: str = "") -> Index:
    """Opens what ``compile_index`` wrote; the buffers may be memory-mapped and must outlive the index."""
    return Index(files, version)
