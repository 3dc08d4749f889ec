"""One-word names and acronyms: spelt as listed, a longer word with a case ending at most, never merely similar."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching import weights
from monitor.matching.candidates import Arc
from monitor.matching.geography import country_beginnings, is_country, is_nationality
from monitor.matching.index import WEAK, Index
from monitor.matching.keys import clusters
from monitor.matching.names import Kind, Role
from monitor.matching.normalise import Folded, fold, is_ending, is_inflected, script_of
from monitor.matching.parts import Part
from monitor.matching.score import Hit
from monitor.matching.tables import words
from monitor.matching.tokens import Text, is_capital, is_cased, opens, runs_on, tokens
from monitor.model import EntityType

ONE_OF_SEVERAL = "longer name"
_POSSESSIVES = ("'s", "’s", "'", "’")


def single_words(arcs: Sequence[Arc], text: Text, index: Index) -> list[Hit]:
    """The one-word names and acronyms among the arcs of a sentence."""
    found = []
    for arc in arcs:
        for name in arc.hit.single:
            hit = _hit(name, arc, text, index)
            if hit is not None:
                found.append(hit)
    return found


def _hit(name: int, arc: Arc, text: Text, index: Index) -> Hit | None:
    token, role = index.slots(name)[0]
    similarity = arc.hit.tokens[token]
    if similarity < weights.INFLECTED or similarity in (weights.SAME_NAME, weights.SAME_CONCEPT):
        return None
    if not index.remembered((name, text.surfaces[arc.first], text.language, text.caseless),
                            lambda: _is_written_so(name, text.surfaces[arc.first], text, index)):
        return None
    entity = int(index.name_entity[name])
    kind = index.record(entity).type
    if _is_anothers_word(arc, name, text, index):
        return None
    remarks: tuple[tuple[str, float, str], ...] = ()
    neighbour = _continues(text, arc) or _in_longer_run(text, arc)
    if neighbour:
        if not _may_be_one_of_several(entity, kind, neighbour, text, index):
            return None
        remarks = ((ONE_OF_SEVERAL, 0.0, f"one word of a longer name, beside {neighbour}"),)
    part = Part(token, Role(role), similarity, arc.first, arc.last)
    return Hit(text, name, entity, arc.first, arc.last, similarity, (part,), bool(index.name_flags[name] & WEAK), remarks)


def _is_written_so(name: int, surface: str, text: Text, index: Index) -> bool:
    """Whether a word of a text is spelt as a listed name of one word may be."""
    listed, token = index.name_text(name), index.token_text(index.slots(name)[0][0])
    kind = index.record(int(index.name_entity[name])).type
    if not _may_be_small(listed, surface, kind) or (is_listed_small(listed) and script_of(listed) != script_of(surface)):
        return False
    return _is_acronym(token, surface, text) if index.name_kind[name] == Kind.ACRONYM else _is_spelt(token, surface, text, kind)


def _may_be_small(listed: str, surface: str, kind: EntityType) -> bool:
    """A word in small letters is a name only where the list writes it so: талибы; a ship's never."""
    if not is_cased(surface) or not surface[0].islower():
        return True
    return kind is not EntityType.VESSEL and kind is not EntityType.AIRCRAFT and (is_listed_small(listed) or not surface.islower()
                                                                                  or script_of(listed) != script_of(surface))


def is_listed_small(listed: str) -> bool:
    """Whether a list writes a name in small letters although its script has capitals."""
    return is_cased(listed) and listed.islower()


def _is_acronym(listed: str, surface: str, text: Text) -> bool:
    """Acronyms are compared letter by letter, case included, a possessive aside; in another script by as many capitals."""
    bare = next((surface[:-len(end)] for end in _POSSESSIVES if surface.endswith(end)), surface)
    if text.caseless and bare.isupper():
        return False
    if script_of(listed) != script_of(bare):
        return bare.isupper() and listed.isupper() and len(bare) == len(listed)
    return bare == listed


def _is_spelt(listed: str, surface: str, text: Text, kind: EntityType) -> bool:
    """One word alone must be spelt as listed, a case ending aside where it is long enough, or sound so in another script."""
    ours, theirs = fold(listed), fold(surface, text.language)
    if script_of(listed) != script_of(surface):
        if not (listed.isupper() and surface.isupper()) and min(len(listed), len(surface)) < weights.ONE_WORD_LETTERS:
            return False
        return kind is EntityType.PERSON or _sounds_as(ours, theirs)
    if theirs.plain == ours.plain:
        return True
    declined = kind is EntityType.PERSON or not ours.plain.isascii()
    enough = weights.ONE_WORD_LETTERS if declined else weights.ONE_WORD_INFLECTED
    if len(ours.plain) < enough:
        return False
    shortened = len(ours.plain) > weights.ONE_WORD_LETTERS or not ours.plain.isascii()
    stem = ours.plain.rstrip("aeiouаеиоуыьяюйіїє") if shortened else ours.plain
    return theirs.plain.startswith(stem) and is_ending(theirs.plain[len(stem):])


