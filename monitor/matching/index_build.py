"""Watchlists → the files of an index. The order of lists and entities never changes a result: they are sorted first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from monitor.matching.blobs import hashed, pack_rows, pack_strings
from monitor.matching.context import compile_cues
from monitor.matching.entity_codec import encode_entity
from monitor.matching.exact import exact_pattern
from monitor.matching.identity import same_parties
from monitor.matching.index import COMMON, ORDERED, STRICT, WEAK
from monitor.matching.keys import listed_keys
from monitor.matching.keywords import compile_keywords
from monitor.matching.names import Kind, ListedName, Role, is_common, is_generic, listed_names
from monitor.matching.normalise import fold
from monitor.matching.tokens import UNSPACED
from monitor.model import Entity, Watchlist

FORMAT = 1


@dataclass(slots=True)
class _Building:
    token_ids: dict[str, int] = field(default_factory=dict)
    surfaces: list[str] = field(default_factory=list)
    names: list[tuple[int, ListedName, int]] = field(default_factory=list)  # entity, name, flags
    slots: list[tuple[int, ...]] = field(default_factory=list)  # token, role, token, role …
    native: list[tuple[str, int]] = field(default_factory=list)
    exact: list[tuple[str, int]] = field(default_factory=list)

    def token(self, surface: str) -> int:
        plain = fold(surface).plain
        number = self.token_ids.setdefault(plain, len(self.surfaces))
        if number == len(self.surfaces):
            self.surfaces.append(surface)
        return number


def compile_index(watchlists: Sequence[Watchlist]) -> dict[str, bytes]:
    """File name → content of an index over ``watchlists``: flat arrays and byte blobs that can be mapped and read in place."""
    building = _Building()
    records: list[bytes] = []
    ordered = sorted(watchlists, key=lambda watchlist: (watchlist.name, watchlist.file))
    listed = [(watchlist, entity) for watchlist in ordered for entity in sorted(watchlist.entities, key=lambda entity: entity.id)]
    same = same_parties([entity for _, entity in listed])
    for (watchlist, entity), others in zip(listed, same, strict=True):
        _add_names(building, len(records), entity)
        records.append(encode_entity(entity, watchlist, compile_cues(entity, watchlist), others))
    meta = {"format": FORMAT, "watchlists": [w.name for w in ordered], "keyword_lists": [w.name for w in ordered if w.keywords],
            "native": building.native, "identifiers": _identifiers(ordered)}
    return {"meta.json": json.dumps(meta, ensure_ascii=False).encode(), **pack_strings("entities", records),
            "keywords.json": json.dumps(compile_keywords(ordered), ensure_ascii=False).encode(), **_token_files(building),
            **_name_files(building), **pack_strings("exact", [pattern.encode() for pattern, _ in building.exact]),
            "exact.names": np.array([name for _, name in building.exact], dtype=np.int32).tobytes()}


def _add_names(building: _Building, number: int, entity: Entity) -> None:
    seen: set[tuple[object, ...]] = set()
    spellings = [(entity.name, False), *((alias.text, alias.weak) for alias in entity.aliases)]
    for text, weak in spellings:
        for name in listed_names(text, entity.type, weak=weak):
            shape = (name.kind, tuple((fold(surface).plain, role) for surface, role in name.slots))
            if shape in seen:
                continue
            seen.add(shape)
            _add_name(building, number, name)
        _add_exact(building, number, entity, text, weak)


def _add_exact(building: _Building, number: int, entity: Entity, text: str, weak: bool) -> None:
    pattern = exact_pattern(text)
    if not pattern or UNSPACED.search(text):
        return
    main = next(listed_names(text, entity.type, weak=weak), None)
    flags = WEAK * (main.weak if main else weak) | COMMON * bool(main and _is_common(main))
    name = ListedName(text=text, kind=Kind.EXACT, slots=(), weak=weak)
    building.exact.append((pattern, len(building.names)))
    building.names.append((number, name, flags))
    building.slots.append(())


def _is_common(name: ListedName) -> bool:
    telling = [surface for surface, role in name.slots if role is not Role.MIDDLE]
    return is_generic(name) or (name.kind is Kind.FULL and all(map(is_common, telling)))


def _add_name(building: _Building, number: int, name: ListedName) -> None:
    flags = WEAK * name.weak | ORDERED * name.ordered | COMMON * _is_common(name) | STRICT * name.strict
    if name.kind is Kind.NATIVE:
        building.native.append((name.slots[0][0], len(building.names)))
    building.names.append((number, name, flags))
    row: tuple[int, ...] = ()
    if name.kind is not Kind.NATIVE:
        row = tuple(value for surface, role in name.slots for value in (building.token(surface), int(role)))
    building.slots.append(row)


def _token_files(building: _Building) -> dict[str, bytes]:
    pairs = sorted({(hashed(key), number) for number, surface in enumerate(building.surfaces) for key in listed_keys(fold(surface))})
    keys = np.array([key for key, _ in pairs], dtype=np.uint64)
    unique, starts = np.unique(keys, return_index=True)
    return {"keys.hashes": unique.tobytes(), "keys.starts": np.append(starts, len(pairs)).astype(np.int32).tobytes(),
            "keys.tokens": np.array([number for _, number in pairs], dtype=np.int32).tobytes(),
            **pack_strings("tokens", [surface.encode() for surface in building.surfaces])}


def _name_files(building: _Building) -> dict[str, bytes]:
    postings: list[list[int]] = [[] for _ in building.surfaces]
    for name, row in enumerate(building.slots):
        for token in dict.fromkeys(row[::2]):
            postings[token].append(name)
    columns = np.array([(entity, int(name.kind), flags) for entity, name, flags in building.names], dtype=np.int32).reshape(-1, 3)
    return {"names.columns": columns.tobytes(), **pack_strings("names", [name.text.encode() for _, name, _ in building.names]),
            **pack_rows("slots", building.slots), **pack_rows("postings", postings)}


def _identifiers(watchlists: Sequence[Watchlist]) -> list[tuple[str, int]]:
    """IMO and MMSI numbers, tail numbers: (kind:digits, entity)."""
    found, number = [], 0
    for watchlist in watchlists:
        for entity in sorted(watchlist.entities, key=lambda entity: entity.id):
            found += [(f"{kind.lower()}:{''.join(c for c in value if c.isalnum()).upper()}", number) for kind, value in entity.identifiers
                      if kind.lower() in ("imo", "mmsi", "registration")]
            number += 1
    return found
