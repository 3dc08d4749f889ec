"""Whether a name found is part of somebody else's longer one, or of a street's, an airport's, a prize's named after the person."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching import weights
from monitor.matching.index import STRICT, Index
from monitor.matching.keys import concepts
from monitor.matching.names import FREQUENT, Role, is_given
from monitor.matching.normalise import fold, script_of
from monitor.matching.parts import Part, is_merely_similar
from monitor.matching.tables import given_names, words
from monitor.matching.tokens import Text, is_capital, is_cased, runs_on
from monitor.matching.tongue import declines
from monitor.matching.vowelless import SERVANT

KUNYA = frozenset(["abu", "abou", "umm"])
QUOTES = "\"“”«»„"
_SYLLABLES = frozenset("un il chol hyok ho nam song sik su hui gun guk".split())
_TIES = (" ", "-", "\u00a0")
_IN_HONOUR = frozenset("имени им імені ім името imienia im imena jmena jmene".split())
_GENITIVES = ("а", "я", "ого", "его", "ої", "ой", "a", "ego", "eho", "ého")


def longer_name(text: Text, first: int, last: int, name: int, parts: list[Part], index: Index) -> tuple[str, float, str] | None:
    """Whether the span is part of somebody else's longer name, or of a street, an airport, a prize named after the person."""
    if text.caseless and len(text.surfaces) > weights.LOOKED_UP:
        return None
    slots = index.slots(name)
    namesake = _named_after(text, first, last, parts) if any(role == Role.FAMILY for _, role in slots) else ""
    if namesake:
        return "longer name", -weights.LONGER_NAME, f"{namesake}: a place or a thing named after the person"
    if index.name_flags[name] & STRICT and last < len(text.surfaces) and text.between(last - 1, last) in ("-", " ") and (
            text.between(last - 1, last) == "-" or fold(text.surfaces[last]).plain in _SYLLABLES):
        return "longer name", -weights.LONGER_NAME, f"goes on with {text.surfaces[last]}"
    after = _neighbour(text, last - 1, last, wanted=last)
    if after and (is_cased(after) or after.isdigit()):
        told = _goes_on(text, after, last, slots, parts, index)
        if told is not None:
            return told
    if first and text.plain[first - 1] == SERVANT and text.plain[first].startswith("ال"):
        return "longer name", -weights.LONGER_NAME / 2, f"{text.surfaces[first - 1]} {text.surfaces[first]} is one given name"
    before = _neighbour(text, first - 1, first, wanted=first - 1)
    if before and is_cased(before):
        return _begins_earlier(fold(before, text.language).plain, before, slots, parts, index)
    return None


def has_rare_family(parts: Sequence[Part], index: Index) -> bool:
    """Whether the family name stands there, told by a rule, is nobody's given name and few listed parties have it."""
    family = next((part for part in parts if part.role == Role.FAMILY), None)
    if family is None or is_merely_similar(family):
        return False
    surface = index.token_text(family.token)
    named = is_given(surface) or fold(surface).plain in words("titles") | FREQUENT
    return len(surface) >= weights.RARE_FAMILY_LETTERS and not named and (
        index.bearers(surface, "", weights.SAME_NAME) <= weights.RARE_FAMILY_BEARERS)


def _named_after(text: Text, first: int, last: int, parts: Sequence[Part]) -> str:
    """The word that makes a name a place's or a thing's, or nothing: улица имени Ахмата …, rue …, شارع …, … Caddesi, … airport."""
    if last < len(text.surfaces) and text.between(last - 1, last) in _TIES and _begins(text.surfaces[last], "named behind"):
        return text.surfaces[last]
    place, in_honour = first - 1, False
    while place >= 0 and first - place <= weights.WORDS_OF_HONOUR and text.between(place, place + 1).strip(QUOTES + ".") in ("", " "):
        plain = fold(text.surfaces[place], text.language).plain
        if plain not in _IN_HONOUR and plain not in words("titles"):
            break
        in_honour = in_honour or plain in _IN_HONOUR
        place -= 1
    if place < 0 or not _begins(text.surfaces[place], "named before"):
        return ""
    between = text.between(place, place + 1)
    quoted = any(mark in between for mark in QUOTES) and between.strip(QUOTES) == " "
    if not (in_honour or quoted) and (between not in _TIES or not _may_be_genitive(text, parts)):
        return ""
    return text.surfaces[place]


def _begins(surface: str, kind: str) -> bool:
    """Whether a word is one of a class of stems with an ending at most; in Arabic script a whole word without the article."""
    folded, known = fold(surface), words(kind)
    if folded.vowelless:
        return any(form in known for form in (folded.plain, folded.plain[1:] if folded.plain[:1] in "وبلف" else ""))
    if folded.plain in known:
        return True
    if folded.plain.isascii() and kind == "named before":
        return False  # called is no calle
    size = len(folded.plain)
    return any(folded.plain[:cut] in known for cut in range(max(weights.STEM_OF_PLACE, size - weights.ENDING_OF_PLACE), size))


