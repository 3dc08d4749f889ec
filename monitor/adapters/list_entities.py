"""What a list was read as, on disk: a head, then its entities in batches, each a frame of its own.

Whoever compares or loads a list holds a batch at a time in both forms, not a list of a hundred megabytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from monitor.adapters.worker_codec import CannotCross, decode, encode
from monitor.model import Entity

BATCH = 500  # entities: a megabyte or so; a class or a country is spelt out once a batch
DAMAGED = (CannotCross, TypeError, ValueError)
"""What reading raises where a file is not there as it was written, or is of an older model."""

_SIZE = struct.Struct(">I")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsRead:
    """A list as it was read; its entities stay on disk until they are asked for."""

    path: Path
    dated: str | None
    remarks: tuple[str, ...]

    def entities(self) -> Iterator[Entity]:
        """The entities in their order. Raises one of DAMAGED, and OSError."""
        with self.path.open("rb") as file:
            _frame(file)
            while (frame := _frame(file)):
                yield from decode(frame)


def written(entities: Sequence[Entity], dated: str | None, remarks: tuple[str, ...]) -> Iterator[bytes]:
    """The bytes of the file, piece by piece; an empty frame ends it."""
    yield from _framed(encode((dated, remarks)))
    batches = iter(entities)
    while batch := tuple(islice(batches, BATCH)):
        yield from _framed(encode(batch))
    yield from _framed(b"")


def opened(path: Path) -> AsRead:
    """The list in a file. Raises one of DAMAGED where there is none or it is not whole, and OSError where it can't be read."""
    try:
        with path.open("rb") as file:
            dated, remarks = decode(_frame(file))
    except FileNotFoundError:
        raise ValueError(f"{path} is not there") from None
    return AsRead(path=path, dated=dated, remarks=remarks)


def _framed(content: bytes) -> Iterable[bytes]:
    return _SIZE.pack(len(content)), content


def _frame(file: BinaryIO) -> bytes:
    head = file.read(_SIZE.size)
    size = _SIZE.unpack(head)[0] if len(head) == _SIZE.size else -1
    content = file.read(max(size, 0))
    if len(content) != size:
        raise ValueError("the file ends inside a frame")
    return content
