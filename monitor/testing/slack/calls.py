"""The Web API methods, each a function from arguments to the JSON answer; errors are Slack's codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from monitor.alerts.render.limits import complaints
from monitor.testing.slack.state import Channel, Posted, Workspace

Answer = dict[str, Any]
Arguments = Mapping[str, Any]

SCOPES = ("chat:write", "channels:history", "groups:history", "channels:read", "groups:read")
LAG = "stand-in.lag"
"""An argument no client sends: seconds for which the history does not show a message yet."""

_NEEDS = {
    "chat.postMessage": "chat:write", "chat.update": "chat:write", "chat.delete": "chat:write",
    "conversations.list": "channels:read", "conversations.history": "channels:history", "conversations.replies": "channels:history",
}


def answer(method: str, workspace: Workspace, arguments: Arguments, scopes: frozenset[str]) -> Answer:
    """What Slack would answer. A call that is not known gives ``unknown_method``."""
    call = _METHODS.get(method)
    if call is None:
        return refused("unknown_method")
    needed = _NEEDS.get(method)
    if needed and needed not in scopes:
        return {**refused("missing_scope"), "needed": needed, "provided": ",".join(sorted(scopes))}
    return call(workspace, arguments)


def refused(code: str, detail: str = "") -> Answer:
    """``ok: false`` with Slack's code."""
    return {"ok": False, "error": code, **({"response_metadata": {"messages": [detail]}} if detail else {})}


def _auth_test(workspace: Workspace, arguments: Arguments) -> Answer:
    return {"ok": True, "url": "https://stand-in.example/", "team": "Stand-in", "team_id": "T00000001", "user": "monitor",
            "user_id": "U00000001", "bot_id": "B000MONITOR"}


def _list(workspace: Workspace, arguments: Arguments) -> Answer:
    types = str(arguments.get("types") or "public_channel").split(",")
    shown = [channel for channel in workspace.channels.values()
             if ("private_channel" if channel.private else "public_channel") in types
             and not (channel.archived and _is_true(arguments.get("exclude_archived")))]
    part, cursor = _page(shown, arguments)
    return {"ok": True, "channels": [channel.as_json() for channel in part], "response_metadata": {"next_cursor": cursor}}


def _post(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = workspace.find(str(arguments.get("channel", "")))
    if channel is None:
        return refused("channel_not_found")
    if channel.archived or not channel.member:
        return refused("is_archived" if channel.archived else "not_in_channel")
    thread = arguments.get("thread_ts")
    if thread and all(one.ts != thread for one in channel.messages):
        return refused("thread_not_found")
    wrong = _wrong(arguments)
    if wrong is not None:
        return wrong
    message = workspace.post(channel, text=_cut(arguments), blocks=_structure(arguments.get("blocks")) or [],
                             metadata=_structure(arguments.get("metadata")), thread_ts=thread)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.as_json(with_metadata=True)}


def _update(workspace: Workspace, arguments: Arguments) -> Answer:
    channel, message = _message(workspace, arguments, "ts")
    if channel is None or message is None:
        return refused("channel_not_found" if channel is None else "message_not_found")
    wrong = _wrong(arguments)
    if wrong is not None:
        return wrong
    message.text, message.blocks = _cut(arguments), _structure(arguments.get("blocks")) or []
    if arguments.get("metadata") is not None:
        message.metadata = _structure(arguments["metadata"])
    message.edited = True
    workspace.write(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts, "text": message.text}


def _delete(workspace: Workspace, arguments: Arguments) -> Answer:
    channel, message = _message(workspace, arguments, "ts")
    if channel is None or message is None:
        return refused("channel_not_found" if channel is None else "message_not_found")
    workspace.remove(message)
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def _history(workspace: Workspace, arguments: Arguments) -> Answer:
    channel = workspace.find(str(arguments.get("channel", "")))
    if channel is None:
        return refused("channel_not_found")
    lag = float(arguments.get(LAG) or 0)
    shown = [one for one in reversed(channel.messages) if one.thread_ts in (None, one.ts) and (not lag or workspace.age(one) >= lag)]
    return _messages(shown, arguments)


def _replies(workspace: Workspace, arguments: Arguments) -> Answer:
    channel, root = _message(workspace, arguments, "ts")
    if channel is None or root is None:
        return refused("channel_not_found" if channel is None else "thread_not_found")
    return _messages([root, *(one for one in channel.messages if one.thread_ts == root.ts and one is not root)], arguments)


_METHODS: dict[str, Callable[[Workspace, Arguments], Answer]] = {
    "auth.test": _auth_test, "conversations.list": _list, "chat.postMessage": _post, "chat.update": _update, "chat.delete": _delete,
    "conversations.history": _history, "conversations.replies": _replies,
}


def _messages(messages: list[Posted], arguments: Arguments) -> Answer:
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    inclusive = _is_true(arguments.get("inclusive"))
    within = [one for one in messages if oldest < float(one.ts) < latest or (inclusive and float(one.ts) in (oldest, latest))]
    part, cursor = _page(within, arguments)
    metadata = _is_true(arguments.get("include_all_metadata"))
    return {"ok": True, "messages": [one.as_json(with_metadata=metadata) for one in part], "has_more": bool(cursor),
            "response_metadata": {"next_cursor": cursor}}


def _page(rows: list[Any], arguments: Arguments) -> tuple[list[Any], str]:
    start = int(str(arguments.get("cursor") or "after:0").removeprefix("after:"))
    end = start + min(max(int(arguments.get("limit") or 100), 1), 1000)
    return rows[start:end], f"after:{end}" if end < len(rows) else ""


def _message(workspace: Workspace, arguments: Arguments, key: str) -> tuple[Channel | None, Posted | None]:
    channel = workspace.find(str(arguments.get("channel", "")))
    messages = channel.messages if channel else []
    return channel, next((one for one in messages if one.ts == arguments.get(key)), None)


def _wrong(arguments: Arguments) -> Answer | None:
    found = complaints({"text": arguments.get("text"), "blocks": _structure(arguments.get("blocks")),
                        "metadata": _structure(arguments.get("metadata"))})
    return refused(found[0].split(":")[0], "; ".join(found)) if found else None


def _cut(arguments: Arguments) -> str:
    return str(arguments.get("text") or "")


def _structure(value: Any) -> Any:
    """Blocks and metadata come as JSON in a JSON call, as text in a form."""
    return json.loads(value) if isinstance(value, str) and value else value


def _is_true(value: Any) -> bool:
    return str(value).lower() in ("1", "true")
