"""A text that is nothing but an organisation's name, looked up word by word: abbreviations written out, figures as words, words
translated, the order of what is translated free, legal forms aside, two words written as one.

In running text a name must stand as it is listed (``score``); here the whole text is the name, so every telling word of either must
be one of the other's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from monitor.matching import weights
from monitor.matching.index import Index
from monitor.matching.keys import concepts
from monitor.matching.names import collapsed
from monitor.matching.normalise import Folded, fold, script_of
from monitor.matching.numerals import in_figures
from monitor.matching.score import Hit
from monitor.matching.similarity import similarity
from monitor.matching.tables import abbreviations, organisation_words, words
from monitor.matching.tokens import CAPITAL, CASED, Text, words_of
from monitor.model import EntityType

LOOKED_UP = "looked up"
_NAMED_AFTER = frozenset("named imeni им імені імя імени имени after".split())
_OF_A_PLACE = re.compile("(.{3,}?)(?:н?ск(?:ий|ая|ое|ого|ой|ие|им)|n?sk(?:iy|ii|y|yy|aya|oe|oye)|n?skij)")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_GLUED = re.compile("(?<=[a-zа-я])(?=[A-ZА-Я])")
_LONGEST = 2 * weights.LOOKED_UP_ORGANISATION  # words of a listed name that may be it
_JOINED = 3  # words that may be written as one
_CUT = 5  # letters a legal form has at least that a field cuts off at the end


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that tells something: as folded, the concepts it stands for; ``loose``: who the body is named after; ``dull``: what kind
    of body it is."""

    folded: Folded
    meant: frozenset[int]
    loose: bool
    dull: bool


def looked_up(text: Text, index: Index) -> list[Hit]:
    """The organisations whose name is all that a field holds, where it is short enough to be one."""
    if not text.surfaces or len(text.surfaces) > weights.LOOKED_UP_ORGANISATION or not _is_name(text):
        return []
    written = tuple(_plain_words(text.text))
    found = []
    for name in _candidates(written, text, index):
        entity = int(index.name_entity[name])
        if index.record(entity).type is not EntityType.ORGANISATION:
            continue
        listed = index.name_text(name)
        forms = [tuple(_plain_words(form)) for form in {listed, _BRACKETED.sub(" ", listed)}]
        score, told = max((_compared(form, written) for form in forms if len(form) <= _LONGEST), default=(0.0, ""))
        if score:
            remark = (LOOKED_UP, 0.0, f"nothing but the name: {told}")
            found.append(Hit(text, name, entity, 0, len(text.surfaces), score, (), False, (remark,)))
    return found


def _is_name(text: Text) -> bool:
    """Whether all words that have capitals begin with one, those of a body and little ones aside."""
    if text.caseless:
        return True
    return all(mark & CAPITAL or not mark & CASED or fold(surface).plain in words("legal") | words("particles") | _NAMED_AFTER
               or concepts(fold(surface)) for surface, mark in zip(text.surfaces, text.marks, strict=True))


def _plain_words(text: str) -> list[str]:
    """The words of a name in plain form, dotted letters as one, glued ones apart, numbers in figures."""
    every = [part for word in words_of(collapsed(text)) for part in (_GLUED.split(word) if len(word) > _CUT else [word])]
    return [fold(word).plain for word in in_figures(every) if fold(word).plain]


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


@lru_cache(maxsize=4096)
def _compared(listed: tuple[str, ...], written: tuple[str, ...]) -> tuple[float, str]:
    """How well two names agree, 0 where they are two, and what is the same in them."""
    ours, theirs = _words(listed, frozenset(written)), _words(written, frozenset(listed))
    pairs = _paired(ours, theirs)
    told = ", ".join(f"{theirs[place].folded.plain} = {ours[number].folded.plain}" for number, (place, _) in sorted(pairs.items()))
    return _agreement(ours, theirs, pairs), told


def _words(every: Sequence[str], others: Set[str]) -> list[_Word]:
    """The telling words of a name: no legal forms, no particles; abbreviations written out, what the other name has as one joined."""
    little = words("legal") | words("particles")
    found: list[_Word] = []
    loose, place = False, 0
    while place < len(every):
        plain, size = _joined(every, place, others)
        place += size
        cut = place == len(every) and len(plain) >= _CUT and any(form.startswith(plain) for form in words("legal"))
        if plain in _NAMED_AFTER:
            loose = True
        elif plain in abbreviations() and plain not in others:
            found += [_word(long, loose) for long in abbreviations()[plain]]
        elif plain not in little and not cut:
            found.append(_word(plain, loose))
    return [word for word in found if not word.meant & _kinds_of_company()] or found


