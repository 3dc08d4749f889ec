"""Rules, decisions, alerts, stories, messages and deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.matching import Match, Trip
from monitor.model.words import DeliveryState, Scope, Severity, Tier, TripStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the config. ``watchlists`` empty means all; ``trip``, ``to`` and ``measures`` empty mean any, also none.

    ``to`` and ``not_to`` are alpha-2 codes: where a trip must lead, and where one does not count.
    """

    name: str
    watchlists: tuple[str, ...] = ()
    keywords: str | None = None
    within: Scope = Scope.PARAGRAPH
    trip: tuple[TripStatus, ...] = ()
    to: tuple[str, ...] = ()
    not_to: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
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
    ``rule`` is empty when no rule was asked. ``trip`` is the one the rule asked for, which may be another than the match's lead.
    """

    rule: str
    watchlist: str
    entity: str
    verdict: Verdict
    reason: str
    severity: Severity
    channel: str
    key: str
    trip: Trip | None = None


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
    """What one delivery says: the leading alert, the others of the same article and channel, those told there ``before``, or a
    notice's own words."""

    id: str
    kind: str
    severity: Severity
    lead: Alert | None = None
    others: tuple[Alert, ...] = ()
    before: tuple[Alert, ...] = ()
    notice_title: str = ""
    notice_text: str = ""
    possible_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one channel of one sink.

    ``reply_to``: the delivery whose message heads the thread this one belongs in; ``thread``: that message's receipt, given
    at the claim where both stand in one channel, empty where it goes on its own.
    """

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
    reply_to: str = ""
    thread: str = ""
