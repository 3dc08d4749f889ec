"""A text that is nothing but an organisation's name, looked up word by word: abbreviations written out, figures as words, words
translated, the order of what is translated free, legal forms aside, two words written as one.

In running text a name must stand as it is listed (``score``); here the whole text is the name, so every telling word of either must
be one of the other's.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching import weights
from monitor.matching.agreement import NAMED_AFTER, compared, readings
from monitor.matching.index import Index
from monitor.matching.keys import concepts
from monitor.matching.normalise import fold
from monitor.matching.score import Hit
from monitor.matching.tables import words
from monitor.matching.tokens import CAPITAL, CASED, Text
from monitor.model import EntityType

LOOKED_UP = "looked up"
_LONGEST = 2 * weights.LOOKED_UP_ORGANISATION  # words of a listed name that may be it
_JOINED = 3  # words that may be written as one


def looked_up(text: Text, index: Index) -> list[Hit]:
    """The organisations whose name is all that a field holds, where it is short enough to be one."""
    if not text.surfaces or len(text.surfaces) > weights.LOOKED_UP_ORGANISATION or not _is_name(text):
        return []
    written = readings(text.text)
    found = []
    for name in _candidates(list(dict.fromkeys(word for form in written for word in form)), text, index):
        entity = int(index.name_entity[name])
        if index.record(entity).type is not EntityType.ORGANISATION:
            continue
        score, told = max((compared(ours, theirs) for ours in readings(index.name_text(name)) if len(ours) <= _LONGEST
                           for theirs in written), default=(0.0, ""))
        if score:
            remark = (LOOKED_UP, 0.0, f"nothing but the name: {told}")
            found.append(Hit(text, name, entity, 0, len(text.surfaces), score, (), False, (remark,)))
    return found


def _is_name(text: Text) -> bool:
    """Whether all words that have capitals begin with one, those of a body and little ones aside; in Cyrillic only the first of a
    name needs to."""
    if text.caseless or (text.language and any(mark & CAPITAL for mark in text.marks)):
        return True
    return all(mark & CAPITAL or not mark & CASED or fold(surface).plain in words("legal") | words("particles") | NAMED_AFTER
               or concepts(fold(surface)) for surface, mark in zip(text.surfaces, text.marks, strict=True))


def _candidates(written: Sequence[str], text: Text, index: Index) -> list[int]:
    """The names that share the rarest words with the text, at most as many as of a sentence."""
    joined = ["".join(written[place:place + size]) for size in range(2, _JOINED + 1) for place in range(len(written) - size + 1)]
    tried = [*written, *joined]
    hits = [hit for word in dict.fromkeys(tried) if len(word) > 1 and (hit := index.look_up(word, text.language)) is not None]
    names: set[int] = set()
    rarest = sorted(hits, key=lambda hit: len(hit.full) + len(hit.single))
    for hit in rarest:
        names.update(hit.single)
        if len(names) + len(hit.full) > weights.CANDIDATES_PER_SENTENCE:
            break
        names.update(map(int, hit.full))
    if not names and len(rarest) > 1:
        names.update(rarest[0].shared(rarest[1]))
    return sorted(names)[:weights.CANDIDATES_PER_SENTENCE]
