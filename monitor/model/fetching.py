"""One GET: what is asked for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from monitor.model.feeds import Validators


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
