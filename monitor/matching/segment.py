"""One segment of an open index: what stands in its files, by its own numbers of entities, names and tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np

from monitor.matching.blobs import Array, Buffers, Keyed, Rows, Strings, read_ints
from monitor.matching.entity_codec import decode_identity
from monitor.matching.identity import identity_keys
from monitor.matching.normalise import Folded, fold
from monitor.matching.sounds import Sounds
from monitor.model import Entity

WEAK, ORDERED, COMMON, STRICT = 1, 2, 4, 8  # flags of a name, as compiled
BEGINNING = 4  # letters by which words in small letters are sorted out


class _Folds(dict[int, Folded]):
    """By the number of a sound the first token that has it, folded when it is asked for."""

    def __init__(self, tokens: Strings, spellings: Rows) -> None:
        super().__init__()
        self._tokens, self._spellings = tokens, spellings

    def __missing__(self, sound: int) -> Folded:
        folded = self[sound] = fold(self._tokens.text(int(self._spellings[sound][0])))
        return folded


class Segment:
    """Read-only; the buffers are read in place, so opening costs nothing that grows with the lists."""

    def __init__(self, files: Buffers, prefix: str) -> None:
        held = {name.removeprefix(f"{prefix}."): content for name, content in files.items() if name.startswith(f"{prefix}.")}
        self.entities, self.names, self.tokens = Strings(held, "entities"), Strings(held, "names"), Strings(held, "tokens")
        self.prints = read_ints(held, "entities.prints", np.uint64)
        self.first_names = read_ints(held, "entities.names")
        self.name_entity = read_ints(held, "names.entity")
        self.name_kind, self.name_flags = read_ints(held, "names.kind", np.int8), read_ints(held, "names.flags", np.int8)
        self.slots, self.full, self.single = Rows(held, "slots"), Rows(held, "full"), Rows(held, "single")
        self._spellings = Rows(held, "sounds")
        self._sounds = Sounds(held, "sounds", _Folds(self.tokens, self._spellings))
        self._exact, self._exact_names = Strings(held, "exact"), read_ints(held, "exact.names")
        self._exact_first, self._anchors = memoryview(held["exact.first"]).cast("B").cast("I"), Keyed(held, "exact.anchors")
        self._native, self._native_names = Strings(held, "native"), read_ints(held, "native.names")
        self._native_anchors = Keyed(held, "native.anchors")
        self._small, self._small_names = Strings(held, "small"), read_ints(held, "small.names")
        self._identity, self._holders = Strings(held, "identity"), Keyed(held, "identity.holders")
        self._identifiers, self._identifier_entities = Strings(held, "identifiers"), read_ints(held, "identifiers.entities")
        self._identifier_keys = Keyed(held, "identifiers.keys")
        self.has_exact, self.has_native, self.has_identifiers = map(bool, map(len, (self._exact, self._native, self._identifiers)))

    def is_same(self, other: Segment) -> bool:
        """Whether it was made of the same entities in the same order."""
        return np.array_equal(self.prints, other.prints)

    def alike(self, written: Sequence[Folded]) -> list[list[tuple[int, float]]]:
        """For each written token the listed ones that it may be, in their alphabetical order, with their similarity."""
        found: list[list[tuple[int, float]]] = [[] for _ in written]
        places, sounds, scores = self._sounds.like(written)
        counts, tokens = self._spellings.of_each(np.array(sounds, dtype=np.int64))
        listed = iter(tokens.tolist())
        for place, score, count in zip(places, scores, counts.tolist(), strict=True):
            found[place] += [(token, score) for token in islice(listed, count)]
        for own in found:
            own.sort()
        return found

    def begins_exact(self, key: int) -> bool:
        """Whether a spelling of several words may begin with the word of that key."""
        place = bisect_left(self._exact_first, key)
        return place < len(self._exact_first) and self._exact_first[place] == key

    def exact_at(self, anchor: str) -> list[tuple[str, int]]:
        """The (spelling, name) that may begin with these two words."""
        return [(self._exact.text(place), int(self._exact_names[place])) for place in self._anchors.of([anchor]).tolist()]

    def native_at(self, anchor: str) -> list[tuple[str, int]]:
        """The (spelling, name) in scripts without spaces that may begin with these two letters."""
        return [(self._native.text(place), int(self._native_names[place])) for place in self._native_anchors.of([anchor]).tolist()]

    def small(self) -> list[tuple[str, int]]:
        """The first letters of the one-word names that their list writes in small letters, and those names."""
        return [(self._small.text(place), name) for place, name in enumerate(self._small_names.tolist())]

    def identified(self, identifier: str) -> list[int]:
        """The entities of an identifier (``imo:9074729``)."""
        return [int(self._identifier_entities[place]) for place in self._identifier_keys.of([identifier]).tolist()
                if self._identifiers.text(place) == identifier]

    # ------------------------------------------------------------------ identity
    def identity(self, entity: int) -> Entity | None:
        """What the identity of an entity is told by, where anything is."""
        record = self._identity[entity]
        return decode_identity(record) if record else None

    def sharing(self, keys: Iterable[str]) -> Array:
        """The entities that may have one of these identity keys, and of some others."""
        return self._holders.of(keys)

    def keys_of(self, entity: int) -> list[str]:
        """The identity keys of an entity."""
        held = self.identity(entity)
        return identity_keys(held) if held is not None else []
