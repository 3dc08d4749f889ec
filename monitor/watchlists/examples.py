"""The examples that entities carry, run: the rule's proof stands beside the rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from monitor.errors import Fault
from monitor.model import Entity, Watchlist

Screen = Callable[[str], Collection[tuple[str, str]]]
"""A text in; (watchlist, entity id) of every match claimed in it, at tier strong or probable."""

_SHOWN = 120


def check_examples(watchlists: Sequence[Watchlist], screen: Screen) -> list[Fault]:
    """One fault for each example that fails, at the line of its entity.

    A ``match`` text must be matched by its entity at tier strong or probable, a ``no_match`` text must not. Matching lies
    above this room, so ``screen`` is handed in, with the index of just these watchlists behind it.
    """
    return [fault for watchlist in watchlists for entity in watchlist.entities for fault in _failed(watchlist, entity, screen)]


def _failed(watchlist: Watchlist, entity: Entity, screen: Screen) -> Iterator[Fault]:
    key, name = (watchlist.name, entity.id), entity.name or entity.id
    for text in entity.examples.match:
        if key not in screen(text):
            yield _fault(watchlist, entity, f'the example should match "{name}" and does not: {_shown(text)}')
    for text in entity.examples.no_match:
        if key in screen(text):
            yield _fault(watchlist, entity, f'the example should not match "{name}" and does: {_shown(text)}')


def _fault(watchlist: Watchlist, entity: Entity, text: str) -> Fault:
    return Fault(file=watchlist.file, line=entity.line, column=1 if entity.line else 0, text=text)


def _shown(text: str) -> str:
    return f'"{text if len(text) <= _SHOWN else text[:_SHOWN] + "…"}"'
