"""How listed tokens sound, in a few numbers each: most that share a key with a written token are told unlike by them at once.

What stays is compared by all rules (``similarity``), or by its letters alone where no other rule can apply; what goes can't reach
the floor. The bounds: two forms that differ in ``n`` letters, order aside, have an Indel distance of ``n`` at least, and a Jaro
similarity no higher than the letters they share allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz.distance import Indel, JaroWinkler
from rapidfuzz.process import cpdist

from monitor.matching import weights
from monitor.matching.blobs import Array, Buffers, Keyed, key_of, pack_ints, pack_keyed, ranges, read_ints, unique
from monitor.matching.keys import near_keys_listed, near_keys_written, sure_keys_listed, sure_keys_written
from monitor.matching.normalise import ENDINGS, Folded, skeleton
from monitor.matching.similarity import begin_alike, similarity, told_by_letters

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BIT = {letter: 1 << place for place, letter in enumerate(_LETTERS)}
_TWICE = 32  # bits above which a letter that stands twice or more is marked again
_CONSONANTS = np.uint64((1 << 64) - 1 - sum(bit | bit << _TWICE for letter, bit in _BIT.items() if letter in "aeiou"))
_LONGEST_ENDING = max(map(len, ENDINGS))
_LONGEST = 31  # letters; of longer forms nothing is told beforehand
_SOUND = 0xffffffff
_UNLIKE = 64  # the most bits two forms may differ in
_ALIKE, _INFLECTED, _MAY_BE = 1, 2, 4
_MARGIN = 1e-6  # by which a score may be off that was added up in another order
_VOWELLESS = _LONGEST + 2  # in the place of a length: written in vowelless script
_SHAPE = (_VOWELLESS + 1, _LONGEST + 2, _UNLIKE + 1, 5, 2)
_EACH, _TWO = _SHAPE[3] * _SHAPE[4], np.uint8(_SHAPE[4])


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
            rows += [(number, *_numbers(form)) for form in folded.forms]
        own = sure_keys_listed(folded)
        sure[0].extend(map(key_of, own))
        sure[1].extend([number] * len(own))
        keys = list(map(key_of, near_keys_listed(folded)))
        for row in range(first, len(rows)):
            near[0].extend(keys)
            near[1].extend([row] * len(keys))
    sounds, bits, heads, lengths, skeletons = zip(*rows, strict=True) if rows else ((),) * 5
    return {**pack_keyed(f"{name}.sure", *sure), **pack_keyed(f"{name}.near", *near), **pack_ints(f"{name}.of", sounds),
            **pack_ints(f"{name}.bits", bits, np.uint64), **pack_ints(f"{name}.heads", heads, np.uint32),
            **pack_ints(f"{name}.lengths", lengths, np.uint8), **pack_ints(f"{name}.skeletons", skeletons, np.uint32)}


class Sounds:
    """Reads what ``pack_sounds`` wrote."""

    def __init__(self, files: Buffers, name: str, folded: Mapping[int, Folded]) -> None:
        self._folded = folded  # the listed token of a sound
        self._sure, self._near = Keyed(files, f"{name}.sure"), Keyed(files, f"{name}.near")
        self._of = read_ints(files, f"{name}.of")
        self._bits, self._heads = read_ints(files, f"{name}.bits", np.uint64), read_ints(files, f"{name}.heads", np.uint32)
        self._lengths = read_ints(files, f"{name}.lengths", np.uint8)
        self._skeletons = read_ints(files, f"{name}.skeletons", np.uint32)

    def like(self, written: Sequence[Folded]) -> tuple[list[int], list[int], list[float]]:
        """The sounds that are as similar to written tokens as ``similarity`` asks for: the place of the token, the sound and the
        similarity, each pair once, in no order."""
        places, found = self._sure.of_each(map(sure_keys_written, written))
        owners, rows = self._near.of_each(map(near_keys_written, written))
        told: dict[int, float] = {}
        pairs = _pairs(places, found)
        if len(rows):
            asked, chosen, told = self._may_be(written, rows, np.bincount(owners, minlength=len(written)))
            pairs = np.concatenate([pairs, _pairs(asked, self._of[chosen])])
        for pair in unique(pairs).tolist():
            told[pair] = similarity(self._folded[pair & _SOUND], written[pair >> 32])
        alike = [(pair, score) for pair, score in told.items() if score]
        return [pair >> 32 for pair, _ in alike], [pair & _SOUND for pair, _ in alike], [score for _, score in alike]

    def _may_be(self, written: Sequence[Folded], rows: Array, counts: Array) -> tuple[Array, Array, dict[int, float]]:
        """Which of the listed forms at ``rows``, ``counts`` for each written token, may reach the floor of similarity with one of
        its forms: the token's place, and the row. Of those told by their letters alone the similarity, by pair."""
        asked = _Forms.of(written)
        sizes = counts[asked.owners]
        each = np.repeat(np.arange(len(sizes)), sizes)
        held = rows[ranges((np.cumsum(counts) - counts)[asked.owners], sizes)]
        bits, heads, own = self._bits[held], self._heads[held], asked.bits[each]
        unlike = np.bitwise_count(bits ^ own)
        apart = heads ^ asked.heads[each]
        prefix = np.bitwise_count((apart & -apart) - np.uint32(1)) >> np.uint8(3)  # whole bytes before the first bit that differs
        same = self._skeletons[held] == asked.skeletons[each]
        told = _bounds().take(((asked.lengths[each] * _SHAPE[1] + self._lengths[held]) * _SHAPE[2] + unlike) * _EACH + prefix * _TWO + same)
        inflected = (told & _INFLECTED != 0) & ((bits & ~own & _CONSONANTS) == 0)
        found = inflected | (told >= _MAY_BE)
        alike = np.flatnonzero((told & _ALIKE).view(bool) & ~found)
        alike = alike[_alike_letters()[asked.heads[each[alike]] & np.uint32(0xff), heads[alike] & np.uint32(0xff)]]
        pairs = unique(_pairs(each[alike], held[alike]))  # one may share several keys
        forms, listed = pairs >> 32, pairs & _SOUND
        owners, scores = asked.owners[forms], self._letters(listed, [asked.forms[form] for form in forms.tolist()])
        by_letters = np.array(list(map(told_by_letters, written)), dtype=bool)[owners]
        reached = scores >= weights.TOKEN_FLOOR
        sure = np.flatnonzero(reached & by_letters)
        best: dict[int, float] = {}
        for pair, score in zip(_pairs(owners[sure], self._of[listed[sure]]).tolist(), scores[sure].tolist(), strict=True):
            best[pair] = max(score, best.get(pair, 0.0))
        unsure = np.flatnonzero(reached & ~by_letters)
        found = np.flatnonzero(found)
        return (np.concatenate([asked.owners[each[found]], owners[unsure]]), np.concatenate([held[found], listed[unsure]]), best)

    def _letters(self, rows: Array, written: list[str]) -> Array:
        """How alike the listed forms at ``rows`` and the written ones beside them are, letter by letter: as ``similarity`` has it."""
        sounds = self._of[rows]
        nth = rows - np.searchsorted(self._of, sounds)
        folded = self._folded
        listed = [folded[sound].forms[place] for sound, place in zip(sounds.tolist(), nth.tolist(), strict=True)]
        score = (weights.JARO_WINKLER * cpdist(listed, written, scorer=JaroWinkler.similarity, dtype=np.float64)
                 + weights.INDEL * cpdist(listed, written, scorer=Indel.normalized_similarity, dtype=np.float64))
        for place in np.flatnonzero(score > weights.TOKEN_FLOOR - weights.SKELETON_BONUS).tolist():
            if skeleton(listed[place]) == skeleton(written[place]):
                score[place] += weights.SKELETON_BONUS
        capped: Array = np.minimum(score, weights.SKELETON_CAP)
        return capped


