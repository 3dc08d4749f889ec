"""The keys under which a token is looked up: whatever could be the same word shares one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from monitor.matching.by_ear import ear_keys_listed, ear_keys_written
from monitor.matching.mandarin import as_written, other_writings
from monitor.matching.normalise import Folded, adjective_stem, is_ending, skeleton, uninflected
from monitor.matching.syllables import korean_syllables
from monitor.matching.tables import given_names, given_names_by_sound, organisation_words

_Table = Mapping[str, Sequence[int]]
_PLURAL = 5  # letters of a noun that may be a plural
_PLURAL_ENDINGS = ("ям", "ях", "ам", "ах", "ев", "ов", "ей")
_DELETABLE, _LONGEST_DELETABLE = 4, 64  # skeleton letters a token needs before one of them may be wrong; what has more is no name


def sure_keys_listed(folded: Folded) -> set[str]:
    """Keys of a listed token under which its own spelling, other forms of one given name and of one Korean syllable are found."""
    return {"=" + folded.plain} | _clusters(folded) | _syllable(folded) | ear_keys_listed(folded) | {
        "§" + writing for writing in other_writings(folded)}


def sure_keys_written(folded: Folded) -> set[str]:
    """The same of a token as written in a text, in vowelless script without its article or clitic too."""
    found = {"=" + folded.plain} | _clusters(folded) | _syllable(folded) | ear_keys_written(folded) | {
        "§" + writing for writing in as_written(folded)}
    if folded.vowelless:
        found.update("=" + spelling for spelling in folded.forms)
    return found


def near_keys_listed(folded: Folded) -> set[str]:
    """Keys of a listed token under which similar ones are found: its consonants, one of them left out at most."""
    found = set(folded.skeletons)
    for consonants in folded.skeletons:
        found |= _deletions(consonants)
    return found - {""}


def near_keys_written(folded: Folded) -> set[str]:
    """The same of a token as written in a text, those of its stems as well."""
    if folded.vowelless:
        return set(folded.skeletons) - {""}
    found = {skeleton(stem) for form in folded.forms for stem in (form, *uninflected(form))}
    found.update(*map(_deletions, found))
    return found - {""}


@lru_cache(maxsize=65536)
def clusters(folded: Folded) -> frozenset[int]:
    """The given-name clusters a token belongs to, its case ending aside."""
    return _lines_of(folded, given_names(), given_names_by_sound(), shortest=5)


@lru_cache(maxsize=65536)
def concepts(folded: Folded) -> frozenset[int]:
    """The concepts an organisation's word stands for in the languages of the table, its case ending aside."""
    table = organisation_words()
    found = _lines_of(folded, table, {}, shortest=6)
    if not found and (stem := adjective_stem(folded.plain)):
        found = frozenset(table.get(stem, ()))
    if not found and len(folded.plain) >= _PLURAL:
        found = frozenset(concept for word in _singulars(folded.plain) for concept in table.get(word, ()))
    return found


def _singulars(plain: str) -> list[str]:
    """What a noun may be in the singular: companies, academies, complexes; инициатив, предприятиям, систем."""
    if plain.isascii():
        return [plain[:-3] + "y"] if plain.endswith("ies") else [plain[:-2]] if plain.endswith("es") else [plain.removesuffix("s")]
    declined = plain.endswith(_PLURAL_ENDINGS)
    return [plain + "а", plain + "ь", *(plain[:-2] + vowel for vowel in "еоья" if declined)]


@lru_cache(maxsize=65536)
def declined_clusters(folded: Folded) -> frozenset[int]:
    """The clusters of ``clusters``, and those of what the token may be in another case: Олександра is Oleksandra, and of Oleksandr."""
    table = given_names()
    return clusters(folded).union(*(table.get(stem, ()) for stem in _stems(folded.plain)))


def _lines_of(folded: Folded, table: _Table, heard: _Table, *, shortest: int) -> frozenset[int]:
    """The lines of a table a token stands in, by a form in ``table`` or else in ``heard``; of ``shortest`` letters or more, in another
    case too."""
    found = set(table.get(folded.plain, ()))
    for form in folded.forms:
        found.update(table.get(form, ()) or heard.get(form, ()))
    if not found and not folded.vowelless and len(folded.plain) >= shortest:
        for stem in _stems(folded.plain):
            found.update(table.get(stem, ()))
    return frozenset(found)


def _clusters(folded: Folded) -> set[str]:
    return {f"#{number}" for number in clusters(folded) | concepts(folded)}


def _syllable(folded: Folded) -> set[str]:
    return {"~" + hangul for hangul in korean_syllables(folded.plain)}


@lru_cache(maxsize=4096)  # asked for one word several times over
def _stems(plain: str) -> tuple[str, ...]:
    """What a name may be when a case ending is taken off, a final vowel restored."""
    vowel = "a" if plain.isascii() else "а"
    stems = [plain[:-size] for size in (1, 2, 3) if len(plain) >= 3 + size and is_ending(plain[-size:])]
    return tuple(found for stem in stems for found in (stem, stem + vowel))


@lru_cache(maxsize=16384)
def _deletions(consonants: str) -> frozenset[str]:
    if not _DELETABLE <= len(consonants) <= _LONGEST_DELETABLE:
        return frozenset()
    return frozenset(consonants[:place] + consonants[place + 1:] for place in range(len(consonants)))
