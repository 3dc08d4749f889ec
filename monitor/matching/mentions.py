"""Everything in one document that may name a listed party: full names, single words, native scripts, later surnames."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from monitor.matching import weights
from monitor.matching.acronyms import add_acronyms
from monitor.matching.bearers import Bearers, Place
from monitor.matching.candidates import Arc, Arcs, arcs_in, candidate_names, pairs_near
from monitor.matching.exact import exact_hits
from monitor.matching.geography import is_country
from monitor.matching.index import WEAK, Index
from monitor.matching.lookup import looked_up
from monitor.matching.names import Kind, Role, is_given
from monitor.matching.normalise import fold, script_of
from monitor.matching.parts import Part
from monitor.matching.rivals import without_beaten
from monitor.matching.score import Hit, align
from monitor.matching.single import single_words
from monitor.matching.tables import given_names, words
from monitor.matching.tokens import LONE, Text, has_mark, is_capital, is_cased, opens
from monitor.model import EntityType

_CREDIT = re.compile(r"(?:\b(?:foto|photo|photograph|picture|image|снимка|фото|autor|автор|credit)\w*\s*[:/©]|©|^\s*by\s)"
                     r"[^.\n]{0,40}$", re.IGNORECASE)
_AGENCY = re.compile(r"\s*[/,(]\s*(?:reuters|afp|ap|getty|epa|dpa|tass|тасс)\b", re.IGNORECASE)
_CREDIT_REACH = 60  # characters in front of a name
_LOW = "score"
HEADLINE = "surname alone"
INITIAL = "initial"
_ONE_LETTER = re.compile(r"\b[^\W\d_]\.")
_NUMBER = re.compile(r"\b\d{7}\b|\b\d{9}\b")
_TAIL = re.compile(r"\b[A-Z]{1,2}-?[A-Z0-9]{3,5}\b")


@dataclass(slots=True)
class Found:
    """What one document holds of one entity, and what nearly matched. ``near`` are (hit, reason)."""

    hits: list[Hit] = field(default_factory=list)
    singles: list[Hit] = field(default_factory=list)
    near: list[tuple[Hit, str]] = field(default_factory=list)
    notes: list[tuple[str, float, str]] = field(default_factory=list)
    identified: str = ""


def find(texts: Sequence[Text], index: Index) -> dict[int, Found]:
    """Entity → what the texts of a document hold of it."""
    return found_among(texts, arcs_in(texts, index), index)


def found_among(texts: Sequence[Text], arcs_by_text: Sequence[Arcs], index: Index) -> dict[int, Found]:
    """The same where the arcs of the texts are known."""
    full: list[Hit] = []
    single: list[Hit] = []
    left = weights.CANDIDATES_PER_DOCUMENT
    for text, own in zip(texts, arcs_by_text, strict=True):
        paired = set(map(id, pairs_near(own.every)))
        telling = paired.union(id(arc) for arc in own.every if arc.hit.single)
        for arcs in own.by_sentence if telling else ():
            names = candidate_names(arcs, index)[:left] if not paired.isdisjoint(map(id, arcs)) else []
            left -= len(names)
            places = _places_of_tokens(arcs) if names else {}
            for name in names:
                near = sorted({place for token, _ in index.slots(name) for place in places.get(token, ())})
                full += align(name, [arcs[place] for place in near], text, index)
            single += [hit for hit in single_words(arcs, text, index) if not _refused(hit, index)]
        single += [hit for hit in _native(text, index) if not _refused(hit, index)]
        full += exact_hits(text, index, full)
    found: dict[int, Found] = {}
    accepted = _accepted(full, index, found)
    kept, notes = without_beaten(accepted, index)
    for hit in kept:
        found.setdefault(hit.entity, Found()).hits.append(hit)
    for entity, note in notes:
        found.setdefault(entity, Found()).notes.append(note)
    for hit in _outside(single, [hit for hit in full if hit.score >= weights.ACCEPT]):
        found.setdefault(hit.entity, Found()).singles.append(hit)
    if len(texts) == 1:
        _add_looked_up(found, texts[0], {hit.entity for hit in accepted} - {hit.entity for hit in kept}, index)
    _add_initials(found, texts, arcs_by_text, index)
    _add_surnames(found, texts, arcs_by_text, index)
    _add_headline_surnames(found, texts, arcs_by_text, index)
    add_acronyms(found, texts, index)
    _add_identifiers(found, texts, index)
    return found


def _add_looked_up(found: dict[int, Found], text: Text, beaten: set[int], index: Index) -> None:
    """The parties whose name a text is as a whole. Of a person what alignment found for sure, refused or gave to a better rival stands;
    of an organisation what the whole text says counts, not what a part of it does."""
    for hit in sorted(looked_up(text, index), key=lambda hit: (-hit.score, index.name_text(hit.name), hit.name)):
        held = found.setdefault(hit.entity, Found())
        if index.record(hit.entity).type is EntityType.PERSON:
            singles = [own for own in held.singles if own.last - own.first == len(text.surfaces)]
            sure = any(own.score >= weights.SAME_NAME for own in (*held.hits, *singles))
            settled = sure or hit.entity in beaten or any(_is_final(reason) for _, reason in held.near)
        else:
            settled = any(len(own.text.surfaces) == (sum(part.last - part.first for part in own.parts) or own.last - own.first)
                          for own in held.hits)
        if not settled and not _refused(hit, index):
            held.hits = [hit]


def _is_final(reason: str) -> bool:
    """Whether a refusal holds for a text that is nothing but the name as well: all but those of a further given name and of a low score."""
    return not reason.startswith((_LOW, "order", "given name", "another name")) and not reason.endswith("stands before it")


def _places_of_tokens(arcs: Sequence[Arc]) -> dict[int, list[int]]:
    """By listed token the arcs that may be it: of a long sentence few are of use to one name."""
    found: dict[int, list[int]] = {}
    for place, arc in enumerate(arcs):
        for token in arc.hit.tokens:
            found.setdefault(token, []).append(place)
    return found


def _accepted(full: list[Hit], index: Index, found: dict[int, Found]) -> list[Hit]:
    """The best hit of each entity over a place; what is too low, vetoed or a credit goes to the near misses."""
    best: list[Hit] = []
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for hit in sorted(full, key=lambda hit: (-hit.score, -(hit.last - hit.first), hit.first, hit.name)):
        own = taken.setdefault((hit.entity, id(hit.text)), [])
        place = bisect_left(own, (hit.first, hit.last))
        if any(first < hit.last and hit.first < last for first, last in own[max(0, place - 1):place + 1]):
            continue
        own.insert(place, (hit.first, hit.last))
        reason = _refused(hit, index)
        if reason:
            found.setdefault(hit.entity, Found()).near.append((hit, reason))
        else:
            best.append(hit)
    return best


def _refused(hit: Hit, index: Index) -> str:
    """Why a hit is no mention, or nothing."""
    if any(_overlaps(hit, veto) for veto in _vetoes(hit, index)):
        return "one of the entity's `not` texts stands there"
    if _is_credit(hit):
        return "a photo credit or byline"
    if hit.score < weights.ACCEPT:
        return _why_low(hit)
    return ""


def _why_low(hit: Hit) -> str:
    worst = min(hit.remarks, key=lambda remark: remark[1], default=None)
    if worst is not None and worst[1] <= -0.04:
        return f"{worst[0]}: {worst[2]}"
    return f"{_LOW} {hit.score:.2f} is below {weights.ACCEPT:.2f}"


def _vetoes(hit: Hit, index: Index) -> list[tuple[int, int]]:
    return [span for unlike in index.record(hit.entity).not_texts for span in hit.text.places_of(unlike)]


def _overlaps(hit: Hit, span: tuple[int, int]) -> bool:
    return hit.start < span[1] and span[0] < hit.end


def _is_credit(hit: Hit) -> bool:
    text = hit.text.text
    line = text.rfind("\n", max(0, hit.start - _CREDIT_REACH), hit.start) + 1
    return bool(_CREDIT.search(text, max(line, hit.start - _CREDIT_REACH), hit.start) or _AGENCY.match(text, hit.end))


def _outside(single: Sequence[Hit], full: Sequence[Hit]) -> Iterator[Hit]:
    """The single words that are no part of a full name."""
    covered: dict[int, list[tuple[int, int]]] = {}
    for hit in sorted(full, key=lambda hit: hit.first):
        own = covered.setdefault(id(hit.text), [])
        own.append((hit.first, max(hit.last, own[-1][1]) if own else hit.last))  # how far those reach that begin up to here
    for hit in single:
        own = covered.get(id(hit.text), [])
        place = bisect_right(own, hit.first, key=lambda span: span[0])
        if not place or own[place - 1][1] < hit.last:
            yield hit


def _native(text: Text, index: Index) -> list[Hit]:
    """Names in scripts without spaces, as listed; of overlapping ones the longest."""
    spans = sorted(index.native_names(text.text), key=lambda span: (span[0] - span[1], span[0], span[2]))
    kept: list[tuple[int, int, int]] = []
    for start, end, name in spans:
        if not any(start < last and first < end and (first, last) != (start, end) for first, last, _ in kept):
            kept.append((start, end, name))
    return [_native_hit(text, start, end, name, index) for start, end, name in sorted(kept)]


def _native_hit(text: Text, start: int, end: int, name: int, index: Index) -> Hit:
    """A hit over part of a token: scripts without spaces have no tokens, so the text gets one of its own."""
    return Hit(text.as_one(start, end), name, int(index.name_entity[name]), 0, 1, weights.NATIVE, (), bool(index.name_flags[name] & WEAK))


def _add_surnames(found: dict[int, Found], texts: Sequence[Text], runs: Sequence[Arcs], index: Index) -> None:
    """A full name licenses its bare surname in the rest of the document."""
    bearers = Bearers(found, texts, index)
    if not bearers:
        return
    another: dict[str, Place] = {}  # where somebody else of that family name was last named
    for number, (text, own) in enumerate(zip(texts, runs, strict=True)):
        for arc in own:
            token = bearers.licensed(arc, text)
            if token is None or bearers.is_taken(number, arc):
                continue
            family = index.spelling(token)
            if _somebody_elses(text, arc):
                if arc.first and fold(text.surfaces[arc.first - 1], text.language).plain in given_names():
                    another[family] = (number, arc.first)
                continue
            after = another.get(family)
            if after is not None and after[0] == number and not bearers.named_between(family, after, (number, arc.first)):
                continue
            entity = bearers.nearest(family, (number, arc.first))
            hit = _surname(bearers.full_name(entity), entity, token, arc, text)
            if _refused(hit, index) in ("", _why_low(hit)):
                found[entity].hits.append(hit)
                bearers.add(entity, (number, arc.first))
                note = _may_also_be(bearers.of(family), entity, index)
                if note:
                    found[entity].notes.append(("rival", 0.0, note))
            bearers.take(number, arc.first, arc.last)


def _surname(name: int, entity: int, token: int, arc: Arc, text: Text) -> Hit:
    alike = arc.hit.tokens[token]
    part = Part(token, Role.FAMILY, alike, arc.first, arc.last)
    return Hit(text, name, entity, arc.first, arc.last, round(weights.BARE_SURNAME * alike, 4), (part,))


def _may_also_be(rivals: Sequence[int], entity: int, index: Index) -> str:
    """Whose the surname may be as well; of very many the first are named."""
    told = [index.record(rival).name for rival in islice((rival for rival in rivals if rival != entity), weights.RIVALS_TOLD)]
    more = len(rivals) - 1 - len(told)
    return f"the surname alone may also be {', '.join(told)}{f' and {more} more' if more > 0 else ''}" if told else ""


def is_bare_surname(hit: Hit, index: Index) -> bool:
    """Whether a hit is a surname that a full name elsewhere in the document licenses."""
    return len(hit.parts) == 1 and hit.name >= 0 and bool(index.name_kind[hit.name] == Kind.FULL)


def _add_headline_surnames(found: dict[int, Found], texts: Sequence[Text], runs: Sequence[Arcs], index: Index) -> None:
    """A surname alone in a headline in capitals, where one person on the lists bears it."""
    for text, own in zip(texts, runs, strict=True):
        if not text.caseless or len(text.surfaces) > weights.HEADLINE_WORDS:
            continue
        for arc in own:
            if not _rare_surnames(arc, text, index) or _somebody_elses(text, arc):
                continue
            for hit in _lone_bearers(text, arc, index):
                if _refused(hit, index) in ("", _why_low(hit)):
                    found.setdefault(hit.entity, Found()).singles.append(hit)


def _add_initials(found: dict[int, Found], texts: Sequence[Text], runs: Sequence[Arcs], index: Index) -> None:
    """A rare family name with the initial of the listed given name in front, or behind as registers write it: R. Quillon, Mirov A. S."""
    for text, own in zip(texts, runs, strict=True):
        if not (own.every and has_mark(text.marks, LONE) and _ONE_LETTER.search(text.text)):
            continue
        for arc in own:
            for place in (arc.first - 1, arc.last):
                if 0 <= place < len(text.surfaces) and text.marks[place] & LONE and (
                        text.text[text.ends[place]:text.ends[place] + 1] == "."):
                    for hit in _with_initial(arc, place, text, index):
                        if hit.entity not in found and not _refused(hit, index):
                            found.setdefault(hit.entity, Found()).singles.append(hit)


def _with_initial(arc: Arc, place: int, text: Text, index: Index) -> Iterator[Hit]:
    """The persons whose family name a word is and whose given name begins with the letter at ``place``."""
    letters = {form[:1] for form in fold(text.surfaces[place], text.language).forms}
    between = text.text[text.ends[min(place, arc.last - 1)]:text.starts[max(place, arc.first)]]
    tokens = [token for token, alike in arc.hit.tokens.items() if alike >= weights.INFLECTED and not is_given(index.token_text(token))]
    if not tokens or between.strip(". ") or "\n" in between or len(text.surfaces[arc.first]) < weights.RARE_FAMILY_LETTERS:
        return
    for name in sorted(map(int, arc.hit.full))[:weights.HEADLINE_NAMES]:
        slots = index.slots(name)
        family = next((token for token, role in slots if role == Role.FAMILY and token in tokens), None)
        given = next((token for token, role in slots if role == Role.GIVEN), None)
        if family is None or given is None or index.name_flags[name] & WEAK:
            continue
        if letters.isdisjoint(form[:1] for form in fold(index.token_text(given)).forms):
            continue
        part = Part(family, Role.FAMILY, arc.hit.tokens[family], arc.first, arc.last)
        remark = (INITIAL, 0.0, f"{text.surfaces[place]}. for {index.token_text(given)}")
        yield Hit(text, name, int(index.name_entity[name]), min(place, arc.first), max(place + 1, arc.last), weights.BARE_SURNAME, (part,),
                  False, (remark,))


def _rare_surnames(arc: Arc, text: Text, index: Index) -> list[tuple[int, float]]:
    """The listed words of six letters or more, no given names, that a word in capitals is spelt as or sounds as, with how alike."""
    if not text.surfaces[arc.first].isupper():
        return []
    return [(token, alike) for token, alike in arc.hit.tokens.items() if alike >= weights.SAME_SOUND
            and len(index.token_text(token)) >= weights.RARE_SURNAME and not is_given(index.token_text(token))]


def _lone_bearers(text: Text, arc: Arc, index: Index) -> list[Hit]:
    """The listed person of a surname of six letters or more, spelt as listed or sounding so, of lists that have two
    of them at most: both are told."""
    found: dict[int, Hit] = {}
    for token, alike in _rare_surnames(arc, text, index):
        part = Part(token, Role.FAMILY, alike, arc.first, arc.last)
        for name in sorted(map(int, arc.hit.full)):
            entity = int(index.name_entity[name])
            if (token, int(Role.FAMILY)) in index.slots(name) and not index.name_flags[name] & WEAK and entity not in found:
                remark = (HEADLINE, 0.0, f"{text.surfaces[arc.first]} in a headline in capitals")
                found[entity] = Hit(text, name, entity, arc.first, arc.last, weights.BARE_SURNAME, (part,), False, (remark,))
    lists = Counter(index.record(entity).watchlist for entity in found)
    return [hit for entity, hit in found.items() if lists[index.record(entity).watchlist] <= weights.HEADLINE_BEARERS]


def _somebody_elses(text: Text, arc: Arc) -> bool:
    """Whether a bare surname belongs to another person's name, a place or a thing."""
    before, after = arc.first - 1, arc.last
    if before >= 0 and text.between(before, arc.first) in (" ", "-", "\u00a0"):
        surface = text.surfaces[before]
        plain = fold(surface, text.language).plain
        if plain in given_names() and is_capital(surface) and plain not in words("titles"):
            return True
        known = plain in words("titles") or plain in words("months") or plain in words("bodies") or is_country(fold(surface, text.language))
        known = known or script_of(surface) != script_of(text.surfaces[arc.first])
        if is_cased(surface) and surface[0].isupper() and not known and not opens(text, before):
            return _named_like_a_person(text, before)
    if after < len(text.surfaces) and text.between(after - 1, after) == " ":
        return fold(text.surfaces[after], text.language).plain in words("places")
    return False


