"""Where a person is at home, when the list does not say: what the text calls them ("Iranian General", "президент России")."""

from __future__ import annotations

from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import COMMAS, Sentence, is_cased

_BEFORE = 9  # tokens before a name that may hold its role and country
_AFTER = 7
_TITLES = 3  # words of an office between a party and a name: "Republican presidential candidate"


def home_in(sentence: Sentence, first: int, last: int) -> str | None:
    """The country the text gives the person named at tokens ``first``..``last``; None where it gives none."""
    return _before(sentence, first) or _after(sentence, last) or _office(sentence, first)


def _office(sentence: Sentence, first: int) -> str | None:
    """The country of an office or party that only one country has, before a name: "Foreign Secretary Jack Straw"."""
    start = max(0, first - _BEFORE)
    for hit in reversed(sentence.language.offices.all(sentence.tokens[start:first])):
        between = range(start + hit.last + 1, first)
        if len(between) <= _TITLES and all(
            sentence.tagged(place, "role", "person", "title") or sentence.tokens[place].capital for place in between
        ):
            return hit.form
    return None


def _before(sentence: Sentence, first: int) -> str | None:
    tokens = sentence.tokens
    role = False
    for place in range(first - 1, max(-1, first - 1 - _BEFORE, _verb_before(sentence, first)), -1):
        token = tokens[place]
        hit = sentence.demonyms.get(place)
        beside = hit is not None and hit.last == first - 1 and is_cased(token) and token.capital  # "American X"
        if (
            hit is not None
            and hit.last < first
            and (beside or role or _title_like(sentence, hit.last + 1, first) or _behind_role(sentence, hit))
        ):
            return hit.form
        here = sentence.place_at.get(place)
        if here is not None and here.kind in ("country", "region"):
            if sentence.tagged(here.first - 1, "to", "in", "from") and not sentence.tagged(here.first - 1, "of"):
                return None
            if here.country and (role or _title_like(sentence, here.last + 1, first) or _genitive_role(sentence, here.first)):
                return here.country
            return None
        if sentence.tagged(place, "role", "person"):
            role = True
        if token.text in COMMAS and role is False and _office_ends(sentence, place, first):
            continue
        if not token.word and token.text not in ("'", "’", "'s", "’s", "-"):
            return None
        portfolio = sentence.tagged(place - 1, "role", "person")  # "the minister for Brexit"
        if sentence.tagged(place, "with", "to", "in", "from", "by", "rel", "sub", "coord") and not (
            portfolio or sentence.tagged(place, "determiner")
        ):
            return _posted(sentence, place)
    return None


def _posted(sentence: Sentence, link: int) -> str | None:
    """The country of an office that says where or for what it is held: "посол США в Берлине X", "the French envoy to Cuba X"."""
    country = sentence.place_at.get(link - 1)
    if country is not None:
        role = next((country.first - n for n in (1, 2, 3) if sentence.tagged(country.first - n, "role")), None)
        held = role is not None and country.kind == "country" and not sentence.tagged(role - 1, "with")
        return country.country if held else None
    hit = sentence.demonyms.get(link - 2)
    return hit.form if hit is not None and sentence.tagged(link - 1, "role") and not sentence.tagged(hit.first - 1, "with") else None


def _office_ends(sentence: Sentence, comma: int, first: int) -> bool:
    """As in "the Indian Prime Minister, Dr X": an office, a comma, and a title or nothing before the name."""
    titles = all(sentence.tagged(place, "title") for place in range(comma + 1, first))
    return titles and first - comma > 1 and sentence.tagged(comma - 1, "role")


def _verb_before(sentence: Sentence, first: int) -> int:
    """The last token of a verb before the name, -1 without one: what stands before it is of somebody else ("Oman's sultan
    received Soleimani")."""
    start = max(0, first - _BEFORE)
    hits = sentence.language.cues.all(sentence.tokens[start:first])
    verbs = [start + hit.last for hit in hits if hit.group != "block" and hit.form in ("past", "present")]
    barring = [hit.last for hit in sentence.operators if start <= hit.first < first and hit.group in ("refuse", "deny")]
    return max([*verbs, *barring], default=-1)


def _title_like(sentence: Sentence, first: int, last: int) -> bool:
    """Only titles, roles and capitalised words stand between a country and the name, and a role is among them."""
    span = range(first, last)
    if (
        0 < len(span) <= 3
        and all(sentence.tokens[place].word and not sentence.tags.get(place) and place not in sentence.place_at for place in span)
        and any(sentence.tokens[place].text.islower() for place in span)
    ):
        return True  # an occupation the table does not know: "the Russian governor"
    return any(sentence.tagged(place, "role", "person", "title") for place in span) and not any(
        sentence.tagged(place, "to", "in", "from", "by", "with") for place in span
    )


def _behind_role(sentence: Sentence, demonym: Hit) -> bool:
    """As in "le président français X", in a language whose adjectives stand behind their noun."""
    return sentence.language.modifiers_behind and sentence.tagged(demonym.first - 1, "role")


def _genitive_role(sentence: Sentence, place: int) -> bool:
    """As in "президент России Сулеймани", "president of Iran X": the role stands before the country."""
    return any(sentence.tagged(place - n, "role") for n in (1, 2, 3)) if place > 0 else False


def _after(sentence: Sentence, last: int) -> str | None:
    """As in "Soleimani, the Iranian general": an apposition behind the name."""
    tokens = sentence.tokens
    if sentence.language.order == "before" and sentence.tagged(last + 1, "of") and not sentence.tagged(last + 1, "from"):
        here = sentence.place_at.get(last + 2)
        return here.country if here is not None and here.kind == "country" else None  # "President X of Pakistan"
    if last + 2 >= len(tokens) or tokens[last + 1].text not in (",", "،", "(", "—", "–"):
        return None
    for place in range(last + 2, min(len(tokens), last + 2 + _AFTER)):
        if tokens[place].text in (",", "،", ")"):
            return None
        hit = sentence.demonyms.get(place)
        if hit is not None and any(sentence.tagged(hit.last + n, "role", "person", "title") for n in (1, 2, 3)):
            return hit.form
        if hit is not None and sentence.tagged(place - 1, "determiner") and sentence.tagged(hit.last + 1, "rel", "with", "by"):
            return hit.form  # "X, a Canadian who"
        here = sentence.place_at.get(place)
        if here is not None and here.kind == "country" and _genitive_role(sentence, here.first):
            return here.country
        if sentence.tagged(place, "rel"):
            return None
    return None
