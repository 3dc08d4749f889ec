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
from monitor.matching.blobs import Array, Buffers, Keyed, key_of, pack_ints, pack_keyed, read_ints
from monitor.matching.keys import near_keys_listed, near_keys_written, sure_keys_listed, sure_keys_written
from monitor.matching.normalise import ENDINGS, Folded, skeleton
from monitor.matching.similarity import begin_alike

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BIT = {letter: 1 << place for place, letter in enumerate(_LETTERS)}
_TWICE = 32  # bits above which a letter that stands twice or more is marked again
_CONSONANTS = (1 << 64) - 1 - sum(bit | bit << _TWICE for letter, bit in _BIT.items() if letter in "aeiou")
_LONGEST_ENDING = max(map(len, ENDINGS))
_LONGEST = 31  # letters; of longer forms nothing is told beforehand
_UNLIKE = 64  # the most bits two forms may differ in
_ALIKE, _INFLECTED = 1, 2


def pack_sounds(name: str, folds: Sequence[Folded]) -> dict[str, bytes]:
    """The keys of folded tokens, and their forms in numbers, a row each."""
    sure: tuple[list[int], list[int]] = ([], [])
    near: tuple[list[int], list[int]] = ([], [])
    rows: list[tuple[int, int, int, int, int]] = []
    for number, folded in enumerate(folds):
        first = len(rows)
        if folded.vowelless:
            rows += [(number, 0, 0, 0, key_of(consonants)) for consonants in folded.skeletons]
        else:
            rows += [(number, bits_of(form), head_of(form), min(len(form), _LONGEST + 1), key_of(skeleton(form))) for form in folded.forms]
        own = sure_keys_listed(folded)
        sure[0].extend(map(key_of, own))
        sure[1].extend([number] * len(own))
        own = near_keys_listed(folded)
        for row in range(first, len(rows)):
            near[0].extend(map(key_of, own))
            near[1].extend([row] * len(own))
    sounds, bits, heads, lengths, skeletons = zip(*rows, strict=True) if rows else ((),) * 5
    return {**pack_keyed(f"{name}.sure", *sure), **pack_keyed(f"{name}.near", *near), **pack_ints(f"{name}.of", sounds),
            **pack_ints(f"{name}.bits", bits, np.uint64), **pack_ints(f"{name}.heads", heads, np.uint32),
            **pack_ints(f"{name}.lengths", lengths, np.uint8), **pack_ints(f"{name}.skeletons", skeletons, np.uint32)}


class Sounds:
    """Reads what ``pack_sounds`` wrote."""

    def __init__(self, files: Buffers, name: str) -> None:
        self._sure, self._near = Keyed(files, f"{name}.sure"), Keyed(files, f"{name}.near")
        self._of = read_ints(files, f"{name}.of")
        self._bits, self._heads = read_ints(files, f"{name}.bits", np.uint64), read_ints(files, f"{name}.heads", np.uint32)
        self._lengths = read_ints(files, f"{name}.lengths", np.uint8)
        self._skeletons = read_ints(files, f"{name}.skeletons", np.uint32)

    def like(self, written: Folded) -> set[int]:
        """The sounds that may be as similar to a written token as ``similarity`` asks for; never fewer than are."""
        found = set(self._sure.of(sure_keys_written(written)).tolist())
        rows = self._near.of(near_keys_written(written))
        if not len(rows):
            return found
        lengths, skeletons = self._lengths[rows], self._skeletons[rows]
        if written.vowelless:
            wanted = [key_of(consonants) for consonants in written.skeletons]
            kept = np.isin(skeletons, np.array(wanted, dtype=np.uint32)) | (lengths == 0)
            found.update(self._of[rows[kept]].tolist())
            return found
        bits, heads = self._bits[rows], self._heads[rows]
        for form in written.forms:
            if len(form) > _LONGEST:
                return found.union(self._of[rows].tolist())
            found.update(self._of[rows[_may_be(form, bits, heads, lengths, skeletons)]].tolist())
        return found


def _may_be(form: str, bits: Array, heads: Array, lengths: Array, skeletons: Array) -> Array:
    """Which listed forms may reach the floor of similarity with a written one."""
    own = bits_of(form)
    unlike = np.bitwise_count(bits ^ np.uint64(own))
    apart = heads ^ np.uint32(head_of(form))
    prefix = np.bitwise_count((apart & -apart) - np.uint32(1)) >> np.uint8(3)  # whole bytes before the first bit that differs
    same = skeletons == np.uint32(key_of(skeleton(form)))
    told = _bounds(len(form))[lengths, unlike, prefix, same.view(np.uint8)]
    alike = (told & _ALIKE).view(bool) & _alike_letters(form[:1])[heads & np.uint32(0xff)]
    inflected = (told & _INFLECTED != 0) & ((bits & np.uint64(_CONSONANTS & ~own)) == 0)
    found: Array = alike | inflected | (told > (_ALIKE | _INFLECTED))
    return found


@lru_cache(maxsize=64)
def _bounds(size: int) -> Array:
    """By a listed form's length, the bits it differs in from one of ``size`` letters, how many of the first four letters they share
    and whether their consonants are the same: whether it may be alike, or inflected; 4 where it may be whatever begins it."""
    lengths = np.arange(_LONGEST + 2, dtype=np.float64)[:, None, None, None]
    unlike, prefix = np.arange(_UNLIKE + 1)[None, :, None, None], np.arange(5)[None, None, :, None]
    both = lengths + size
    shared = np.maximum(both - unlike, 0) / 2
    jaro = np.minimum((shared / np.maximum(lengths, 1) + shared / max(size, 1) + 1.0) / 3, 1.0)
    score = (weights.JARO_WINKLER * (jaro + 0.1 * prefix * (1.0 - jaro)) + weights.INDEL * (1.0 - unlike / np.maximum(both, 1))
             + weights.SKELETON_BONUS * np.arange(2)[None, None, None, :])
    longer_than_short = np.minimum(lengths, size) > weights.SHORT_TOKEN
    alike = (score >= weights.TOKEN_FLOOR - 1e-6) & longer_than_short
    whatever = (unlike <= 2) & (lengths == size)
    inflected = (prefix >= 3) & (lengths + _LONGEST_ENDING >= size) & (lengths > 0)
    found = _ALIKE * alike | _INFLECTED * inflected | 4 * whatever
    found = np.broadcast_to(found, (_LONGEST + 2, _UNLIKE + 1, 5, 2)).astype(np.uint8)
    found[0] = 0  # of vowelless script, which is never merely similar to another
    found[_LONGEST + 1] = 4
    return found


@lru_cache(maxsize=128)
def _alike_letters(first: str) -> Array:
    """By the code of a listed form's first letter, whether a merely similar form may begin with ``first``."""
    return np.array([bool(first) and begin_alike(chr(code), first) for code in range(256)])


def bits_of(form: str) -> int:
    """The letters of a form as bits: those that stand in it, and those that stand in it twice or more."""
    found = 0
    for letter in form:
        bit = _BIT.get(letter) or 1 << 26 + ord(letter) % 6
        found |= bit << _TWICE if found & bit else bit
    return found


def head_of(form: str) -> int:
    """Its first four letters, a byte each."""
    return int.from_bytes(form[:4].encode("latin-1", "replace"), "little")
