"""A text that is nothing but a name, looked up: an organisation's (``agreement``) or a person's (``persons``).

In running text a name must stand as it is listed (``score``); here the whole text is the name, so it is compared as a whole, and in
some ways more freely: nothing else stands there that it could belong to.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching import persons, weights
from monitor.matching.agreement import NAMED_AFTER, compared
from monitor.matching.index import STRICT, WEAK, Index
from monitor.matching.keys import concepts
from monitor.matching.names import Role, is_given
from monitor.matching.normalise import fold
from monitor.matching.readings import are_two_branches, readings
from monitor.matching.score import Hit
from monitor.matching.tables import words
from monitor.matching.tokens import CAPITAL, CASED, Text, is_cased
from monitor.model import EntityType

LOOKED_UP = "looked up"
_LONGEST = 2 * weights.LOOKED_UP_ORGANISATION  # words of a listed name that may be it
_FEW_BEARERS = 50  # names with one word of a text that are compared with it
_LETTERS = 400  # of a text that may be nothing but a name
_LONGEST_WORD = 18  # letters of a word that may be two
_JOINED = 3  # words that may be written as one


def looked_up(text: Text, index: Index) -> list[Hit]:
    """The organisations and persons whose name is all that a field holds, where it is short enough to be one."""
    if not text.surfaces or len(text.surfaces) > weights.LOOKED_UP_ORGANISATION or len(text.text) > _LETTERS or not _is_name(text):
        return []
    return _organisations(text, index) + (_persons(text, index) if is_bare_name(text) else [])


def is_bare_name(text: Text) -> bool:
    """Whether a text is so short that it may be nothing but a person's name, every word of it but particles with a capital."""
    if not text.surfaces or len(text.surfaces) > weights.LOOKED_UP or len(text.text) > _LETTERS:
        return False
    return all(mark & CAPITAL or fold(surface).plain in words("particles") for surface, mark in zip(
        text.surfaces, text.marks, strict=True))


def _persons(text: Text, index: Index) -> list[Hit]:
    """The persons whose name a text is."""
    found = []
    for name in _person_candidates(text, index):
        entity = int(index.name_entity[name])
        if index.record(entity).type is not EntityType.PERSON or index.name_flags[name] & (STRICT | WEAK):
            continue
        listed = index.name_text(name)
        score, told = _one_person(name, listed, text, index)
        if score:
            remark = (LOOKED_UP, 0.0, f"nothing but the name: {told}")
            found.append(Hit(text, name, entity, 0, len(text.surfaces), max(weights.ACCEPT, score), (), False, (remark,)))
    return found


def _one_person(name: int, listed: str, text: Text, index: Index) -> tuple[float, str]:
    """How well a listed name and a text agree, 0 where they are two persons', and what is the same in them."""
    if persons.is_one_word(listed, text.text):
        return weights.INFLECTED, f"{text.text.strip()} for {listed}"
    names = persons.compared(listed, text.text)
    families = [index.spelling(token) for token, role in index.slots(name) if role in (Role.FAMILY, Role.WHOLE)]
    own = [word for word, _, _ in names.pairs if fold(word).plain in families]
    rare = any(len(word) >= weights.RARE_FAMILY_LETTERS and not is_given(word) and index.bearers(
        word, "", weights.SAME_NAME) <= weights.RARE_FAMILY_BEARERS for word in own)
    if names.written_only and not is_cased(text.surfaces[0]):
        return 0.0, ""  # in scripts without capitals the rest may be a verb
    if not own or not persons.is_one_person(names, own, rare=rare) or persons.another_initial(listed, text.text):
        return 0.0, ""
    return names.score, ", ".join(f"{written} = {one}" for one, written, _ in names.pairs)


def _person_candidates(text: Text, index: Index) -> list[int]:
    """The names that share two words with a text, and of those that share its rarest word as many as fit."""
    hits = [hit for word in dict.fromkeys(persons.telling_words(text.text)) if len(word) > 1 and (
        hit := index.look_up(word, text.language)) is not None]
    rarest = sorted(hits, key=lambda hit: len(hit.full))
    found = dict.fromkeys(name for place, one in enumerate(rarest) for other in rarest[place + 1:] for name in one.shared(other))
    for hit in rarest[:1]:
        found.update(dict.fromkeys(hit.single))
        if len(hit.full) <= _FEW_BEARERS:
            found.update(dict.fromkeys(sorted(map(int, hit.full))))
    return list(found)[:weights.CANDIDATES_PER_SENTENCE]


def _organisations(text: Text, index: Index) -> list[Hit]:
    written = readings(text.text)
    found = []
    for name in _candidates(list(dict.fromkeys(word for form in written for word in form)), text, index):
        entity = int(index.name_entity[name])
        record, listed = index.record(entity), index.name_text(name)
        if record.type is not EntityType.ORGANISATION or are_two_branches(f"{listed} {record.name}", text.text):
            continue
        score, told = max((compared(ours, theirs) for ours in readings(listed) if len(ours) <= _LONGEST and not (
            len(text.surfaces) == 1 and _is_several(ours)) for theirs in written),
                          default=(0.0, ""))
        if score:
            remark = (LOOKED_UP, 0.0, f"nothing but the name: {told}")
            found.append(Hit(text, name, entity, 0, len(text.surfaces), score, (), False, (remark,)))
    return found


def _is_several(listed: Sequence[str]) -> bool:
    """Whether a name has two words or more, legal forms and particles aside: one of them alone may be a city's or anybody's. Kazan is
    no Kazan Plant."""
    return sum(fold(word).plain not in words("legal") | words("particles") for word in listed) > 1


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
    names = _split_names(written, text, index) if len(written) <= _JOINED else set()
    rarest = sorted(hits, key=lambda hit: len(hit.full) + len(hit.single))
    for hit in rarest:
        names.update(hit.single)
        if len(names) + len(hit.full) > weights.CANDIDATES_PER_SENTENCE:
            break
        names.update(map(int, hit.full))
    if not names and len(rarest) > 1:
        names.update(rarest[0].shared(rarest[1]))
    return sorted(names)[:weights.CANDIDATES_PER_SENTENCE]


def _split_names(written: Sequence[str], text: Text, index: Index) -> set[int]:
    """The names of two words that a short text writes as one: Goodwill, listed as Good Will."""
    found: set[int] = set()
    for word in written:
        cuts = range(weights.SHORT_WORD, len(word) - weights.SHORT_WORD + 1)
        for cut in cuts if word.isalpha() and len(word) <= _LONGEST_WORD else ():
            left, right = index.look_up(word[:cut], text.language), index.look_up(word[cut:], text.language)
            if left is not None and right is not None:
                found.update(left.shared(right)[:_FEW_BEARERS])
    return found
