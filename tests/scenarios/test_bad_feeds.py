"""Whatever a feed sends, it is an incident on that feed: named, and nothing else is disturbed."""

from __future__ import annotations

import asyncio
import gzip
import io
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from desk import Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

GOOD = Story(path="/good", title="General seen", summary="A general was seen abroad.",
             paragraphs=("General Qassem Suleimani arrived in Moscow on Monday, officials said.",))
ITEM = b"<item><title>Nothing</title><link>http://127.0.0.1/nothing</link></item>"
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>%s</channel></rss>'
Say = Callable[[asyncio.StreamWriter], Awaitable[None]]


def whole(body: bytes, content_type: str = "application/rss+xml", headers: str = "") -> Say:
    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode()
                     + body)
        await writer.drain()

    return say


async def endless(writer: asyncio.StreamWriter) -> None:
    """Bytes for ever, as fast as they are taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n" + RSS[:60])
    while True:
        writer.write(ITEM * 1000)
        await writer.drain()


async def dripping(writer: asyncio.StreamWriter) -> None:
    """A byte whenever the event loop comes round, which keeps every idle timer from running out; never an end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.wait([asyncio.ensure_future(asyncio.Event().wait())], timeout=0.05)


async def cut(writer: asyncio.StreamWriter) -> None:
    """Half of what was announced."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + RSS[:100])
    await writer.drain()


async def no_http(writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    await writer.drain()


def bomb() -> bytes:
    """200 MB of the same, in 200 kB."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(200):
            file.write(b" " * 2**20)
    return packed.getvalue()


BAD: dict[str, Say] = {
    "html": whole(b"<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>", "text/html"),
    "empty": whole(b""),
    "50mb": whole(RSS % (ITEM * (50 * 2**20 // len(ITEM)))),
    "endless": endless,
    "dripping": dripping,
    "bomb": whole(bomb(), headers="Content-Encoding: gzip\r\n"),
    "no-gzip": whole(b"this is no gzip", headers="Content-Encoding: gzip\r\n"),
    "malformed": whole(b"<<<>>&&& \x00\x01\x02 rss"),
    "json": whole(b'{"error": "gone"}', "application/json"),
    "cut": cut,
    "no-http": no_http,
    "binary": whole(bytes(range(256)) * 100, "application/octet-stream"),
}
# not what they say they are, and readable all the same
ODD: dict[str, Say] = {
    "torn": whole(b"<rss><channel><item><title>T</title><<<>>&&& \x00\x01\x02"),
    "lol": whole(b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "' + b"&a;" * 1000 + b'"><!ENTITY c "' +
                 b"&b;" * 1000 + b'"><!ENTITY d "' + b"&c;" * 1000 + b'">]><rss><channel><title>&d;</title></channel></rss>'),
    "wrong-encoding": whole(b'<?xml version="1.0" encoding="utf-8"?>' + RSS[21:] % (
        "<item><title>Генерал Касем Сулеймани прибыл в Москву</title><guid>w</guid></item>".encode("cp1251"))),
}


async def bad_publisher(server_of: dict[str, Say]) -> tuple[asyncio.Server, str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
            await server_of[path.strip("/")](writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the monitor had enough
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_a_bad_feed_is_an_incident_on_that_feed_alone(desk: Desk) -> None:
    server, bad = await bad_publisher(BAD | ODD)
    async with server, Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        feeds = [f"{bad}/{name}" for name in (*BAD, *ODD)] + [room.publish("/good.xml", [GOOD])]
        config = desk.write(feeds=feeds, slack=slack.base_url, http="allow_private_addresses: true, timeout: 3s")
        async with await Monitor.start("once", "-c", config) as monitor:
            assert await monitor.ended() == 0
            said = monitor.text()
        not_read = {line.split(": ")[1].removeprefix(bad) for line in said.splitlines() if line.startswith("not read: ")}
        assert not_read >= {f"/{name}" for name in BAD}, said
        assert not any(f"/{name}" in not_read for name in ODD), said
        assert "/good.xml" not in not_read
        messages = slack.messages("travel-bans")
    assert any("Qasem Soleimani" in message.text and "/good" in str(message.blocks) for message in messages)
    assert "Traceback" not in said


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
async def test_the_worst_feeds_do_not_fill_the_memory(desk: Desk) -> None:
    worst = {name: (BAD | ODD)[name] for name in ("50mb", "endless", "bomb", "lol")}
    server, bad = await bad_publisher(worst)
    async with server, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[f"{{url: {bad}/{name}, every: 1s}}" for name in worst], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as monitor:
            for name in worst:
                await monitor.until("poll", url=f"{bad}/{name}")
            peak = int(Path(f"/proc/{monitor.process.pid}/status").read_text().split("VmHWM:")[1].split()[0]) // 1024
            print(f"the daemon's peak: {peak} MB")
            assert peak < 300
            assert await monitor.stop() == 0


async def test_a_host_that_hangs_does_not_hold_up_the_others(desk: Desk) -> None:
    async def hanging(_writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    pages = {f"page-{number}": hanging for number in range(60)}
    items = b"".join(b"<item><title>Page %d</title><link>/page-%d</link></item>" % (number, number) for number in range(60))
    server, bad = await bad_publisher({"feed.xml": whole(RSS % items), **pages})
    stories: list[Story] = []
    async with server, Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        feeds = [f"{{url: {address}, every: 1s}}" for address in (f"{bad}/feed.xml", room.publish("/good.xml", stories))]
        config = desk.write(feeds=feeds, slack=slack.base_url, http="allow_private_addresses: true, timeout: 2m")
        async with await Monitor.start("run", "-c", config) as monitor:
            await monitor.until("poll", url=f"{bad}/feed.xml")
            room.publish("/good.xml", [GOOD])
            async with asyncio.timeout(60):  # a hanging page takes two minutes, and they are fetched two at a time
                while not slack.messages("travel-bans"):
                    await slack.next_message()
            async with asyncio.timeout(60):  # of the two minutes the pages would hang
                assert await monitor.stop() == 0
    assert len(slack.messages("travel-bans")) == 1
