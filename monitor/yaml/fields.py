"""Nodes to values: what a mapping may hold, texts, flags, numbers, durations, words of an enum.

Each function takes a node that may be missing and a default, files a complaint at the node where the value is wrong, and
then gives the default, so that reading goes on and every complaint of a file comes out together. Small functions instead of
a pydantic model: a third of the start-up time, and the complaint knows its line without mapping a ``loc`` back.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from monitor.errors import Fault
from monitor.yaml.nodes import Kind, Node
from monitor.yaml.units import parse_duration, parse_size

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_NULLS = frozenset({"~", "null", "Null", "NULL"})
_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_HASH_HINT = 'a # after a space starts a comment in YAML: put quotes around the text ("#name")'
_SHOWN = 80
# BCP 47 in outline: a language, then subtags.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", re.ASCII)


class Complaints:
    """The faults of one file, as they are found."""

    def __init__(self, file: str, faults: Iterable[Fault] = ()) -> None:
        self.file = file
        self._faults = list(faults)

    def add(self, node: Node, text: str) -> None:
        """Complains about ``node``."""
        self._faults.append(Fault(file=self.file, line=node.line, column=node.column, text=text))

    def sorted(self) -> list[Fault]:
        """All of them in reading order, each once (a block repeated by reference complains once)."""
        return sorted(set(self._faults))


def shown(node: Node) -> str:
    """A node's text for a complaint, in quotes; what came from the environment stays hidden, it may be a secret."""
    if node.kind is not Kind.TEXT:
        return {Kind.LIST: "a list", Kind.MAPPING: "a mapping (key: value)", Kind.EMPTY: "nothing"}[node.kind]
    if node.source:
        return f'"{node.source}" (from the environment)'
    return f'"{node.text if len(node.text) <= _SHOWN else node.text[:_SHOWN] + "…"}"'


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word a person most likely meant, None when none is near."""
    by_form = {_plain(name): name for name in known}
    close = difflib.get_close_matches(_plain(word)[:100], list(by_form), n=1, cutoff=0.6)
    return by_form[close[0]] if close else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def suggestion(word: str, known: Iterable[str], *, none: str = "nothing") -> str:
    """``, did you mean "x"?`` or, with nothing near, what there is to choose from."""
    names = list(known)
    near = nearest(word, names)
    if near is not None:
        return f', did you mean "{near}"?'
    listed = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    return f"; there is: {listed or none}"


def is_absent(node: Node | None) -> bool:
    """Not there, empty, or one of YAML's words for nothing."""
    return node is None or node.kind is Kind.EMPTY or (node.plain and node.text in _NULLS)


def mapping(node: Node | None, known: frozenset[str], complaints: Complaints, *, what: str,
            hints: Mapping[str, str] | None = None) -> dict[str, Node]:
    """The values of a mapping by key, the unknown ones complained about and left out.

    ``hints`` explains certain wrong keys in place of the nearest valid one.
    """
    if node is None or is_absent(node):
        return {}
    if node.kind is not Kind.MAPPING:
        complaints.add(node, f"{what} must be a mapping (key: value), not {shown(node)}")
        return {}
    values = {key.text: item for key, item in zip(node.keys, node.items, strict=True)}
    if not known.issuperset(values):
        for key in node.keys:
            if key.text not in known:
                complaints.add(key, _unknown_key(key.text, known, hints or {}))
                del values[key.text]
    return values


def _unknown_key(key: str, known: frozenset[str], hints: Mapping[str, str]) -> str:
    if key in hints:
        return hints[key]
    if key == "<<":
        return "merging mappings with << is not part of YAML 1.2: write the keys out"
    near = nearest(key, known)
    choice = f', did you mean "{near}"?' if near else f"; valid here: {', '.join(sorted(known))}"
    return f'unknown key "{key}"{choice}'


def items(node: Node | None, complaints: Complaints) -> tuple[Node, ...]:
    """The entries of a list; one text alone is a list of one. Empty entries, and keys where entries belong, are complained about."""
    if node is None or node.kind is Kind.EMPTY:
        return ()
    if node.kind is Kind.MAPPING:
        complaints.add(node, "a list is meant here, not keys: begin each entry with `- `")
        return ()
    if node.kind is not Kind.LIST:
        return (node,)
    for item in node.items:
        if item.kind is Kind.EMPTY and not item.source:
            complaints.add(item, f"an empty list entry; {_HASH_HINT}")
    return tuple(item for item in node.items if item.kind is not Kind.EMPTY)


def text(node: Node | None, complaints: Complaints, default: str = "", *, what: str = "this") -> str:
    """A text exactly as written, outer blanks removed: ``null``, ``NO`` and ``012`` are texts like any other."""
    if node is None or node.kind is Kind.EMPTY:
        return default
    if node.kind is Kind.TEXT:
        return node.text.strip()
    hint = ": put quotes around a text with a colon in it" if node.kind is Kind.MAPPING else ""
    complaints.add(node, f"{what} must be text, not {shown(node)}{hint}")
    return default


