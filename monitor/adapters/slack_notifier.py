"""The Slack sink: one chat.postMessage a send, its result as a value, and the search for a message that may have arrived.

slack-sdk retries by default and so posts twice when a connection drops after the send: here nothing is retried, each
failure is classified (:mod:`monitor.adapters.slack_errors`) and the outbox decides. Each call has a connection of its own,
because a kept one that the server closed fails ambiguously.
"""

from __future__ import annotations

import ipaddress
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from monitor.adapters.slack_errors import classify, code_of, mend
from monitor.alerts.render import block_id, blocks, plain
from monitor.delivery import Absent, Found, LookUp, Unreadable
from monitor.errors import SlackRefused
from monitor.model import Ambiguous, Delivery, Rejected, Retry, SendOutcome, Sent

_CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]{7,}")
_BEFORE = timedelta(seconds=60)  # a clock of ours that runs ahead must not hide the message from the search
_HISTORY_PAGE = 200
_CHANNEL_PAGE = 1000
_NO_HISTORY = frozenset({"missing_scope", "not_allowed_token_type", "no_permission"})
_NO_THREAD = frozenset({"thread_not_found", "message_not_found"})
_LISTED_FOR = 30.0  # seconds for which a channel that is not in the list is not looked for again: listing has the tightest limit
_BOTH = "public_channel,private_channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What the token belongs to."""

    team: str
    user: str
    url: str
    scopes: tuple[str, ...] = ()


class _Client(AsyncWebClient):
    """The SDK's client, which fails with AttributeError on a body that is text or a JSON array: here such a body is empty."""

    async def _request(self, *, http_verb: str, api_url: str, req_args: dict[str, Any]) -> dict[str, Any]:
        response: dict[str, Any] = await super()._request(http_verb=http_verb, api_url=api_url, req_args=req_args)
        return response if isinstance(response["data"], dict) else {**response, "data": {}}


class SlackNotifier:
    """Sends to channels by name (``#monitor``) or id. ``timeout`` covers one call as a whole."""

    sink = "slack"

    def __init__(self, *, token: str, base_url: str = "https://slack.com/api/",
                 timeout: timedelta = timedelta(seconds=15)) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout
        self._opened: tuple[AsyncWebClient, aiohttp.ClientSession] | None = None
        self._ids: dict[str, str] = {}
        self._missing: dict[str, float] = {}

    async def send(self, delivery: Delivery) -> SendOutcome:
        """Posts the message once. Every failure of network or Slack is an outcome; raises only for a defect of rendering."""
        message = replace(delivery.message, id=delivery.id)
        thread = "" if delivery.plain else delivery.thread  # a refused reply goes out plain, and on its own
        payload = plain(message) if delivery.plain else blocks(message, rev=delivery.rev)
        arguments = payload.as_arguments()
        if delivery.plain and "metadata" in delivery.error:
            del arguments["metadata"]  # it was refused for its metadata, and must not be given up for them
        if thread:
            channel, _, arguments["thread_ts"] = thread.partition(":")
            return await self._post(channel, arguments)
        found = await self.resolve(delivery.channel)
        if not isinstance(found, str):
            return found
        outcome = await self._post(found, arguments)
        if isinstance(outcome, Rejected) and outcome.reason.startswith("channel_not_found"):
            self._ids.pop(_bare(delivery.channel), None)
        return outcome

    async def _post(self, channel: str, arguments: Mapping[str, Any]) -> SendOutcome:
        try:
            answer = await self._client().chat_postMessage(
                channel=channel, unfurl_links=False, unfurl_media=False, link_names=False, mrkdwn=False, parse="none",
                **arguments)
        except Exception as error:  # whatever it was, the request may have been written by then, and classify assumes so
            return classify(error)
        return Sent(receipt=f"{answer.get('channel', channel)}:{answer.get('ts', '')}")

    async def find(self, delivery: Delivery) -> LookUp:
        """Searches for the delivery's id since a minute before its first send, all pages: a reply in its thread, what was or
        may have been sent on its own in the channel's history."""
        if delivery.thread:
            channel, _, ts = delivery.thread.partition(":")
            found = await self._search(delivery, channel, ts)
            if not delivery.plain or not isinstance(found, Absent):
                return found
        resolved = await self.resolve(delivery.channel)
        if not isinstance(resolved, str):
            return _unlisted(resolved)
        return await self._search(delivery, resolved, "")

    async def _search(self, delivery: Delivery, channel: str, thread: str) -> LookUp:
        oldest = f"{((delivery.first_sent or delivery.created) - _BEFORE).timestamp():.6f}"
        cursors: set[str] = set()
        cursor = ""
        while cursor not in cursors:
            cursors.add(cursor)
            try:
                page = await self._page(channel, thread, oldest=oldest, limit=_HISTORY_PAGE, include_all_metadata=True,
                                        cursor=cursor or None)
            except Exception as error:  # an unread page decides nothing, whyever it was not read
                return Absent() if thread and _code(error) in _NO_THREAD else _unreadable(error)
            for message in page.get("messages") or ():
                if _carries(message, delivery):
                    return Found(receipt=f"{channel}:{message.get('ts', '')}")
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return Unreadable(reason="history says there is more, and not where") if page.get("has_more") else Absent()
        return Unreadable(reason="the pages of the channel's history repeat")

    async def _page(self, channel: str, thread: str, **arguments: Any) -> AsyncSlackResponse:
        if thread:
            return await self._client().conversations_replies(channel=channel, ts=thread, **arguments)
        return await self._client().conversations_history(channel=channel, **arguments)

    async def auth_test(self) -> Workspace | Retry | Ambiguous:
        """What the token belongs to; Retry or Ambiguous where Slack cannot be reached now.

        Raises SlackRefused, with the step that mends it, where Slack refuses the token.
        """
        try:
            answer = await self._client().auth_test()
        except Exception as error:  # sorted by classify, as a send's
            outcome = classify(error)
            if isinstance(outcome, Rejected):
                code = code_of(error) if isinstance(error, SlackApiError) else ""
                raise SlackRefused(f"Slack refuses the token ({code or outcome.reason}): {mend(code)}", code=code) from error
            return outcome
        scopes = str(answer.headers.get("x-oauth-scopes", ""))
        return Workspace(team=str(answer.get("team", "")), user=str(answer.get("user", "")), url=str(answer.get("url", "")),
                         scopes=tuple(scope.strip() for scope in scopes.split(",") if scope.strip()))

    async def resolve(self, channel: str) -> str | Retry | Rejected:
        """The id of a channel named ``#name``, from the list of channels, which is kept; an id is its own.

        Without the scope to list channels the name itself is returned: Slack takes it for public channels.
        """
        name = _bare(channel)
        if _CHANNEL_ID.fullmatch(name):
            return name
        if name not in self._ids and time.monotonic() >= self._missing.get(name, 0.0):
            failed = await self._list_channels()
            if failed is not None:
                return f"#{name}" if isinstance(failed, Rejected) and failed.reason.startswith("missing_scope") else failed
            self._missing[name] = time.monotonic() + _LISTED_FOR
        if name in self._ids:
            return self._ids[name]
        return Rejected(reason=f"channel_not_found: no channel #{name} is visible to the app; {mend('channel_not_found')}",
                        what="destination")

    async def _list_channels(self) -> Retry | Rejected | None:
        failed = await self._list(_BOTH)
        if isinstance(failed, Rejected) and failed.reason.startswith("missing_scope"):
            return await self._list("public_channel")
        return failed

    async def _list(self, types: str) -> Retry | Rejected | None:
        cursors: set[str] = set()
        cursor = ""
        while cursor not in cursors:
            cursors.add(cursor)
            try:
                # archived ones too: what may have been sent before they were is looked up there
                page = await self._client().conversations_list(types=types, limit=_CHANNEL_PAGE, cursor=cursor or None)
            except Exception as error:  # a list that was not had means that nothing was sent
                outcome = classify(error)
                return Retry(reason=outcome.reason, away=True) if isinstance(outcome, Ambiguous) else outcome
            for found in page.get("channels") or ():
                if not (found.get("is_archived") and found.get("name") in self._ids):
                    self._ids[str(found.get("name"))] = str(found.get("id"))
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        return Retry(reason="the pages of Slack's list of channels repeat")

    def _client(self) -> AsyncWebClient:
        if self._opened is None:
            seconds = self._timeout.total_seconds()
            session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=seconds * 2 / 3),
                                            connector=aiohttp.TCPConnector(force_close=True))
            client = _Client(token=self._token, base_url=self._base_url, session=session, retry_handlers=[])
            if goes_direct(self._base_url, os.environ):
                client.proxy = None  # the SDK takes HTTPS_PROXY for any address and does not know NO_PROXY
            self._opened = client, session
        return self._opened[0]

    async def close(self) -> None:
        """Ends open connections; the notifier opens new ones if it is used again."""
        if self._opened is not None:
            opened, self._opened = self._opened, None
            await opened[1].close()


