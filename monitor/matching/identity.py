"""Which entries of the watchlists are one and the same party: several lists name the same person, and a reader wants one alert.

Two things show it: a number that belongs to one party alone, under the same kind and for the same type of party; or, for a
person, the same full name together with the same day of birth. A name alone never does: lists hold hundreds of namesakes.
What contradicts, such as two days of birth, keeps entries apart, and keeps apart whole groups that one false link would join.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

from monitor.matching.entity_codec import Same
from monitor.matching.normalise import fold, plain_form
from monitor.matching.tables import words
from monitor.matching.tokens import words_of
from monitor.model import Entity, EntityType

_KINDS = {"passport": "passport", "national-id": "national-id", "id": "national-id", "tax-id": "tax-id", "tax": "tax-id", "inn": "tax-id",
          "company-number": "company-number", "ogrn": "company-number", "lei": "lei", "imo": "imo", "mmsi": "mmsi",
          "registration": "registration"}
"""The kinds of numbers that belong to one party, by the spellings lists use. Call signs and construction numbers are reused."""

_WORDS = {"national-id": "national identity number", "tax-id": "tax number", "company-number": "company number", "lei": "LEI",
          "imo": "IMO number", "mmsi": "MMSI", "registration": "registration"}
_ONE_EACH = frozenset(("imo", "lei", "tax-id"))  # kept for life and had once: two of them are two parties
_LEAST = {"imo": 7, "mmsi": 9, "lei": 20, "registration": 4}
_LEAST_OF_OTHERS = 6  # characters: shorter numbers are given out by many offices
_LEAST_DIGITS = 4
_OF_ANY_FIRM = """joint stock company limited liability public open closed private enterprise corporation federal unitary
  plant factory works zavod research production scientific institute centre center design bureau association concern trading
  technology technologies industrial engineering management services exchange aktsionernoe obshchestvo ogranichennoy
  otvetstvennostyu otkrytoe zakrytoe publichnoe predpriyatie nauchno proizvodstvennoe obedinenie kompaniya gosudarstvennoe"""
"""Beside the tables: forms of business spelled out, and what half the firms of a list call themselves."""
_TELLING_LETTERS = 3
_FULL_DATE = len("1957-03-11")
_LARGEST = 12  # entries that one number may join: more share a number that stands for none of them


@dataclass(slots=True)
class _Entry:
    """What speaks against two entries being one: full dates of birth, and the numbers that a party has one of, by kind."""

    entity: Entity
    days: frozenset[str]
    unique: dict[str, frozenset[str]]


def same_parties(entities: Sequence[Entity]) -> tuple[tuple[Same, ...], ...]:
    """For each entity those that are the same party, by their place in ``entities``, each with the reason in words.

    Links by number come before those by name and birth, each in the order of the places. Groups of entries are joined only where
    no two of their members contradict each other.
    """
    entries = [_entry(entity) for entity in entities]
    links: dict[tuple[int, int], str] = {}
    for one, other, because in (*_by_number(entities), *_by_birth(entries)):
        links.setdefault((one, other), because)
    groups = _groups(entries, links)
    return tuple(tuple(_reasons(place, groups[place], links)) if place in groups else () for place in range(len(entities)))


def identity_keys(entity: Entity) -> list[str]:
    """What it must share with another entity to be linked to it: only entities that are joined by such keys, in any number of
    steps, say anything of each other in `same_parties`."""
    found = [f"{entity.type}|{kind}|{number}" for kind, number in _numbers(entity)] if entity.identifiers else []
    days = _days(entity)
    if days:
        names = {" ".join(sorted(words)) for words in map(_words, _strong_names(entity)) if len(words) > 1}
        found += [f"{day}|{name}" for day in days for name in names]
    return found


def _days(entity: Entity) -> frozenset[str]:
    if entity.type is not EntityType.PERSON:
        return frozenset()
    return frozenset(date for date in entity.born if len(date) == _FULL_DATE)


def _entry(entity: Entity) -> _Entry:
    unique: dict[str, frozenset[str]] = {}
    for kind, number in _numbers(entity) if entity.identifiers else ():
        if kind in _ONE_EACH:
            # Tax numbers of one length come from one office, or from offices alike enough to be kept apart.
            key = f"{kind} {len(number)}" if kind == "tax-id" else kind
            unique[key] = unique.get(key, frozenset()) | {number}
    return _Entry(entity, _days(entity), unique)


def _numbers(entity: Entity) -> Iterator[tuple[str, str]]:
    """Its telling numbers as (kind, letters and figures)."""
    for written, value in entity.identifiers:
        kind = _KINDS.get(written.strip().lower().replace("_", "-").replace(" ", "-"))
        number = "".join(filter(str.isalnum, value)).upper()
        number = number.removeprefix("IMO") if kind == "imo" else number
        if kind and len(number) >= _LEAST.get(kind, _LEAST_OF_OTHERS) and sum(map(str.isdigit, number)) >= _LEAST_DIGITS:
            yield kind, number


def _by_number(entities: Sequence[Entity]) -> Iterator[tuple[int, int, str]]:
    """Entries that share a number and do not owe it to a slip of their list: some lists give a subsidiary the number of its
    parent, and one person that of the next. So persons must share a telling word of their names as well, organisations such a
    word or a second number. A ship keeps its number under every name."""
    holders: defaultdict[tuple[EntityType, str, str], dict[int, None]] = defaultdict(dict)
    for place, entity in enumerate(entities):
        for kind, number in _numbers(entity) if entity.identifiers else ():
            holders[entity.type, kind, number][place] = None
    shared: defaultdict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for (_, kind, number), places in holders.items():
        if 1 < len(places) <= _LARGEST:
            for pair in combinations(places, 2):
                shared[pair].append((kind, number))
    for (one, other), numbers in sorted(shared.items()):
        kind, number = min(numbers)
        if _is_borne_out(entities[one], entities[other], len({number for _, number in numbers})):
            yield one, other, f"the same {_WORDS.get(kind, kind)} {number}"


def _is_borne_out(one: Entity, other: Entity, numbers: int) -> bool:
    if one.type in (EntityType.VESSEL, EntityType.AIRCRAFT) or (one.type is EntityType.ORGANISATION and numbers > 1):
        return True
    return not _telling(one).isdisjoint(_telling(other))


def _telling(entity: Entity) -> frozenset[str]:
    """The words of its names as they sound, without legal forms, particles and what any name may hold."""
    heard = (fold(word) for name in _strong_names(entity) for word in words_of(name) if len(word) >= _TELLING_LETTERS)
    return frozenset(form for word in heard if _dull().isdisjoint((word.plain, *word.forms)) for form in (word.plain, *word.forms))


@cache
def _dull() -> frozenset[str]:
    return words("legal") | words("generic") | words("particles") | {form for word in _OF_ANY_FIRM.split() for form in fold(word).forms}


def _strong_names(entity: Entity) -> Iterator[str]:
    yield entity.name
    yield from (alias.text for alias in entity.aliases if not alias.weak)


def _by_birth(entries: Sequence[_Entry]) -> Iterator[tuple[int, int, str]]:
    """Persons of the same day of birth and the same full name, which must be the first of one of the two."""
    born: defaultdict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for day in entry.days:
            born[day].append(place)
    found = []
    for day, places in born.items():
        if len(places) > 1:
            found += [(one, other, day) for one, other in _namesakes({place: entries[place].entity for place in places})]
    for one, other, day in sorted(found):
        yield one, other, f"the same name and date of birth {day}"


def _namesakes(persons: Mapping[int, Entity]) -> Iterator[tuple[int, int]]:
    holders: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    main = {place: _words(person.name) for place, person in persons.items()}
    for place, person in persons.items():
        for name in {_words(text) for text in _strong_names(person)}:
            if len(name) > 1:
                holders[name].append(place)
    for name, places in holders.items():
        yield from ((one, other) for one, other in combinations(places, 2) if name in (main[one], main[other]))


def _words(name: str) -> frozenset[str]:
    return frozenset(filter(None, map(plain_form, words_of(name))))


def _groups(entries: Sequence[_Entry], links: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """The entries that are joined to others, each with its whole group."""
    groups: dict[int, list[int]] = {}
    for one, other in links:
        left, right = groups.get(one, [one]), groups.get(other, [other])
        if left is right or any(_contradict(entries[a], entries[b]) for a, b in product(left, right)):
            continue
        joined = sorted(left + right)
        groups.update(dict.fromkeys(joined, joined))
    return groups


def _contradict(one: _Entry, other: _Entry) -> bool:
    """Types, numbers that a party has one of, or births that cannot belong to one party."""
    if one.entity.type is not other.entity.type:
        return True
    if any(one.unique[kind].isdisjoint(other.unique[kind]) for kind in one.unique.keys() & other.unique.keys()):
        return True
    born, also = one.entity.born, other.entity.born
    if not born or not also or one.entity.type is not EntityType.PERSON:
        return False
    if one.days and other.days:
        return one.days.isdisjoint(other.days)
    return not any(date.startswith(day) or day.startswith(date) for date, day in product(born, also))


def _reasons(place: int, group: Sequence[int], links: dict[tuple[int, int], str]) -> Iterator[Same]:
    """Why each other member is the same party: by its own link, else by those of the shortest way to it."""
    way: dict[int, tuple[str, ...]] = {place: ()}
    queue = deque([place])
    while queue:
        here = queue.popleft()
        for other in group:
            because = links.get((min(here, other), max(here, other)))
            if because is not None and other not in way:
                way[other] = tuple(dict.fromkeys((*way[here], because)))
                queue.append(other)
    for other in group:
        if other != place:
            yield other, ", and ".join(way[other])
