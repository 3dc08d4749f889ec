"""Aligns a listed name with the tokens of a sentence and scores what stands there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.matching import weights
from monitor.matching.candidates import Arc
from monitor.matching.geography import country_forms
from monitor.matching.index import ORDERED, STRICT, WEAK, Index
from monitor.matching.keys import concepts
from monitor.matching.longer import KUNYA, QUOTES, has_rare_family, longer_name
from monitor.matching.names import WEIGHT, Role, is_common, is_given, is_patronymic, same_father
from monitor.matching.normalise import fold, script_of
from monitor.matching.parts import Part, is_merely_similar
from monitor.matching.similarity import undeclined
from monitor.matching.syllables import are_one
from monitor.matching.tables import words
from monitor.matching.tokens import Text, is_capital, is_cased
from monitor.matching.tongue import declines
from monitor.matching.vowelless import says_enough

_LOOSE_PUNCTUATION = frozenset(",;:()/|—–")
_DASH = re.compile(r"\s-\s|--")
_SHIP_PREFIXES = frozenset("mv ms mt ss mts".split())
_APOSTROPHES = "'’"
_POSSESSIVES = ("'s", "’s")


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed name found over tokens ``first`` up to ``last`` of one field. ``remarks`` are (rule, weight, detail)."""

    text: Text
    name: int
    entity: int
    first: int
    last: int
    score: float
    parts: tuple[Part, ...]
    weak: bool = False
    remarks: tuple[tuple[str, float, str], ...] = ()

    @property
    def size(self) -> int:
        """How many of the listed name's words it covers."""
        return len(self.parts) or self.last - self.first

    @property
    def start(self) -> int:
        """Where it begins, in code points."""
        return self.text.starts[self.first]

    @property
    def end(self) -> int:
        """Where it ends, in code points."""
        return self.text.ends[self.last - 1]


def align(name: int, arcs: Sequence[Arc], text: Text, index: Index) -> list[Hit]:
    """Every place of a sentence where a name of several tokens may stand, scored; too unlike ones are left out unless only a
    penalty makes them so."""
    slots = index.slots(name)
    anchor = _anchor_of(slots)
    tokens = {token for token, _ in slots}
    own = [arc for arc in arcs if not tokens.isdisjoint(arc.hit.tokens)]
    starts = [arc.first for arc in own]
    found: list[Hit] = []
    tried = 0
    for arc in own:
        similarity = arc.hit.tokens.get(slots[anchor][0], 0.0)
        if not similarity or (found and arc.first < found[-1].last):
            continue
        tried += 1
        if tried > weights.ANCHORS_PER_SENTENCE:
            break
        near = own[bisect_right(starts, arc.first - weights.SPAN):bisect_left(starts, arc.first + weights.SPAN)]
        parts = _parts(slots, anchor, arc, similarity, near)
        hit = _scored(name, slots, parts, text, index)
        if hit is not None and max(hit.score, hit.score - sum(weight for _, weight, _ in hit.remarks) ) >= weights.NEAR:
            found.append(hit)
    return found


def _anchor_of(slots: Sequence[tuple[int, int]]) -> int:
    """The slot that must stand there and that the others are looked for around: the family name, else the first."""
    return next((place for place, (_, role) in enumerate(slots) if role == Role.FAMILY), 0)


def _parts(slots: tuple[tuple[int, int], ...], anchor: int, arc: Arc, similarity: float, near: Sequence[Arc]) -> list[Part]:
    """For each slot the best arc near the anchor's, none used twice; slots near the anchor choose first."""
    chosen = {anchor: Part(slots[anchor][0], Role(slots[anchor][1]), similarity, arc.first, arc.last)}
    for slot in sorted(range(len(slots)), key=lambda slot: (slots[slot][1] == Role.MIDDLE, abs(slot - anchor))):
        if slot == anchor:
            continue
        token, role = slots[slot]
        best, best_rank = None, (0.0, 0)
        for other in near:
            alike = other.hit.tokens.get(token, 0.0)
            if not alike or any(other.first < part.last and part.first < other.last for part in chosen.values()):
                continue
            want = arc.first + slot - anchor
            rank = (round(alike - 0.03 * min(abs(other.first - want), 4), 4), -abs(other.first - want))
            if best is None or rank > best_rank:
                best, best_rank = Part(token, Role(role), alike, other.first, other.last), rank
        if best is not None:
            chosen[slot] = best
    return [chosen[slot] for slot in sorted(chosen)]


