"""The stand-in's page: the channels as a reader of Slack would see them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from monitor.alerts.render.text import unescape
from monitor.testing.slack.state import Posted, Workspace

_LINK = re.compile(r"<(https?://[^>|\s]+)(?:\|([^>]*))?>|(https?://[^\s<>]+)")


def page(workspace: Workspace, channel: str, *, nonce: str = "") -> str:
    """The page with ``channel`` (a name; else the one with the latest message) open.

    All that strangers wrote is escaped; ``nonce`` marks the page's own script, so that the browser runs no other.
    """
    chosen = workspace.find(channel) if channel else None
    if chosen is None:
        chosen = max(workspace.channels.values(), key=lambda one: one.messages[-1].ts if one.messages else "", default=None)
    return _environment().get_template("page.html").render(
        channels=list(workspace.channels.values()), chosen=chosen, messages=_threaded(chosen.messages) if chosen else [],
        version=page_version(workspace), nonce=nonce)


def _threaded(messages: list[Posted]) -> list[tuple[Posted, bool]]:
    """Each message with its replies after it, and whether it is a reply; a reply whose root is gone stands by itself."""
    roots = {one.ts for one in messages}
    replies = [one for one in messages if one.thread_ts in roots and one.thread_ts != one.ts]
    return [(one, reply) for root in messages if root not in replies
            for one, reply in [(root, False), *((found, True) for found in replies if found.thread_ts == root.ts)]]


def page_version(workspace: Workspace) -> str:
    """Changes whenever the page would."""
    return f"{workspace.changes}.{sum(len(channel.messages) for channel in workspace.channels.values())}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("monitor.testing.slack", "templates"), autoescape=True, trim_blocks=True,
                              lstrip_blocks=True)
    environment.filters.update(clock=_clock, day=_day, date_element=_date_element, mrkdwn=_mrkdwn, severity=_severity)
    return environment


def _clock(ts: str) -> str:
    return f"{datetime.fromtimestamp(float(ts), UTC):%H:%M}"


def _day(ts: str) -> str:
    return f"{datetime.fromtimestamp(float(ts), UTC):%A, %d %B %Y}"


def _date_element(element: dict[str, Any]) -> str:
    return f"{datetime.fromtimestamp(int(element['timestamp']), UTC):%d %b %Y, %H:%M} UTC"


def _severity(blocks: list[dict[str, Any]]) -> str:
    """The severity that the header begins with, for the coloured edge; the word itself is shown as well."""
    first = str(blocks[0].get("text", {}).get("text", "")) if blocks and blocks[0].get("type") == "header" else ""
    word = first.split(" ", 1)[0].lower()
    return word if word in ("high", "medium", "low") else "none"


def _mrkdwn(text: str) -> Markup:
    """A message's text: links as links, the rest as it stands, so that an active mention would be seen."""
    found: list[Markup] = []
    place = 0
    for match in _LINK.finditer(text):
        url = unescape(match.group(1) or match.group(3))
        label = unescape(match.group(2) or url)
        found.append(escape(unescape(text[place:match.start()])))
        found.append(Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(url, label))
        place = match.end()
    found.append(escape(unescape(text[place:])))
    return Markup("").join(found)