def _sounds_as(ours: Folded, theirs: Folded) -> bool:
    if ours.vowelless or theirs.vowelless:
        return True
    inflects = theirs.plain[:1] > "\u03ff" and len(ours.plain) >= weights.ONE_WORD_INFLECTED  # a Slavic text declines a foreign name
    return any(one == other or (inflects and is_inflected(one, other)) for one in ours.forms for other in theirs.forms)


def _continues(text: Text, arc: Arc) -> str:
    """The word that makes a one-word name part of a longer capitalised run, or nothing: Irgc Street, Richard Wagner."""
    for left, right, wanted in ((arc.last - 1, arc.last, arc.last), (arc.first - 1, arc.first, arc.first - 1)):
        if left < 0 or right >= len(text.surfaces) or text.between(left, right) not in (" ", "-", "\u00a0"):
            continue
        surface = text.surfaces[wanted]
        folded = fold(surface, text.language)
        if is_cased(surface) and is_capital(surface) and (clusters(folded) or folded.plain in words("places")):
            return surface
    return ""


def _is_anothers_word(arc: Arc, name: int, text: Text, index: Index) -> bool:
    """Whether a word is a nationality, one of those that begin sentences, or an acronym that the text spells out otherwise."""
    plain = fold(text.surfaces[arc.first], text.language).plain
    if plain in words("function") or is_nationality(plain):
        return True
    record = index.record(int(index.name_entity[name]))
    if record.type is not EntityType.VESSEL and fold(index.token_text(index.slots(name)[0][0])).plain in words("regions"):
        return True
    return bool(index.name_kind[name] == Kind.ACRONYM) and _spelt_out_otherwise(arc, text, index, int(index.name_entity[name]))


def _in_longer_run(text: Text, arc: Arc) -> str:
    """The capitalised word that makes one word part of a longer name in running text, or nothing: Chemical Weapons Convention,
    North Atlantic. Words of an organisation behind it, titles and nationalities in front of it lengthen no name."""
    if text.caseless or not runs_on(text, arc.last):
        return ""
    for left, right, wanted in ((arc.last - 1, arc.last, arc.last), (arc.first - 1, arc.first, arc.first - 1)):
        if left < 0 or right >= len(text.surfaces) or text.between(left, right) not in (" ", "\u00a0"):
            continue
        surface = text.surfaces[wanted]
        folded = fold(surface, text.language)
        plain = folded.plain
        if not is_cased(surface) or not is_capital(surface) or len(plain) < 2 or opens(text, wanted):
            continue
        harmless = any(plain in words(kind) for kind in ("bodies", "forces", "titles", "particles", "legal", "months", "function"))
        if not (harmless or plain[:4] in country_beginnings() or is_country(folded) or surface.isupper()):
            return surface
    return ""


def _spelt_out_otherwise(arc: Arc, text: Text, index: Index, entity: int) -> bool:
    """Whether an acronym in brackets stands behind the words it is short for, and those are not the listed party's:
    American International Group (AIG)."""
    acronym = text.surfaces[arc.first]
    size = len(acronym)
    if arc.first < size or "(" not in text.between(arc.first - 1, arc.first):
        return False
    before = text.surfaces[max(0, arc.first - size - 3):arc.first]
    telling = [surface for surface in before if surface[0].isupper() or surface[0].isdigit()][-size:]
    if [surface[0] for surface in telling] != list(acronym.upper()):
        return False
    dull = words("generic") | words("bodies") | words("legal")
    listed = {fold(word).plain for word in tokens(index.record(entity).name)[0]} - dull
    return listed.isdisjoint(fold(surface).plain for surface in telling)


def _may_be_one_of_several(entity: int, kind: EntityType, neighbour: str, text: Text, index: Index) -> bool:
    """A person listed by one word alone may be meant by a longer name that holds it; one listed by more is found by more."""
    if kind is not EntityType.PERSON or fold(neighbour, text.language).plain in words("places"):
        return False
    return not index.has_longer_name(entity)
