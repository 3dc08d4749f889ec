"""Without a token the daemon shows alerts on the terminal, and says so once."""

from __future__ import annotations

from desk import Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story

NEWS = Story(path="/news", title="General seen", summary="Seen abroad.",
             paragraphs=("General Qassem Suleimani arrived in Moscow on Monday, officials said.",))


async def test_without_a_token_alerts_are_shown_on_standard_output(desk: Desk) -> None:
    async with Newsroom() as room:
        config = desk.write(feeds=[f"{{url: {room.publish('/feed.xml', [NEWS])}, every: 1s}}"])
        async with await Monitor.start("run", "-c", config, token="") as monitor:
            await monitor.until("delivery", outcome="sent", sink="terminal")
            assert await monitor.stop() == 0
            shown = await monitor.out()
            assert sum(line["event"] == "no Slack token" for line in monitor.lines) == 1
    assert "Qasem Soleimani" in shown
    assert "Moscow" in shown
