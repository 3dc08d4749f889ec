"""A daily summary that fell due while nothing ran comes at the next start, in the channel for notices, and once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from desk import Desk
from processes import Monitor

from monitor.adapters.sql_store import SqlStore
from monitor.daemon.stalls import HEARTBEAT
from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

BEFORE = datetime(2026, 3, 1, 7, tzinfo=UTC)


async def test_a_missed_summary_is_told_at_the_next_start_once(desk: Desk) -> None:
    now = datetime.now(ZoneInfo("Europe/Berlin"))  # noqa: TID251  the process's clock: late at whatever hour the test runs
    due = now - timedelta(hours=6)
    async with Newsroom() as room, SlackStandIn(channels=("monitor", "monitor-ops")) as slack:
        feed = room.publish("/feed.xml", [Story(path="/a", title="Rain", summary="Umbrellas.")])
        config = desk.write(feeds=[f"{{url: {feed}, every: 1s}}"], slack=slack.base_url, more=f"summary: {due:%H:%M} Europe/Berlin\n")
        quiet = '  channel: "#monitor"\n'
        config.write_text(config.read_text("utf-8").replace(quiet, f'{quiet}  notices: "#monitor-ops"\n'), "utf-8")
        store = await SqlStore.open(f"sqlite:///{desk.store}")
        await store.put_note("summary", json.dumps({"day": "2026-03-01", "until": BEFORE.isoformat()}).encode())
        await store.put_note(HEARTBEAT, (BEFORE + timedelta(hours=1)).isoformat().encode())
        await store.close()
        for _ in range(2):
            async with await Monitor.start("run", "-c", config) as monitor:
                if not slack.messages("monitor-ops"):
                    await slack.next_message()
                await monitor.until("poll")
                assert await monitor.stop() == 0
        [summary] = slack.messages("monitor-ops")
        assert slack.messages("monitor") == []
    assert "0 alerts, 1 feed fine" in summary.text
    assert "late: the monitor did not run then" in summary.text
    assert "Not running from 1 Mar 2026, 08:00 UTC" in summary.text