def _scored(name: int, slots: tuple[tuple[int, int], ...], parts: list[Part], text: Text, index: Index) -> Hit | None:
    if not _is_complete(slots, parts):
        return None
    parts = _read_closely(name, parts, text, index)
    if not parts:
        return None
    first, last = min(part.first for part in parts), max(part.last for part in parts)
    ordered = bool(index.name_flags[name] & ORDERED)
    if last - first > weights.SPAN or (ordered and not _tells_organisation(parts, text, index)):
        return None
    gained = sum(WEIGHT[part.role] * part.similarity for part in parts)
    possible = sum(WEIGHT[part.role] for part in parts)
    missing = len(slots) - len(parts)
    score = gained / possible - weights.MIDDLE_MISSING * missing / max(2, len(slots) - 1)
    remarks: list[tuple[str, float, str]] = []
    commas = "," in text.text[text.starts[first]:text.ends[last - 1]]
    alone = covers(text, parts)
    free_order = commas or (alone and not ordered)
    penalties = [_order(parts, ordered, free_order, text, index), _gaps(parts, text, first, last, ordered),
                 _replaced_given(slots, parts, text, index), _replaced_middle(slots, parts, text, index), _fuzzy(parts)]
    for penalty in penalties:
        if penalty is None:
            continue
        if penalty[1] <= -1:
            return None
        score += penalty[1]
        if penalty[1]:
            remarks.append(penalty)
    longer = longer_name(text, first, last, name, parts, index)
    if longer is not None:
        score += longer[1]
        remarks.append(longer)
    if any(part.last - part.first == 1 and text.surfaces[part.first].lower() in words("function") for part in parts) and len(parts) < 3:
        return None
    if not says_enough(parts, text, index, ordered=ordered, alone=alone):
        return None
    return Hit(text, name, int(index.name_entity[name]), first, last, max(0.0, round(score, 4)), tuple(parts),
               bool(index.name_flags[name] & WEAK), tuple(remarks))


def covers(text: Text, parts: Sequence[Part]) -> bool:
    """Whether a text is nothing but the name, titles and legal forms aside: then somebody looks the name up, and its order, its
    letters without vowels and how many people bear it are no doubt."""
    if len(text.surfaces) > weights.LOOKED_UP:
        return False
    used = {place for part in parts for place in range(part.first, part.last)}
    little = words("titles") | words("legal") | words("particles") | _SHIP_PREFIXES
    return all(place in used or fold(surface).plain in little for place, surface in enumerate(text.surfaces))


