"""What a comma in a name means: the family name in front (``SOLEIMANI, Qasem``), a suffix, a legal form, or the next name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from monitor.model import EntityType


class Commas(Enum):
    """What a list uses commas for."""

    FLIPPED = "family name first"
    LISTS = "several names, now and then a family name first"
    SEPARATE = "several names, each in reading order"


FLIPPED = Commas.FLIPPED


@dataclass(frozen=True, slots=True)
class Piece:
    """A name; ``fragment``: a part of one (other spellings of a family name alone), not to be searched for by itself."""

    text: str
    fragment: bool = False


_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|ii|iii|iv|filho|neto|ph\.?d|esq)\.?", re.IGNORECASE)
_SET_OFF = re.compile(rf",\s*({_SUFFIX.pattern})$", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?:(?:dr|mr|mrs|ms|col|colonel|gen|general|brig|brigadier|maj|major|capt|captain|lt|lieutenant|sheikh?|shaykh|prof|professor|"
    r"eng|haj|hajji|mullah|maulavi|rear|vice|admiral)\b\.?[\s-]*)+", re.IGNORECASE)
_LEGAL = re.compile(
    r"(?:co|ltd|limited|l\.?l\.?c|l ?td|inc|incorporated|corp|plc|gmbh|s\.? ?a|s\.?a\.?l|s\.?a\.?r\.?l|s\.?r\.?l|"
    r"s\.? de r\.?l\.?(?: de c\.?v)?|s\.?a\.? de c\.?v|"
    r"ooo|oao|zao|pao|ao|jsc|ojsc|pjsc|cjsc|llp|lp|pte|pty|pvt|intl|n\.?v|b\.?v|a\.?g|k\.?g|e\.?u|fze|fzc|fzco|ооо|оао|зао|пао|ао)"
    r"(?:[\s.,]+(?:ltd|limited|inc|sa|llc))?\.?\s*", re.IGNORECASE)
_PARTICLE = re.compile(r"(?:al|el|ul|ud|bin|ibn|ben|abu|abd|abdul|abdel|de|da|del|dos|van|von|le|la|di|aw|ould|ag)\b[\s-]?", re.IGNORECASE)
_ALIKE = 0.6  # share of common letters from which two words count as spellings of one name


def by_commas(text: str, kind: EntityType, commas: Commas = FLIPPED) -> Iterator[Piece]:
    """The names in a text without brackets and semicolons, given names before family names."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        yield Piece(parts[0] if parts else "")
    elif kind is EntityType.PERSON:
        yield from _persons(parts, commas)
    elif commas is not Commas.FLIPPED:
        yield from _others(parts, text)
    else:
        yield Piece(text.strip(" ,"))


def _persons(parts: list[str], commas: Commas) -> Iterator[Piece]:
    suffix = [part for part in parts[1:] if _SUFFIX.fullmatch(part)]
    names = [part for part in parts if part not in suffix]
    if suffix:
        yield Piece(" ".join([flipped(names[0], " ".join(names[1:])) if len(names) > 1 else names[0], *suffix]))
        return
    multiword = [part for part in names if " " in part]
    if commas is Commas.SEPARATE:
        yield from (Piece(re.sub(r"^or\s+", "", name)) for name in names)
    elif commas is Commas.LISTS and len(names) > 2 and 2 * len(multiword) >= len(names):
        yield from (Piece(name) for name in names)
    elif commas is Commas.LISTS and len(multiword) == 0 and _alike(names):
        yield from (Piece(name, fragment=True) for name in names)
    elif len(names) == 2 and _two_names(names[0], names[1], commas):
        yield from (Piece(name) for name in names)
    else:
        yield Piece(flipped(names[0], " ".join(names[1:])))


def suffixed(text: str) -> str:
    """A name in reading order without the comma before its suffix: ``Ruben LAVILA, JR`` → ``Ruben LAVILA JR``."""
    return _SET_OFF.sub(r" \1", text)


def _alike(words: list[str]) -> bool:
    first = words[0].casefold()
    return all(SequenceMatcher(None, first, word.casefold()).ratio() >= _ALIKE for word in words[1:])


def _two_names(left: str, right: str, commas: Commas) -> bool:
    """``Ermias Ghermay, Guro`` is two names, ``Al Tanzani, Ahmad`` and ``DELOS REYES, Feliciano`` are one."""
    if " " not in left or _PARTICLE.match(left) or left.isupper():
        return False
    if " " not in right:
        return left.istitle() and not _PARTICLE.search(left)
    shared = {word.casefold() for word in left.split()} & {word.casefold() for word in right.split()}
    return commas is Commas.LISTS and bool(shared)


def flipped(family: str, given: str) -> str:
    """``AL-TURKI`` and ``Hassan`` → ``Hassan AL-TURKI``. A family name of several words is put into capitals, as the EU
    writes them, so that order and extent stay known."""
    given = _TITLE.sub("", given).strip() or given.strip()
    if not given:
        return family
    if " " in family and not family.isupper() and not given.isupper():
        family = family.upper()
    return f"{given} {family}"


def _others(parts: list[str], text: str) -> Iterator[Piece]:
    """Organisations: a legal form belongs to what stands in front; a list is one only where every piece could be a name."""
    names = [parts[0]]
    for part in parts[1:]:
        if _LEGAL.fullmatch(part):
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part)
    could_be = (" " in name or (name.isupper() and len(name) > 1) for name in names)
    fits = all(could_be) and not any(re.search(r"\band\b|^(?:of|in|for|the)\b", name) for name in names)
    if fits and len(names) > 1:
        yield from (Piece(name) for name in names)
    else:
        yield Piece(text.strip(" ,"))
