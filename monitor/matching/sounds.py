"""How listed tokens sound, in a few numbers each: most that share a key with a written token are told unlike by them at once.

What stays is compared letter by letter (``similarity``); what goes can't reach its floor. The bounds: two forms that differ
in ``n`` letters, order aside, have an Indel distance of ``n`` at least, and a Jaro similarity no higher than the letters they
share allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from monitor.matching import weights
from monitor.matching.blobs import Array, Buffers, Keyed, key_of, pack_ints, pack_keyed, ranges, read_ints
from monitor.matching.keys import near_keys_listed, near_keys_written, sure_keys_listed, sure_keys_written
from monitor.matching.normalise import ENDINGS, Folded, skeleton
from monitor.matching.similarity import begin_alike

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BIT = {letter: place for place, letter in enumerate(_LETTERS)}
_TWICE = 32  # bits above which a letter that stands twice or more is marked again
_VOWELS = np.uint64(sum(1 << _BIT[letter] | 1 << (_BIT[letter] + _TWICE) for letter in "aeiou"))
_LONGEST_ENDING = max(map(len, ENDINGS))
_LONGEST = 0xffff
_ROUNDING = 1e-6


def pack_sounds(name: str, folds: Sequence[Folded]) -> dict[str, bytes]:
    """The keys of folded tokens, and their forms in numbers."""
    sure: tuple[list[int], list[int]] = ([], [])
    near: tuple[list[int], list[int]] = ([], [])
    rows: list[tuple[int, int, int, int]] = []
    counts = []
    for number, folded in enumerate(folds):
        for (keys, values), own in ((sure, sure_keys_listed(folded)), (near, near_keys_listed(folded))):
            keys += map(key_of, own)
            values += [number] * len(own)
        own_rows = [(0, 0, 0, key_of(consonants)) for consonants in folded.skeletons] if folded.vowelless else [
            (bits_of(form), head_of(form), min(len(form), _LONGEST), key_of(skeleton(form))) for form in folded.forms]
        rows += own_rows
        counts.append(len(own_rows))
    bits, heads, lengths, skeletons = zip(*rows, strict=True) if rows else ((), (), (), ())
    return {**pack_keyed(f"{name}.sure", *sure), **pack_keyed(f"{name}.near", *near),
            **pack_ints(f"{name}.first", np.cumsum([0, *counts])), **pack_ints(f"{name}.bits", bits, np.uint64),
            **pack_ints(f"{name}.heads", heads, np.uint32), **pack_ints(f"{name}.lengths", lengths, np.uint16),
            **pack_ints(f"{name}.skeletons", skeletons, np.uint32)}


class Sounds:
    """Reads what ``pack_sounds`` wrote."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._sure, self._near = Keyed(files, f"{name}.sure"), Keyed(files, f"{name}.near")
        self._first = read_ints(files, f"{name}.first")
        self._bits, self._heads = read_ints(files, f"{name}.bits", np.uint64), read_ints(files, f"{name}.heads", np.uint32)
        self._lengths = read_ints(files, f"{name}.lengths", np.uint16)
        self._skeletons = read_ints(files, f"{name}.skeletons", np.uint32)

    def like(self, written: Folded) -> list[int]:
        """The sounds that may be as similar to a written token as ``similarity`` asks for; never fewer than are."""
        sure = self._sure.of(sure_keys_written(written))
        near = self._near.of(near_keys_written(written))
        if not len(near):
            return [int(sound) for sound in sure]
        starts, counts = self._first[near], self._first[near + 1] - self._first[near]
        rows = ranges(starts, counts)
        if written.vowelless:
            wanted = np.array([key_of(consonants) for consonants in written.skeletons], dtype=np.uint32)
            kept = np.isin(self._skeletons[rows], wanted) | (self._lengths[rows] == 0)
        else:
            kept = np.zeros(len(rows), dtype=bool)
            for form in written.forms:
                kept |= self._may_be(form, rows)
        return [int(sound) for sound in np.union1d(sure, np.repeat(near, counts)[kept])]

    def _may_be(self, form: str, rows: Array) -> Array:
        """Which rows may reach the floor of similarity with a written form."""
        listed, size = self._bits[rows], len(form)
        lengths = self._lengths[rows].astype(np.float64)
        bits = np.uint64(bits_of(form))
        unlike = np.bitwise_count(listed ^ bits)
        heads = self._heads[rows]
        prefix = _prefix(heads ^ np.uint32(head_of(form)))
        both = np.maximum(lengths + size, 1)
        indel = 1.0 - unlike / both
        shared = np.maximum(both - unlike, 0) / 2
        jaro = (shared / np.maximum(lengths, 1) + shared / max(size, 1) + 1.0) / 3
        winkler = jaro + 0.1 * prefix * (1.0 - jaro)
        bonus = np.where(self._skeletons[rows] == np.uint32(key_of(skeleton(form))), weights.SKELETON_BONUS, 0.0)
        alike = weights.JARO_WINKLER * winkler + weights.INDEL * indel + bonus >= weights.TOKEN_FLOOR - _ROUNDING
        alike &= _alike_letters(form[:1])[heads & np.uint32(0xff)]
        short = (unlike <= 2) & (lengths == size)
        inflected = ((listed & ~bits & ~_VOWELS) == 0) & (prefix >= 3) & (lengths + _LONGEST_ENDING >= size)
        kept: Array = (alike | short | inflected) & (lengths > 0)
        return kept


def _prefix(unlike: Array) -> Array:
    """How many of the first four letters are the same."""
    found = np.zeros(len(unlike), dtype=np.int8)
    for size in range(1, 5):
        found += (unlike & np.uint32((1 << 8 * size) - 1)) == 0
    return found


@lru_cache(maxsize=128)
def _alike_letters(first: str) -> Array:
    """By the code of a listed form's first letter, whether a merely similar form may begin with ``first``."""
    return np.array([bool(first) and begin_alike(chr(code), first) for code in range(256)])


def bits_of(form: str) -> int:
    """The letters of a form as bits: those that stand in it, and those that stand in it twice or more."""
    found = 0
    for letter in form:
        bit = 1 << _BIT.get(letter, 26 + ord(letter) % 6)
        found |= bit << _TWICE if found & bit else bit
    return found


def head_of(form: str) -> int:
    """Its first four letters, a byte each."""
    return int.from_bytes(form[:4].encode("latin-1", "replace"), "little")
