"""What was found in a document, where, how sure, and why; trips; readings."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model.articles import Article
from monitor.model.watchlists import Listing, Mute
from monitor.model.words import EntityType, Scope, Severity, Tier, TripStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of text that names an entity: ``surface`` as written, ``name`` the listed spelling it agrees with."""

    field: str
    start: int
    end: int
    surface: str
    name: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordHit:
    """A keyword near a mention; ``scope`` is the narrowest that holds both."""

    watchlist: str
    term: str
    surface: str
    field: str
    start: int
    end: int
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for or against: the rule's name, its weight in the score, and words a person understands."""

    rule: str
    weight: float
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """A trip of one entity as the text tells it. ``when`` is an ISO date or interval; ``start``..``end`` spans cue and place.

    ``origin`` is printed as ``from``.
    """

    status: TripStatus
    destination: str | None = None
    country: str | None = None
    origin: str | None = None
    when: str | None = None
    hedge: str | None = None
    denied_by: str | None = None
    cue: str = ""
    field: str = "text"
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """The tightest window around name and trip. ``marks`` are (start, end, kind) into ``text``: kind is name, cue or place."""

    text: str
    field: str = "text"
    marks: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SameParty:
    """Another entry of the watchlists that is the party matched, and why, in words: ``the same passport AB1234567``."""

    watchlist: str
    entity: str
    name: str
    because: str
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One watchlist entity found in one document, with everything a rule, an alert or a person asks about it.

    ``same_as`` are the other entries that are the same party, found in the document or not.
    """

    watchlist: str
    entity: str
    name: str
    type: EntityType
    score: float
    tier: Tier
    mentions: tuple[Mention, ...]
    keywords: tuple[KeywordHit, ...] = ()
    trip: Trip | None = None
    trips: tuple[Trip, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    snippet: Snippet | None = None
    listings: tuple[Listing, ...] = ()
    countries: tuple[str, ...] = ()
    deceased: str | None = None
    list_severity: Severity | None = None
    mute: Mute | None = None
    same_as: tuple[SameParty, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A name that nearly matched, for `monitor screen` and `why`: where, which entity, and why it is no match."""

    watchlist: str
    entity: str
    name: str
    field: str
    start: int
    end: int
    surface: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a worker answers for one entry: the article and what it holds. ``gated``: nothing was found, no full extraction."""

    article: Article
    matches: tuple[Match, ...] = ()
    gated: bool = False
    index_version: str = ""
