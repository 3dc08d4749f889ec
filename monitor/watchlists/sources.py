"""The ``source`` of a watchlist: which official file it is imported from."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from monitor.model import ListSource
from monitor.yaml import Complaints, Kind, Node, fields


class SourceFormat(StrEnum):
    """The formats there is an importer for."""

    UN_XML = "un-xml"
    OFAC_CSV = "ofac-csv"
    OFAC_XML = "ofac-xml"
    EU_CSV = "eu-csv"
    EU_XML = "eu-xml"
    UK_CSV = "uk-csv"
    UK_XML = "uk-xml"
    CA_XML = "ca-xml"
    OPENSANCTIONS = "opensanctions"
    CSV = "csv"


FILES_BESIDE = ("aliases", "addresses", "comments")
"""The further files of ``ofac-csv``, each an address or path like ``url``."""

MAPPED = frozenset({"id", "name", "aliases", "weak_aliases", "type", "countries", "positions", "born", "deceased", "context",
                    "note", "authority", "reference", "measures", "since", "url"})
"""What a column of a ``csv`` can be; any other key of ``mapping`` must begin with ``identifiers.``."""

_KEYS = frozenset({"format", "url", "every", "mapping", *FILES_BESIDE})
_IDENTIFIERS = "identifiers."


def read_source(node: Node | None, complaints: Complaints) -> ListSource | None:
    """The source; None where there is none, or after a complaint. Addresses are http(s), or paths relative to the YAML file."""
    keys = fields.mapping(node, _KEYS, complaints, what="source")
    if node is None or node.kind is not Kind.MAPPING:
        return None
    kind = _read_format(keys.get("format"), node, complaints)
    url = _read_address(keys.get("url"), complaints, "url")
    if not url and fields.is_absent(keys.get("url")):
        complaints.add(keys.get("url") or node, "source has no url: an http(s) address, or a path relative to this file")
    every = fields.duration(keys.get("every"), complaints, timedelta(hours=24), what="every")
    files = tuple((key, _read_address(keys[key], complaints, key)) for key in FILES_BESIDE if key in keys)
    for key, _ in files:
        if kind not in (None, SourceFormat.OFAC_CSV):
            complaints.add(keys[key], f"{key} goes with the format ofac-csv only")
    mapping = _read_mapping(keys.get("mapping"), node, kind, complaints)
    if kind is None or not url:
        return None
    return ListSource(format=kind.value, url=url, every=every, files=tuple(pair for pair in files if pair[1]), mapping=mapping)


def _read_format(node: Node | None, source: Node, complaints: Complaints) -> SourceFormat | None:
    if node is None or fields.is_absent(node):
        complaints.add(node or source, f"source has no format: one of {', '.join(kind.value for kind in SourceFormat)}")
        return None
    return fields.one_of(node, complaints, SourceFormat, what="format")


def _read_address(node: Node | None, complaints: Complaints, what: str) -> str:
    if node is None or fields.is_absent(node):
        return ""
    value = fields.text(node, complaints, what=what)
    problem = fields.web_address_problem(value) if "://" in value else None
    if problem is None:
        return value
    complaints.add(node, f"{what} must be an http(s) address or a path relative to this file: {problem}")
    return ""


def _read_mapping(node: Node | None, source: Node, kind: SourceFormat | None,
                  complaints: Complaints) -> tuple[tuple[str, str], ...]:
    """Pairs of our field and the column it is read from; a field may have a list of columns."""
    if node is None or fields.is_absent(node):
        if kind is SourceFormat.CSV:
            complaints.add(node or source, "the format csv needs a mapping (field: column), such as {name: Full name, id: Ref}")
        return ()
    if kind not in (None, SourceFormat.CSV):
        complaints.add(node, "mapping goes with the format csv only")
    if node.kind is not Kind.MAPPING:
        complaints.add(node, f"mapping must be a mapping (field: column), not {fields.shown(node)}")
        return ()
    pairs: list[tuple[str, str]] = []
    for key, item in zip(node.keys, node.items, strict=True):
        if key.text in MAPPED or (key.text.startswith(_IDENTIFIERS) and key.text != _IDENTIFIERS):
            pairs.extend((key.text, column) for column in fields.texts(item, complaints, what=key.text))
        else:
            complaints.add(key, f'unknown field "{key.text}"{fields.suggestion(key.text, sorted(MAPPED))}')
    if not any(field == "name" for field, _ in pairs):
        complaints.add(node, "mapping does not say which column holds the name")
    return tuple(pairs)
