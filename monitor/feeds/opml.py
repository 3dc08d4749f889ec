"""OPML (http://opml.org/spec2.opml): the lists of feeds that readers exchange."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from monitor.errors import Fault, Faults
from monitor.text import clean, decode

_DECLARATION = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of an OPML file; ``folder`` is the path of titles above it."""

    url: str
    title: str = ""
    folder: tuple[str, ...] = ()


def read_opml(data: bytes, *, name: str) -> tuple[Outline, ...]:
    """The feeds of an OPML file, each address once, in order. Raises Faults for a file that is no OPML, or that defines entities:
    in an attribute libxml2 expands them whatever it is told, a few hundred bytes to gigabytes."""
    text = decode(data).text
    if (declared := _DECLARATION.search(text)) is not None:
        line = text.count("\n", 0, declared.start()) + 1
        column = declared.start() - text.rfind("\n", 0, declared.start())
        raise Faults([Fault(file=name, line=line, column=column,
                            text=f"{declared.group()}: OPML needs no document type and no entities; remove the declaration")])
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True,
                             encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise Faults([Fault(file=name, line=line or 0, column=column or 0, text=f"is no OPML: {error.msg}")]) from None
    if root is None or _tag(root) != "opml":
        raise Faults([Fault(file=name, text="is no OPML: its outermost element is not <opml>")])
    found: dict[str, Outline] = {}
    for node in root.iter():
        attributes = {key.lower(): value for key, value in node.attrib.items()} if _tag(node) == "outline" else {}
        url = str(attributes.get("xmlurl", "")).strip()
        if url:
            found.setdefault(url, Outline(url=url, title=_title(node), folder=_folder(node)))
    return tuple(found.values())


def write_opml(outlines: Iterable[Outline], *, title: str, now: datetime) -> bytes:
    """An OPML 2.0 file of these feeds, UTF-8, folders nested."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _sound(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(root, "body")
    folders: dict[tuple[str, ...], etree._Element] = {(): body}
    for outline in outlines:
        parent = _folder_element(folders, tuple(_sound(part) for part in outline.folder))
        name = _sound(outline.title) or outline.url
        etree.SubElement(parent, "outline", type="rss", text=name, title=name, xmlUrl=_sound(outline.url))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _folder_element(folders: dict[tuple[str, ...], etree._Element], path: tuple[str, ...]) -> etree._Element:
    for depth in range(1, len(path) + 1):
        if path[:depth] not in folders:
            folders[path[:depth]] = etree.SubElement(folders[path[:depth - 1]], "outline", text=path[depth - 1])
    return folders[path]


def _tag(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _title(node: etree._Element) -> str:
    return _sound(node.get("title") or node.get("text") or "")


def _folder(node: etree._Element) -> tuple[str, ...]:
    above = [_title(parent) for parent in node.iterancestors() if _tag(parent) == "outline"]
    return tuple(title for title in reversed(above) if title)


def _sound(text: str) -> str:
    """What an XML attribute may hold, on one line."""
    return clean(text).replace("\n", " ").replace("\ufffe", "").replace("\uffff", "")
