"""Watchlists → the files of an index: whole, or as what changed since an older one. The order of lists and entities never
changes a result: they are sorted first.

::

    base.*   a segment with every entity of the lists as they once were      order.*  what of it still stands, and where the
    delta.*  a segment with what was added or changed since                           delta's entities stand among it

An index of base and delta answers as one of the same lists compiled whole, because both number entities and names in one order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from monitor.matching.blobs import Array, Buffers, pack_ints, pack_strings, ranges
from monitor.matching.entity_codec import Same, as_json, encode_same
from monitor.matching.identity import identity_keys, same_parties
from monitor.matching.keywords import compile_keywords
from monitor.matching.segment import Segment
from monitor.matching.segment_build import Listed, fingerprint_of, pack_segment
from monitor.model import Entity, Watchlist

FORMAT = 4
BASE, DELTA = "base", "delta"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What lists hold beside what a base held. ``order``: for each of their entities its number in the base, or -1 less its place
    in ``added``. ``gone``: entities of the base that stand on no list any longer, or changed."""

    order: Array
    added: tuple[Listed, ...]
    gone: Array


    @property
    def nothing(self) -> bool:
        """Whether the lists hold what the base holds."""
        return not self.added and not len(self.gone)


def compile_index(watchlists: Sequence[Watchlist]) -> dict[str, bytes]:
    """File name → content of an index over ``watchlists``: flat arrays and byte blobs that can be mapped and read in place."""
    return compile_base(watchlists) | _common(_sorted(watchlists))


def compile_base(watchlists: Sequence[Watchlist]) -> dict[str, bytes]:
    """The segment of that index alone, which later ones can build on: the files whose names begin with ``base``."""
    ordered = _sorted(watchlists)
    listed = [(watchlist, entity) for watchlist in ordered for entity in _entities(watchlist)]
    same = same_parties([entity for _, entity in listed])
    ends = np.cumsum([0, *(len(watchlist.entities) for watchlist in ordered)]).tolist()
    meta = {"format": FORMAT, "watchlists": [[watchlist.name, watchlist.file, watchlist.version, first, last] for watchlist, first, last
                                             in zip(ordered, ends, ends[1:], strict=False)]}
    return {f"{BASE}.meta.json": as_json(meta), **pack_segment(BASE, listed),
            **_same_files(f"{BASE}.same", {number: others for number, others in enumerate(same) if others})}


def changes(base: Buffers, watchlists: Sequence[Watchlist]) -> Changes:
    """What the lists hold beside what ``base`` (the files of ``compile_base``) holds. A list of the version that the base was
    compiled from is not looked into."""
    held = {(name, file): (version, first, last) for name, file, version, first, last in json.loads(bytes(base[f"{BASE}.meta.json"]))[
        "watchlists"]}
    prints = Segment(base, BASE).prints
    order: list[Array] = []
    added: list[Listed] = []
    for watchlist in _sorted(watchlists):
        version, first, last = held.pop((watchlist.name, watchlist.file), ("", 0, 0))
        if version and version == watchlist.version:
            order.append(np.arange(first, last, dtype=np.int32))
        else:
            order.append(_compared(watchlist, dict(zip(prints[first:last].tolist(), range(first, last), strict=True)), added))
    numbers = np.concatenate(order) if order else np.zeros(0, dtype=np.int32)
    gone = np.ones(len(prints), dtype=bool)
    gone[numbers[numbers >= 0]] = False
    return Changes(order=numbers, added=tuple(added), gone=np.flatnonzero(gone))


def _compared(watchlist: Watchlist, held: dict[int, int], added: list[Listed]) -> Array:
    """The entities of a list by their number in the base, as far as they are as they were; the others are added."""
    numbers = []
    for entity in _entities(watchlist):
        number = held.pop(fingerprint_of((watchlist, entity)), None)
        if number is None:
            added.append((watchlist, entity))
        numbers.append(-len(added) if number is None else number)
    return np.array(numbers, dtype=np.int32)


def compile_delta(base: Buffers, watchlists: Sequence[Watchlist], since: Changes) -> dict[str, bytes]:
    """The files that make an index over ``watchlists`` of those of ``base``, from which ``since`` tells what they changed."""
    if since.nothing:
        return _common(_sorted(watchlists))
    old, delta = Segment(base, BASE), pack_segment(DELTA, since.added)
    new = Segment(delta, DELTA)
    of_base = since.order >= 0
    standing = (_turned(since.order[of_base], np.flatnonzero(of_base), len(old.prints)),
                _turned(~since.order[~of_base], np.flatnonzero(~of_base), len(new.prints)))
    return {**delta, **_order_files(old, new, since.order, standing), **_same_files("same", _same_anew(old, new, since, standing)),
            **_common(_sorted(watchlists))}


