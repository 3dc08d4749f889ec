"""Model values as the store keeps them: JSON, zstd-compressed. Apart from the store, since workers unpack articles too."""

from __future__ import annotations

from typing import Any, TypeVar

import zstandard

from monitor.alerts.codec import from_json, to_json

_T = TypeVar("_T")
_WORTH_PACKING = 512  # bytes; below, zstd gains nothing
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_MAX_UNPACKED = 1 << 28


def pack(value: Any) -> bytes:
    """A model value as JSON bytes, zstd-compressed when that pays."""
    return pack_bytes(to_json(value).encode())


def unpack(data: bytes, kind: type[_T]) -> _T:
    """The value of class ``kind`` that :func:`pack` wrote. Raises ValueError where it cannot be one."""
    return from_json(unpack_bytes(data), kind)


def pack_bytes(data: bytes) -> bytes:
    """Bytes, zstd-compressed when that pays; JSON never begins as a zstd frame does, so the first bytes tell."""
    # a compressor is not safe to share between threads, and making one costs microseconds
    return data if len(data) < _WORTH_PACKING else zstandard.ZstdCompressor(level=3).compress(data)


def unpack_bytes(data: bytes) -> bytes:
    """What :func:`pack_bytes` was given."""
    if not data.startswith(_ZSTD_MAGIC):
        return bytes(data)
    return zstandard.ZstdDecompressor().decompress(data, max_output_size=_MAX_UNPACKED)
