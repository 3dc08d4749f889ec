"""The stand-in keeps what Slack keeps, refuses what Slack refuses, and shows it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from lxml import html

from monitor.adapters.slack_errors import of_answer
from monitor.adapters.slack_notifier import SlackNotifier
from monitor.model import Rejected
from monitor.testing.slack import PERMANENT, Fault, FaultKind, SlackStandIn, rough
from monitor.testing.slack.sample import sample_alert, sample_delivery, sample_message


async def call(slack: SlackStandIn, method: str, *, token: str = "xoxb-1", **arguments: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(slack.base_url + method, json=arguments, headers=headers) as answer,
    ):
        found: dict[str, Any] = await answer.json()
        return found


async def send(slack: SlackStandIn, **changes: Any) -> None:
    notifier = SlackNotifier(token="xoxb-1", base_url=slack.base_url)
    await notifier.send(sample_delivery(**changes))
    await notifier.close()


async def test_messages_survive_a_restart_on_the_same_file(tmp_path: Path) -> None:
    async with SlackStandIn(file=tmp_path / "slack.jsonl") as slack:
        await send(slack)
        ts = slack.messages("#monitor")[0].ts
        await call(slack, "chat.update", channel="C00000001", ts=ts, text="changed")
    async with SlackStandIn(file=tmp_path / "slack.jsonl") as slack:
        (message,) = slack.messages("#monitor")
        assert (message.ts, message.text, message.edited) == (ts, "changed", True)
        await send(slack, id="second")
        assert slack.messages("#monitor")[1].ts > ts


async def test_tokens_and_scopes_are_checked_as_slack_does() -> None:
    async with SlackStandIn(tokens={"xoxb-1": ["chat:write"]}) as slack:
        assert (await call(slack, "auth.test", token=""))["error"] == "not_authed"
        assert (await call(slack, "auth.test", token="xoxb-2"))["error"] == "invalid_auth"
        assert (await call(slack, "conversations.history", channel="C00000001"))["needed"] == "channels:history"
        assert (await call(slack, "no.such"))["error"] == "unknown_method"


async def test_a_message_beyond_the_limits_is_refused_and_not_kept() -> None:
    async with SlackStandIn() as slack:
        header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
        answer = await call(slack, "chat.postMessage", channel="#monitor", text="x", blocks=[header])
        assert (answer["ok"], answer["error"]) == (False, "invalid_blocks")
        assert "150" in answer["response_metadata"]["messages"][0]
        assert slack.messages("#monitor") == []


async def test_history_is_newest_first_in_pages_without_replies_and_with_metadata_only_on_request() -> None:
    async with SlackStandIn() as slack:
        roots = [(await call(slack, "chat.postMessage", channel="#monitor", text=f"{number}",
                             metadata={"event_type": "e", "event_payload": {"id": str(number)}}))["ts"] for number in range(5)]
        await call(slack, "chat.postMessage", channel="#monitor", text="reply", thread_ts=roots[0])
        first = await call(slack, "conversations.history", channel="C00000001", limit=3)
        assert [message["text"] for message in first["messages"]] == ["4", "3", "2"]
        assert (first["has_more"], "metadata" in first["messages"][0]) == (True, False)
        rest = await call(slack, "conversations.history", channel="C00000001", limit=3, include_all_metadata=True,
                          cursor=first["response_metadata"]["next_cursor"])
        assert [message["metadata"]["event_payload"]["id"] for message in rest["messages"]] == ["1", "0"]
        later = await call(slack, "conversations.history", channel="C00000001", oldest=roots[3])
        assert [message["ts"] for message in later["messages"]] == [roots[4]]
        replies = await call(slack, "conversations.replies", channel="C00000001", ts=roots[0])
        assert [message["text"] for message in replies["messages"]] == ["0", "reply"]


async def test_a_late_commit_appears_after_the_connection_was_cut() -> None:
    async with SlackStandIn() as slack:
        slack.fail_next(Fault(kind=FaultKind.LATE, delay=0.0))
        with pytest.raises(aiohttp.ClientError):
            await call(slack, "chat.postMessage", channel="#monitor", text="late")
        await slack.settled()
        assert [message.text for message in slack.messages("#monitor")] == ["late"]


async def test_a_planned_fault_hits_the_named_method_only_and_once() -> None:
    async with SlackStandIn() as slack:
        slack.fail_next(Fault(kind=FaultKind.ERROR, error="is_archived"))
        assert (await call(slack, "auth.test"))["ok"]
        assert (await call(slack, "chat.postMessage", channel="#monitor", text="x"))["error"] == "is_archived"
        assert (await call(slack, "chat.postMessage", channel="#monitor", text="x"))["ok"]


async def test_calls_about_what_is_not_there_are_refused_as_slack_does() -> None:
    async with SlackStandIn() as slack:
        for method in ("chat.postMessage", "chat.update", "conversations.history", "conversations.replies"):
            assert (await call(slack, method, channel="C0NONE", ts="1.0", text="x"))["error"] == "channel_not_found"
        assert (await call(slack, "chat.update", channel="C00000001", ts="1.0", text="x"))["error"] == "message_not_found"
        assert (await call(slack, "conversations.replies", channel="C00000001", ts="1.0"))["error"] == "thread_not_found"
        slack.workspace.channels["C00000001"].member = False
        assert (await call(slack, "chat.postMessage", channel="C00000001", text="x"))["error"] == "not_in_channel"
        ts = (await call(slack, "chat.postMessage", channel="C00000002", text="x"))["ts"]
        assert (await call(slack, "chat.update", channel="C00000002", ts=ts, blocks=[{"type": "x"}]))["error"] == "invalid_blocks"


async def test_private_and_archived_channels_are_listed_only_when_asked_for() -> None:
    async with SlackStandIn(channels=("open", "old")) as slack:
        slack.workspace.add("secret", private=True)
        slack.workspace.channels["C00000002"].archived = True
        listed = await call(slack, "conversations.list", exclude_archived=True)
        assert [channel["name"] for channel in listed["channels"]] == ["open"]
        both = await call(slack, "conversations.list", types="public_channel,private_channel")
        assert [channel["name"] for channel in both["channels"]] == ["open", "old", "secret"]


async def test_an_unknown_channel_is_named_in_the_error() -> None:
    async with SlackStandIn() as slack:
        with pytest.raises(KeyError, match="nowhere"):
            slack.messages("#nowhere")


async def page(slack: SlackStandIn, channel: str = "monitor") -> Any:
    async with aiohttp.ClientSession() as session, session.get(slack.address, params={"channel": channel}) as answer:
        assert "script-src 'nonce-" in answer.headers["Content-Security-Policy"]
        return html.fromstring(await answer.text())


async def test_the_page_shows_the_channels_and_the_alert_as_its_blocks_say() -> None:
    async with SlackStandIn() as slack:
        await send(slack)
        tree = await page(slack)
        assert tree.xpath("string(//h3)") == "HIGH · Arvin Tahery — travelled to Valletta, Malta (reportedly)"
        assert "high" in tree.xpath("//article//div[contains(@class, 'card')]/@class")[0]
        assert tree.xpath("string(//blockquote//strong)") == "Arvin Taheri"
        assert tree.xpath("//article//a/@href")[0] == "https://news.example/world/general-lands-in-valletta"
        assert [" ".join(text.split()) for text in tree.xpath("//nav//a/span[1]/text()")] == ["# monitor", "# monitor-ops"]
        assert tree.xpath("//*[@role='log']/@aria-live") == ["polite"]
        empty = await page(slack, "monitor-ops")
        assert empty.xpath("string(//p[@class='empty'])") == "No message yet."


async def test_nothing_hostile_runs_or_links_on_the_page() -> None:
    async with SlackStandIn() as slack:
        hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        message = sample_message(lead=sample_alert(title=hostile, article_url="javascript:alert(1)", feed_name=hostile))
        await send(slack, message=message)
        await send(slack, id="plain", message=message, plain=True)
        await call(
            slack, "chat.postMessage", channel="#monitor", text="<javascript:alert(1)|x> <https://a.example/|label> <!channel>"
        )
        tree = await page(slack)
        assert len(tree.xpath("//script")) == 1
        assert tree.xpath("//img") == []
        assert all(href.startswith(("/?channel=", "https://")) for href in tree.xpath("//a/@href"))
        assert tree.xpath("//a[text()='label']/@href") == ["https://a.example/"]
        assert slack.messages("#monitor")[2].mentions == ["<!channel>"]


async def test_the_pages_version_changes_with_a_message() -> None:
    async with SlackStandIn() as slack, aiohttp.ClientSession() as session:
        async with session.get(slack.address + "version") as answer:
            before = await answer.text()
        await send(slack)
        async with session.get(slack.address + "version") as answer:
            assert await answer.text() != before


async def test_a_history_can_lag_and_shows_all_later() -> None:
    async with SlackStandIn() as slack:
        await call(slack, "chat.postMessage", channel="#monitor", text="x")
        slack.fail_next(Fault(kind=FaultKind.LAG, delay=3600), method="conversations.history")
        assert (await call(slack, "conversations.history", channel="C00000001"))["messages"] == []
        assert len((await call(slack, "conversations.history", channel="C00000001"))["messages"]) == 1


async def test_people_delete_messages_and_archive_channels_mid_run(tmp_path: Path) -> None:
    async with SlackStandIn(file=tmp_path / "slack.jsonl") as slack:
        await call(slack, "chat.postMessage", channel="#monitor", text="stays")
        slack.fail_next(Fault(kind=FaultKind.DELETED), Fault(kind=FaultKind.ARCHIVED))
        assert (await call(slack, "chat.postMessage", channel="#monitor", text="goes"))["ok"]
        assert [message.text for message in slack.messages("monitor")] == ["stays"]
        assert (await call(slack, "chat.postMessage", channel="#monitor", text="late"))["error"] == "is_archived"
        assert "archived" in (await page(slack)).xpath("string(//nav)")
        slack.workspace.archive("monitor", archived=False)
        assert (await call(slack, "chat.postMessage", channel="#monitor", text="back"))["ok"]
        with pytest.raises(KeyError, match="nowhere"):
            slack.workspace.archive("nowhere")
    async with SlackStandIn(file=tmp_path / "slack.jsonl") as slack:
        assert [message.text for message in slack.messages("monitor")] == ["stays", "back"]


@pytest.mark.parametrize("kind", [FaultKind.RESET, FaultKind.CLOSE])
@pytest.mark.parametrize("committed", [False, True])
async def test_a_connection_ends_without_an_answer_before_and_after_the_message_is_kept(kind: FaultKind, committed: bool) -> None:
    async with SlackStandIn() as slack:
        slack.fail_next(Fault(kind=kind, committed=committed))
        with pytest.raises(aiohttp.ClientError):
            await call(slack, "chat.postMessage", channel="#monitor", text="x")
        assert len(slack.messages("monitor")) == committed


async def test_replies_stand_under_their_message_on_the_page() -> None:
    async with SlackStandIn() as slack:
        root = (await call(slack, "chat.postMessage", channel="#monitor", text="root"))["ts"]
        await call(slack, "chat.postMessage", channel="#monitor", text="next")
        await call(slack, "chat.postMessage", channel="#monitor", text="reply", thread_ts=root)
        assert (await call(slack, "chat.postMessage", channel="#monitor", text="x", thread_ts="1.0"))["error"] == "thread_not_found"
        tree = await page(slack)
        assert [text.strip() for text in tree.xpath("//article//p[@class='t']/text()")] == ["root", "reply", "next"]
        assert len(tree.xpath("//article[@aria-label='Reply']")) == 1


def test_a_rough_day_is_the_same_for_the_same_seed_and_fails_every_third_message() -> None:
    first, second = rough(5), rough(5)
    drawn = [first("chat.postMessage") for _ in range(3_000)]
    assert drawn == [second("chat.postMessage") for _ in range(3_000)]
    assert 0.25 < sum(fault is not None for fault in drawn) / 3_000 < 0.40
    assert {fault.kind for fault in drawn if fault} >= set(FaultKind) - {FaultKind.LAG, FaultKind.DELETED, FaultKind.ARCHIVED}
    assert rough(5)("auth.test") is None


def test_every_permanent_error_is_refused_in_one_of_three_ways() -> None:
    kinds = Counter(outcome.what for code in PERMANENT if isinstance(outcome := of_answer(200, code, {}), Rejected))
    assert (set(kinds), kinds.total()) == ({"payload", "destination", "app"}, len(PERMANENT))
