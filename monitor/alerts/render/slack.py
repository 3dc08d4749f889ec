"""A message as Slack blocks.

What strangers wrote stands only in ``rich_text`` and ``plain_text``, where style is data and nothing is parsed; the fallback
``text`` is escaped. A message that would be too long is built again with less in it, never cut after building.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from monitor.alerts import parties
from monitor.alerts.render import journeys, limits, words
from monitor.alerts.render.snippets import stretches
from monitor.alerts.render.text import clean, clip, escape, inert
from monitor.model import Alert, Listing, Message

Block = dict[str, Any]

ALERT_EVENT = "monitor_alert"
NOTICE_EVENT = "monitor_notice"
_MESSAGE = 8_000  # our own aim, below limits.MESSAGE, which was seen once and is promised nowhere
_STYLES = {"name": {"bold": True}, "cue": {"italic": True}, "place": {"italic": True}}
_DATE_FORMAT = "{date_short_pretty} {time}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackPayload:
    """What chat.postMessage is given, without the channel."""

    text: str
    blocks: tuple[Block, ...] = ()
    metadata: Block = field(default_factory=dict)

    def as_arguments(self) -> dict[str, Any]:
        """As arguments of the call; an empty part is left out."""
        found: dict[str, Any] = {"text": self.text, "metadata": self.metadata}
        return {**found, "blocks": list(self.blocks)} if self.blocks else found


@dataclass(frozen=True, slots=True)
class _Size:
    """How much of each part is shown."""

    snippet: int
    others: int
    listings: int
    why: int


_SIZES = (_Size(400, 8, 10, 400), _Size(320, 4, 6, 250), _Size(240, 2, 2, 120), _Size(120, 0, 0, 60))


def blocks(message: Message, *, rev: int = 0) -> SlackPayload:
    """The message within all of Slack's limits; total for any message."""
    metadata = _metadata(message)
    for size in _SIZES:
        built = _build(message, rev, size)
        if len(json.dumps(built, ensure_ascii=False)) <= _MESSAGE:
            break
    return SlackPayload(text=_text(message), blocks=tuple(built), metadata=metadata)


def plain(message: Message) -> SlackPayload:
    """The same in one escaped text, for when the blocks were refused: no layout, nothing missing."""
    lines = [_text(message)]
    alert = message.lead
    if alert is not None:
        snippet = "".join(text for text, _ in stretches(alert.match.snippet, 400)) if alert.match.snippet else ""
        lines += [inert(line) for line in (f"“{snippet}”" if snippet else "", words.named_as(alert.match),
                                           f"Match: {words.why(alert.match)}", words.times(alert)) if line]
        for label, texts in (("Note", words.remarks(message, alert)), ("Also told", words.other_trips(alert.match)[:3]),
                             ("Listed", [words.listing_words(one) for one in parties.listings(alert.match)[:5]]),
                             ("Same party", words.same_parties(alert.match)[:3]),
                             ("Also named", words.also_named(message)[:5])):
            lines += [inert(f"{label}: {text}") for text in texts]
    return SlackPayload(text="\n".join(lines), metadata=_metadata(message))


def block_id(message: Message, rev: int) -> str:
    """The second carrier of the delivery's id, for workspaces that drop metadata."""
    return f"monitor:{message.id}:{rev}"[:limits.BLOCK_ID]


def safe_url(url: str) -> str:
    """``url`` with what no address may hold percent-encoded; empty where it is no http address or too long to link."""
    encoded = quote(url.strip().encode("utf-8", "replace").decode(), safe="%/:=&?~#+!$,;'@()*[]-._")
    try:
        parts = urlsplit(encoded)
    except ValueError:
        return ""
    return encoded if parts.scheme in ("http", "https") and parts.netloc and len(encoded) <= limits.URL else ""


def _metadata(message: Message) -> Block:
    """An opaque id and nothing else: every app of a workspace can read metadata."""
    return {"event_type": ALERT_EVENT if message.lead is not None else NOTICE_EVENT, "event_payload": {"id": message.id[:255]}}


def _text(message: Message) -> str:
    sentence = inert(clip(words.sentence(message), 1_500))
    url = safe_url(message.lead.article_url) if message.lead else ""
    return f"{sentence} {escape(url)}" if url else sentence


def _build(message: Message, rev: int, size: _Size) -> list[Block]:
    header = {"type": "header", "block_id": block_id(message, rev),
              "text": {"type": "plain_text", "emoji": False, "text": clip(words.headline(message), limits.HEADER)}}
    if message.lead is None:
        return [header, *_rich([_section([_plain(line)]) for line in words.notice_lines(message)])]
    alert = message.lead
    return [header, *_rich([_title(alert), *_quote(alert, size.snippet), *_facts(message, alert, size)]), *_context(message)]


