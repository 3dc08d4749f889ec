"""An organisation's initials, once a document has named it in full: the Associated Press … AP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from monitor.matching import weights
from monitor.matching.index import Index
from monitor.matching.score import Hit
from monitor.matching.tokens import Text
from monitor.model import EntityType

_TOLD, _ALONE = 2, 3  # letters that initials need, in brackets behind the name and without


class _Held(Protocol):
    @property
    def hits(self) -> list[Hit]: ...


def add_acronyms(found: Mapping[int, _Held], texts: Sequence[Text], index: Index) -> None:
    """Adds to each organisation named in full the words in capitals that are its initials; initials that two parties of other names
    have are neither's."""
    licensed: dict[str, dict[int, Hit]] = {}
    for entity, held in sorted(found.items()):
        if index.record(entity).type is EntityType.ORGANISATION:
            for hit in held.hits:
                if (letters := _initials(hit)) and not hit.weak:
                    licensed.setdefault(letters, {}).setdefault(entity, hit)
    own = {letters: bearers for letters, bearers in licensed.items() if len({(id(hit.text), hit.first) for hit in bearers.values()}) == 1}
    covered = {entity: {(id(hit.text), place) for hit in found[entity].hits for place in range(hit.first, hit.last)}
               for bearers in own.values() for entity in bearers}
    for text in texts if own else ():
        for place, surface in enumerate(() if text.caseless else text.surfaces):
            for entity, hit in own.get(surface, {}).items():
                hits = found[entity].hits
                if (id(text), place) not in covered[entity] and len(hits) < weights.MENTIONS_PER_MATCH:
                    told = "initials", 0.0, f"{surface} for {hit.text.text[hit.start:hit.end]}"
                    score = round(weights.BARE_SURNAME * hit.score, 4)
                    hits.append(Hit(text, hit.name, entity, place, place + 1, score, (), False, (told,)))


def _initials(hit: Hit) -> str:
    """The first letters of the capitalised words of a name as the text writes it; two alone only where they stand in brackets
    behind it, as PM and IS are words of their own. Nothing where they are too few."""
    words = hit.text.surfaces[hit.first:hit.last]
    letters = "".join(word[0] for word in words if word[0].isupper() and not (len(word) > 1 and word.isupper()))
    told = hit.text.text.startswith(f" ({letters})", hit.end)
    return letters if len(letters) >= (_TOLD if told else _ALONE) and not hit.text.caseless else ""
