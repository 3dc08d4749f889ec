"""The closed sets of words: what a thing is, how sure, how urgent, where it stands."""

from __future__ import annotations

from enum import StrEnum


class EntityType(StrEnum):
    """What a listed party is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class Tier(StrEnum):
    """How far a match may be trusted: strong and probable claim the listed party, possible is for a person to look at."""

    STRONG = "strong"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Severity(StrEnum):
    """How urgent an alert is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Scope(StrEnum):
    """How near a keyword must stand to a mention; each scope contains the one before."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    ARTICLE = "article"


class TripStatus(StrEnum):
    """What the text says of a trip, from the most to the least alert-worthy."""

    OCCURRED = "occurred"
    UNDER_WAY = "under-way"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    DOMESTIC = "domestic"


class ArticleMode(StrEnum):
    """Whether the page behind an entry is fetched, or the feed's own text is all there is."""

    FETCH = "fetch"
    FEED = "feed"


class Blind(StrEnum):
    """What to do with a delivery that may have arrived where nobody can look: send it again, once and marked, or hold it."""

    RESEND = "resend"
    HOLD = "hold"


class DeliveryState(StrEnum):
    """Where a delivery stands. UNKNOWN: it may have arrived, and is looked up before it is sent again.

    HELD: it may have arrived, and nobody can tell: a person decides. FOLDED: told in a digest. DEAD: refused in every form.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    HELD = "held"
    FOLDED = "folded"
    DEAD = "dead"
