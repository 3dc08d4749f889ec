"""A locked database, a full disk: the daemon says so, keeps its leases, and goes on when it can."""

from __future__ import annotations

import json
import resource
import sqlite3

from desk import Desk
from processes import Monitor, get

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn


def story(number: int) -> Story:
    return Story(path=f"/story/{number}", title=f"Report {number}", summary="Seen abroad.", paragraphs=(
        f"General Qassem Suleimani arrived in Moscow, report number {number} said.", "Nothing else was known. " * 40))


async def alive(address: str) -> bool:
    status, answer = await get(f"{address}/healthz")
    return status == 200 and bool(json.loads(answer)["alive"])


async def test_a_locked_database_is_waited_for(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[f"{{url: {room.publish('/feed.xml', [])}, every: 1s}}"], slack=slack.base_url,
                            listen="127.0.0.1:0")
        async with await Monitor.start("run", "-c", config) as monitor:
            status = (await monitor.until("started"))["status"]
            locker = sqlite3.connect(desk.store, isolation_level=None, timeout=30)
            room.publish("/feed.xml", [story(0)])

            def lock_when_the_page_is_asked_for(path: str) -> None:
                if path == "/story/0" and not locker.in_transaction:
                    locker.execute("BEGIN EXCLUSIVE")

            room.watch = lock_when_the_page_is_asked_for
            said = await monitor.until("store")  # what the page gave cannot be written
            assert "locked" in said["error"]
            assert str(desk.store) in said["error"]
            assert await alive(status), "the loop runs on"
            assert slack.messages("travel-bans") == []
            locker.execute("ROLLBACK")
            locker.close()
            while not slack.messages("travel-bans"):
                await slack.next_message()
            assert await monitor.stop() == 0
        assert len(room.asked("/story/0")) == 1, "what was read was kept in hand, and not read again"
        assert len(slack.messages("travel-bans")) == 1


async def test_a_full_disk_is_waited_for(desk: Desk) -> None:
    stories = [story(0)]
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[f"{{url: {room.publish('/feed.xml', stories)}, every: 1s}}"], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as monitor:
            while not slack.messages("travel-bans"):
                await slack.next_message()
            # no file of this process may grow beyond what its store's journal has now: as a full disk, to SQLite
            size = max(file.stat().st_size for file in desk.folder.glob("monitor.db*"))
            _, hard = resource.prlimit(monitor.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(monitor.process.pid, resource.RLIMIT_FSIZE, (size, hard))
            stories += [story(number) for number in range(1, 40)]
            room.publish("/feed.xml", stories)
            said = await monitor.until("store")
            assert any(word in said["error"] for word in ("full", "failed")), said
            resource.prlimit(monitor.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
            while len(slack.messages("travel-bans")) < len(stories):
                await slack.next_message()
            assert await monitor.stop() == 0
        assert len(slack.messages("travel-bans")) == len(stories)


async def test_a_stop_while_the_database_is_locked_keeps_to_its_25_seconds_and_loses_nothing(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[f"{{url: {room.publish('/feed.xml', [story(0)])}, every: 1s}}"], slack=slack.base_url)
        locker = sqlite3.connect(desk.store, isolation_level=None, timeout=30)

        def lock(path: str) -> None:
            if path == "/story/0" and not locker.in_transaction:
                locker.execute("BEGIN EXCLUSIVE")

        room.watch = lock
        async with await Monitor.start("run", "-c", config) as monitor:
            await monitor.until("poll", new=1)
            lock("/story/0")
            await monitor.stop()  # whatever its status: it could not say goodbye to its store
        locker.execute("ROLLBACK")
        locker.close()
        room.watch = None
        async with await Monitor.start("run", "-c", config) as monitor:
            while not slack.messages("travel-bans"):
                await slack.next_message()
            assert await monitor.stop() == 0
        assert len(slack.messages("travel-bans")) == 1
