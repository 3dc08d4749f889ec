"""A digest: what waited during an outage, one line an article with its link, as Slack blocks, plain text and a card."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from monitor.alerts.render import limits, words
from monitor.alerts.render.slack import ALERT_EVENT, SlackPayload, block_id, safe_url
from monitor.alerts.render.terminal import Card, CardLine
from monitor.alerts.render.text import clean, clip, escape, inert
from monitor.model import Alert, Message

_TITLE = 90  # of an article: enough to tell it from the next
_OTHERS = 3


def blocks(message: Message, *, rev: int = 0) -> SlackPayload:
    """The digest within all of Slack's limits. Where addresses are too long for that it has no blocks, and all is in its text."""
    header = {"type": "header", "block_id": block_id(message, rev),
              "text": {"type": "plain_text", "emoji": False, "text": clip(words.headline(message), limits.HEADER)}}
    built: list[dict[str, Any]] = [header, {"type": "rich_text", "elements": [
        {"type": "rich_text_list", "style": "bullet", "elements": [
            {"type": "rich_text_section", "elements": _elements(article)} for article in _articles(message)]}]}]
    if message.possible_repeat:
        built.append({"type": "context", "elements": [{"type": "plain_text", "emoji": False, "text": _REPEAT}]})
    fits = len(json.dumps(built, ensure_ascii=False)) <= limits.MESSAGE
    return SlackPayload(text=_text(message), blocks=tuple(built) if fits else (), metadata=_metadata(message))


def plain(message: Message) -> SlackPayload:
    """The same in one escaped text."""
    return SlackPayload(text=_text(message), metadata=_metadata(message))


def card(message: Message) -> Card:
    """The same for the terminal."""
    lines: list[CardLine] = []
    for article in _articles(message):
        lines += [CardLine(label="", stretches=((_about(article), "name"), (f": {_title(article[0])}", ""))),
                  CardLine(label="", stretches=((safe_url(article[0].article_url) or clean(article[0].article_url), "link"),))]
    return Card(severity=message.severity, headline=clip(words.headline(message), 200), lines=tuple(lines))


_REPEAT = "Possible repeat: whether an earlier copy arrived could not be checked"


def _articles(message: Message) -> list[list[Alert]]:
    return [list(alerts) for _, alerts in groupby(message.others, key=lambda alert: alert.article_url)]


def _about(article: list[Alert]) -> str:
    lead, *others = article
    told = f"{lead.decision.severity.upper()} · {words.party(lead.match)} — {words.travel(lead.match.trip)}"
    named = [words.party(one.match) for one in others[:_OTHERS]]
    more = [f"{len(others) - _OTHERS} more"] if len(others) > _OTHERS else []
    return f"{told}; also {', '.join([*named, *more])}" if named else told


def _title(lead: Alert) -> str:
    return clip(words.title(lead), _TITLE)


def _elements(article: list[Alert]) -> list[dict[str, Any]]:
    url = safe_url(article[0].article_url)
    title: dict[str, Any] = {"type": "link", "url": url, "text": _title(article[0])} if url else {
        "type": "text", "text": _title(article[0])}
    return [{"type": "text", "text": clip(_about(article), 200), "style": {"bold": True}}, {"type": "text", "text": ": "}, title]


def _text(message: Message) -> str:
    lines = [inert(f"{words.word(message).capitalize()} severity: {clip(clean(message.notice_title), 300)}."),
             *([inert(_REPEAT)] if message.possible_repeat else [])]
    room = limits.TEXT - 2_000
    for article in _articles(message):
        line = f"{inert(clip(f'{_about(article)}: {_title(article[0])}', 300))} {escape(safe_url(article[0].article_url))}".rstrip()
        room -= len(line) + 1
        lines.append(line if room > 0 else inert(clip(_about(article), 80)))
    return "\n".join(lines)


def _metadata(message: Message) -> dict[str, Any]:
    return {"event_type": ALERT_EVENT, "event_payload": {"id": message.id[:255]}}
