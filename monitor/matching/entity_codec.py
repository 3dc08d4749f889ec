"""An entity as one record of the index, decoded only when it matches, and as what tells whether it is the same party as another."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from monitor.matching.blobs import from_utf8, utf8
from monitor.model import Alias, Entity, EntityType, Listing, Mute, Severity, Watchlist

Same = tuple[int, str]  # the number of another entity, and why it is the same party
Cue = tuple[str, str, tuple[str, ...]]  # kind, as written, its words in plain form


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a match copies from its entity, and the cues that speak for it."""

    watchlist: str
    severity: Severity | None
    id: str
    name: str
    type: EntityType
    countries: tuple[str, ...]
    deceased: str | None
    not_texts: tuple[str, ...]
    listings: tuple[Listing, ...]
    mute: Mute | None
    cues: tuple[Cue, ...]
    same: tuple[Same, ...]


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def as_json(value: Any) -> bytes:
    """A value as JSON, in letters of any script."""
    return utf8(_ENCODE(value))


def encode_entity(entity: Entity, watchlist: Watchlist, cues: list[Cue]) -> bytes:
    """An entity as JSON; empty fields are left out."""
    record = {"w": watchlist.name, "s": watchlist.severity, "i": entity.id, "n": entity.name, "t": entity.type, "c": entity.countries,
              "d": entity.deceased, "x": entity.not_texts, "l": [asdict(listing) for listing in entity.listings],
              "m": asdict(entity.mute) if entity.mute else None, "q": cues}
    return as_json({key: value for key, value in record.items() if value})


def decode_entity(record: bytes, same: tuple[Same, ...] = ()) -> Record:
    """What ``encode_entity`` wrote, and the entities that are ``same``."""
    held = json.loads(from_utf8(record))
    return Record(
        watchlist=held.get("w", ""), severity=Severity(held["s"]) if "s" in held else None, id=held.get("i", ""), name=held.get("n", ""),
        type=EntityType(held["t"]), countries=tuple(held.get("c", ())), deceased=held.get("d"), not_texts=tuple(held.get("x", ())),
        listings=tuple(Listing(**{**listing, "measures": tuple(listing["measures"])}) for listing in held.get("l", ())),
        mute=Mute(**held["m"]) if "m" in held else None,
        cues=tuple((kind, text, tuple(parts)) for kind, text, parts in held.get("q", ())), same=same)


def encode_same(same: tuple[Same, ...]) -> bytes:
    """The entities that are the same party as one."""
    return as_json(same)


def decode_same(record: bytes) -> tuple[Same, ...]:
    """What ``encode_same`` wrote."""
    return tuple((number, because) for number, because in json.loads(from_utf8(record)))


def encode_identity(entity: Entity) -> bytes:
    """What an entity's identity is told by."""
    strong = [alias.text for alias in entity.aliases if not alias.weak]
    return as_json([entity.type, entity.name, strong, entity.born, entity.identifiers])


def decode_identity(record: bytes) -> Entity:
    """An entity of no more than ``encode_identity`` wrote."""
    kind, name, aliases, born, identifiers = json.loads(from_utf8(record))
    return Entity(id="", type=EntityType(kind), name=name, aliases=tuple(Alias(text=text) for text in aliases), born=tuple(born),
                  identifiers=tuple((kind, value) for kind, value in identifiers))


def fingerprint(entity: Entity, watchlist: Watchlist) -> str:
    """A text that changes with whatever of an entity the index holds."""
    aliases = (f"{alias.weak:d}{alias.text}" for alias in entity.aliases)
    identifiers = ("\x1e".join(pair) for pair in entity.identifiers)
    return "\x1f".join((
        watchlist.name, watchlist.severity or "", entity.id, entity.name, entity.type, *aliases, "", *entity.countries, "",
        *entity.positions, "", *entity.born, "", entity.deceased or "", *identifiers, "", *entity.context, "", *entity.not_texts,
        *(f"{each.authority}\x1e{each.reference}\x1e{each.measures}\x1e{each.since}\x1e{each.url}" for each in entity.listings),
        repr(entity.mute) if entity.mute else ""))