def _bare(channel: str) -> str:
    return channel.strip().removeprefix("#")


def _carries(message: Mapping[str, Any], delivery: Delivery) -> bool:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    ids = [block.get("block_id") for block in message.get("blocks") or ()]
    return payload.get("id") == delivery.id or block_id(replace(delivery.message, id=delivery.id), delivery.rev) in ids


def _code(error: Exception) -> str:
    return code_of(error) if isinstance(error, SlackApiError) else ""


def _unreadable(error: Exception) -> Unreadable:
    outcome = classify(error)
    reason = f"the channel's history cannot be read: {outcome.reason}"
    if isinstance(outcome, Rejected) and (outcome.what == "destination" or _code(error) in _NO_HISTORY):
        return Unreadable(reason=reason, for_good=True)
    return _passing(outcome, reason)


def _unlisted(outcome: Retry | Rejected) -> Unreadable:
    """What a channel whose id could not be had means for a look-up."""
    if isinstance(outcome, Rejected) and outcome.what == "destination":
        return Unreadable(reason=outcome.reason, for_good=True)
    return _passing(outcome, outcome.reason)


def _passing(outcome: Retry | Rejected | Ambiguous, reason: str) -> Unreadable:
    if isinstance(outcome, Retry):
        return Unreadable(reason=reason, away=outcome.away, limited=not outcome.counts, after=outcome.after)
    return Unreadable(reason=reason, away=isinstance(outcome, Ambiguous), refused=isinstance(outcome, Rejected) and outcome.what == "app")


def goes_direct(base_url: str, environment: Mapping[str, str]) -> bool:
    """Whether an address is reached past any proxy: the machine itself, and what NO_PROXY names."""
    host = (urlsplit(base_url).hostname or "").lower()
    exempt = (environment.get("NO_PROXY") or environment.get("no_proxy") or "").lower()
    if any(entry == "*" or host == entry or host.endswith(f".{entry.lstrip('.')}")
           for entry in re.split(r"[,\s]+", exempt) if entry):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
