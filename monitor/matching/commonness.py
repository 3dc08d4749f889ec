"""How much a name says, in bits: the rarer its parts, the fewer people of that name there are beside the listed one.

A part's bits come from the loaded lists themselves (how many listed parties have a part that the written word may be) and from the
tables of frequent names, whichever says less. A part that is merely similar says less than one spelt as listed, and two parts out
of a long listed name say less than all of it.
"""

from __future__ import annotations

from math import comb, log2

from monitor.matching import weights
from monitor.matching.index import Index
from monitor.matching.keys import clusters
from monitor.matching.names import Role, is_common, is_patronymic
from monitor.matching.normalise import fold
from monitor.matching.parts import Part, is_merely_similar
from monitor.matching.score import Hit

_COST = {weights.SAME_SKELETON_VOWELLESS: weights.BITS_VOWELLESS, weights.ONE_VOWEL: weights.BITS_ONE_VOWEL,
         weights.BY_EAR: weights.BITS_BY_EAR}


def bits(hit: Hit, index: Index) -> float:
    """What the parts of a person's name that stand there say together."""
    told = sum(_part_bits(part, hit, index) for part in hit.parts)
    held = {part.token for part in hit.parts}
    telling = [token for token, role in index.slots(hit.name)
               if token in held or role != Role.MIDDLE or not is_patronymic(index.token_text(token))]
    return told - log2(comb(len(telling), min(len(hit.parts), len(telling))))


def needed(index: Index) -> float:
    """What a person's name must say, its context included: as many bits as there are parties that somebody might be taken for."""
    return log2(max(index.size, 2))


def is_short(index: Index) -> bool:
    """Whether so few parties are listed that somebody of the same name is hardly ever the one an article names."""
    return index.size <= weights.SHORT_LIST


def _part_bits(part: Part, hit: Hit, index: Index) -> float:
    surface = index.token_text(part.token)
    table = weights.BITS_COMMON if is_common(surface) else weights.BITS_GIVEN if clusters(fold(surface)) else weights.BITS_RARE
    written = "".join(hit.text.surfaces[part.first:part.last])
    alike = weights.TOKEN_FLOOR if is_merely_similar(part) else weights.SAME_NAME
    listed = log2((index.size + weights.BITS_SMALL_LIST) / (index.bearers(written, hit.text.language, alike) + 1))
    own = min(table, listed)
    if part.role is Role.FREQUENT:
        own = min(own, weights.BITS_COMMON)
    cost = weights.BITS_UNLIKE * (1 - part.similarity) if is_merely_similar(part) else _COST.get(part.similarity, 0.0)
    vowelless = part.similarity == weights.SAME_SKELETON_VOWELLESS
    if part.role is Role.FAMILY and not (vowelless or is_short(index)):  # among many families one nearly the same is sooner another
        cost *= weights.BITS_FAMILY
    return max(1.0, own - cost)
