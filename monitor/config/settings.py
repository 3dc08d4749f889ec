"""What config.yaml says, as values; the defaults are those of the reference."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import time, timedelta

from monitor.model import Blind, Feed, Rule, Severity

WORKSPACE_RATE = 100 / 60
"""Messages a second that a workspace is sent: well below the "several hundred per minute" Slack's reference speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackConfig:
    """Where alerts go. ``grace``: how long an ambiguous send rests before it is looked up; ``rate``: a second and channel;
    ``workspace_rate``: a second over all channels."""

    channel: str = "#monitor"
    notices: str = "#monitor"
    base_url: str = "https://slack.com/api/"
    timeout: timedelta = timedelta(seconds=15)
    grace: timedelta = timedelta(seconds=60)
    rate: float = 1.0
    workspace_rate: float = WORKSPACE_RATE
    ambiguous: Blind = Blind.RESEND


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpConfig:
    """How pages and feeds are asked for. Sizes are bytes, ``spacing`` stands between two page fetches from one host."""

    user_agent: str = "news-monitor (+https://example.org/contact)"
    timeout: timedelta = timedelta(seconds=20)
    max_feed_bytes: int = 10 << 20
    max_page_bytes: int = 5 << 20
    per_host: int = 2
    spacing: timedelta = timedelta(seconds=1)
    allow_private_addresses: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusConfig:
    """``listen`` is host:port for health, metrics and the desk; None: off."""

    listen: str | None = "127.0.0.1:8080"


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyTime:
    """A time of day in a time zone (an IANA name): when the daily summary is told."""

    at: time = time(8)
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in its file, from 1; 0: it was not written."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePlaces:
    """Where a rule and the watchlists it names stand: ``watchlists`` in step with those of the rule."""

    rule: Place = Place()
    watchlists: tuple[Place, ...] = ()
    keywords: Place = Place()
    measures: tuple[Place, ...] = ()


DEFAULT_RULES = (Rule(name="Any mention", severity=Severity.LOW),)
"""What applies where the file has no ``rules``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """config.yaml, read. ``file`` is its name, for complaints; paths are kept as written (see :func:`~monitor.config.resolve`).

    ``summary`` None: no daily summary. ``backfill`` None: a first poll alerts on entries of any age. ``version`` is a short hash
    of the rules, stored with each alert; ``places`` stand in step with ``rules``; empty for a Config that was never a file.
    """

    file: str = "config.yaml"
    store: str = "sqlite:///monitor.db"
    watchlists: tuple[str, ...] = ("watchlists",)
    feeds: tuple[Feed, ...] = ()
    rules: tuple[Rule, ...] = DEFAULT_RULES
    slack: SlackConfig = SlackConfig()
    http: HttpConfig = HttpConfig()
    status: StatusConfig = StatusConfig()
    summary: DailyTime | None = DailyTime()
    backfill: timedelta | None = timedelta(days=2)
    retention: timedelta = timedelta(days=90)
    version: str = ""
    places: tuple[RulePlaces, ...] = ()


def rules_version(rules: tuple[Rule, ...], channel: str) -> str:
    """Twelve hex digits that change when a rule, or the channel it falls back on, does."""
    return hashlib.sha256(repr((rules, channel)).encode()).hexdigest()[:12]
