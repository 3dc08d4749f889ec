"""What an importer hands over: a listed party with each name's quality, kind and script, and how it becomes an entity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import Any, TypeVar, cast

from monitor.model import Alias, Entity, EntityType, Listing
from monitor.watchlists.importers.files import Row

_K = TypeVar("_K")
_T = TypeVar("_T")


class Quality(StrEnum):
    """How good the list says a name is. Where a list says nothing that is UNKNOWN, which is not the same as strong."""

    STRONG = "strong"
    WEAK = "weak"
    UNKNOWN = "unknown"


class NameKind(StrEnum):
    """What a name is to its party."""

    PRIMARY = "primary"
    AKA = "aka"
    FORMER = "former"
    NATIVE = "native"
    ACRONYM = "acronym"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name as it may stand in a text. ``script`` is an ISO 15924 code (``Latn``, ``Arab`` …), ``Zyyy`` for none."""

    text: str
    quality: Quality = Quality.UNKNOWN
    kind: NameKind = NameKind.AKA
    script: str = "Latn"


Mark = tuple[Quality, NameKind, str]
"""Quality, kind and script of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A listed party as an importer read it; the first of ``names`` is what it is called."""

    id: str
    names: tuple[Name, ...]
    type: EntityType = EntityType.PERSON
    countries: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    born: tuple[str, ...] = ()
    deceased: str | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
    context: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there was: entities by type, names by (quality, script) and by kind. A jump between two runs is an alarm."""

    entities: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[tuple[str, str], int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)

    def weak(self) -> int:
        """Names the list marks as weak."""
        return sum(number for (quality, _), number in self.names.items() if quality == Quality.WEAK)

    def native(self) -> int:
        """Names in another script than Latin."""
        return sum(number for (_, script), number in self.names.items() if script not in ("Latn", "Zyyy"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A list as imported. ``dated`` is the day the publisher gives it (ISO), None where the file has none.

    ``marks`` says of each entity's names, its own first, what its aliases do not tell.
    ``remarks`` are sentences for a person: rows left out, orphans, an incomplete file.
    """

    entities: tuple[Entity, ...] = ()
    dated: str | None = None
    counts: Counts = Counts()
    remarks: tuple[str, ...] = ()
    marks: tuple[tuple[Mark, ...], ...] = ()

    @property
    def names(self) -> dict[str, tuple[Name, ...]]:
        """Every name by entity id with quality, kind and script."""
        return {entity.id: _names(entity, marks) for entity, marks in zip(self.entities, self.marks, strict=True)}


_BETTER = {Quality.STRONG: 0, Quality.UNKNOWN: 1, Quality.WEAK: 2}


def imported(parties: Iterable[Party], *, dated: str | None = None, remarks: Iterable[str] = (), by_name: bool = False) -> Imported:
    """The parties as entities, in their order, those of one id joined, and what was counted on the way. ``remarks`` may be added to
    until the last party is read. ``by_name``: the ids are made from names, which different parties may share."""
    entities: dict[str, Entity] = {}
    marked: dict[str, tuple[Mark, ...]] = {}
    alike: dict[Any, Any] = {}  # of a hundred thousand parties most are marked, at home and born as others are: one value for all

    def same(value: _T) -> _T:
        return cast(_T, alike.setdefault(value, value))

    for party in parties:
        party = _told_apart(party, entities) if by_name else party
        there = entities.get(party.id)
        whole = _joined(_party(there, marked[party.id]) if there else None, party)
        entities[party.id] = _entity(replace(whole, countries=same(whole.countries), born=same(whole.born)))
        marked[party.id] = same(tuple((name.quality, name.kind, name.script) for name in whole.names))
    of_names = Counter(mark for marks in marked.values() for mark in marks)
    counts = Counts(entities=dict(Counter(str(entity.type) for entity in entities.values())),
                    names=_summed(((str(quality), script), number) for (quality, _, script), number in of_names.items()),
                    kinds=_summed((str(kind), number) for (_, kind, _), number in of_names.items()))
    return Imported(entities=tuple(entities.values()), dated=dated, counts=counts, remarks=tuple(remarks), marks=tuple(marked.values()))


