"""Entities → the files of one segment of an index: their names, tokens, spellings and keys as flat arrays and blobs."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b

import numpy as np

from monitor.matching.blobs import key_of, pack_ints, pack_keyed, pack_rows, pack_strings, utf8
from monitor.matching.context import compile_cues
from monitor.matching.entity_codec import encode_entity, encode_identity, fingerprint
from monitor.matching.exact import anchor, spelt_out
from monitor.matching.identity import identity_keys
from monitor.matching.names import Kind, ListedName, Role, is_common, is_generic, listed_names
from monitor.matching.normalise import Folded, fold
from monitor.matching.segment import BEGINNING, COMMON, ORDERED, STRICT, WEAK
from monitor.matching.sounds import pack_sounds
from monitor.matching.tokens import UNSPACED
from monitor.matching.weights import ONE_WORD_LETTERS
from monitor.model import Entity, Watchlist

Listed = tuple[Watchlist, Entity]
_SINGLE = (Kind.ONE, Kind.ACRONYM)


@dataclass(slots=True)
class _Names:
    """The names of a segment, a row each; those of an entity stand together. ``counts`` are names by entity."""

    counts: list[int] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    slots: array[int] = field(default_factory=partial(array, "i"))  # token, role, token, role …
    sizes: list[int] = field(default_factory=list)  # slots by name
    tokens: dict[str, int] = field(default_factory=dict)
    native: list[tuple[str, int]] = field(default_factory=list)
    exact: list[tuple[str, int]] = field(default_factory=list)
    small: list[tuple[str, int]] = field(default_factory=list)

    def add(self, text: str, kind: Kind, flags: int, slots: Sequence[tuple[str, Role]]) -> None:
        """A name of the last entity."""
        self.texts.append(utf8(text))
        self.kinds.append(kind)
        self.flags.append(flags)
        self.sizes.append(len(slots))
        self.counts[-1] += 1
        for surface, role in slots:
            self.slots.extend((self.tokens.setdefault(surface, len(self.tokens)), role))


def pack_segment(prefix: str, listed: Sequence[Listed]) -> dict[str, bytes]:
    """The files of a segment; the numbers of entities and names are their places in the order given."""
    names = _Names()
    for _, entity in listed:
        _add_entity(names, entity)
    files = _entity_files(listed) | _name_files(names) | _token_files(names) | _identity_files(listed)
    return {f"{prefix}.{name}": content for name, content in files.items()}


def fingerprint_of(listed: Listed) -> int:
    """64 bits that change with whatever of an entity the index holds."""
    watchlist, entity = listed
    return int.from_bytes(blake2b(utf8(fingerprint(entity, watchlist)), digest_size=8).digest(), "little")


def _add_entity(names: _Names, entity: Entity) -> None:
    names.counts.append(0)
    seen: set[tuple[object, ...]] = set()
    spellings = [(entity.name, False), *((alias.text, alias.weak) for alias in entity.aliases)]
    # what the list writes in Hangul goes before what is made of a Latin name: it may be weak
    spellings.sort(key=lambda spelling: spelling[0].isascii() or not UNSPACED.search(spelling[0]))
    for text, weak in spellings:
        main: ListedName | None = None
        number = None
        for name in listed_names(text, entity.type, weak=weak):
            shape = (name.kind, *[(fold(surface).plain, role) for surface, role in name.slots])
            if shape not in seen:
                seen.add(shape)
                _add_name(names, name)
                if main is None and name.kind is Kind.FULL and name.text == text:  # one with brackets is found with them
                    number = len(names.texts) - 1
            main = main or name
        _add_exact(names, text, weak, main, number)


def _add_name(names: _Names, name: ListedName) -> None:
    number = len(names.texts)
    flags = WEAK * name.weak | ORDERED * name.ordered | COMMON * _is_common(name) | STRICT * name.strict
    if name.kind is Kind.NATIVE:
        names.native.append((name.slots[0][0], number))
        names.add(name.text, name.kind, flags, ())
        return
    if name.kind is Kind.ONE and name.text.islower() and len(name.text) >= ONE_WORD_LETTERS and name.text[0].upper() != name.text[0]:
        names.small.append((name.text[:BEGINNING], number))
    names.add(name.text, name.kind, flags, name.slots)


def _add_exact(names: _Names, text: str, weak: bool, main: ListedName | None, number: int | None) -> None:
    """A spelling word for word: under ``number``, where its main form has one, else as a name of its own."""
    words = spelt_out(text)
    if len(words) < 2 or not all(words) or (not text.isascii() and UNSPACED.search(text)):
        return
    if number is None:
        number = len(names.texts)
        names.add(text, Kind.EXACT, WEAK * (main.weak if main else weak) | COMMON * bool(main and _is_common(main)), ())
    names.exact.append((" ".join(words), number))


def _is_common(name: ListedName) -> bool:
    if name.kind is Kind.FULL and all(is_common(surface) for surface, role in name.slots if role is not Role.MIDDLE):
        return True
    return is_generic(name)


def _entity_files(listed: Sequence[Listed]) -> dict[str, bytes]:
    return {**pack_strings("entities", [encode_entity(entity, watchlist, compile_cues(entity, watchlist)) for watchlist, entity in listed]),
            **pack_ints("entities.prints", map(fingerprint_of, listed), np.uint64)}


def _name_files(names: _Names) -> dict[str, bytes]:
    return {**pack_strings("names", names.texts), **pack_ints("entities.names", np.cumsum([0, *names.counts])),
            **pack_ints("names.entity", np.repeat(np.arange(len(names.counts)), names.counts)),
            **pack_ints("names.kind", names.kinds, np.int8), **pack_ints("names.flags", names.flags, np.int8),
            **pack_strings("exact", [utf8(pattern) for pattern, _ in names.exact]),
            **pack_ints("exact.names", [name for _, name in names.exact]),
            **pack_ints("exact.first", sorted({key_of(pattern.partition(" ")[0]) for pattern, _ in names.exact}), np.uint32),
            **pack_keyed("exact.anchors", [key_of(anchor(pattern)) for pattern, _ in names.exact], range(len(names.exact))),
            **pack_strings("native", [utf8(pattern) for pattern, _ in names.native]),
            **pack_ints("native.names", [name for _, name in names.native]),
            **pack_keyed("native.anchors", [key_of(pattern[:2]) for pattern, _ in names.native], range(len(names.native))),
            **pack_strings("small", [utf8(beginning) for beginning, _ in names.small]),
            **pack_ints("small.names", [name for _, name in names.small])}


def _token_files(names: _Names) -> dict[str, bytes]:
    sounds: dict[Folded, int] = {}
    surfaces = sorted(names.tokens)
    sound_of = np.array([sounds.setdefault(fold(surface), len(sounds)) for surface in surfaces], dtype=np.int64)
    slots, sizes = np.array(names.slots, dtype=np.int32), np.array(names.sizes, dtype=np.int64)
    in_order = np.empty(len(surfaces), dtype=np.int32)
    in_order[[names.tokens[surface] for surface in surfaces]] = np.arange(len(surfaces))
    slots[::2] = in_order[slots[::2]]
    owner = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    pairs = np.unique(slots[::2].astype(np.uint64) << np.uint64(32) | owner)
    tokens, owners = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xffffffff)).astype(np.int32)
    alone = np.isin(np.array(names.kinds, dtype=np.int8)[owners], _SINGLE)
    order = np.argsort(sound_of, kind="stable")
    return {**pack_rows("slots", sizes * 2, slots),
            **pack_strings("tokens", [utf8(surface) for surface in surfaces]),
            **pack_rows("sounds", np.bincount(sound_of, minlength=len(sounds)), order),
            **pack_rows("full", np.bincount(tokens[~alone], minlength=len(surfaces)), owners[~alone]),
            **pack_rows("single", np.bincount(tokens[alone], minlength=len(surfaces)), owners[alone]),
            **pack_sounds("sounds", list(sounds))}


def _identity_files(listed: Sequence[Listed]) -> dict[str, bytes]:
    """What the entities' identity is told by, where anything is, and the identifiers that stand in texts."""
    records: list[bytes] = []
    keys: list[int] = []
    holders: list[int] = []
    written: list[tuple[str, int]] = []
    for number, (_, entity) in enumerate(listed):
        own = identity_keys(entity)
        records.append(encode_identity(entity) if own else b"")
        keys += map(key_of, own)
        holders += [number] * len(own)
        written += [(f"{kind.lower()}:{''.join(c for c in value if c.isalnum()).upper()}", number) for kind, value in entity.identifiers
                    if kind.lower() in ("imo", "mmsi", "registration")]
    return {**pack_strings("identity", records), **pack_keyed("identity.holders", keys, holders),
            **pack_strings("identifiers", [utf8(text) for text, _ in written]),
            **pack_ints("identifiers.entities", [number for _, number in written]),
            **pack_keyed("identifiers.keys", [key_of(text) for text, _ in written], range(len(written)))}
