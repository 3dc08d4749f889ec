from __future__ import annotations

import asyncio
import gzip
import random
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from scripted_server import ScriptedServer, response

from monitor.adapters.addresses import AddressGuard, Reach, reach
from monitor.adapters.aiohttp_fetcher import AiohttpFetcher
from monitor.adapters.host_courtesy import HostTurns
from monitor.config import HttpConfig
from monitor.model import Fetched, FetchFailed, FetchKind, FetchOutcome, FetchProblem, FetchRequest, NotModified, Validators

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SHORT = timedelta(seconds=0.3)


class HandClock:
    def now(self) -> datetime:
        return NOW


class LoopbackIsPublic(AddressGuard):
    """Takes 127.0.0.1 for a server out in the world; all else is judged as it is."""

    def reach(self, address: str) -> Reach:
        return Reach.PUBLIC if address == "127.0.0.1" else reach(address)


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
async def fetcher() -> AsyncIterator[AiohttpFetcher]:
    config = HttpConfig(allow_private_addresses=True, timeout=timedelta(seconds=5), max_feed_bytes=100_000)
    async with AiohttpFetcher(config, clock=HandClock()) as made:
        yield made


def feed(url: str, validators: Validators = Validators()) -> FetchRequest:
    return FetchRequest(url=url, kind=FetchKind.FEED, validators=validators)


def failed(outcome: FetchOutcome) -> FetchFailed:
    assert isinstance(outcome, FetchFailed), outcome
    assert "\n" not in outcome.detail
    return outcome


def fetched(outcome: FetchOutcome) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


