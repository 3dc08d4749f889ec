"""Flat arrays and blobs: what an index file holds, so that it can be memory-mapped and read in place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Buffers = Mapping[str, bytes | memoryview]
_NO_INTS = np.zeros(0, dtype=np.int32)


def utf8(text: str) -> bytes:
    """A text as bytes, half a surrogate pair too: a list may hold one."""
    return text.encode("utf-8", "surrogatepass")


def from_utf8(data: bytes) -> str:
    """What :func:`utf8` wrote."""
    return data.decode("utf-8", "surrogatepass")


def key_of(text: str) -> int:
    """A key as 32 bits, the same in every process. Two keys may share them: what is found is compared afterwards."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def pack_ints(name: str, values: Iterable[int] | Array, kind: Any = np.int32) -> dict[str, bytes]:
    """Integers as one array of a ``kind`` of numpy."""
    array = values.astype(kind, copy=False) if isinstance(values, np.ndarray) else np.fromiter(values, dtype=kind)
    return {name: array.tobytes()}


def read_ints(files: Buffers, name: str, kind: Any = np.int32) -> Any:
    """Reads what ``pack_ints`` wrote."""
    return np.frombuffer(files[name], dtype=kind)


def pack_strings(name: str, strings: Sequence[bytes]) -> dict[str, bytes]:
    """Strings as one blob and the offsets into it."""
    return {f"{name}.blob": b"".join(strings), f"{name}.ends": ends_of(np.fromiter(map(len, strings), dtype=np.int64)).tobytes()}


def pack_rows(name: str, counts: Array, flat: Array) -> dict[str, bytes]:
    """Rows of integers, ``counts`` of them in each, as one array and the offsets into it."""
    return {f"{name}.rows": flat.astype(np.int32, copy=False).tobytes(), f"{name}.ends": ends_of(counts).tobytes()}


def pack_keyed(name: str, keys: Sequence[int], values: Sequence[int]) -> dict[str, bytes]:
    """Values by key (32 bits): each key once, in order, with the values it stands for."""
    pairs = np.unique(np.array(keys, dtype=np.uint64) << np.uint64(32) | np.array(values, dtype=np.uint64))
    unique, counts = np.unique(pairs >> np.uint64(32), return_counts=True)
    return {f"{name}.keys": unique.astype(np.uint32).tobytes(), **pack_rows(name, counts, pairs & np.uint64(0xffffffff))}


def ends_of(counts: Array) -> Array:
    """Where rows of these lengths begin, and where the last ends."""
    ends = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends


def unique(values: Array) -> Array:
    """The different values in order: of a few hundred quicker than numpy's own."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    found: Array = ordered[first]
    return found


def ranges(starts: Array, counts: Array) -> Array:
    """The numbers ``start`` up to ``start + count`` of each pair, in one array."""
    total = int(counts.sum())
    offsets = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return offsets + np.arange(total, dtype=np.int64)


class Strings:
    """Reads what ``pack_strings`` wrote."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._blob = memoryview(files[f"{name}.blob"])
        self._ends = memoryview(files[f"{name}.ends"]).cast("B").cast("q")

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> bytes:
        return bytes(self._blob[self._ends[place]:self._ends[place + 1]])

    def text(self, place: int) -> str:
        """A string that was text."""
        return from_utf8(self[place])


class Rows:
    """Reads what ``pack_rows`` wrote."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._flat = np.frombuffer(files[f"{name}.rows"], dtype=np.int32)
        self._ends = memoryview(files[f"{name}.ends"]).cast("B").cast("q")
        self._ends_of_many = read_ints(files, f"{name}.ends", np.int64)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> Array:
        return self._flat[self._ends[place]:self._ends[place + 1]]

    def of(self, places: Iterable[int]) -> Array:
        """The rows of several places, one after the other."""
        flat, ends = self._flat, self._ends
        rows = [flat[ends[place]:ends[place + 1]] for place in places if ends[place] != ends[place + 1]]
        return np.concatenate(rows) if len(rows) > 1 else rows[0] if rows else _NO_INTS

    def of_each(self, places: Array) -> tuple[Array, Array]:
        """How long the rows of several places are, and they, one after the other."""
        starts = self._ends_of_many[places]
        counts = self._ends_of_many[places + 1] - starts
        return counts, self._flat[ranges(starts, counts)]


class Keyed:
    """Reads what ``pack_keyed`` wrote."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._keys = np.frombuffer(files[f"{name}.keys"], dtype=np.uint32)
        self._in_order = memoryview(files[f"{name}.keys"]).cast("B").cast("I")  # the same: of one key at a time quicker
        self._rows = Rows(files, name)

    def __len__(self) -> int:
        return len(self._keys)

    def of(self, keys: Iterable[str]) -> Array:
        """The values of all these keys, one after the other; of a few that are none of theirs as well."""
        places = ((bisect_left(self._in_order, wanted), wanted) for wanted in dict.fromkeys(map(key_of, keys)))
        return self._rows.of([place for place, wanted in places if place < len(self._in_order) and self._in_order[place] == wanted])

    def of_each(self, asked: Iterable[Iterable[str]]) -> tuple[Array, Array]:
        """The values of the keys of several, one after the other, and whose each is: the same for many at once."""
        keys = [list(map(key_of, own)) for own in asked]
        wanted = np.fromiter(chain.from_iterable(keys), dtype=np.uint32)
        if not len(self._keys) or not len(wanted):
            return _NO_INTS, _NO_INTS
        places = np.searchsorted(self._keys, wanted)
        known = np.flatnonzero(self._keys.take(places, mode="clip") == wanted)
        counts, values = self._rows.of_each(places[known])
        return np.repeat(np.repeat(np.arange(len(keys)), list(map(len, keys)))[known], counts), values
