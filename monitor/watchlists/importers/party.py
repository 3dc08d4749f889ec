"""What an importer hands over: a listed party with each name's quality, kind and script, and how it becomes an entity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from monitor.model import Alias, Entity, EntityType, Listing
from monitor.watchlists.importers.files import Row


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

    ``names`` has every name by entity id with quality, kind and script, more than the entity's aliases tell.
    ``remarks`` are sentences for a person: rows left out, orphans, an incomplete file.
    """

    entities: tuple[Entity, ...] = ()
    dated: str | None = None
    counts: Counts = Counts()
    remarks: tuple[str, ...] = ()
    names: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)


_BETTER = {Quality.STRONG: 0, Quality.UNKNOWN: 1, Quality.WEAK: 2}


def imported(parties: Iterable[Party], *, dated: str | None = None, remarks: Iterable[str] = ()) -> Imported:
    """The parties as entities, in their order, those of one id joined, and what was counted on the way. ``remarks`` may be added to
    until the last party is read."""
    joined: dict[str, Party] = {}
    for party in parties:
        there = joined.get(party.id)
        joined[party.id] = _joined(there, party) if there else _tidied(party)
    names = {party.id: party.names for party in joined.values()}
    entities = tuple(_entity(joined.pop(id_)) for id_ in names)  # a party goes as its entity comes: large lists are not held twice
    counts = Counts(
        entities=dict(Counter(str(entity.type) for entity in entities)),
        names=dict(Counter((str(name.quality), name.script) for group in names.values() for name in group)),
        kinds=dict(Counter(str(name.kind) for group in names.values() for name in group)),
    )
    return Imported(entities=entities, dated=dated, counts=counts, remarks=tuple(remarks), names=names)


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


def told_apart(parties: Iterable[Party]) -> Iterator[Party]:
    """Parties whose ids are made from their names: rows of one id are one party unless their births or IMO numbers say otherwise;
    then the later one is numbered (``…-2``), in the order of the file."""
    taken: dict[str, list[_Marks]] = {}
    for party in parties:
        group = taken.setdefault(party.id, [])
        marks = _Marks(id=party.id, born=party.born, imo=dict(party.identifiers).get("imo"))
        there = next((each for each in group if not _differ(each, marks)), None)
        count = len({each.id for each in group})
        marks = replace(marks, id=there.id if there else f"{party.id}-{count + 1}" if count else party.id)
        group.append(marks)
        yield party if marks.id == party.id else replace(party, id=marks.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """What tells parties of one name apart, without the parties themselves: a large list is not held twice."""

    id: str
    born: tuple[str, ...]
    imo: str | None


def _differ(one: _Marks, other: _Marks) -> bool:
    if one.imo and other.imo:
        return one.imo != other.imo
    return bool(one.born and other.born) and not set(one.born) & set(other.born)


def _tidied(party: Party) -> Party:
    return _joined(None, party)


def _joined(first: Party | None, second: Party) -> Party:
    """One party of two rows: the first one's name and type, everything else of both, each once."""
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
