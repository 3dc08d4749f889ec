"""A listed token beside the written ones it agrees with."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching import weights
from monitor.matching.names import Role

_TOLD = frozenset([1.0, weights.SAME_SOUND, weights.SAME_NAME, weights.SAME_CONCEPT, weights.INFLECTED, weights.SAME_SKELETON_VOWELLESS,
                   weights.ONE_VOWEL, weights.BY_EAR, weights.ROMANISED])


@dataclass(frozen=True, slots=True)
class Part:
    """A listed token and the written tokens it agrees with."""

    token: int
    role: Role
    similarity: float
    first: int
    last: int


def is_merely_similar(part: Part) -> bool:
    """Whether a part agrees by no rule that tells one word: spelling, sound, case ending, table, consonants, one vowel."""
    return part.similarity not in _TOLD
