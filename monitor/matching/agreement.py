"""Whether two names of organisations are one name: word by word, abbreviations written out, figures as words, words translated, the
order of what is translated free, legal forms aside, two words written as one.

Here both texts are nothing but a name, so every telling word of either must be one of the other's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from monitor.matching import weights
from monitor.matching.geography import country_forms, is_country, is_nationality
from monitor.matching.keys import concepts
from monitor.matching.normalise import Folded, fold, script_of
from monitor.matching.readings import LOOSE
from monitor.matching.similarity import paired, similarity
from monitor.matching.tables import abbreviations, organisation_words, words

NAMED_AFTER = frozenset("named imeni im na им імені імя імени имени after".split())
_OF_A_PLACE = re.compile("(.{3,}?)(?:н?ск(?:ий|ая|ое|ого|ой|ие|им)|n?sk(?:iy|ii|i|y|yy|aya|aia|oe|oye|oi)|n?skij)")
_JOINED = 3  # words that may be written as one
_CUT = 5  # letters a legal form has at least that a field cuts off at the end
_LONG_LEGAL = 8  # letters from which on a legal form is told by its consonants, however it is transliterated
_HEARD = 6  # letters of an only word that is written by ear
_OWN = 5  # letters of a word that tells a body by itself
_DULL_MISSING = 3  # words for what kind of body it is that one of the names may do without where such a word stands
_FREE_ORDER = 3  # words from which on names that lack nothing may differ in their order
_TWO = 2
_ARTICLES = ("al", "el")
_WITH = frozenset("s c с z з".split())
_KINDS_OF_COMPANY = "company corporation concern group holding firm"
_KINDS_OF_BODY = """enterprise association organisation plant institute scientific research production state federal unitary bureau design
  center special experimental technical institution budgetary autonomous shipyard branch complex republican allrussian educational"""
_VAGUE = "international general national public islamic charitable commercial military money exchange satellite property"
_FORMAL = "federal state unitary enterprise budgetary institution autonomous republican educational"  # what a state's bodies begin with


@dataclass(frozen=True, slots=True)
class Word:
    """A word that tells something: as folded, the concepts it stands for; ``loose``: who the body is named after; ``dull``: what kind
    of body it is; ``formal``: that it is a state's; ``group``: the place of the word it was written out from."""

    folded: Folded
    meant: frozenset[int]
    loose: bool
    dull: bool
    formal: bool
    group: int


@lru_cache(maxsize=4096)
def compared(listed: tuple[str, ...], written: tuple[str, ...]) -> tuple[float, str]:
    """How well two readings agree, 0 where they are two names, and what is the same in them."""
    if (same := _without_forms(listed)) and same == _without_forms(written):
        return 1.0, " ".join(same)
    ours, theirs = _words(listed, _known(written)), _words(written, _known(listed))
    pairs = paired((_alike(one, other), number, place) for number, one in enumerate(ours) for place, other in enumerate(theirs))
    told = ", ".join(f"{theirs[place].folded.plain} = {ours[number].folded.plain}" for number, (place, _) in sorted(pairs.items()))
    return _agreement(ours, theirs, pairs), told


def _without_forms(every: Sequence[str]) -> list[str]:
    """The words of a name of several, those of its legal form left out."""
    found = [word.lstrip(LOOSE) for word in every if word not in words("limited") | words("stock") | _COMPANY]
    return found if len(found) > 1 else []


_COMPANY = frozenset("co company corp corporation inc incorporated the".split())


def _known(every: Sequence[str]) -> frozenset[str]:
    """The words of the other name, and how the longer ones sound."""
    return frozenset(every).union(*(fold(word).forms for word in every if len(word) >= _OWN))


def _words(every: Sequence[str], others: Set[str]) -> list[Word]:
    """The telling words of a name: no legal forms, no particles; abbreviations written out, what the other name has as one joined."""
    little = words("legal") | words("particles")
    found: list[Word] = []
    loose, place = False, 0
    while place < len(every):
        plain, size = _joined(every, place, others)
        group, place = place, place + size
        cut = place == len(every) and len(plain) >= _CUT and any(form.startswith(plain) for form in words("legal"))
        if plain in NAMED_AFTER:
            loose = True
        elif plain in abbreviations() and plain not in others:
            found += [_word(long, loose, group) for long in abbreviations()[plain]]
        elif not concepts(fold(plain)).isdisjoint(_kinds_of_company()) or not (
            plain in little or cut or _is_legal(plain) or _is_with(every, place)
        ):
            found.append(_word(plain.lstrip(LOOSE), loose or plain.startswith(LOOSE), group))
    telling = [word for word in found if not word.meant & _kinds_of_company()]
    return [replace(word, loose=True) if telling and word not in telling else word for word in found]


