"""The one client that touches the web for feeds, pages and lists: one polite, guarded GET at a time per turn.

aiohttp because it costs 0.1 ms of CPU a 304 (httpx 3.4 ms), its total time-out fires on a server that drips, and sizes can be
counted after decompression, in small pieces.

A proxy and the address guard exclude each other (the guard would judge the proxy's address), so proxy settings of the
environment are not read: ``trust_env=False``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote, urljoin, urlsplit

import aiohttp
from aiohttp import ClientTimeout
from aiohttp.compression_utils import HAS_BROTLI
from yarl import URL

from monitor.adapters.addresses import AddressGuard, Reach, is_literal
from monitor.adapters.fetch_failures import Failure, explained
from monitor.adapters.host_courtesy import HostTurns
from monitor.adapters.http_headers import max_age, retry_after
from monitor.adapters.robots import LARGEST as LARGEST_ROBOTS
from monitor.adapters.robots import Robots, RobotsAnswer
from monitor.adapters.system_clock import SystemClock
from monitor.adapters.thread_resolver import ThreadResolver
from monitor.config import HttpConfig
from monitor.model import (
    Fetched,
    FetchFailed,
    FetchKind,
    FetchOutcome,
    FetchProblem,
    FetchRequest,
    NotModified,
    Validators,
)
from monitor.ports import Clock

MAX_REDIRECTS = 5
CONNECT = timedelta(seconds=5)
PIECE = 64 * 1024
MAX_HEADERS = 1000  # lexpress.fr sends more than aiohttp's 128
MAX_FIELD = 32 * 1024
CONNECTIONS = 100

_ACCEPT = {
    FetchKind.FEED: "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
                    "*/*;q=0.8",
    FetchKind.PAGE: "text/html, application/xhtml+xml, */*;q=0.8",
    FetchKind.LIST: "application/xml, text/csv, application/json;q=0.9, */*;q=0.8",
}
LARGEST_LIST = 100 * 1024 * 1024  # OFAC's advanced file is the largest official one; an importer of ours reads as much
LIST_TIMEOUT = timedelta(minutes=5)  # for as many bytes over a slow line
_AS_IS = "%:/?#[]@!$&'()*+,;=-._~|{}^`\\"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_SAYS_WHEN = frozenset({403, 429})  # with 5xx: where a Retry-After is taken at its word


@dataclass(frozen=True, slots=True, kw_only=True)
class _Want:
    """What one chain of GETs asks for. ``cut``: a body beyond the cap is cut there, not refused."""

    headers: Mapping[str, str]
    cap: int
    timeout: timedelta
    page: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """The last response of a chain; ``moved``: every hop before it was permanent, and there was one."""

    url: URL
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    moved: bool = False


class AiohttpFetcher:
    """Implements ``ports.Fetcher`` under the settings ``http``; ``close`` when done, or use it with ``async with``.

    ``clock`` is asked where a header gives a date only, ``turns`` holds the courtesy to hosts, ``guard`` the address rules;
    each has the default that ``http`` describes. A fetch may wait for its turn at a busy host before its time-out runs.
    """

    def __init__(self, http: HttpConfig, *, clock: Clock | None = None, turns: HostTurns | None = None,
                 guard: AddressGuard | None = None) -> None:
        self._http = http
        self._clock = clock or SystemClock()
        self._turns = turns or HostTurns(per_host=http.per_host, spacing=http.spacing, total=CONNECTIONS)
        self._guard = guard or AddressGuard(allow_private=http.allow_private_addresses)
        self._robots = Robots(http.user_agent, self._ask_robots)
        self._resolver = ThreadResolver()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> AiohttpFetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        await self._resolver.close()

    async def fetch(self, request: FetchRequest) -> FetchOutcome:
        """One GET with its redirects: the document, a 304, or why there is none as one sentence for a person."""
        try:
            answer = await self._follow(_address(request.url), self._wanted(request))
        except Failure as failure:
            return failure.outcome
        return self._outcome(request, answer)

    def _wanted(self, request: FetchRequest) -> _Want:
        http, kind = self._http, request.kind
        cap = {FetchKind.PAGE: http.max_page_bytes, FetchKind.FEED: http.max_feed_bytes, FetchKind.LIST: LARGEST_LIST}[kind]
        return _Want(headers={"Accept": _ACCEPT[kind], **_conditions(request.validators)}, cap=cap, page=kind is FetchKind.PAGE,
                     timeout=max(http.timeout, LIST_TIMEOUT) if kind is FetchKind.LIST else http.timeout)

    # -------------------------------------------------------------- answers
    def _outcome(self, request: FetchRequest, answer: _Answer) -> FetchOutcome:
        validators = Validators(etag=_opaque(answer.headers, "ETag"), last_modified=_opaque(answer.headers, "Last-Modified"))
        good_for = max_age(answer.headers, self._clock.now())
        if answer.status in (200, 203):
            content_type = _readable(answer.headers.get("Content-Type", ""))
            return Fetched(url=str(answer.url), body=answer.body, content_type=content_type, validators=validators,
                           max_age=good_for, moved_to=_moved_to(request.url, answer))
        asked = request.validators
        if answer.status == 304 and (asked.etag or asked.last_modified):
            return NotModified(validators=Validators(etag=validators.etag or asked.etag,
                                                     last_modified=validators.last_modified or asked.last_modified),
                               max_age=good_for)
        return self._refused(answer)

    def _refused(self, answer: _Answer) -> FetchFailed:
        listens = answer.status in _SAYS_WHEN or answer.status >= 500
        wait = retry_after(answer.headers, self._clock.now()) if listens else None
        detail = f"{answer.url} answers {answer.status}"
        if answer.status == 304:
            detail += ", though nothing was asked that could be unchanged"
        if wait is not None:
            detail += f" and asks to wait {int(wait.total_seconds())} s"
        return FetchFailed(problem=FetchProblem.STATUS, detail=detail, status=answer.status, retry_after=wait)

    # -------------------------------------------------------------- hops
    async def _follow(self, url: URL, want: _Want) -> _Answer:
        """GETs ``url`` and what it redirects to; the time-out is one for all hops, waiting for turns not counted."""
        left = want.timeout.total_seconds()
        visited: list[URL] = []
        moved = True
        while True:
            new_host = not visited or visited[-1].host != url.host
            visited.append(url)
            answer, took = await self._hop(url, want, left=left, new_host=new_host)
            if answer.status not in _REDIRECTS:
                return replace(answer, moved=moved and len(visited) > 1)
            moved = moved and answer.status in _PERMANENT
            url = _next(url, answer.headers)
            if url in visited:
                raise Failure(FetchProblem.REDIRECTS, f"{visited[0]} redirects in a circle, by way of {url}")
            if len(visited) > MAX_REDIRECTS:
                raise Failure(FetchProblem.REDIRECTS, f"{visited[0]} redirects more than {MAX_REDIRECTS} times")
            left -= took

    async def _hop(self, url: URL, want: _Want, *, left: float, new_host: bool) -> tuple[_Answer, float]:
        """One GET in its turn, and the seconds it took."""
        local = await self._is_local(url)
        if not local:
            self._check_port(url)
        courteous = want.page and not local
        if courteous:
            await self._check_robots(url)
        loop = asyncio.get_running_loop()
        # Behind one private address there may be many servers, told apart by their ports.
        key = f"{url.host}:{url.port}" if local else url.host or ""
        async with self._turns.turn(key, spaced=courteous and new_host):
            start = loop.time()
            try:
                return await self._get(url, want, left), loop.time() - start
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as problem:
                raise explained(url, problem, timeout=want.timeout, connect=CONNECT) from problem

    async def _get(self, url: URL, want: _Want, left: float) -> _Answer:
        timeout = ClientTimeout(total=max(left, 0.001), connect=min(CONNECT.total_seconds(), max(left, 0.001)))
        async with self._opened().get(url, headers=want.headers, allow_redirects=False, timeout=timeout) as response:
            body = await self._body(response, want) if response.status in (200, 203) else b""
            return _Answer(url=url, status=response.status, headers=response.headers, body=body)

    async def _body(self, response: aiohttp.ClientResponse, want: _Want) -> bytes:
        """The body, decompressed, read in pieces and given up as soon as it is beyond the cap."""
        pieces: list[bytes] = []
        size = 0
        async for piece in response.content.iter_chunked(PIECE):
            size += len(piece)
            pieces.append(piece)
            if size > want.cap:
                if want.cut:
                    break
                raise Failure(FetchProblem.TOO_BIG, f"{response.url} is bigger than {want.cap:,} bytes, decompressed")
        return b"".join(pieces)[: want.cap]

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS, resolver=self._resolver, ttl_dns_cache=60,
                                             socket_factory=self._guard.open_socket)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, max_headers=MAX_HEADERS,
                max_field_size=MAX_FIELD, max_line_size=MAX_FIELD,
                headers={"User-Agent": self._http.user_agent, "Accept-Encoding": _encodings()})
        return self._session

    # -------------------------------------------------------------- courtesy
    async def _is_local(self, url: URL) -> bool:
        """Whether ``url`` leads to private addresses only, and those are allowed. Which address is in fact connected to is
        judged by the guard then; this decides about ports and courtesy alone."""
        if not self._guard.allow_private or url.host is None:
            return False
        if is_literal(url.host):
            return self._guard.reach(url.host) is Reach.PRIVATE
        try:
            found = await self._resolver.resolve(url.raw_host or "", url.port or 0)
        except OSError:
            return False
        return bool(found) and all(self._guard.reach(each["host"]) is Reach.PRIVATE for each in found)

    def _check_port(self, url: URL) -> None:
        refusal = self._guard.port_refusal(url.port or 0)
        if refusal:
            raise Failure(FetchProblem.ADDRESS, f"{url} is not fetched: {refusal}")

    async def _check_robots(self, url: URL) -> None:
        forbidden = await self._robots.forbids(str(url.origin()), str(url))
        if forbidden:
            raise Failure(FetchProblem.ROBOTS, forbidden.detail, retry_after=forbidden.again)

    async def _ask_robots(self, origin: str) -> RobotsAnswer:
        """2xx: its rules; 4xx: none; anything else: closed for now (RFC 9309 section 2.3.1). 429 means later, not never."""
        want = _Want(headers={"Accept": "text/plain, */*;q=0.8"}, cap=LARGEST_ROBOTS, cut=True, timeout=self._http.timeout)
        try:
            answer = await self._follow(URL(origin) / "robots.txt", want)
        except Failure as failure:
            if failure.outcome.problem is FetchProblem.REDIRECTS:
                return RobotsAnswer()
            if failure.outcome.problem is FetchProblem.CONTENT:
                return RobotsAnswer(closed="can't be read")
            raise  # the host can't be reached, so neither can the page
        if answer.status in (200, 203):
            return RobotsAnswer(text=answer.body.decode("utf-8", "replace").removeprefix("\ufeff"))
        if answer.status == 429 or answer.status >= 500:
            return RobotsAnswer(closed=f"answers {answer.status}")
        return RobotsAnswer()


def _encodings() -> str:
    """What aiohttp can decompress here: br only where a decoder is installed."""
    return "gzip, deflate, br" if HAS_BROTLI else "gzip, deflate"


def _address(text: str) -> URL:
    """``text`` as an address that may be fetched at all, without its fragment; raises Failure."""
    try:
        url = URL(text)
        parts = urlsplit(text)
        # Path and query stay as they came: yarl would unquote what need not be quoted, and break a signed address.
        path, query = quote(parts.path or "/", safe=_AS_IS), quote(parts.query, safe=_AS_IS)
        usable = url.scheme in ("http", "https") and url.host and url.raw_host and url.port
    except ValueError as problem:  # also what yarl raises for a host that is no host name, once it is looked at
        raise Failure(FetchProblem.ADDRESS, f"{text!r} is no address: {problem}") from problem
    if not usable:
        raise Failure(FetchProblem.ADDRESS, f"{text!r} is no http or https address")
    if url.user is not None or url.password is not None:
        raise Failure(FetchProblem.ADDRESS, f"an address of {url.host} carries a user name or password, which is not sent")
    return URL.build(scheme=url.scheme, authority=url.raw_authority, path=path, query_string=query, encoded=True)


def _next(url: URL, headers: Mapping[str, str]) -> URL:
    """Where a redirect leads; raises Failure."""
    location = headers.get("Location", "").strip()
    if not _is_field(location):  # bytes that are no UTF-8: sent back as they are, percent-encoded
        location = quote(location.encode("utf-8", "surrogateescape"), safe=_AS_IS)
    if not location:
        raise Failure(FetchProblem.REDIRECTS, f"{url} redirects without saying where to")
    try:
        target = urljoin(str(url), location)
    except ValueError as problem:
        raise Failure(FetchProblem.REDIRECTS, f"{url} redirects to what is no address: {location!r}") from problem
    return _address(target)


def _conditions(validators: Validators) -> dict[str, str]:
    """The conditional headers, the server's words returned as they came; one that could not come from a header is left out."""
    said = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in said.items() if value and _is_field(value)}


def _is_field(value: str) -> bool:
    return not any((ord(char) < 32 and char != "\t") or ord(char) == 127 or 0xD800 <= ord(char) < 0xE000 for char in value)


def _opaque(headers: Mapping[str, str], name: str) -> str | None:
    """A validator to be returned byte for byte. Headers are sent as UTF-8: one that came in other bytes can't be returned."""
    value = headers.get(name)
    return value if value and _is_field(value) else None


def _readable(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def _moved_to(asked: str, answer: _Answer) -> str | None:
    """The new address to keep: never one that gives up https."""
    downgrade = asked.lower().startswith("https:") and answer.url.scheme != "https"
    return str(answer.url) if answer.moved and not downgrade else None
