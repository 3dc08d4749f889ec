"""What `monitor check --live` asks Slack: token, scopes, channels, whether a message can be found again, the clock.

Each finding says what is so and, where it is a fault, the step that mends it. Slack is asked directly, without the SDK: a check must see
every answer as it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from monitor.adapters.slack_errors import mend
from monitor.adapters.slack_notifier import goes_direct
from monitor.adapters.slack_scopes import PRIVATE, SCOPES
from monitor.alerts.render import block_id, blocks
from monitor.model import Message, Severity
from monitor.ports import Clock

_SKEW = timedelta(seconds=30)  # a lost send is looked up from a minute before it: a clock further ahead would hide it
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``fine`` False: the text ends with the step that mends it."""

    fine: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Slack said; ``code`` is its word for a refusal, or why there was no answer that can be read."""

    ok: bool
    code: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]


class SlackCheck:
    """An async context manager; ``findings`` does it all."""

    def __init__(self, *, token: str, base_url: str, timeout: timedelta, clock: Clock) -> None:
        self._base_url, self._clock = base_url, clock
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {token}"}, timeout=aiohttp.ClientTimeout(total=timeout.total_seconds()),
            trust_env=not goes_direct(base_url, os.environ))

    async def __aenter__(self) -> SlackCheck:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def findings(self, channels: Sequence[str], notices: str) -> list[Finding]:
        """Everything that can be found out; a message is posted to ``notices``, read back and deleted."""
        who = await self._call("auth.test")
        if not who.ok:
            return [Finding(False, _refusal("the token is refused" if who.body else "Slack cannot be reached", who.code))]
        user = str(who.body.get("user", "the app"))
        found = [Finding(True, f"the token belongs to @{user} in {who.body.get('team', 'a workspace without a name')}"), *_scopes(who)]
        listed, problem = await self._channels()
        if problem:
            return [*found, Finding(False, _refusal("the channels cannot be listed", problem))]
        states = {name: _channel(name, listed, user) for name in sorted({*channels, notices})}
        found += states.values()
        if states[notices].fine:
            found += await self._round_trip(str(_named(notices, listed)["id"]), notices)
        return found

    # -------------------------------------------------------------- channels
    async def _channels(self) -> tuple[list[Mapping[str, Any]], str]:
        """Every channel the app can see, archived ones too; or why they cannot be listed."""
        listed, problem = await self._listed("public_channel,private_channel")
        return await self._listed("public_channel") if problem == "missing_scope" else (listed, problem)

    async def _listed(self, types: str) -> tuple[list[Mapping[str, Any]], str]:
        found: list[Mapping[str, Any]] = []
        cursors, cursor = {""}, ""
        while True:
            page = await self._call("conversations.list", types=types, limit=_PAGE, cursor=cursor)
            if not page.ok:
                return [], page.code
            found += page.body.get("channels") or ()
            cursor = str((page.body.get("response_metadata") or {}).get("next_cursor") or "")
            if cursor in cursors:
                return found, ""
            cursors.add(cursor)

    # -------------------------------------------------------------- a message there and back
    async def _round_trip(self, channel: str, name: str) -> list[Finding]:
        before = self._clock.now()
        key = f"check-{before:%Y%m%d%H%M%S}"
        message = Message(id=key, kind="notice", severity=Severity.LOW, notice_title="A check of the news monitor",
                          notice_text="This message is read back and deleted.")
        sent = await self._call("chat.postMessage", json=True, channel=channel, **blocks(message).as_arguments())
        if not sent.ok:
            return [Finding(False, _refusal(f"{name}: nothing can be posted", sent.code))]
        ts, after = str(sent.body.get("ts", "")), self._clock.now()
        back = await self._read_back(channel, name, message, ts)
        gone = await self._call("chat.delete", json=True, channel=channel, ts=ts)
        left = f"{name}: the message of this check could not be deleted ({gone.code}): delete it by hand"
        return [back, *([] if gone.ok else [Finding(True, left)]), *_clock(ts, before, after)]

    async def _read_back(self, channel: str, name: str, message: Message, ts: str) -> Finding:
        page = await self._call("conversations.history", channel=channel, oldest=ts, inclusive="true", limit=10,
                                include_all_metadata="true")
        if not page.ok:
            return Finding(False, _refusal(f"{name}: a message can be posted but not read back, so a send whose answer was lost is "
                                           "repeated", page.code))
        own = next((one for one in page.body.get("messages") or () if one.get("ts") == ts), None)
        if own is None:
            return Finding(False, f"{name}: the message posted is not in the channel's history: check again in a minute, and see whether "
                                  "a retention rule or another app removes messages there")
        if ((own.get("metadata") or {}).get("event_payload") or {}).get("id") == message.id:
            return Finding(True, f"{name}: a message was posted and read back, with its metadata")
        if any(block.get("block_id") == block_id(message, 0) for block in own.get("blocks") or ()):
            return Finding(True, f"{name}: a message comes back without metadata; its block id does instead, which is enough")
        return Finding(False, f"{name}: a message comes back without metadata and block id, so a send whose answer was lost is repeated: "
                              "install the app anew from `monitor slack manifest`")

    async def _call(self, method: str, *, json: bool = False, **arguments: Any) -> _Answer:
        given = {"json": arguments} if json else {"data": {name: str(value) for name, value in arguments.items() if value != ""}}
        try:
            async with self._session.post(f"{self._base_url}{method}", allow_redirects=False, **given) as response:  # a token stays here
                headers = {name.lower(): value for name, value in response.headers.items()}
                if response.status == 429:
                    return _Answer(False, "ratelimited", {"error": "ratelimited"}, headers)
                body = await response.json(content_type=None) if response.status < 500 else None
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
            return _Answer(False, f"{type(error).__name__}: {error}".rstrip(": "), {}, {})
        if not isinstance(body, dict):
            return _Answer(False, f"it answered {response.status}, and nothing that is Slack's", {}, headers)
        return _Answer(body.get("ok") is True, str(body.get("error", "")), body, headers)


def _scopes(who: _Answer) -> Iterator[Finding]:
    given = {scope.strip() for scope in who.headers.get("x-oauth-scopes", "").split(",") if scope.strip()}
    missing = [scope for scope in SCOPES if given and scope not in given]
    for scope in missing:
        step = "add it under OAuth & Permissions and install the app again"
        if scope in PRIVATE:
            yield Finding(True, f"the scope {scope} is missing ({SCOPES[scope]}): if you use any, {step}")
        else:
            yield Finding(False, f"the scope {scope} is missing ({SCOPES[scope]}): {step}")
    if given and not missing:
        yield Finding(True, "every scope of the manifest is there")


def _named(name: str, listed: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The channel of a name or id, one in use before an archived one; empty where there is none."""
    bare = name.strip().removeprefix("#")
    fitting = [one for one in listed if bare in (one.get("name"), one.get("id"))]
    return min(fitting, key=lambda one: bool(one.get("is_archived")), default={})


