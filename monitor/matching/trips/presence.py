"""The second reading, of a person whom no rule of grammar moves: does a sentence that names them put them at a place abroad?

Every place of the sentences that name the person, and of those right behind, is weighed by its signs (see ``signs``). The
weights stand in one table, ``data/presence.toml``; ``bench/learn_presence.py`` learns them from labelled passages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from monitor.matching.trips.destination import capital_phrase
from monitor.matching.trips.field import Field
from monitor.matching.trips.gazetteer import Place
from monitor.matching.trips.history import is_history
from monitor.matching.trips.mover import Cast
from monitor.matching.trips.naming import cast_of
from monitor.matching.trips.sentence import Sentence
from monitor.matching.trips.signs import signs
from monitor.model import Mention, Trip, TripStatus

_READ = 3  # sentences of a field that are weighed: the first tell most of a person, and a chance find grows likelier with each
_CALLED_OFF = frozenset(("deny", "cancel", "refuse", "remote"))
_TIES = frozenset(
    ("link in", "link to", "bound and led")
)  # what else a place may be is mostly somebody: "as Baghdad and Tehran trade blame"
_IMPLIED = "implied"

Naming = Mapping[int, Sequence[Mention]]
Homes = Callable[[], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of a sentence of ours, with its signs."""

    sentence: Sentence
    place: Place
    signs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign weighs, as the logarithm of odds; ``base``: where there is none; ``enough``: the sum that tells a trip."""

    base: float
    enough: float
    signs: Mapping[str, float]

    def sum(self, found: Container[str]) -> float:
        """The weight of a place with these signs."""
        return self.base + sum(weight for sign, weight in self.signs.items() if sign in found)


@cache
def weights() -> Weights:
    """The learned table."""
    data = tomllib.loads(files(__package__).joinpath("data", "presence.toml").read_text("utf-8"))
    return Weights(data["base"], data["enough"], data["signs"])


def implied(field: Field, named: Naming, homes: Homes) -> Trip | None:
    """The trip that the likeliest place of a field implies; None where none is likely enough.

    ``named``: the mentions by the number of their sentence; ``homes``: asked once there is a place, alpha-2 codes of our home.
    """
    table = weights()
    weighed = [(table.sum(candidate.signs), candidate) for candidate in candidates(field, named, homes)]
    weight, best = max(weighed, key=lambda one: one[0], default=(table.enough - 1, None))
    return _trip(field, best) if best is not None and weight >= table.enough else None


def candidates(field: Field, named: Naming, homes: Homes) -> Iterator[Candidate]:
    """The places abroad of the sentences that name us and of those behind them."""
    for number, mentions in islice(named.items(), _READ):
        own = cast_of(field.bare(number), mentions, group=False)
        if own is not None:
            yield from _places(own, homes)
        if number + 1 < len(field.spans) and number + 1 not in named and own is not None and not _others(own):
            cast = Cast(field.bare(number + 1), field.bystanders(number + 1), carried=True)
            if not any(agent.kind == "name" and not cast.dependent(agent) for agent in cast.agents):
                yield from _places(cast, homes)


def _places(cast: Cast, homes: Homes) -> Iterator[Candidate]:
    sentence = cast.sentence
    for place in (*sentence.places, *_capitals(sentence)):
        if place.kind == "state" or not (place.country or place.kind == "region"):
            continue
        home = homes()
        if place.country in home:
            continue
        found = signs(sentence, cast, place, known=bool(home))
        if not found.isdisjoint(_TIES) or sentence.language.prefixes:
            yield Candidate(sentence, place, frozenset(found))


def _others(cast: Cast) -> bool:
    """Whether "he" in the sentence behind may be somebody else: another name stands before ours."""
    named = [agent.kind for agent in cast.agents if agent.kind in ("ours", "name")]
    return named[:1] == ["name"]


def _capitals(sentence: Sentence) -> list[Place]:
    """Capitals told by the country alone: "the Chinese capital"."""
    found: dict[int, Place] = {}
    for token in sorted(sentence.demonyms):
        here = capital_phrase(sentence, token)
        if here is not None and here.first not in sentence.place_at and here.last not in sentence.place_at:
            found.setdefault(here.first, here)
    return list(found.values())


def _trip(field: Field, candidate: Candidate) -> Trip | None:
    sentence, place = candidate.sentence, candidate.place
    piece = sentence.pieces[sentence.piece_of(place.first)]
    said = {hit.group for hit in sentence.operators if piece.first <= hit.first <= piece.last or hit.group == "remote"}
    if said & _CALLED_OFF or is_history(sentence, piece.first, piece.last, field.published):
        return None
    first = max(0, place.first - 1)
    start, end = sentence.tokens[first].start, sentence.tokens[place.last].end
    return Trip(
        status=TripStatus.PLANNED if "plan" in said else TripStatus.OCCURRED,
        destination=place.name,
        country=place.country or None,
        hedge=_IMPLIED,
        cue=field.text[start : sentence.tokens[place.first].start].strip() or field.text[start:end],
        field=field.name,
        start=start,
        end=end,
    )
