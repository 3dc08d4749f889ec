"""The nouns of the project: frozen, slotted, keyword-only values that every room speaks in.

Times are aware UTC datetimes, durations are timedeltas, offsets count Python code points into the named field,
countries are ISO 3166-1 alpha-2 codes, languages BCP 47 tags. Nothing here does anything: rooms decide, adapters act.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


# ------------------------------------------------------------------ words
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


class DeliveryState(StrEnum):
    """Where a delivery stands. UNKNOWN: it may have arrived, and is looked up before it is sent again."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"


# ------------------------------------------------------------------ feeds
@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What we poll, as the config names it."""

    url: str
    name: str
    every: timedelta = timedelta(minutes=5)
    language: str | None = None
    article: ArticleMode = ArticleMode.FETCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """A server's own words for a version of a document, returned byte for byte."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as published, its texts free of markup.

    ``key`` identifies it inside its feed for good; ``id`` is what the feed gave (may be empty);
    ``content_hash`` changes when any text changes.
    """

    feed: str
    key: str
    id: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    contents: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    published_raw: str = ""
    authors: tuple[str, ...] = ()
    language: str | None = None
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document read: ``cut`` entries beyond the cap were left out; ``degraded`` says which reader was needed."""

    source: str
    title: str = ""
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    ttl: timedelta | None = None
    cut: int = 0
    degraded: str | None = None


# ------------------------------------------------------------------ fetching
class FetchKind(StrEnum):
    """What is fetched: the caps and the courtesies differ (robots.txt and spacing apply to pages)."""

    FEED = "feed"
    PAGE = "page"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """One GET to make."""

    url: str
    kind: FetchKind
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A 200 with its body, decompressed and within the cap. ``moved_to``: every hop was permanent (301, 308)."""

    url: str
    body: bytes
    content_type: str = ""
    validators: Validators = Validators()
    max_age: timedelta | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A 304."""

    validators: Validators = Validators()
    max_age: timedelta | None = None


class FetchProblem(StrEnum):
    """Why a GET gave no document."""

    STATUS = "status"
    TIMEOUT = "timeout"
    DNS = "dns"
    CONNECTION = "connection"
    TLS = "tls"
    TOO_BIG = "too big"
    REDIRECTS = "too many redirects"
    ADDRESS = "address refused"
    ROBOTS = "robots.txt"
    CONTENT = "unreadable content"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """An expected failure; ``detail`` is one sentence for a person."""

    problem: FetchProblem
    detail: str
    status: int | None = None
    retry_after: timedelta | None = None


FetchOutcome = Fetched | NotModified | FetchFailed


# ------------------------------------------------------------------ articles
@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes behind an entry's link, as fetched; ``url`` is the final address."""

    url: str
    body: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Clean text in labelled zones. ``partial``: only what the feed carried, or a paywalled page.

    ``rest`` holds text of the page outside the article in which something was found; empty otherwise.
    ``published_by`` names the rung the date came from, ``extracted_by`` the one of the text.
    """

    url: str
    title: str = ""
    standfirst: str = ""
    text: str = ""
    captions: tuple[str, ...] = ()
    rest: str = ""
    published: datetime | None = None
    published_by: str = ""
    language: str | None = None
    extracted_by: str = ""
    partial: bool = False

    def fields(self) -> tuple[tuple[str, str], ...]:
        """The zones in reading order as (field, text); captions are one field, separated by blank lines."""
        zones = (("title", self.title), ("standfirst", self.standfirst), ("text", self.text),
                 ("captions", "\n\n".join(self.captions)), ("rest", self.rest))
        return tuple((name, text) for name, text in zones if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is screened: texts by field name, in reading order."""

    fields: tuple[tuple[str, str], ...]
    language: str | None = None
    published: datetime | None = None


# ------------------------------------------------------------------ watchlists
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


# ------------------------------------------------------------------ matching
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
class Match:
    """One watchlist entity found in one document, with everything a rule, an alert or a person asks about it."""

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


