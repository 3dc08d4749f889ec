"""What names one entry of an organisation may give, as words in plain form: each of two in brackets or behind "a.k.a.", a
subsidiary's without its parent, glued words apart and together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from monitor.matching.geography import is_country
from monitor.matching.keys import concepts
from monitor.matching.names import collapsed, unbracketed
from monitor.matching.normalise import fold, in_cyrillic
from monitor.matching.numerals import in_figures
from monitor.matching.tables import abbreviations, words
from monitor.matching.tokens import words_of

LOOSE = "~"  # stands before a single word that says after whom a body is named
_INITIALS = re.compile(r"(?<![\w.])((?:[A-ZА-Я]\.\s?){1,2})([A-ZА-Я][\w-]{3,})")
_ACRONYM = re.compile("[A-ZА-Я]{2,}[a-zа-я]?[A-ZА-Я]{1,4}")
_ANOTHER_NAME = re.compile(r"\W*\b(?:a\.?\s?k\.?\s?a\b\.?|alias|formerly(?: known as)?|f\.?k\.?a\b\.?|also known as)\W*", re.IGNORECASE)
_SLASH = re.compile(r"\s/\s*|/\s+")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_GLUED = re.compile("(?<=[a-zа-я])(?=[A-ZА-Я])")
_CYRILLIC = re.compile("[а-яА-Я]")
_READINGS = 8  # ways to read one name
_WITH_ACRONYM = 4  # words of a name behind which its acronym may stand
_CUT = 5  # letters from which on a word of capitals and small letters may be two
_ACRONYM_LETTERS = 5  # letters of an acronym behind the comma after its name


@lru_cache(maxsize=4096)
def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The names that one entry may give, as words in plain form: with and without what stands in brackets, each of two names, a
    subsidiary without its parent, glued words apart and together."""
    found: dict[tuple[str, ...], None] = {}
    for one in _names_in(text):
        for apart in (True, False):
            found[tuple(_plain_words(one, apart=apart))] = None
    return tuple(form for form in found if form)[:_READINGS]


def _names_in(text: str) -> Iterator[str]:
    yield text
    bare = unbracketed(text)
    if bare != text:
        yield bare
        yield from (inner for inner in _IN_BRACKETS.findall(text) if len(words_of(inner)) > 1 and _names_a_body(inner))
    parts = [part for apart in _SLASH.split(bare) for part in _ANOTHER_NAME.split(apart) if part.strip()]
    if len(parts) > 1:
        yield from parts
    every = words_of(bare)
    if len(every) >= _WITH_ACRONYM and _ACRONYM.fullmatch(every[-1]) and not bare.isupper():
        yield bare[: bare.rindex(every[-1])]
    head, comma, tail = bare.partition(",")
    if comma and words_of(head) and words_of(tail):
        yield from _subsidiary(head, tail)


def _names_a_body(text: str) -> bool:
    """Whether one of the words says what kind of body it is."""
    return any(concepts(fold(word)) or fold(word).plain in words("limited") | words("stock") for word in words_of(text))


def are_two_branches(listed: str, written: str) -> bool:
    """Whether two names have countries in brackets, and other ones: Torvan Bank (Ghana), Torvan Bank (Peru)."""
    ours, theirs = _bracketed_countries(listed), _bracketed_countries(written)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _bracketed_countries(text: str) -> frozenset[str]:
    every = (fold(word) for inner in _IN_BRACKETS.findall(text) for word in words_of(inner)) if "(" in text else ()
    return frozenset(form for folded in every if is_country(folded) for form in folded.forms)


def _subsidiary(head: str, tail: str) -> Iterator[str]:
    """Of a parent and its subsidiary, told by a legal form of its own, the latter; of a name and its acronym the former."""
    own = [fold(word).plain for word in words_of(tail)]
    core = [word for word in words_of(tail) if fold(word).plain not in words("legal")]
    if len(core) == 1 and core[0].isupper() and len(core[0]) <= _ACRONYM_LETTERS:
        yield head
    elif core and (own[0] in abbreviations() or not _company_forms().isdisjoint(own)):
        yield tail


@cache
def _company_forms() -> frozenset[str]:
    return words("limited") | words("stock") | {"llc", "company", "corporation"}


def _plain_words(text: str, *, apart: bool) -> list[str]:
    """The words of a name in plain form: dotted letters as one, numbers in figures, Latin letters that a Cyrillic text has for its own
    as those, the surname behind initials marked as loose."""
    found: list[str] = []
    cyrillic = bool(_CYRILLIC.search(text))
    pieces = _INITIALS.split(text)  # what stands before, initials, a surname, what stands between …
    for place, piece in enumerate(pieces):
        if place % 3 == 2 and _is_surname(pieces[place - 1], piece):
            found.append(LOOSE + fold(piece).plain)
        elif place % 3 != 1 or not _is_surname(piece, pieces[place + 1]):
            every = [part for word in words_of(collapsed(piece)) for part in (_GLUED.split(word) if apart and len(word) > _CUT else [word])]
            plain = [fold(in_cyrillic(word) if cyrillic else word).plain for word in in_figures(every)]
            found += filter(None, plain)
    return found


def _is_surname(initials: str, word: str) -> bool:
    """Whether a word behind initials is a surname, and they no legal form: P. A. Kedrin; S.A. Holding."""
    letters, folded = fold("".join(filter(str.isalpha, initials))), fold(word)
    return letters.plain not in words("legal") and folded.plain not in words("legal") and not concepts(folded)
