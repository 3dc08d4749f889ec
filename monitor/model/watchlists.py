"""Listed parties with their names, listings and examples; keywords; sources of official lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from monitor.model.words import EntityType, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A further name of an entity. A weak one never alerts without supporting context."""

    text: str
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where and since when the party is listed, and with which measures (``travel-ban``, ``asset-freeze`` …)."""

    authority: str
    reference: str = ""
    measures: tuple[str, ...] = ()
    since: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Screened and counted, not alerted, through the day ``until`` (ISO date; empty: for good)."""

    until: str = ""
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Texts the entity must, and must not, be found in."""

    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A listed party. ``born`` and ``deceased`` are ISO dates, year-months or years as written.

    ``not_texts`` look like a mention and are none. ``line`` is where it stands in its file (0: unknown).
    """

    id: str
    name: str
    type: EntityType = EntityType.PERSON
    aliases: tuple[Alias, ...] = ()
    countries: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    deceased: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    context: tuple[str, ...] = ()
    not_texts: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    mute: Mute | None = None
    note: str = ""
    examples: Examples = Examples()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """A word or phrase, matched as inflected; ``*`` at its end or inside a word stands for any letters."""

    term: str
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """An official file or address a watchlist is imported from; ``files`` are the further addresses by key."""

    format: str
    url: str
    every: timedelta = timedelta(hours=24)
    files: tuple[tuple[str, str], ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """A file of names or of keywords. ``version`` is a hash of its content."""

    name: str
    file: str = ""
    severity: Severity | None = None
    entities: tuple[Entity, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    source: ListSource | None = None
    version: str = ""