def _summed(pairs: Iterable[tuple[_K, int]]) -> dict[_K, int]:
    found: dict[_K, int] = {}
    for key, number in pairs:
        found[key] = found.get(key, 0) + number
    return found


def _names(entity: Entity, marks: Sequence[Mark]) -> tuple[Name, ...]:
    return tuple(Name(text=text, quality=quality, kind=kind, script=script) for text, (quality, kind, script) in zip(
        (entity.name, *(alias.text for alias in entity.aliases)), marks, strict=True))


def _party(entity: Entity, marks: Sequence[Mark]) -> Party:
    """The party that became an entity."""
    return Party(id=entity.id, names=_names(entity, marks), type=entity.type, countries=entity.countries, positions=entity.positions,
                 born=entity.born, deceased=entity.deceased, identifiers=entity.identifiers, context=entity.context,
                 listings=entity.listings, note=entity.note)


def named(rows: Iterable[Row], read: Callable[[Row], Party | None], remarks: list[str]) -> Iterator[Party]:
    """The parties of the rows that name one. How many do not is added to ``remarks`` once all are read."""
    nameless: list[int] = []
    for row in rows:
        party = read(row)
        if party is None:
            nameless.append(row.line)
        else:
            yield party
    if nameless:
        remarks.append(f"{len(nameless)} rows without a name are left out (line {nameless[0]} …)")


def _told_apart(party: Party, there: Mapping[str, Entity]) -> Party:
    """A party whose id is made from its name: one that is ``there`` under it is the same unless births or IMO numbers say otherwise;
    then the later one is numbered (``…-2``), in the order of the file."""
    imo = dict(party.identifiers).get("imo")
    for number in count(1):
        id_ = party.id if number == 1 else f"{party.id}-{number}"
        if id_ not in there or not _differ(there[id_], party, imo):
            return party if number == 1 else replace(party, id=id_)
    raise AssertionError("unreachable")


def _differ(one: Entity, other: Party, imo: str | None) -> bool:
    its_imo = dict(one.identifiers).get("imo") if imo else None
    if its_imo:
        return its_imo != imo
    return bool(one.born and other.born) and not set(one.born) & set(other.born)


def _joined(first: Party | None, second: Party) -> Party:
    """One party of two rows, or of one: the first one's name and type, everything else of both, each once."""
    base = first or second
    parts = (first, second) if first else (second,)

    def of(field_: str) -> tuple[object, ...]:
        return tuple(dict.fromkeys(value for part in parts for value in getattr(part, field_)))

    deceased = next((part.deceased for part in parts if part.deceased), None)
    return Party(id=base.id, type=base.type, names=_best(name for part in parts for name in part.names), deceased=deceased,
                 note=base.note, **{each: of(each) for each in ("countries", "positions", "born", "identifiers", "context",
                                                                "listings")})  # type: ignore[arg-type]


def _best(names: Iterable[Name]) -> tuple[Name, ...]:
    """Each text once: what it is called first keeps its place, a text said to be strong somewhere is strong."""
    found: dict[str, Name] = {}
    for name in names:
        key = name.text.casefold()
        there = found.get(key)
        if there is None:
            second = name.kind is NameKind.PRIMARY and bool(found)  # what stood beside the first one in its cell
            found[key] = Name(text=name.text, quality=name.quality, kind=NameKind.AKA, script=name.script) if second else name
        elif _BETTER[name.quality] < _BETTER[there.quality]:
            found[key] = Name(text=there.text, quality=name.quality, kind=there.kind, script=there.script)
    return tuple(found.values())


def _entity(party: Party) -> Entity:
    primary, *others = party.names
    return Entity(
        id=party.id, name=primary.text, type=party.type, countries=party.countries, positions=party.positions, born=party.born,
        deceased=party.deceased, identifiers=party.identifiers, context=party.context, listings=party.listings, note=party.note,
        aliases=tuple(Alias(text=name.text, weak=name.quality is Quality.WEAK) for name in others),
    )