def _tells_organisation(parts: list[Part], text: Text, index: Index) -> bool:
    """Whether the words that tell an organisation, a ship or an aircraft from others are its own: no short one is a letter
    off, no ending stands for more than one letter, and a word that alone tells the whole is more than merely similar."""
    folds = [(part, fold(index.token_text(part.token)), text.surfaces[part.first]) for part in parts]
    for part, listed, surface in folds:
        if part.similarity == weights.ONE_VOWEL and len(listed.plain) <= weights.SHORT_WORD:
            return False
        if part.similarity == weights.SAME_NAME and script_of(surface) == script_of(listed.plain):
            return False  # Peter Green is no Petro Green
        if part.similarity == weights.SAME_CONCEPT and script_of(surface) == script_of(listed.plain) and not covers(text, parts):
            return False  # a plant is no factory in one and the same language
        if surface.endswith(_POSSESSIVES) and part is not parts[-1]:
            return False
        if part.similarity == weights.INFLECTED and surface.isascii() and not surface.casefold().startswith(listed.plain[:-1]):
            return False
    dull = words("generic") | words("bodies")
    telling = [part for part, listed, _ in folds if listed.plain not in dull and not concepts(listed)]
    if any(right.first - left.last > weights.GAP_IN_ORGANISATION for left, right in pairwise(parts)):
        return False
    own = [part for part in telling if country_forms().isdisjoint(fold(index.token_text(part.token)).forms)]
    if not own and any(part.similarity < weights.SAME_NAME for part in parts):
        return False  # Банк России, the central bank, is not the bank Rossiya
    if len(telling) == 1 and telling[0].similarity == weights.BY_EAR and len(index.token_text(telling[0].token)) <= weights.SHORT_TOKEN:
        return False  # Вода, water, is not Waad
    return len(telling) > 1 or not any(is_merely_similar(part) and part.similarity < weights.FUZZY_PAIR for part in telling or parts)


def _read_closely(name: int, parts: list[Part], text: Text, index: Index) -> list[Part]:
    """The parts as the language of the text and the syllables of East Asian names tell them; none where they tell another name."""
    if any(part.last - part.first > 1 and is_merely_similar(part) and part.similarity < weights.SAME_NAME for part in parts):
        return []  # of two words read as one, one may be another: Aung Hlaing, Aung Naing
    if index.name_flags[name] & STRICT:
        parts = _syllable_by_syllable(parts, text, index)
    elif any(part.similarity in (weights.SAME_SYLLABLES, weights.ROMANISED) for part in parts):
        return []  # Dan and Tan are one syllable of Korean, and two names elsewhere
    if not index.name_flags[name] & ORDERED and any(part.similarity == weights.SAME_CONCEPT for part in parts):
        parts = [_untranslated(part, text, index) for part in parts]  # nobody translates a person's name
    if any(part.similarity == weights.INFLECTED for part in parts) and not declines(text.text):
        parts = [_undeclined(part, text, index) for part in parts]
    return parts if all(part.similarity for part in parts) else []


def _syllable_by_syllable(parts: list[Part], text: Text, index: Index) -> list[Part]:
    """The parts of an East Asian name as its syllables tell them, or none where one is another syllable, or stands in between:
    Yong Sun, Jong Un; Kim Song, Kim Il Song."""
    used = {place for part in parts for place in range(part.first, part.last)}
    if len(used) <= max(used) - min(used):
        return []
    read = []
    for part in parts:
        written = "".join(text.surfaces[part.first:part.last])
        told = part.similarity in (weights.SAME_NAME, weights.ROMANISED) or (
            part.similarity == weights.SAME_SOUND and part.role == Role.FAMILY)
        if part.similarity != 1.0 and not told:
            same = are_one(index.token_text(part.token), written)
            if same is False or (same is None and is_merely_similar(part) and other_consonants(part, text, index)):
                return []
            part = replace(part, similarity=max(weights.SAME_NAME, part.similarity) if same else part.similarity)
        read.append(part)
    return read


def _undeclined(part: Part, text: Text, index: Index) -> Part:
    """A part without its case ending, where the text is in a language that has none: Bazoum is not Bazzi."""
    written = "".join(text.surfaces[part.first:part.last])
    if part.similarity != weights.INFLECTED or script_of(written) != "latin" or any(mark in written for mark in _APOSTROPHES):
        return part
    own, other = fold(index.token_text(part.token)), fold(written)
    if other.plain.removesuffix("s") == own.plain:
        return part
    return replace(part, similarity=undeclined(own, other))


def _untranslated(part: Part, text: Text, index: Index) -> Part:
    """A part as its letters tell it, where it agrees by the table of organisations' words."""
    if part.similarity != weights.SAME_CONCEPT:
        return part
    written = fold("".join(text.surfaces[part.first:part.last]), text.language)
    return replace(part, similarity=undeclined(fold(index.token_text(part.token)), written))