# ------------------------------------------------------------------ documents
async def test_a_document_comes_with_its_validators_type_and_age(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = response(body=b"<rss/>", ETag='W/"a\tb c"', Last_Modified="last Tuesday", Cache_Control="max-age=90",
                                       Content_Type="application/rss+xml; charset=koi8-r")
    assert await fetcher.fetch(feed(server.url("/feed#top"))) == Fetched(
        url=server.url("/feed"), body=b"<rss/>", content_type="application/rss+xml; charset=koi8-r", max_age=timedelta(seconds=90),
        validators=Validators(etag='W/"a\tb c"', last_modified="last Tuesday"))


async def test_the_request_is_honest_and_carries_nothing_else(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = [response(body=b"1", Set_Cookie="id=1"), response(body=b"2")]
    await fetcher.fetch(feed(server.url("/feed")))
    await fetcher.fetch(feed(server.url("/feed")))
    headers = server.requests[1].headers
    assert sorted(headers) == [b"Accept", b"Accept-Encoding", b"Host", b"User-Agent"]
    assert headers[b"User-Agent"] == b"news-monitor (+https://example.org/contact)"
    assert headers[b"Accept-Encoding"].startswith(b"gzip, deflate")


@pytest.mark.parametrize("etag", ['"plain"', 'W/"weak"', "no quotes", '"ü"', '""', "W/x; y=z"])
async def test_a_304_is_asked_for_with_the_servers_own_words(etag: str, server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = [
        response(body=b"x", ETag=etag.encode().decode("latin-1"), Last_Modified="whenever, GMT"), response(304, Cache_Control="max-age=5")]
    first = fetched(await fetcher.fetch(feed(server.url("/feed"))))
    second = await fetcher.fetch(feed(server.url("/feed"), first.validators))
    assert second == NotModified(validators=first.validators, max_age=timedelta(seconds=5))
    assert server.requests[1].headers[b"If-None-Match"] == etag.encode()
    assert server.requests[1].headers[b"If-Modified-Since"] == b"whenever, GMT"


async def test_a_304_with_new_validators_gives_those(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = response(304, ETag='"2"')
    outcome = await fetcher.fetch(feed(server.url("/feed"), Validators(etag='"1"', last_modified="then")))
    assert outcome == NotModified(validators=Validators(etag='"2"', last_modified="then"))


async def test_a_304_nobody_asked_for_is_a_failure(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = response(304)
    outcome = failed(await fetcher.fetch(feed(server.url("/feed"))))
    assert (outcome.problem, outcome.status) == (FetchProblem.STATUS, 304)


async def test_an_etag_in_bytes_that_cannot_be_returned_is_left_out(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = response(body=b"x", ETag='"\xfc"', Last_Modified="then")
    assert fetched(await fetcher.fetch(feed(server.url("/feed")))).validators == Validators(last_modified="then")


async def test_validators_that_would_break_the_header_are_not_sent(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = response(body=b"x")
    fetched(await fetcher.fetch(feed(server.url("/feed"), Validators(etag='"x"\r\nCookie: a=b', last_modified="\ud800"))))
    assert sorted(server.requests[0].headers) == [b"Accept", b"Accept-Encoding", b"Host", b"User-Agent"]


async def test_two_hundred_headers_and_a_long_one_are_read(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    many = {f"X_{number}": "v" for number in range(200)}
    server.answers["/feed"] = response(body=b"x", X_Long="y" * 30_000, **many)
    assert fetched(await fetcher.fetch(feed(server.url("/feed")))).body == b"x"


@pytest.mark.parametrize(("encoding", "packed"), [
    ("gzip", gzip.compress(b"<rss/>", mtime=0)), ("deflate", zlib.compress(b"<rss/>")), ("deflate", zlib.compress(b"<rss/>", wbits=-15))])
async def test_a_compressed_body_is_unpacked(encoding: str, packed: bytes, server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = response(body=packed, Content_Encoding=encoding)
    assert fetched(await fetcher.fetch(feed(server.url("/feed")))).body == b"<rss/>"


# ------------------------------------------------------------------ refusals of the server
@pytest.mark.parametrize("status", [403, 429, 500, 503])
@pytest.mark.parametrize(("value", "seconds"), [("120", 120), ("Tue, 24 Nov 2026 10:05:00 GMT", 300), ("317100", 86_400)])
async def test_retry_after_is_heard(status: int, value: str, seconds: int, server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = response(status, Retry_After=value)
    outcome = failed(await fetcher.fetch(feed(server.url("/feed"))))
    assert (outcome.problem, outcome.status, outcome.retry_after) == (FetchProblem.STATUS, status, timedelta(seconds=seconds))
    assert outcome.detail == f"{server.url('/feed')} answers {status} and asks to wait {seconds} s"


@pytest.mark.parametrize("status", [204, 206, 300, 401, 404, 410, 418])
async def test_any_other_status_is_a_failure_with_its_number(status: int, server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = response(status, Retry_After="9")
    outcome = failed(await fetcher.fetch(feed(server.url("/feed"))))
    assert (outcome.status, outcome.retry_after, outcome.detail) == (status, None, f"{server.url('/feed')} answers {status}")


# ------------------------------------------------------------------ redirects
@pytest.mark.parametrize(("statuses", "kept"), [
    ((301,), True), ((308, 301), True), ((302,), False), ((301, 307), False), ((303, 308), False)])
async def test_only_a_chain_of_permanent_redirects_moves_a_feed(statuses: tuple[int, ...], kept: bool, server: ScriptedServer,
                                                                fetcher: AiohttpFetcher) -> None:
    for number, status in enumerate(statuses):
        server.answers[f"/{number}?a=b%2Fc"] = response(status, Location=f"../{number + 1}?a=b%2Fc#top")
    last = f"/{len(statuses)}?a=b%2Fc"
    server.answers[last] = response(body=b"there")
    outcome = fetched(await fetcher.fetch(feed(server.url("/0?a=b%2Fc"))))
    assert (outcome.url, outcome.body, outcome.moved_to) == (server.url(last), b"there", server.url(last) if kept else None)


async def test_five_redirects_are_followed_and_the_sixth_is_not(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    for number in range(7):
        server.answers[f"/{number}"] = response(302, Location=f"/{number + 1}")
    server.answers["/7"] = response(body=b"there")
    assert fetched(await fetcher.fetch(feed(server.url("/2")))).body == b"there"
    assert failed(await fetcher.fetch(feed(server.url("/1")))).problem is FetchProblem.REDIRECTS


@pytest.mark.parametrize("location", ["/a", "/b", ""])
async def test_a_circle_and_a_redirect_to_nowhere_end_at_once(location: str, server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/a"] = response(301, Location="/b")
    server.answers["/b"] = response(301, Location=location)
    assert failed(await fetcher.fetch(feed(server.url("/a")))).problem is FetchProblem.REDIRECTS
    assert len(server.requests) == 2


@pytest.mark.parametrize("target", [
    "http://127.0.0.2:{port}/x", "http://[::1]:{port}/x", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:7f00:2]:{port}/x",
    "file:///etc/passwd", "ftp://127.0.0.1/x", "http://user:secret@127.0.0.1:{port}/x", "http://127.0.0.1:22/", "http://[::1",
    "gopher://x", "http://2130706433:{port}/x"])
async def test_a_redirect_never_leads_where_a_feed_may_not(target: str, server: ScriptedServer) -> None:
    guard = LoopbackIsPublic(allow_private=False, ports=[server.port, 80])
    server.answers["/a"] = response(301, Location=target.format(port=server.port))
    async with AiohttpFetcher(HttpConfig(timeout=timedelta(seconds=5)), guard=guard) as fetcher:
        outcome = failed(await fetcher.fetch(feed(server.url("/a"))))
    assert outcome.problem in (FetchProblem.ADDRESS, FetchProblem.REDIRECTS)
    assert "secret" not in outcome.detail
    assert len(server.requests) == 1


# ------------------------------------------------------------------ addresses
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
                                  "0.0.0.0", "[::]", "127.1", "2130706433", "0x7f.1"])
async def test_a_private_address_is_not_connected_to(host: str, server: ScriptedServer) -> None:
    guard = AddressGuard(allow_private=False, ports=[server.port])
    async with AiohttpFetcher(HttpConfig(timeout=timedelta(seconds=5)), guard=guard) as fetcher:
        for kind in FetchKind:
            outcome = failed(await fetcher.fetch(FetchRequest(url=server.url("/", host), kind=kind)))
            assert outcome.problem is FetchProblem.ADDRESS
    assert server.connections == 0


@pytest.mark.parametrize("url", ["", "x", "ftp://example.org/", "file:///etc/passwd", "http://", "http:///path", "http://[::1", "http://xn--/",
                                 "http://user:pass@example.org/", "http://user@example.org/", "http://example.org:25/",
                                 "https://example.org:99999/", "javascript:alert(1)", "http://\ud800/"])
async def test_what_is_no_address_of_news_is_refused_without_asking_anybody(url: str) -> None:
    async with AiohttpFetcher(HttpConfig(timeout=timedelta(seconds=5))) as fetcher:
        outcome = failed(await fetcher.fetch(feed(url)))
    assert outcome.problem is FetchProblem.ADDRESS
    assert "pass@" not in outcome.detail


async def test_ipv6_is_spoken() -> None:
    server = ScriptedServer("::1")
    try:
        await server.__aenter__()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    try:
        server.answers["/"] = response(body=b"six")
        async with AiohttpFetcher(HttpConfig(allow_private_addresses=True)) as fetcher:
            assert fetched(await fetcher.fetch(feed(server.url()))).body == b"six"
    finally:
        await server.__aexit__()


async def test_proxy_settings_of_the_environment_are_not_read(server: ScriptedServer, fetcher: AiohttpFetcher,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    server.answers["/feed"] = response(body=b"direct")
    assert fetched(await fetcher.fetch(feed(server.url("/feed")))).body == b"direct"


# ------------------------------------------------------------------ hostile servers
async def test_a_server_that_drips_is_left_at_the_time_out(server: ScriptedServer) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.02)

    server.answers["/feed"] = drip
    async with AiohttpFetcher(HttpConfig(allow_private_addresses=True, timeout=SHORT)) as fetcher:
        outcome = failed(await fetcher.fetch(feed(server.url("/feed"))))
    assert outcome.problem is FetchProblem.TIMEOUT
    assert outcome.detail == f"{server.url('/feed')} was not there whole within 0.3 s"


async def test_the_time_out_is_one_for_all_redirects(server: ScriptedServer) -> None:
    def slow(number: int) -> Callable[[asyncio.StreamWriter], object]:
        async def answer(writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.12)
            writer.write(response(302, Location=f"/{number + 1}"))
        return answer

    for number in range(6):
        server.answers[f"/{number}"] = slow(number)
    async with AiohttpFetcher(HttpConfig(allow_private_addresses=True, timeout=SHORT)) as fetcher:
        assert failed(await fetcher.fetch(feed(server.url("/0")))).problem is FetchProblem.TIMEOUT
    assert len(server.requests) <= 3


async def test_a_gzip_bomb_is_left_at_the_cap(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    sent = 0

    async def bomb(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
        squeeze = zlib.compressobj(9, wbits=31)
        while not writer.is_closing():
            piece = squeeze.compress(b"\0" * 10_000_000) + squeeze.flush(zlib.Z_SYNC_FLUSH)
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            sent += 10_000_000
            await writer.drain()
            await asyncio.sleep(0)

    server.answers["/feed"] = bomb
    outcome = failed(await fetcher.fetch(feed(server.url("/feed"))))
    assert outcome.problem is FetchProblem.TOO_BIG
    assert outcome.detail == f"{server.url('/feed')} is bigger than 100,000 bytes, decompressed"
    assert sent < 200_000_000


async def test_an_endless_body_is_left_at_the_cap(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    sent = 0

    async def pour(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x" * 10_000)
            sent += 10_000
            await writer.drain()

    server.answers["/feed"] = pour
    assert failed(await fetcher.fetch(feed(server.url("/feed")))).problem is FetchProblem.TOO_BIG
    assert sent < 20_000_000


async def test_a_body_of_the_cap_is_taken_and_one_byte_more_is_not(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = [response(body=b"x" * 100_000), response(body=b"x" * 100_001)]
    assert len(fetched(await fetcher.fetch(feed(server.url("/feed")))).body) == 100_000
    assert failed(await fetcher.fetch(feed(server.url("/feed")))).problem is FetchProblem.TOO_BIG


async def test_a_page_has_its_own_cap(server: ScriptedServer) -> None:
    server.answers["/page"] = response(body=b"x" * 2000)
    async with AiohttpFetcher(HttpConfig(allow_private_addresses=True, max_feed_bytes=10, max_page_bytes=2000)) as fetcher:
        assert len(fetched(await fetcher.fetch(FetchRequest(url=server.url("/page"), kind=FetchKind.PAGE))).body) == 2000


async def test_a_reset_in_the_middle_is_a_connection_problem(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    async def reset(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome")
        await writer.drain()
        writer.transport.abort()

    server.answers["/feed"] = reset
    assert failed(await fetcher.fetch(feed(server.url("/feed")))).problem is FetchProblem.CONNECTION


@pytest.mark.parametrize(("said", "problem"), [
    (b"", FetchProblem.CONNECTION),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", FetchProblem.CONNECTION),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", FetchProblem.CONTENT),
    (b"220 mail.example ESMTP\r\n\r\n", FetchProblem.CONTENT),
    (b"\x00\xff\x00\xff\r\n\r\n", FetchProblem.CONTENT),
    (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", FetchProblem.CONTENT),
    (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 2000 + b"\r\n", FetchProblem.CONTENT),
    (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", FetchProblem.CONTENT),
    (response(body=b"not gzip", Content_Encoding="gzip"), FetchProblem.CONTENT),
    (response(body=gzip.compress(b"x" * 10_000, mtime=0)[:50], Content_Encoding="gzip"), None),
    (response(301, Location="/\xff\xfe"), FetchProblem.STATUS),
    (response(301, Location="http://\xff\xfe/"), FetchProblem.DNS),
], ids=["nothing", "short", "bad-chunk", "mail", "garbage", "negative", "2000-headers", "long-header",
        "no-gzip", "cut-gzip", "odd-path", "odd-host"])
async def test_a_broken_answer_is_a_value(said: bytes, problem: FetchProblem | None, server: ScriptedServer,
                                          fetcher: AiohttpFetcher) -> None:
    server.answers["/feed"] = said
    outcome = await fetcher.fetch(feed(server.url("/feed")))
    if problem is not None:
        assert failed(outcome).problem is problem


async def test_no_answer_a_server_can_give_raises(server: ScriptedServer) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    packed = gzip.compress(b"<rss/>" * 50)
    chunked = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\nETag: \"1\"\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    whole = [chunked % (len(packed), packed), response(body=packed, Content_Encoding="gzip", Expires="0", Cache_Control="max-age=1"),
             response(301, Location="/feed?next"), response(503, Retry_After="Tue, 24 Nov 2026 10:05:00 GMT")]
    async with AiohttpFetcher(HttpConfig(allow_private_addresses=True, timeout=SHORT)) as fetcher:
        for _ in range(150):
            said = bytearray(dice.choice(whole))
            for _ in range(dice.randint(1, 4)):
                said[dice.randrange(len(said))] = dice.randrange(256)
            server.answers["/feed"] = bytes(said)
            outcome = await fetcher.fetch(feed(server.url("/feed")))
            assert isinstance(outcome, Fetched | FetchFailed)


async def test_a_name_without_an_address_is_a_dns_problem(fetcher: AiohttpFetcher) -> None:
    for host in ("nowhere.invalid", "exa mple..com", "x" * 64 + ".example"):
        assert failed(await fetcher.fetch(feed(f"http://{host}/feed"))).problem is FetchProblem.DNS


async def test_a_closed_port_is_a_connection_problem(fetcher: AiohttpFetcher) -> None:
    assert failed(await fetcher.fetch(feed("http://127.0.0.1:1/feed"))).problem is FetchProblem.CONNECTION


async def test_a_server_without_tls_is_a_tls_problem(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    async def plain(writer: asyncio.StreamWriter) -> None:
        writer.write(response())

    server.answers["/"] = plain
    writer_first = asyncio.start_server(lambda _, writer: (writer.write(b"HTTP/1.1 400 Bad\r\n\r\n"), writer.close())[1], "127.0.0.1", 0)
    async with await writer_first as other:
        port = other.sockets[0].getsockname()[1]
        assert failed(await fetcher.fetch(feed(f"https://127.0.0.1:{port}/"))).problem is FetchProblem.TLS


# ------------------------------------------------------------------ courtesy
class Courtesy:
    """A fetcher that takes the scripted server for one out in the world, with spacing on a clock of its own."""

    def __init__(self, server: ScriptedServer) -> None:
        self.time = 0.0
        self.fetcher = AiohttpFetcher(
            HttpConfig(timeout=timedelta(seconds=5)), guard=LoopbackIsPublic(allow_private=False, ports=[server.port]),
            turns=HostTurns(per_host=2, spacing=timedelta(seconds=1), clock=lambda: self.time, sleep=self.sleep))

    async def sleep(self, seconds: float) -> None:
        self.time += seconds
        await asyncio.sleep(0)


@pytest.fixture
async def courtesy(server: ScriptedServer) -> AsyncIterator[Courtesy]:
    made = Courtesy(server)
    yield made
    await made.fetcher.close()


def page(url: str) -> FetchRequest:
    return FetchRequest(url=url, kind=FetchKind.PAGE)


async def test_pages_of_one_host_are_spaced_and_two_at_a_time_and_robots_txt_is_read_once(server: ScriptedServer,
                                                                                          courtesy: Courtesy) -> None:
    server.answers["/a"] = response(body=b"a")
    outcomes = await asyncio.gather(*(courtesy.fetcher.fetch(page(server.url("/a"))) for _ in range(6)))
    assert all(isinstance(outcome, Fetched) for outcome in outcomes)
    assert courtesy.time == pytest.approx(5.0)
    assert server.most_at_once <= 2
    assert [request.path for request in server.requests].count("/robots.txt") == 1


async def test_feeds_are_neither_spaced_nor_asked_about(server: ScriptedServer, courtesy: Courtesy) -> None:
    server.answers |= {"/feed": response(body=b"a"), "/robots.txt": response(body=b"User-agent: *\nDisallow: /")}
    for _ in range(3):
        fetched(await courtesy.fetcher.fetch(feed(server.url("/feed"))))
    assert (courtesy.time, len(server.requests)) == (0.0, 3)


async def test_what_robots_txt_forbids_is_not_fetched(server: ScriptedServer, courtesy: Courtesy) -> None:
    rules = b"\xef\xbb\xbfUser-agent: news-monitor\nDisallow: /private\n\nUser-agent: *\nDisallow: /"
    server.answers |= {"/robots.txt": response(body=rules), "/open": response(body=b"open"), "/hop": response(302, Location="/private/x")}
    assert fetched(await courtesy.fetcher.fetch(page(server.url("/open")))).body == b"open"
    for path in ("/private/x", "/hop"):
        outcome = failed(await courtesy.fetcher.fetch(page(server.url(path))))
        assert (outcome.problem, outcome.retry_after) == (FetchProblem.ROBOTS, None)
        assert outcome.detail == f"{server.url('/robots.txt')} asks news-monitor not to fetch {server.url('/private/x')}"
    assert [request.path for request in server.requests] == ["/robots.txt", "/open", "/hop"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_host_without_robots_txt_is_open(status: int, server: ScriptedServer, courtesy: Courtesy) -> None:
    server.answers |= {"/robots.txt": response(status), "/a": response(body=b"a")}
    assert fetched(await courtesy.fetcher.fetch(page(server.url("/a")))).body == b"a"


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_host_whose_robots_txt_fails_waits(status: int, server: ScriptedServer, courtesy: Courtesy) -> None:
    server.answers |= {"/robots.txt": response(status), "/a": response(body=b"a")}
    outcome = failed(await courtesy.fetcher.fetch(page(server.url("/a"))))
    assert outcome.problem is FetchProblem.ROBOTS
    assert timedelta(minutes=9) < (outcome.retry_after or timedelta(0)) <= timedelta(minutes=10)


async def test_an_endless_robots_txt_is_read_to_its_cap(server: ScriptedServer, courtesy: Courtesy) -> None:
    server.answers |= {"/robots.txt": response(body=b"User-agent: *\nDisallow: /a\n" + b"# x\n" * 500_000), "/a": response(body=b"a"),
                       "/b": response(body=b"b")}
    assert failed(await courtesy.fetcher.fetch(page(server.url("/a")))).problem is FetchProblem.ROBOTS
    assert fetched(await courtesy.fetcher.fetch(page(server.url("/b")))).body == b"b"


async def test_private_addresses_are_asked_without_robots_and_spacing(server: ScriptedServer, fetcher: AiohttpFetcher) -> None:
    server.answers |= {"/a": response(body=b"a"), "/robots.txt": response(body=b"User-agent: *\nDisallow: /")}
    for _ in range(3):
        fetched(await fetcher.fetch(page(server.url("/a"))))
    assert [request.path for request in server.requests] == ["/a"] * 3