def _is_legal(plain: str) -> bool:
    """Whether a long word is a legal form in another transliteration: aktsionernoye, aktcionernoe."""
    return len(plain) >= _LONG_LEGAL and plain not in organisation_words() and not _legal_skeletons().isdisjoint(fold(plain).skeletons)


def _is_with(every: Sequence[str], after: int) -> bool:
    """Whether the word before ``after`` is the preposition of a legal form: с ограниченной, s ogranichennoi."""
    if every[after - 1] not in _WITH or after == len(every):
        return False
    return every[after] in words("legal") or _is_legal(every[after])


@cache
def _legal_skeletons() -> frozenset[str]:
    return frozenset(
        consonants
        for word in words("legal")
        if len(word) >= _LONG_LEGAL
        for consonants in fold(word).skeletons
        if len(consonants) > weights.SHORT_WORD
    )


def _word(plain: str, loose: bool, group: int) -> Word:
    folded = fold(plain)
    meant = concepts(folded)
    loose = loose or bool(meant & _meant_by("academician"))
    return Word(folded, meant, loose, bool(meant & _kinds_of_body()), bool(meant & _formal()), group)


@cache
def _kinds_of_company() -> frozenset[int]:
    return _meant_by(_KINDS_OF_COMPANY)


@cache
def _kinds_of_body() -> frozenset[int]:
    return _meant_by(_KINDS_OF_BODY)


@cache
def _subordinate() -> frozenset[int]:
    return _meant_by("management branch union")


@cache
def _formal() -> frozenset[int]:
    return _meant_by(_FORMAL)


@cache
def _meant_by(english: str) -> frozenset[int]:
    return frozenset().union(*(concepts(fold(word)) for word in english.split()))


def _joined(every: Sequence[str], place: int, others: Set[str]) -> tuple[str, int]:
    """The word at a place, or of the words from there on as many as the other name or the table of concepts writes as one; without an
    article that the other name lacks."""
    for size in range(min(_JOINED, len(every) - place), 1, -1):
        whole = "".join(every[place : place + size])
        if (
            whole in others
            or (size == 2 and whole in organisation_words())
            or (len(whole) >= _HEARD and not others.isdisjoint(fold(whole).forms))
        ):
            return whole, size
    plain = every[place]
    bare = plain[2:] if plain.startswith(_ARTICLES) else plain
    return (bare if plain not in others and bare in others else plain), 1


# ------------------------------------------------------------------ how it agrees
def _abbreviated(ours: Sequence[Word], theirs: Sequence[Word], paired: Set[int], taken: Set[int]) -> Iterator[tuple[range, int]]:
    """Words in a row that one word of the other name has the initials of, in any language of the table: Tool Plant, ИЗ. ``paired`` and
    ``taken``: the words of either that agree with one already."""
    for place, other in enumerate(theirs):
        letters = [fold(letter).forms[:1] for letter in other.folded.plain]
        size = len(letters)
        if place in taken or not _TWO <= size <= _OWN or other.meant or not other.folded.plain.isalpha():
            continue
        for first in range(len(ours) - size + 1):
            row = range(first, first + size)
            if not any(number in paired and not ours[number].loose for number in row) and all(
                heard and heard[0][:1] in _initials(ours[number]) for number, heard in zip(row, letters, strict=True)
            ):
                yield row, place
                break


def _initials(word: Word) -> frozenset[str]:
    """The letters, by sound, that a word and its translations begin with."""
    return frozenset(form[0] for form in word.folded.forms if form).union(*(_first_letters()[concept] for concept in word.meant))


@cache
def _first_letters() -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for form, meant in organisation_words().items():
        for concept in meant:
            found.setdefault(concept, set()).update(heard[0] for heard in fold(form[0]).forms if heard)
    return {concept: frozenset(letters) for concept, letters in found.items()}


