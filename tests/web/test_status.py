"""/healthz, /readyz and /metrics of a running daemon, and `monitor health` on them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from desk import Desk
from processes import Monitor, get
from prometheus_client import CollectorRegistry

from monitor.errors import AddressFault
from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn
from monitor.web import Health, StatusServer

NAMES = ("monitor_polls_total", "monitor_entries_total", "monitor_articles_total", "monitor_matches_total", "monitor_alerts_total",
         "monitor_deliveries_total", "monitor_alert_lag_seconds", "monitor_delivery_lag_seconds", "monitor_queue_age_seconds",
         "monitor_queue_rows", "monitor_watchlists_loaded", "monitor_worker_faults_total", "monitor_log_lines_lost_total")


class Clock:
    """The time it is told."""

    def __init__(self) -> None:
        self.time = datetime(2026, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


async def test_a_loop_that_stood_still_for_more_than_five_seconds_is_not_alive() -> None:
    clock = Clock()
    health = Health(clock=clock)
    server = StatusServer("127.0.0.1:0", health, CollectorRegistry())
    await server.start()
    try:
        assert (await get(f"{server.url}/healthz"))[0] == 503
        assert (await get(f"{server.url}/readyz"))[0] == 503
        health.last_tick, health.ready = clock.now(), True
        clock.time += timedelta(seconds=5)
        assert (await get(f"{server.url}/healthz"))[0] == 200
        assert (await get(f"{server.url}/readyz"))[0] == 200
        clock.time += timedelta(seconds=1)
        assert (await get(f"{server.url}/healthz"))[0] == 503
    finally:
        await server.close()


async def test_an_address_that_is_taken_is_refused_with_its_name() -> None:
    first = StatusServer("127.0.0.1:0", Health(clock=Clock()), CollectorRegistry())
    await first.start()
    taken = first.url.removeprefix("http://")
    try:
        with pytest.raises(AddressFault, match=f"{taken}.*in use"):
            await StatusServer(taken, Health(clock=Clock()), CollectorRegistry()).start()
    finally:
        await first.close()


async def health_status(config: object, *more: str) -> tuple[int, str]:
    async with await Monitor.start("health", "-c", config, *more) as command:
        said = await command.out()
        return await command.ended(), said + command.text()


async def test_a_daemon_with_slack_away_is_alive_and_ready_and_counts_what_it_does(desk: Desk) -> None:
    news = Story(path="/news", title="General seen", summary="Seen abroad.",
                 paragraphs=("General Qassem Suleimani arrived in Moscow on Monday, officials said.",))
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[f"{{url: {room.publish('/feed.xml', [news])}, every: 1s}}"], slack=slack.base_url,
                            listen="127.0.0.1:0")
        async with await Monitor.start("run", "-c", config) as daemon:
            address = (await daemon.until("started"))["status"]
            assert not address.endswith(":0")
            await daemon.until("delivery", outcome="sent")
            for path in ("/healthz", "/readyz"):
                status, body = await get(address + path)
                assert status == 200
                report = json.loads(body)
                assert report["alive"]
                assert report["ready"]
                assert report["sink"] == "slack"
            _, figures = await get(f"{address}/metrics")
            assert [name for name in NAMES if name not in figures] == []
            assert 'monitor_alerts_total{rule="Listed person on the move"} 1.0' in figures
            assert 'monitor_deliveries_total{outcome="sent",sink="slack"} 1.0' in figures
            assert "Suleimani" not in figures
            await slack.close()
            assert (await get(f"{address}/healthz"))[0] == 200
            assert (await get(f"{address}/readyz"))[0] == 200
            status, said = await health_status(config, "--url", address)
            assert status == 0, said
            assert (await get(f"{address}/nowhere"))[0] == 404
            assert await daemon.stop() == 0
        status, said = await health_status(config, "--url", address)
        assert status == 1
        assert "no answer" in said
        assert (await health_status(config))[0] == 2, "the port was picked by the daemon: the config cannot tell it"
