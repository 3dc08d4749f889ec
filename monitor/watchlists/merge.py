"""Local words on an imported list: entities of the YAML file's own, and corrections to imported ones by their id.

A correction survives every refresh of the list. It adds to what was imported (aliases, countries, texts that are no mention …), marks an
imported alias as weak by naming it with ``weak: true``, and strikes an imported name out by naming it under ``not:``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from monitor.model import Alias, Entity, EntityType, Watchlist
from monitor.watchlists.ids import content
from monitor.watchlists.importers import Imported

_T = TypeVar("_T")
_WORD = re.compile(r"\w+")


def merged(watchlist: Watchlist, imported: Imported) -> Watchlist:
    """The watchlist with its imported entities, corrected, in the list's order, and its own behind them.

    Its ``version`` changes with either. A correction of an id that the list does not have is left out; `without_effect` says so.
    """
    local = {entity.id: entity for entity in watchlist.entities}
    there = {entity.id for entity in imported.entities}
    entities = tuple(_corrected(entity, local[entity.id]) if entity.id in local else entity for entity in imported.entities)
    own = tuple(entity for entity in watchlist.entities if entity.id not in there and entity.name)
    return replace(watchlist, entities=entities + own, version=_version(watchlist.version, imported.entities))


def without_effect(watchlist: Watchlist, imported: Imported) -> tuple[str, ...]:
    """A sentence for each correction that does nothing: its entity is gone from the list, or the list says the same by now."""
    there = {entity.id: entity for entity in imported.entities}
    return tuple(f"{watchlist.file}:{local.line}: {said}" for local in watchlist.entities for said in _idle(local, there.get(local.id)))


def _idle(local: Entity, listed: Entity | None) -> Iterator[str]:
    if listed is None:
        if not local.name:  # with a name it is an entity of its own
            yield f"corrects {local.id}, which the list does not have (any longer)"
        return
    weak = {alias.text.casefold(): alias.weak for alias in (Alias(text=listed.name), *listed.aliases)}
    for alias in local.aliases:
        if weak.get(alias.text.casefold()) == alias.weak:
            yield f"{local.id}: {alias.text!r} stands on the list itself{' as a weak name' * alias.weak}: the alias adds nothing"
    words = {word for name in (local.name, *weak, *(alias.text.casefold() for alias in local.aliases)) for word in _words(name)}
    for text in local.not_texts:
        if not words & set(_words(text)):
            yield f"{local.id}: no name of the entity has a word of {text!r} (any longer): the text under not excludes nothing"


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def ended_mutes(watchlists: Sequence[Watchlist], today: str) -> tuple[str, ...]:
    """A sentence for each mute whose last day is past; ``today`` is an ISO date."""
    return tuple(f"{watchlist.file}:{entity.line}: {entity.id}: the mute ended with {entity.mute.until}: it alerts again"
                 for watchlist in watchlists for entity in watchlist.entities
                 if entity.mute and entity.mute.until and entity.mute.until < today[:len(entity.mute.until)])


def _corrected(entity: Entity, local: Entity) -> Entity:
    struck = {text.casefold() for text in local.not_texts}
    weak = {alias.text.casefold(): alias.weak for alias in local.aliases}
    names = ([Alias(text=local.name)] if local.name else []) + [Alias(text=entity.name), *entity.aliases, *local.aliases]
    kept: dict[str, Alias] = {}
    for alias in names:
        key = alias.text.casefold()
        if key not in struck:
            kept.setdefault(key, replace(alias, weak=weak.get(key, alias.weak)))
    if not kept:  # every name struck out: what it is called stays, so that the entity can still be shown and muted
        kept = {"": Alias(text=entity.name)}
    first = next((alias for alias in kept.values() if not alias.weak), next(iter(kept.values())))
    return replace(
        entity, name=first.text, aliases=tuple(alias for alias in kept.values() if alias is not first),
        type=local.type if local.type is not EntityType.PERSON else entity.type,  # person is what an entity without a type says
        deceased=local.deceased or entity.deceased, mute=local.mute or entity.mute, note=local.note or entity.note,
        examples=local.examples, line=local.line,
        countries=_both(entity.countries, local.countries), positions=_both(entity.positions, local.positions),
        born=_both(entity.born, local.born), identifiers=_both(entity.identifiers, local.identifiers),
        context=_both(entity.context, local.context), not_texts=_both(entity.not_texts, local.not_texts),
        listings=_both(entity.listings, local.listings),
    )


def _both(imported: tuple[_T, ...], local: tuple[_T, ...]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys((*imported, *local)))


def _version(own: str, entities: Sequence[Entity]) -> str:
    digest = hashlib.sha256(own.encode())
    for entity in entities:
        digest.update(content(entity))
    return digest.hexdigest()[:12]
