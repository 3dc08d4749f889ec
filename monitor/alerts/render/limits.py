"""Slack's limits on a message, and a check of a payload against all of them.

Figures: Slack's block reference and slack-sdk's models; lengths are code points. ``MESSAGE`` is ours: ``msg_blocks_too_long``
was seen at 13,200 characters with no single limit broken (slackapi/bolt-js#2509).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

BLOCKS = 50
BLOCK_ID = 255
HEADER = 150
SECTION = 3_000
FIELDS = 10
FIELD = 2_000
CONTEXT_ELEMENTS = 10
URL = 3_000
TEXT = 40_000
MESSAGE = 13_000
METADATA = 8_000

_STYLES = frozenset({"bold", "italic", "strike", "code", "underline", "highlight", "unlink"})


def complaints(payload: Mapping[str, Any]) -> list[str]:
    """What Slack would refuse in a chat.postMessage payload (``text``, ``blocks``, ``metadata``), as code words with a place.

    Each complaint begins with Slack's own error code; an empty list means that the payload is within every limit.
    """
    found: list[str] = []
    text, blocks = payload.get("text") or "", payload.get("blocks") or []
    if not isinstance(text, str) or not isinstance(blocks, Sequence):
        return ["invalid_arguments: text is no string or blocks no array"]
    if not text and not blocks:
        found.append("no_text: neither text nor blocks")
    if len(text) > TEXT:
        found.append(f"msg_too_long: text has {len(text)} characters, {TEXT} at most")
    if len(blocks) > BLOCKS:
        found.append(f"invalid_blocks: {len(blocks)} blocks, {BLOCKS} at most")
    for place, block in enumerate(blocks):
        found.extend(f"invalid_blocks: blocks[{place}]{text}" for text in _block(block))
    ids = [block["block_id"] for block in blocks if isinstance(block, Mapping) and "block_id" in block]
    if len(ids) != len(set(ids)):
        found.append("invalid_blocks: a block_id occurs twice")
    size = len(json.dumps(blocks, ensure_ascii=False))
    if size > MESSAGE:
        found.append(f"msg_blocks_too_long: blocks are {size} characters, {MESSAGE} at most")
    found.extend(_metadata(payload.get("metadata")))
    return found


def _block(block: Any) -> list[str]:
    if not isinstance(block, Mapping):
        return [": no object"]
    check = _CHECKS.get(str(block.get("type")))
    if check is None:
        return [f".type: {block.get('type')!r} is no block type"]
    found = check(block)
    if len(str(block.get("block_id", ""))) > BLOCK_ID:
        found.append(f".block_id: longer than {BLOCK_ID}")
    return found


def _text_object(value: Any, place: str, limit: int, *, kinds: Sequence[str] = ("plain_text", "mrkdwn")) -> list[str]:
    if not isinstance(value, Mapping) or value.get("type") not in kinds or not isinstance(value.get("text"), str):
        return [f"{place}: must be a text object of type {' or '.join(kinds)}"]
    length = len(value["text"])
    return [] if 0 < length <= limit else [f"{place}: {length} characters, 1 to {limit} allowed"]


def _header(block: Mapping[str, Any]) -> list[str]:
    return _text_object(block.get("text"), ".text", HEADER, kinds=("plain_text",))


def _section(block: Mapping[str, Any]) -> list[str]:
    fields = block.get("fields", [])
    if "text" not in block and not fields:
        return [": neither text nor fields"]
    found = _text_object(block["text"], ".text", SECTION) if "text" in block else []
    if len(fields) > FIELDS:
        found.append(f".fields: {len(fields)}, {FIELDS} at most")
    return found + [text for place, field in enumerate(fields) for text in _text_object(field, f".fields[{place}]", FIELD)]


def _context(block: Mapping[str, Any]) -> list[str]:
    elements = block.get("elements", [])
    if not 0 < len(elements) <= CONTEXT_ELEMENTS:
        return [f".elements: {len(elements)}, 1 to {CONTEXT_ELEMENTS} allowed"]
    return [text for place, element in enumerate(elements) for text in _text_object(element, f".elements[{place}]", FIELD)]


def _rich_text(block: Mapping[str, Any]) -> list[str]:
    elements = block.get("elements", [])
    if not elements:
        return [".elements: empty"]
    return [text for place, element in enumerate(elements) for text in _rich_container(element, f".elements[{place}]")]


def _rich_container(element: Any, place: str) -> list[str]:
    kind = element.get("type") if isinstance(element, Mapping) else None
    inner = element.get("elements", []) if isinstance(element, Mapping) else []
    if kind == "rich_text_list":
        if not inner or element.get("style") not in ("bullet", "ordered"):
            return [f"{place}: a list needs elements and a style, bullet or ordered"]
        return [text for number, item in enumerate(inner) for text in _rich_container(item, f"{place}.elements[{number}]")]
    if kind not in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        return [f"{place}.type: {kind!r} is no part of a rich text"]
    if not inner:
        return [f"{place}.elements: empty"]
    return [text for number, item in enumerate(inner) for text in _rich_element(item, f"{place}.elements[{number}]")]


def _rich_element(item: Any, place: str) -> list[str]:
    kind = item.get("type") if isinstance(item, Mapping) else None
    found: list[str] = []
    if kind not in ("text", "link", "date", "emoji", "user", "channel", "usergroup", "broadcast"):
        return [f"{place}.type: {kind!r} is no element of a rich text"]
    if kind == "text" and not (isinstance(item.get("text"), str) and item["text"]):
        found.append(f"{place}.text: empty")
    if kind == "link":
        found.extend(_url(item.get("url"), place))
    if kind == "date" and not (isinstance(item.get("timestamp"), int) and item.get("format")):
        found.append(f"{place}: a date needs an integer timestamp and a format")
    unknown = set(item.get("style", {})) - _STYLES
    return [*found, f"{place}.style: {', '.join(sorted(unknown))} unknown"] if unknown else found


def _url(url: Any, place: str) -> list[str]:
    if not isinstance(url, str) or len(url) > URL:
        return [f"{place}.url: must be an address of at most {URL} characters"]
    try:
        parts = urlsplit(url)
    except ValueError:
        return [f"{place}.url: no address"]
    return [] if parts.scheme in ("http", "https") and parts.netloc else [f"{place}.url: no http address"]


def _metadata(metadata: Any) -> list[str]:
    if metadata is None:
        return []
    if not isinstance(metadata, Mapping) or not isinstance(metadata.get("event_type"), str):
        return ["invalid_metadata_format: event_type is missing"]
    payload = metadata.get("event_payload")
    if not isinstance(payload, Mapping):
        return ["invalid_metadata_schema: event_payload is no object"]
    size = len(json.dumps(metadata, ensure_ascii=False))
    return [f"metadata_too_large: {size} characters, {METADATA} at most"] if size > METADATA else []


_CHECKS: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "header": _header, "section": _section, "context": _context, "rich_text": _rich_text,
    "divider": lambda block: [],
}
