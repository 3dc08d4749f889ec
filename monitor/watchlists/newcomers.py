"""Who is new on the watchlists, by name: so that stored articles can be screened again for the new names alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import Entity, Match, Watchlist

Census = Mapping[str, Mapping[str, Sequence[str]]]
"""The names of every entity: watchlist → entity id → names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNames:
    """An entity that was listed before and has further names now; matches by its old ones are no news."""

    watchlist: str
    entity: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbered:
    """An entity that was listed before under other names of its watchlist or ids, as (watchlist, id): what was told of it under
    those is no news."""

    watchlist: str
    entity: str
    former: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomers:
    """The watchlists with only the entities that are new or have new names. ``fresh``: watchlists that are new as a whole,
    such as a list just subscribed to. ``further`` are those of entities that were there before."""

    known: tuple[Watchlist, ...] = ()
    fresh: tuple[Watchlist, ...] = ()
    further: tuple[NewNames, ...] = ()
    renumbered: tuple[Renumbered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """That an entity came onto a watchlist ``at`` a time, or further ``names`` of it; with an empty ``entity`` the watchlist came."""

    at: datetime
    watchlist: str
    entity: str = ""
    names: tuple[str, ...] = ()


def census(watchlists: Sequence[Watchlist]) -> dict[str, dict[str, list[str]]]:
    """The names of every entity, to be held against a later state."""
    return {watchlist.name: {entity.id: _names(entity) for entity in watchlist.entities}
            for watchlist in watchlists if watchlist.entities}


def gone(before: Census, gone_before: Census, now: Census) -> dict[str, dict[str, Sequence[str]]]:
    """The entities that were listed once, before or long before, and are not now, with their names."""
    left: dict[str, dict[str, Sequence[str]]] = {}
    for earlier in (gone_before, before):
        for watchlist, entities in earlier.items():
            there = now.get(watchlist, {})
            left.setdefault(watchlist, {}).update({id_: names for id_, names in entities.items() if id_ not in there})
    return {watchlist: entities for watchlist, entities in left.items() if entities}


def newcomers(before: Census, watchlists: Sequence[Watchlist], gone_before: Census | None = None) -> Newcomers:
    """What came since ``before``: entities, and names of entities. What is no longer there counts for nothing, but an id that came
    in place of one that went, with its names, is the same entity under another id; and so is a watchlist with the entities of one
    that went.

    ``gone_before``: entities that had left by then. Who comes back after having left is new, but not unknown.
    """
    known: list[Watchlist] = []
    fresh: list[Watchlist] = []
    further: list[NewNames] = []
    renumbered: list[Renumbered] = []
    names = {watchlist.name for watchlist in watchlists}
    for watchlist in watchlists:
        old = watchlist.name if watchlist.name in before else _predecessor(watchlist, before, names)
        there = before.get(old or "", {})
        ids = {entity.id for entity in watchlist.entities}
        left = _Left(old or watchlist.name, there, (gone_before or {}).get(watchlist.name, {}), ids)
        came = []
        for entity in watchlist.entities:
            former = ((old, entity.id),) if old not in (None, watchlist.name) and entity.id in there else left.former(entity)
            had = there.get(entity.id) or left.names(former)
            new = tuple(name for name in _names(entity) if name not in had)
            if not new:
                continue
            came.append(entity)
            further += [NewNames(watchlist=watchlist.name, entity=entity.id, names=new)] if had else []
            renumbered += [Renumbered(watchlist=watchlist.name, entity=entity.id, former=former)] if former else []
        if came:
            (fresh if old is None else known).append(replace(watchlist, entities=tuple(came)))
    return Newcomers(known=tuple(known), fresh=tuple(fresh), further=tuple(further), renumbered=tuple(renumbered))


def _predecessor(watchlist: Watchlist, before: Census, names: Set[str]) -> str | None:
    """The watchlist that this one was called before: one that went, with the same names under most of its ids."""
    def shared(other: str) -> int:
        return sum(list(before[other].get(entity.id, ())) == _names(entity) for entity in watchlist.entities)

    best = max((other for other in before if other not in names), key=shared, default=None)
    return best if best is not None and 2 * shared(best) > len(watchlist.entities) else None


class _Left:
    """The entities of one watchlist that went: with the last change, or before it."""

    def __init__(self, watchlist: str, before: Mapping[str, Sequence[str]], gone_before: Mapping[str, Sequence[str]],
                 ids: Set[str]) -> None:
        self._watchlist = watchlist
        self._just = {id_: names for id_, names in before.items() if id_ not in ids}
        self._by_name: dict[str, list[tuple[str, Sequence[str]]]] = {}
        for id_, names in ({id_: names for id_, names in gone_before.items() if id_ not in ids} | self._just).items():
            self._by_name.setdefault(names[0], []).append((id_, names))

    def former(self, entity: Entity) -> tuple[tuple[str, str], ...]:
        """Those that had the entity's name, and no further name that it has not."""
        alike = self._by_name.get(entity.name)
        if not alike:
            return ()
        names = set(_names(entity))
        return tuple(sorted((self._watchlist, id_) for id_, theirs in alike if names.issuperset(theirs)))

    def names(self, former: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        """The names of those of ``former`` that went with the last change, and so were screened for until then."""
        return tuple(name for _, id_ in former for name in self._just.get(id_, ()))


def arrivals(before: Sequence[Arrival], found: Newcomers, now: Census, at: datetime) -> tuple[Arrival, ...]:
    """Those of ``before`` whose entity or watchlist is still there, and who came ``at`` this time."""
    further = {(one.watchlist, one.entity): one.names for one in found.further}
    came = [*(Arrival(at=at, watchlist=watchlist.name) for watchlist in found.fresh),
            *(Arrival(at=at, watchlist=watchlist.name, entity=entity.id, names=further.get((watchlist.name, entity.id), ()))
              for watchlist in found.known for entity in watchlist.entities)]
    return tuple(one for one in (*before, *came) if one.watchlist in now and (not one.entity or one.entity in now[one.watchlist]))


def was_unlisted(match: Match, seen: datetime, listed: Census, came: Sequence[Arrival]) -> bool:
    """Whether what is matched was on no watchlist by any of these names when the article was ``seen``: it came after that, or is not
    yet among the names ``listed``."""
    names = {mention.name for mention in match.mentions}
    if names.isdisjoint(listed.get(match.watchlist, {}).get(match.entity, ())):
        return True
    later = [one for one in came if one.at > seen and one.watchlist == match.watchlist and one.entity in ("", match.entity)]
    return any(not one.names for one in later) or names <= {name for one in later for name in one.names}


def by_new_name(match: Match, further: Mapping[tuple[str, str], Sequence[str]]) -> bool:
    """Whether a match is news: of an entity that is new itself, or by one of its ``further`` names."""
    names = further.get((match.watchlist, match.entity))
    return names is None or any(mention.name in names for mention in match.mentions)


def _names(entity: Entity) -> list[str]:
    return [entity.name, *(alias.text for alias in entity.aliases)]