@dataclass(frozen=True, slots=True)
class _Forms:
    """The forms of written tokens in numbers, as ``pack_sounds`` has those of listed ones; a row for each consonants of a token in
    vowelless script. ``owners``: the place of the token."""

    forms: list[str]
    owners: Array
    bits: Array
    heads: Array
    lengths: Array
    skeletons: Array

    @classmethod
    def of(cls, written: Sequence[Folded]) -> _Forms:
        forms: list[str] = []
        rows: list[tuple[int, int, int, int, int]] = []
        for place, folded in enumerate(written):
            forms += folded.skeletons if folded.vowelless else folded.forms
            if folded.vowelless:
                rows += [(place, 0, 0, _VOWELLESS, key_of(consonants)) for consonants in folded.skeletons]
            else:
                rows += [(place, *_numbers(form)) for form in folded.forms]
        owners, bits, heads, lengths, skeletons = zip(*rows, strict=True) if rows else ((),) * 5
        return cls(forms, np.array(owners, dtype=np.int64), np.array(bits, dtype=np.uint64), np.array(heads, dtype=np.uint32),
                   np.array(lengths, dtype=np.int64), np.array(skeletons, dtype=np.uint32))


@cache
def _bounds() -> Array:
    """By the length of a written form, that of a listed one, the bits they differ in, how many of the first four letters they share
    and whether their consonants are the same: whether they may be alike, or inflected; ``_MAY_BE`` where they may be whatever
    begins them."""
    size, lengths = (np.arange(_VOWELLESS, dtype=np.float64).reshape(shape) for shape in ((-1, 1, 1, 1, 1), (-1, 1, 1, 1)))
    unlike, prefix, same = np.arange(_UNLIKE + 1)[:, None, None], np.arange(5)[:, None], np.arange(2)
    both = lengths + size
    shared = np.maximum(both - unlike, 0) / 2
    jaro = np.minimum((shared / np.maximum(lengths, 1) + shared / np.maximum(size, 1) + 1.0) / 3, 1.0)
    score = (weights.JARO_WINKLER * (jaro + 0.1 * prefix * (1.0 - jaro)) + weights.INDEL * (1.0 - unlike / np.maximum(both, 1))
             + weights.SKELETON_BONUS * same)
    longer_than_short = np.minimum(lengths, size) > weights.SHORT_TOKEN
    alike = (score >= weights.TOKEN_FLOOR - _MARGIN) & longer_than_short
    whatever = (unlike <= 2) & (lengths == size) & ~longer_than_short
    inflected = (prefix >= 3) & (lengths + _LONGEST_ENDING >= size) & (lengths > 0)
    found = np.zeros(_SHAPE, dtype=np.uint8)
    found[:_VOWELLESS] = _ALIKE * alike | _INFLECTED * inflected | _MAY_BE * whatever
    found[:, 0] = 0  # of vowelless script, which is never merely similar to another
    found[:, _LONGEST + 1] = found[_LONGEST + 1] = _MAY_BE
    found[_VOWELLESS] = _MAY_BE * same
    found[_VOWELLESS, 0] = _MAY_BE
    return found


@cache
def _alike_letters() -> Array:
    """By the codes of the first letters of two forms, whether they may be merely similar."""
    found = np.eye(256, dtype=bool)
    found[0, 0] = False  # an empty form has none
    letters = list(map(ord, _LETTERS))
    found[np.ix_(letters, letters)] = [[begin_alike(one, other) for one in _LETTERS] for other in _LETTERS]
    return found


def _pairs(places: Array, others: Array) -> Array:
    """Two numbers of 32 bits each as one."""
    return places.astype(np.int64) << 32 | others


def _numbers(form: str) -> tuple[int, int, int, int]:
    return bits_of(form), head_of(form), min(len(form), _LONGEST + 1), key_of(skeleton(form))


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