def other_consonants(part: Part, text: Text, index: Index) -> bool:
    """Whether a part has other consonants than the listed one, whatever vowels either is spelt with."""
    written = fold("".join(text.surfaces[part.first:part.last]), text.language)
    return set(written.skeletons).isdisjoint(fold(index.token_text(part.token)).skeletons)


def _is_complete(slots: Sequence[tuple[int, int]], parts: list[Part]) -> bool:
    """Whether what must stand there does: two slots or more, every WHOLE token, the family name, and where there is a given name it,
    or of a longer name a frequent or a later given name."""
    roles = [part.role for part in parts]
    wanted = [role for _, role in slots]
    if len(roles) < 2 or roles.count(Role.WHOLE) < wanted.count(Role.WHOLE):
        return False
    if Role.FAMILY in wanted and Role.FAMILY not in roles:
        return False
    if Role.GIVEN in wanted:
        return Role.GIVEN in roles or (len(slots) > 2 and (Role.FREQUENT in roles or _has_later_given(slots, parts)))
    return True


def _has_later_given(slots: Sequence[tuple[int, int]], parts: list[Part]) -> bool:
    """Whether one of the names between the first given name and the family name is there."""
    family = next((place for place, (_, role) in enumerate(slots) if role == Role.FAMILY), len(slots))
    given = next(place for place, (_, role) in enumerate(slots) if role == Role.GIVEN)
    between = {token for token, role in slots[given + 1:family] if role == Role.MIDDLE} if given < family else {
        token for token, role in slots[given + 1:] if role == Role.MIDDLE}
    return any(part.token in between for part in parts)


def _order(parts: list[Part], ordered: bool, commas: bool, text: Text, index: Index) -> tuple[str, float, str] | None:
    places = [part.first for part in parts]
    if places == sorted(places):
        return None
    if ordered:
        own = [part for part in parts if part.similarity != weights.SAME_CONCEPT]
        firsts = [part.first for part in own]
        named = bool(own) and all(is_given(index.token_text(part.token)) for part in own)  # Mohammed Jaish is somebody, no army of Mohammed
        if firsts == sorted(firsts) and len(own) < len(parts) and not named:
            return "order", -weights.REVERSED, "translated words stand in another order"
        return "order", -1.0, "an organisation's words stand in another order"
    family = next((part for part in parts if part.role == Role.FAMILY), parts[-1])
    if not commas and is_common(index.token_text(family.token)):
        return "order", -2 * weights.SCRAMBLED, "what should be the family name stands first, and is a frequent given name"
    spelt = all(part.similarity == 1.0 for part in parts) or script_of(text.surfaces[parts[0].first]) != "latin"
    if len(parts) == 2 and not (commas or spelt):
        return "order", -2 * weights.SCRAMBLED, "neither order nor spelling is the listed one"
    family_first = sorted(parts, key=lambda part: (part.role != Role.FAMILY, parts.index(part)))
    reordered = [part.first for part in family_first]
    if reordered == sorted(reordered) or [part.first for part in parts[1:] + parts[:1]] == sorted(places):
        return "order", -weights.REVERSED, "the family name stands first"
    return "order", -weights.SCRAMBLED, "the names stand in another order"


def _gaps(parts: list[Part], text: Text, first: int, last: int, ordered: bool) -> tuple[str, float, str] | None:
    """What foreign tokens inside the span cost."""
    used = {place for part in parts for place in range(part.first, part.last)}
    cost, words_between = 0.0, []
    quoted = False
    for place in range(first, last):
        if place > first:
            between = text.between(place - 1, place)
            if any(mark in between for mark in QUOTES):
                quoted = not quoted
            cost += _punctuation_cost(between, parts, ordered)
        if place in used:
            continue
        surface = text.surfaces[place]
        words_between.append(surface)
        plain = fold(surface, text.language).plain
        if ordered and plain in words("legal"):
            continue
        if plain in words("conjunctions"):
            cost += weights.GAP_CONJUNCTION
            continue
        named_by_father = not ordered and is_patronymic(surface)
        if quoted or named_by_father or plain in words("particles") or (plain in words("titles") and not ordered) or len(surface) == 1:
            cost += weights.GAP_FREE
        else:
            cost += weights.GAP_CAPITAL if is_cased(surface) and is_capital(surface) else weights.GAP_LOWER
    if not cost:
        return None
    return "words between", -round(cost, 4), " ".join(words_between) or "punctuation inside the name"


