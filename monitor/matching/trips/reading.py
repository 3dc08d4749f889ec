"""From the mentions of a party to the trips a document tells of it, sentence by sentence.

Read in this order: the sentences that name the party; those behind where a pronoun or a role carries it over; denials in the
two sentences behind a trip ("The Kremlin has denied that such a meeting took place").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from monitor.matching.trips.carry import carried_on
from monitor.matching.trips.denial import denials
from monitor.matching.trips.detect import language_of
from monitor.matching.trips.drafts import Draft, drafts_of
from monitor.matching.trips.field import Field
from monitor.matching.trips.naming import cast_of
from monitor.matching.trips.presence import implied
from monitor.matching.trips.subject import Subject, by_sentence, homes_of
from monitor.matching.trips.telling import finish
from monitor.matching.trips.tokens import fold
from monitor.model import Document, EntityType, Mention, Trip, TripStatus

_NEXT_WORD = 12  # characters looked at behind a mention
_OPENING = 8  # words of a sentence among which a place may set the scene
_SHORT = 200  # characters of a document too short to tell the language of its title
_ORDER = tuple(TripStatus)


def read_trips(
    document: Document, subjects: Sequence[Subject], spans: Mapping[str, Sequence[tuple[int, int]]] | None = None
) -> tuple[tuple[Trip, ...], ...]:
    """The trips the document tells of each subject, in order of the text; one tuple a subject, in the order given.

    ``spans``: by field, (start, end) of its sentences, where the caller has found them.
    """
    longest = max((text for _, text in document.fields), key=len, default="")
    told = len(longest) >= _SHORT
    hint = language_of(longest, document.language) if told else document.language
    fields = {
        name: Field(name, text, document.published, hint, told=told and text is longest, spans=(spans or {}).get(name))
        for name, text in document.fields
    }
    return tuple(_trips_of(subject, fields) for subject in subjects)


def most_alert_worthy(trips: Sequence[Trip]) -> Trip | None:
    """The trip to lead an alert: by status, then one whose country is known, then the earliest; None of none."""
    return min(trips, key=lambda trip: (_ORDER.index(trip.status), trip.country is None), default=None)


def _trips_of(subject: Subject, fields: dict[str, Field]) -> tuple[Trip, ...]:
    found: list[Trip] = []
    group = subject.type is EntityType.ORGANISATION
    homes = cache(lambda: frozenset(subject.countries) or homes_of(subject, fields))
    named = {name: by_sentence(field, [mention for mention in subject.mentions if mention.field == name]) for name, field in fields.items()}
    for name, field in fields.items():
        for number, mentions in named[name].items():
            drafts = _in_sentence(field, number, mentions, group=group)
            if not group:
                drafts += carried_on(field, number, mentions, named=named[name], homes=subject.countries)
            trips = [trip for draft in drafts if (trip := finish(field, draft, homes())) is not None]
            found += trips
            if trips:
                found += denials(field, number, trips[0])
    if not found and subject.type is EntityType.PERSON:
        found = [trip for name, field in fields.items() if (trip := implied(field, named[name], homes)) is not None]
    return _distinct(found)


def _in_sentence(field: Field, number: int, mentions: Sequence[Mention], *, group: bool) -> list[Draft]:
    sentence = field.sentence(number)
    if sentence is None and (_opens_with_place(field, number) or any(_names_place_next(field, mention.end) for mention in mentions)):
        sentence = field.bare(number)
    cast = cast_of(sentence, mentions, group=group) if sentence is not None else None
    return drafts_of(cast.sentence, cast) if cast is not None else []


def _names_place_next(field: Field, end: int) -> bool:
    """Whether "in" follows a mention, as in a headline without a verb."""
    following = field.text[end : end + _NEXT_WORD].split(maxsplit=1)
    return bool(following) and fold(following[0]) in field.table.links


def _opens_with_place(field: Field, number: int) -> bool:
    """Whether "in" stands among the first words, as before a place that the sentence is set in."""
    tokens, links = field.tokens(number)[: _OPENING + 1], field.table.links
    return any(before.fold in links and not token.text[0].islower() for before, token in pairwise(tokens))


def _distinct(trips: Sequence[Trip]) -> tuple[Trip, ...]:
    """Each trip once; one without a place gives way to one with a place told by overlapping words."""
    seen: dict[tuple[str | None, ...], Trip] = {}
    for trip in trips:
        if trip.destination is None and any(_overlap(trip, other) and other.destination for other in trips):
            continue
        seen.setdefault((trip.status, trip.destination, trip.origin, trip.denied_by, trip.when), trip)
    return tuple(seen.values())


def _overlap(one: Trip, other: Trip) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
