"""An entity as one record of the index, decoded only when it matches."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from monitor.model import Entity, EntityType, Listing, Mute, Severity, Watchlist

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


def encode_entity(entity: Entity, watchlist: Watchlist, cues: list[Cue], same: tuple[Same, ...] = ()) -> bytes:
    """An entity as JSON; empty fields are left out."""
    record = {"w": watchlist.name, "s": watchlist.severity, "i": entity.id, "n": entity.name, "t": entity.type, "c": entity.countries,
              "d": entity.deceased, "x": entity.not_texts, "l": [asdict(listing) for listing in entity.listings],
              "m": asdict(entity.mute) if entity.mute else None, "q": cues, "e": same}
    return json.dumps({key: value for key, value in record.items() if value}, ensure_ascii=False).encode()


def decode_entity(record: bytes) -> Record:
    """What ``encode_entity`` wrote."""
    held = json.loads(record)
    return Record(
        watchlist=held.get("w", ""), severity=Severity(held["s"]) if "s" in held else None, id=held.get("i", ""), name=held.get("n", ""),
        type=EntityType(held["t"]), countries=tuple(held.get("c", ())), deceased=held.get("d"), not_texts=tuple(held.get("x", ())),
        listings=tuple(Listing(**{**listing, "measures": tuple(listing["measures"])}) for listing in held.get("l", ())),
        mute=Mute(**held["m"]) if "m" in held else None,
        cues=tuple((kind, text, tuple(parts)) for kind, text, parts in held.get("q", ())),
        same=tuple((number, because) for number, because in held.get("e", ())))
