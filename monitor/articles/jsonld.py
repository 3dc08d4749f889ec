"""JSON-LD of a page, read with caps: a broken block of 200 KB has cost other readers minutes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

_LARGEST = 500_000   # characters of a block
_NODES = 20_000      # walked at most
_ARTICLE = ("Article", "Posting", "Report")


def articles_of(tree: etree._Element) -> list[Mapping[str, Any]]:
    """The objects of a type that holds an article, outermost first; blocks too big or broken count as absent."""
    found: list[Mapping[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found += [node for node in _objects(_loaded(script.text or "")) if _is_article(node)]
    return found


def text_of(nodes: Sequence[Mapping[str, Any]], *keys: str) -> str:
    """The first text found under one of ``keys``, in their order, over all nodes."""
    for key in keys:
        for node in nodes:
            value = node.get(key)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, dict):
                value = value.get("@value") or value.get("name") or value.get("alternateName")
            if isinstance(value, str) and value.strip():
                return value.strip()
    return ""


def is_free(nodes: Sequence[Mapping[str, Any]]) -> bool:
    """False where the publisher says that the text is behind a paywall (isAccessibleForFree)."""
    return not any(str(node.get("isAccessibleForFree")).lower() in ("false", "http://schema.org/false") for node in nodes)


def image_captions(nodes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Captions of the article's images."""
    captions = []
    for node in nodes:
        images = node.get("image")
        for image in images if isinstance(images, list) else [images]:
            if isinstance(image, dict) and isinstance(image.get("caption"), str):
                captions.append(image["caption"])
    return captions


def _loaded(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>").strip()
    if not text or len(text) > _LARGEST:
        return None
    try:
        return json.loads(text.rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(data: object) -> Iterator[Mapping[str, Any]]:
    """Every object inside ``data``, breadth first, at most _NODES of them."""
    queue: list[object] = [data]
    seen = 0
    while seen < len(queue) and seen < _NODES:
        node = queue[seen]
        seen += 1
        if isinstance(node, dict):
            yield node
            queue += [value for value in node.values() if isinstance(value, dict | list)]
        elif isinstance(node, list):
            queue += [value for value in node if isinstance(value, dict | list)]


def _is_article(node: Mapping[str, Any]) -> bool:
    types = node.get("@type")
    return any(isinstance(kind, str) and any(word in kind for word in _ARTICLE)
               for kind in (types if isinstance(types, list) else [types]))
