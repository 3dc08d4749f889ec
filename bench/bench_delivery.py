"""How long an alert takes from its commit to Slack's acceptance, without faults, below one alert a second and channel.

    python bench/bench_delivery.py [alerts] [seconds between two]      default: 60, 1.25

A real `monitor run`'s house (SQLite with synchronous=FULL, worker processes, Slack over HTTP on loopback by the stand-in): stories
are published one by one in a local feed that carries their text. The time is the daemon's own ``monitor_delivery_lag_seconds``: from
the row's creation, in the transaction that makes it, to the stand-in's answer. What waits for the next poll is not counted.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from monitor.testing.newsroom import Newsroom, Story  # noqa: E402  the folder is put on the path above
from monitor.testing.slack import SlackStandIn  # noqa: E402

CONFIG = """\
store: sqlite:///monitor.db
watchlists: watchlists
feeds: [{{url: "{feed}", every: 1s, article: feed}}]
slack: {{channel: "#monitor", base_url: "{slack}"}}
http: {{allow_private_addresses: true}}
status: {{listen: "off"}}
"""
WATCHLIST = "name: Bans\nentities:\n  - {name: Bahram Kavianpour, positions: [General]}\n"


def story(number: int) -> Story:
    return Story(path=f"/{number}", title=f"Report {number}", summary=f"General Bahram Kavianpour arrived in Moscow, report {number} said.")


async def measured(folder: Path, alerts: int, every: float) -> list[float]:
    """The lags in seconds, by the daemon's log."""
    async with Newsroom() as room, SlackStandIn() as slack:
        feed = room.publish("/feed.xml", [])
        (folder / "watchlists").mkdir()
        (folder / "watchlists" / "bans.yaml").write_text(WATCHLIST, encoding="utf-8")
        (folder / "config.yaml").write_text(CONFIG.format(feed=feed, slack=slack.base_url), encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", "run", "-c", str(folder / "config.yaml"), cwd=ROOT, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE, env=os.environ | {"SLACK_BOT_TOKEN": "xoxb-bench"}, limit=2**20)
        assert process.stderr is not None
        lags: list[float] = []
        publishing: asyncio.Task[None] | None = None

        async def publish() -> None:
            for number in range(alerts):
                room.publish("/feed.xml", [story(one) for one in range(number + 1)][-50:])
                await asyncio.sleep(every)

        while len(lags) < alerts and (line := await process.stderr.readline()):
            found = json.loads(line)
            if found["event"] == "started":
                publishing = asyncio.create_task(publish())
            if found["event"] == "delivery" and found["outcome"] == "sent" and found["kind"] == "alert":
                lags.append(found["lag"])
        process.terminate()
        await process.wait()
        if publishing is not None:
            await publishing
        return lags


def main() -> None:
    alerts = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    every = float(sys.argv[2]) if len(sys.argv) > 2 else 1.25
    with tempfile.TemporaryDirectory() as folder:
        lags = asyncio.run(measured(Path(folder), alerts, every))
    cuts = quantiles(lags, n=100, method="inclusive")
    print(f"commit to accepted, {len(lags)} alerts, one every {every:g} s: p50 {cuts[49]:.3f} s, p99 {cuts[98]:.3f} s, "
          f"most {max(lags):.3f} s   (goal: p50 < 1.5 s, p99 < 5 s)")


if __name__ == "__main__":
    main()
