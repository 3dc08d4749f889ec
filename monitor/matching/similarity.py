"""How alike a listed token and one written in a text are, between 0 and 1, and by which rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Indel, JaroWinkler

from monitor.matching import weights
from monitor.matching.by_ear import is_heard_as
from monitor.matching.keys import clusters, concepts, declined_clusters
from monitor.matching.mandarin import as_written, other_writings
from monitor.matching.normalise import Folded, is_inflected, reads_as, skeleton
from monitor.matching.syllables import korean_syllables

_ROMAN = re.compile("x{0,3}(?:ix|iv|v?i{1,3}|v|x)")  # numbers of ships and units: XII is not XIII
_ROMAN_FIGURES = frozenset("ivx")
_RULED = (weights.SAME_SOUND, weights.SAME_NAME, weights.SAME_CONCEPT, weights.INFLECTED)
_VOWELS = frozenset("aeiou")
_VAGUE = frozenset("aeiouhvk")
_MIXED = ("szc", "kc", "vbf", "pb", "td", "ci", "zi")


def similarity(listed: Folded, written: Folded) -> float:
    """1 for equal spelling, 0 below the floor at which two tokens count as different words."""
    if listed.plain == written.plain:
        return 1.0
    if written.vowelless or listed.vowelless:
        return _vowelless(listed, written)
    if listed.plain[:1] in _ROMAN_FIGURES and _ROMAN.fullmatch(listed.plain) and _ROMAN.fullmatch(written.plain):
        return 0.0
    if listed.plain.isdigit() or written.plain.isdigit() or len(written.plain) < 2 or len(listed.plain) < 2:
        return 0.0
    best = 0.0
    for ours in listed.forms:
        for theirs in written.forms:
            best = max(best, _forms(ours, theirs))
    if _stands_in_tables(written):
        best = _by_tables(listed, written, best)
    if best not in _RULED:
        best = _told_by_sound(listed, written, best)
    return best if best >= weights.TOKEN_FLOOR else 0.0


def paired(alike: Iterable[tuple[float, int, int]]) -> dict[int, tuple[int, float]]:
    """Of two names' words, given as (how alike, the place of the listed one, the place of the written one), for each listed word the
    written one that is the same, with how alike they are: none twice, the surest first, of equal ones the nearest."""
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, _, number, place in sorted(((score, -abs(number - place), number, place) for score, number, place in alike), reverse=True):
        if score and number not in pairs and place not in taken:
            pairs[number] = (place, score)
            taken.add(place)
    return pairs


def told_by_letters(written: Folded) -> bool:
    """Whether nothing but its letters tells how alike a word is to one that it shares no sure key with (``keys``), spells otherwise
    and has no stem in common with."""
    plain = written.plain
    return plain.isascii() and plain.isalpha() and len(plain) > 1 and not clusters(written) and not _ROMAN.fullmatch(plain)


@lru_cache(maxsize=65536)
def _stands_in_tables(written: Folded) -> bool:
    """Whether a table says what else a word is: most stand in none, and each is compared with many."""
    return bool(concepts(written) or clusters(written) or korean_syllables(written.plain))


def _by_tables(listed: Folded, written: Folded, best: float) -> float:
    """How alike two words are by the tables, where their letters make them so alike."""
    if best < weights.SAME_NAME and (meant := concepts(written)) and meant & concepts(listed):
        best = weights.SAME_CONCEPT
    if best < weights.SAME_NAME and (theirs_known := clusters(written)):
        ours_known = clusters(listed)
        if ours_known & theirs_known:
            best = weights.SAME_NAME
        elif ours_known and best not in (weights.SAME_SOUND, weights.SAME_CONCEPT, weights.INFLECTED) and (
                declined_clusters(listed).isdisjoint(declined_clusters(written))):
            return 0.0  # Mahmoud and Muhammad, Hassan and Hussein: two names, however alike
    return best


def _told_by_sound(listed: Folded, written: Folded, alike: float) -> float:
    """How alike two words are that no rule of letters tells: by ear, by the syllables of Mandarin or Korean; else ``alike``."""
    if not written.plain.isascii() and is_heard_as(listed, written):
        return weights.BY_EAR
    if alike < weights.ROMANISED and (seen := as_written(written)) and not seen.isdisjoint(other_writings(listed)):
        return weights.ROMANISED
    if alike < weights.SAME_SYLLABLES and not set(korean_syllables(listed.plain)).isdisjoint(korean_syllables(written.plain)):
        return weights.SAME_SYLLABLES
    return alike


def undeclined(listed: Folded, written: Folded) -> float:
    """How alike two words are in a text whose language puts no endings on names; 0 below the floor."""
    best = max((_letters(ours, theirs) for ours in listed.forms for theirs in written.forms), default=0.0)
    return best if best >= weights.TOKEN_FLOOR else 0.0


def rule(score: float) -> str:
    """The rule a token similarity stands for, in words."""
    known = {1.0: "same spelling", weights.SAME_SOUND: "same sound", weights.SAME_NAME: "same given name in another form",
             weights.SAME_CONCEPT: "translated",
             weights.INFLECTED: "case ending", weights.SAME_SKELETON_VOWELLESS: "same consonants", weights.ONE_VOWEL: "one vowel differs",
             weights.BY_EAR: "written by ear", weights.ROMANISED: "same Chinese syllables",
             weights.INITIAL: "initial", weights.SAME_SYLLABLES: "same Korean syllable"}
    return known.get(score, "similar spelling")


def _forms(ours: str, theirs: str) -> float:
    if ours == theirs:
        return weights.SAME_SOUND
    if is_inflected(ours, theirs):
        return weights.INFLECTED
    return _letters(ours, theirs)


def _letters(ours: str, theirs: str) -> float:
    if min(len(ours), len(theirs)) <= weights.SHORT_TOKEN:
        return weights.ONE_VOWEL if len(ours) >= 3 and _one_vowel_differs(ours, theirs) else 0.0
    if not begin_alike(ours[0], theirs[0]):
        return 0.0
    indel = weights.INDEL * Indel.normalized_similarity(ours, theirs)
    if indel + weights.JARO_WINKLER + weights.SKELETON_BONUS < weights.TOKEN_FLOOR:
        return 0.0
    score = weights.JARO_WINKLER * JaroWinkler.similarity(ours, theirs) + indel
    if score > weights.TOKEN_FLOOR - weights.SKELETON_BONUS and skeleton(ours) == skeleton(theirs):
        return min(weights.SKELETON_CAP, score + weights.SKELETON_BONUS)
    return min(weights.SKELETON_CAP, score)


@lru_cache(maxsize=4096)
def begin_alike(ours: str, theirs: str) -> bool:
    """Merely similar words begin with the same sound, or with sounds that spellings mix up."""
    return ours == theirs or (ours in _VAGUE and theirs in _VAGUE) or any(ours in mixed and theirs in mixed for mixed in _MIXED)


def _one_vowel_differs(ours: str, theirs: str) -> bool:
    if len(ours) != len(theirs):
        return False
    unlike = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    return len(unlike) == 1 and unlike[0][0] in _VOWELS and unlike[0][1] in _VOWELS


def _vowelless(listed: Folded, written: Folded) -> float:
    if listed.vowelless and written.vowelless:
        return weights.SAME_SOUND if set(listed.forms) & set(written.forms) else 0.0
    if clusters(listed) & clusters(written):
        return weights.SAME_NAME
    if concepts(listed) & concepts(written):
        return weights.SAME_CONCEPT
    for reading in written.readings:
        consonants = skeleton(reading)
        if len(reading) >= 2 and consonants in listed.skeletons and any(reads_as(reading, form) for form in listed.forms):
            return weights.SAME_SKELETON_VOWELLESS
    return 0.0
