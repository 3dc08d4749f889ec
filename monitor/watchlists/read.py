"""A watchlist file as a whole, and several of them together."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from monitor.errors import Fault, Faults
from monitor.model import Severity, Watchlist
from monitor.watchlists.entities import read_entities
from monitor.watchlists.keywords import read_keywords
from monitor.watchlists.sources import read_source
from monitor.yaml import Complaints, Kind, Node, fields, parse_yaml

_KEYS = frozenset({"name", "severity", "entities", "keywords", "source"})
_HINTS = {
    "names": 'unknown key "names", did you mean "entities"?',
    "terms": 'unknown key "terms", did you mean "keywords"?',
}
RESERVED = "all"
"""What rules call every watchlist together: no watchlist can have this name."""


def read_watchlist(data: bytes, *, name: str) -> Watchlist:
    """Reads one watchlist file. ``name`` is the file as complaints show it, kept as the watchlist's ``file``.

    Raises Faults with every complaint there is, in reading order.
    """
    watchlist, _, faults = _read(data, name)
    if watchlist is None or faults:
        raise Faults(faults)
    return watchlist


def read_watchlists(files: Sequence[tuple[str, bytes]]) -> tuple[Watchlist, ...]:
    """Reads (file name, content) pairs. Raises Faults with the complaints of all files; one is two watchlists of one name."""
    watchlists: list[Watchlist] = []
    faults: list[Fault] = []
    first: dict[str, Fault] = {}
    for name, data in files:
        watchlist, place, found = _read(data, name)
        faults.extend(found)
        if watchlist is None:
            continue
        watchlists.append(watchlist)
        here = Fault(file=name, line=place.line, column=place.column, text="")
        there = first.setdefault(watchlist.name, here)
        if there is not here:
            said = f'a second watchlist is called "{watchlist.name}", the first is {there.file}:{there.line}'
            faults.append(Fault(file=name, line=place.line, column=place.column, text=said))
    if faults:
        raise Faults(faults)
    return tuple(watchlists)


def _read(data: bytes, name: str) -> tuple[Watchlist | None, Node, list[Fault]]:
    """The watchlist where there is enough of one, the place of its name, and the complaints."""
    try:
        root, faults = parse_yaml(data, name=name)
    except Faults as error:
        return None, Node(Kind.EMPTY, 1, 1), list(error.faults)
    complaints = Complaints(name, faults)
    if fields.is_absent(root):
        complaints.add(root, "the file is empty: a watchlist has a name, and entities, keywords or a source")
        return None, root, complaints.sorted()
    keys = fields.mapping(root, _KEYS, complaints, what="a watchlist", hints=_HINTS)
    if root.kind is not Kind.MAPPING:
        return None, root, complaints.sorted()
    title = _read_title(keys.get("name"), root, complaints)
    _check_contents(keys, root, complaints)
    watchlist = Watchlist(
        name=title,
        file=name,
        severity=_read_severity(keys.get("severity"), complaints),
        entities=read_entities(keys.get("entities"), complaints, corrects=not fields.is_absent(keys.get("source"))),
        keywords=read_keywords(keys.get("keywords"), complaints),
        source=read_source(keys.get("source"), complaints),
        version=hashlib.sha256(data).hexdigest()[:12],
    )
    return (watchlist if title else None), keys.get("name", root), complaints.sorted()


def _read_title(node: Node | None, root: Node, complaints: Complaints) -> str:
    title = fields.text(node, complaints, what="name")
    if node is None or not title:
        if node is None or node.kind in (Kind.TEXT, Kind.EMPTY):
            complaints.add(node or root, "the watchlist has no name: rules and alerts refer to it by one")
    elif title == RESERVED:
        complaints.add(node, f'a watchlist cannot be called "{RESERVED}": rules mean every watchlist by it')
    return title


def _check_contents(keys: dict[str, Node], root: Node, complaints: Complaints) -> None:
    """Names, keywords or a source: one kind a file. ``entities: []`` is empty on purpose, ``entities:`` is not."""
    there = {key for key in ("entities", "keywords", "source") if key in keys and not fields.is_absent(keys[key])}
    if not there:
        said = "a watchlist needs entities (a list of names), keywords, or a source to be imported from"
        complaints.add(next((keys[key] for key in ("entities", "keywords", "source") if key in keys), root), said)
    elif "keywords" in there and len(there) > 1:
        other = "entities" if "entities" in there else "source"
        complaints.add(keys["keywords"], f"a watchlist holds names or keywords, and this one has {other}: move the keywords "
                                         "into a file of their own")


def _read_severity(node: Node | None, complaints: Complaints) -> Severity | None:
    return None if node is None or fields.is_absent(node) else fields.one_of(node, complaints, Severity, what="severity")
