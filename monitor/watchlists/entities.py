"""The ``entities`` of a watchlist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from monitor.model import Alias, Entity, EntityType, Examples, Listing, Mute
from monitor.watchlists.dates import is_date, is_partial_date
from monitor.watchlists.ids import unique_slug
from monitor.yaml import Complaints, Kind, Node, fields
from monitor.yaml.countries import read_countries

_KEYS = frozenset({"name", "id", "type", "aliases", "countries", "positions", "born", "deceased", "identifiers", "context",
                   "not", "listings", "mute", "note", "examples"})
_HINTS = {
    "term": 'unknown key "term": keywords stand in a watchlist of their own, under `keywords:`',
    "nationality": 'unknown key "nationality", did you mean "countries"?',
    "flag": 'unknown key "flag", did you mean "countries"?',
    "dob": 'unknown key "dob", did you mean "born"?',
    "died": 'unknown key "died", did you mean "deceased"?',
    "aka": 'unknown key "aka", did you mean "aliases"?',
    "title": 'unknown key "title", did you mean "positions"?',
}
_ALIAS_KEYS = frozenset({"name", "weak"})
_LISTING_KEYS = frozenset({"authority", "reference", "measures", "since", "url"})
_MUTE_KEYS = frozenset({"until", "by", "why"})
_EXAMPLE_KEYS = frozenset({"match", "no_match"})
_TYPES = {member.value: member for member in EntityType}
_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")
_NOTHING = Examples()


def read_entities(node: Node | None, complaints: Complaints, *, corrects: bool) -> tuple[Entity, ...]:
    """The entities in the order written, each with an id of its own.

    ``corrects``: the list is imported, so an entity with an id and no name corrects the imported one of that id.
    """
    read = [(item, _read_entity(item, complaints, corrects=corrects)) for item in fields.items(node, complaints)]
    return tuple(_with_ids(((item, entity) for item, entity in read if entity is not None), complaints))


def _with_ids(read: Iterator[tuple[Node, Entity]], complaints: Complaints) -> Iterator[Entity]:
    entities = list(read)
    taken: set[str] = set()
    first: dict[str, int] = {}
    for node, entity in entities:
        if entity.id in taken:
            written = next(item for key, item in zip(node.keys, node.items, strict=True) if key.text == "id")
            complaints.add(written, f'two entities have the id "{entity.id}", the first on line {first[entity.id]}')
        elif entity.id:
            taken.add(entity.id)
            first[entity.id] = entity.line
    for _, entity in entities:
        if not entity.id:
            entity = replace(entity, id=unique_slug(entity.name, taken))
            taken.add(entity.id)
        yield entity


def _read_entity(node: Node, complaints: Complaints, *, corrects: bool) -> Entity | None:
    if node.kind is Kind.TEXT:
        complaints.add(node, f"an entity must be a mapping: write `name: {node.text[:60]}`; keywords stand in a watchlist of "
                             "their own, under `keywords:`")
        return None
    keys = fields.mapping(node, _KEYS, complaints, what="an entity", hints=_HINTS)
    if node.kind is not Kind.MAPPING:
        return None
    get = keys.get
    id_ = _read_id(get("id"), complaints)
    name = _read_name(get("name"), complaints)
    if not name and not (corrects and id_):
        if not ("term" in (key.text for key in node.keys) or _is_wrong(get("name"))):
            complaints.add(get("name") or node, "an entity without a name")
        return None
    return Entity(
        id=id_,
        name=name,
        type=_read_type(get("type"), complaints),
        aliases=_read_aliases(get("aliases"), name, complaints) if "aliases" in keys else (),
        countries=tuple(read_countries(get("countries"), complaints)) if "countries" in keys else (),
        positions=_texts(get("positions"), complaints, "positions"),
        born=_read_born(get("born"), complaints) if "born" in keys else (),
        deceased=_partial_date(get("deceased"), complaints, "deceased") or None,
        identifiers=_read_identifiers(get("identifiers"), complaints) if "identifiers" in keys else (),
        context=_texts(get("context"), complaints, "context"),
        not_texts=_texts(get("not"), complaints, "not"),
        listings=_read_listings(get("listings"), complaints) if "listings" in keys else (),
        mute=_read_mute(get("mute"), complaints),
        note=fields.text(get("note"), complaints, what="note"),
        examples=_read_examples(get("examples"), complaints) if "examples" in keys else _NOTHING,
        line=node.line,
    )


def _is_wrong(node: Node | None) -> bool:
    """Something that has been complained about already."""
    return node is not None and (node.kind in (Kind.LIST, Kind.MAPPING) or bool(node.text.strip()))


def _texts(node: Node | None, complaints: Complaints, what: str) -> tuple[str, ...]:
    return fields.texts(node, complaints, what=what) if node is not None else ()


def _read_id(node: Node | None, complaints: Complaints) -> str:
    if node is None:
        return ""
    value = fields.text(node, complaints, what="id")
    if value and not _ID.fullmatch(value):
        complaints.add(node, f"{fields.shown(node)} cannot be an id: no blanks, at most 200 characters")
    return value


def _read_name(node: Node | None, complaints: Complaints, what: str = "name") -> str:
    """A name; empty after a complaint, or where nothing is written."""
    if node is None:
        return ""
    value = fields.text(node, complaints, what=what)
    if value and not value.isalpha() and not any(character.isalnum() for character in value):
        complaints.add(node, f"{fields.shown(node)} cannot be found in a text: a name needs a letter or a digit")
        return ""
    return value


def _read_type(node: Node | None, complaints: Complaints) -> EntityType:
    known = _TYPES.get(node.text) if node is not None else None
    return known or fields.choice(node, complaints, EntityType, EntityType.PERSON, what="type")


def _read_aliases(node: Node | None, name: str, complaints: Complaints) -> tuple[Alias, ...]:
    found: dict[str, Alias] = {}
    for item in fields.items(node, complaints):
        weak = False
        if item.kind is Kind.MAPPING:
            keys = fields.mapping(item, _ALIAS_KEYS, complaints, what="an alias")
            text_node, weak = keys.get("name", item), fields.flag(keys.get("weak"), complaints, False, what="weak")
            if "name" not in keys:
                complaints.add(item, 'an alias is text, or {name: …, weak: true}; put quotes around a text with a colon in it')
                continue
        else:
            text_node = item
        text = _read_name(text_node, complaints, "an alias")
        if not text and text_node.kind in (Kind.TEXT, Kind.EMPTY) and not text_node.text.strip():
            complaints.add(text_node, "an empty alias")
        elif text and text != name:
            found.setdefault(text, Alias(text=text, weak=weak))
    return tuple(found.values())


def _read_born(node: Node | None, complaints: Complaints) -> tuple[str, ...]:
    dates = (_partial_date(item, complaints, "born") for item in fields.items(node, complaints))
    return tuple(dict.fromkeys(found for found in dates if found))


def _partial_date(node: Node | None, complaints: Complaints, what: str) -> str:
    if node is None or fields.is_absent(node):
        return ""
    value = fields.text(node, complaints, what=what)
    if not value or is_partial_date(value):
        return value
    complaints.add(node, f"{what} must be a year, year-month or date (1957, 1957-03, 1957-03-11), not {fields.shown(node)}")
    return ""


def _read_identifiers(node: Node | None, complaints: Complaints) -> tuple[tuple[str, str], ...]:
    """Pairs of kind and value; a kind may have a list of values."""
    if node is None or fields.is_absent(node):
        return ()
    if node.kind is not Kind.MAPPING:
        complaints.add(node, f'identifiers must be a mapping such as {{passport: "008827"}}, not {fields.shown(node)}')
        return ()
    pairs: list[tuple[str, str]] = []
    for key, item in zip(node.keys, node.items, strict=True):
        values = fields.texts(item, complaints, what=key.text)
        if not values and fields.is_absent(item):
            complaints.add(key, f'the identifier "{key.text}" has no value')
        pairs.extend((key.text, value) for value in values)
    return tuple(pairs)


def _read_listings(node: Node | None, complaints: Complaints) -> tuple[Listing, ...]:
    found = []
    for item in fields.items(node, complaints):
        keys = fields.mapping(item, _LISTING_KEYS, complaints, what="a listing")
        if item.kind is not Kind.MAPPING:
            continue
        authority = fields.text(keys.get("authority"), complaints, what="authority")
        if not authority:
            complaints.add(keys.get("authority") or item, "a listing without its authority (UN, OFAC, EU …)")
        url = keys.get("url")
        found.append(Listing(
            authority=authority,
            reference=fields.text(keys.get("reference"), complaints, what="reference"),
            measures=_texts(keys.get("measures"), complaints, "measures"),
            since=_partial_date(keys.get("since"), complaints, "since"),
            url=(fields.web_address(url, complaints, what="a listing") or "") if not fields.is_absent(url) and url else "",
        ))
    return tuple(found)


def _read_mute(node: Node | None, complaints: Complaints) -> Mute | None:
    if node is None or fields.is_absent(node):
        return None
    keys = fields.mapping(node, _MUTE_KEYS, complaints, what="mute")
    until_node = keys.get("until")
    until = "" if fields.is_absent(until_node) else fields.text(until_node, complaints, what="until")
    if until_node is not None and until and not is_date(until):
        complaints.add(until_node, f"until must be a date such as 2027-01-01, not {fields.shown(until_node)}")
    return Mute(until=until, by=fields.text(keys.get("by"), complaints, what="by"),
                why=fields.text(keys.get("why"), complaints, what="why"))


def _read_examples(node: Node | None, complaints: Complaints) -> Examples:
    keys = fields.mapping(node, _EXAMPLE_KEYS, complaints, what="examples")
    return Examples(match=_texts(keys.get("match"), complaints, "match"),
                    no_match=_texts(keys.get("no_match"), complaints, "no_match"))
