"""Everything in one document that may name a listed party: full names, single words, native scripts, later surnames."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.matching import weights
from monitor.matching.candidates import Arc, candidate_names, runs_with_arcs
from monitor.matching.exact import exact_hits
from monitor.matching.index import WEAK, Index
from monitor.matching.names import Kind, Role, is_given
from monitor.matching.normalise import Folded, fold, uninflected
from monitor.matching.parts import Part
from monitor.matching.rivals import without_beaten
from monitor.matching.score import Hit, align
from monitor.matching.similarity import similarity
from monitor.matching.single import single_words
from monitor.matching.tables import given_names, words
from monitor.matching.tokens import Text, is_capital, is_cased, opens

_CREDIT = re.compile(r"(?:\b(?:foto|photo|photograph|picture|image|снимка|фото|autor|автор|credit)\w*\s*[:/©]|©|^\s*by\s)"
                     r"[^.\n]{0,40}$", re.IGNORECASE)
_AGENCY = re.compile(r"\s*[/,(]\s*(?:reuters|afp|ap|getty|epa|dpa|tass|тасс)\b", re.IGNORECASE)
HEADLINE = "surname alone"
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
    """Entity → what the texts hold of it."""
    full: list[Hit] = []
    single: list[Hit] = []
    left = weights.CANDIDATES_PER_DOCUMENT
    arcs_by_text: list[list[list[Arc]]] = []
    for text in texts:
        runs = list(runs_with_arcs(text, index))
        arcs_by_text.append(runs)
        for arcs in runs:
            names = candidate_names(arcs, index)[:left]
            left -= len(names)
            for name in names:
                full += align(name, arcs, text, index)
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
    covered = [hit for hit in full if hit.score >= weights.ACCEPT]
    for hit in single:
        if not _inside_other(hit, covered):
            found.setdefault(hit.entity, Found()).singles.append(hit)
    _add_surnames(found, texts, arcs_by_text, index)
    _add_headline_surnames(found, texts, arcs_by_text, index)
    _add_identifiers(found, texts, index)
    return found


def _accepted(full: list[Hit], index: Index, found: dict[int, Found]) -> list[Hit]:
    """The best hit of each entity over a place; what is too low, vetoed or a credit goes to the near misses."""
    best: list[Hit] = []
    taken: dict[tuple[int, int], list[Hit]] = {}
    for hit in sorted(full, key=lambda hit: (-hit.score, -(hit.last - hit.first), hit.first, hit.name)):
        own = taken.setdefault((hit.entity, id(hit.text)), [])
        if any(hit.first < other.last and other.first < hit.last for other in own):
            continue
        own.append(hit)
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
    return f"score {hit.score:.2f} is below {weights.ACCEPT:.2f}"


def _vetoes(hit: Hit, index: Index) -> list[tuple[int, int]]:
    return [match.span() for text in index.record(hit.entity).not_texts
            for match in re.finditer(r"\s+".join(map(re.escape, text.split())), hit.text.text, re.IGNORECASE) if match.group()]


def _overlaps(hit: Hit, span: tuple[int, int]) -> bool:
    return hit.start < span[1] and span[0] < hit.end


def _is_credit(hit: Hit) -> bool:
    text = hit.text.text
    line = text.rfind("\n", 0, hit.start) + 1
    return bool(_CREDIT.search(text, max(line, hit.start - 60), hit.start) or _AGENCY.match(text, hit.end))


def _inside_other(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(other.text is hit.text and other.first <= hit.first and hit.last <= other.last for other in others)


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
    own = Text(text.field, text.text, text.language, text.caseless, [text.text[start:end]], [start], [end], text.sentences, text.paragraphs)
    return Hit(own, name, int(index.name_entity[name]), 0, 1, weights.NATIVE, (), bool(index.name_flags[name] & WEAK))


def _families(found: dict[int, Found], index: Index) -> tuple[dict[str, list[int]], dict[str, set[Folded]]]:
    """The family names that full names license: plain form → entities, plain form → how this document writes it."""
    families: dict[str, list[int]] = {}
    written: dict[str, set[Folded]] = {}
    for entity, held in sorted(found.items()):
        for hit in held.hits:
            if hit.weak or any(rule == "given name" for rule, _, _ in hit.remarks):
                continue
            for part in hit.parts:
                if part.role != Role.FAMILY:
                    continue
                family = index.spelling(part.token)
                if entity not in families.setdefault(family, []):
                    families[family].append(entity)
                written.setdefault(family, set()).update(_folds(hit.text, part.first, part.last))
    return families, written


def _add_surnames(found: dict[int, Found], texts: Sequence[Text], runs: Sequence[list[list[Arc]]], index: Index) -> None:
    """A full name licenses its bare surname in the rest of the document."""
    families, written = _families(found, index)
    if not families:
        return
    another: dict[str, tuple[int, int]] = {}  # where somebody else of that family name was last named
    taken = [(id(hit.text), hit.first, hit.last) for held in found.values() for hit in held.hits]
    for text, own in zip(texts, runs, strict=True):
        for arc in (arc for arcs in own for arc in arcs):
            token = next((token for token, alike in sorted(arc.hit.tokens.items(), key=lambda one: -one[1])
                          if index.spelling(token) in families
                          and (alike >= weights.BARE_SIMILARITY or _as_in_full(text, arc, written[index.spelling(token)]))), None)
            if token is None or any(t == id(text) and first < arc.last and arc.first < last for t, first, last in taken):
                continue
            family = index.spelling(token)
            if _somebody_elses(text, arc):
                if arc.first and fold(text.surfaces[arc.first - 1], text.language).plain in given_names():
                    another[family] = (id(text), arc.first)
                continue
            place, after = another.get(family, (0, 0))
            if place == id(text) and not _named_since(found, families[family], text, after, arc.first):
                continue
            entity = _nearest(families[family], text, arc, found, texts)
            _add_surname(found[entity], entity, token, arc, text, families[family], index)
            taken.append((id(text), arc.first, arc.last))


def _named_since(found: dict[int, Found], entities: list[int], text: Text, after: int, before: int) -> bool:
    """Whether a listed bearer of a surname was named in full between another bearer and a place."""
    return any(hit.text is text and after < hit.first < before and len(hit.parts) > 1 for entity in entities for hit in found[entity].hits)


def is_bare_surname(hit: Hit, index: Index) -> bool:
    """Whether a hit is a surname that a full name elsewhere in the document licenses."""
    return len(hit.parts) == 1 and hit.name >= 0 and bool(index.name_kind[hit.name] == Kind.FULL)


def _add_headline_surnames(found: dict[int, Found], texts: Sequence[Text], runs: Sequence[list[list[Arc]]], index: Index) -> None:
    """A surname alone in a headline in capitals, where one person on the lists bears it."""
    for text, own in zip(texts, runs, strict=True):
        if not text.caseless or len(text.surfaces) > weights.HEADLINE_WORDS:
            continue
        for arc in (arc for arcs in own for arc in arcs):
            if not _rare_surnames(arc, text, index) or _somebody_elses(text, arc):
                continue
            for hit in _lone_bearers(text, arc, index):
                if _refused(hit, index) in ("", _why_low(hit)):
                    found.setdefault(hit.entity, Found()).singles.append(hit)


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


def _folds(text: Text, first: int, last: int) -> list[Folded]:
    return [fold(text.surfaces[place], text.language) for place in range(first, last)]


def _as_in_full(text: Text, arc: Arc, written: set[Folded]) -> bool:
    """Whether a word is the family name as the full name in this document writes it, in another case at most."""
    own = fold(text.surfaces[arc.first], text.language)
    return any(max(similarity(one, own), similarity(own, one)) >= weights.BARE_SIMILARITY or _share_stem(one, own) for one in written)


def _share_stem(one: Folded, other: Folded) -> bool:
    """Whether two inflected words have a stem of five letters or more in common, with nothing but endings behind it."""
    return any(stem in uninflected(theirs) for ours in one.forms for stem in uninflected(ours) if len(stem) >= 5 for theirs in other.forms)


def _add_surname(held: Found, entity: int, token: int, arc: Arc, text: Text, rivals: list[int], index: Index) -> None:
    full = max(held.hits, key=lambda hit: hit.score)
    score = round(weights.BARE_SURNAME * arc.hit.tokens[token], 4)
    part = Part(token, Role.FAMILY, arc.hit.tokens[token], arc.first, arc.last)
    hit = Hit(text, full.name, entity, arc.first, arc.last, score, (part,))
    if _refused(hit, index) in ("", _why_low(hit)):
        held.hits.append(hit)
        others = [index.record(rival).name for rival in rivals if rival != entity]
        if others:
            held.notes.append(("rival", 0.0, f"the surname alone may also be {', '.join(others)}"))


def _somebody_elses(text: Text, arc: Arc) -> bool:
    """Whether a bare surname belongs to another person's name, a place or a thing."""
    before, after = arc.first - 1, arc.last
    if before >= 0 and text.between(before, arc.first) in (" ", "-", "\u00a0"):
        surface = text.surfaces[before]
        plain = fold(surface, text.language).plain
        if plain in given_names() and is_capital(surface) and plain not in words("titles"):
            return True
        known = plain in words("titles") or plain in words("months")
        if is_cased(surface) and surface[0].isupper() and not known and not opens(text, before):
            return _named_like_a_person(text, before)
    if after < len(text.surfaces) and text.between(after - 1, after) == " ":
        return fold(text.surfaces[after], text.language).plain in words("places")
    return False


