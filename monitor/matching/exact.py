"""Listed spellings word for word: what alignment cannot read (legal forms, initials, long descriptions) is looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from monitor.matching import weights
from monitor.matching.index import WEAK, Index
from monitor.matching.names import is_given
from monitor.matching.normalise import plain_form
from monitor.matching.score import Hit
from monitor.matching.tables import words
from monitor.matching.tokens import Text, is_capital, is_cased, words_of


def spelt_out(text: str) -> list[str]:
    """A listed spelling as its words in plain form."""
    return [plain_form(surface) for surface in words_of(text)]


def anchor(spelling: str) -> str:
    """What a spelling of several plain words is found by: the first two."""
    return " ".join(spelling.split(" ", 2)[:2])


def exact_hits(text: Text, index: Index, aligned: Sequence[Hit]) -> list[Hit]:
    """Listed spellings that stand in a field word for word, where alignment had nothing to say of their entity."""
    spelt = index.exact_names(text.surfaces)
    if not spelt:
        return []
    judged: dict[int, list[Hit]] = {}
    for hit in aligned:
        if hit.text is text:
            judged.setdefault(hit.entity, []).append(hit)
    found: list[Hit] = []
    told: Counter[int] = Counter()
    for first, last, name in spelt:
        entity = int(index.name_entity[name])
        if len(found) >= weights.SPELT_PER_FIELD and told[entity] >= weights.SPELT_PER_PARTY:
            continue
        if any(_settles(hit, first, last) for hit in judged.get(entity, ())):
            continue
        listed = index.name_text(name)
        if _is_one_word(text, first, last) and (_belongs_to_another(text, first, last) or _is_region(text, first, last)):
            continue
        if _is_written_as_a_name(text, first, last, listed) and not _breaks(text, first, last, listed):
            told[entity] += 1
            found.append(Hit(text, name, entity, first, last, weights.NATIVE, (), bool(index.name_flags[name] & WEAK)))
    return found


def _is_one_word(text: Text, first: int, last: int) -> bool:
    """Whether only one word of a spelling tells anything: the Levant, al-Jihad."""
    little = words("particles") | words("legal")
    return sum(plain_form(surface) not in little for surface in text.surfaces[first:last]) < 2


def _is_region(text: Text, first: int, last: int) -> bool:
    """Whether that one word is a sea or a region of the world: the Levant."""
    return any(plain_form(surface) in words("regions") for surface in text.surfaces[first:last])


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
    pairs = list(zip(text.surfaces[first:last], words_of(listed), strict=True))
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
