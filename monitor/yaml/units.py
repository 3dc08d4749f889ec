"""Durations and sizes as people write them."""

from __future__ import annotations

import re
from datetime import timedelta

LONGEST = timedelta(days=36500)
LARGEST = 1 << 40

_DURATION = re.compile(r"(\d{1,12})(ms|s|m|h|d)", re.ASCII)
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZE = re.compile(r"(\d{1,15}) ?(B|kB|KB|MB|GB|KiB|MiB|GiB)?", re.ASCII)
_BYTES = {"": 1, "B": 1, "kB": 1000, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


def parse_duration(text: str) -> timedelta | None:
    """``30s``, ``5m``, ``2h``, ``1d``, ``500ms``; None for anything else, or beyond LONGEST (a hundred years)."""
    found = _DURATION.fullmatch(text)
    if found is None:
        return None
    seconds = int(found[1]) * _SECONDS[found[2]]
    return timedelta(seconds=seconds) if seconds <= LONGEST.total_seconds() else None


def parse_size(text: str) -> int | None:
    """Bytes: ``5MiB``, ``10MB``, ``4096``; None for anything else, or beyond LARGEST (1 TiB)."""
    found = _SIZE.fullmatch(text)
    if found is None:
        return None
    size = int(found[1]) * _BYTES[found[2] or ""]
    return size if size <= LARGEST else None