def _named_like_a_person(text: Text, place: int) -> bool:
    """A capitalised word in running text before a surname is most likely a given name, unless it is in capitals or long."""
    surface = text.surfaces[place]
    return not text.caseless and not surface.isupper() and len(surface) <= 9


def _add_identifiers(found: dict[int, Found], texts: Sequence[Text], index: Index) -> None:
    """IMO, MMSI and tail numbers name a ship or an aircraft for sure."""
    for text in texts:
        for match, kind, entity in _identifiers_in(text.text, index):
            held = found.setdefault(entity, Found())
            held.identified = f"{kind.upper() if kind != 'registration' else 'registration'} {match.group()}"
            if not (held.hits or held.singles):
                held.hits.append(Hit(text.as_one(*match.span()), -1, entity, 0, 1, 1.0, ()))


def _identifiers_in(text: str, index: Index) -> Iterator[tuple[re.Match[str], str, int]]:
    """The listed numbers of ships and aircraft in ``text``: where, the kind of number, and whose."""
    if not index.has_identifiers:
        return
    for match in (*_NUMBER.finditer(text), *_TAIL.finditer(text)):
        value = "".join(letter for letter in match.group() if letter.isalnum())
        for kind in ("imo", "mmsi", "registration"):
            yield from ((match, kind, entity) for entity in index.identified(f"{kind}:{value}"))
