"""A party whose trips are asked for: where the document names it, and where it is at home as the text tells it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from monitor.matching.sentences import span_at
from monitor.matching.trips.field import Field, token_span
from monitor.matching.trips.home import home_in
from monitor.matching.trips.tokens import fold
from monitor.model import EntityType, Mention

_SOUNDS = dict(zip("аяоёеэуюиыйії", "aaoeeeuuiiiii", strict=True))  # last letters of Cyrillic words, as heard
_ASKED = 30  # namings looked at for a home country
_EARLY = 100_000  # characters of a field in which they are looked for: a party is told of where it is first named


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A party whose trips are asked for: its type, its home ``countries`` as listed, and its ``mentions`` in the document."""

    watchlist: str
    entity: str
    name: str
    type: EntityType
    countries: tuple[str, ...]
    mentions: tuple[Mention, ...]


def by_sentence(field: Field, mentions: Iterable[Mention]) -> dict[int, list[Mention]]:
    """The mentions by the number of the sentence they stand in, in order."""
    found: dict[int, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda mention: mention.start):
        span = span_at(field.spans, mention.start)
        if span is not None:
            found.setdefault(bisect_left(field.spans, span), []).append(mention)
    return found


def is_declined(mention: Mention) -> bool:
    """Whether the last word of a mention is the listed one with another ending: Путина, Dudy, Zełenskim.

    Where text and list are in two scripts, only the endings are compared ("Володина" with "Volodin").
    """
    found, listed = fold(mention.surface).split(), fold(mention.name).split()
    if not found or not listed or found[-1] == listed[-1]:
        return False
    if "\u0400" <= found[-1][-1] < "\u0530" and listed[-1].isascii():
        return _ends_otherwise(found[-1], listed[-1])
    return len(listed[-1]) > 2 and found[-1].startswith(listed[-1][:-1])


def _ends_otherwise(cyrillic: str, latin: str) -> bool:
    """Whether a Cyrillic word cannot be the plain form of a Latin one by its ending; unsure is False."""
    found = _SOUNDS.get(cyrillic.rstrip("ьъ")[-1:], "m" if cyrillic.endswith("м") else "")
    listed = "" if latin[-1] not in "aeiouyjm" else "i" if latin[-1] in "iyj" else latin[-1]
    if listed == "e" or (latin[-1] == "h" and latin[-2:-1] in ("a", "e")):
        return False  # silent, or any vowel: Vance, Haniyeh
    return found != listed


def homes_of(subject: Subject, fields: dict[str, Field]) -> frozenset[str]:
    """Home as the text tells it, where the party is first called by country and office."""
    for field, number, start, end in islice(_namings(subject, fields), _ASKED):
        sentence = field.bare(number)
        span = token_span(sentence, start, end)
        home = home_in(sentence, *span) if span is not None else None
        if home is not None:
            return frozenset((home,))
    return frozenset()


def _namings(subject: Subject, fields: dict[str, Field]) -> Iterator[tuple[Field, int, int, int]]:
    """Where the party is named: field, number of the sentence, start and end. The mentions first, then every place that
    has the words of one, since a matcher may stop counting mentions early."""
    surfaces: dict[str, None] = {}
    for mention in subject.mentions:
        field = fields.get(mention.field)
        if field is not None:
            for number in by_sentence(field, [mention]):
                yield field, number, mention.start, mention.end
        surfaces[mention.surface] = None
    for surface in surfaces:
        for field in fields.values():
            start = field.text.find(surface, 0, _EARLY)
            while start >= 0:
                span = span_at(field.spans, start)
                if span is not None:
                    yield field, bisect_left(field.spans, span), start, start + len(surface)
                start = field.text.find(surface, start + len(surface), _EARLY)