def _punctuation_cost(between: str, parts: list[Part], ordered: bool) -> float:
    if "\n" in between:
        return 0.2
    marks = _LOOSE_PUNCTUATION.intersection(between)
    if ordered and _DASH.search(between):
        return 0.2
    if not marks:
        return 0.0
    if marks == {","}:
        family = next((part for part in parts if part.role == Role.FAMILY), None)
        return 0.02 if family is not None and family.first == min(part.first for part in parts) else weights.GAP_COMMA
    if marks <= set("–—/"):
        return 0.06
    return 0.2 if ordered else 0.12


def _replaced_given(slots: tuple[tuple[int, int], ...], parts: list[Part], text: Text, index: Index) -> tuple[str, float, str] | None:
    if any(role == Role.GIVEN for _, role in slots) and all(part.role != Role.GIVEN for part in parts):
        if all(part.role in (Role.FAMILY, Role.FREQUENT) for part in parts):
            if slots[0] == (parts[0].token, Role.FREQUENT) and _is_whole_given(index.token_text(parts[0].token)) and (
                    has_rare_family(parts, index) and all(map(_is_little, text.surfaces[parts[0].last:parts[-1].first]))):
                return "frequent given name", -weights.OTHER_GIVEN, "of the given names only the first, a most frequent one, is there"
            return "given name", -weights.ONLY_FREQUENT_GIVEN, "only the most frequent of the given names is there"
        return "given name", -weights.OTHER_GIVEN, "a later given name stands where the first should"
    return None


def _is_whole_given(surface: str) -> bool:
    """Whether a most frequent given name is one by itself: Mohammad and Maria are, Abdul, Abu, Haji and Mullah are not."""
    plain = fold(surface).plain
    return is_given(surface) and not plain.startswith("abd") and plain not in KUNYA | words("ranks") | words("titles")


def _replaced_middle(slots: tuple[tuple[int, int], ...], parts: list[Part], text: Text, index: Index) -> tuple[str, float, str] | None:
    """Whether another name stands where one of the listed ones is missing: Aung Hlaing Oo, Aung Naing Oo."""
    places = {token: place for place, (token, _) in enumerate(slots)}
    for left, right in pairwise(sorted(parts, key=lambda part: part.first)):
        between = [surface for surface in text.surfaces[left.last:right.first] if len(surface) > 1]
        foreign = [surface for surface in between if is_capital(surface) and is_cased(surface) and not _is_little(surface)]
        listed = range(places[left.token] + 1, places[right.token])
        fathers = [index.token_text(slots[place][0]) for place in listed]
        foreign = [surface for surface in foreign if not any(same_father(father, surface) for father in fathers)]
        if foreign and len(foreign) == len(between) and any(slots[place][1] != Role.FREQUENT for place in listed):
            return "another name", -weights.ANOTHER_NAME, f"{foreign[0]} stands where another name should"
    return None


def _is_little(surface: str) -> bool:
    plain = fold(surface).plain
    return plain in words("particles") or plain in words("titles")


def _fuzzy(parts: list[Part]) -> tuple[str, float, str] | None:
    """Names all of whose tokens are merely similar need to be more so."""
    telling = [part.similarity for part in parts if part.role != Role.MIDDLE]
    if max(telling) < weights.INFLECTED and sum(telling) / len(telling) < weights.FUZZY_PAIR:
        return "similar spelling", -0.05, "no part of the name is spelt as listed"
    return None
