"""Who is new on the watchlists, by name: so that stored articles can be screened again for the new names alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
class Newcomers:
    """The watchlists with only the entities that are new or have new names. ``fresh``: watchlists that are new as a whole,
    such as a list just subscribed to. ``further`` are those of entities that were there before."""

    known: tuple[Watchlist, ...] = ()
    fresh: tuple[Watchlist, ...] = ()
    further: tuple[NewNames, ...] = ()


def census(watchlists: Sequence[Watchlist]) -> dict[str, dict[str, list[str]]]:
    """The names of every entity, to be held against a later state."""
    return {watchlist.name: {entity.id: _names(entity) for entity in watchlist.entities}
            for watchlist in watchlists if watchlist.entities}


def newcomers(before: Census, watchlists: Sequence[Watchlist]) -> Newcomers:
    """What came since ``before``: entities, and names of entities. What is no longer there counts for nothing."""
    known: list[Watchlist] = []
    fresh: list[Watchlist] = []
    further: list[NewNames] = []
    for watchlist in watchlists:
        there = before.get(watchlist.name)
        if there is None:
            fresh += [watchlist] if watchlist.entities else []
            continue
        new = {entity.id: _new_names(entity, there.get(entity.id)) for entity in watchlist.entities}
        if any(new.values()):
            known.append(replace(watchlist, entities=tuple(entity for entity in watchlist.entities if new[entity.id])))
            further += [NewNames(watchlist=watchlist.name, entity=id_, names=names) for id_, names in new.items() if names and id_ in there]
    return Newcomers(known=tuple(known), fresh=tuple(fresh), further=tuple(further))


def by_new_name(match: Match, further: Mapping[tuple[str, str], Sequence[str]]) -> bool:
    """Whether a match is news: of an entity that is new itself, or by one of its ``further`` names."""
    names = further.get((match.watchlist, match.entity))
    return names is None or any(mention.name in names for mention in match.mentions)


def _new_names(entity: Entity, before: Sequence[str] | None) -> tuple[str, ...]:
    names = _names(entity)
    return tuple(names) if before is None else tuple(name for name in names if name not in before)


def _names(entity: Entity) -> list[str]:
    return [entity.name, *(alias.text for alias in entity.aliases)]
