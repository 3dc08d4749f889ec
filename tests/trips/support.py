"""Helpers of the trip tests: a subject found by its name, and its trips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from monitor.matching.trips import Subject, most_alert_worthy, read_trips
from monitor.model import Document, EntityType, Mention, Trip


def subject(
    name: str,
    fields: Sequence[tuple[str, str]],
    *,
    countries: Sequence[str] = (),
    listed: str | None = None,
    type: EntityType = EntityType.PERSON,
) -> Subject:
    """A party, most often a person, named ``name`` wherever it stands in the fields."""
    mentions = tuple(
        Mention(field=field, start=found.start(), end=found.end(), surface=name, name=listed or name, score=1.0)
        for field, text in fields
        for found in re.finditer(re.escape(name), text)
    )
    return Subject(
        watchlist="Test",
        entity="test",
        name=listed or name,
        type=type,
        countries=tuple(countries),
        mentions=mentions,
    )


def trips_of(
    text: str,
    name: str,
    *,
    countries: Sequence[str] = (),
    language: str | None = None,
    published: datetime | None = None,
    listed: str | None = None,
    type: EntityType = EntityType.PERSON,
) -> tuple[Trip, ...]:
    """The trips that ``text`` tells of ``name``."""
    document = Document(fields=(("text", text),), language=language, published=published)
    party = subject(name, document.fields, countries=countries, listed=listed, type=type)
    return read_trips(document, [party])[0]


def lead(
    text: str,
    name: str,
    *,
    countries: Sequence[str] = (),
    language: str | None = None,
    listed: str | None = None,
    type: EntityType = EntityType.PERSON,
) -> Trip | None:
    """The trip an alert would be headed by."""
    return most_alert_worthy(trips_of(text, name, countries=countries, language=language, listed=listed, type=type))