def _named_like_a_person(text: Text, place: int) -> bool:
    """A capitalised word in running text before a surname is most likely a given name, unless it is in capitals or long."""
    surface = text.surfaces[place]
    return not text.caseless and not surface.isupper() and len(surface) <= 9


def _nearest(entities: list[int], text: Text, arc: Arc, found: dict[int, Found], texts: Sequence[Text]) -> int:
    """Of several parties with one surname the one last named in full."""
    order = {id(held): number for number, held in enumerate(texts)}
    here = (order[id(text)], arc.first)

    def distance(entity: int) -> tuple[int, int, int, int]:
        places = [(order.get(id(hit.text), 0), hit.first) for hit in found[entity].hits]
        before = [place for place in places if place < here]
        last = max(before) if before else (-1, -1)
        return (*last, -min(places)[0], -entity)

    return max(entities, key=distance) if len(entities) > 1 else entities[0]


def _add_identifiers(found: dict[int, Found], texts: Sequence[Text], index: Index) -> None:
    """IMO, MMSI and tail numbers name a ship or an aircraft for sure."""
    for text in texts:
        for match, kind, entity in _identifiers_in(text.text, index):
            held = found.setdefault(entity, Found())
            held.identified = f"{kind.upper() if kind != 'registration' else 'registration'} {match.group()}"
            if not (held.hits or held.singles):
                own = Text(text.field, text.text, text.language, text.caseless, [match.group()], [match.start()], [match.end()],
                           text.sentences, text.paragraphs)
                held.hits.append(Hit(own, -1, entity, 0, 1, 1.0, ()))


def _identifiers_in(text: str, index: Index) -> Iterator[tuple[re.Match[str], str, int]]:
    """The listed numbers of ships and aircraft in ``text``: where, the kind of number, and whose."""
    if not index.has_identifiers:
        return
    for match in (*_NUMBER.finditer(text), *_TAIL.finditer(text)):
        value = "".join(letter for letter in match.group() if letter.isalnum())
        for kind in ("imo", "mmsi", "registration"):
            yield from ((match, kind, entity) for entity in index.identified(f"{kind}:{value}"))