def _sorted(watchlists: Iterable[Watchlist]) -> list[Watchlist]:
    return sorted(watchlists, key=lambda watchlist: (watchlist.name, watchlist.file))


def _entities(watchlist: Watchlist) -> list[Entity]:
    return sorted(watchlist.entities, key=lambda entity: entity.id)


def _common(ordered: Sequence[Watchlist]) -> dict[str, bytes]:
    """What depends on all lists together."""
    meta = {"format": FORMAT, "watchlists": [w.name for w in ordered], "keyword_lists": [w.name for w in ordered if w.keywords]}
    return {"meta.json": as_json(meta), "keywords.json": as_json(compile_keywords(ordered))}


def _same_files(name: str, same: Mapping[int, tuple[Same, ...]]) -> dict[str, bytes]:
    numbers = sorted(same)
    return {**pack_ints(f"{name}.entities", numbers), **pack_strings(name, [encode_same(same[number]) for number in numbers])}


# ------------------------------------------------------------------ base and delta as one
def _order_files(old: Segment, new: Segment, order: Array, standing: tuple[Array, Array]) -> dict[str, bytes]:
    """The numbers of the whole: of each entity and name its place in base (0 …) or delta (-1 …), and the other way round."""
    from_delta = order < 0
    places = np.where(from_delta, ~order, order)
    firsts = [np.where(from_delta, _taken(new.first_names, places + shift), _taken(old.first_names, places + shift)) for shift in (0, 1)]
    counts = firsts[1] - firsts[0]
    local = ranges(firsts[0], counts)
    of_delta = np.repeat(from_delta, counts)
    columns = {name: np.where(of_delta, _taken(getattr(new, f"name_{name}"), local), _taken(getattr(old, f"name_{name}"), local))
               for name in ("kind", "flags")}
    return {**pack_ints("order.entities", order), **pack_ints("order.names", np.where(of_delta, ~local, local)),
            **pack_ints("order.base.entities", standing[0]), **pack_ints("order.delta.entities", standing[1]),
            **pack_ints("order.base.names", _turned(local[~of_delta], np.flatnonzero(~of_delta), len(old.names))),
            **pack_ints("order.delta.names", _turned(local[of_delta], np.flatnonzero(of_delta), len(new.names))),
            **pack_ints("order.entity", np.repeat(np.arange(len(order)), counts)),
            **pack_ints("order.first", np.concatenate([[0], np.cumsum(counts)])),
            **pack_ints("order.kind", columns["kind"], np.int8), **pack_ints("order.flags", columns["flags"], np.int8)}


def _taken(values: Array, places: Array) -> Array:
    """The values at these places, the last one for those beyond: which of two arrays counts is told apart afterwards."""
    return values[np.minimum(places, len(values) - 1)] if len(values) else np.zeros(len(places), dtype=np.int32)


def _turned(places: Array, numbers: Array, size: int) -> Array:
    """By place the number, -1 where there is none."""
    found = np.full(size, -1, dtype=np.int32)
    found[places] = numbers
    return found


def _same_anew(old: Segment, new: Segment, since: Changes, standing: tuple[Array, Array]) -> dict[int, tuple[Same, ...]]:
    """Which entities are the same party, by the numbers of the whole, for those that any change may concern."""
    keys = {key for _, entity in since.added for key in identity_keys(entity)}
    keys.update(key for number in since.gone.tolist() for key in old.keys_of(number))
    concerned: dict[int, Entity] = {}
    while keys:
        found = [(segment, local, int(numbers[local])) for segment, numbers in zip((old, new), standing, strict=True)
                 for local in segment.sharing(keys).tolist()]
        keys = set()
        for segment, local, number in found:
            held = segment.identity(local) if number >= 0 and number not in concerned else None
            if held is not None:
                concerned[number] = held
                keys.update(identity_keys(held))
    numbers = sorted(concerned)
    same = same_parties([concerned[number] for number in numbers])
    return {number: tuple((numbers[place], because) for place, because in others) for number, others in zip(numbers, same, strict=True)}