def _may_be_genitive(text: Text, parts: Sequence[Part]) -> bool:
    """Whether a name right behind a noun may depend on it: in a language that declines names its last letters tell."""
    script = script_of(text.surfaces[parts[0].first])
    if script != "cyrillic" and not (script == "latin" and declines(text.text)):
        return True
    if text.language in ("bg", "mk"):
        return True
    given, family = text.surfaces[parts[0].first], text.surfaces[parts[-1].last - 1]
    declined = family.endswith(_GENITIVES) and parts[-1].similarity < weights.SAME_NAME
    return declined or (not family.endswith(_GENITIVES) and given.endswith(_GENITIVES))


def _goes_on(text: Text, after: str, last: int, slots: tuple[tuple[int, int], ...], parts: list[Part],
             index: Index) -> tuple[str, float, str] | None:
    plain = fold(after, text.language).plain
    if plain.isdigit() and all(role == Role.WHOLE for _, role in slots) and not _is_date(text, last):
        return "longer name", -weights.LONGER_NAME / 2, f"goes on with {after}"
    if plain in ("jr", "sr") or plain in words("places"):
        return "longer name", -weights.LONGER_NAME, f"goes on with {after}"
    whole = all(role == Role.WHOLE for _, role in slots)
    if whole or plain in words("months") or plain in words("titles"):
        return None
    another_surname = len(parts) < len(slots) and slots[-1][1] == Role.MIDDLE and all(part.token != slots[-1][0] for part in parts)
    if not (another_surname or runs_on(text, last)):
        return None
    if _is_further_surname(text, plain, last, slots, parts, index):
        return "further surname", -weights.FURTHER_SURNAME, f"goes on with {after}"
    return "longer name", -weights.LONGER_NAME / 2, f"goes on with {after}"


def _is_date(text: Text, place: int) -> bool:
    """Whether a number in running text is a day of the month: 24. září, 24 сентября."""
    small = place + 1 < len(text.surfaces) and text.surfaces[place + 1].islower()
    return small and len(text.surfaces[place]) <= len("31") and text.between(place, place + 1) in (". ", " ")


def _is_further_surname(text: Text, plain: str, last: int, slots: tuple[tuple[int, int], ...], parts: list[Part], index: Index) -> bool:
    """Whether the one capitalised word behind a full name may be a second surname of the same person, as in Spanish, Portuguese and
    the French of Africa: the whole listed name stands there in order, its given name too, and its family name is rare."""
    places = [part.first for part in parts]
    whole = len(parts) == len(slots) and places == sorted(places) and parts[-1].role == Role.FAMILY and parts[0].role == Role.GIVEN
    if not whole or text.between(last - 1, last) == "-" or any(map(is_merely_similar, parts)) or not has_rare_family(parts, index):
        return False
    if is_given(plain):  # a father's name goes on to say whose son: Ahmed Dirie Hassan is another than Ahmed Dirie
        return False
    if any(plain in words(kind) for kind in ("bodies", "legal", "generic", "forces", "continuing", "particles")) or concepts(fold(plain)):
        return False
    return not _neighbour(text, last, last + 1, wanted=last + 1)


def _begins_earlier(plain: str, before: str, slots: tuple[tuple[int, int], ...], parts: list[Part],
                    index: Index) -> tuple[str, float, str] | None:
    """Another given name in front; one everybody has (Muhammad, Haji) changes nothing where the listed given name follows."""
    if plain in KUNYA and all(plain != fold(index.token_text(token)).plain for token, _ in slots):
        return "another given name", -weights.LONGER_NAME / 2, f"{before} stands before it"
    if plain in words("titles") or plain in words("particles") or plain in words("function"):
        return None
    wants_given = any(role == Role.GIVEN for _, role in slots)
    if wants_given and all(part.role != Role.GIVEN for part in parts):
        return "another given name", -weights.LONGER_NAME / 2, f"{before} stands before it"
    if plain in given_names() and plain not in FREQUENT:
        return "longer name", -weights.LONGER_NAME / 2, f"{before} stands before it"
    return None


def _neighbour(text: Text, left: int, right: int, *, wanted: int) -> str:
    """The capitalised token ``wanted``, one of two neighbours with a single space or hyphen between them, or nothing."""
    if left < 0 or right >= len(text.surfaces) or text.between(left, right) not in (" ", "-", "\u00a0"):
        return ""
    surface = text.surfaces[wanted]
    if fold(surface).plain in words("continuing") and right + 1 < len(text.surfaces) and wanted == right:
        surface = text.surfaces[right + 1]  # Abu Abdullah al-Britani
    return surface if is_capital(surface) else ""