def _alike(one: Word, other: Word) -> float:
    if one.meant & other.meant:
        alike = set(one.folded.forms) & set(other.folded.forms)
        return 1.0 if one.folded.plain == other.folded.plain else weights.SAME_SOUND if alike else weights.SAME_CONCEPT
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
    stems = {form.rstrip("aeiou") for form in fold(found.group(1)).forms}
    return any(
        len(stem) >= weights.SHORT_WORD and form.startswith(stem) and len(form) - len(stem) <= weights.SHORT_WORD
        for stem in stems
        for form in place.forms
    )


def _agreement(listed: Sequence[Word], written: Sequence[Word], pairs: dict[int, tuple[int, float]]) -> float:
    """How well two names agree, or 0 where they are two: every word of its own must be the other's too. Of the words that only say what
    kind of body it is, one name may lack some where enough stands."""
    if not pairs and not written:
        return 0.0
    paired, taken = set(pairs), {place for place, _ in pairs.values()}
    shortened = 0
    for row, place in list(_abbreviated(listed, written, paired, taken)):
        paired.update(row)
        taken.add(place)
        shortened += len(row)
    for row, number in list(_abbreviated(written, listed, taken, paired)):
        taken.update(row)
        paired.add(number)
        shortened += len(row)
    lacking = (
        [word for number, word in enumerate(listed) if number not in paired and not word.loose],
        [word for place, word in enumerate(written) if place not in taken and not word.loose],
    )
    missing = [*lacking[0], *lacking[1]]
    own = [
        (place, score)
        for number, (place, score) in sorted(pairs.items())
        if _is_own(listed[number], score) and not (listed[number].loose or written[place].loose)
    ]
    translated = len(pairs) - len(own) + shortened
    if missing and not _may_lack(lacking, [written[place] for place, score in own if score >= weights.SAME_SOUND], len(own), translated):
        return 0.0
    if (not own and translated < 2) or (len(own) == 1 and not _tells_alone(own[0][1], written[own[0][0]])):
        return 0.0
    telling = [
        place
        for number, (place, score) in sorted(pairs.items())  # the adjective of a town stands where it likes
        if not listed[number].meant and not written[place].loose and not listed[number].loose and score != weights.SAME_CONCEPT
    ]
    if telling != sorted(telling) and (missing or len(pairs) < _FREE_ORDER):
        return 0.0
    score = sum((score for _, score in pairs.values()), shortened * weights.SAME_CONCEPT) / (len(pairs) + shortened)
    return max(weights.ACCEPT, round(score - weights.MIDDLE_MISSING * len(missing), 4))


def _is_own(word: Word, score: float) -> bool:
    """Whether an agreement tells more than what the body does: no translation, and no word that says what kind of body it is."""
    return not word.meant or (score >= weights.SAME_SOUND and not word.dull and word.folded.plain not in words("generic") | words("bodies"))


def _tells_alone(score: float, written: Word) -> bool:
    """Whether the only word of a name's own is sure enough: by ear, in another script, where it is long."""
    return score >= weights.INFLECTED or (score == weights.BY_EAR and len(written.folded.plain) >= _HEARD)


def _may_lack(lacking: tuple[list[Word], list[Word]], sure: Sequence[Word], own: int, translated: int) -> bool:
    """Whether one of two names may do without words that the other has: such that only say what kind of body it is. Beside a word
    that tells it by itself up to three, or those that one abbreviation is written out to."""
    missing = [*lacking[0], *lacking[1]]
    surely = [word for word in sure if country_forms().isdisjoint(word.folded.forms)]
    enough = len(surely) > 1 or (translated and any(len(word.folded.plain) >= _OWN for word in surely) and (
        missing[0].meant & _meant_by(_VAGUE) or is_country(missing[0].folded) or is_nationality(missing[0].folded.plain)))
    if len(missing) == 1 and enough and not missing[0].meant & _subordinate() and (
            missing[0].meant or missing[0].folded.plain in words("generic") | words("bodies") or is_country(missing[0].folded)
            or is_nationality(missing[0].folded.plain)):
        return True
    if not all(word.dull for word in missing):
        return False
    if len(missing) <= (1 if (own and translated) or translated > weights.TRANSLATED_ALONE else 0):
        return True
    if lacking[0] and lacking[1]:
        return False
    if own + translated > 1 and (all(word.formal for word in missing) or len({word.group for word in missing}) == 1):
        return True
    telling = any(len(word.folded.plain) >= _OWN for word in surely)
    return telling and (len(missing) <= _DULL_MISSING or all(word.formal for word in missing))
