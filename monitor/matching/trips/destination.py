"""Where a cue leads: the place that a preposition, an object or a compound ties to it, and the place it starts from."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.matching.trips.gazetteer import Place, capital_name, country_name
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import Sentence

_REACH = 14  # tokens after a cue within which its place stands
_REACH_BEFORE = 7
_LINK_REACH = 5  # tokens a preposition reaches to its place
_WELL_KNOWN = 1_000_000  # inhabitants from which a city may own things ("Shanghai's airport")
_CAPITALS_WORDS = 3


@dataclass(frozen=True, slots=True)
class Route:
    """What a cue leads to: ``to`` and ``origin`` may be None. ``facility``: it leads to a building or district, not to a named place."""

    to: Place | None = None
    origin: Place | None = None
    facility: bool = False


def route(sentence: Sentence, cue: Hit) -> Route:
    """The destination and origin of a cue in its sentence."""
    after = _after(sentence, cue)
    if cue.group == "depart":
        if after.to is not None and sentence.tagged(after.to.first - 1, "to"):
            return after  # "leaves for Damascus"
        return Route(to=after.to if after.origin else None, origin=after.origin or after.to or _before(sentence, cue))
    if cue.group == "return" and after.origin and not after.to:
        return after
    if after.to is None and not after.facility:
        before = _before(sentence, cue)
        return Route(to=before, origin=after.origin)
    return after


def _after(sentence: Sentence, cue: Hit) -> Route:
    tokens, to, origin, facility = sentence.tokens, None, None, False
    link = _link_of_cue(sentence, cue)
    place = linked = cue.last + 1
    while place < min(len(tokens), cue.last + 1 + _REACH):
        token = tokens[place]
        if _ends_search(sentence, place):
            break
        here = sentence.place_at.get(place) or _capital_phrase(sentence, place)
        if here is not None and _modifies(sentence, here):
            place = here.last + 1
            continue
        if here is not None:
            if link == "from":
                origin = origin or here
            elif link in ("to", "in", "direct") or (link == "of" and cue.group == "noun"):
                to = to or here
                if link == "to":
                    break
            place = linked = here.last + 1
            link = "" if link == "direct" else link
            continue
        if sentence.tagged(place, "facility") and link in ("to", "in", "direct"):
            facility = True
        following = _next_link(sentence, place, link)
        if following != link or sentence.tagged(place, "to", "in", "from"):
            link, linked = following, place
        elif place - linked > _LINK_REACH and link != "direct":
            link = ""
        place += 1
    if to is not None and facility and to.kind != "country":
        return Route(to=to, origin=origin, facility=True)
    return Route(to=to, origin=origin, facility=facility and to is None)


def _modifies(sentence: Sentence, place: Place) -> bool:
    """A place that only describes what follows: "U.S.-led", "Moore's office" of a town few would name."""
    tokens, following = sentence.tokens, place.last + 1
    if following + 1 >= len(tokens):
        return False
    if tokens[following].text == "-" and tokens[following].start == tokens[place.last].end:
        return True
    return tokens[following].fold in ("'s", "’s") and place.kind == "city" and place.weight < _WELL_KNOWN


def _link_of_cue(sentence: Sentence, cue: Hit) -> str:
    """The preposition that a cue carries itself ("landed in"), or "direct" for what takes its place as an object."""
    for group in ("to", "in", "from"):
        if (cue.last > cue.first or cue.form == "nominal") and sentence.tagged(cue.last, group):
            return group
    object_noun = cue.group == "noun" and sentence.language.order == "free" and cue.last + 1 in sentence.place_at
    direct = cue.group in ("visit", "depart") or sentence.language.direct or object_noun
    return "direct" if direct else ""


def _next_link(sentence: Sentence, place: int, link: str) -> str:
    if sentence.tagged(place, "adverbial") or (
        sentence.tagged(place, "of") and sentence.tagged(place - 1, "settlement", "facility", "capital")
    ):
        return link  # "посетил с визитом Москву", "in the city of Aleppo"
    for group in ("to", "in", "from", "of", "by", "with"):
        if sentence.tagged(place, group):
            return group
    if sentence.tagged(place, "on", "coord"):
        return "" if sentence.tagged(place, "on") else link
    # "to the Iraqi capital": small words, adjectives and a few nouns may stand before the place
    return link


def _ends_search(sentence: Sentence, place: int) -> bool:
    token = sentence.tokens[place]
    if not token.word:
        return token.text not in ",،，、()\"“”«»-'’" and not token.text[0].isdigit()
    return sentence.tagged(place, "rel") or (
        sentence.tagged(place, "sub") and not sentence.tagged(place, "to", "in", "on", "from")
    )


def _before(sentence: Sentence, cue: Hit) -> Place | None:
    """A place before the cue: "Moscow trip", "В Москву прибыл", "In Moscow, he met"."""
    near = sentence.place_at.get(cue.first - 1)
    if near is not None and cue.group == "noun":
        return near
    free = sentence.language.order != "before" or sentence.language.verb_last
    leading = sentence.pieces[0] if cue.group in ("meet", "presence") else None
    best = None
    for place in sentence.places:
        if place.last >= cue.first:
            break
        link = _link_before(sentence, place)
        inside = (
            free and place.first >= cue.first - _REACH_BEFORE and sentence.piece_of(place.first) == sentence.piece_of(cue.first)
        )
        if (link in ("to", "in") or (link == "object" and cue.group == "visit")) and (
            inside or (leading and place.last <= leading.last and link == "in" and place.first <= 4)
        ):
            best = place
    return best


def _link_before(sentence: Sentence, place: Place) -> str:
    suffixes = sentence.language.suffixes
    if suffixes and place.last + 2 < len(sentence.tokens) and sentence.tokens[place.last + 1].text in ("'", "’"):
        return suffixes.get(sentence.tokens[place.last + 2].fold, "")
    before = place.first - 1
    for _ in range(_CAPITALS_WORDS):
        if before < 0:
            return ""
        for group in ("to", "in", "from", "of", "by", "with", "on"):
            if sentence.tagged(before, group):
                return group
        if not sentence.tokens[before].word:
            return ""
        before -= 1
    return ""


def _capital_phrase(sentence: Sentence, place: int) -> Place | None:
    """ "the Iraqi capital", "столица Ирана": a country's capital by its adjective or name, and the city named after it, if any."""
    hit = sentence.demonyms.get(place)
    if hit is not None and sentence.tagged(hit.last + 1, "capital"):
        named = sentence.place_at.get(hit.last + 2) or sentence.place_at.get(hit.last + 3)
        if named is not None and named.country == hit.form:
            return named
        return _capital(hit.form, place, hit.last + 1)
    if sentence.tagged(place, "capital"):
        following = place + 1
        if following in sentence.demonyms:
            hit = sentence.demonyms[following]
            named = sentence.place_at.get(hit.last + 1)
            return named if named is not None and named.country == hit.form else _capital(hit.form, place, hit.last)
        if sentence.tagged(following, "of"):
            following += 1
        named = sentence.place_at.get(following)
        if named is not None and named.kind == "country":
            return _capital(named.country, place, named.last)
    return None


def _capital(country: str, first: int, last: int) -> Place:
    return Place(first=first, last=last, name=capital_name(country) or country_name(country), country=country, kind="city")