# ------------------------------------------------------------------ alerts
@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the config. ``watchlists`` empty means all; ``trip`` empty means any, also none."""

    name: str
    watchlists: tuple[str, ...] = ()
    keywords: str | None = None
    within: Scope = Scope.PARAGRAPH
    trip: tuple[TripStatus, ...] = ()
    at_least: Tier = Tier.PROBABLE
    severity: Severity = Severity.LOW
    channel: str | None = None
    goes_on: bool = False


class Verdict(StrEnum):
    """What was decided about a match under a rule."""

    ALERT = "alert"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One match under one rule: the verdict and its reason.

    ``key`` identifies the news (article, entity, trip): the same key never alerts twice.
    ``rule`` is empty when no rule was asked.
    """

    rule: str
    watchlist: str
    entity: str
    verdict: Verdict
    reason: str
    severity: Severity
    channel: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A decision to tell, as stored: the match it rests on and the article it stands in."""

    id: str
    decision: Decision
    match: Match
    article_id: int
    article_url: str
    title: str
    feed_url: str
    feed_name: str
    language: str | None
    published: datetime | None
    seen: datetime
    created: datetime
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles of one event, told together. At first every article is its own story."""

    id: str
    article_url: str
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one delivery says: the leading alert, the others of the same article and channel, or a notice's own words."""

    id: str
    kind: str
    severity: Severity
    lead: Alert | None = None
    others: tuple[Alert, ...] = ()
    notice_title: str = ""
    notice_text: str = ""
    possible_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one channel of one sink."""

    id: str
    sink: str
    channel: str
    kind: str
    severity: Severity
    message: Message
    story: str = ""
    rev: int = 0
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    plain: bool = False
    due: datetime
    created: datetime
    first_sent: datetime | None = None
    token: str = ""
    receipt: str = ""
    error: str = ""


# ------------------------------------------------------------------ outcomes of a send
@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The sink accepted it; ``receipt`` is its proof (Slack: channel id and ts)."""

    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Certainly not sent; try later, after ``after`` where the sink named a time. ``counts``: it is an attempt."""

    reason: str
    after: timedelta | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Certainly not sent, and would be refused again: ``what`` is payload, destination or app."""

    reason: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """It may have been sent: look it up before trying again."""

    reason: str


SendOutcome = Sent | Retry | Rejected | Ambiguous


# ------------------------------------------------------------------ polls and rows on their way
@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedFeed:
    """A due feed, ours until the lease ends; writes carry ``token``."""

    feed: Feed
    token: str
    validators: Validators = Validators()
    body_hash: str = ""
    failures: int = 0
    first_poll: bool = False
    claimed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """An entry of a poll; ``old``: first poll and older than backfill, so it is stored, screened and never alerted."""

    entry: Entry
    old: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """One poll, to be recorded in one transaction with its entries. ``status``: ok, unchanged, failed.

    ``not_before``: the server asked for silence until then (Retry-After); even `monitor once` keeps to it.
    """

    url: str
    token: str
    polled: datetime
    status: str
    next_due: datetime
    not_before: datetime | None = None
    failures: int = 0
    error: str = ""
    validators: Validators = Validators()
    body_hash: str = ""
    title: str = ""
    language: str | None = None
    entries: tuple[SeenEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReceipt:
    """How many entries were new, changed and known. ``fenced``: the lease had passed on, nothing was written."""

    new: int = 0
    changed: int = 0
    known: int = 0
    fenced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedEntry:
    """An entry waiting to be read; ``attempts`` counts claims before this one."""

    id: int
    token: str
    entry: Entry
    feed: Feed
    old: bool
    attempts: int
    first_seen: datetime
    rev: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """One entry read, screened and decided: written with its alerts in one transaction, fenced by the token.

    ``alerts`` holds alerted and suppressed decisions alike; an alert whose key is already known is stored as suppressed.
    ``again``: the page could not be had for now; what the feed carries is screened, and the entry is due once more then.
    """

    entry_id: int
    token: str
    article: Article
    matches: tuple[Match, ...]
    alerts: tuple[Alert, ...]
    seen: datetime
    screened: datetime
    index_version: str
    rules_version: str
    note: str = ""
    again: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedReceipt:
    """What became of it: the alerts newly queued. ``fenced``: the lease had passed on, nothing was written."""

    alerts: int = 0
    suppressed: int = 0
    fenced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertGroup:
    """The ungrouped alerts of one article, ours until the lease ends."""

    article_id: int
    token: str
    alerts: tuple[Alert, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A delivery's next state after an outcome: written as it stands."""

    state: DeliveryState
    due: datetime
    attempts: int
    error: str = ""
    receipt: str = ""
    plain: bool = False
    channel: str = ""
    pause_channel_until: datetime | None = None
    sent: datetime | None = None
