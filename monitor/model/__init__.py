"""The nouns of the project: frozen, slotted, keyword-only values that every room speaks in.

Times are aware UTC datetimes, durations are timedeltas, offsets count Python code points into the named field,
countries are ISO 3166-1 alpha-2 codes, languages BCP 47 tags. Nothing here does anything: rooms decide, adapters act.
"""

from monitor.model.alerts import Alert, Decision, Delivery, Message, Rule, Story, Verdict
from monitor.model.articles import Article, Document, Page
from monitor.model.feeds import Entry, Feed, ParsedFeed, Validators
from monitor.model.fetching import Fetched, FetchFailed, FetchKind, FetchOutcome, FetchProblem, FetchRequest, NotModified
from monitor.model.matching import Evidence, KeywordHit, Match, Mention, NearMiss, Reading, SameParty, Snippet, Trip
from monitor.model.rows import (
    AlertGroup,
    LeasedEntry,
    LeasedFeed,
    PollReceipt,
    PollResult,
    Screened,
    ScreenedReceipt,
    SeenEntry,
    Transition,
)
from monitor.model.sending import Ambiguous, Rejected, Retry, SendOutcome, Sent
from monitor.model.watchlists import Alias, Entity, Examples, Keyword, Listing, ListSource, Mute, Watchlist
from monitor.model.words import ArticleMode, Blind, DeliveryState, EntityType, Scope, Severity, Tier, TripStatus

__all__ = [
    "Alert", "AlertGroup", "Alias", "Ambiguous", "Article", "ArticleMode", "Blind", "Decision", "Delivery", "DeliveryState", "Document",
    "Entity", "EntityType", "Entry", "Evidence", "Examples", "Feed", "FetchFailed", "FetchKind", "FetchOutcome", "FetchProblem",
    "FetchRequest", "Fetched", "Keyword", "KeywordHit", "LeasedEntry", "LeasedFeed", "ListSource", "Listing", "Match", "Mention",
    "Message", "Mute", "NearMiss", "NotModified", "Page", "ParsedFeed", "PollReceipt", "PollResult", "Reading", "Rejected",
    "Retry", "Rule", "SameParty", "Scope", "Screened", "ScreenedReceipt", "SeenEntry", "SendOutcome", "Sent", "Severity", "Snippet",
    "Story", "Tier", "Transition", "Trip", "TripStatus", "Validators", "Verdict", "Watchlist",
]