def _channel(name: str, listed: Sequence[Mapping[str, Any]], user: str) -> Finding:
    there = _named(name, listed)
    if not there:
        return Finding(False, f"{name} is not there: create it or correct its name; a private channel is seen only after "
                              f"`/invite @{user}` in it")
    if there.get("is_archived"):
        return Finding(False, f"{name} is archived: unarchive it in Slack, or name another channel")
    if not there.get("is_member", True):
        return Finding(False, f"{name}: the app is not in it: write `/invite @{user}` there")
    kind = "private channel" if there.get("is_private") else "channel"
    return Finding(True, f"{name} is {there.get('id')}, a {kind} the app is in")


def _clock(ts: str, before: datetime, after: datetime) -> Iterator[Finding]:
    """Slack's ts is its own clock at the post; ours was read around it."""
    try:
        posted = datetime.fromtimestamp(float(ts), before.tzinfo)
    except (ValueError, OverflowError, OSError):
        yield Finding(False, f"the message's ts {ts!r} is no time: is slack.base_url Slack's?")
        return
    skew = before - posted if before > posted else after - posted if after < posted else timedelta(0)
    if abs(skew) < _SKEW:
        yield Finding(True, f"this machine's clock and Slack's agree to {abs(skew).total_seconds():.0f} s")
        return
    way = "ahead of" if skew > timedelta(0) else "behind"
    yield Finding(False, f"this machine's clock is {abs(skew).total_seconds():.0f} s {way} Slack's: set it (`timedatectl set-ntp true`)")


def _refusal(what: str, code: str) -> str:
    if " " in code:  # no word of Slack's: why nothing was answered
        return f"{what}: {code}: check the network, the proxy and slack.base_url, and try again"
    if code == "ratelimited":
        return f"{what}: Slack asks to slow down: try again in a minute"
    return f"{what} ({code}): {mend(code)}"
