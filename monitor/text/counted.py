"""Numbers of things, as a sentence has them."""

from __future__ import annotations


def counted(number: int, one: str, more: str = "") -> str:
    """``1 entry``, ``1,200 entries``: ``more`` is the plural where that is not ``one`` with an s."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"
