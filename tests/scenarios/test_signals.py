"""SIGTERM drains, a second signal stops at once, SIGHUP reloads."""

from __future__ import annotations

import asyncio
import signal
import sqlite3

from desk import SOLEIMANI, Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import Fault, FaultKind, SlackStandIn

ONE = Story(path="/one", title="One", summary="A general was seen abroad.",
            paragraphs=("General Qassem Suleimani arrived in Moscow on Monday, officials said.",))


def often(address: str) -> str:
    return f"{{url: {address}, every: 1s}}"


def leases(desk: Desk) -> int:
    """Rows under a lease that should have been given back."""
    with sqlite3.connect(desk.store) as store:
        return sum(store.execute(f"SELECT count(*) FROM {table} WHERE lease_owner IS NOT NULL").fetchone()[0]
                   for table in ("feed", "entry", "alert"))


async def test_an_idle_daemon_stops_within_three_seconds(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor",)) as slack:
        config = desk.write(feeds=[often(room.publish("/feed.xml", []))], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as monitor:
            await monitor.until("poll")
            assert await monitor.stop() == 0
            assert monitor.lines[-1]["event"] == "stopped"
    assert leases(desk) == 0


async def test_a_stop_finishes_what_is_in_work(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor", "travel-bans")) as slack:
        config = desk.write(feeds=[often(room.publish("/feed.xml", [ONE]))], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as monitor:
            room.watch = lambda path: monitor.process.send_signal(signal.SIGTERM) if path == "/one" else None
            assert await monitor.ended() == 0
        assert len(slack.messages("travel-bans")) == 1, "the page was being fetched when the signal came"
    assert leases(desk) == 0


async def test_a_stop_keeps_to_its_25_seconds_whatever_hangs(desk: Desk) -> None:
    hanging = asyncio.Event()

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hanging.set()
        await reader.read()  # until the client has enough
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed.xml"
    async with server, SlackStandIn(channels=("monitor",)) as slack:
        config = desk.write(feeds=[often(address)], slack=slack.base_url, http="allow_private_addresses: true, timeout: 2m")
        async with await Monitor.start("run", "-c", config) as monitor:
            await hanging.wait()
            async with asyncio.timeout(60):  # of the two minutes the feed would hang
                assert await monitor.stop() == 0
    assert leases(desk) == 0


async def test_a_second_signal_stops_at_once_and_the_next_start_goes_on(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor", "travel-bans")) as slack:
        config = desk.write(feeds=[often(room.publish("/feed.xml", [ONE]))], slack=slack.base_url, timeout="1m")
        slack.fail_next(Fault(kind=FaultKind.SLOW, committed=False, delay=30))
        async with await Monitor.start("run", "-c", config) as monitor:
            slack.plan = lambda method: monitor.process.send_signal(signal.SIGTERM) if method == "conversations.list" else None
            await monitor.until("stopping")
            monitor.process.send_signal(signal.SIGTERM)
            assert await monitor.ended() == 1


async def test_a_signal_in_the_middle_of_the_start_stops_it(desk: Desk) -> None:
    async with SlackStandIn(channels=("monitor",)) as slack:
        config = desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as monitor:
            def stop(_method: str) -> None:
                monitor.process.send_signal(signal.SIGTERM)

            slack.plan = stop
            assert await monitor.ended() == 0
            assert monitor.lines[-1]["event"] == "stopped"


async def test_a_hangup_reads_the_files_again(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor",)) as slack:
        config = desk.write(feeds=[often(room.publish("/feed.xml", []))], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as monitor:
            await monitor.until("poll")
            monitor.process.send_signal(signal.SIGHUP)
            await monitor.until("reload", hint="nothing has changed")
            (desk.lists / "travel-bans.yaml").write_text(SOLEIMANI.replace("Qassem Suleimani", "Qassem Soleymani"), "utf-8")
            monitor.process.send_signal(signal.SIGHUP)
            await monitor.until("reloaded")
            assert await monitor.stop() == 0
