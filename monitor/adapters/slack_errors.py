"""What each way a Slack call can fail means for the message: one table of Slack's codes, and how transport errors sort.

Codes: docs.slack.dev/reference/methods/chat.postMessage. Whatever is not certainly unsent is ambiguous.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from monitor.model import Ambiguous, Rejected, Retry

PAYLOAD = frozenset("""
    invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long metadata_too_large invalid_metadata_format
    invalid_metadata_schema metadata_must_be_sent_from_app no_text too_many_attachments attachment_payload_limit_exceeded
    invalid_arguments invalid_arg_name invalid_array_arg invalid_charset invalid_form_data invalid_post_type invalid_json
    json_not_object missing_post_type markdown_text_conflict thread_not_found cannot_reply_to_message message_not_found
""".split())
DESTINATION = frozenset("""
    channel_not_found is_archived not_in_channel channel_is_limited_access messages_tab_disabled external_channel_migrating
    slack_connect_file_link_sharing_blocked team_not_found restricted_action
""".split())
APP = frozenset("""
    not_authed invalid_auth account_inactive token_revoked token_expired missing_scope no_permission not_allowed_token_type
    access_denied accesslimited ekm_access_denied enterprise_is_restricted team_access_not_granted org_login_required
    two_factor_setup_required method_deprecated deprecated_endpoint unknown_method app_missing_action_url
""".split())
LIMITED = frozenset({"ratelimited", "rate_limited"})
AMBIGUOUS = frozenset({"internal_error", "fatal_error"})  # "may have partially succeeded", says the reference

MEND = {
    "not_authed": "set SLACK_BOT_TOKEN to the app's bot token (it begins with xoxb-)",
    "invalid_auth": "copy the bot token (xoxb-…) anew from the app's page “OAuth & Permissions” into SLACK_BOT_TOKEN",
    "account_inactive": "the app was removed from the workspace: install it again and set the new SLACK_BOT_TOKEN",
    "token_revoked": "install the app again and set the new SLACK_BOT_TOKEN",
    "token_expired": "switch token rotation off for the app, or set a fresh SLACK_BOT_TOKEN",
    "not_allowed_token_type": "SLACK_BOT_TOKEN must be a bot token (xoxb-…), not a user or app token",
    "missing_scope": "add the scopes of `monitor slack manifest` to the app and install it again",
    "channel_not_found": "create the channel, or correct its name; invite the app to a private channel with /invite",
    "not_in_channel": "invite the app to the channel with /invite",
    "is_archived": "unarchive the channel, or name another",
    "access_denied": "a workspace owner must allow the app",
}

_CERTAINLY_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientProxyConnectionError,
                     aiohttp.ClientHttpProxyError)


def mend(code: str) -> str:
    """The step that mends it, in one clause."""
    return MEND.get(code, f"see docs.slack.dev for “{code}”")


def classify(error: Exception) -> Retry | Rejected | Ambiguous:
    """What a failed chat.postMessage means. Any error that could come after the request was written is ambiguous."""
    if isinstance(error, SlackApiError):
        return of_answer(status_of(error), code_of(error), headers_of(error))
    if isinstance(error, aiohttp.InvalidURL):
        return Rejected(reason=f"slack.base_url is no address: {error}", what="app")
    if isinstance(error, _CERTAINLY_UNSENT):
        return Retry(reason=f"Slack cannot be reached: {error}", away=True)
    return Ambiguous(reason=f"{type(error).__name__}: {error}".rstrip(": "))


def of_answer(status: int, code: str, headers: Mapping[str, str]) -> Retry | Rejected | Ambiguous:
    """What an answer other than ``ok`` means, by HTTP status and Slack's code (empty: no JSON came)."""
    if status == 429 or code in LIMITED:
        return Retry(reason="Slack asks to slow down", after=retry_after(headers), counts=False)
    if status >= 500 or status == 408 or code in AMBIGUOUS:
        return Ambiguous(reason=f"Slack answered {status} {code}".rstrip())
    if code in PAYLOAD:
        return Rejected(reason=code, what="payload")
    if code in DESTINATION or code.startswith("restricted_action"):
        return Rejected(reason=f"{code}: {mend(code)}", what="destination")
    if code in APP:
        return Rejected(reason=f"{code}: {mend(code)}", what="app")
    if not code and status < 400:
        return Ambiguous(reason=f"Slack's answer ({status}) cannot be read")
    # An unknown refusal is no reason to give an alert up.
    return Retry(reason=f"Slack answered {status} {code}".rstrip())


def status_of(error: SlackApiError) -> int:
    """The HTTP status; the SDK hands an aiohttp response where the body was no JSON."""
    response: Any = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 0)


def code_of(error: SlackApiError) -> str:
    """Slack's word for it; empty where the body was none of Slack's."""
    data: Any = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) else ""


def headers_of(error: SlackApiError) -> Mapping[str, str]:
    """The response's headers, names in lower case."""
    headers: Any = getattr(error.response, "headers", None) or {}
    return {str(name).lower(): str(value) for name, value in headers.items()}


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Retry-After as seconds (whole or not) or as a date, which is read against the server's own Date; None where absent."""
    value = headers.get("retry-after", "").strip()
    try:
        return timedelta(seconds=min(max(float(value), 0.0), 86_400.0))
    except ValueError:
        pass
    try:
        return max(parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", "")), timedelta(0))
    except (ValueError, TypeError):
        return None
