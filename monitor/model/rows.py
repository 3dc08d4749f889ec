"""Rows held by lease on their way, and what is written back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.alerts import Alert
from monitor.model.articles import Article
from monitor.model.feeds import Entry, Feed, Validators
from monitor.model.matching import Match
from monitor.model.words import DeliveryState


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
    """The ungrouped alerts of one article, ours until the lease ends, and those ``told`` of it before."""

    article_id: int
    token: str
    alerts: tuple[Alert, ...] = field(default=())
    told: tuple[Alert, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A delivery's next state after an outcome: written as it stands, with what the outcome says of its channel and sink.

    ``at``: when the outcome came. ``repeats``: how often it was sent again without knowing of an earlier copy.
    ``lookups_rest_until``: no other delivery of the channel is looked up before. ``refused``: why the channel takes nothing,
    ``stopped``: why the sink takes nothing until a person has mended it; an accepted message ends both. ``reached``: whether
    the sink answered at all, None where that is not known.
    """

    state: DeliveryState
    at: datetime
    due: datetime
    attempts: int
    error: str = ""
    receipt: str = ""
    plain: bool = False
    channel: str = ""
    repeats: int = 0
    pause_channel_until: datetime | None = None
    lookups_rest_until: datetime | None = None
    refused: str = ""
    stopped: str = ""
    reached: bool | None = None
    sent: datetime | None = None
