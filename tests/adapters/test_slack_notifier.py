"""The Slack sink against the stand-in: each way a call can fail, and what it makes of the message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from monitor.adapters.slack_errors import retry_after
from monitor.adapters.slack_notifier import SlackNotifier, Workspace, goes_direct
from monitor.alerts.render import limits
from monitor.delivery import Absent, Found, Settings, Unreadable, next_state, reconcile
from monitor.errors import SlackRefused
from monitor.model import Ambiguous, Blind, Delivery, DeliveryState, Rejected, Retry, Sent, Transition
from monitor.testing.slack import Fault, FaultKind, SeededFaults, SlackStandIn
from monitor.testing.slack.calls import SCOPES
from monitor.testing.slack.sample import SEEN, sample_delivery

TIMEOUT = timedelta(seconds=0.4)


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(clock=lambda: SEEN.timestamp()) as stand_in:
        yield stand_in


@pytest.fixture
async def notifier(slack: SlackStandIn) -> AsyncIterator[SlackNotifier]:
    notifier = SlackNotifier(token="xoxb-test", base_url=slack.base_url, timeout=TIMEOUT)
    yield notifier
    await notifier.close()


async def send_with(token: str, slack: SlackStandIn, delivery: Delivery | None = None) -> Any:
    notifier = SlackNotifier(token=token, base_url=slack.base_url, timeout=TIMEOUT)
    try:
        return await notifier.send(delivery or sample_delivery())
    finally:
        await notifier.close()


async def test_an_alert_arrives_once_with_its_id_in_metadata_and_block(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    outcome = await notifier.send(sample_delivery(rev=1))
    (message,) = slack.messages("#monitor")
    assert outcome == Sent(receipt=f"{message.channel}:{message.ts}")
    assert (message.id, message.blocks[0]["block_id"]) == ("sample", "monitor:sample:1")
    assert message.mentions == []


async def test_a_name_is_resolved_once_and_an_id_never(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    for channel in ("#monitor", "monitor", "C00000001"):
        assert isinstance(await notifier.send(sample_delivery(channel=channel)), Sent)
    assert slack.calls.count("conversations.list") == 1


async def test_a_channel_on_a_later_page_of_the_list_is_found() -> None:
    async with SlackStandIn(channels=[f"c{number}" for number in range(1100)]) as slack:
        assert isinstance(await send_with("xoxb-1", slack, sample_delivery(channel="#c1099")), Sent)
        assert slack.calls.count("conversations.list") == 2


async def test_an_unknown_channel_is_a_broken_destination_with_the_step_that_mends_it(notifier: SlackNotifier) -> None:
    outcome = await notifier.send(sample_delivery(channel="#nowhere"))
    assert isinstance(outcome, Rejected)
    assert (outcome.what, "/invite" in outcome.reason) == ("destination", True)


async def test_a_channel_archived_in_mid_run_is_a_broken_destination(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    await notifier.send(sample_delivery())
    slack.workspace.channels["C00000001"].archived = True
    outcome = await notifier.send(sample_delivery())
    assert isinstance(outcome, Rejected)
    assert outcome.what == "destination"


async def test_without_the_scope_to_list_channels_the_name_itself_is_used() -> None:
    async with SlackStandIn(tokens={"xoxb-1": ["chat:write"]}) as slack:
        assert isinstance(await send_with("xoxb-1", slack), Sent)
        assert len(slack.messages("monitor")) == 1


@pytest.mark.parametrize(("fault", "after"), [
    (Fault(kind=FaultKind.LIMITED, retry_after="7"), timedelta(seconds=7)),
    (Fault(kind=FaultKind.LIMITED, retry_after="0.5"), timedelta(seconds=0.5)),
    (Fault(kind=FaultKind.LIMITED, retry_after=""), None),
    (Fault(kind=FaultKind.LIMITED, retry_after="soon"), None),
    (Fault(kind=FaultKind.LIMITED, retry_after="99999999999"), timedelta(days=1)),
    (Fault(kind=FaultKind.LIMITED, retry_after="3", body="<html>busy</html>"), timedelta(seconds=3)),
    (Fault(kind=FaultKind.RATELIMITED), None),
])
async def test_a_request_to_slow_down_is_no_attempt(slack: SlackStandIn, notifier: SlackNotifier, fault: Fault,
                                                    after: timedelta | None) -> None:
    slack.fail_next(fault)
    outcome = await notifier.send(sample_delivery())
    assert isinstance(outcome, Retry)
    assert (outcome.after, outcome.counts) == (after, False)
    assert slack.messages("#monitor") == []


def test_a_retry_after_given_as_a_date_is_read_against_the_servers_own_clock() -> None:
    headers = {"retry-after": "Mon, 02 Mar 2026 10:02:00 GMT", "date": "Mon, 02 Mar 2026 10:01:00 GMT"}
    assert retry_after(headers) == timedelta(minutes=1)
    assert retry_after({"retry-after": headers["retry-after"]}) is None


@pytest.mark.parametrize("fault", [
    Fault(kind=FaultKind.STATUS, status=500), Fault(kind=FaultKind.STATUS, status=503, committed=True),
    Fault(kind=FaultKind.STATUS, status=502, body="<html>", content_type="text/html"),
    Fault(kind=FaultKind.STATUS, status=504, body="gateway", content_type="text/plain"),
    Fault(kind=FaultKind.RESET), Fault(kind=FaultKind.RESET, committed=True), Fault(kind=FaultKind.TRUNCATED, committed=True),
    Fault(kind=FaultKind.SLOW, delay=1.0, committed=True), Fault(kind=FaultKind.BODY, body="{not json", committed=True),
    Fault(kind=FaultKind.BODY, body="<p>hello</p>", content_type="text/html"), Fault(kind=FaultKind.BODY, body=""),
    Fault(kind=FaultKind.BODY, body="ok", content_type="text/plain"), Fault(kind=FaultKind.BODY, body="[1]"),
    Fault(kind=FaultKind.ERROR, error="internal_error"), Fault(kind=FaultKind.ERROR, error="fatal_error"),
], ids=str)
async def test_whatever_may_have_been_committed_is_ambiguous_and_never_retried_silently(
        slack: SlackStandIn, notifier: SlackNotifier, fault: Fault) -> None:
    slack.fail_next(fault)
    assert isinstance(await notifier.send(sample_delivery()), Ambiguous)
    assert slack.calls.count("chat.postMessage") == 1
    assert len(slack.messages("#monitor")) == fault.committed


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("invalid_blocks", "payload"),
        ("msg_too_long", "payload"),
        ("metadata_too_large", "payload"),
        ("channel_not_found", "destination"),
        ("restricted_action_read_only_channel", "destination"),
        ("not_in_channel", "destination"),
        ("token_revoked", "app"),
        ("missing_scope", "app"),
        ("account_inactive", "app"),
    ],
)
async def test_a_refusal_says_what_is_refused(slack: SlackStandIn, notifier: SlackNotifier, code: str, what: str) -> None:
    slack.fail_next(Fault(kind=FaultKind.ERROR, error=code))
    outcome = await notifier.send(sample_delivery())
    assert isinstance(outcome, Rejected)
    assert (outcome.what, outcome.reason.split(":")[0]) == (what, code)


async def test_a_refusal_nobody_knows_is_tried_again_later(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    slack.fail_next(Fault(kind=FaultKind.ERROR, error="brand_new_error"))
    outcome = await notifier.send(sample_delivery())
    assert isinstance(outcome, Retry)
    assert outcome.counts


async def test_a_server_that_is_not_there_certainly_got_nothing(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    await notifier.send(sample_delivery())
    await slack.close()
    outcome = await notifier.send(sample_delivery())
    assert isinstance(outcome, Retry)
    assert "cannot be reached" in outcome.reason


async def test_proxy_variables_do_not_divert_a_loopback_address(slack: SlackStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert isinstance(await send_with("xoxb-1", slack), Sent)


async def test_a_refused_payload_goes_out_plain_and_without_metadata_where_those_were_refused(
        slack: SlackStandIn, notifier: SlackNotifier) -> None:
    await notifier.send(sample_delivery(plain=True, error="invalid_blocks: once more as plain text"))
    await notifier.send(sample_delivery(plain=True, error="metadata_must_be_sent_from_app: once more as plain text"))
    first, second = slack.messages("#monitor")
    assert (first.blocks, first.id) == ([], "sample")
    assert second.metadata is None


# ------------------------------------------------------------------ looking up
@pytest.mark.parametrize("drop", ["metadata", "blocks"])
async def test_a_message_is_found_by_metadata_or_by_block_id(slack: SlackStandIn, notifier: SlackNotifier, drop: str) -> None:
    await notifier.send(sample_delivery())
    (message,) = slack.messages("#monitor")
    setattr(message, drop, None if drop == "metadata" else [])
    assert await notifier.find(sample_delivery()) == Found(receipt=f"C00000001:{message.ts}")
    assert await notifier.find(sample_delivery(id="other")) == Absent()


async def test_every_page_of_the_history_is_read_before_a_message_counts_as_absent(
        slack: SlackStandIn, notifier: SlackNotifier) -> None:
    channel = slack.workspace.channels["C00000001"]
    await notifier.send(sample_delivery())
    for _ in range(450):
        slack.workspace.post(channel, text="chatter", blocks=[], metadata=None)
    assert isinstance(await notifier.find(sample_delivery()), Found)
    slack.fail_next(Fault(kind=FaultKind.STATUS, status=500), method="conversations.history")
    assert isinstance(await notifier.find(sample_delivery()), Unreadable)


async def test_without_the_scope_for_history_there_is_no_looking_up_ever() -> None:
    async with SlackStandIn(tokens={"xoxb-1": ["chat:write", "channels:read", "groups:read"]}) as slack:
        notifier = SlackNotifier(token="xoxb-1", base_url=slack.base_url)
        found = await notifier.find(sample_delivery())
        await notifier.close()
    assert isinstance(found, Unreadable)
    assert found.for_good


async def test_a_channel_that_is_gone_cannot_be_looked_up_ever(notifier: SlackNotifier) -> None:
    for channel in ("#gone", "C0GONE000"):
        found = await notifier.find(sample_delivery(channel=channel))
        assert isinstance(found, Unreadable)
        assert found.for_good


@pytest.mark.parametrize("body", [
    '{"ok": true, "messages": [], "has_more": true}',
    '{"ok": true, "messages": [], "has_more": true, "response_metadata": {"next_cursor": "again"}}',
])
async def test_a_history_whose_pages_do_not_end_decides_nothing(slack: SlackStandIn, notifier: SlackNotifier, body: str) -> None:
    slack.fail_next(*[Fault(kind=FaultKind.BODY, body=body)] * 3, method="conversations.history")
    assert isinstance(await notifier.find(sample_delivery()), Unreadable)


@pytest.mark.parametrize("body", ['{"ok": true, "channels": [], "response_metadata": {"next_cursor": "again"}}', "<p>", "[]"])
async def test_a_list_of_channels_that_cannot_be_read_means_nothing_was_sent(
    slack: SlackStandIn, notifier: SlackNotifier, body: str
) -> None:
    slack.fail_next(*[Fault(kind=FaultKind.BODY, body=body)] * 3, method="conversations.list")
    assert isinstance(await notifier.send(sample_delivery()), Retry)
    assert "chat.postMessage" not in slack.calls


async def test_a_late_commit_is_found_after_the_grace_and_would_be_doubled_before_it(
    slack: SlackStandIn, notifier: SlackNotifier
) -> None:
    slack.fail_next(Fault(kind=FaultKind.LATE, delay=0.05))
    assert isinstance(await notifier.send(sample_delivery()), Ambiguous)
    assert await notifier.find(sample_delivery()) == Absent()
    await slack.settled()
    assert isinstance(await notifier.find(sample_delivery()), Found)


# ------------------------------------------------------------------ threads
async def reply_to(slack: SlackStandIn, notifier: SlackNotifier, **changes: Any) -> Delivery:
    root = await notifier.send(sample_delivery(id="root"))
    assert isinstance(root, Sent)
    return sample_delivery(**{"id": "reply", "thread": root.receipt, "reply_to": "root"} | changes)


async def test_a_reply_stands_in_its_thread_and_is_found_there(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    reply = await reply_to(slack, notifier)
    slack.fail_next(Fault(kind=FaultKind.RESET, committed=True))
    assert isinstance(await notifier.send(reply), Ambiguous)
    root, sent = slack.messages("#monitor")
    assert sent.thread_ts == root.ts
    assert await notifier.find(reply) == Found(receipt=f"{sent.channel}:{sent.ts}")
    assert "conversations.history" not in slack.calls
    assert await notifier.find(replace(reply, id="other")) == Absent()


async def test_a_reply_whose_root_was_deleted_goes_out_plain_on_its_own_and_is_found_in_either_place(
        slack: SlackStandIn, notifier: SlackNotifier) -> None:
    reply = await reply_to(slack, notifier)
    slack.workspace.delete(slack.messages("#monitor")[0])
    outcome = await notifier.send(reply)
    assert isinstance(outcome, Rejected)
    assert (outcome.what, outcome.reason) == ("payload", "thread_not_found")
    assert await notifier.find(reply) == Absent()
    alone = replace(reply, plain=True)
    assert isinstance(await notifier.send(alone), Sent)
    assert slack.messages("#monitor")[0].thread_ts is None
    assert isinstance(await notifier.find(alone), Found)


# ------------------------------------------------------------------ channels
async def test_an_archived_channel_can_still_be_searched(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    await notifier.send(sample_delivery())
    slack.workspace.archive("monitor")
    fresh = SlackNotifier(token="xoxb-test", base_url=slack.base_url, timeout=TIMEOUT)
    assert isinstance(await fresh.find(sample_delivery()), Found)
    outcome = await fresh.send(sample_delivery(id="next"))
    await fresh.close()
    assert isinstance(outcome, Rejected)
    assert outcome.reason.startswith("is_archived")


async def test_a_channel_that_is_not_there_is_not_listed_for_again_at_each_message(
        slack: SlackStandIn, notifier: SlackNotifier) -> None:
    for _ in range(5):
        assert isinstance(await notifier.send(sample_delivery(channel="#nowhere")), Rejected)
    assert slack.calls.count("conversations.list") == 1


@pytest.mark.parametrize(("fault", "expected"), [
    (Fault(kind=FaultKind.LIMITED, retry_after="9"), {"limited": True, "after": timedelta(seconds=9)}),
    (Fault(kind=FaultKind.STATUS, status=503), {"away": True}), (Fault(kind=FaultKind.RESET), {"away": True}),
    (Fault(kind=FaultKind.ERROR, error="token_revoked"), {"refused": True}),
    (Fault(kind=FaultKind.ERROR, error="missing_scope"), {"for_good": True}),
], ids=str)
async def test_a_history_that_cannot_be_read_says_what_that_means(
        slack: SlackStandIn, notifier: SlackNotifier, fault: Fault, expected: dict[str, Any]) -> None:
    slack.fail_next(fault, fault, method="conversations.history")  # twice: aiohttp reads once more where a connection was reset
    found = await notifier.find(sample_delivery())
    assert isinstance(found, Unreadable)
    assert found == Unreadable(reason=found.reason, **expected)


# ------------------------------------------------------------------ start
async def test_a_base_url_that_is_no_address_stops_the_sink() -> None:
    notifier = SlackNotifier(token="xoxb-1", base_url="http://:/")
    outcome = await notifier.send(sample_delivery(channel="C00000001"))
    await notifier.close()
    assert isinstance(outcome, Rejected)
    assert (outcome.what, "base_url" in outcome.reason) == ("app", True)


@pytest.mark.parametrize(("base_url", "exempt", "direct"), [
    ("http://127.0.0.1:8/api/", "", True), ("http://[::1]:8/", "", True), ("http://localhost/", "", True),
    ("https://slack.com/api/", "", False), ("https://slack.com/api/", "example.org, .slack.com slack.com", True),
    ("https://my.slack.com/api/", ".slack.com", True), ("https://slack.com/api/", "*", True),
])
def test_which_addresses_go_past_the_proxy(base_url: str, exempt: str, direct: bool) -> None:
    assert goes_direct(base_url, {"NO_PROXY": exempt}) is direct


async def test_a_good_token_names_its_workspace_and_scopes(notifier: SlackNotifier) -> None:
    workspace = await notifier.auth_test()
    assert isinstance(workspace, Workspace)
    assert (workspace.team, workspace.scopes) == ("Stand-in", tuple(sorted(SCOPES)))


async def test_a_refused_token_is_an_error_that_says_how_to_mend_it() -> None:
    async with SlackStandIn(tokens={}) as slack:
        notifier = SlackNotifier(token="xoxb-wrong", base_url=slack.base_url)
        with pytest.raises(SlackRefused, match="SLACK_BOT_TOKEN") as caught:
            await notifier.auth_test()
        await notifier.close()
    assert caught.value.code == "invalid_auth"


async def test_a_slack_that_is_away_at_the_start_is_a_value(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    slack.fail_next(Fault(kind=FaultKind.STATUS, status=503), method="auth.test")
    assert isinstance(await notifier.auth_test(), Ambiguous)
    await slack.close()
    assert isinstance(await notifier.auth_test(), Retry)


# ------------------------------------------------------------------ the promise
CHANCES = {
    Fault(kind=FaultKind.LIMITED): 0.05,
    Fault(kind=FaultKind.STATUS): 0.05,
    Fault(kind=FaultKind.STATUS, committed=True): 0.05,
    Fault(kind=FaultKind.RESET): 0.03,
    Fault(kind=FaultKind.RESET, committed=True): 0.05,
    Fault(kind=FaultKind.TRUNCATED, committed=True): 0.03,
    Fault(kind=FaultKind.BODY, body="<p>", content_type="text/html"): 0.03,
    Fault(kind=FaultKind.ERROR, error="invalid_blocks"): 0.02,
    Fault(kind=FaultKind.ERROR, error="internal_error"): 0.03,
}
SETTINGS = Settings(fallback="#monitor-ops")


async def deliver(delivery: Delivery, notifier: SlackNotifier) -> Transition:
    """What the outbox does with one delivery until it is settled, without the waiting."""
    now = SEEN
    for _ in range(60):
        outcome = await notifier.send(delivery)
        transition = next_state(delivery, outcome, now=now, jitter=0.5, settings=SETTINGS)
        while transition.state is DeliveryState.UNKNOWN:
            found = await notifier.find(delivery)
            settled = reconcile(replace(delivery, state=DeliveryState.UNKNOWN), found, now=now, jitter=0.5, blind=Blind.RESEND)
            if isinstance(settled, Delivery):
                delivery, transition = settled, replace(transition, state=DeliveryState.PENDING, plain=settled.plain, error="")
            else:
                transition = settled
        if transition.state in (DeliveryState.SENT, DeliveryState.DEAD):
            return transition
        delivery = replace(delivery, attempts=transition.attempts, plain=transition.plain, channel=transition.channel,
                           error=transition.error)
    raise AssertionError("not settled after 60 sends")


async def test_three_hundred_faulted_deliveries_lose_nothing_and_double_nothing(
    slack: SlackStandIn, notifier: SlackNotifier
) -> None:
    slack.plan = SeededFaults(7, CHANCES)
    history = SeededFaults(8, {Fault(kind=FaultKind.STATUS): 0.1}, ("conversations.history",))
    posting = slack.plan
    slack.plan = lambda method: posting(method) or history(method)
    ids = [f"d{number}" for number in range(300)]
    for id in ids:
        await deliver(sample_delivery(id=id), notifier)
    assert sorted(message.id for message in slack.messages("#monitor")) == sorted(ids)
    assert slack.calls.count("chat.postMessage") > 330


async def test_what_is_sent_is_always_within_slacks_limits(slack: SlackStandIn, notifier: SlackNotifier) -> None:
    await notifier.send(sample_delivery())
    (message,) = slack.messages("#monitor")
    assert limits.complaints({"text": message.text, "blocks": message.blocks, "metadata": message.metadata}) == []
