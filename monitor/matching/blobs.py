"""Flat arrays and blobs: what an index file holds, so that it can be memory-mapped and read in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Keys = npt.NDArray[np.uint64]
Buffers = Mapping[str, bytes | memoryview]


def pack_strings(name: str, strings: Sequence[bytes]) -> dict[str, bytes]:
    """Strings as one blob and the offsets into it."""
    ends = np.cumsum([0, *(len(string) for string in strings)], dtype=np.int64)
    return {f"{name}.blob": b"".join(strings), f"{name}.ends": ends.tobytes()}


def pack_rows(name: str, rows: Iterable[Sequence[int]]) -> dict[str, bytes]:
    """Rows of small integers of any length as one array and the offsets into it."""
    held = [tuple(row) for row in rows]
    ends = np.cumsum([0, *map(len, held)], dtype=np.int64)
    flat = np.fromiter((value for row in held for value in row), dtype=np.int32, count=int(ends[-1]))
    return {f"{name}.rows": flat.tobytes(), f"{name}.ends": ends.tobytes()}


class Strings:
    """Reads what ``pack_strings`` wrote."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._blob = memoryview(files[f"{name}.blob"])
        self._ends = np.frombuffer(files[f"{name}.ends"], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> bytes:
        return bytes(self._blob[self._ends[place]:self._ends[place + 1]])


class Rows:
    """Reads what ``pack_rows`` wrote."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._flat = np.frombuffer(files[f"{name}.rows"], dtype=np.int32)
        self._ends = np.frombuffer(files[f"{name}.ends"], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> Ints:
        return self._flat[self._ends[place]:self._ends[place + 1]]


def hashed(key: str) -> int:
    """A key as 64 bits, the same in every process."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")