def _word(plain: str, loose: bool) -> _Word:
    folded = fold(plain)
    meant = concepts(folded)
    return _Word(folded, meant, loose, bool(meant & _kinds_of_body()))


@lru_cache(maxsize=1)
def _kinds_of_company() -> frozenset[int]:
    return frozenset().union(*(concepts(fold(word)) for word in ("company", "corporation", "concern", "group", "holding")))


@lru_cache(maxsize=1)
def _kinds_of_body() -> frozenset[int]:
    return frozenset().union(*(concepts(fold(word)) for word in ("enterprise", "association", "organisation", "plant", "institution",
                                                                 "scientific", "production", "state", "federal", "unitary")))


def _joined(every: Sequence[str], place: int, others: Set[str]) -> tuple[str, int]:
    """The word at a place, or of the words from there on as many as the other name or the table of concepts writes as one."""
    for size in range(min(_JOINED, len(every) - place), 1, -1):
        whole = "".join(every[place:place + size])
        if whole in others or (size == 2 and whole in organisation_words()):
            return whole, size
    return every[place], 1


def _paired(listed: Sequence[_Word], written: Sequence[_Word]) -> dict[int, tuple[int, float]]:
    """For each listed word the written one that is the same, with how alike they are; none twice, the surest first."""
    alike = sorted(((_alike(one, other), -abs(number - place), number, place) for number, one in enumerate(listed)
                    for place, other in enumerate(written)), reverse=True)
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, _, number, place in alike:
        if score and number not in pairs and place not in taken:
            pairs[number] = (place, score)
            taken.add(place)
    return pairs


def _alike(one: _Word, other: _Word) -> float:
    if one.meant & other.meant:
        return 1.0 if one.folded.plain == other.folded.plain else weights.SAME_CONCEPT
    if len(one.folded.plain) == len(other.folded.plain) == 1:
        return weights.SAME_SOUND if set(one.folded.forms) & set(other.folded.forms) else float(one.folded.plain == other.folded.plain)
    score = similarity(one.folded, other.folded)
    if score == weights.SAME_NAME and script_of(one.folded.plain) == script_of(other.folded.plain):
        return 0.0
    if score < weights.SAME_CONCEPT and (_is_of_the_place(one.folded, other.folded) or _is_of_the_place(other.folded, one.folded)):
        return weights.SAME_CONCEPT
    return score if score >= weights.FUZZY_PAIR else 0.0


def _is_of_the_place(place: Folded, other: Folded) -> bool:
    """Whether a word is the adjective of a town: Tula, тульский; Arzamas, арзамасский."""
    found = _OF_A_PLACE.fullmatch(other.plain)
    if found is None:
        return False
    stems = {form.rstrip("i") for form in fold(found.group(1)).forms}
    return any(len(stem) >= weights.SHORT_WORD and form.startswith(stem) and len(form) - len(stem) <= weights.SHORT_WORD
               for stem in stems for form in place.forms)


def _agreement(listed: Sequence[_Word], written: Sequence[_Word], pairs: dict[int, tuple[int, float]]) -> float:
    """How well two names agree, or 0 where they are two: every word of its own must be the other's too; of the words that only say
    what kind of body it is one may be missing where enough stands."""
    taken = {place for place, _ in pairs.values()}
    missing = [word for number, word in enumerate(listed) if number not in pairs and not word.loose] + [
        word for place, word in enumerate(written) if place not in taken and not word.loose]
    if not pairs or not all(word.dull for word in missing):
        return 0.0
    own = [(place, score) for number, (place, score) in sorted(pairs.items()) if not listed[number].meant]
    translated = len(pairs) - len(own)
    if len(missing) > (1 if (own and translated) or translated > weights.TRANSLATED_ALONE else 0):
        return 0.0
    if (not own and translated < 2) or (len(own) == 1 and own[0][1] < weights.INFLECTED):
        return 0.0
    if own != sorted(own):
        return 0.0
    score = sum(score for _, score in pairs.values()) / len(pairs)
    return max(weights.ACCEPT, round(score - weights.MIDDLE_MISSING * len(missing), 4))