def texts(node: Node | None, complaints: Complaints, *, what: str) -> tuple[str, ...]:
    """A list of texts, or one text alone; empty ones are complained about and left out."""
    found = []
    for item in items(node, complaints):
        value = text(item, complaints, what=f"an entry of {what}")
        if value:
            found.append(value)
        elif item.kind is Kind.TEXT:
            complaints.add(item, f"an empty text in {what}")
    return tuple(found)


def channel(node: Node | None, complaints: Complaints, default: str | None = None) -> str | None:
    """A Slack channel as text (``#name`` or its id); an empty one is the trap of an unquoted #."""
    if node is None or (node.kind is Kind.EMPTY and node.source):
        return default
    value = text(node, complaints, what="a channel")
    if not value and node.kind in (Kind.EMPTY, Kind.TEXT):
        complaints.add(node, f"the channel is empty; {_HASH_HINT}")
    elif any(character.isspace() for character in value):
        complaints.add(node, f"{shown(node)} is not a channel: write its name (\"#monitor\") or its id")
    return value or default


def language(node: Node | None, complaints: Complaints) -> str | None:
    """A language tag (``en``, ``pt-BR``), None where there is none."""
    if node is None or is_absent(node):
        return None
    value = text(node, complaints, what="language")
    if not value or _LANGUAGE.fullmatch(value):
        return value or None
    complaints.add(node, f"{shown(node)} is not a language: write its code, such as en, ru or pt-BR")
    return None


def flag(node: Node | None, complaints: Complaints, default: bool, *, what: str) -> bool:
    """``true`` or ``false``, and no other word (YAML 1.2)."""
    return _value(node, complaints, default, lambda written: _FLAGS.get(written), f"{what} must be true or false")


def whole(node: Node | None, complaints: Complaints, default: int, *, what: str, least: int = 0) -> int:
    """A whole number, ``least`` or more."""
    def read(written: str) -> int | None:
        number = int(written) if written.isascii() and written.isdigit() and len(written) < 16 else None
        return number if number is not None and number >= least else None
    return _value(node, complaints, default, read, f"{what} must be a whole number of {least} or more")


def number(node: Node | None, complaints: Complaints, default: float, *, what: str) -> float:
    """A number above 0."""
    def read(written: str) -> float | None:
        whole_part, _, fraction = written.partition(".")
        digits = whole_part + fraction
        value = float(written) if digits.isascii() and digits.isdigit() and len(digits) < 16 else 0.0
        return value if value > 0 else None
    return _value(node, complaints, default, read, f"{what} must be a number above 0")


def duration(node: Node | None, complaints: Complaints, default: timedelta, *, what: str, zero: bool = False) -> timedelta:
    """A duration; ``zero`` says whether it may be nothing."""
    def read(written: str) -> timedelta | None:
        found = parse_duration(written)
        return found if found is not None and (found or zero) else None
    least = "" if zero else " above 0"
    return _value(node, complaints, default, read, f"{what} must be a duration{least} such as 30s, 5m, 2h or 1d")


def size(node: Node | None, complaints: Complaints, default: int, *, what: str) -> int:
    """Bytes, at least one."""
    return _value(node, complaints, default, lambda written: parse_size(written) or None,
                  f"{what} must be a size such as 5MiB, 500KiB or 10MB")


def choice(node: Node | None, complaints: Complaints, kind: type[E], default: E, *, what: str) -> E:
    """One word of an enum."""
    if node is None or is_absent(node):
        return default
    return one_of(node, complaints, kind, what=what) or default


def one_of(node: Node, complaints: Complaints, kind: type[E], *, what: str) -> E | None:
    """One word of an enum; None after a complaint."""
    words = [str(member.value) for member in kind]
    if node.kind is Kind.TEXT and node.text in words:
        return kind(node.text)
    near = nearest(node.text, words) if node.kind is Kind.TEXT else None
    meant = f', did you mean "{near}"?' if near else ""
    complaints.add(node, f"{what} must be one of {', '.join(words)}, not {shown(node)}{meant}")
    return None


def web_address(node: Node, complaints: Complaints, *, what: str) -> str | None:
    """An http or https address; None after a complaint."""
    value = text(node, complaints, what=what)
    if node.kind is not Kind.TEXT:
        return None
    problem = web_address_problem(value)
    if problem is None:
        return value
    complaints.add(node, f"{shown(node)} is not an address {what} can have: {problem}")
    return None


def web_address_problem(value: str) -> str | None:
    """Why this is no http(s) address to fetch, None when it is one."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return "it must begin with http:// or https://"
    if not host or port == 0:
        return "it names no host" if not host else "port 0 cannot be asked"
    if any(character.isspace() or not character.isprintable() for character in value):
        return "it holds a blank or a control character"
    return None


def _value(node: Node | None, complaints: Complaints, default: T, read: Callable[[str], T | None], must: str) -> T:
    if node is None or is_absent(node):
        return default
    value = read(node.text) if node.kind is Kind.TEXT else None
    if value is not None:
        return value
    complaints.add(node, f"{must}, not {shown(node)}")
    return default
