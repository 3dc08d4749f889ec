"""Which script a text is written in, by ISO 15924 code, told from its letters."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import lru_cache

# Starts of the blocks that matter on sanctions lists (Unicode 16, Blocks.txt); None: no letters of a script of its own.
_BLOCKS: tuple[tuple[int, str | None], ...] = (
    (0x0041, "Latn"), (0x0250, "Latn"), (0x02B0, None), (0x0370, "Grek"), (0x0400, "Cyrl"), (0x0530, "Armn"), (0x0590, "Hebr"),
    (0x0600, "Arab"), (0x0700, "Syrc"), (0x0750, "Arab"), (0x0780, "Thaa"), (0x0900, "Deva"), (0x0980, "Beng"), (0x0A00, "Guru"),
    (0x0B80, "Taml"), (0x0C00, None), (0x0D80, "Sinh"), (0x0E00, "Thai"), (0x0E80, "Laoo"), (0x0F00, "Tibt"), (0x1000, "Mymr"),
    (0x10A0, "Geor"), (0x1100, "Hang"), (0x1200, "Ethi"), (0x13A0, None), (0x1780, "Khmr"), (0x1800, "Mong"), (0x1900, None),
    (0x1C80, "Cyrl"), (0x1CC0, None), (0x1E00, "Latn"), (0x1F00, "Grek"), (0x2000, None), (0x2DE0, "Cyrl"), (0x2E00, None),
    (0x2E80, "Hani"), (0x3000, None), (0x3005, "Hani"), (0x3008, None), (0x3040, "Hani"), (0x3130, "Hang"), (0x3190, None),
    (0x3400, "Hani"), (0x4DC0, None), (0x4E00, "Hani"), (0xA000, None), (0xA640, "Cyrl"), (0xA6A0, None), (0xA720, "Latn"),
    (0xA800, None), (0xAC00, "Hang"), (0xD800, None), (0xF900, "Hani"), (0xFB00, "Latn"), (0xFB1D, "Hebr"), (0xFB50, "Arab"),
    (0xFE00, None), (0xFE70, "Arab"), (0xFF00, "Latn"), (0xFF66, "Hani"), (0xFFF0, None), (0x20000, "Hani"), (0x30000, None),
)
_STARTS = [start for start, _ in _BLOCKS]
COMMON = "Zyyy"


@lru_cache(maxsize=4096)
def script_of_letter(character: str) -> str | None:
    """The script of one character; None for what belongs to none (digits, marks, punctuation). Kana count as Han."""
    if not (character.isalpha() or unicodedata.category(character).startswith("M")):
        return None
    place = bisect_right(_STARTS, ord(character)) - 1
    return _BLOCKS[place][1] if place >= 0 else None


def script_of(text: str) -> str:
    """The script most letters of ``text`` are of; ``Zyyy`` without letters."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else COMMON
    found = Counter(script for script in map(script_of_letter, text) if script)
    return found.most_common(1)[0][0] if found else COMMON
