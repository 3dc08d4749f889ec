"""Whether a list as just read may replace the one in force: reach for :func:`judge` before any swap.

A good list is never replaced by an empty, malformed, cut off, older or suddenly short one. Growth never stops anything: the
OFAC list grew by 553 entries in one day of 2024, and lost 89 of 14,484 (0.6 %) in another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.model import Entity, EntityType
from monitor.text import counted
from monitor.watchlists.ids import content

SHRINK = 0.10
"""The share of entries or names that may be gone without a person's word; opensanctions asks at the same tenth."""

FEW = 20
"""Below so many, a share says nothing: one entry of five is no fall of a fifth."""

JUMP = 2.0
"""A share that more than doubles or halves is an alarm: one wrong weak flag of a publisher once shifted 5,720 entities
(opensanctions issues 3327 and 3337)."""

JUMP_POINTS = 0.02
"""…unless it moved by less than two entries in a hundred."""

_NATIVE = re.compile("[\u0370-\u1dff\u2c80-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\U00010000-\U0003ffff]")


class OutcomeKind(StrEnum):
    """What became of a refresh."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    FAILED = "failed"
    SHRUNK = "shrunk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much a list holds: what the guards compare, and what `monitor lists` shows. ``types`` counts entities."""

    entities: int = 0
    types: Mapping[str, int]
    names: int = 0
    weak: int = 0
    native: int = 0
    born: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """A list at one time, as much as is held against another one: its figures, a fingerprint of its entities in their order, and
    the day the publisher gives it (ISO; None where it says none)."""

    figures: Figures
    fingerprint: str
    dated: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The verdict on a refresh, in a ``sentence`` for a person. ``replaces``: the new list is to be put in force.

    ``alarms`` are sentences about fields that jumped; they warn and stop nothing.
    """

    kind: OutcomeKind
    sentence: str
    replaces: bool = False
    alarms: tuple[str, ...] = ()


def state_of(entities: Iterable[Entity], dated: str | None = None) -> ListState:
    """The state of a list; holds none of the entities."""
    digest = hashlib.blake2b(digest_size=16)

    def hashed() -> Iterator[Entity]:
        for entity in entities:
            digest.update(content(entity))
            yield entity

    found = figures(hashed())
    return ListState(figures=found, fingerprint=digest.hexdigest(), dated=dated)


def figures(entities: Iterable[Entity]) -> Figures:
    """Entities by type, names in all, weak ones, ones in another script than Latin, and persons with a date of birth."""
    types: dict[str, int] = {}
    names = weak = native = born = 0
    for entity in entities:
        types[str(entity.type)] = types.get(str(entity.type), 0) + 1
        names += 1 + len(entity.aliases)
        weak += sum(alias.weak for alias in entity.aliases)
        native += is_native(entity.name) + sum(is_native(alias.text) for alias in entity.aliases)
        born += entity.type is EntityType.PERSON and bool(entity.born)
    return Figures(entities=sum(types.values()), types=types, names=names, weak=weak, native=native, born=born)


def is_native(name: str) -> bool:
    """Whether the name has a letter of another script than Latin."""
    return not name.isascii() and _NATIVE.search(name) is not None


def judge(old: ListState | None, new: ListState, *, limit: float = SHRINK, confirmed: bool = False) -> Outcome:
    """Whether ``new``, read without a fault, may replace ``old`` (None: nothing is in force yet).

    ``limit`` is the share that may be gone; ``confirmed``: a person has said that a short or older list is right. An empty
    list never replaces one that is not, whoever confirms it.
    """
    after = new.figures
    if not after.entities:
        return _empty(old)
    if old is None or not old.figures.entities:
        return Outcome(kind=OutcomeKind.IMPORTED, replaces=True, sentence=f"{_many(after.entities)}{_of_day(new)}, for the first time")
    before, same = old.figures, old.fingerprint == new.fingerprint
    if same and old.dated == new.dated:
        return Outcome(kind=OutcomeKind.UNCHANGED, sentence=f"{_many(after.entities)}, as before")
    if not confirmed:
        doubt = _older(old, new) or _shrunk(before, after, limit)
        if doubt:
            return Outcome(kind=OutcomeKind.SHRUNK, sentence=f"{doubt}; the old list stays until a person confirms the new one")
    if same:
        return Outcome(kind=OutcomeKind.UNCHANGED, replaces=True, sentence=f"{_many(after.entities)}, as before, now{_of_day(new)}")
    return Outcome(kind=OutcomeKind.IMPORTED, replaces=True, alarms=tuple(_alarms(before, after)),
                   sentence=f"{_many(after.entities)}{_of_day(new)}, {after.entities - before.entities:+,}")


def failed(old: ListState | None, why: str) -> Outcome:
    """The outcome where the list could not be had or read, for the reason ``why``."""
    stays = f"the old list of {_many(old.figures.entities)} stays in force" if old and old.figures.entities else "nothing is in force yet"
    return Outcome(kind=OutcomeKind.FAILED, sentence=f"{why}; {stays}")


def _empty(old: ListState | None) -> Outcome:
    if old is None or not old.figures.entities:
        return Outcome(kind=OutcomeKind.EMPTY, sentence="the list has no entry: is its address or format right?")
    return Outcome(kind=OutcomeKind.EMPTY,
                   sentence=f"the new list has no entry; the old one of {_many(old.figures.entities)} stays in force")


def _older(old: ListState, new: ListState) -> str:
    """A mirror or cache may give out last month's file: what it lacks was not taken off the list."""
    if old.dated and new.dated and new.dated < old.dated:
        return f"the list is dated {new.dated}, the one in force {old.dated}"
    return ""


def _shrunk(before: Figures, after: Figures, limit: float) -> str:
    """The first of entries, entries of a type, and names that fell by more than the limit; empty where none did.

    Names count because a list comes in several files: without its aliases it has as many entries as before."""
    pairs = [("entries", before.entities, after.entities)]
    pairs += [(f"entries of type {kind}", many, after.types.get(kind, 0)) for kind, many in sorted(before.types.items())]
    pairs.append(("names", before.names, after.names))
    for what, was, is_now in pairs:
        if was - is_now > limit * was and (was >= FEW or what == "entries"):
            return f"{is_now:,} {what} where there were {was:,} (a fall of {(was - is_now) / was:.0%}, more than {limit:.0%})"
    return ""


def _alarms(before: Figures, after: Figures) -> list[str]:
    """Fields whose share jumped."""
    shares = (("weak names", before.weak, before.names, after.weak, after.names),
              ("names in another script", before.native, before.names, after.native, after.names),
              ("further names", before.names - before.entities, before.entities, after.names - after.entities, after.entities),
              ("persons with a date of birth", before.born, before.types.get("person", 0), after.born, after.types.get("person", 0)))
    return [f"{what}: {now:,} of {all_now:,}, before {was:,} of {all_was:,}" for what, was, all_was, now, all_now in shares
            if all_was >= FEW and all_now >= FEW and _jumped(was / all_was, now / all_now)]


def _jumped(was: float, is_now: float) -> bool:
    low, high = sorted((was, is_now))
    return high - low > JUMP_POINTS and high > JUMP * low


def _many(number: int) -> str:
    return counted(number, "entry", "entries")


def _of_day(state: ListState) -> str:
    return f" of {state.dated}" if state.dated else ""
