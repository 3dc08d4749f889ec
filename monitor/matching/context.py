"""Cues: words of a document that speak for, or against, a listed party."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.matching.entity_codec import Cue
from monitor.matching.geography import country_names
from monitor.matching.normalise import plain_form
from monitor.matching.tables import words
from monitor.matching.tokens import Text, words_of
from monitor.model import Entity, Watchlist

_CUT = "*"  # stands in no word
_LEAST_STEM, _LONGEST_STEM = 3, 10  # letters of a stem of public life
_NEAR = 40  # tokens around a mention in which a cue counts as near


_BODY = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)* (?i:Force|Guard|Corps|Army|Brigade|Group|Front|Movement|Organi[sz]ation|Bureau)s?\b"
                   r"|\b[A-Z]{3,6}\b")
"""A body named inside a position: Commander of the Qods Force, IRGC."""
_HEARD = str.maketrans({"o": "u", "e": "i", "q": "k", "c": "k", "y": "i", "w": "v"})


@dataclass(frozen=True, slots=True)
class Found:
    """A cue found: its kind and how it was listed."""

    kind: str
    text: str


def compile_cues(entity: Entity, watchlist: Watchlist) -> list[Cue]:
    """The cues of an entity: its context words, positions, countries, and the programme or list it stands on."""
    found: list[Cue] = []
    for kind, texts in (("context", entity.context), ("position", entity.positions)):
        for text in texts:
            found.append((kind, text, _plain(text)))
            found += [(kind, body, _plain(body)) for body in _BODY.findall(text) if body != text]
    for country in entity.countries:
        found += [("country", name, _plain(name)) for name in country_names(country)]
    return [cue for cue in dict.fromkeys(found) if cue[2]]


def _plain(text: str) -> tuple[str, ...]:
    return tuple(plain_form(word) for word in words_of(text))


def supporting_cues(cues: Sequence[Cue], texts: Sequence[Text], skip: frozenset[str]) -> list[Found]:
    """The cues of an entity that stand in a document; a cue made only of words of its own name (``skip``) says nothing."""
    skip = frozenset(map(_heard, skip))
    held = [_heard_in(text) for text in texts]
    found = []
    for kind, listed, spelt in cues:
        parts = tuple(map(_heard, spelt))
        if not skip.issuperset(parts) and all(any(part in own or (len(part) >= 4 and part[:5] + _CUT in own) for own in held)
                                              for part in parts):
            found.append(Found(kind, listed))
    return found


def _heard_in(text: Text) -> frozenset[str]:
    """The words of a text as cues are compared, and what those of four and of five letters or more begin with, marked as cut:
    gathered once, since a document may name thousands of parties."""
    if text.heard is None:
        held = {_heard(word.removeprefix("ال")) for word in set(text.plain)}
        text.heard = frozenset(held | {word[:size] + _CUT for word in held for size in (4, 5) if len(word) >= size})
    return text.heard


def _heard(plain: str) -> str:
    """A word as cues are compared: Qods and Quds are one."""
    return plain.translate(_HEARD)


def words_near(kind: str, text: Text, first: int, last: int, reach: int = _NEAR) -> list[str]:
    """Words of a class of ``data/words.txt`` within ``reach`` tokens of a mention (tokens ``first`` to ``last``)."""
    wanted = words(kind)
    places = [*range(max(0, first - reach), first), *range(last, min(len(text.surfaces), last + reach))]
    return [text.surfaces[place] for place in places if not wanted.isdisjoint(_singular(text.plain[place]))]


def is_of_public_life(texts: Sequence[Text]) -> bool:
    """Whether a document speaks of offices, parliaments, courts, elections or armies, in any of the languages of the table."""
    stems = words("public life")
    return any(word[:size] in stems for text in texts for word in set(text.plain) for size in range(_LEAST_STEM, _LONGEST_STEM + 1))


def _singular(plain: str) -> tuple[str, ...]:
    return (plain, plain[:-1]) if len(plain) > 4 and plain.endswith("s") else (plain,)
