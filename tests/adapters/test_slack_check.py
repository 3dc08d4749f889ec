"""`monitor check --live` against the stand-in: each fault is found and comes with the step that mends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from monitor.adapters.slack_check import Finding, SlackCheck
from monitor.adapters.slack_scopes import SCOPES
from monitor.adapters.system_clock import SystemClock
from monitor.testing.slack import Fault, FaultKind, SlackStandIn


async def findings(slack: SlackStandIn, *channels: str, notices: str = "#monitor", token: str = "xoxb-any") -> list[Finding]:
    async with SlackCheck(token=token, base_url=slack.base_url, timeout=timedelta(seconds=5), clock=SystemClock()) as check:
        return await check.findings(channels or ("#monitor",), notices)


def faults(found: list[Finding]) -> list[str]:
    return [one.text for one in found if not one.fine]


async def test_a_sound_workspace_has_no_fault_and_keeps_no_message_of_the_check() -> None:
    async with SlackStandIn(channels=("monitor", "bans")) as slack:
        found = await findings(slack, "#monitor", "bans")
        assert faults(found) == []
        said = "\n".join(one.text for one in found)
        for words in ("@monitor in Stand-in", "every scope", "#monitor is C00000001", "bans is C00000002", "with its metadata",
                      "agree to 0 s"):
            assert words in said
        assert slack.messages("#monitor") == []
        assert slack.calls.count("chat.postMessage") == slack.calls.count("chat.delete") == 1


async def test_a_refused_token_says_where_the_right_one_is() -> None:
    async with SlackStandIn(tokens={"xoxb-right": SCOPES}) as slack:
        [fault] = faults(await findings(slack, token="xoxb-wrong"))
    assert fault.startswith("the token is refused (invalid_auth): copy the bot token")


async def test_a_slack_that_is_away_or_is_none_says_what_to_look_at() -> None:
    async with SlackStandIn() as slack:
        address = slack.base_url
    async with SlackCheck(token="x", base_url=address, timeout=timedelta(seconds=5), clock=SystemClock()) as check:
        [fault] = faults(await check.findings(["#monitor"], "#monitor"))
    assert "Slack cannot be reached" in fault
    assert fault.endswith("check the network, the proxy and slack.base_url, and try again")


@pytest.mark.parametrize("fault", [Fault(kind=FaultKind.BODY, body="<html>a hotel's login</html>", content_type="text/html"),
                                   Fault(kind=FaultKind.STATUS, status=503), Fault(kind=FaultKind.BODY, body="[]"),
                                   Fault(kind=FaultKind.RESET), Fault(kind=FaultKind.TRUNCATED)], ids=lambda fault: str(fault.kind))
async def test_an_answer_that_is_none_of_slacks_is_said_not_raised(fault: Fault) -> None:
    async with SlackStandIn() as slack:
        slack.fail_next(fault, method="auth.test")
        [said] = faults(await findings(slack))
    assert "check the network" in said


async def test_being_asked_to_slow_down_is_something_to_try_again() -> None:
    async with SlackStandIn() as slack:
        slack.fail_next(Fault(kind=FaultKind.LIMITED, retry_after="30"), method="conversations.list")
        [said] = faults(await findings(slack))
    assert said == "the channels cannot be listed: Slack asks to slow down: try again in a minute"


@pytest.mark.parametrize(("missing", "said"), [
    ("chat:write", "the scope chat:write is missing (to post): add it under OAuth & Permissions and install the app again"),
    ("channels:history", "the scope channels:history is missing"), ("channels:read", "the channels cannot be listed (missing_scope)")])
async def test_a_missing_scope_is_named_with_what_it_is_for(missing: str, said: str) -> None:
    async with SlackStandIn(tokens={"xoxb-any": [scope for scope in SCOPES if scope != missing]}) as slack:
        assert any(fault.startswith(said) for fault in faults(await findings(slack)))


async def test_without_the_scopes_of_private_channels_the_rest_is_fine_and_that_is_said() -> None:
    async with SlackStandIn(tokens={"xoxb-any": [scope for scope in SCOPES if not scope.startswith("groups")]}) as slack:
        found = await findings(slack)
    assert faults(found) == []
    assert any("groups:read is missing (to find private channels): if you use any" in one.text for one in found)


async def test_a_channel_that_is_not_there_is_archived_or_without_the_app_each_has_its_step() -> None:
    async with SlackStandIn(channels=("monitor", "old", "closed")) as slack:
        slack.workspace.find("old").archived = True  # type: ignore[union-attr]
        slack.workspace.find("closed").member = False  # type: ignore[union-attr]
        said = faults(await findings(slack, "#monitor", "#old", "#closed", "#typo"))
    assert [text.partition(":")[0] for text in said] == ["#closed", "#old is archived", "#typo is not there"]
    assert "/invite @monitor" in said[0]
    assert "unarchive it" in said[1]
    assert "create it or correct its name" in said[2]


async def test_an_archived_namesake_does_not_hide_the_channel_in_use() -> None:
    async with SlackStandIn(channels=("monitor",)) as slack:
        slack.workspace.find("monitor").archived = True  # type: ignore[union-attr]
        slack.workspace.add("monitor", private=True)
        found = await findings(slack)
    assert faults(found) == []
    assert any("a private channel the app is in" in one.text for one in found)


async def test_a_private_channel_among_many_pages_is_found() -> None:
    async with SlackStandIn(channels=[f"c{number}" for number in range(1_100)]) as slack:
        slack.workspace.add("monitor", private=True)
        assert faults(await findings(slack)) == []
        assert slack.calls.count("conversations.list") == 2


async def test_a_history_that_cannot_be_read_or_lags_is_a_fault_with_its_consequence() -> None:
    async with SlackStandIn() as slack:
        slack.fail_next(Fault(kind=FaultKind.ERROR, error="missing_scope"), method="conversations.history")
        [fault] = faults(await findings(slack))
        assert "a send whose answer was lost is repeated (missing_scope): add the scopes" in fault
        assert slack.messages("#monitor") == [], "it is removed all the same"


async def test_block_ids_are_enough_where_a_workspace_drops_metadata_and_neither_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    async def reading_back(change: Callable[[object], None]) -> list[Finding]:
        async with SlackStandIn() as slack:
            post = slack.workspace.post

            def altered(*given: object, **named: object) -> object:
                message = post(*given, **named)  # type: ignore[arg-type]
                change(message)
                return message

            monkeypatch.setattr(slack.workspace, "post", altered)
            return await findings(slack)

    def without_metadata(message: object) -> None:
        message.metadata = None  # type: ignore[attr-defined]

    def bare(message: object) -> None:
        message.metadata, message.blocks = None, []  # type: ignore[attr-defined]

    assert any("its block id does instead" in one.text for one in await reading_back(without_metadata))
    assert "install the app anew" in faults(await reading_back(bare))[0]


async def test_a_message_that_cannot_be_deleted_is_no_fault_but_is_said() -> None:
    async with SlackStandIn() as slack:
        slack.fail_next(Fault(kind=FaultKind.ERROR, error="cant_delete_message"), method="chat.delete")
        found = await findings(slack)
    assert faults(found) == []
    assert any("(cant_delete_message): delete it by hand" in one.text for one in found)


@pytest.mark.parametrize(("off", "said"), [(-300, "300 s ahead of Slack's"), (300, "300 s behind Slack's"), (3, None)])
async def test_a_clock_that_is_off_is_told_with_the_way_it_is_off(off: int, said: str | None) -> None:
    async with SlackStandIn(clock=lambda: SystemClock().now().timestamp() + off) as slack:
        found = faults(await findings(slack))
    if said is None:
        assert found == []
    else:
        [fault] = found
        assert f"this machine's clock is {said[:2]}" in fault
        assert said.split(" s ")[1] in fault
        assert "timedatectl" in fault