def _title(alert: Alert) -> Block:
    text, url = words.title(alert), safe_url(alert.article_url)
    if url:
        return _section([{"type": "link", "url": url, "text": text, "style": {"bold": True}}])
    return _section([_plain(text, "bold")])


def _quote(alert: Alert, limit: int) -> list[Block]:
    if alert.match.snippet is None:
        return []
    elements = [{"type": "text", "text": text, **({"style": _STYLES[kind]} if kind else {})}
                for text, kind in stretches(alert.match.snippet, limit)]
    return [{"type": "rich_text_quote", "elements": elements}] if elements else []


def _facts(message: Message, alert: Alert, size: _Size) -> list[Block]:
    match = alert.match
    found = [_labelled("Note", [_plain(text)]) for text in words.remarks(message, alert)]
    found += [_labelled("Source", [_plain(words.origin(alert))]), _labelled("Published", _moments(alert))]
    near = words.keywords(match) if match.trip is None else ""
    facts = (("Travel date", journeys.when(match.trip)), ("Named as", words.named_as(match)), ("Match", words.why(match, size.why)),
             ("Near", near))
    found += [_labelled(label, [_plain(text)]) for label, text in facts if text]
    lists = (("Other trips told", [_plain(text) for text in words.other_trips(match)], size.others),
             ("Listed", [_listing(listing) for listing in parties.listings(match)], size.listings),
             ("Same party", [_plain(text) for text in words.same_parties(match)], size.listings),
             ("Also named", [_plain(text) for text in words.also_named(message)], size.others))
    return found + [block for label, items, count in lists for block in _listed(label, items, count)]


def _listed(label: str, items: Sequence[Block], count: int) -> list[Block]:
    """One item beside its label, several as a list below it, with how many are left out."""
    if len(items) < 2 and count > 0:
        return [_labelled(label, [item]) for item in items]
    if not items or count < 1:
        return [_labelled(label, [_plain(f"{len(items)} not shown here")])] if items else []
    shown = [*items[:count], *([_plain(f"{len(items) - count} more")] if len(items) > count else [])]
    return [_labelled(label, []), {"type": "rich_text_list", "style": "bullet", "elements": [_section([item]) for item in shown]}]


def _listing(listing: Listing) -> Block:
    text, url = words.listing_words(listing), safe_url(listing.url)
    # An address longer than this would crowd out the evidence; the reference finds the entry as well.
    return {"type": "link", "url": url, "text": text} if 0 < len(url) <= 500 else _plain(text)


def _moments(alert: Alert) -> list[Block]:
    if alert.published is None:
        return [_plain("at an unknown time → seen "), _date(alert.seen)]
    lag = words.lag(alert.published, alert.seen)
    return [_date(alert.published), _plain(" → seen "), _date(alert.seen), *([_plain(f" ({lag})")] if lag else [])]


def _date(time: datetime) -> Block:
    stamp = int(time.timestamp())
    if stamp < 0:  # Slack's date element counts from 1970
        return _plain(words.moment(time))
    return {"type": "date", "timestamp": stamp, "format": _DATE_FORMAT, "fallback": words.moment(time)}


def _context(message: Message) -> list[Block]:
    alert = message.lead
    if alert is None:
        return []
    texts = [f"{words.word(message).capitalize()} severity", f"Rule: {clip(clean(alert.decision.rule), 80) or '-'}",
             f"Watchlist: {clip(clean(alert.decision.watchlist), 80) or '-'}", f"More: monitor why {clip(clean(alert.id), 40) or '-'}"]
    return [{"type": "context", "elements": [{"type": "plain_text", "emoji": False, "text": text} for text in texts]}]


def _labelled(label: str, elements: Iterable[Block]) -> Block:
    return _section([_plain(f"{label}: ", "bold"), *elements])


def _section(elements: Sequence[Block]) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def _plain(text: str, style: str = "") -> Block:
    element: Block = {"type": "text", "text": text or "-"}
    return {**element, "style": {style: True}} if style else element


def _rich(sections: Sequence[Block]) -> list[Block]:
    """Sections as one rich text, each on a line of its own; nothing for none."""
    found: list[Block] = []
    for section in sections:
        if found and section["type"] == found[-1]["type"] == "rich_text_section":
            found[-1]["elements"].append(_plain("\n"))
            found[-1]["elements"].extend(section["elements"])
        else:
            found.append({**section, "elements": list(section["elements"])})
    return [{"type": "rich_text", "elements": found}] if found else []
