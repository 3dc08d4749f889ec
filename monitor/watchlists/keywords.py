"""The ``keywords`` of a watchlist."""

from __future__ import annotations

from monitor.model import Keyword
from monitor.yaml import Complaints, Kind, Node, fields

_KEYS = frozenset({"term", "language"})
_HINTS = dict.fromkeys(
    ("name", "aliases", "countries", "type"),
    "a keyword is text or {term: …, language: …}: names of people and organisations stand under `entities:`")


def read_keywords(node: Node | None, complaints: Complaints) -> tuple[Keyword, ...]:
    """The keywords in the order written, each once."""
    found: dict[Keyword, None] = {}
    for item in fields.items(node, complaints):
        keyword = _read_keyword(item, complaints)
        if keyword is not None:
            found[keyword] = None
    return tuple(found)


def _read_keyword(node: Node, complaints: Complaints) -> Keyword | None:
    language = None
    term_node = node
    if node.kind is Kind.MAPPING:
        keys = fields.mapping(node, _KEYS, complaints, what="a keyword", hints=_HINTS)
        language = fields.language(keys.get("language"), complaints)
        if "term" not in keys:
            if not any(key.text in _HINTS for key in node.keys):
                complaints.add(node, "a keyword is text or {term: …, language: …}; put quotes around a text with a colon in it")
            return None
        term_node = keys["term"]
    term = fields.text(term_node, complaints, what="a keyword")
    if any(character.isalnum() for character in term) and not term.startswith("*"):
        return Keyword(term=term, language=language)
    if term_node.kind in (Kind.TEXT, Kind.EMPTY):
        why = "* stands at the end of a word or inside it" if term.startswith("*") else "it needs a letter or a digit"
        complaints.add(term_node, f"{fields.shown(term_node)} cannot be a keyword: {why}")
    return None
