"""What changed between two states of a list, entity by entity and field by field: for a short message and `monitor lists diff`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from monitor.model import Alias, Entity, Listing

LINES = 12
"""Entities named in a message; a day may bring 553 (OFAC, 23 February 2024)."""

LONGEST_LINE = 160
FORMER_NAMES = 5  # an entity keeps so many old names; a vessel that is renamed every year has no more that are still in use


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of one entity: the values that came and went, as texts."""

    field: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entity that stayed and is not as it was. ``former`` is the name it was listed under, where that changed."""

    id: str
    name: str
    former: str | None = None
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """Entities that came, went and changed, each in the order of their list."""

    added: tuple[Entity, ...] = ()
    removed: tuple[Entity, ...] = ()
    changed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def headline(self) -> str:
        """``130 added, 4 removed, 12 changed``; what there is none of is left out."""
        parts = ((len(self.added), "added"), (len(self.removed), "removed"), (len(self.changed), "changed"))
        return ", ".join(f"{number:,} {what}" for number, what in parts if number) or "nothing changed"


def delta(old: Iterable[Entity], new: Sequence[Entity]) -> Delta:
    """What it takes to make ``new`` of ``old``, told by the entities' ids; order counts for nothing. ``old`` is gone through once,
    and of it only what went is held."""
    after = {entity.id: entity for entity in new}
    stayed: set[str] = set()
    removed: list[Entity] = []
    changed: dict[str, Change] = {}
    for entity in old:
        there = after.get(entity.id)
        if there is None:
            removed.append(entity)
            continue
        stayed.add(entity.id)
        change = _change(entity, there)
        if change is not None:
            changed[entity.id] = change
    return Delta(added=tuple(entity for entity in after.values() if entity.id not in stayed), removed=tuple(removed),
                 changed=tuple(changed[id_] for id_ in after if id_ in changed))


def _change(old: Entity, new: Entity) -> Change | None:
    if old == new:
        return None
    texts = _texts(new)
    pairs = ((field, before, after) for field, before in _texts(old).items() if (after := texts[field]) != before)
    found = tuple(FieldChange(field=field, added=_without(after, before), removed=_without(before, after))
                  for field, before, after in pairs if set(before) != set(after))
    if not found:
        return None  # the same values in another order
    return Change(id=new.id, name=new.name, former=old.name if old.name != new.name else None, fields=found)


def _without(these: Sequence[str], those: Sequence[str]) -> tuple[str, ...]:
    return tuple(value for value in these if value not in those)


def _texts(entity: Entity) -> Mapping[str, tuple[str, ...]]:
    """The fields of an entity that say something of it, each as a tuple of texts."""
    return {
        "name": (entity.name,),
        "type": (str(entity.type),),
        "aliases": tuple(alias.text for alias in entity.aliases if not alias.weak),
        "weak aliases": tuple(alias.text for alias in entity.aliases if alias.weak),
        "countries": entity.countries,
        "positions": entity.positions,
        "born": entity.born,
        "deceased": (entity.deceased,) if entity.deceased else (),
        "identifiers": tuple(f"{kind} {value}" for kind, value in entity.identifiers),
        "context": entity.context,
        "listings": tuple(map(_listing, entity.listings)),
        "note": (entity.note,) if entity.note else (),
    }


def _listing(listing: Listing) -> str:
    parts = (listing.authority, listing.reference, ", ".join(listing.measures), f"since {listing.since}" if listing.since else "")
    return " ".join(part for part in parts if part)


# ------------------------------------------------------------------ former names
def former_names(known: Mapping[str, tuple[str, ...]], found: Delta) -> dict[str, tuple[str, ...]]:
    """The former names by entity id after a delta, newest first: those ``known`` and those it brings. Entities that went
    are left out, and a name that is the entity's name again."""
    gone = {entity.id for entity in found.removed}
    kept = {id_: names for id_, names in known.items() if id_ not in gone}
    for change in found.changed:
        if change.former:
            names = dict.fromkeys((change.former, *kept.get(change.id, ())))
            names.pop(change.name, None)
            kept[change.id] = tuple(names)[:FORMER_NAMES]
    return {id_: names for id_, names in kept.items() if names}


def with_former(entities: Sequence[Entity], former: Mapping[str, tuple[str, ...]]) -> tuple[Entity, ...]:
    """The entities with the names they were listed under before as further aliases: texts go on using them."""
    return tuple(_renamed(entity, former[entity.id]) if entity.id in former else entity for entity in entities)


def _renamed(entity: Entity, names: tuple[str, ...]) -> Entity:
    there = {entity.name, *(alias.text for alias in entity.aliases)}
    return replace(entity, aliases=(*entity.aliases, *(Alias(text=name) for name in names if name not in there)))


# ------------------------------------------------------------------ words
def message(found: Delta, *, lines: int = LINES) -> str:
    """A few lines for Slack: the added, then the removed, then the changed, at most ``lines`` of them, and what was left out."""
    every = list(_lines(found))
    shown = [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…" for line in every[:lines]]
    if len(every) > len(shown):
        shown.append(f"and {len(every) - len(shown):,} more: monitor lists diff")
    return "\n".join(shown)


def _lines(found: Delta) -> Iterator[str]:
    for entity in found.added:
        yield f"+ {entity.name} ({_about(entity)})"
    for entity in found.removed:
        yield f"− {entity.name} ({_about(entity)})"
    for change in found.changed:
        was = f", formerly {change.former}" if change.former else ""
        yield f"~ {change.name}{was} ({change.id}): {'; '.join(_said(one) for one in change.fields if one.field != 'name') or 'renamed'}"


def _about(entity: Entity) -> str:
    return ", ".join((entity.id, str(entity.type), *entity.countries[:2]))


def _said(change: FieldChange) -> str:
    if change.field == "note":  # whole paragraphs, of which a few words changed
        return "note"
    parts = [f"+{value}" for value in change.added] + [f"−{value}" for value in change.removed]
    return f"{change.field} {', '.join(' '.join(part.split())[:60] for part in parts[:3])}{' …' if len(parts) > 3 else ''}"


def rows(found: Delta) -> list[dict[str, Any]]:
    """One JSON-able row an entity, as `monitor lists diff --json` prints them."""
    return [
        *(_whole_row("added", entity) for entity in found.added),
        *(_whole_row("removed", entity) for entity in found.removed),
        *({"change": "changed", "entity": change.id, "name": change.name, "former": change.former,
           "fields": [{"field": one.field, "added": list(one.added), "removed": list(one.removed)} for one in change.fields]}
          for change in found.changed)]


def _whole_row(change: str, entity: Entity) -> dict[str, Any]:
    return {"change": change, "entity": entity.id, "name": entity.name, "former": None, "fields": []}
