"""Listed spellings word for word: what alignment cannot read (legal forms, initials, long descriptions) is found by one automaton."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from monitor.matching import weights
from monitor.matching.index import WEAK, Index
from monitor.matching.names import is_given
from monitor.matching.normalise import plain_form
from monitor.matching.score import Hit
from monitor.matching.tables import words
from monitor.matching.tokens import Text, is_capital, is_cased, tokens


def exact_pattern(text: str) -> str:
    """A listed spelling as its folded words between spaces, or nothing where it has fewer than two."""
    plain = [plain_form(surface) for surface in tokens(text)[0]]
    return f" {' '.join(plain)} " if len(plain) > 1 and all(plain) else ""


def exact_hits(text: Text, index: Index, aligned: Sequence[Hit]) -> list[Hit]:
    """Listed spellings that stand in a field word for word, where alignment had nothing to say of their entity."""
    if index.exact is None or not text.surfaces:
        return []
    plain = [plain_form(surface) for surface in text.surfaces]
    starts = [0, *accumulate(len(word) + 1 for word in plain)]
    judged: dict[int, list[Hit]] = {}
    for hit in aligned:
        if hit.text is text:
            judged.setdefault(hit.entity, []).append(hit)
    found = []
    for start, end, name in index.exact_names(f" {' '.join(plain)} "):
        first, last = bisect_left(starts, start), bisect_left(starts, end - 1)
        entity = int(index.name_entity[name])
        if any(_settles(hit, first, last) for hit in judged.get(entity, ())):
            continue
        listed = index.name_text(name)
        if _is_one_word(text, first, last) and _belongs_to_another(text, first, last):
            continue
        if _is_written_as_a_name(text, first, last, listed) and not _breaks(text, first, last, listed):
            found.append(Hit(text, name, entity, first, last, weights.NATIVE, (), bool(index.name_flags[name] & WEAK)))
    return found


def _is_one_word(text: Text, first: int, last: int) -> bool:
    """Whether only one word of a spelling tells anything: the Levant, al-Jihad."""
    little = words("particles") | words("legal")
    return sum(plain_form(surface) not in little for surface in text.surfaces[first:last]) < 2


def _belongs_to_another(text: Text, first: int, last: int) -> bool:
    """Whether a capitalised word stands right in front, as before a family name: Mohammad al-Jihad."""
    before = first - 1
    return before >= 0 and text.between(before, first) == " " and not text.caseless and is_given(text.surfaces[before])


def _settles(hit: Hit, first: int, last: int) -> bool:
    """Whether alignment has spoken: the name is found there, or all of it is part of somebody else's."""
    if hit.score >= weights.ACCEPT:
        return hit.first < last and first < hit.last
    return hit.first <= first and last <= hit.last and any(rule in ("longer name", "another given name") for rule, _, _ in hit.remarks)


def _is_written_as_a_name(text: Text, first: int, last: int, listed: str) -> bool:
    """Whether every telling word has its capital, in scripts that have any, where the listed spelling has it."""
    if text.caseless:
        return last - first > 2
    pairs = list(zip(text.surfaces[first:last], tokens(listed)[0], strict=True))
    small = [(surface, own) for surface, own in pairs if is_cased(surface) and not is_capital(surface)]
    if len(small) == len(pairs):
        return False
    optional = words("particles") | words("legal")
    return len(pairs) > 3 or all(own[0].islower() or plain_form(surface) in optional for surface, own in small)


def _breaks(text: Text, first: int, last: int, listed: str) -> bool:
    """Whether a line, a table's cell or a sentence ends inside, where the listed spelling has no such mark.

    A line break inside a name is only one where the text is wrapped: behind a line of some length.
    """
    start = text.starts[first]
    inside = text.text[start:text.ends[last - 1]]
    broken = start + inside.find("\n") if "\n" in inside else 0
    short_line = bool(broken) and broken - (text.text.rfind("\n", 0, start) + 1) < weights.WRAPPED_LINE
    return "\n\n" in inside or short_line or any(mark in inside and mark not in listed for mark in ".!?;,|")
