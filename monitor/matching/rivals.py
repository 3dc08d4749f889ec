"""Several parties over the same words: the better one wins, a tie is told of both."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching import weights
from monitor.matching.index import Index
from monitor.matching.names import Role
from monitor.matching.normalise import fold
from monitor.matching.parts import is_merely_similar
from monitor.matching.score import Hit
from monitor.matching.tables import words

_NEAREST = 40  # hits on either side of one that are compared with it
_TITLE_WORDS = 2  # Brigadier General

Note = tuple[int, tuple[str, float, str]]


def without_beaten(hits: Sequence[Hit], index: Index) -> tuple[list[Hit], list[Note]]:
    """The hits no other party's beats, and a note for each tie. Order of the hits given never matters."""
    kept: list[Hit] = []
    notes: list[Note] = []
    by_text: dict[int, list[Hit]] = {}
    for hit in hits:
        by_text.setdefault(id(hit.text), []).append(hit)
    for group in by_text.values():
        group.sort(key=lambda hit: (hit.first, hit.last))
        longest = max(hit.last - hit.first for hit in group)
        for place, hit in enumerate(group):
            rivals = _rivals(group, place, longest)
            if any(_beats(other, hit, index) for other in rivals):
                continue
            kept.append(hit)
            names = sorted({index.record(other.entity).name for other in rivals if not _one_party(hit, other, index)
                            and (_same_span(hit, other) or not _beats(hit, other, index))})
            if names:
                notes.append((hit.entity, ("rival", 0.0, f"the same words also fit {', '.join(names[:3])}")))
    return kept, list(dict.fromkeys(notes))


def _rivals(group: list[Hit], place: int, longest: int) -> list[Hit]:
    """Of the nearest hits those of other parties over the same words. ``group`` is in the order of the text."""
    hit = group[place]
    first, last = place, place + 1
    while first and place - first < _NEAREST and group[first - 1].first + longest > hit.first:
        first -= 1
    while last < len(group) and last - place <= _NEAREST and group[last].first < hit.last:
        last += 1
    return [other for other in (*group[first:place], *group[place + 1:last]) if other.entity != hit.entity and other.last > hit.first]


def _beats(one: Hit, other: Hit, index: Index) -> bool:
    """Whether ``one`` is the reading to keep: it covers the other and more, has the given name and not a later one, or the first of
    several, holds the rank or office that stands before the name where the other does not, or is clearly more alike. Entries of one
    party never beat each other: each list's entry matches for itself."""
    if _one_party(one, other, index):
        return False
    if _lacks_given(other) and not _lacks_given(one) and one.first <= other.first and other.last <= one.last:
        return True
    if _same_span(one, other) and one.score >= other.score and _lacks_first(other, index) and not _lacks_first(one, index):
        return True
    titled = _same_span(one, other) and _is_titled(one, index) and not _is_titled(other, index)
    if titled and not _on_other_list(one, other, index) and one.score >= other.score - weights.RIVAL_MARGIN:
        return True
    longer = _telling(one) > _telling(other) and one.first <= other.first and other.last <= one.last
    if longer and one.score >= other.score - weights.RIVAL_MARGIN:
        return True
    if _is_told(other) and _on_other_list(one, other, index):
        return False
    return one.score >= other.score + weights.RIVAL_MARGIN and _telling(one) >= _telling(other)


def _one_party(one: Hit, other: Hit, index: Index) -> bool:
    return any(number == other.entity for number, _ in index.record(one.entity).same)


def _on_other_list(one: Hit, other: Hit, index: Index) -> bool:
    return index.record(one.entity).watchlist != index.record(other.entity).watchlist


def _same_span(one: Hit, other: Hit) -> bool:
    return (one.first, one.last) == (other.first, other.last)


def _is_titled(hit: Hit, index: Index) -> bool:
    """Whether a rank or office of the party's own stands right before its name: General, where its position is Brigadier General."""
    before = hit.text.plain[max(0, hit.first - _TITLE_WORDS):hit.first]
    titles = words("titles").intersection(before)
    return bool(titles) and any(not titles.isdisjoint(parts) for kind, _, parts in index.record(hit.entity).cues if kind != "country")


def _is_told(hit: Hit) -> bool:
    """Whether each part agrees by a rule that tells one word, and nothing speaks against the whole."""
    return not any(map(is_merely_similar, hit.parts)) and all(weight > -0.04 for _, weight, _ in hit.remarks)


def _lacks_given(hit: Hit) -> bool:
    return any(rule == "given name" for rule, _, _ in hit.remarks)


def _lacks_first(hit: Hit, index: Index) -> bool:
    """Whether the first of a person's listed given names, be it one everybody has, does not stand there: Karim Tavzan is another
    than Mohammad Karim Tavzan, where both are listed."""
    if not hit.parts:
        return False
    first = next((token for token, role in index.slots(hit.name) if role in (Role.GIVEN, Role.FREQUENT)), None)
    return first is not None and all(part.token != first for part in hit.parts)


def _telling(hit: Hit) -> int:
    """How many words of a hit's span tell something: no particles, no initials."""
    surfaces = hit.text.surfaces[hit.first:hit.last]
    return sum(len(surface) > 1 and fold(surface).plain not in words("particles") for surface in surfaces)
